"""Our scoring against Whoosh's own searcher, which reads the same files by its public interface."""

from importlib.metadata import version
from pathlib import Path

import pytest
import whoosh
from whoosh.index import open_dir
from whoosh.query import And, Or, Query, Term
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from directory.search.analysis import stem
from directory.search.faceting import KIND_WEIGHT
from directory.search.types import Delete, SearchQuery, TextQuery, Upsert
from directory.search.weights import idf
from directory.search.whoosh.engine import WhooshEngine
from tests.search.test_engines_agree import SLUGS, VOCABULARIES, WORDS, Chance

DOCUMENTS = 400


class _Scorer(BaseScorer):  # type: ignore[misc]
    def __init__(self, telling: float) -> None:
        self._telling = telling

    def supports_block_quality(self) -> bool:
        return False

    def score(self, matcher: object) -> float:
        return float(matcher.weight()) * self._telling  # type: ignore[attr-defined]


class Ours(WeightingModel):  # type: ignore[misc]
    """The weight that we keep with a posting, times how telling the word is."""

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: float = 1) -> _Scorer:
        del qf
        searcher = searcher.get_parent()
        living = sum(1 for _ in searcher.reader().postings(fieldname, text).all_ids())
        return _Scorer(idf(searcher.doc_count(), living))


def of_word(word: str) -> Term:
    return Term("text", stem(word))


def hits(searcher: Searcher, query: Query) -> dict[int, float]:
    """Return what Whoosh finds: score by number of the document in the index."""
    return {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """An index of several segments, with deletions."""
    found, chance = WhooshEngine(tmp_path / "index"), Chance(1)
    found.rebuild(chance.document(number) for number in range(1, DOCUMENTS))
    for start in range(0, 60, 20):
        ids = range(start * 7 + 1, start * 7 + 12)
        found.apply([Upsert(chance.document(number)) for number in ids])
        found.apply([Delete(number) for number in range(start + 100, start + 110)])
    return found


@pytest.fixture
def searcher(engine: WhooshEngine) -> Searcher:
    return open_dir(str(engine._generations.current())).searcher(weighting=Ours())


def test_the_pinned_version_is_the_one_whose_codec_we_extend() -> None:
    assert whoosh.__version__ == (2, 7, 4)
    assert version("whoosh") == "2.7.4"


def test_the_index_has_segments_and_deletions(searcher: Searcher, engine: WhooshEngine) -> None:
    assert len(searcher.leaf_searchers()) > 2
    assert searcher.doc_count() < searcher.doc_count_all()
    assert searcher.doc_count() == engine.health().documents


def test_scores_totals_and_facets_are_those_of_whoosh(
    engine: WhooshEngine, searcher: Searcher
) -> None:
    chance, snapshot = Chance(2), engine._newest()
    asked = 0
    for _ in range(80):
        words = tuple({stem(word): word for word in chance.typed().split()}.values())
        if not words:
            continue
        query = And([of_word(word) for word in words])
        page = engine.search(
            SearchQuery(
                text=TextQuery(words=words),
                enough=0,
                size=DOCUMENTS,
                facets=VOCABULARIES,
                include_archived=True,
            )
        )
        expected = hits(searcher, query)
        kinds = [snapshot.kinds[place] for place in snapshot.kind.tolist()]
        by_id = {
            int(snapshot.ids[row]): score * KIND_WEIGHT.get(kinds[row], 1.0)
            for row, score in expected.items()
        }
        assert page.total == len(expected)
        assert {hit.id: hit.score for hit in page.hits} == pytest.approx(by_id, rel=1e-4)
        counts = {
            (name, slug): len(hits(searcher, And([query, Term("term", f"{name}:{slug}")])))
            for name in VOCABULARIES
            for slug in SLUGS
        }
        ours = {(n, s): c for n, facet in page.facets.items() for s, c in facet.items()}
        assert ours == {key: count for key, count in counts.items() if count}
        asked += bool(expected)
    assert asked > 20, "most questions found nothing: they prove little"


def test_minus_and_filters_are_those_of_whoosh(engine: WhooshEngine, searcher: Searcher) -> None:
    for one, other in zip(WORDS, WORDS[3:], strict=False):
        kept = Or([Term("term", "level:a"), Term("term", "level:b")])
        expected = hits(searcher, And([of_word(one), kept])).keys() - hits(searcher, of_word(other))
        page = engine.search(
            SearchQuery(
                text=TextQuery(words=(one,), excluded=(other,)),
                filters={"level": ("a", "b")},
                include_archived=True,
            )
        )
        assert page.total == len(expected), (one, other)


def test_lists_whose_weights_are_all_one_are_read_as_such(engine: WhooshEngine) -> None:
    for view in engine._newest().views:
        for field, _, _, weights in view.all_postings():
            assert field != "term" or (weights == 65535).all()
