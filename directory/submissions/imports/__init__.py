"""Bring many listings in from a file: the same commands and rules as any submission."""
