"""Engines in processes of their own: started fresh, called through a pipe, always stopped."""

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.search.worker import Built, Marks, Worker, plain_whoosh, serve

_SPAWN = multiprocessing.get_context("spawn")
LONGEST = 3600.0


class WorkerFailed(Exception):
    """A process ended or raised; the text is its traceback."""


class Handle:
    """The driver's end of one process."""

    def __init__(self, make: Any, arguments: tuple[Any, ...]) -> None:
        self._connection, other = _SPAWN.Pipe()
        self._arguments = arguments  # shared marks live as long as somebody holds them here
        self._process = _SPAWN.Process(target=serve, args=(other, make, arguments), daemon=True)
        self._process.start()
        other.close()

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a method in the process and return what it returns."""
        self.begin(name, *arguments)
        return self.end()

    def begin(self, name: str, *arguments: Any) -> None:
        """Call a method without waiting for its end."""
        self._connection.send((name, arguments))

    def end(self) -> Any:
        """Return what the method returned that was begun last."""
        if not self._connection.poll(LONGEST):
            raise WorkerFailed(f"no answer for {LONGEST:.0f} s")
        try:
            ok, result = self._connection.recv()
        except (EOFError, OSError):
            raise WorkerFailed(f"process ended with {self._process.exitcode}") from None
        if not ok:
            raise WorkerFailed(result)
        return result

    def stop(self) -> None:
        """End the process: it ends by itself when its pipe closes."""
        self._connection.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def new_marks() -> Marks:
    """Return fresh marks that processes can share."""
    return Marks(_SPAWN.Value("q", 0), _SPAWN.Value("q", 0))


@contextmanager
def worker(engine: str, folder: Path, size: int, marks: Marks | None = None) -> Iterator[Handle]:
    """Give an engine in a fresh process; the index is opened with the first question."""
    handle = Handle(Worker, (engine, folder, size, marks or new_marks()))
    try:
        yield handle
    finally:
        handle.stop()


@contextmanager
def workers(names: Sequence[str], folder: Path, size: int) -> Iterator[dict[str, Handle]]:
    """Give one process for each engine."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(worker(name, folder / name, size)) for name in names}


class _Plain:
    def build(self, folder: Path, size: int, sample: int) -> Built:
        """Build plain Whoosh; see worker.plain_whoosh."""
        return plain_whoosh(folder, size, sample)


def build_plain(folder: Path, size: int, sample: int) -> Built:
    """Build plain Whoosh in a process of its own."""
    handle = Handle(_Plain, ())
    try:
        built: Built = handle.call("build", folder, size, sample)
        return built
    finally:
        handle.stop()
