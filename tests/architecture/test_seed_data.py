"""The first catalog and the vocabularies keep their promises."""

import json
from collections import Counter
from typing import Any

import pytest

from directory.config import ROOT
from directory.kernel.text import fold
from directory.search.analysis import STOP_WORDS, words
from directory.taxonomy.files import TermFile, VocabularyFile, flatten, read_vocabularies

FOLDER = ROOT / "seed_data" / "catalog"
VOCABULARIES = read_vocabularies(ROOT / "seed_data" / "taxonomy")
each_vocabulary = pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda v: v.slug)
MOST_CHARACTERS = 60
PRIVACY_AND_EVIDENCE = {
    "privacy_laws", "privacy_seals", "data_sold", "ads_shown", "tracking", "security", "evidence", "wcag",
    "accessibility_report", "accessibility_features",
}  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize(
    ("name", "least"),
    [("products", 250), ("organizations", 192), ("people", 57), ("opportunities", 25)],
)
def test_all_rows_are_there(name: str, least: int) -> None:
    found = rows(name)
    assert len(found) >= least
    assert max(Counter(row["slug"] for row in found).values()) == 1


@pytest.mark.parametrize("name", ["products", "organizations", "people", "opportunities"])
def test_every_listing_and_fact_names_its_source(name: str) -> None:
    for row in rows(name):
        assert row["sources"], row["slug"]
        for fact in row.get("facts", {}).values():
            assert fact["source"]["name"], row["slug"]


def test_nothing_is_claimed_that_no_source_states() -> None:
    for row in rows("products"):
        assert not PRIVACY_AND_EVIDENCE & set(row.get("facts", {})), row["slug"]
        assert "studies" not in row
        for claim in row.get("interoperability", []):
            assert claim["status"] == "claimed", row["slug"]


def test_opportunities_have_a_home_page_and_no_invented_date_or_amount() -> None:
    for row in rows("opportunities"):
        assert row["homepage_url"].startswith("https://"), row["slug"]
        assert not {"deadline", "award_amount"} & set(row.get("facts", {})), row["slug"]


def test_people_are_named_for_one_role_only() -> None:
    for row in rows("people"):
        assert set(row) == {"kind", "slug", "name", "tagline", "relations", "sources"}, row["slug"]
        assert all(relation["role"] and relation["source"] for relation in row["relations"])


def test_low_confidence_prices_were_left_out() -> None:
    by_name = {row["name"]: row for row in rows("products")}
    for name in ("ALEKS", "Blackboard", "Blooket", "Edpuzzle", "Turnitin"):
        assert "price" not in by_name[name].get("facts", {}), name


def terms_of(vocabulary: VocabularyFile) -> list[TermFile]:
    return [term for _, term in flatten(vocabulary.terms)]


def synonyms_of(term: TermFile) -> list[str]:
    return [fold(name) for name in (*term.synonyms.en, *term.synonyms.es)]


@each_vocabulary
def test_no_name_stands_twice_within_a_term(vocabulary: VocabularyFile) -> None:
    for term in terms_of(vocabulary):
        names = Counter([*{fold(term.label.en), fold(term.label.es)}, *synonyms_of(term)])
        assert [name for name, count in names.items() if count > 1] == [], term.slug


@each_vocabulary
def test_no_synonym_is_the_label_of_another_term(vocabulary: VocabularyFile) -> None:
    terms = terms_of(vocabulary)
    owners = {fold(label): t.slug for t in terms for label in (t.label.en, t.label.es)}
    for term in terms:
        taken = [name for name in synonyms_of(term) if owners.get(name, term.slug) != term.slug]
        assert taken == [], term.slug


@each_vocabulary
def test_every_term_people_filter_by_can_be_asked_for_in_spanish(
    vocabulary: VocabularyFile,
) -> None:
    if not (vocabulary.facet or vocabulary.browse):
        return
    for term in terms_of(vocabulary):
        assert term.synonyms.es or fold(term.label.es) != fold(term.label.en), term.slug


@each_vocabulary
def test_synonyms_are_short_and_say_something(vocabulary: VocabularyFile) -> None:
    for term in terms_of(vocabulary):
        for name in (*term.synonyms.en, *term.synonyms.es):
            assert len(name) <= MOST_CHARACTERS, name
            assert set(words(name)) - STOP_WORDS, f"{term.slug}: {name!r} is only stop words"
