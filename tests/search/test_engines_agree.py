"""The memory engine reads all documents; whatever happened to an index, it must answer the same."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from rapidfuzz.distance import OSA

from directory.search.faceting import KIND_ORDER
from directory.search.memory.engine import MemoryEngine
from directory.search.types import (
    KIND,
    Change,
    Delete,
    Document,
    Part,
    SearchPage,
    SearchQuery,
    Sort,
    TextQuery,
    Upsert,
)
from directory.search.whoosh.engine import WhooshEngine

WORDS = (
    "fraction", "fractions", "forest", "forests", "game", "games", "math", "music", "reader",
    "reading", "tool", "alpha", "alphabet", "beta", "the", "for", "café", "學習", "3", "p5.js",
)  # fmt: skip
SLUGS, VOCABULARIES = ("a", "b", "c", "d"), ("level", "subject", "price")
KINDS = ("product", "organization", "person", "opportunity")


class Chance:
    """Random documents and questions; small vocabularies, so that everything meets everything."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same in each run

    def _words(self, least: int, most: int) -> str:
        return " ".join(self._random.choices(WORDS, k=self._random.randint(least, most)))

    def _several(self, least: int, most: int) -> tuple[str, ...]:
        return tuple(self._words(1, 2) for _ in range(self._random.randint(least, most)))

    def _terms(self) -> dict[str, tuple[str, ...]]:
        chosen = self._random.sample(VOCABULARIES, self._random.randint(0, 3))
        return {n: tuple(self._random.sample(SLUGS, self._random.randint(0, 3))) for n in chosen}

    def document(self, number: int) -> Document:
        """Return some document with this id."""
        name, terms = self._words(1, 3), self._terms()
        return Document(
            id=number,
            version=str(self._random.random()),
            kind=self._random.choices(KINDS, (5, 2, 1, 1))[0],
            name=name,
            aliases=self._several(0, 2),
            tagline=self._words(0, 4),
            labels=self._several(0, 3),
            cues=self._several(0, 2),
            context=self._several(0, 1),
            related=self._several(0, 1),
            description=self._words(0, 12),
            terms=terms,
            direct={vocabulary: slugs[:1] for vocabulary, slugs in terms.items()},
            archived=self._random.random() < 0.15,
            sort_name=name,
            published=self._random.choice(("", "2026-01", "2026-01-02", "2025")),
            confirmed=self._random.choice(("", "2026", "2026-05")),
        )

    def _pairs(self, most: int) -> tuple[tuple[str, str], ...]:
        pairs = [(name, slug) for name in VOCABULARIES for slug in (*SLUGS, "none")]
        pairs += [(KIND, kind) for kind in KINDS]
        return tuple(self._random.sample(pairs, self._random.randint(0, most)))

    def _part(self) -> Part:
        words = tuple(self._words(0, 2).split())
        prefix = self._random.random() < 0.3
        if words and prefix:
            words = (*words[:-1], words[-1][: self._random.randint(1, 4)])
        return Part(
            words=words,
            instead=tuple(tuple(text.split()) for text in self._several(0, 2)),
            terms=self._pairs(3) if self._random.random() < 0.5 else (),
            broader=self._pairs(2) if self._random.random() < 0.3 else (),
            prefix=prefix,
            cues=self._random.random() < 0.3,
            names=self._random.random() < 0.2,
            required=self._random.random() < 0.7,
            weight=self._random.choice((1.0, 1.0, 0.5, 2.5)),
        )

    def _text(self) -> TextQuery:
        phrases = [self._words(2, 3).split() for _ in range(self._random.choice((0, 0, 0, 1, 2)))]
        return TextQuery(
            words=tuple(dict.fromkeys(self._words(0, 2).split())),
            phrases=tuple(map(tuple, phrases)),
            excluded=tuple(self._words(0, 1).split()) if self._random.random() < 0.2 else (),
        )

    def query(self) -> SearchQuery:
        """Return some question; all results are on one page."""
        filters = {
            name: tuple(self._random.sample(SLUGS, self._random.randint(0, 2)))
            for name in VOCABULARIES
            if self._random.random() < 0.2
        }
        return SearchQuery(
            text=self._text() if self._random.random() < 0.6 else TextQuery(),
            parts=tuple(self._part() for _ in range(self._random.choice((0, 1, 1, 2, 3)))),
            first=tuple(self._random.choices(range(1, 40), k=self._random.choice((0, 0, 3)))),
            enough=self._random.choice((0, 1, 1, 3, 100)),
            kind=self._random.choice(("", "", "", *KINDS)),
            filters=filters,
            sort=self._random.choice((Sort.RELEVANCE, Sort.RELEVANCE, *Sort)),
            size=1000,
            facets=(*VOCABULARIES, "unknown"),
            include_archived=self._random.random() < 0.3,
        )

    def typed(self) -> str:
        """Return words with a letter lost, doubled or changed, or none of it."""
        text = self._words(1, 3)
        place = self._random.randrange(len(text))
        change = self._random.choice(("", "", "xx", text[place] * 2))
        return text if self._random.random() < 0.4 else text[:place] + change + text[place + 1 :]


def assert_same(whoosh: WhooshEngine, memory: MemoryEngine, query: SearchQuery) -> None:
    found, expected = whoosh.search(query), memory.search(query)
    assert (found.total, found.complete) == (expected.total, expected.complete), query
    assert (found.kinds, found.facets) == (expected.kinds, expected.facets), query
    scores = {hit.id: hit.score for hit in expected.hits}
    assert {hit.id: hit.score for hit in found.hits} == pytest.approx(scores, rel=1e-3, abs=1e-4)
    assert_same_order(found, expected, query, memory)
    cut = whoosh.search(replace(query, size=3, page=2))
    assert cut.hits == found.hits[3:6]


def assert_same_order(
    found: SearchPage, expected: SearchPage, query: SearchQuery, memory: MemoryEngine
) -> None:
    """Hold the order against the other one; weights of 16 bits may swap what is all but equal."""
    if query.sort is not Sort.RELEVANCE:
        assert [hit.id for hit in found.hits] == [hit.id for hit in expected.hits], query
        return
    scores = {hit.id: hit.score for hit in expected.hits}
    documents = memory._catalog.documents

    def key(number: int) -> tuple[int, str, int]:
        document = documents[number]
        return KIND_ORDER[document.kind], document.sort_name, number

    for one, other in zip(found.hits, found.hits[1:], strict=False):
        tolerance = 1e-3 * max(abs(scores[one.id]), 0.1)
        assert scores[one.id] > scores[other.id] - min(tolerance, 0.5), query
        if one.score == other.score:
            assert key(one.id) < key(other.id), query


def assert_same_names(whoosh: WhooshEngine, memory: MemoryEngine, text: str) -> None:
    for near in (False, True):
        assert whoosh.named(text, 100, near=near) == memory.named(text, 100, near=near), text
    assert list(whoosh.suggest(text[:4], 100)) == list(memory.suggest(text[:4], 100)), text
    for word in text.split():
        assert whoosh.frequency(word) == memory.frequency(word), word
        found = whoosh.near_words(word, 1)
        assert all(OSA.distance(near.encode(), word.encode()) <= 1 for near in found)
        # A form of a word that no document has any more may stay until a rebuild; the word lives.
        assert found.items() >= memory.near_words(word, 1).items() or {w[0] for w in found} == {
            word[0]
        }
        assert all(memory.frequency(near) == count for near, count in found.items())


class Histories(RuleBasedStateMachine):
    """Random histories of an index beside the memory engine."""

    @initialize(seed=st.integers(0, 2**32))
    def start(self, seed: int) -> None:
        self.chance = Chance(seed)
        self.folder = tempfile.TemporaryDirectory()
        self.whoosh, self.memory = WhooshEngine(Path(self.folder.name) / "i"), MemoryEngine()
        self.rebuild(range(self.chance._random.choice((0, 5, 30))))

    @rule(ids=st.lists(st.integers(1, 40), max_size=30))
    def rebuild(self, ids: Sequence[int]) -> None:
        documents = [self.chance.document(number + 1) for number in ids]
        counts = {engine.rebuild(iter(documents)) for engine in (self.whoosh, self.memory)}
        assert len(counts) == 1

    @rule(changes=st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=8))
    def apply(self, changes: Sequence[tuple[int, bool]]) -> None:
        batch: list[Change] = [
            Delete(number) if gone else Upsert(self.chance.document(number))
            for number, gone in changes
        ]
        self.whoosh.apply(batch)
        self.memory.apply(batch)

    @rule(number=st.integers(1, 40), times=st.integers(5, 9))
    def merge(self, number: int, times: int) -> None:
        for _ in range(times):
            self.apply([(number, False)])

    @rule()
    def reopen(self) -> None:
        self.whoosh.close()
        self.whoosh = WhooshEngine(Path(self.folder.name) / "i")

    @rule()
    def ask(self) -> None:
        assert self.whoosh.versions() == self.memory.versions()
        for _ in range(8):
            assert_same(self.whoosh, self.memory, self.chance.query())
            assert_same_names(self.whoosh, self.memory, self.chance.typed())

    def teardown(self) -> None:
        self.ask()
        self.whoosh.close()
        self.folder.cleanup()


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[tuple[WhooshEngine, MemoryEngine]]:
    whoosh = WhooshEngine(tmp_path / "i")
    yield whoosh, MemoryEngine()
    whoosh.close()


@pytest.mark.parametrize("seed", range(3))
def test_random_questions_have_the_same_answers(
    engines: tuple[WhooshEngine, MemoryEngine], seed: int
) -> None:
    chance = Chance(seed)
    for engine in engines:
        engine.rebuild(Chance(seed).document(number) for number in range(1, 80))
    for _ in range(4):
        batch = [Upsert(chance.document(chance._random.randint(1, 90))) for _ in range(6)]
        for engine in engines:
            engine.apply([*batch, Delete(3), Delete(batch[0].document.id)])
        for _ in range(60):
            assert_same(*engines, chance.query())
            assert_same_names(*engines, chance.typed())
