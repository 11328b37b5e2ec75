"""Find things: engines behind one protocol, the indexer that keeps them in step, the search service."""
