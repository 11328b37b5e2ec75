"""What the Whoosh index holds of a document, and our analysis as a Whoosh analyzer."""

import json
from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Token, Tokenizer
from whoosh.fields import ID, STORED, TEXT, Schema

from directory.search.analysis import tokens
from directory.search.faceting import Attributes, attributes_of
from directory.search.ranking import FIELDS
from directory.search.types import Document


class Words(Tokenizer):  # type: ignore[misc]
    """Yields our words (or stems) as Whoosh tokens. It is pickled into the index by its name."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and other.stemmed == self.stemmed

    def __hash__(self) -> int:
        return hash(self.stemmed)

    def __call__(self, value: str, mode: str = "", **options: Any) -> Iterator[Token]:
        """Yield one token object again and again, as Whoosh expects."""
        del mode
        token = Token(
            positions=options.get("positions", False),
            chars=options.get("chars", False),
            removestops=True,
        )
        start_pos, start_char = options.get("start_pos", 0), options.get("start_char", 0)
        for position, found in enumerate(tokens(value)):
            token.text = token.original = found.stem if self.stemmed else found.word
            token.boost, token.stopped = 1.0, False
            token.pos = start_pos + position
            token.startchar, token.endchar = start_char + found.start, start_char + found.end
            yield token


def make_schema() -> Schema:
    """Return the schema: stemmed texts with positions, plain words, and stored attributes."""
    texts = {name: TEXT(analyzer=Words(stemmed=True), phrase=True) for name in FIELDS}
    return Schema(
        id=ID(stored=True, unique=True),
        version=STORED,
        attributes=STORED,
        names=STORED,
        word=TEXT(analyzer=Words(stemmed=False), phrase=False),
        **texts,
    )


def to_fields(document: Document) -> dict[str, Any]:
    """Return a document as keyword arguments of Whoosh's `add_document`."""
    texts = {name: _text(getattr(document, name)) for name in FIELDS}
    found = attributes_of(document)
    terms = {name: sorted(slugs) for name, slugs in found.terms.items()}
    stored = [found.kind, found.archived, found.sort_name, found.published, found.confirmed, terms]
    return {
        "id": str(document.id),
        "version": document.version,
        "attributes": json.dumps(stored),
        "names": json.dumps([document.name, *document.aliases]),
        "word": "\n".join(texts.values()),
        **texts,
    }


def attributes_from(stored: dict[str, Any]) -> Attributes:
    """Return the attributes of a document from its stored fields."""
    kind, archived, sort_name, published, confirmed, terms = json.loads(stored["attributes"])
    return Attributes(
        id=int(stored["id"]),
        kind=kind,
        archived=archived,
        sort_name=sort_name,
        published=published,
        confirmed=confirmed,
        terms={name: frozenset(slugs) for name, slugs in terms.items()},
    )


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
