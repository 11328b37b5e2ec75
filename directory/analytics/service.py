"""Store counts, and drop those that are too old."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory.analytics import rules
from directory.analytics.types import CountKey, SearchSeen
from directory.models import SearchCount

# Whoever sends random words all day fills this many rows, not the disk.
MAX_ROWS_A_DAY = 20_000
_AT_ONCE = 500
_KEY = ("day", "query", "kind", "found", "subjects", "levels")


def record(session: Session, seen: SearchSeen, *, now: datetime) -> None:
    """Count one search, unless nothing of it may be kept (`rules.counted_as`)."""
    key = rules.counted_as(seen, now.date())
    if key is not None:
        record_many(session, {key: 1})


def record_many(session: Session, counts: Mapping[CountKey, int]) -> None:
    """Add these counts; on a day that is full only to what is there already."""
    by_day: dict[date, dict[CountKey, int]] = {}
    for key, count in counts.items():
        by_day.setdefault(key.day, {})[key] = count
    for day, of_day in by_day.items():
        statement = select(func.count(SearchCount.id)).where(SearchCount.day == day)
        if (session.scalar(statement) or 0) < MAX_ROWS_A_DAY:
            _insert_or_add(session, of_day)
        else:
            _add(session, of_day)


def _insert_or_add(session: Session, counts: Mapping[CountKey, int]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = sorted(
        ({**asdict(key), "count": count} for key, count in counts.items()),
        key=lambda row: tuple(str(row[name]) for name in _KEY),
    )
    for start in range(0, len(rows), _AT_ONCE):
        statement = insert(SearchCount).values(rows[start : start + _AT_ONCE])
        more = {"count": SearchCount.count + statement.excluded.count}
        session.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=more))


def _add(session: Session, counts: Mapping[CountKey, int]) -> None:
    for key, count in counts.items():
        same = [getattr(SearchCount, name) == value for name, value in asdict(key).items()]
        session.execute(update(SearchCount).where(*same).values(count=SearchCount.count + count))


def prune(session: Session, *, now: datetime) -> int:
    """Remove counts of days that are more than 400 days ago; returns how many rows there were."""
    return _deleted(session, delete(SearchCount).where(SearchCount.day < now.date() - rules.KEEP))


def forget(session: Session, words: str) -> int:
    """Remove all counts of these words, for example a name; returns how many rows there were."""
    query = rules.normalised(words)
    return _deleted(session, delete(SearchCount).where(SearchCount.query == query)) if query else 0


def _deleted(session: Session, statement: Delete) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount
