"""Parser, highlights, spelling, facets as pure rules."""

import html
from collections.abc import Mapping
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from directory.search import highlight, spelling
from directory.search.analysis import stem, tokens, words
from directory.search.query_parser import MAX_CHARACTERS, MAX_PHRASE, MAX_TOKENS, parse, tidy
from directory.search.types import TextQuery

# What brought Whoosh's own parser down: see the measured list of query bombs.
BOMBS = [
    "*", "b*", "*a*", " OR ".join(["*c*"] * 20), "*a" * 30, "?" * 60, "learning~9", "body:[a TO z]",
    "[TO " * 5000, "n:[i TO 2147483647] " * 50, "url:*", '"' + "word " * 2000 + '"', "pre* " * 200,
    " ".join(f"w{i}" for i in range(20000)), "a" * 100_000, "a " * 50_000, "(" * 1000, "NOT " * 500,
    "x ANDMAYBE " * 2000, "x REQUIRE " * 1000, "((", "(.*)*(.*)*x$", "math^1e400", "^nan", "\x00", "\ud800",
    "-", "--", '"', '""', '-"', "-\"a b", "“quoted”", "%00", "' OR 1=1 --", "\u202e", "🧮" * 300,
]  # fmt: skip


@pytest.mark.parametrize("text", BOMBS, ids=lambda text: repr(text[:12]))
def test_bombs_become_small_queries(text: str) -> None:
    _check_bounds(parse(text))


@given(st.text())
def test_anything_becomes_a_small_query(text: str) -> None:
    _check_bounds(parse(text))
    assert len(tidy(text)) <= MAX_CHARACTERS
    assert tidy(tidy(text)) == tidy(text)


def _check_bounds(query: TextQuery) -> None:
    assert len(query.words) <= MAX_TOKENS
    assert len(query.excluded) <= MAX_TOKENS
    assert len(query.phrases) <= MAX_TOKENS
    assert all(1 < len(phrase) <= MAX_PHRASE for phrase in query.phrases)
    assert all(0 < len(word) <= 40 for word in (*query.words, *query.excluded))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fraction games", TextQuery(("fraction", "games"))),
        ("Fracción  JUEGOS", TextQuery(("fraccion", "juegos"))),
        ('"screen reader" math', TextQuery(("math",), (("screen", "reader"),))),
        ('"unclosed phrase', TextQuery((), (("unclosed", "phrase"),))),
        ("math -games", TextQuery(("math",), (), ("games",))),
        ("well-known", TextQuery(("well", "known"))),
        ("games for the class", TextQuery(("games", "class"))),
        ("to be or not", TextQuery(("not",))),
        ("the", TextQuery(("the",))),
        ('"one"', TextQuery(("one",))),
        ("math math", TextQuery(("math",))),
        ("C++ p5.js Kahoot!", TextQuery(("c++", "p5.js", "kahoot"))),
    ],
)
def test_the_grammar_is_words_phrases_and_minus(text: str, expected: TextQuery) -> None:
    assert parse(text) == expected


def test_stems_join_forms_of_a_word() -> None:
    assert stem("fractions") == stem("fraction")
    assert tokens("Teaching teachers")[0].stem == stem("teach")
    assert words("O’Reilly's café") == ["oreillys", "cafe"]


@given(st.text(max_size=300), st.text(max_size=30))
def test_highlights_are_escaped_and_lose_nothing(text: str, query: str) -> None:
    marked = highlight.mark(text, highlight.wanted_stems(parse(query)))
    plain = marked.replace("<mark>", "").replace("</mark>", "")
    assert html.unescape(plain) == html.unescape(html.escape(text))
    assert "<" not in plain


def test_a_snippet_shows_where_the_words_are() -> None:
    text = (
        "Nothing here. " * 40 + "Children practice fractions with forest animals. " + "More. " * 60
    )
    found = highlight.snippet([text], highlight.wanted_stems(parse("fraction animal")))
    assert "<mark>fractions</mark>" in found
    assert "<mark>animals</mark>" in found
    assert found.startswith("… ")
    assert len(found) < 320
    assert highlight.snippet([text], highlight.wanted_stems(parse("zebra"))) == ""


class SmallCatalog:
    """The words of a catalog, for spelling."""

    WORDS: ClassVar = {
        "fractions": 5,
        "geometry": 3,
        "khan": 2,
        "academy": 4,
        "open": 9,
        "street": 2,
        "notebook": 2,
    }

    def frequency(self, word: str) -> int:
        return sum(count for known, count in self.WORDS.items() if stem(known) == stem(word))

    def near_words(self, word: str, distance: int) -> Mapping[str, int]:
        return {w: n for w, n in self.WORDS.items() if OSA.distance(w, word) <= distance}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fractoins", "fractions"),
        ("geomtry", "geometry"),
        ("kahn academy", "khan academy"),
        ("openstreet", "open street"),
        ("note book", "notebook"),
        ('"kahn academy" Geomtry!', '"khan academy" geometry!'),
    ],
)
def test_near_words_are_found(typed: str, meant: str) -> None:
    found = spelling.corrections(words(typed), SmallCatalog())
    assert spelling.replaced(typed, found) == meant


@pytest.mark.parametrize("typed", ["fractions", "fraction", "xyzzyq", "zzz"])
def test_known_or_far_words_are_left_alone(typed: str) -> None:
    assert spelling.corrections(words(typed), SmallCatalog()) == {}


@given(st.text(max_size=80))
def test_correcting_any_text_never_raises(text: str) -> None:
    spelling.replaced(text, spelling.corrections(words(text), SmallCatalog()))
