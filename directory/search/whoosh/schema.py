"""The fields of the Whoosh index: stems of all texts with their weights, and terms of vocabularies."""

from whoosh.fields import ID, Schema

from directory.search.whoosh.builder import TERM, TEXT


def make_schema() -> Schema:
    """Return the schema. Both fields are given term by term, so there is nothing to analyse."""
    return Schema(**{TEXT: ID(), TERM: ID()})
