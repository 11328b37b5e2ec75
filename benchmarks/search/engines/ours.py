"""The directory's own engine, through the protocol that the site uses."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.search.engines.base import Answer
from benchmarks.search.queries import Question
from directory.search.engine import SearchEngine
from directory.search.highlight import mark, snippet, wanted_stems
from directory.search.query_parser import parse
from directory.search.spelling import corrections, replaced
from directory.search.types import Document, SearchQuery, Upsert
from directory.search.whoosh.engine import WhooshEngine


class Ours:
    """WhooshEngine; texts for snippets come from a table by primary key, as on the site."""

    def __init__(self, folder: Path) -> None:
        self._engine: SearchEngine = WhooshEngine(folder / "index")
        self._texts = sqlite3.connect(folder / "texts.db", isolation_level=None)

    def build(self, documents: Iterable[Document]) -> None:
        """See Engine."""
        self._engine.rebuild(documents)

    def keep_texts(self, documents: Iterable[Document]) -> None:
        """See Engine. Stands for the site's database, which is there anyway."""
        self._texts.execute(
            "CREATE TABLE text (id INTEGER PRIMARY KEY, name, tagline, description)"
        )
        self._texts.execute("BEGIN")
        rows = ((d.id, d.name, d.tagline, d.description) for d in documents)
        self._texts.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", rows)
        self._texts.execute("COMMIT")

    def open(self) -> None:
        """See Engine."""
        health = self._engine.health()
        if not health.ok:
            raise RuntimeError(health.problem)

    def top(self, question: Question) -> Answer:
        """See Engine."""
        page = self._engine.search(
            SearchQuery(
                text=parse(question.text),
                filters=question.filters,
                facets=question.facets,
                size=question.size,
            )
        )
        return Answer(tuple(hit.id for hit in page.hits), page.total, page.facets)

    def snippets(self, question: Question) -> Sequence[str]:
        """See Engine. Marks names and taglines and cuts pieces of descriptions, all three always."""
        ids = self.top(question).ids
        stems = wanted_stems(parse(question.text))
        marks = ",".join("?" * len(ids))
        rows = self._texts.execute(f"SELECT * FROM text WHERE id IN ({marks})", ids)  # noqa: S608
        texts = {row[0]: row[1:] for row in rows}
        return [self._marked(texts[key], stems) for key in ids]

    def _marked(self, texts: Sequence[str], stems: frozenset[str]) -> str:
        name, tagline, description = texts
        return "\n".join((mark(name, stems), mark(tagline, stems), snippet([description], stems)))

    def prefix(self, text: str) -> Sequence[int]:
        """See Engine."""
        return self._engine.suggest(text, 10)

    def correct(self, text: str) -> str:
        """See Engine."""
        return replaced(text, corrections(parse(text).words, self._engine))

    def update(self, document: Document) -> None:
        """See Engine."""
        self._engine.apply([Upsert(document)])

    def close(self) -> None:
        """See Engine."""
        self._engine.close()
        self._texts.close()
