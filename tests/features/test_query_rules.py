"""Rules of query understanding in the database: loaded once, retired, kept when staff edited them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from directory.audit.actions import Action
from directory.kernel.actors import system_actor
from directory.kernel.database import Database
from directory.kernel.errors import Invalid
from directory.models import Audit, QueryRule
from directory.search.reading.queries import load_lexicon, load_stored_rules
from directory.search.reading.reader import read
from directory.search.reading.service import load_rules
from directory.taxonomy.types import Taxonomy
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.rules.reading import seed_rules

LATER = NOW + timedelta(minutes=1)
SEED = system_actor("seed")
pytestmark = pytest.mark.database


def keys(database: Database, taxonomy: Taxonomy, query: str) -> list[str]:
    with database.reading() as session:
        return [part.key for part in read(query, load_lexicon(session, taxonomy)).understood]


def test_stored_rules_are_those_of_the_file(database: Database) -> None:
    with database.reading() as session:
        assert load_stored_rules(session) == seed_rules()


def test_loading_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        assert load_rules(session, SEED, seed_rules(), now=LATER) == []
    with database.reading() as session:
        loads = select(Audit).where(Audit.action == Action.QUERY_RULES_LOAD.value)
        assert len(session.scalars(loads).all()) == 1


def test_a_rule_that_leaves_the_file_is_retired_and_comes_back(
    database: Database, taxonomy: Taxonomy
) -> None:
    [really] = keys(database, taxonomy, "free forever")
    assert really != "price:free"  # a narrower set of terms
    fewer = [rule for rule in seed_rules() if rule.key != "really-free"]
    with database.writing() as session:
        assert "phrase.really-free" in load_rules(session, SEED, fewer, now=LATER)
    assert keys(database, taxonomy, "free forever") == ["price:free"]
    with database.writing() as session:
        load_rules(session, SEED, seed_rules(), now=LATER + timedelta(minutes=1))
    assert keys(database, taxonomy, "free forever") == [really]


def test_what_staff_edited_or_added_stays(database: Database, taxonomy: Taxonomy) -> None:
    with database.writing() as session:
        rule = session.scalars(select(QueryRule).where(QueryRule.key == "paid")).all()[-1]
        rule.phrases = ["costs a fortune"]
        rule.edited_at = rule.updated_at = LATER
        own = {"section": "phrase", "key": "own", "position": 9999, "role": "topic"}
        lists = {"phrases": ["sums"], "terms": ["subject/arithmetic"], "other": []}
        session.add(QueryRule(**own, **lists, edited_at=LATER, updated_at=LATER))
    with database.writing() as session:
        assert load_rules(session, SEED, seed_rules(), now=LATER) == []
    assert keys(database, taxonomy, "costs a fortune") == ["price:paid"]
    assert keys(database, taxonomy, "sums") == ["subject:arithmetic"]


def test_a_changed_rule_is_updated_and_audited(database: Database, taxonomy: Taxonomy) -> None:
    changed = [
        replace(rule, phrases=(*rule.phrases, "a bargain")) if rule.key == "free-en" else rule
        for rule in seed_rules()
    ]
    with database.writing() as session:
        assert load_rules(session, SEED, changed, now=LATER) == ["phrase.free-en"]
    assert keys(database, taxonomy, "a bargain") == ["price:free"]
    with database.reading() as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
        assert last is not None
        assert (last.action, last.changes) == ("query_rules:load", {"rules": ["phrase.free-en"]})


def test_an_unknown_term_stops_the_load(database: Database) -> None:
    bad = replace(seed_rules()[-1], terms=("price/frei",))
    with pytest.raises(Invalid, match="there is no term price/frei"), database.writing() as session:
        load_rules(session, SEED, [bad], now=LATER)


def test_the_lexicon_is_built_once(
    database: Database, taxonomy: Taxonomy, count_statements: CountStatements
) -> None:
    with database.reading() as session:
        first = load_lexicon(session, taxonomy)
        with count_statements(database) as statements:
            assert load_lexicon(session, taxonomy) is first
    assert len(statements) == 1
