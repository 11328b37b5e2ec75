"""SQLite's full-text search over the same documents, as a peer to compare with."""

import sqlite3
from collections.abc import Mapping, Sequence

from benchmarks.relevance.texts import BOOSTS, all_then_any, field_text, telling_words
from directory.search.types import Document

_TOKENIZER = "porter unicode61 remove_diacritics 2"


class Fts5:
    """BM25 with our field weights: listings with all words first, then those with some."""

    def __init__(
        self, documents: Sequence[Document], keys: Mapping[int, str], name: str = "FTS5"
    ) -> None:
        self.name = name
        self._keys = keys
        self._connection = sqlite3.connect(":memory:")
        columns, places = ", ".join(BOOSTS), ", ".join("?" * len(BOOSTS))
        self._connection.execute(
            f"CREATE VIRTUAL TABLE listing USING fts5({columns}, tokenize='{_TOKENIZER}')"
        )
        self._connection.executemany(
            f"INSERT INTO listing (rowid, {columns}) VALUES (?, {places})",  # noqa: S608 - our own names
            [(d.id, *(field_text(d, field) for field in BOOSTS)) for d in documents],
        )

    def rank(self, q: str, size: int) -> list[str]:
        """Return the keys of the first `size` results."""
        words = [f'"{word}"' for word in telling_words(q)]
        if not words:
            return []
        complete, some = (self._ids(f" {word} ".join(words), size) for word in ("AND", "OR"))
        return [self._keys[found] for found in all_then_any(complete, some, size)]

    def _ids(self, match: str, size: int) -> list[int]:
        weights = ", ".join(str(weight) for weight in BOOSTS.values())
        statement = (
            "SELECT rowid FROM listing WHERE listing MATCH ? "  # noqa: S608 - our own numbers
            f"ORDER BY bm25(listing, {weights}), rowid LIMIT ?"
        )
        return [row[0] for row in self._connection.execute(statement, (match, size))]

    def close(self) -> None:
        """Close the database in memory."""
        self._connection.close()
