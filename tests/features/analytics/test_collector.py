"""Counts that wait in memory: stored by a thread, at exit, and harmless when that fails."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from directory.analytics import collector
from directory.analytics.collector import SearchCounter
from directory.analytics.handlers import make_handlers
from directory.analytics.service import record
from directory.analytics.types import SearchSeen
from directory.jobs.runner import Runner
from directory.kernel.clock import utcnow
from directory.kernel.database import Database
from directory.models import Job, SearchCount
from directory.search.memory.engine import MemoryEngine

pytestmark = pytest.mark.database
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def counter(database: Database) -> Iterator[SearchCounter]:
    found = SearchCounter(database, lambda: NOW, every=3600)
    yield found
    found.stop()


def total(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.sum(SearchCount.count))) or 0


def test_it_works(counter: SearchCounter, database: Database) -> None:
    counter.add(SearchSeen("braille kit"))
    counter.add(SearchSeen("jane@example.org"))
    assert total(database) == 0
    assert counter.flush()
    assert total(database) == 1
    assert counter.flush()
    assert total(database) == 1


def test_many_threads_lose_nothing(counter: SearchCounter, database: Database) -> None:
    def work(number: int) -> None:
        for turn in range(200):
            counter.add(SearchSeen(f"words {(number + turn) % 7}"))
            if turn % 50 == 0:
                counter.flush()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counter.flush()
    assert total(database) == 1200


def test_the_thread_stores_by_itself(database: Database) -> None:
    stored = threading.Event()

    class Watched(SearchCounter):
        def flush(self) -> bool:
            done = super().flush()
            if total(database):
                stored.set()
            return done

    found = Watched(database, lambda: NOW, every=0.05)
    found.add(SearchSeen("braille kit"))
    assert stored.wait(20)
    found.stop()


def test_many_entries_wake_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "MOST_ENTRIES", 3)
    found = SearchCounter(database, lambda: NOW, every=3600)
    for number in range(3):
        found.add(SearchSeen(f"words {number}"))
    for _ in range(200):
        if total(database) == 3:
            break
        threading.Event().wait(0.05)
    assert total(database) == 3
    found.stop()


def test_a_refused_write_is_tried_again_and_its_words_are_not_logged(
    counter: SearchCounter, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    counter.add(SearchSeen("secret words"))
    with database.writing() as session:
        session.execute(text("ALTER TABLE search_count RENAME TO elsewhere"))
    with caplog.at_level(logging.WARNING):
        assert not counter.flush()
    assert "could not be stored" in caplog.text
    assert "secret" not in caplog.text
    with database.writing() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO search_count"))
    assert counter.flush()
    assert total(database) == 1


def test_the_memory_is_bounded(
    counter: SearchCounter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "MOST_WAITING", 2)
    for words in ("one", "two", "three", "one"):
        counter.add(SearchSeen(words))
    counter.flush()
    assert total(database) == 3


def test_storing_asks_once_a_day_for_old_counts_to_be_removed(
    counter: SearchCounter, database: Database
) -> None:
    with database.writing() as session:
        record(session, SearchSeen("old"), now=utcnow() - timedelta(days=500))
    for words in ("one", "two"):
        counter.add(SearchSeen(words))
        counter.flush()
    with database.reading() as session:
        (job,) = session.scalars(select(Job).where(Job.name == "analytics.prune")).all()
        assert job.generation == 1
    runner = Runner(
        database, make_handlers(database, MemoryEngine()), clock=lambda: NOW + timedelta(minutes=1)
    )
    assert runner.run_batch() == 1
    with database.reading() as session:
        left = session.scalars(select(SearchCount.query).order_by(SearchCount.query)).all()
    assert left == ["one", "two"]
