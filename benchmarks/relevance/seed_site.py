"""The seed catalog in a temporary folder, loaded and indexed by the application's own services."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from directory.app import build_tools
from directory.cli.tools import Tools
from directory.config import ROOT, Settings
from directory.jobs.runner import Runner
from directory.kernel import migrations
from directory.kernel.actors import system_actor
from directory.models import Listing
from directory.search import service
from directory.search.documents import all_documents
from directory.search.reading.files import read_rules
from directory.search.reading.service import load_rules
from directory.search.requests import parse_request
from directory.search.results import SearchResult
from directory.search.types import Document
from directory.submissions.imports.service import import_file
from directory.taxonomy.files import read_vocabularies
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.service import load_vocabularies
from directory.taxonomy.types import Taxonomy

SEED = ROOT / "seed_data"


@dataclass(frozen=True)
class SeedSite:
    """An indexed seed catalog. `keys`: listing id -> `kind/slug`."""

    tools: Tools
    taxonomy: Taxonomy
    keys: dict[int, str]

    def find(self, q: str, size: int) -> SearchResult:
        """Return the first page that the search page would show for these words."""
        request = replace(parse_request([("q", q)], self.taxonomy).request, size=size)
        with self.tools.database.reading() as session:
            return service.find(session, self.tools.engine, self.taxonomy, request)

    def documents(self) -> list[Document]:
        """Return what the search engine indexes of every listing."""
        return list(all_documents(self.tools.database))


@contextmanager
def seed_site() -> Iterator[SeedSite]:
    """Build the site; the folder is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"INSTANCE": folder, "SECRET_KEY": "x" * 40})
        tools = build_tools(settings)
        try:
            _fill(tools)
            with tools.database.reading() as session:
                taxonomy = load_taxonomy(session)
                rows = session.execute(select(Listing.id, Listing.kind, Listing.slug)).all()
            yield SeedSite(tools, taxonomy, {row.id: f"{row.kind}/{row.slug}" for row in rows})
        finally:
            tools.engine.close()
            tools.database.close()


def _fill(tools: Tools) -> None:
    migrations.upgrade(tools.database)
    with tools.database.writing() as session:
        files = read_vocabularies(SEED / "taxonomy")
        load_vocabularies(session, system_actor("seed"), files, now=tools.clock())
        rules = read_rules(SEED / "search" / "rules.yaml")
        load_rules(session, system_actor("seed"), rules, now=tools.clock())
    for name in ("organizations", "products", "people", "opportunities"):
        path = Path(SEED / "catalog" / f"{name}.jsonl")
        report = import_file(tools.database, system_actor("seed"), path, clock=tools.clock)
        if report.problems:
            raise ValueError(f"{path.name}: {report.problems[0]}")
    tools.idle()
    runner = Runner(tools.database, tools.handlers)
    while runner.run_batch():
        pass
