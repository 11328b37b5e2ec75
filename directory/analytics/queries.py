"""Read counts: `unmet_needs` for the public, `counted_searches` for staff only."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.analytics import rules
from directory.analytics.types import UNMET, CountedSearch, Found, UnmetNeeds
from directory.models import SearchCount

MOST_QUERIES = 200
# An unmet need is one for a product. Whoever looks among organizations or people looks for a name.
_KINDS = ("", "product")
Counts = Counter[tuple[str, Found]]


def unmet_needs(session: Session, *, now: datetime) -> UnmetNeeds:
    """Return what was searched for in vain in the last 365 days, today included.

    The only function whose answer may leave the house: all that it returns passed `rules.showable`.
    """
    until = now.date()
    since = until - timedelta(days=rules.PUBLIC_DAYS - 1)
    words = _counts(session, SearchCount.query, since)
    return UnmetNeeds(
        since=since,
        until=until,
        queries=rules.showable({key: n for key, n in words.items() if key[0]})[:MOST_QUERIES],
        subjects=rules.showable(_by_slug(_counts(session, SearchCount.subjects, since))),
        levels=rules.showable(_by_slug(_counts(session, SearchCount.levels, since))),
    )


def _counts(session: Session, column: InstrumentedAttribute[str], since: date) -> Counts:
    statement = (
        select(column, SearchCount.found, func.sum(SearchCount.count))
        .where(SearchCount.day >= since, SearchCount.kind.in_(_KINDS), SearchCount.found.in_(UNMET))
        .group_by(column, SearchCount.found)
    )
    return Counter({(value, Found(found)): n for value, found, n in session.execute(statement)})


def _by_slug(joined: Counts) -> Counts:
    """Count a search in each term that it names; one that names none under the empty name."""
    found: Counts = Counter()
    for (slugs, bucket), count in joined.items():
        for slug in slugs.split(","):
            found[slug, bucket] += count
    return found


def counted_searches(
    session: Session, *, since: date, found: Collection[Found] = UNMET, limit: int = 100
) -> Sequence[CountedSearch]:
    """Return words that had such results since a day, most often first. For staff only."""
    wanted = [_count_of(bucket) for bucket in found]
    order = sum(wanted[1:], wanted[0])
    statement = (
        select(
            SearchCount.query,
            _count_of(Found.NONE),
            _count_of(Found.FEW),
            _count_of(Found.MANY),
            func.min(SearchCount.day),
            func.max(SearchCount.day),
        )
        .where(SearchCount.day >= since, SearchCount.query != "")
        .group_by(SearchCount.query)
        .having(order > 0)
        .order_by(order.desc(), SearchCount.query)
        .limit(limit)
    )
    rows = session.execute(statement)
    return [CountedSearch(*row) for row in rows]


def _count_of(bucket: Found) -> ColumnElement[int]:
    return func.sum(case((SearchCount.found == bucket, SearchCount.count), else_=0))
