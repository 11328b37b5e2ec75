"""`python -m benchmarks.search.page`: whole search pages against Datasette's, from the same rows.

Both serve on loopback, one client asks them in turn over connections that stay open.
"""

import argparse
import http.client
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.search import datasette_rows
from benchmarks.search.catalog import Catalog
from benchmarks.search.driver import say
from benchmarks.search.figures import Times
from benchmarks.search.queries import Questions
from benchmarks.search.report import aligned
from benchmarks.search.site_rows import fill, wrong_rows
from benchmarks.serving import gunicorn, load_seed
from directory.app import build_tools
from directory.config import Settings
from directory.search.documents import all_documents
from directory.search.indexer import rebuild, verify
from directory.search.types import Document

SEED_SIZE = 547
SAMPLE = 4000
WARM = 20


class Client:
    """One connection that stays open."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path: str) -> tuple[float, bytes]:
        """Return milliseconds until the last byte, and the body; every status but 200 is an error."""
        began = time.perf_counter()
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return took, body


def environment_of(folder: Path) -> dict[str, str]:
    """Return the environment of a site whose whole state is in one folder."""
    return {
        **os.environ,
        "INSTANCE": str(folder),
        "SECRET_KEY": "a-key-for-measuring-on-loopback-0123456789",
        "SEARCH_LIMIT": "100000 per second",
    }


def prepare(size: int, folder: Path) -> list[Document]:
    """Build database and index of the site, check one against the other, and write Datasette's rows.

    Returns a sample of the documents.
    """
    environment = environment_of(folder)
    if size == SEED_SIZE:
        load_seed(environment)
    tools = build_tools(Settings.from_environment(environment))
    try:
        if size != SEED_SIZE:
            fill(tools.database, Catalog(size))
            numbers = range(1, size + 1, max(1, size // 50))
            if wrong := wrong_rows(tools.database, numbers):
                raise RuntimeError(f"rows differ from the projection: listings {wrong}")
            rebuild(tools.database, tools.engine)
        if drift := verify(tools.database, tools.engine):
            raise RuntimeError(str(drift))
        datasette_rows.write(folder, all_documents(tools.database))
        step = max(1, size // SAMPLE)
        return [d for n, d in enumerate(all_documents(tools.database)) if n % step == 0]
    finally:
        tools.engine.close()
        tools.database.close()


def measure(texts: Sequence[Sequence[str]], site: str, peer: str) -> dict[str, tuple[Times, float]]:
    """Ask both for each text in turn, in rounds; returns times and mean kB of a page."""
    clients = {"ours": Client(site), "datasette": Client(peer)}
    paths = {
        "ours": lambda text: f"/search?q={text.replace(' ', '+')}",
        "datasette": datasette_rows.address,
    }
    rounds: dict[str, list[list[float]]] = {name: [] for name in clients}
    sizes: dict[str, list[int]] = {name: [] for name in clients}
    for asked in texts:
        for name in clients:
            rounds[name].append([])
        for number, text in enumerate(asked):
            order = list(clients) if number % 2 else list(clients)[::-1]
            for name in order:
                took, body = clients[name].get(paths[name](text))
                if number >= WARM:
                    rounds[name][-1].append(took)
                    sizes[name].append(len(body))
    return {
        name: (Times.of_rounds(rounds[name]), sum(sizes[name]) / len(sizes[name]) / 1000)
        for name in clients
    }


def equal_totals(texts: Sequence[str], site: str, peer: str) -> float:
    """Return for which share of the texts both find equally many listings."""
    ours, other = Client(site), Client(peer)
    same = 0
    for text in texts:
        _, mine = ours.get(f"/api/v1/search?q={text.replace(' ', '+')}")
        _, theirs = other.get(datasette_rows.address(text, ".json"))
        same += json.loads(mine)["total"] == json.loads(theirs)["filtered_table_rows_count"]
    return same / len(texts)


def run(size: int, rounds: int, queries: int) -> None:
    """Build, serve, measure and print one size."""
    with tempfile.TemporaryDirectory(prefix="page-benchmark-") as name:
        folder = Path(name)
        say(f"building a site of {size:,} listings")
        questions = Questions(prepare(size, folder))
        texts = [
            [question.text for question in questions.words(f"page {number}", queries + WARM)]
            for number in range(rounds)
        ]
        with gunicorn(environment_of(folder)) as site, datasette_rows.serve(folder) as peer:
            equal = equal_totals(texts[0][:WARM], site, peer)
            say(f"asking for {rounds} x {queries} pages of each")
            found = measure(texts, site, peer)
    print(f"\n{size:,} listings: /search?q=... of ours, table page with 5 facets of Datasette")
    print(f"{equal:.0%} of {WARM} searches have the same number of results in both\n")
    print(aligned(_rows(found)), flush=True)


def _rows(found: dict[str, tuple[Times, float]]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("page", "n", "p50 ms", "p95 ms", "kB", "p50 ratio", "p95 ratio")]
    ours = found["ours"][0]
    for name, (times, size) in found.items():
        ratio = {} if name == "ours" else ours.ratio(times)
        shown = [f"{ratio[key]:.2f}x" if ratio else "" for key in ("p50", "p95")]
        figures = (f"{times.p50:.1f}", f"{times.p95:.1f}", f"{size:.0f}")
        rows.append((name, str(times.count), *figures, *shown))
    return rows


def main() -> None:
    """Print one table for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search.page", description=__doc__)
    parser.add_argument("--size", type=int, nargs="+", default=[SEED_SIZE, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", type=int, default=100, help="of each round")
    arguments = parser.parse_args()
    for size in arguments.size:
        run(size, arguments.rounds, arguments.queries)


if __name__ == "__main__":
    main()
