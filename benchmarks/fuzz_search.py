"""Hostile and random queries through reading and searching: nothing may fail, nothing may be slow.

`python -m benchmarks.fuzz_search [--count 100000] [--size 50000] [--seed 1] [--minutes 30]` runs them on the
seed catalog, or on the index of a generated catalog of that size, and prints median, 99th percentile
and longest processor time of reading a query and of the whole search with facets, the slowest queries, and how
many raised an exception; exit status 1 if any did.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from sqlalchemy import select

from benchmarks.hostile import MANAGE, ROOT
from directory.app import build_tools
from directory.config import Settings
from directory.kernel.database import Database
from directory.kernel.errors import NotFound
from directory.models import Listing
from directory.search.analysis import words
from directory.search.engine import SearchEngine
from directory.search.reading.queries import load_lexicon
from directory.search.reading.reader import read
from directory.search.requests import parse_request
from directory.search.service import find
from directory.search.suggestions import suggest
from directory.search.whoosh.engine import WhooshEngine
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.types import Taxonomy
from tests.rules.test_search_rules import BOMBS

_SIGNS = "\"-+*~^:()[]{}<>/\\|&!?.,;'’“”«»#%@=_\u0000\u200b\u202e\u0301\ud800🧮學習ñß"
_LONGEST = 5


class Fuzz:
    """Queries made of the catalog's own words and names, of signs, and of all kinds of mutilations."""

    def __init__(self, taxonomy: Taxonomy, names: Sequence[str], seed: int) -> None:
        terms = [term for v in taxonomy.vocabularies.values() for term in v.terms]
        self._names = [*names] or ["nothing"]
        self._labels = [name for term in terms for name in term.names]
        self._slugs = [(v.slug, t.slug) for v in taxonomy.vocabularies.values() if v.is_facet for t in v.terms]  # fmt: skip
        self._words = sorted({word for name in (*names, *self._labels) for word in words(name)})
        self._random = random.Random(seed)  # noqa: S311 - the same in each run

    def texts(self, count: int) -> Iterator[str]:
        """Yield so many queries, the bombs first."""
        yield from BOMBS[:count]
        makers: list[Callable[[], str]] = [
            self._some_words, self._labels_joined, self._name, self._misspelt, self._prefixes,
            self._phrases, self._signs, self._noise, self._bomb, self._unknown, self._single_letters,
        ]  # fmt: skip
        for _ in range(count - len(BOMBS)):
            yield self._random.choice(makers)()

    def parameters(self, text: str) -> list[tuple[str, str]]:
        """Return the parameters of a request with this text, now and then with filters and pages."""
        found = [
            ("q", text),
            *self._random.sample(self._slugs, self._random.choice((0, 0, 0, 1, 3))),
        ]
        if self._random.random() < 0.1:
            found.append(("sort", self._random.choice(("name", "newest", "confirmed"))))
        if self._random.random() < 0.1:
            found.append(("page", str(self._random.randint(1, 100))))
        if self._random.random() < 0.1:
            found.append(self._random.choice((("exact", "1"), ("archived", "1"), ("not", text))))
        return found

    def _several(self, source: Sequence[str], most: int) -> list[str]:
        return self._random.choices(source, k=self._random.randint(1, most))

    def _some_words(self) -> str:
        return " ".join(self._several(self._words, 16))

    def _labels_joined(self) -> str:
        return self._random.choice((" ", ", ", " for ", " -", " without ")).join(
            self._several(self._labels, 8)
        )

    def _name(self) -> str:
        return self._random.choice(self._names) + self._random.choice(("", "", " ", " free", "!"))

    def _misspelt(self) -> str:
        text = " ".join(self._several([*self._names[:500], *self._labels[:500]], 2))
        for _ in range(self._random.randint(1, 3)):
            place = self._random.randrange(len(text) + 1)
            added = self._random.choice(("", "x", " ", text[place : place + 1] * 2))
            text = text[:place] + added + text[place + self._random.randint(0, 1) :]
        return text

    def _prefixes(self) -> str:
        return " ".join(w[: self._random.randint(1, 4)] for w in self._several(self._words, 16))

    def _phrases(self) -> str:
        pieces = [" ".join(self._several(self._words[:2000], 8)) for _ in range(4)]
        return " ".join(f'{self._random.choice(("", "-"))}"{piece}"' for piece in pieces)

    def _signs(self) -> str:
        mixed = [*_SIGNS, *self._several(self._words, 5), " "]
        return "".join(self._several(mixed, 80))

    def _noise(self) -> str:
        return "".join(
            chr(self._random.choice((self._random.randrange(128), self._random.randrange(0x11000))))
            for _ in range(self._random.randint(0, 250))
        )

    def _bomb(self) -> str:
        bomb = self._random.choice(BOMBS)[:400]
        place = self._random.randrange(len(bomb) + 1)
        return bomb[:place] + self._random.choice(self._words) + bomb[place:]

    def _unknown(self) -> str:
        letters = "abcdefghijklmnopqrstuvwxyz"
        return " ".join("".join(self._several(letters, 20)) for _ in range(16))

    def _single_letters(self) -> str:
        return " ".join(self._several("bcfghjklnpqrsuvwxz0123456789", 100))


@dataclass
class Times:
    """Times in milliseconds, with the texts that took longest."""

    name: str
    all: list[float] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def measure(self, text: str, call: Callable[[], object]) -> None:
        """Run and time it."""
        began = time.thread_time()
        call()
        took = (time.thread_time() - began) * 1000
        self.all.append(took)
        self.slowest = sorted([*self.slowest, (took, text)])[-_LONGEST:]

    def __str__(self) -> str:
        ranked = sorted(self.all)
        p50, p99 = ranked[len(ranked) // 2], ranked[len(ranked) * 99 // 100]
        worst = "".join(f"\n    {took:8.1f} ms  {text[:90]!r}" for took, text in self.slowest[::-1])
        return f"{self.name:8} p50 {p50:7.2f}  p99 {p99:7.2f}  max {ranked[-1]:7.2f} ms{worst}"


@dataclass
class Run:
    """What came of it."""

    read: Times = field(default_factory=lambda: Times("read"))
    search: Times = field(default_factory=lambda: Times("search"))
    suggest: Times = field(default_factory=lambda: Times("suggest"))
    failures: list[str] = field(default_factory=list)


def fuzz(
    database: Database,
    engine: SearchEngine,
    count: int,
    *,
    seed: int = 1,
    seconds: float = 1e9,
    size: int = 20,
) -> Run:
    """Send so many queries through reading, searching and suggesting, for at most so long.

    `size`: results on a page; loading them takes most of the time.
    """
    run, stop = Run(), time.monotonic() + seconds
    with database.reading() as session:
        taxonomy = load_taxonomy(session)
        lexicon = load_lexicon(session, taxonomy)
        made = Fuzz(taxonomy, session.scalars(select(Listing.sort_name)).all(), seed)

        def is_name(text: str) -> bool:
            return bool(engine.named(text, 1))

        def search(text: str) -> None:
            try:
                request = parse_request(made.parameters(text), taxonomy).request
                find(session, engine, taxonomy, replace(request, size=size))
            except NotFound:
                pass  # a page beyond the last one

        search("warm up")
        for number, text in enumerate(made.texts(count)):
            try:
                run.read.measure(text, lambda t=text: read(t, lexicon, names=is_name))  # type: ignore[misc]
                run.search.measure(text, lambda t=text: search(t))  # type: ignore[misc]
                if number % 4 == 0:
                    run.suggest.measure(text, lambda t=text: suggest(session, engine, taxonomy, t))  # type: ignore[misc]
            except Exception as error:
                run.failures.append(f"{type(error).__name__}: {error} for {text[:200]!r}")
            if time.monotonic() > stop:
                break
    return run


def generated(size: int, folder: Path) -> WhooshEngine:
    """Return the index of a generated catalog."""
    catalog = import_module("benchmarks.search.catalog").Catalog(size)
    engine = WhooshEngine(folder)
    engine.rebuild(catalog)
    return engine


def main() -> None:
    """Build the seeded site in a temporary folder and send the queries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for command in (["db", "upgrade"], ["seed"], ["worker", "--until-empty"]):
            environment = {**os.environ, "INSTANCE": folder}
            subprocess.run([str(MANAGE), *command], cwd=ROOT, env=environment, check=True, capture_output=True)  # fmt: skip
        tools = build_tools(Settings.from_environment({"INSTANCE": folder, "SECRET_KEY": "x" * 40}))
        engine = tools.engine
        if options.size:
            engine = generated(options.size, Path(folder) / "generated")
        run = fuzz(
            tools.database, engine, options.count, seed=options.seed, seconds=options.minutes * 60
        )
        engine.close()
    print(f"{len(run.search.all):,} queries, {len(run.failures)} failures")
    for times in (run.read, run.search, run.suggest):
        print(times)
    for failure in run.failures[:20]:
        print(failure)
    sys.exit(bool(run.failures))


if __name__ == "__main__":
    main()
