"""Put jobs into the table, lease them, complete them, put them off.

`complete` deletes a job only in the generation that was leased: a change that arrives while a job
runs raises the generation, so its job stays and runs again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from directory.models import Job

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
_BACKOFF_SECONDS = (5, 15, 60, 300, 900, 1800, 3600)


@dataclass(frozen=True)
class LeasedJob:
    """A job that this worker may run until its lease ends."""

    id: int
    name: str
    key: str
    payload: dict[str, Any]
    generation: int
    attempts: int


def enqueue(
    session: Session,
    name: str,
    key: str,
    *,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Ask for a job in the running transaction; asking again for the same key coalesces."""
    enqueue_many(session, name, [key], now=now, payload=payload)


def enqueue_many(
    session: Session,
    name: str,
    keys: Iterable[str],
    *,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Ask for one job per key, in one statement per 500 keys."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), 500):
        rows = [
            {
                "name": name,
                "key": key,
                "payload": dict(payload or {}),
                "generation": 1,
                "attempts": 0,
                "created_at": now,
                "available_at": now,
                "last_error": "",
            }
            for key in unique[start : start + 500]
        ]
        statement = insert(Job).values(rows)
        again = {
            "generation": Job.generation + 1,
            "payload": statement.excluded.payload,
            "available_at": statement.excluded.available_at,
            "attempts": 0,
            "dead_at": None,
        }
        session.execute(statement.on_conflict_do_update(index_elements=["name", "key"], set_=again))


def lease(session: Session, worker: str, limit: int, *, now: datetime) -> Sequence[LeasedJob]:
    """Lease up to `limit` due jobs, all of the name of the oldest one; empty when none is due."""
    free = or_(Job.lease_until.is_(None), Job.lease_until < now)
    due = (Job.dead_at.is_(None), Job.available_at <= now, free)
    name = session.scalar(select(Job.name).where(*due).order_by(Job.available_at, Job.id).limit(1))
    if name is None:
        return ()
    rows = session.scalars(
        select(Job)
        .where(*due, Job.name == name)
        .order_by(Job.available_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until, row.leased_by, row.attempts = now + LEASE, worker, row.attempts + 1
    session.flush()  # the lease is part of this transaction; the caller commits it before the work
    return [LeasedJob(r.id, r.name, r.key, r.payload, r.generation, r.attempts) for r in rows]


def renew(session: Session, jobs: Iterable[LeasedJob], worker: str, *, now: datetime) -> None:
    """Keep the leases of a long batch alive."""
    ids = [job.id for job in jobs]
    session.execute(
        update(Job).where(Job.id.in_(ids), Job.leased_by == worker).values(lease_until=now + LEASE)
    )


def complete(session: Session, jobs: Iterable[LeasedJob]) -> None:
    """Delete finished jobs; one that was asked for again meanwhile becomes free to run again."""
    for job in jobs:
        session.execute(delete(Job).where(Job.id == job.id, Job.generation == job.generation))
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.generation != job.generation)
            .values(lease_until=None, leased_by=None, attempts=0)
        )


def put_off(session: Session, jobs: Iterable[LeasedJob], error: str, *, now: datetime) -> None:
    """Give failed jobs back for later; after `MAX_ATTEMPTS` they are dead and wait for a person."""
    for job in jobs:
        wait = _BACKOFF_SECONDS[min(job.attempts, len(_BACKOFF_SECONDS)) - 1]
        session.execute(
            update(Job)
            .where(Job.id == job.id)
            .values(
                lease_until=None,
                leased_by=None,
                last_error=error[:2000],
                available_at=now + timedelta(seconds=wait),
                dead_at=now if job.attempts >= MAX_ATTEMPTS else None,
            )
        )


def waiting(session: Session) -> int:
    """Return how many jobs are not dead."""
    return session.scalar(select(func.count(Job.id)).where(Job.dead_at.is_(None))) or 0


def oldest_due(session: Session, *, now: datetime) -> datetime | None:
    """Return since when the oldest due job waits, or None."""
    return session.scalar(
        select(func.min(Job.available_at)).where(Job.dead_at.is_(None), Job.available_at <= now)
    )


def retry_dead(session: Session, *, now: datetime) -> int:
    """Make all dead jobs due again; returns how many there were."""
    ids = session.scalars(select(Job.id).where(Job.dead_at.is_not(None))).all()
    session.execute(
        update(Job).where(Job.id.in_(ids)).values(dead_at=None, attempts=0, available_at=now)
    )
    return len(ids)


def dead(session: Session, limit: int = 50) -> Sequence[Job]:
    """Return jobs that failed too often, oldest first."""
    statement = select(Job).where(Job.dead_at.is_not(None)).order_by(Job.dead_at).limit(limit)
    return session.scalars(statement).all()
