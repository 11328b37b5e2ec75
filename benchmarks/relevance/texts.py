"""What both peers are given: texts of fields and words of a query."""

from collections.abc import Sequence
from dataclasses import replace

from directory.search.analysis import STOP_WORDS, words
from directory.search.types import Document
from directory.search.weights import FIELDS
from directory.taxonomy.types import Taxonomy

BOOSTS = {name: field.boost for name, field in FIELDS.items()}


def plain(document: Document, taxonomy: Taxonomy) -> Document:
    """Return the document as its row says it: English labels of its terms, no synonyms, no Spanish."""
    labels = [
        taxonomy.label(name, slug) for name, slugs in document.terms.items() for slug in slugs
    ]
    return replace(document, labels=tuple(labels), context=(), cues=())


def field_text(document: Document, field: str) -> str:
    """Return one field of a document as one text."""
    value: str | tuple[str, ...] = getattr(document, field)
    return value if isinstance(value, str) else "\n".join(value)


def telling_words(q: str) -> list[str]:
    """Return the folded words of a query, stop words only when there is nothing else."""
    found = list(dict.fromkeys(words(q)))
    return [word for word in found if word not in STOP_WORDS] or found


def all_then_any(complete: Sequence[int], some: Sequence[int], size: int) -> list[int]:
    """Return the first `size` ids: those with all words, then those with some."""
    return list(dict.fromkeys([*complete, *some]))[:size]
