"""One engine in one process: takes commands from a pipe, and sends back times and answers."""

import gc
import importlib
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from benchmarks.search.engines import whoosh_peer
from benchmarks.search.engines.base import Answer, Engine, bytes_below
from benchmarks.search.memory import Memory, of_this_process
from benchmarks.search.queries import Question
from benchmarks.search.sources import Source, source_of
from directory.search.types import Document

ENGINES = {
    "ours": ("benchmarks.search.engines.ours", "Ours"),
    "tantivy": ("benchmarks.search.engines.tantivy_peer", "Tantivy"),
    "fts5": ("benchmarks.search.engines.fts5_peer", "Fts5"),
}
# An update every so many seconds, and one look for its mark every so many questions.
INTERVAL, LOOK_EVERY = 0.2, 10


@dataclass(frozen=True)
class Marks:
    """The number of the newest commit that has begun, and of the newest that was acknowledged."""

    begun: "Synchronized[int]"
    acknowledged: "Synchronized[int]"


@dataclass(frozen=True)
class Timed:
    """One operation: milliseconds, and what came out."""

    ms: float
    answer: Answer


@dataclass(frozen=True)
class Built:
    """How long building took without making the documents, and what it left on disk."""

    seconds: float
    index_bytes: int
    documents: int


@dataclass(frozen=True)
class Reading:
    """What one reader of the concurrent run saw."""

    times: tuple[float, ...]
    errors: int
    looks: int
    stale: int


class Paused:
    """Documents whose making does not count: adds up the time spent in it."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = iter(documents)
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[Document]:
        return self

    def __next__(self) -> Document:
        began = time.perf_counter()
        try:
            document = next(self._documents)
            self.count += 1
            return document
        finally:
            self.seconds += time.perf_counter() - began


class Worker:
    """Answers commands by name; see `serve`."""

    def __init__(self, engine: str, folder: Path, size: int, marks: Marks) -> None:
        module, name = ENGINES[engine]
        self._make: Callable[[Path], Engine] = getattr(importlib.import_module(module), name)
        self._folder, self._size, self._marks = folder, size, marks
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine, opened when it is needed first."""
        if self._engine is None:
            self._engine = self._make(self._folder)
            self._engine.open()
        return self._engine

    @cached_property
    def source(self) -> Source:
        """The documents of this size."""
        return source_of(self._size, self._folder.parent)

    def build(self) -> Built:
        """Build the index; the process should end after this."""
        engine = self._make(self._folder)
        before = bytes_below(self._folder)
        built = _timed_build(self.source, engine.build)
        index_bytes = bytes_below(self._folder) - before
        engine.keep_texts(self.source)
        engine.close()
        return Built(built.seconds, index_bytes, built.documents)

    def open(self) -> float:
        """Open the index; returns milliseconds."""
        began = time.perf_counter()
        _ = self.engine
        return (time.perf_counter() - began) * 1000

    def memory(self) -> Memory:
        """Return this process's memory."""
        gc.collect()
        return of_this_process()

    def warm(self, questions: Sequence[Question], seconds: float) -> int:
        """Ask questions untimed until they or the seconds are used up; returns how many were asked."""
        until = time.monotonic() + seconds
        for number, question in enumerate(questions):
            if time.monotonic() > until:
                return number
            self.engine.top(question)
        return len(questions)

    def run(self, operation: str, questions: Sequence[Question]) -> list[Timed]:
        """Time each question alone."""
        gc.collect()
        ask = getattr(self, f"_{operation}")
        found = []
        for question in questions:
            began = time.perf_counter()
            answer = ask(question)
            took = (time.perf_counter() - began) * 1000
            found.append(Timed(took, _checked(answer, question)))
        return found

    def _top(self, question: Question) -> Answer:
        return self.engine.top(question)

    def _snippets(self, question: Question) -> Sequence[str]:
        return self.engine.snippets(question)

    def _prefix(self, question: Question) -> Sequence[int]:
        return self.engine.prefix(question.text)

    def _correct(self, question: Question) -> str:
        return self.engine.correct(question.text)

    def update(self, number: int, word: str) -> float:
        """Change a document, commit, and search until it is seen; returns milliseconds."""
        document, question = self.source.changed(number, word), Question(word)
        began = time.perf_counter()
        self.engine.update(document)
        for _ in range(10_000):
            if self.engine.top(question).total:
                return (time.perf_counter() - began) * 1000
        raise AssertionError("an acknowledged update stays invisible")

    def read(self, questions: Sequence[Question], begin: float, seconds: float) -> Reading:
        """Ask questions over and over from `begin` (monotonic) on, looking for the writer's marks."""
        _wait_until(begin)
        times, errors, looks, stale, number = [], 0, 0, 0, 0
        while time.monotonic() < begin + seconds:
            began = time.perf_counter()
            try:
                self.engine.top(questions[number % len(questions)])
                times.append((time.perf_counter() - began) * 1000)
                seen = self._look() if number % LOOK_EVERY == 0 else None
            except Exception:  # what it is does not matter here: it is counted
                errors, seen = errors + 1, None
            looks, stale = looks + (seen is not None), stale + (seen is False)
            number += 1
        return Reading(tuple(times), errors, looks, stale)

    def _look(self) -> bool | None:
        """Whether the newest acknowledged update, or a newer one, is seen; None when that is not sure."""
        mark = self._marks.acknowledged.value
        if not mark:
            return None
        begun = self._marks.begun.value
        for number in range(mark, begun + 1):
            if self.engine.top(Question(mark_word(number))).total:
                return True
        return False if self._marks.begun.value == begun else None

    def write(self, number: int, begin: float, seconds: float) -> list[float]:
        """Update one document at even intervals; returns the milliseconds of each commit."""
        _wait_until(begin)
        times: list[float] = []
        source = self.source
        while (due := begin + len(times) * INTERVAL) < begin + seconds:
            _wait_until(due)
            mark = self._marks.begun.value + 1
            document = source.changed(number, mark_word(mark))
            self._marks.begun.value = mark
            began = time.perf_counter()
            self.engine.update(document)
            times.append((time.perf_counter() - began) * 1000)
            self._marks.acknowledged.value = mark
            if time.monotonic() > begin + 2 * seconds:
                break
        return times


def mark_word(number: int) -> str:
    """Return the word that update `number` of the concurrent run puts into its document."""
    return f"qzmark{number}"


def plain_whoosh(folder: Path, size: int, sample: int) -> Built:
    """Build plain Whoosh from the first `sample` documents."""
    source = source_of(size, folder.parent)
    documents = (source.document(number) for number in range(1, min(size, sample) + 1))
    built = _timed_build(documents, lambda found: whoosh_peer.build(folder, found))
    return Built(built.seconds, bytes_below(folder), built.documents)


def _timed_build(documents: Iterable[Document], build: Callable[[Paused], object]) -> Built:
    paused = Paused(documents)
    began = time.perf_counter()
    build(paused)
    return Built(time.perf_counter() - began - paused.seconds, 0, paused.count)


def _checked(answer: object, question: Question) -> Answer:
    """Return what is worth comparing of an answer of any operation."""
    if isinstance(answer, Answer):
        facets = {name: dict(counts) for name, counts in answer.facets.items()}
        return Answer(answer.ids, answer.total, facets)
    if isinstance(answer, str):
        return Answer(total=int(answer == question.right))
    assert isinstance(answer, Sequence)
    return Answer(total=len(answer))


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def serve(connection: Connection, make: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Make an object and call its methods as the pipe says: (name, arguments) -> (ok, result)."""
    try:
        served = make(*arguments)
        while True:
            name, values = connection.recv()
            connection.send((True, getattr(served, name)(*values)))
    except EOFError:
        return
    except BaseException:
        connection.send((False, traceback.format_exc()))
