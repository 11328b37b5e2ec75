"""Counts of this process that are not stored yet. Pages only add; a thread of its own stores."""

import atexit
import logging
import threading
from collections import Counter
from datetime import date

from directory.analytics import rules, service
from directory.analytics.types import CountKey, SearchSeen
from directory.jobs import queue
from directory.kernel.clock import Clock
from directory.kernel.database import Database

EVERY_SECONDS = 20.0
MOST_ENTRIES = 500
# While the database does not answer, the memory takes this many entries and no more.
MOST_WAITING = 5_000
_PRUNE_KEY = "days"  # one job however many processes ask for it
_log = logging.getLogger(__name__)


class SearchCounter:
    """Collects counts and stores them every 20 seconds, when 500 wait, and at exit.

    Safe to use from several threads. A killed process loses what it had not stored; so does one
    whose database is away for so long that the memory is full. Nothing waits for it or fails by it.
    """

    def __init__(self, database: Database, clock: Clock, *, every: float = EVERY_SECONDS) -> None:
        self._database, self._clock, self._every = database, clock, every
        self._counts: Counter[CountKey] = Counter()
        self._pruned: date | None = None
        self._lock = threading.Lock()
        self._one_flush = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, seen: SearchSeen) -> None:
        """Count one search in memory."""
        key = rules.counted_as(seen, self._clock().date())
        if key is None:
            return
        with self._lock:
            self._take(key, 1)
            if len(self._counts) >= MOST_ENTRIES:
                self._wake.set()
            self._start()

    def flush(self) -> bool:
        """Store what waits; False when the database refuses, and then it goes on waiting."""
        with self._one_flush:
            with self._lock:
                counts, self._counts = self._counts, Counter()
            if not counts:
                return True
            try:
                self._store(counts)
            except Exception as error:
                # The message of a database error has the words in it: only its kind is written down.
                _log.warning("counted searches could not be stored: %s", type(error).__name__)
                with self._lock:
                    for key, count in counts.items():
                        self._take(key, count)
                return False
            return True

    def stop(self) -> None:
        """Store what waits for the last time and end the thread."""
        self._stopped = True
        self._wake.set()
        self.flush()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _take(self, key: CountKey, count: int) -> None:
        if key in self._counts or len(self._counts) < MOST_WAITING:
            self._counts[key] += count

    def _start(self) -> None:
        """Start the thread at the first count: by then the process has forked for the last time."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="search counts", daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(self._every)
            self._wake.clear()
            self.flush()

    def _store(self, counts: Counter[CountKey]) -> None:
        now = self._clock()
        with self._database.writing() as session:
            service.record_many(session, counts)
            if self._pruned != now.date():
                queue.enqueue(session, "analytics.prune", _PRUNE_KEY, now=now)
        self._pruned = now.date()
