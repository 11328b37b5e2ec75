"""The same listings for Datasette: one table, a full-text table beside it, and settings that suit it."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from pathlib import Path

from benchmarks.relevance.texts import BOOSTS as FIELDS
from benchmarks.search.queries import FACETS
from benchmarks.serving import BIN, free_port, serving
from directory.search.types import Document

_COLUMNS = (
    "kind",
    "name",
    "tagline",
    "description",
    "maker",
    *(f.replace("-", "_") for f in FACETS),
)
_FACETS = tuple(f.replace("-", "_") for f in FACETS)
# Every one of these makes Datasette quicker, or keeps it from leaving a facet out.
_SETTINGS = {
    "default_page_size": "20",
    "suggest_facets": "off",
    "facet_time_limit_ms": "20000",
    "sql_time_limit_ms": "20000",
    "cache_size_kb": "65536",
}


def write(folder: Path, documents: Iterable[Document]) -> None:
    """Write the table, an index for each facet, and the full-text table with porter stems."""
    texts = ", ".join(FIELDS)
    with closing(sqlite3.connect(folder / "rows.db")) as db, db:
        db.execute(f"CREATE TABLE listing (id INTEGER PRIMARY KEY, {', '.join(_COLUMNS)})")
        db.execute(
            f"CREATE VIRTUAL TABLE listing_fts USING fts5({texts}, content='',"
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        for document in documents:
            if not document.archived:
                _add(db, document)
        for column in _FACETS:
            db.execute(f"CREATE INDEX by_{column} ON listing ({column})")
        db.execute("INSERT INTO listing_fts(listing_fts) VALUES ('optimize')")
    table = {"fts_table": "listing_fts", "fts_pk": "id"}
    metadata = {"databases": {"rows": {"tables": {"listing": table}}}}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")


def _add(db: sqlite3.Connection, document: Document) -> None:
    """Add a row; of each facet's terms only the first, so that plain `_facet` serves."""
    firsts = [next(iter(document.terms.get(name, ())), None) for name in FACETS]
    maker = document.related[0] if document.related else None
    row = (document.id, document.kind, document.name, document.tagline, document.description)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    db.execute(f"INSERT INTO listing VALUES ({marks})", (*row, maker, *firsts))  # noqa: S608
    texts = [_text(getattr(document, name)) for name in FIELDS]
    columns, marks = ", ".join(FIELDS), ", ".join("?" * (len(FIELDS) + 1))
    db.execute(
        f"INSERT INTO listing_fts(rowid, {columns}) VALUES ({marks})",  # noqa: S608
        (document.id, *texts),
    )


def serve(folder: Path) -> AbstractContextManager[str]:
    """Serve the rows as immutable files on loopback; gives the address."""
    port = free_port()
    command = [str(BIN / "datasette"), "serve", "-i", str(folder / "rows.db"), "-p", str(port)]
    command += ["-h", "127.0.0.1", "-m", str(folder / "metadata.json")]
    for name, value in _SETTINGS.items():
        command += ["--setting", name, value]
    return serving(command, port, "/-/versions.json", {"HOME": str(folder)})


def address(text: str, kind: str = "") -> str:
    """Return the path of a search with five facets; `kind` is an ending such as `.json`."""
    facets = "".join(f"&_facet={name}" for name in _FACETS)
    return f"/rows/listing{kind}?_search={text.replace(' ', '+')}{facets}"


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
