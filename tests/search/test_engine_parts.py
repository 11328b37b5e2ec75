"""Parts, known items, names and spelling words: what every engine does with them."""

import pytest

from directory.search.engine import SearchEngine
from directory.search.faceting import KIND_WEIGHT
from directory.search.types import (
    KIND,
    Delete,
    Document,
    Part,
    SearchPage,
    SearchQuery,
    Sort,
    TextQuery,
    Upsert,
)
from tests.search.test_engine_contract import doc, fill, ids

CATALOG = [
    doc(1, "Fraction Forest", tagline="Practice fractions", terms={"subject": ("fractions", "math")}, direct={"subject": ("fractions",)}),
    doc(2, "Math House", description="All of it", terms={"subject": ("math",)}, direct={"subject": ("math",)}),
    doc(3, "Fractional", tagline="Parts of a whole in the forest"),
    doc(4, "Forest Works", kind="organization", terms={"place": ("ohio",)}),
    doc(5, "Fraction Museum", archived=True, terms={"subject": ("fractions",)}),
    doc(6, "Ada Forest", kind="person", aliases=("Open Notebook",)),
]  # fmt: skip
MANY = 5000


def find(engine: SearchEngine, *parts: Part, **changes: object) -> SearchPage:
    return engine.search(SearchQuery(parts=parts, **changes))  # type: ignore[arg-type]


def scores(page: SearchPage) -> dict[int, float]:
    return {hit.id: hit.score for hit in page.hits}


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part(words=("forest",)), {1, 3, 4, 6}),
        (Part(words=("fractions", "forest")), {1, 3}),
        (Part(words=("fractions", "zebra")), set()),
        (Part(words=("zebra",), instead=(("math", "house"), ("ohio",))), {2}),
        (Part(words=("works",), instead=(("house",),)), {2, 4}),
        (Part(terms=(("subject", "math"),)), {1, 2}),
        (Part(words=("museum",), terms=(("subject", "fractions"),)), {1}),
        (Part(terms=((KIND, "organization"), ("subject", "math"))), {1, 2, 4}),
        (Part(broader=(("subject", "math"),)), {2}),
        (Part(terms=(("subject", "fractions"),), broader=(("subject", "math"),)), {1, 2}),
        (Part(terms=(("subject", "nothing"),)), set()),
        (Part(words=("frac",), prefix=True), {1, 3}),
        (Part(words=("forest", "frac"), prefix=True), {1, 3}),
        (Part(words=("f",), prefix=True), set()),
        (Part(words=("zzz",), instead=(("frac",),), prefix=True), set()),
        (Part(), set()),
        (Part(words=("forest",), required=False), {1, 2, 3, 4, 6}),
    ],
)
def test_a_part_is_satisfied_by(engine: SearchEngine, part: Part, expected: set[int]) -> None:
    fill(engine, CATALOG)
    page = find(engine, part)
    assert set(ids(page)) == expected
    assert page.total == page.complete == len(expected)


def test_an_optional_part_only_raises(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    plain = scores(find(engine, Part(words=("forest",))))
    raised = scores(
        find(engine, Part(words=("forest",)), Part(words=("works",), required=False, weight=3.0))
    )
    assert raised[4] > plain[4]
    assert {key: raised[key] for key in (1, 3, 6)} == pytest.approx(
        {key: plain[key] for key in (1, 3, 6)}
    )


def test_a_weight_multiplies_and_nothing_is_lost_without_one(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    once = scores(find(engine, Part(words=("forest",), terms=((KIND, "person"),))))
    twice = scores(find(engine, Part(words=("forest",), terms=((KIND, "person"),), weight=2.0)))
    assert twice == pytest.approx({key: 2 * score for key, score in once.items()})
    both = (("works",), ("forest",))
    assert find(engine, Part(words=("zebra",), instead=both, weight=0.0)).total == 4


def test_the_kind_weighs_in(engine: SearchEngine) -> None:
    fill(engine, [doc(1, "Same Thing", kind="organization"), doc(2, "Same Thing")])
    found = scores(find(engine, Part(words=("same",))))
    assert found[2] == pytest.approx(found[1] * KIND_WEIGHT["product"])


def test_first_precede_all_others_in_their_order(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    asked = Part(words=("forest",))
    assert ids(find(engine, asked, first=(4, 2, 4, 99, 5)))[:2] == [4, 2]
    page = find(engine, asked, first=(2, 4), kind="product")
    assert ids(page)[0] == 2
    assert (page.total, page.complete) == (3, 3)
    assert ids(find(engine, asked, first=(5,), include_archived=True))[0] == 5
    assert find(engine, Part(words=("zebra",)), first=(2,)).complete == 1
    assert 2 not in ids(find(engine, asked, first=(2,), filters={"place": ("ohio",)}))
    engine.apply([Delete(2)])
    assert 2 not in ids(find(engine, asked, first=(2,)))


def test_enough_says_when_parts_may_be_missing(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    parts = (Part(words=("fraction",)), Part(words=("forest",)), Part(words=("practice",)))
    assert set(ids(find(engine, *parts))) == {1}
    page = find(engine, *parts, enough=2)
    assert ids(page)[:2] == [1, 3]
    assert (page.total, page.complete) == (4, 1)
    assert find(engine, parts[0], enough=100).total == 2
    assert find(engine, *parts, text=TextQuery(phrases=(("fraction", "forest"),)), enough=9).total == 1  # fmt: skip
    assert find(engine, *parts, text=TextQuery(excluded=("fractional",)), enough=9).total == 2


def test_a_page_of_no_size_counts(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    page = find(engine, Part(words=("forest",)), size=0)
    assert (page.total, page.hits) == (4, ())


def named(engine: SearchEngine, text: str, *, near: bool = False) -> list[tuple[int, int]]:
    return [(found.id, found.distance) for found in engine.named(text, 10, near=near)]


@pytest.mark.parametrize(
    ("text", "exact", "near"),
    [
        ("Fraction Forest", [(1, 0)], [(1, 0)]),
        ("fractionforest!", [(1, 0)], [(1, 0)]),
        ("frac tion  FOREST", [(1, 0)], [(1, 0)]),
        ("fraciton forest", [], [(1, 1)]),
        ("opennotebook", [(6, 0)], [(6, 0)]),
        ("open note-book", [(6, 0)], [(6, 0)]),
        ("xpen notebook", [], [(6, 1)]),
        ("fraction museum", [], []),
        ("fraction", [], [(3, 2)]),
        ("", [], []),
        ("!!", [], []),
        ("ada", [], []),
    ],
)
def test_names_are_found_whole_joined_split_and_misspelt(
    engine: SearchEngine, text: str, exact: list[tuple[int, int]], near: list[tuple[int, int]]
) -> None:
    fill(engine, CATALOG)
    assert named(engine, text) == exact
    assert named(engine, text, near=True) == near


def test_names_have_one_order_and_only_living_listings(engine: SearchEngine) -> None:
    fill(engine, [doc(7, "Twin", kind="organization"), doc(9, "Twin"), doc(3, "Twin")])
    assert named(engine, "twin") == [(3, 0), (9, 0), (7, 0)]
    engine.apply([Upsert(doc(3, "Twin", version="again"))])
    assert named(engine, "twin") == [(3, 0), (9, 0), (7, 0)]
    engine.apply([Delete(3), Upsert(doc(9, "Twin", archived=True))])
    assert named(engine, "twin") == [(7, 0)]
    assert engine.named("twin", 0) == []


def test_a_name_with_the_same_first_letter_is_nearer_than_any_other(engine: SearchEngine) -> None:
    fill(engine, [doc(1, "Boardwalk"), doc(2, "Aoardwalks")])
    engine.apply([Upsert(doc(3, "Another"))])
    assert named(engine, "aoardwalk", near=True) == [(2, 1)]
    engine.apply([Delete(2)])
    assert named(engine, "aoardwalk", near=True) == [(1, 1)]


LONG = "National Center for the Improvement of Educational Assessment in Rural Schools"


def test_long_names_are_compared_whole(engine: SearchEngine) -> None:
    fill(engine, [doc(1, LONG), doc(2, LONG + " Two"), doc(3, LONG[:52])])
    assert named(engine, LONG) == [(1, 0)]
    assert named(engine, LONG[:52]) == [(3, 0)]
    assert named(engine, LONG[:40]) == []
    assert named(engine, LONG.replace("Rural", "Rurall"), near=True) == [(1, 1)]
    assert named(engine, LONG.replace("National", "Nattional"), near=True) == [(1, 1)]
    assert list(engine.suggest(LONG, 5)) == [1, 2]
    assert list(engine.suggest(LONG[9:] + " two", 5)) == [2]


def test_suggestions_do_not_run_out_of_archived_ones(engine: SearchEngine) -> None:
    fill(engine, [doc(n, f"Sam {n:03}", archived=n < 150) for n in range(1, 160)])
    assert list(engine.suggest("sam", 5)) == [150, 151, 152, 153, 154]


def test_suggestions_are_different_listings(engine: SearchEngine) -> None:
    again = tuple(f"Sam {n}" for n in range(50))
    fill(engine, [doc(1, "Sam", aliases=again), doc(2, "Sammy Long Name")])
    assert list(engine.suggest("sam", 2)) == [1, 2]


def test_words_for_spelling(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    assert engine.frequency("forests") == 4
    assert engine.frequency("museum") == 0, "archived listings do not count"
    assert engine.near_words("forrest", 1) == {"forest": 4}
    assert engine.near_words("museun", 1) == {}
    assert engine.near_words("", 2) == {}
    assert engine.near_words("x" * 300, 2) == {}
    for word in ("\ud800", "ñandú", "😀", "a" * 5000):
        assert engine.frequency(word) == 0
        assert engine.near_words(word, 1) in ({}, {"a": 1})
    engine.apply([Delete(1), Delete(3), Delete(4), Upsert(doc(8, "Morest"))])
    assert engine.near_words("forrest", 1) == {"forest": 1}
    engine.apply([Delete(6)])
    assert engine.near_words("forest", 1) == {"morest": 1}, "others only when there are none"


def test_how_telling_a_word_is_does_not_depend_on_what_was_deleted(engine: SearchEngine) -> None:
    fill(engine, CATALOG)
    before = scores(find(engine, Part(words=("forest",)), Part(words=("works",), required=False)))
    for _ in range(9):
        engine.apply([Upsert(document) for document in CATALOG[:4]])
        engine.apply([Upsert(doc(50, "Forest Works Zoo"))])
        engine.apply([Delete(50)])
    after = scores(find(engine, Part(words=("forest",)), Part(words=("works",), required=False)))
    assert after == pytest.approx(before, rel=1e-4)


def test_thousands_of_equal_names_have_one_order(engine: SearchEngine) -> None:
    def same(number: int) -> Document:
        kind = "product" if number % 3 else "organization"
        return doc(number, "Same", kind=kind, published=f"2026-0{number % 4}", sort_name="same")

    engine.rebuild(same(number) for number in range(MANY, 0, -1))
    engine.apply([Upsert(same(number)) for number in range(1, MANY, 97)])
    products = [n for n in range(1, MANY + 1) if n % 3]
    expected = products + [n for n in range(1, MANY + 1) if not n % 3]
    newest = sorted(range(1, MANY + 1), key=lambda n: (-(n % 4), n))
    for page in (1, 2, 33, 250):
        part = slice(page * 20 - 20, page * 20)
        assert ids(find(engine, Part(words=("same",)), page=page)) == expected[part]
        assert ids(find(engine, page=page)) == expected[part]
        assert ids(find(engine, sort=Sort.NAME, page=page)) == list(range(1, MANY + 1))[part]
        assert ids(find(engine, sort=Sort.NEWEST, page=page)) == newest[part]
    assert find(engine, page=251).hits == ()


def test_partial_dates_come_after_the_dates_within_them(engine: SearchEngine) -> None:
    dates = ["", "2026", "2026-08", "2026-08-03", "2025-12-31", "2027"]
    fill(engine, [doc(n, f"Name {n}", confirmed=date) for n, date in enumerate(dates)])
    assert ids(find(engine, sort=Sort.CONFIRMED)) == [5, 3, 2, 1, 4, 0]


def test_names_are_ordered_by_their_letters(engine: SearchEngine) -> None:
    names = ["zoo", "alpha", "alpha 2", "alp", "beta", ""]
    fill(engine, [doc(n, f"Name {n}", sort_name=name) for n, name in enumerate(names)])
    assert ids(find(engine, sort=Sort.NAME)) == [5, 3, 1, 2, 4, 0]
    engine.apply([Upsert(doc(9, "Name 9", sort_name="alpha 1"))])
    assert ids(find(engine, sort=Sort.NAME)) == [5, 3, 1, 9, 2, 4, 0]


def test_of_a_repeated_id_a_rebuild_takes_the_first(engine: SearchEngine) -> None:
    assert engine.rebuild([doc(1, "One"), doc(2, "Two"), doc(1, "Other")]) == 2
    assert engine.versions() == {1: "v1", 2: "v2"}
    assert named(engine, "other") == []


def test_an_empty_engine_answers(engine: SearchEngine) -> None:
    page = find(engine, Part(words=("forest",)), facets=("subject",), sort=Sort.NAME, first=(1,))
    assert (page.total, page.complete, page.hits, dict(page.facets)) == (0, 0, (), {"subject": {}})
    assert named(engine, "forest", near=True) == []
    assert list(engine.suggest("forest", 3)) == []
    assert engine.versions() == {}
    engine.apply([])
    engine.apply([Delete(7)])
    assert engine.health().documents == 0
