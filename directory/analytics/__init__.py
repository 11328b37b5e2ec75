"""Counts, not surveillance: what is searched for, how often, and what finds nothing."""
