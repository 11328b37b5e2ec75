"""A small engine in memory, for tests and for the contract that all engines pass."""
