"""What both peers are given: texts of fields and words of a query."""

from collections.abc import Sequence

from directory.search.analysis import STOP_WORDS, words
from directory.search.types import Document


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
