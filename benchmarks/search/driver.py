"""Run all engines against each other: chunks of questions in rotating order, medians over rounds."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.search.engines.base import Answer
from benchmarks.search.figures import Times
from benchmarks.search.processes import Handle, workers
from benchmarks.search.queries import Question, Questions, warming

CHUNK = 40


@dataclass(frozen=True)
class Operation:
    """One thing to measure: the worker's method, and where its questions come from."""

    label: str
    method: str
    questions: Callable[[Questions, str, int], list[Question]]


OPERATIONS: Mapping[str, Operation] = {
    "a": Operation("top 10, total", "top", lambda q, name, n: q.words(name, n)),
    "a-any": Operation("the same, any word", "top", lambda q, name, n: q.mixed(name, n)),
    "b": Operation("5 facets, 2 filters", "top", lambda q, name, n: q.faceted(name, n)),
    "b-any": Operation(
        "the same, any word", "top", lambda q, name, n: q.faceted(name, n, mixed=True)
    ),
    "c": Operation("top 10, snippets", "snippets", lambda q, name, n: q.words(name, n)),
    "d": Operation("prefix, 2-4 letters", "prefix", lambda q, name, n: q.prefixes(name, n)),
    "e": Operation("one typo", "correct", lambda q, name, n: q.typos(name, n)),
}


@dataclass
class Run:
    """What one operation gave: milliseconds by engine and round, and answers by engine in order."""

    times: dict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def of(self, engine: str) -> Times:
        """Return the percentiles of one engine."""
        return Times.of_rounds(self.times[engine])

    def add(self, engine: str, times: Sequence[float], answers: Sequence[Answer]) -> None:
        """Add a chunk to the round that was begun last."""
        self.times[engine][-1] += times
        self.answers[engine] += answers


@dataclass(frozen=True)
class Plan:
    """What to run: engines, operations, how many questions and rounds, seconds for each of them."""

    engines: tuple[str, ...]
    operations: tuple[str, ...]
    questions: int
    rounds: int
    seconds: float


def say(text: str) -> None:
    """Print progress."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def run_warm(plan: Plan, questions: Questions, handles: Mapping[str, Handle]) -> dict[str, Run]:
    """Time the operations in warm processes; each round asks new questions of words known by then."""
    names = [name for name in OPERATIONS if name in plan.operations]
    sets = {
        (name, number): OPERATIONS[name].questions(questions, f"{name} {number}", plan.questions)
        for name in names
        for number in range(plan.rounds)
    }
    warm(plan, handles, [q for (name, _), some in sets.items() if name != "d" for q in some])
    runs: dict[str, Run] = defaultdict(Run)
    for number in range(plan.rounds):
        for name in names:
            say(f"round {number + 1}: {name} ({OPERATIONS[name].label})")
            operation = OPERATIONS[name].method
            interleaved(plan, handles, runs[name], operation, sets[name, number])
    return runs


def warm(plan: Plan, handles: Mapping[str, Handle], questions: Sequence[Question]) -> None:
    """Ask for all words of these questions once, and correct one typo, in every engine."""
    say("warming up")
    some = list(warming(questions))
    for name, handle in handles.items():
        asked = handle.call("warm", some, plan.seconds * 2)
        handle.call("run", "correct", [q for q in questions if q.right][:CHUNK])
        if asked < len(some):
            say(f"{name} was warmed by {asked} of {len(some)} questions: time was up")


def interleaved(
    plan: Plan,
    handles: Mapping[str, Handle],
    run: Run,
    operation: str,
    questions: Sequence[Question],
) -> None:
    """Ask every engine the same questions in chunks; stops for all when one has used its seconds."""
    spent: dict[str, float] = defaultdict(float)
    for name in handles:
        run.times[name].append([])
    for turn, start in enumerate(range(0, len(questions), CHUNK)):
        chunk = questions[start : start + CHUNK]
        for name in _rotated(list(handles), turn):
            found = handles[name].call("run", operation, chunk)
            times = [timed.ms for timed in found]
            run.add(name, times, [timed.answer for timed in found])
            spent[name] += sum(times) / 1000
        if max(spent.values()) > plan.seconds:
            say(
                f"stopped after {start + len(chunk)} questions: {max(spent, key=spent.__getitem__)}"
            )
            return


def run_cold(plan: Plan, questions: Questions, folder: Path, size: int) -> Run:
    """Time the first questions of fresh processes, one set of processes for each round."""
    run = Run()
    for number in range(plan.rounds):
        say(f"round {number + 1}: cold (b in fresh processes)")
        with workers(plan.engines, folder, size) as handles:
            asked = questions.faceted(f"cold {number}", min(plan.questions, 3 * CHUNK))
            interleaved(plan, handles, run, "top", asked)
    return run


def run_after_commits(
    plan: Plan, questions: Questions, readers: Mapping[str, Handle], writers: Mapping[str, Handle]
) -> tuple[Run, dict[str, Times]]:
    """Time the first ten questions that a warm process is asked after another process's commit.

    Also returns how long an update takes from its call until a search in its process sees it.
    """
    run, updates = Run(), defaultdict[str, list[float]](list)
    for name in readers:
        run.times[name].append([])
    for number in range(plan.rounds * 4):
        asked = questions.faceted(f"commit {number}", 10)
        for name in _rotated(list(readers), number):
            took = writers[name].call("update", 1 + number, f"qzupdate{number}")
            updates[name].append(took)
            found = readers[name].call("run", "top", asked)
            run.add(name, [timed.ms for timed in found], [timed.answer for timed in found])
    # The first update also opens the writer.
    return run, {name: Times.of_rounds([times[1:]]) for name, times in updates.items()}


def _rotated(names: list[str], turn: int) -> Iterator[str]:
    start = turn % len(names)
    return iter(names[start:] + names[:start])
