"""Controlled vocabularies: what filters, forms, synonyms and query understanding read."""
