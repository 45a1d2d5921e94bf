"""Chapter 04: whether Russia can revoke its vote."""
