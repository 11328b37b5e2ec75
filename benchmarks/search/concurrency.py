"""Readers in processes of their own while one more process commits five updates a second."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.search.driver import Plan, say
from benchmarks.search.figures import Times
from benchmarks.search.processes import new_marks, worker
from benchmarks.search.queries import Question, Questions
from benchmarks.search.worker import Reading

START_AFTER = 1.0


@dataclass(frozen=True)
class Load:
    """What one engine did with so many readers. `stale` of `looks` missed an acknowledged update."""

    readers: int
    per_second: float
    times: Times
    errors: int
    looks: int
    stale: int
    commit: Times


def run_load(
    plan: Plan, questions: Questions, folder: Path, size: int, seconds: float
) -> dict[str, list[Load]]:
    """Measure every engine with one reader and with four."""
    found: dict[str, list[Load]] = {name: [] for name in plan.engines}
    for readers in (1, 4):
        # So many that hardly one comes twice between two commits.
        asked = questions.faceted(f"load {readers}", plan.questions * 4)
        for name in plan.engines:
            say(f"{readers} reader{'s' * (readers > 1)} and a writer: {name}")
            found[name].append(_load(name, folder / name, size, (asked, readers, seconds)))
    return found


def _load(name: str, folder: Path, size: int, what: tuple[list[Question], int, float]) -> Load:
    asked, readers, seconds = what
    marks = new_marks()
    with ExitStack() as stack:
        handles = [
            stack.enter_context(worker(name, folder, size, marks)) for _ in range(readers + 1)
        ]
        for handle in handles:
            handle.call("warm", asked, seconds)
        writer, *others = handles
        writer.call("update", size // 2, "qzfirst")  # opens the writer, and makes its words
        begin = time.monotonic() + START_AFTER
        writer.begin("write", size // 2, begin, seconds)
        for place, handle in enumerate(others):
            start = place * len(asked) // readers
            handle.begin("read", asked[start:] + asked[:start], begin, seconds)
        readings: list[Reading] = [handle.end() for handle in others]
        commits: list[float] = writer.end()
    times = [ms for reading in readings for ms in reading.times]
    return Load(
        readers=readers,
        per_second=len(times) / seconds,
        times=Times.of_rounds([times]),
        errors=sum(reading.errors for reading in readings),
        looks=sum(reading.looks for reading in readings),
        stale=sum(reading.stale for reading in readings),
        commit=Times.of_rounds([commits]),
    )
