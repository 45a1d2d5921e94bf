"""Charts: pure functions of the tables and of the values of controls, one module a chapter."""
