"""The one port of the program: what every search engine can do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from directory.search.types import (
    Change,
    Document,
    EngineHealth,
    Named,
    SearchPage,
    SearchQuery,
)


class SearchUnavailable(Exception):
    """The index is missing or cannot be read; the caller answers from the database."""


class SearchEngine(Protocol):
    """Indexes documents and answers queries. Reads may come from many threads and processes."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Return one page of ids with scores and counts; SearchUnavailable when the index is broken."""
        ...

    def suggest(self, prefix: str, limit: int) -> Sequence[int]:
        """Return ids of listings with a name that has a word beginning with the prefix, best first."""
        ...

    def named(self, text: str, limit: int, *, near: bool = False) -> Sequence[Named]:
        """Return the documents that have this text as a name or alias; spaces and signs do not count.

        Archived ones are left out; of equal ones the order is by kind, then id. With `near` also those
        that differ by few letters, the nearest first: names with the same first letter, any others
        only when there are none.
        """
        ...

    def frequency(self, word: str) -> int:
        """Return about how many documents have a word in any form; 0 when the catalog lacks it."""
        ...

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        """Return the catalog's own words that differ by at most `distance` letters, with documents.

        Words with the same first letter; any others only when there are none.
        """
        ...

    def apply(self, changes: Sequence[Change]) -> None:
        """Make one batch visible in one commit; the last change of an id wins."""
        ...

    def versions(self, ids: Sequence[int] | None = None) -> Mapping[int, str]:
        """Return the version of each indexed id (of all when `ids` is None); absent ids are left out."""
        ...

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new generation and swap it in on success; returns the number of documents.

        Searches go on in the old generation meanwhile; on any error the old one stays. Of documents
        with the same id the first counts.
        """
        ...

    def health(self) -> EngineHealth:
        """Return whether the index can be read; never raises."""
        ...

    def set_aside(self) -> None:
        """Move an index that cannot be read out of the way for inspection; a readable one stays."""
        ...

    def close(self) -> None:
        """Close open files; the engine opens them again when it is used again."""
        ...
