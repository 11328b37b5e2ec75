"""Whoosh 2.7.4 as it comes: its own analyzer and codec. Only its building is measured."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in

from benchmarks.relevance.texts import BOOSTS as FIELDS
from directory.search.types import Document


def build(folder: Path, documents: Iterable[Document]) -> None:
    """Build a plain index of the same fields and facets in this folder."""
    texts = {name: TEXT(analyzer=StemmingAnalyzer(cachesize=-1)) for name in FIELDS}
    schema: Any = Schema(id=ID(unique=True, stored=True), facets=KEYWORD(commas=True), **texts)
    writer = create_in(str(folder), schema).writer(limitmb=256)
    for document in documents:
        facets = ",".join(f"{name}={s}" for name, slugs in document.terms.items() for s in slugs)
        texts = {name: _text(getattr(document, name)) for name in FIELDS}
        writer.add_document(id=str(document.id), facets=facets, **texts)
    writer.commit()


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
