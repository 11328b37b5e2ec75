"""Words of a file -> terms of a vocabulary, by label, synonym, slug or code."""

from collections.abc import Iterable, Iterator
from typing import Any

from directory.kernel.text import fold
from directory.taxonomy.types import Taxonomy


class TermFinder:
    """Finds terms, and remembers for each field which words stand for none."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self.unknown: list[tuple[str, str]] = []  # (field of the file, word)
        self._words: dict[str, dict[str, str]] = {}

    def find(self, vocabulary: str, field: str, value: Any) -> list[str]:
        """Return the slugs of the terms that the words name, in their order."""
        found = []
        for word in texts(value):
            slug = self._of(vocabulary).get(fold(word).strip())
            if slug:
                found.append(slug)
            else:
                self.unknown.append((field, word))
        return list(dict.fromkeys(found))

    def _of(self, vocabulary: str) -> dict[str, str]:
        if vocabulary not in self._words:
            self._words[vocabulary] = dict(self._pairs(vocabulary))
        return self._words[vocabulary]

    def _pairs(self, vocabulary: str) -> Iterator[tuple[str, str]]:
        found = self._taxonomy.vocabularies.get(vocabulary)
        for term in reversed(found.terms if found else ()):  # of two with one name the first wins
            if not term.retired:
                yield from ((fold(name), term.slug) for name in (*term.names, term.slug) if name)
                if term.code:
                    yield fold(term.code), term.slug


def texts(value: Any) -> Iterable[str]:
    """Yield the short texts in a value of JSON-LD: a text with commas, a list, or named things."""
    if isinstance(value, str):
        yield from (part.strip() for part in value.split(",") if part.strip())
    elif isinstance(value, list):
        for inside in value[:100]:
            yield from texts(inside)
    elif isinstance(value, dict):
        for key in ("name", "alternateName", "educationalRole", "targetName"):
            if isinstance(value.get(key), str | list):
                yield from texts(value[key])
                break
