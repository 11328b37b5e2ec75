"""SQLite FTS5: porter stems, bm25 with column weights, facets and filters as SQL over an indexed table."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.relevance.texts import BOOSTS as FIELDS
from benchmarks.search.engines.base import Answer, nearest
from benchmarks.search.queries import Question
from directory.search.analysis import STOP_WORDS, stem, words
from directory.search.types import Document

_COLUMNS = ", ".join(FIELDS)
_WEIGHTS = ", ".join(str(weight) for weight in FIELDS.values())
_SCHEMA = f"""
CREATE VIRTUAL TABLE docs USING fts5({_COLUMNS}, tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE plain USING fts5(word, content='', detail=none, tokenize='unicode61 remove_diacritics 2');
CREATE TABLE term (id INTEGER PRIMARY KEY, vocabulary TEXT, slug TEXT, UNIQUE (vocabulary, slug));
CREATE TABLE doc_term (doc INTEGER, vocabulary INTEGER, term INTEGER, PRIMARY KEY (doc, vocabulary, term)) WITHOUT ROWID;
CREATE TABLE archived (doc INTEGER PRIMARY KEY);
CREATE TABLE name_word (word TEXT, size INTEGER, doc INTEGER, PRIMARY KEY (word, size, doc)) WITHOUT ROWID;
CREATE TABLE plain_text (doc INTEGER PRIMARY KEY, text TEXT);
"""
_OPEN = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA mmap_size=2000000000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA busy_timeout=5000",
)


class Fts5:
    """One database file; readers and the writer see each other's commits through its WAL."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db", isolation_level=None)
        for pragma in _OPEN:
            self._db.execute(pragma)
        self._vocabularies: dict[str, int] = {}
        self._terms: dict[tuple[str, str], int] = {}
        self._lexicons: dict[str, dict[str, int]] = {}
        self._stems: dict[str, set[str]] = {}
        self._version = 0

    def build(self, documents: Iterable[Document]) -> None:
        """See Engine. One transaction; the index of terms by document and the merge come last."""
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        for document in documents:
            self._add(document)
        self._db.execute("CREATE INDEX doc_term_by_term ON doc_term (term, doc)")
        self._db.execute("COMMIT")
        for table in ("docs", "plain"):
            self._db.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608
        self._db.execute("CREATE VIRTUAL TABLE lexicon USING fts5vocab('plain', 'row')")
        # No ANALYZE: with statistics SQLite fills a Bloom filter from all terms for each question.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def keep_texts(self, documents: Iterable[Document]) -> None:
        """See Engine: FTS5 keeps the texts itself."""

    def open(self) -> None:
        """See Engine."""
        self._terms = {
            (vocabulary, slug): key
            for key, vocabulary, slug in self._db.execute("SELECT id, vocabulary, slug FROM term")
        }
        for vocabulary, _ in self._terms:
            self._vocabularies.setdefault(vocabulary, len(self._vocabularies) + 1)

    def _add(self, document: Document) -> None:
        texts = [_text(getattr(document, name)) for name in FIELDS]
        marks = ", ".join("?" * len(FIELDS))
        self._db.execute(
            f"INSERT INTO docs(rowid, {_COLUMNS}) VALUES (?, {marks})",  # noqa: S608
            (document.id, *texts),
        )
        plain = " ".join(texts)
        self._db.execute("INSERT INTO plain(rowid, word) VALUES (?, ?)", (document.id, plain))
        self._db.execute("INSERT INTO plain_text VALUES (?, ?)", (document.id, plain))
        self._db.executemany(
            "INSERT INTO doc_term VALUES (?, ?, ?)",
            [
                (document.id, self._vocabulary(vocabulary), self._term(vocabulary, slug))
                for vocabulary, slugs in document.terms.items()
                for slug in slugs
            ],
        )
        if document.archived:
            self._db.execute("INSERT INTO archived VALUES (?)", (document.id,))
        names = (document.name, *document.aliases)
        self._db.executemany(
            "INSERT OR IGNORE INTO name_word VALUES (?, ?, ?)",
            [(word, len(name), document.id) for name in names for word in words(name)],
        )

    def _vocabulary(self, slug: str) -> int:
        return self._vocabularies.setdefault(slug, len(self._vocabularies) + 1)

    def _term(self, vocabulary: str, slug: str) -> int:
        key = self._terms.get((vocabulary, slug))
        if key is None:
            key = self._terms[vocabulary, slug] = len(self._terms) + 1
            self._db.execute("INSERT INTO term VALUES (?, ?, ?)", (key, vocabulary, slug))
        return key

    def top(self, question: Question) -> Answer:
        """See Engine."""
        found = question.text.split()
        answer = self._ask(" ".join(found), question)
        if not answer.total and len(found) > 1 and not self._any(" ".join(found)):
            return self._ask(" OR ".join(found), question)
        return answer

    def _any(self, match: str) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM docs WHERE docs MATCH ? AND rowid NOT IN archived LIMIT 1", (match,)
        ).fetchone()
        return row is not None

    def _ask(self, match: str, question: Question) -> Answer:
        """One statement: the matches once, then the first page, their number and the counts of them."""
        where, values = self._filters(question)
        facets = ", ".join(str(self._vocabularies[name]) for name in question.facets)
        counts = f"""UNION ALL SELECT term, count(*), -1 FROM m CROSS JOIN doc_term ON doc = m.id
            WHERE vocabulary IN ({facets}) GROUP BY term"""  # noqa: S608 - our own numbers
        rows = self._db.execute(
            f"""WITH m AS MATERIALIZED (SELECT rowid AS id, bm25(docs, {_WEIGHTS}) AS score FROM docs
                WHERE docs MATCH ? AND rowid NOT IN archived {where})
            SELECT * FROM (SELECT id, score, 1 FROM m ORDER BY score LIMIT ?)
            UNION ALL SELECT count(*), 0, 0 FROM m {counts if facets else ""}""",  # noqa: S608
            (match, *values, question.size),
        ).fetchall()
        ids = tuple(row[0] for row in rows if row[2] == 1)
        total = next(row[0] for row in rows if row[2] == 0)
        counted = {row[0]: row[1] for row in rows if row[2] == -1}
        return Answer(ids, total, self._named(question, counted))

    def _filters(self, question: Question) -> tuple[str, list[int]]:
        parts, values = [], []
        for vocabulary, slugs in question.filters.items():
            known = [self._terms.get((vocabulary, slug), 0) for slug in slugs]
            marks = ", ".join("?" * len(known))
            parts.append(
                f"AND EXISTS (SELECT 1 FROM doc_term WHERE doc = docs.rowid AND term IN ({marks})"  # noqa: S608
                f" AND vocabulary = {self._vocabularies[vocabulary]})"
            )
            values += known
        return " ".join(parts), values

    def _named(self, question: Question, counted: dict[int, int]) -> dict[str, dict[str, int]]:
        facets: dict[str, dict[str, int]] = {name: {} for name in question.facets}
        if counted:
            for (vocabulary, slug), key in self._terms.items():
                if key in counted:
                    facets[vocabulary][slug] = counted[key]
        return facets

    def snippets(self, question: Question) -> Sequence[str]:
        """See Engine. FTS5's own highlight and snippet, for the ten hits only."""
        found = question.text.split()
        both = " ".join(found)
        match = both if len(found) == 1 or self._any(both) else " OR ".join(found)
        column = list(FIELDS).index("description")
        return [
            "\n".join(row)
            for row in self._db.execute(
                f"""SELECT highlight(docs, 0, '<mark>', '</mark>'), highlight(docs, 2, '<mark>', '</mark>'),
                    snippet(docs, {column}, '<mark>', '</mark>', ' … ', 32)
                FROM docs WHERE docs MATCH ? AND rowid NOT IN archived AND rank MATCH 'bm25({_WEIGHTS})'
                ORDER BY rank LIMIT ?""",  # noqa: S608
                (match, question.size),
            )
        ]

    def prefix(self, text: str) -> Sequence[int]:
        """See Engine. A range of an ordinary index beats FTS5's prefix index, whose matches are unordered."""
        rows = self._db.execute(
            "SELECT doc FROM name_word WHERE word >= ? AND word < ? ORDER BY size, doc LIMIT 30",
            (text, text + "\U0010ffff"),
        )
        return list(dict.fromkeys(row[0] for row in rows))[:10]

    def correct(self, text: str) -> str:
        """See Engine."""
        return " ".join(self._corrected(word) for word in text.split())

    def _corrected(self, word: str) -> str:
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._lexicons, self._stems, self._version = {}, {}, version
        letter = word[0]
        if letter not in self._lexicons:
            rows = self._db.execute(
                "SELECT term, doc FROM lexicon WHERE term >= ? AND term < ?",
                (letter, chr(ord(letter) + 1)),
            )
            self._lexicons[letter] = dict(rows.fetchall())
            self._stems[letter] = {stem(known) for known in self._lexicons[letter]}
        known = word in STOP_WORDS or stem(word) in self._stems[letter]
        return word if known else nearest(word, self._lexicons[letter])

    def update(self, document: Document) -> None:
        """See Engine."""
        self._db.execute("BEGIN IMMEDIATE")
        key = (document.id,)
        old = self._db.execute("SELECT text FROM plain_text WHERE doc = ?", key).fetchone()
        if old:
            self._db.execute(
                "INSERT INTO plain(plain, rowid, word) VALUES ('delete', ?, ?)", (*key, *old)
            )
        self._db.execute("DELETE FROM docs WHERE rowid = ?", key)
        for table in ("doc_term", "archived", "plain_text"):
            self._db.execute(f"DELETE FROM {table} WHERE doc = ?", key)  # noqa: S608
        self._forget_names(document)
        self._add(document)
        self._db.execute("COMMIT")

    def _forget_names(self, document: Document) -> None:
        for word in {word for name in (document.name, *document.aliases) for word in words(name)}:
            self._db.execute(
                "DELETE FROM name_word WHERE word = ? AND doc = ?", (word, document.id)
            )

    def close(self) -> None:
        """See Engine."""
        self._db.close()


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
