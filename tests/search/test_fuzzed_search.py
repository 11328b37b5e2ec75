"""Two thousand hostile and random queries through the whole search of the seed catalog."""

from benchmarks.fuzz_search import fuzz
from tests.conftest import Site

QUERIES = 2000


def test_no_query_brings_the_search_down(site: Site) -> None:
    run = fuzz(site.database, site.tools.engine, QUERIES, seed=5, size=2)
    assert run.failures == []
    assert len(run.search.all) == len(run.read.all) == QUERIES
