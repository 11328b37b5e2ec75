"""TextQuery -> Whoosh query objects, built by our code; Whoosh's parsers never see user text."""

from typing import Any

from whoosh import query as q

from directory.search.analysis import stem
from directory.search.ranking import FIELDS
from directory.search.types import TextQuery


def parts(text: TextQuery) -> list[Any]:
    """Return one query per word and phrase, each over all fields with their boosts."""
    return [_word(word) for word in text.words] + [_phrase(phrase) for phrase in text.phrases]


def excluded(text: TextQuery) -> Any:
    """Return the query of documents that must not be found, or None."""
    return q.Or([_word(word) for word in text.excluded]) if text.excluded else None


def _word(word: str) -> Any:
    return q.Or([q.Term(field, stem(word), boost=boost) for field, boost in FIELDS.items()])


def _phrase(phrase: tuple[str, ...]) -> Any:
    stems = [stem(word) for word in phrase]
    return q.Or([q.Phrase(field, stems, boost=boost) for field, boost in FIELDS.items()])
