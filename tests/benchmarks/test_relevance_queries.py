"""The judged queries are well formed and speak of listings and terms that exist."""

import json
from collections import Counter

import pytest
from pydantic import ValidationError

from benchmarks.relevance.queries import CATEGORIES, SPLITS, Query, load
from directory.config import ROOT
from directory.taxonomy.files import flatten, read_vocabularies

SEED = ROOT / "seed_data"
MAX_RELEVANT = 25


@pytest.fixture(scope="module")
def queries() -> list[Query]:
    return load()


def _catalog_keys() -> set[str]:
    rows = [
        json.loads(line)
        for path in (SEED / "catalog").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return {f"{row['kind']}/{row['slug']}" for row in rows}


def test_there_are_enough_and_none_stands_twice(queries: list[Query]) -> None:
    assert len(queries) >= 120
    assert len({query.id for query in queries}) == len(queries)
    assert len({query.q.casefold() for query in queries}) == len(queries)


def test_each_category_has_both_splits_a_third_of_them_for_the_test(queries: list[Query]) -> None:
    counts = Counter((str(query.category), str(query.split)) for query in queries)
    assert set(counts) == {(category, split) for category in CATEGORIES for split in SPLITS}
    for category in CATEGORIES:
        dev, test = counts[category, "dev"], counts[category, "test"]
        assert test == round((dev + test) / 3)
    assert all(query.id.startswith(query.category) for query in queries)


def test_every_judged_listing_is_in_the_catalog(queries: list[Query]) -> None:
    known = _catalog_keys()
    unknown = {(q.id, key) for q in queries for key in q.judgments if key not in known}
    assert not unknown


def test_no_query_is_too_broad_and_known_ones_have_what_they_name(queries: list[Query]) -> None:
    assert not [query.id for query in queries if len(query.judgments) > MAX_RELEVANT]
    named = [query for query in queries if query.category in ("known", "misspelt")]
    assert not [query.id for query in named if 3 not in query.judgments.values()]


def test_constraints_have_an_intent_of_terms_that_exist(queries: list[Query]) -> None:
    assert {q.category for q in queries if q.intent} == {"constraint"}
    assert all(q.intent for q in queries if q.category == "constraint")
    files = read_vocabularies(SEED / "taxonomy")
    terms = {(file.slug, term.slug) for file in files for _, term in flatten(file.terms)}
    unknown = {
        (query.id, vocabulary, slug)
        for query in queries
        if query.intent
        for vocabulary, slugs in query.intent.terms.items()
        for slug in slugs
        if (vocabulary, slug) not in terms
    }
    assert not unknown


def test_a_grade_or_field_that_does_not_exist_is_refused() -> None:
    good = {"id": "known-01", "category": "known", "split": "dev", "lang": "en", "q": "x"}
    Query.model_validate({**good, "judgments": {"product/x": 3}})
    for change in ('"judgments": {"product/x": 4}', '"judgments": {}', '"judged": {}'):
        with pytest.raises(ValidationError):
            Query.model_validate(
                {**good, "judgments": {"product/x": 3}, **json.loads(f"{{{change}}}")}
            )
