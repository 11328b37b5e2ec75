"""What every search engine does, run against each of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.search.engine import SearchEngine
from directory.search.query_parser import parse
from directory.search.types import Delete, Document, SearchPage, SearchQuery, Sort, Upsert


def doc(number: int, name: str, **changes: object) -> Document:
    base = Document(
        id=number, version=f"v{number}", kind="product", name=name, sort_name=name.lower()
    )
    return replace(base, **changes)  # type: ignore[arg-type]


CATALOG = [
    doc(1, "Fraction Forest", tagline="Practice fractions", terms={"level": ("grade-3", "3-5")}, published="2026-01"),
    doc(2, "Algebra Alley", tagline="Equations for teens", terms={"level": ("grade-9", "9-12")}, published="2026-03"),
    doc(3, "Screen Reader One", aliases=("SR1",), description="Reads fractions aloud", confirmed="2026-08"),
    doc(4, "Forest Works", kind="organization", related=("Fraction Forest",), terms={"place": ("ohio",)}, confirmed="2020"),
    doc(5, "Old Fraction Tool", archived=True),
    doc(6, "Álgebra para todos", labels=("Mathematics", "Matemáticas"), terms={"level": ("grade-9", "9-12")}),
]  # fmt: skip


def fill(engine: SearchEngine, documents: list[Document] = CATALOG) -> None:
    engine.apply([Upsert(document) for document in documents])


def ask(engine: SearchEngine, text: str = "", **changes: object) -> SearchPage:
    return engine.search(SearchQuery(text=parse(text), **changes))  # type: ignore[arg-type]


def ids(page: SearchPage) -> list[int]:
    return [hit.id for hit in page.hits]


def test_it_works(engine: SearchEngine) -> None:
    fill(engine)
    page = ask(engine, "fractions forest")
    assert ids(page)[0] == 1
    assert page.total == 2
    assert page.complete == 2
    assert engine.health().ok
    assert engine.health().documents == 6


def test_the_name_counts_most(engine: SearchEngine) -> None:
    fill(engine)
    assert ids(ask(engine, "fraction"))[0] == 1
    assert set(ids(ask(engine, "fraction"))) == {1, 3, 4}


def test_diacritics_and_case_do_not_matter(engine: SearchEngine) -> None:
    fill(engine)
    assert set(ids(ask(engine, "ALGEBRA"))) == {2, 6}
    assert ids(ask(engine, "matematicas")) == [6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"fraction forest"', {1, 4}),
        ('"forest fraction"', set()),
        ("fraction -forest", {3}),
        ("-fraction", {2, 6}),
        ('"screen reader" fractions', {3}),
        ('"screen reader" algebra', set()),
    ],
)
def test_phrases_and_minus_are_exact(engine: SearchEngine, text: str, expected: set[int]) -> None:
    fill(engine)
    assert set(ids(ask(engine, text))) == expected


def test_some_words_are_better_than_nothing_and_said_so(engine: SearchEngine) -> None:
    fill(engine)
    page = ask(engine, "fraction practice zebra")
    assert page.complete == 0
    assert ids(page)[0] == 1
    assert ask(engine, "zebra").total == 0


def test_an_update_replaces_and_a_delete_removes(engine: SearchEngine) -> None:
    fill(engine)
    engine.apply([Upsert(doc(1, "Decimal Desert", version="v1b")), Delete(2)])
    assert ask(engine, "forest").total == 1
    assert ids(ask(engine, "decimal")) == [1]
    assert ids(ask(engine, "algebra")) == [6]
    assert engine.versions() == {1: "v1b", 3: "v3", 4: "v4", 5: "v5", 6: "v6"}
    assert engine.versions([1, 2]) == {1: "v1b"}


def test_nothing_comes_back_from_the_dead(engine: SearchEngine) -> None:
    fill(engine)
    for number in range(4):
        engine.apply([Upsert(doc(1, f"Name{number} Forest", version=str(number)))])
        engine.apply([Upsert(doc(7, "Extra")), Upsert(doc(7, "Extra two"))])
    engine.apply([Delete(1), Delete(1)])
    assert 1 not in engine.versions()
    assert ids(ask(engine, "forest")) == [4]
    assert ids(ask(engine, "extra")) == [7]


def test_the_last_change_of_a_batch_wins(engine: SearchEngine) -> None:
    engine.apply(
        [Upsert(doc(1, "First")), Upsert(doc(1, "Second")), Upsert(doc(2, "Gone")), Delete(2)]
    )
    assert ids(ask(engine)) == [1]
    assert ask(engine, "first").total == 0
    engine.apply([Delete(1), Upsert(doc(1, "Third"))])
    assert ids(ask(engine, "third")) == [1]


def test_archived_documents_are_found_only_when_asked_for(engine: SearchEngine) -> None:
    fill(engine)
    assert 5 not in ids(ask(engine, "fraction"))
    assert 5 in ids(ask(engine, "fraction", include_archived=True))


def test_kinds_and_filters(engine: SearchEngine) -> None:
    fill(engine)
    page = ask(engine, filters={"level": ("grade-3", "9-12")}, facets=("level", "place"))
    assert set(ids(page)) == {1, 2, 6}
    assert page.facets["level"] == {"grade-3": 1, "3-5": 1, "grade-9": 2, "9-12": 2}
    assert page.facets["place"] == {}
    page = ask(engine, kind="organization", facets=("level", "place"))
    assert ids(page) == [4]
    assert page.kinds == {"product": 4, "organization": 1}
    assert page.facets["place"] == {"ohio": 1}


def test_orders(engine: SearchEngine) -> None:
    fill(engine)
    assert ids(ask(engine, sort=Sort.NAME)) == [2, 4, 1, 3, 6]
    assert ids(ask(engine, sort=Sort.NEWEST))[:2] == [2, 1]
    assert ids(ask(engine, sort=Sort.CONFIRMED))[:2] == [3, 4]


def test_without_words_products_come_first(engine: SearchEngine) -> None:
    fill(engine)
    assert ids(ask(engine)) == [2, 1, 3, 6, 4]


def test_pages_are_stable_and_complete(engine: SearchEngine) -> None:
    fill(engine, [doc(n, f"Same name {n:03}") for n in range(1, 48)])
    seen = [i for page in (1, 2, 3) for i in ids(ask(engine, "same", page=page, size=20))]
    assert len(seen) == len(set(seen)) == 47
    assert ask(engine, "same", page=9, size=20).hits == ()


def test_suggestions_begin_with_what_was_typed(engine: SearchEngine) -> None:
    fill(engine)
    assert list(engine.suggest("fore", 5)) == [4, 1]
    assert list(engine.suggest("alg", 5)) == [2, 6] or list(engine.suggest("alg", 5)) == [6, 2]
    assert list(engine.suggest("sr1", 5)) == [3]
    assert list(engine.suggest("", 5)) == []


def test_words_are_the_catalogs_own(engine: SearchEngine) -> None:
    fill(engine)
    assert engine.frequency("forests") == 2
    assert engine.frequency("zebra") == 0
    assert engine.near_words("algebrra", 2) == {"algebra": 2}
    assert engine.near_words("xalgebra", 1) == {"algebra": 2}
    assert engine.near_words("zzzzzz", 2) == {}
    engine.apply([Delete(2), Delete(6)])
    assert engine.frequency("algebra") == 0
    assert engine.near_words("algebrra", 2) == {}


def test_a_rebuild_replaces_everything(engine: SearchEngine) -> None:
    fill(engine)
    assert engine.rebuild([doc(9, "Only one")]) == 1
    assert ids(ask(engine)) == [9]


def test_a_failed_rebuild_leaves_the_old_index(engine: SearchEngine) -> None:
    fill(engine)

    def broken() -> Iterator[Document]:
        yield doc(9, "One")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert ask(engine, "forest").total == 2
    engine.apply([Upsert(doc(9, "Still writable"))])
    assert ids(ask(engine, "writable")) == [9]


WORDS = ["fraction", "forest", "game", "math", "music", "reader", "tool"]
documents = st.builds(
    lambda number, name, tagline, terms, kind: doc(number, " ".join(name), tagline=" ".join(tagline), terms=terms, kind=kind),
    st.integers(1, 12),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.dictionaries(st.sampled_from(["level", "price"]), st.lists(st.sampled_from("abc"), min_size=1, unique=True).map(tuple)),
    st.sampled_from(["product", "organization"]),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(documents, max_size=12),
    st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    st.dictionaries(st.sampled_from(["level", "price"]), st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple)),
)  # fmt: skip
def test_totals_and_facets_equal_a_count_by_hand(
    engine: SearchEngine,
    catalog: list[Document],
    typed: list[str],
    filters: dict[str, tuple[str, ...]],
) -> None:
    kept = {document.id: document for document in catalog}
    engine.rebuild(kept.values())
    page = ask(engine, " ".join(typed), filters=filters, facets=("level", "price"), size=50)

    def passes(document: Document, but: str = "") -> bool:
        return all(
            set(slugs) & set(document.terms.get(name, ()))
            for name, slugs in filters.items()
            if name != but
        )

    matching = [
        d for d in kept.values() if all(w in f"{d.name} {d.tagline}".split() for w in typed)
    ]
    if typed and not matching:
        matching = [d for d in kept.values() if set(typed) & set(f"{d.name} {d.tagline}".split())]
    assert {hit.id for hit in page.hits} == {d.id for d in matching if passes(d)}
    assert page.total == len(page.hits)
    assert page.kinds == Counter(d.kind for d in matching if passes(d))
    for name in ("level", "price"):
        expected = Counter(
            s for d in matching if passes(d, but=name) for s in d.terms.get(name, ())
        )
        assert page.facets[name] == expected
