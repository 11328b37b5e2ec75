"""What the relevance benchmark prints, saves and refuses; intents; the peer that needs no package."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.relevance import report, runs
from benchmarks.relevance.__main__ import arguments
from benchmarks.relevance.fts5 import Fts5
from benchmarks.relevance.intents import is_right
from benchmarks.relevance.queries import Intent, Query
from benchmarks.relevance.runs import Run
from directory.catalog.types import Kind
from directory.search.types import Document


@dataclass(frozen=True)
class Thing:
    terms: tuple[tuple[str, str], ...] = ()
    kind: str = ""


def _query(number: int, split: str, q: str = "") -> Query:
    fields = {"id": f"known-{number:02d}", "category": "known", "split": split, "lang": "en"}
    return Query.model_validate({**fields, "q": q or f"q{number}", "judgments": {"product/a": 3}})


QUERIES = [_query(1, "dev"), _query(2, "test"), _query(3, "dev")]
OURS = Run(
    "ours", {"known-01": ["product/a"], "known-02": [], "known-03": ["product/b", "product/a"]}
)
PEER = Run("peer", {name: ["product/a"] for name in OURS.rankings})


@pytest.fixture
def fts5() -> Iterator[Fts5]:
    documents = [
        Document(1, "", "product", "Word Games", description="Fun with fractions"),
        Document(2, "", "product", "Fractions", tagline="A café for numbers"),
        Document(3, "", "product", "Games with fractions"),
    ]
    with closing(Fts5(documents, {1: "product/one", 2: "product/two", 3: "product/three"})) as peer:
        yield peer


def test_tables_have_the_means_of_each_engine() -> None:
    ndcg = list(report.ndcg_table([OURS, PEER], QUERIES))
    assert ndcg[0].split() == ["NDCG@10", "queries", "ours", "peer"]
    assert ndcg[1].split() == ["known", "3", "0.544", "1.000"]
    assert list(report.first_table([OURS, PEER], QUERIES))[1].split() == [
        *("known", "3", "33.3%", "100.0%"),
    ]
    assert "-0.456" in list(report.comparison_table(OURS, [PEER], QUERIES))[1]


def test_failures_never_show_the_test_split(capsys: pytest.CaptureFixture[str]) -> None:
    listed = "\n".join(report.failures(OURS, QUERIES))
    assert listed.index("known-03") < listed.index("known-01")
    assert "known-02" not in listed
    with pytest.raises(SystemExit):
        arguments(["--split", "test", "--failures"])
    assert "not shown" in capsys.readouterr().err
    assert arguments(["--failures"]).split == "dev"


def test_a_saved_run_is_a_baseline_for_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    runs.save(path, OURS, QUERIES)
    reworded = [*QUERIES[:2], _query(3, "dev", "other words"), _query(4, "dev")]
    assert runs.read(path, QUERIES).rankings == OURS.rankings
    assert set(runs.read(path, reworded).rankings) == {"known-01", "known-02"}


def test_a_baseline_without_a_common_query_is_said_to_be_empty() -> None:
    line = list(report.comparison_table(OURS, [Run("baseline", {})], QUERIES))[1]
    assert "no query in common" in line


@pytest.mark.parametrize(
    ("things", "right"),
    [
        ([Thing((("price", "free"),)), Thing((("level", "grade-3"),))], True),
        ([Thing((("price", "free"), ("price", "open-source"), ("level", "grade-4")))], True),
        ([Thing((("price", "free"), ("level", "grade-3"))), Thing((("subject", "x"),))], True),
        ([Thing((("price", "free"),))], False),
        ([Thing((("price", "free"), ("level", "grade-3"))), Thing((("level", "adult"),))], False),
        ([], False),
    ],
)
def test_intent_is_right_when_each_vocabulary_is_met_and_none_contradicted(
    things: Sequence[Thing], right: bool
) -> None:
    intent = Intent(terms={"price": ("free",), "level": ("grade-3", "grade-4")})
    assert is_right(intent, things) is right


def test_an_intended_kind_is_met_by_itself_or_by_a_term_of_its_own() -> None:
    intent = Intent(kind=Kind.OPPORTUNITY, terms={"subject": ("stem",)})
    stem = Thing((("subject", "stem"),))
    assert is_right(intent, [stem, Thing(kind="opportunity")])
    assert is_right(intent, [stem, Thing((("opportunity-kind", "grant"),))])
    assert not is_right(intent, [stem])
    assert not is_right(intent, [stem, Thing(kind="opportunity"), Thing(kind="product")])


def test_how_many_intents_were_right_is_told_only_when_the_search_says() -> None:
    assert report.intent_line({"a": True, "b": False}).endswith("1 of 2 (50.0%)")
    assert "n/a" in report.intent_line({"a": None})
    assert "n/a" in report.intent_line({})


def test_the_peer_ranks_all_words_first_by_weight_and_stems(fts5: Fts5) -> None:
    assert fts5.rank("fraction game", 10) == ["product/three", "product/one", "product/two"]
    assert fts5.rank("CAFE", 10) == ["product/two"]
    assert fts5.rank("fraction game", 1) == ["product/three"]
    assert fts5.rank("", 10) == []
    assert fts5.rank('" AND (', 10) == []
