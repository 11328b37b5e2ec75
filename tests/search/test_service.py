"""Searching the database through an index: in step, never showing what is hidden, never a dead end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.catalog import service as catalog
from directory.catalog.types import Kind
from directory.jobs.runner import Runner
from directory.kernel.database import Database
from directory.kernel.errors import NotFound
from directory.models import Listing
from directory.search import indexer
from directory.search.documents import BEST_KNOWN, documents_of
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.handlers import make_handlers, make_idle
from directory.search.requests import parse_request
from directory.search.results import Reasons, SearchResult
from directory.search.service import find
from directory.search.suggestions import suggest
from directory.search.types import Delete, Document, Sort, Upsert
from directory.search.whoosh.engine import WhooshEngine
from directory.taxonomy.types import Taxonomy
from tests.conftest import CountStatements
from tests.factories import MODERATOR, NOW, organization, product, publish

pytestmark = pytest.mark.database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SearchEngine]:
    found = WhooshEngine(tmp_path / "index")
    yield found
    found.close()


@pytest.fixture
def runner(database: Database, engine: SearchEngine) -> Runner:
    return Runner(database, make_handlers(database, engine), clock=lambda: NOW)


def drain(runner: Runner) -> None:
    while runner.run_batch():
        pass


@pytest.fixture
def filled(database: Database, taxonomy: Taxonomy, runner: Runner) -> Database:
    """Three products, one of them by an organization, indexed by jobs."""
    made = {"relations": [{"kind": "makes", "other": "organization/forest-works"}]}
    with database.writing() as session:
        publish(session, taxonomy, organization(aliases=["Wood Works"]), Kind.ORGANIZATION)
        publish(session, taxonomy, product(**made))
        publish(
            session,
            taxonomy,
            product(
                name="Algebra Alley", tagline="Equations", subjects=["algebra"], levels=["prek-12"]
            ),
        )
        publish(
            session,
            taxonomy,
            product(
                name="Chord Coach", tagline="Learn chords", subjects=["music"], levels=[], facts={}
            ),
        )
    drain(runner)
    return database


def ask(
    database: Database, engine: SearchEngine, taxonomy: Taxonomy, **parameters: str
) -> SearchResult:
    request = parse_request(parameters.items(), taxonomy).request
    with database.reading() as session:
        return find(session, engine, taxonomy, request)


def names(result: SearchResult) -> list[str]:
    return [found.card.name for found in result.found.items]


def test_what_is_published_is_found(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    result = ask(filled, engine, taxonomy, q="fraction")
    assert names(result)[0] == "Fraction Forest"
    assert result.found.items[0].name_html == "<mark>Fraction</mark> Forest"
    assert result.found.items[0].card.maker_name == "Forest Works"
    assert not result.reduced


@pytest.mark.parametrize(
    "text", ["fracciones", "third graders", "no cost", "Forest Works", "tercer grado"]
)
def test_synonyms_spanish_and_makers_find_it_too(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy, text: str
) -> None:
    assert "Fraction Forest" in names(ask(filled, engine, taxonomy, q=text))


def test_a_long_synonym_does_not_lend_its_words_to_every_listing(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    synonyms = taxonomy.vocabularies["subject"].by_slug["algebra"].synonyms_en
    assert {"solve for x", "slope"} <= set(synonyms[BEST_KNOWN:])
    with filled.reading() as session:
        wanted = select(Listing.id).where(Listing.slug == "algebra-alley")
        (document,) = documents_of(session, session.scalars(wanted)).values()
    assert {"Algebra", "Álgebra", "slope", *synonyms[:BEST_KNOWN]} <= set(document.labels)
    assert "solve for x" not in document.labels


def test_a_hidden_listing_is_never_shown_even_by_a_stale_index(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    with filled.writing() as session:
        listing = session.query(Listing).filter_by(slug="chord-coach").one()
        catalog.change_visibility(
            session, MODERATOR, listing, "suspend", now=NOW, reason="A report"
        )
    # The job has not run yet: the index still has it.
    assert names(ask(filled, engine, taxonomy, q="chord")) == []
    with filled.reading() as session:
        assert suggest(session, engine, taxonomy, "chord") == ()


def test_a_rename_reaches_the_listings_that_mention_it(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy, runner: Runner
) -> None:
    with filled.writing() as session:
        maker = session.query(Listing).filter_by(slug="forest-works").one()
        catalog.change_visibility(session, MODERATOR, maker, "suspend", now=NOW, reason="x")
    drain(runner)
    assert names(ask(filled, engine, taxonomy, q='"Forest Works"')) == []
    assert not indexer.verify(filled, engine)


def test_facets_are_trees_with_counts_that_ignore_their_own_selection(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    result = ask(filled, engine, taxonomy, kind="product", subject="fractions")
    [subject] = [facet for facet in result.facets if facet.vocabulary == "subject"]
    counts = {option.slug: option.count for option in subject.options}
    assert counts == {"mathematics": 2, "arts": 1}
    children = {c.slug: (c.count, c.selected) for o in subject.options for c in o.children}
    assert children == {"fractions": (1, True), "algebra": (1, False), "music": (1, False)}
    assert "place" not in {facet.vocabulary for facet in result.facets}


def test_no_dead_ends(filled: Database, engine: SearchEngine, taxonomy: Taxonomy) -> None:
    result = ask(filled, engine, taxonomy, q="chord", subject="algebra", price="free")
    assert result.found.total == 0
    ways = {way.label: way.total for way in result.relaxations}
    assert ways == {"Without any filter": 1, "Without the words “chord”": 1}
    result = ask(filled, engine, taxonomy, kind="organization", subject="algebra")
    assert ("In all kinds, not only organizations", 1) in [
        (w.label, w.total) for w in result.relaxations
    ]


def test_a_misspelt_word_is_put_right_only_when_it_helps(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    result = ask(filled, engine, taxonomy, q="algebr aley")
    assert result.correction == result.searched.q == "Algebra Alley"
    assert names(result)[0] == "Algebra Alley"
    assert ask(filled, engine, taxonomy, q="algebr aley", exact="1").correction == ""
    assert ask(filled, engine, taxonomy, q="algebra").correction == ""
    assert ask(filled, engine, taxonomy, q="xqzw").correction == ""


def test_pages_beyond_the_last_do_not_exist(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    for page in ("2", "101", "0"):
        with pytest.raises(NotFound):
            ask(filled, engine, taxonomy, page=page)


def test_a_request_names_what_it_does_not_understand(taxonomy: Taxonomy) -> None:
    parsed = parse_request(
        [
            ("q", "x"),
            ("subject", "fractions"),
            ("subject", "nope"),
            ("kind", "robot"),
            ("sort", "price"),
            ("page", "-1"),
            ("colour", "red"),
            ("sort", "name"),
            ("archived", "yes"),
        ],
        taxonomy,
    )
    assert parsed.request.filters == {"subject": ("fractions",)}
    assert parsed.request.sort is Sort.NAME
    assert {problem.field for problem in parsed.problems} == {
        "subject",
        "kind",
        "sort",
        "page",
        "colour",
        "archived",
    }


def test_a_flood_of_parameters_is_cut(taxonomy: Taxonomy) -> None:
    parsed = parse_request([("subject", "fractions")] * 5000, taxonomy)
    assert parsed.request.filters == {"subject": ("fractions",)}
    assert [problem.code for problem in parsed.problems] == ["too_many"]


def test_without_an_index_the_database_answers(
    database: Database, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    with database.writing() as session:
        publish(session, taxonomy, product())
        publish(session, taxonomy, product(name="100% Fun_ctions", tagline="x"))
    broken = WhooshEngine(tmp_path / "nowhere")
    result = ask(database, broken, taxonomy, q="fraction")
    assert result.reduced
    assert names(result) == ["Fraction Forest"]
    assert {f.vocabulary for f in result.facets} >= {"subject", "price"}
    assert names(ask(database, broken, taxonomy, q="100% -forest")) == ["100% Fun_ctions"]
    result = ask(database, broken, taxonomy, q="fractoin forest")
    assert result.correction == "fraction forest"
    assert names(result) == ["Fraction Forest"]
    assert names(ask(database, broken, taxonomy, q="fractoin forest", exact="1")) == []
    with pytest.raises(SearchUnavailable):
        indexer.verify(database, broken)


def test_verify_finds_drift_both_ways_and_repair_mends_it(
    filled: Database, engine: SearchEngine
) -> None:
    with filled.reading() as session:
        ids = {row.slug: row.id for row in session.query(Listing)}
    stale = Document(id=ids["algebra-alley"], version="old", kind="product", name="Old")
    extra = Document(id=9999, version="x", kind="product", name="Never existed")
    engine.apply([Delete(ids["chord-coach"]), Upsert(stale), Upsert(extra)])
    drift = indexer.verify(filled, engine)
    assert drift == indexer.Drift((ids["chord-coach"],), (ids["algebra-alley"],), (9999,))
    assert str(drift).startswith("1 listings are missing")
    indexer.repair(filled, engine, drift)
    assert not indexer.verify(filled, engine)


def test_the_idle_worker_mends_a_broken_index(
    filled: Database, engine: SearchEngine, tmp_path: Path
) -> None:
    (tmp_path / "index" / "CURRENT").write_text("g-nothing")
    assert not engine.health().ok
    make_idle(filled, engine)()
    assert engine.health().ok
    assert not indexer.verify(filled, engine)


def test_a_job_mends_a_missing_index_before_it_writes(
    database: Database, taxonomy: Taxonomy, engine: SearchEngine, runner: Runner
) -> None:
    with database.writing() as session:
        publish(session, taxonomy, product())
    drain(runner)
    assert engine.health().documents == 1


def test_suggestions_have_names_and_terms_with_counts(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    with filled.reading() as session:
        found = {(s.label, s.kind_label): s for s in suggest(session, engine, taxonomy, "Alg")}
        assert ("Algebra Alley", "Product") in found
        assert found["Algebra", "Subject"].count == 1
        assert found["Algebra", "Subject"].path == "/browse/subject/algebra"
        by_synonym = [s.label for s in suggest(session, engine, taxonomy, "maths")]
        assert by_synonym == ["Mathematics"]
        by_alias = suggest(session, engine, taxonomy, "wood")
        assert [(s.label, s.matched) for s in by_alias] == [("Forest Works", "Wood Works")]
        for text in ("", "a", "%", '"', "\x00", "x" * 10_000, "*" * 50):
            assert suggest(session, engine, taxonomy, text) == ()


def test_a_search_costs_the_same_number_of_statements_however_many_it_finds(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy, count_statements: CountStatements
) -> None:
    with count_statements(filled) as few:
        ask(filled, engine, taxonomy, q="chord")
    with count_statements(filled) as many:
        ask(filled, engine, taxonomy, q="")
    assert 0 < len(many) <= len(few) <= 8


def test_a_reading_loosens_and_says_what_each_result_lacks(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    result = ask(filled, engine, taxonomy, q="free fractions grade 3")
    assert [part.key for part in result.loosened] == ["level:grade-3", "price:free"]
    assert result.complete == 1 < result.found.total
    first, *others = result.found.items
    assert first.whole
    assert first.card.name == "Fraction Forest"
    assert first.reasons.lacks == ()
    assert set(first.reasons.fits) == {part.label for part in result.understood}
    assert ("fractions", ("its name", "its one-line description")) in first.reasons.words
    assert not any(found.whole for found in others)
    lacking = {found.card.name: set(found.reasons.lacks) for found in others}
    assert lacking["Forest Works"] == {"Grade level: Grade 3", "Price: Free"}


def test_words_that_stand_in_other_listings_are_explained(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    found = {f.card.name: f for f in ask(filled, engine, taxonomy, q="wood works").found.items}
    assert found["Forest Works"].reasons.named
    assert found["Forest Works"].reasons.words == (
        ("wood", ("its other names",)),
        ("works", ("its name", "its other names")),
    )


def test_without_words_there_are_no_reasons(
    filled: Database, engine: SearchEngine, taxonomy: Taxonomy
) -> None:
    result = ask(filled, engine, taxonomy, kind="product")
    assert {found.reasons for found in result.found.items} == {Reasons()}
