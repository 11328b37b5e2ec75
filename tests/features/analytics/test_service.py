"""Counts in the database: added up, bounded, forgotten; and what the public may see of them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, inspect, select, update

from directory.analytics import service
from directory.analytics.queries import counted_searches, unmet_needs
from directory.analytics.rules import SHOWN_FROM
from directory.analytics.service import forget, prune, record
from directory.analytics.types import Found, SearchSeen
from directory.kernel.database import Database
from directory.models import SearchCount

pytestmark = pytest.mark.database
NOW = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)


def search(database: Database, *seen: SearchSeen, times: int = 1, now: datetime = NOW) -> None:
    with database.writing() as session:
        for _ in range(times):
            for one in seen:
                record(session, one, now=now)


def rows(database: Database) -> list[tuple[date, str, str, int]]:
    with database.reading() as session:
        columns = (SearchCount.day, SearchCount.query, SearchCount.found, SearchCount.count)
        statement = select(*columns).order_by(SearchCount.day, SearchCount.query)
        return [(day, query, found, n) for day, query, found, n in session.execute(statement)]


def test_the_same_search_is_one_row_that_goes_up(database: Database) -> None:
    search(
        database, SearchSeen("Braille  KIT"), SearchSeen("braille kit"), SearchSeen("kit braille")
    )
    search(database, SearchSeen("braille kit", 2), now=NOW + timedelta(minutes=2))
    assert rows(database) == [
        (date(2026, 11, 24), "braille kit", "none", 2),
        (date(2026, 11, 24), "kit braille", "none", 1),
        (date(2026, 11, 25), "braille kit", "few", 1),
    ]


def test_a_row_has_nothing_about_a_person_or_a_time(database: Database) -> None:
    columns = {column["name"] for column in inspect(database.engine).get_columns("search_count")}
    assert columns == {"id", "day", "query", "kind", "found", "subjects", "levels", "count"}


def test_what_looks_personal_never_reaches_the_database(database: Database) -> None:
    search(database, SearchSeen("jane@example.org"), SearchSeen("202 555 0123"), SearchSeen(""))
    assert rows(database) == []


def test_a_full_day_only_adds_to_what_is_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MAX_ROWS_A_DAY", 1)
    search(database, SearchSeen("first"), SearchSeen("second"), SearchSeen("first"))
    assert [(query, count) for _, query, _, count in rows(database)] == [("first", 2)]


def test_old_counts_are_removed(database: Database) -> None:
    search(database, SearchSeen("old"), now=NOW - timedelta(days=401))
    search(database, SearchSeen("kept"), now=NOW - timedelta(days=400))
    with database.writing() as session:
        assert prune(session, now=NOW) == 1
    assert [query for _, query, _, _ in rows(database)] == ["kept"]


def test_words_can_be_forgotten(database: Database) -> None:
    search(database, SearchSeen("Ada Éxample"), SearchSeen("", subjects=("algebra",)))
    with database.writing() as session:
        assert forget(session, "  ") == 0
        assert forget(session, "ADA example") == 1
    assert [query for _, query, _, _ in rows(database)] == [""]


def test_four_are_not_shown_and_five_are(database: Database) -> None:
    search(database, SearchSeen("braille kit"), times=4)
    with database.reading() as session:
        assert unmet_needs(session, now=NOW).is_empty
    search(database, SearchSeen("braille kit", 0, "product", ("chemistry",), ("grade-3",)))
    with database.reading() as session:
        found = unmet_needs(session, now=NOW)
    assert [(n.name, n.nothing, n.few) for n in found.queries] == [("braille kit", 5, None)]
    assert found.subjects == []
    assert found.levels == []
    assert (found.since, found.until) == (date(2025, 11, 25), date(2026, 11, 24))


def test_what_is_found_what_is_old_and_what_is_no_product_are_no_needs(database: Database) -> None:
    search(database, SearchSeen("found", 3), SearchSeen("org", 0, "organization"), times=9)
    search(database, SearchSeen("old"), times=9, now=NOW - timedelta(days=365))
    with database.reading() as session:
        assert unmet_needs(session, now=NOW).is_empty


def test_a_search_counts_in_each_of_its_terms(database: Database) -> None:
    search(database, SearchSeen("a", 0, "", ("algebra", "chemistry")), times=5)
    search(database, SearchSeen("b", 1, "", ("algebra",)), times=6)
    search(database, SearchSeen("c"), times=7)
    with database.reading() as session:
        found = unmet_needs(session, now=NOW)
    shown = [(need.name, need.nothing, need.few) for need in found.subjects]
    assert shown == [("algebra", 5, 6), ("", 7, None), ("chemistry", 5, None)]
    assert [(need.name, need.nothing, need.few) for need in found.levels] == [("", 12, 6)]


SEEN = st.builds(
    SearchSeen,
    q=st.sampled_from(["", "braille kit", "iep", "arabic"]),
    total=st.integers(0, 4),
    kind=st.sampled_from(["", "product", "person"]),
    subjects=st.lists(st.sampled_from(["algebra", "chemistry"]), max_size=2).map(tuple),
    levels=st.lists(st.sampled_from(["grade-3", "k-2"]), max_size=1).map(tuple),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(SEEN, st.integers(1, 7)), max_size=12))
def test_no_number_below_the_threshold_ever_leaves(
    database: Database, seen: list[tuple[SearchSeen, int]]
) -> None:
    with database.writing() as session:
        session.execute(delete(SearchCount))
    true: Counter[tuple[str, Found]] = Counter()
    for one, times in seen:
        search(database, one, times=times)
        if one.q and one.kind != "person":
            true[one.q, Found.of(one.total)] += times
    with database.reading() as session:
        found = unmet_needs(session, now=NOW)
    for need in [*found.queries, *found.subjects, *found.levels]:
        assert need.nothing is None or need.nothing >= SHOWN_FROM
        assert need.few is None or need.few >= SHOWN_FROM
        assert need.nothing or need.few
    for need in found.queries:
        assert (need.nothing or 0) in {0, true[need.name, Found.NONE]}
        assert (need.few or 0) in {0, true[need.name, Found.FEW]}


def test_staff_see_small_numbers_with_their_days(database: Database) -> None:
    search(database, SearchSeen("iep goals"), now=NOW - timedelta(days=3))
    search(database, SearchSeen("iep goals", 1), SearchSeen("fractions", 40), times=2)
    search(database, SearchSeen("ancient"), now=NOW - timedelta(days=50))
    with database.reading() as session:
        since = NOW.date() - timedelta(days=30)
        (row,) = counted_searches(session, since=since)
        everything = counted_searches(session, since=since, found=tuple(Found))
        few = counted_searches(session, since=since, found=(Found.MANY,), limit=1)
    assert (row.query, row.nothing, row.few, row.many) == ("iep goals", 1, 2, 0)
    assert (row.first_day, row.last_day) == (date(2026, 11, 21), date(2026, 11, 24))
    assert [found.query for found in everything] == ["iep goals", "fractions"]
    assert [found.query for found in few] == ["fractions"]


def test_the_database_refuses_other_buckets(database: Database) -> None:
    search(database, SearchSeen("x"))
    with pytest.raises(Exception, match="ck_search_count_found"), database.writing() as session:
        session.execute(update(SearchCount).values(found="some"))
    with database.reading() as session:
        assert session.scalar(select(func.count(SearchCount.id))) == 1
