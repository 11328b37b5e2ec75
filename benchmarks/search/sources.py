"""Where documents come from: the generator, or for 250 the products of the seed catalog."""

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from benchmarks.search.catalog import Catalog
from benchmarks.search.words import SEED
from directory.app import build_tools
from directory.config import Settings
from directory.kernel import migrations
from directory.kernel.actors import system_actor
from directory.kernel.clock import utcnow
from directory.search.documents import all_documents
from directory.search.types import Document
from directory.submissions.imports.service import import_file
from directory.taxonomy.files import read_vocabularies
from directory.taxonomy.service import load_vocabularies

SEED_SIZE = 250


class Source(Protocol):
    """Documents that every process can ask for again, numbered from 1."""

    size: int

    def __iter__(self) -> Iterator[Document]: ...

    def document(self, number: int) -> Document:
        """Return document `number`."""
        ...

    def changed(self, number: int, word: str) -> Document:
        """Return document `number` with one more word and another version."""
        ...


class SeedProducts:
    """The real products, as `directory.search.documents` makes them; read once from a file."""

    def __init__(self, path: Path) -> None:
        self._documents: list[Document] = pickle.loads(path.read_bytes())  # noqa: S301 - our own
        self.size = len(self._documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents)

    def document(self, number: int) -> Document:
        """See Source."""
        return self._documents[number - 1]

    def changed(self, number: int, word: str) -> Document:
        """See Source."""
        found = self.document(number)
        return replace(found, tagline=f"{found.tagline} {word}", version=f"{found.version}-{word}")


def source_of(size: int, folder: Path) -> Source:
    """Return the documents of this size; `folder` keeps the seed products between processes."""
    if size != SEED_SIZE:
        return Catalog(size)
    path = folder / "seed.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(_seed_products()))
    return SeedProducts(path)


def _seed_products() -> list[Document]:
    with tempfile.TemporaryDirectory() as folder:
        values = {"INSTANCE": folder, "SECRET_KEY": "x" * 40}
        tools = build_tools(Settings.from_environment(values))
        migrations.upgrade(tools.database)
        with tools.database.writing() as session:
            files = read_vocabularies(SEED / "taxonomy")
            load_vocabularies(session, system_actor("seed"), files, now=utcnow())
        for name in ("organizations", "products"):
            path = SEED / "catalog" / f"{name}.jsonl"
            import_file(tools.database, system_actor("seed"), path, clock=utcnow)
        found = [d for d in all_documents(tools.database) if d.kind == "product"]
        tools.engine.close()
        tools.database.close()
    return found
