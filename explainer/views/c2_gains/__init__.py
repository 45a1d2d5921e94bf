"""Chapter 02: what each side gets, and what it costs."""
