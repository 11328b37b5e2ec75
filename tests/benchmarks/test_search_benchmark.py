"""The generator gives the same listings every time; the arithmetic of the figures is right."""

from pathlib import Path
from subprocess import run
from sys import executable

import pytest

from benchmarks.search.catalog import Catalog
from benchmarks.search.figures import Times, percentile
from benchmarks.search.queries import FACETS, Question, Questions, mistyped, warming
from benchmarks.search.report import aligned
from benchmarks.search.site_rows import fill, wrong_rows
from benchmarks.search.words import Lexicon, coined, rare
from directory.config import ROOT
from directory.kernel.database import Database
from directory.search.analysis import tokens, words
from directory.search.documents import all_documents

SIZE = 400


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions(list(Catalog(SIZE)))


def test_the_same_size_and_number_give_the_same_listing_in_any_process() -> None:
    code = "from benchmarks.search.catalog import Catalog; print(repr(Catalog(400).document(77)))"
    answer = run([executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == repr(Catalog(SIZE).document(77))
    assert list(Catalog(SIZE))[76] == Catalog(SIZE).document(77)


def test_listings_look_like_those_of_a_directory() -> None:
    documents = list(Catalog(SIZE))
    assert {d.kind for d in documents} == {"product", "organization", "person", "opportunity"}
    assert len({d.name for d in documents}) > 0.95 * SIZE
    assert 0 < sum(d.archived for d in documents) < SIZE / 10
    texts = [" ".join((d.name, d.tagline, *d.labels, *d.related, d.description)) for d in documents]
    assert 90 < sum(len(tokens(text)) for text in texts) / SIZE < 170
    products = [d for d in documents if d.kind == "product"]
    assert len({name for d in products for name in d.terms}) == 17
    assert max(len(d.terms.get("level", ())) for d in products) >= 6


def test_terms_bring_their_ancestors() -> None:
    levels = [d.terms.get("level", ()) for d in Catalog(SIZE)]
    assert all("3-5" in slugs for slugs in levels if "grade-4" in slugs)


def test_a_larger_catalog_has_more_words_and_few_of_them_are_frequent() -> None:
    small, large = Lexicon(1000), Lexicon(50_000)
    assert len(large.words) > len(small.words) + 10_000
    assert small.words == large.words[: len(small.words)]
    half = next(n for n, weight in enumerate(large.weights) if weight > large.weights[-1] / 2)
    assert half < len(large.words) / 20


def test_coined_words_are_all_different() -> None:
    assert len({coined(number) for number in range(20_000)}) == 20_000
    assert len({rare(number) for number in range(20_000)}) == 20_000


def test_a_change_gives_one_more_word_and_another_version() -> None:
    catalog = Catalog(SIZE)
    changed = catalog.changed(5, "qzmark1")
    assert "qzmark1" in words(changed.tagline)
    assert changed.version != catalog.document(5).version


def test_questions_are_the_same_every_time_and_others_by_another_name(questions: Questions) -> None:
    again = Questions(list(Catalog(SIZE)))
    assert questions.words("a", 320) == again.words("a", 320)
    assert questions.typos("a", 50) == again.typos("a", 50)
    assert questions.words("a", 320) != questions.words("b", 320)


def test_most_questions_have_two_or_three_words(questions: Questions) -> None:
    lengths = [len(question.text.split()) for question in questions.words("a", 1000)]
    assert set(lengths) == {1, 2, 3, 4}
    assert 0.5 < sum(length in (2, 3) for length in lengths) / 1000 < 0.85


def test_some_listing_passes_words_and_filters(questions: Questions) -> None:
    documents = list(Catalog(SIZE))
    for question in questions.faceted("b", 20):
        assert question.facets == FACETS
        assert len(question.filters) == 2
        assert any(
            set(question.text.split()) <= set(words(d.tagline))
            and all(set(v) <= set(d.terms.get(n, ())) for n, v in question.filters.items())
            for d in documents
        )


def test_a_typo_is_one_edit_that_keeps_the_first_letter(questions: Questions) -> None:
    for question in questions.typos("e", 100):
        pairs = list(zip(question.text.split(), question.right.split(), strict=True))
        (typed, right) = next(pair for pair in pairs if pair[0] != pair[1])
        assert sum(one != other for one, other in pairs) == 1
        assert typed[0] == right[0]
        assert abs(len(typed) - len(right)) <= 1


def test_a_word_of_equal_letters_is_still_mistyped(questions: Questions) -> None:
    chance = questions._chance("x")
    assert all(mistyped("aaaaaa", chance) != "aaaaaa" for _ in range(50))


def test_warming_asks_for_every_word_but_not_for_the_questions() -> None:
    asked = [Question("one two three"), Question("four"), Question("two five")]
    warm = list(warming(asked))
    assert sorted(w for q in warm for w in q.text.split()) == [
        "five",
        "four",
        "one",
        "three",
        "two",
    ]
    assert not {q.text for q in warm} & {q.text for q in asked if " " in q.text}


def test_percentiles_lie_between_the_two_nearest_values() -> None:
    assert percentile([7], 99) == 7
    assert percentile([4, 1, 3, 2], 50) == 2.5
    assert percentile(list(range(101)), 95) == 95
    assert percentile([0, 10], 95) == 9.5


def test_times_are_medians_over_rounds_and_ratios_are_of_those() -> None:
    ours = Times.of_rounds([[1, 1, 1], [5, 5, 5], [2, 2, 2], []])
    other = Times.of_rounds([[4, 4], [4, 4]])
    assert (ours.count, ours.p50, ours.p99) == (9, 2, 2)
    assert ours.ratio(other) == {"p50": 0.5, "p95": 0.5, "p99": 0.5}


def test_tables_line_up() -> None:
    lines = aligned([("engine", "ms"), ("a", "10.0"), ("longer name", "7.5")]).splitlines()
    assert lines == ["engine         ms", "a            10.0", "longer name   7.5"]


def test_bulk_rows_are_those_of_the_projection(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'site.db'}")
    catalog = Catalog(60)
    fill(database, catalog)
    assert wrong_rows(database, range(1, 61)) == []
    stored = {d.id: d for d in all_documents(database)}
    for number in range(1, 61):
        found, made = stored[number], catalog.document(number)
        assert (found.kind, found.name, found.tagline) == (made.kind, made.name, made.tagline)
        assert set(found.terms["lifecycle"]) == set(made.terms["lifecycle"])
        assert found.archived == made.archived
    database.close()
