"""The embedded engine: Whoosh keeps the inverted index, analysis and segments."""
