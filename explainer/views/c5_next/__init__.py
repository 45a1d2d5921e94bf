"""Chapter 05: what happened next."""
