"""Chapter 06: what a class works on."""
