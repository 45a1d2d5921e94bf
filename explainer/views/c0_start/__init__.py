"""Chapter 00: the story in ten minutes."""
