"""Chapter 03: what one visit showed, and what it did not."""
