"""Similar listings: by what is telling, in a neutral order, at a constant cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.catalog.types import Kind
from directory.jobs.runner import Runner
from directory.kernel.database import Database
from directory.models import Listing
from directory.search.engine import SearchEngine
from directory.search.handlers import make_handlers
from directory.search.similar import Similar, similar
from directory.search.whoosh.engine import WhooshEngine
from directory.taxonomy.types import Taxonomy
from tests.conftest import CountStatements
from tests.factories import NOW, product, publish

pytestmark = pytest.mark.database
MUSIC = {"subjects": ["music"], "levels": [], "product_kinds": ["video"], "facts": {}}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    found = WhooshEngine(tmp_path / "index")
    yield found
    found.close()


@pytest.fixture
def filled(database: Database, taxonomy: Taxonomy, engine: SearchEngine) -> Database:
    with database.writing() as session:
        publish(session, taxonomy, product())
        publish(session, taxonomy, product(name="Zebra Fractions"))
        publish(session, taxonomy, product(name="Angle Farm", subjects=["geometry"]))
        publish(session, taxonomy, product(name="Far", **MUSIC))
        bare = {"subjects": [], "levels": ["grade-3"], "product_kinds": []}
        publish(session, taxonomy, product(name="Bare", **bare))
        for number in range(10):
            publish(session, taxonomy, product(name=f"Song {number}", **MUSIC))
    runner = Runner(database, make_handlers(database, engine), clock=lambda: NOW)
    while runner.run_batch():
        pass
    return database


def like(
    database: Database, engine: SearchEngine, taxonomy: Taxonomy, slug: str
) -> tuple[Similar, ...]:
    with database.reading() as session:
        listing = session.query(Listing).filter_by(slug=slug).one()
        return similar(session, engine, taxonomy, listing.id, Kind(listing.kind))


def test_the_most_in_common_comes_first_with_what_is_shared(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    found = like(filled, engine, taxonomy, "fraction-forest")
    assert [one.card.name for one in found] == ["Zebra Fractions", "Angle Farm"]
    near, wider = found
    assert near.shared[:2] == (("subject", "fractions"), ("product-kind", "practice"))
    assert ("price", "free") in near.shared
    # The broader subject that both have, where they have no narrower one in common.
    assert wider.shared[:2] == (("subject", "mathematics"), ("product-kind", "practice"))


def test_at_most_six_and_by_name_where_all_is_equal(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    found = like(filled, engine, taxonomy, "song-9")
    assert [one.card.name for one in found] == ["Far", *(f"Song {n}" for n in range(5))]


def test_none_when_nothing_telling_is_shared(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    assert like(filled, engine, taxonomy, "bare") == ()
    assert like(filled, WhooshEngine(tmp_path / "nowhere"), taxonomy, "far") == ()


def test_it_costs_four_statements(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy, count_statements: CountStatements
) -> None:
    counts = []
    for slug in ("fraction-forest", "song-1"):
        with filled.reading() as session:
            listing = session.query(Listing).filter_by(slug=slug).one()
            with count_statements(filled) as statements:
                similar(session, engine, taxonomy, listing.id, Kind(listing.kind))
        counts.append(len(statements))
    assert counts == [4, 4]
