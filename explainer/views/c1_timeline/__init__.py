"""Chapter 01: how two isolated leaders came together."""
