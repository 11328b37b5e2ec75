"""Jobs: leased, completed, put off, never lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from directory.jobs import queue
from directory.jobs.queue import LeasedJob
from directory.jobs.runner import Runner
from directory.kernel.database import Database
from tests.factories import NOW

pytestmark = pytest.mark.database
LATER = NOW + timedelta(minutes=10)


def enqueue(database: Database, *keys: str, name: str = "demo") -> None:
    with database.writing() as session:
        queue.enqueue_many(session, name, keys, now=NOW)


def lease(database: Database, now: datetime = NOW, worker: str = "w") -> Sequence[LeasedJob]:
    with database.writing() as session:
        return queue.lease(session, worker, 10, now=now)


def test_asking_twice_coalesces(database: Database) -> None:
    enqueue(database, "a", "b")
    enqueue(database, "a")
    jobs = lease(database)
    assert {(job.key, job.generation) for job in jobs} == {("a", 2), ("b", 1)}


def test_a_leased_job_is_given_to_nobody_else_until_its_lease_ends(database: Database) -> None:
    enqueue(database, "a")
    assert len(lease(database)) == 1
    assert lease(database) == ()
    assert len(lease(database, LATER)) == 1


def test_a_change_that_comes_while_the_job_runs_is_not_lost(database: Database) -> None:
    enqueue(database, "a")
    jobs = lease(database)
    enqueue(database, "a")  # an edit lands while the worker indexes the version before it
    with database.writing() as session:
        queue.complete(session, jobs)
    again = lease(database)
    assert [(job.key, job.generation) for job in again] == [("a", 2)]
    with database.writing() as session:
        queue.complete(session, again)
        assert queue.waiting(session) == 0


def test_a_failing_job_waits_longer_each_time_and_dies_at_last(database: Database) -> None:
    enqueue(database, "a")
    now, waits = NOW, []
    for _ in range(queue.MAX_ATTEMPTS):
        jobs = lease(database, now)
        with database.writing() as session:
            queue.put_off(session, jobs, "broken", now=now)
        with database.reading() as session:
            oldest = queue.oldest_due(session, now=now + timedelta(days=1))
        waits.append(oldest)
        now += timedelta(hours=2)
    assert waits[-1] is None
    with database.writing() as session:
        assert [job.last_error for job in queue.dead(session)] == ["broken"]
        assert queue.retry_dead(session, now=now) == 1
    assert len(lease(database, now)) == 1


def test_the_runner_runs_batches_by_name_and_keeps_what_fails(database: Database) -> None:
    enqueue(database, "a", "b", name="good")
    enqueue(database, "c", name="bad")
    seen: list[list[str]] = []

    def good(jobs: Sequence[LeasedJob]) -> None:
        seen.append(sorted(job.key for job in jobs))

    def bad(jobs: Sequence[LeasedJob]) -> None:
        raise RuntimeError(f"{len(jobs)} cannot be done")

    runner = Runner(database, {"good": good, "bad": bad}, clock=lambda: NOW)
    assert [runner.run_batch() for _ in range(3)] == [2, 1, 0]
    assert seen == [["a", "b"]]
    with database.reading() as session:
        assert queue.waiting(session) == 1
    assert [job.attempts for job in lease(database, LATER)] == [2]


def test_an_unknown_job_is_put_off_not_lost(database: Database) -> None:
    enqueue(database, "a", name="from-a-newer-version")
    Runner(database, {}, clock=lambda: NOW).run_batch()
    with database.reading() as session:
        assert queue.waiting(session) == 1


def test_a_stopped_runner_returns(database: Database) -> None:
    calls: list[int] = []

    def idle() -> None:
        calls.append(1)
        runner.stop()

    runner = Runner(database, {}, idle=idle)
    runner.run(poll_seconds=0.01)
    assert calls == [1]
