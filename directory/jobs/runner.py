"""The worker's loop: lease a batch, hand it to its handler, complete it or put it off."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence

from directory.jobs import queue
from directory.jobs.queue import LeasedJob
from directory.kernel.clock import Clock, utcnow
from directory.kernel.database import Database

Handler = Callable[[Sequence[LeasedJob]], None]
BATCH = 200
_log = logging.getLogger(__name__)


class Runner:
    """Runs jobs until told to stop. `idle` is called when there is nothing to do."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        idle: Callable[[], None] | None = None,
        clock: Clock = utcnow,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._idle = idle
        self._clock = clock
        self._stop = threading.Event()
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def stop(self) -> None:
        """Finish the running batch, then return from `run`."""
        self._stop.set()

    def run(self, poll_seconds: float = 1.0) -> None:
        """Run until `stop`; sleeps `poll_seconds` when nothing is due."""
        while not self._stop.is_set():
            if self.run_batch() == 0:
                if self._idle is not None:
                    self._idle()
                self._stop.wait(poll_seconds)

    def run_batch(self) -> int:
        """Run one batch of due jobs of one name; returns how many were leased."""
        with self._database.writing() as session:
            jobs = queue.lease(session, self.name, BATCH, now=self._clock())
        if jobs:
            self._run(jobs)
        return len(jobs)

    def _run(self, jobs: Sequence[LeasedJob]) -> None:
        keeper = _LeaseKeeper(self._database, jobs, self.name, self._clock)
        try:
            with keeper:
                self._handlers[jobs[0].name](jobs)
        except Exception as error:
            _log.exception("batch of %d jobs %s failed", len(jobs), jobs[0].name)
            with self._database.writing() as session:
                queue.put_off(session, jobs, f"{type(error).__name__}: {error}", now=self._clock())
        else:
            with self._database.writing() as session:
                queue.complete(session, jobs)


class _LeaseKeeper:
    """Renews the leases of a batch from a thread while its handler works."""

    def __init__(
        self, database: Database, jobs: Sequence[LeasedJob], worker: str, clock: Clock
    ) -> None:
        self._database, self._jobs, self._worker, self._clock = database, jobs, worker, clock
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._done.wait(queue.LEASE.total_seconds() / 3):
            try:
                with self._database.writing() as session:
                    queue.renew(session, self._jobs, self._worker, now=self._clock())
            except Exception:
                _log.exception("leases could not be renewed; the next attempt follows")
