"""What is counted as the same search, what is never kept, and what may be shown."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.analytics.exports import csv_text
from directory.analytics.rules import SHOWN_FROM, counted_as, looks_personal, normalised, showable
from directory.analytics.types import Found, SearchSeen

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Fracciónes   PARA\tniños ", "fracciones para ninos"),
        ("Straße", "strasse"),
        ("ＦＵＬＬ width", "full width"),
        ("reading before writing", "reading before writing"),
        ("a\u200bb\x00c", "a b c"),
    ],
)
def test_words_are_folded_in_order(typed: str, stored: str) -> None:
    assert normalised(typed) == stored


@given(st.text())
@example("\u00a8 x\u0345")
def test_folding_again_changes_nothing(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert once == once.strip()
    assert not re.search(r"\s\s|[\x00-\x1f]", once)


@pytest.mark.parametrize(
    "words",
    [
        "jane.doe@example.org",
        "jane @ example",
        "jane＠example",
        "call 202 555 0123",
        "(202) 555-0123",
        "+1 202.555.0123",
        "123-45-6789",
        "student 4711042",
        "٤٧١١٠٤٢",
        "https://example.org/x",
        "www.example",
        "khanacademy.org/math",
        "born 03/14/2015",
    ],
)
def test_what_looks_personal_is_never_kept(words: str) -> None:
    assert looks_personal(normalised(words))
    assert counted_as(SearchSeen(words), DAY) is None


@pytest.mark.parametrize(
    "words",
    ["grade 3 fractions", "k-2 reading", "covid 2020", "c++", "u.s. history", "3d printing", "1:1"],
)
def test_what_does_not_look_personal_is_kept(words: str) -> None:
    assert not looks_personal(normalised(words))


@given(st.emails())
def test_no_mail_address_is_kept(address: str) -> None:
    assert counted_as(SearchSeen(f"please write to {address}"), DAY) is None


@given(
    st.lists(st.integers(0, 9), min_size=7, max_size=20), st.sampled_from(["", " ", "-", ".", "/"])
)
def test_no_long_number_is_kept(digits: list[int], between: str) -> None:
    assert counted_as(SearchSeen("call " + between.join(map(str, digits))), DAY) is None


def test_long_words_and_names_among_people_are_not_kept() -> None:
    assert counted_as(SearchSeen("a" * 100), DAY) is not None
    assert counted_as(SearchSeen("a" * 101), DAY) is None
    assert counted_as(SearchSeen("ada example", kind="person"), DAY) is None
    assert counted_as(SearchSeen("", kind="person", subjects=("chemistry",)), DAY) is not None


def test_without_words_a_search_counts_by_its_terms() -> None:
    assert counted_as(SearchSeen(" ", kind="product"), DAY) is None
    key = counted_as(SearchSeen("", 2, "", ("b", "a", "b"), ("grade-3",)), DAY)
    assert key is not None
    assert (key.query, key.found, key.subjects, key.levels) == ("", Found.FEW, "a,b", "grade-3")


def test_buckets() -> None:
    assert [Found.of(n) for n in (0, 1, 2, 3, 900)] == ["none", "few", "few", "many", "many"]


NAMES = st.sampled_from(["", "algebra", "braille kit", "iep"])
COUNTS = st.dictionaries(st.tuples(NAMES, st.sampled_from(Found)), st.integers(1, 12))


@given(COUNTS)
def test_nothing_below_the_threshold_is_shown_and_nothing_above_it_is_lost(
    counts: dict[tuple[str, Found], int],
) -> None:
    shown = showable(counts)
    for row in shown:
        for bucket, number in ((Found.NONE, row.nothing), (Found.FEW, row.few)):
            true = counts.get((row.name, bucket), 0)
            assert number == (true if true >= SHOWN_FROM else None)
        assert row.nothing or row.few
    large = {name for (name, bucket), n in counts.items() if n >= 5 and bucket != Found.MANY}
    assert {row.name for row in shown} == large
    assert [row.shown for row in shown] == sorted((row.shown for row in shown), reverse=True)


def test_four_is_too_few() -> None:
    four = Counter({("x", Found.NONE): 4, ("x", Found.FEW): 4})
    assert showable(four) == []


def test_a_spreadsheet_runs_nothing() -> None:
    text = csv_text(("a", "b"), [("=1+1", 5), ("-x", None), ("a,b", 6)])
    assert text == "a,b\r\n'=1+1,5\r\n'-x,\r\n\"a,b\",6\r\n"
