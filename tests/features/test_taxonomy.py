"""Vocabularies: complete, loaded once, retired and never deleted."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog.content import CONTENT_TYPES
from directory.catalog.content.definitions import FACTS
from directory.catalog.types import Kind
from directory.config import ROOT
from directory.kernel.actors import system_actor
from directory.kernel.database import Database
from directory.kernel.errors import Invalid
from directory.kernel.text import fold
from directory.taxonomy.files import flatten, read_vocabularies
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.service import load_vocabularies
from tests.factories import NOW

LATER = NOW + timedelta(minutes=1)
FOLDER = ROOT / "seed_data" / "taxonomy"
SEED = system_actor("seed")
FILES = read_vocabularies(FOLDER)
pytestmark = pytest.mark.database
# Names that mean several neighbouring terms at once; any other name belongs to one term.
SPANNING = {
    "level": (
        "elementary", "elementary school", "elementary students", "elementary kids",
        "elementary grades", "primary school", "primary pupils", "grade school", "K-5",
        "primaria", "escuela primaria", "educación primaria", "alumnos de primaria",
        "escuela elemental", "nivel primario",
    ),
    "platform": ("tablet", "tablet app", "tableta"),
}  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.slug)
def test_each_vocabulary_is_complete(file: object) -> None:
    vocabulary = next(f for f in FILES if f is file)
    terms = [term for _, term in flatten(vocabulary.terms)]
    assert len(terms) > 2
    assert set(vocabulary.kinds) <= set(Kind)
    for term in terms:
        assert term.definition.endswith("."), term.slug
    names = [
        (fold(name), term.slug)
        for term in terms
        for name in {
            fold(n) for n in (term.label.en, term.label.es, *term.synonyms.en, *term.synonyms.es)
        }
    ]
    twice = {name for name, count in Counter(name for name, _ in names).items() if count > 1}
    assert twice == {fold(name) for name in SPANNING.get(vocabulary.slug, ())}


def test_content_and_facts_name_vocabularies_that_exist() -> None:
    slugs = {file.slug for file in FILES}
    assert {d.vocabulary for d in FACTS if d.vocabulary} <= slugs
    for content_type in CONTENT_TYPES.values():
        assert set(content_type.vocabularies.values()) <= slugs


def test_loading_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        assert load_vocabularies(session, SEED, FILES, now=NOW) == []


def test_a_term_that_leaves_its_file_is_retired(database: Database) -> None:
    file = next(f for f in FILES if f.slug == "setting")
    shorter = file.model_copy(update={"terms": file.terms[1:]})
    with database.writing() as session:
        assert load_vocabularies(session, SEED, [shorter], now=NOW) == ["setting"]
    with database.reading() as session:
        taxonomy = load_taxonomy(session)
    gone = file.terms[0].slug
    assert taxonomy.term("setting", gone) is not None
    assert not taxonomy.has("setting", gone)


def test_the_cache_sees_a_change(database: Database) -> None:
    with database.reading() as session:
        assert load_taxonomy(session) is load_taxonomy(session)
    file = next(f for f in FILES if f.slug == "setting")
    with database.writing() as session:
        label = file.label.model_copy(update={"en": "Where it is used"})
        load_vocabularies(session, SEED, [file.model_copy(update={"label": label})], now=LATER)
    with database.reading() as session:
        assert load_taxonomy(session).vocabularies["setting"].label == "Where it is used"


def test_a_bad_file_is_named_with_field_and_reason(tmp_path: Path) -> None:

    folder = tmp_path
    (folder / "bad.yaml").write_text("slug: Bad Slug\nterms: [{slug: a}]\n", encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_vocabularies(folder)
    fields = {problem.field for problem in caught.value.problems}
    assert "bad.yaml: slug" in fields
    assert "bad.yaml: terms.0.label" in fields


def test_levels_nest_grades_in_bands(database: Database) -> None:
    with database.reading() as session:
        level = load_taxonomy(session).vocabularies["level"]
    assert [term.slug for term in level.children("3-5")] == ["grade-3", "grade-4", "grade-5"]
    assert [term.slug for term in level.ancestors("grade-3")] == ["3-5"]
