"""One size, measured from building to concurrent reading."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.search.concurrency import Load, run_load
from benchmarks.search.driver import (
    OPERATIONS,
    Plan,
    Run,
    run_after_commits,
    run_cold,
    run_warm,
    say,
)
from benchmarks.search.figures import Times
from benchmarks.search.memory import Memory
from benchmarks.search.processes import Handle, build_plain, worker, workers
from benchmarks.search.queries import Questions
from benchmarks.search.sources import source_of
from benchmarks.search.worker import Built

SAMPLE = 4000


@dataclass(frozen=True)
class Options:
    """What to run beside the plan: seconds of concurrent reading, documents for plain Whoosh (0: none)."""

    load_seconds: float
    plain_sample: int


@dataclass
class Study:
    """All figures of one size."""

    size: int
    built: dict[str, Built] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    updates: dict[str, Times] = field(default_factory=dict)
    loads: dict[str, list[Load]] = field(default_factory=dict)


def measure(size: int, plan: Plan, options: Options) -> Study:
    """Build all indexes in a temporary folder and measure; the folder is deleted whatever happens."""
    study = Study(size)
    with tempfile.TemporaryDirectory(prefix="search-benchmark-") as name:
        folder = Path(name)
        source = source_of(size, folder)
        step = max(1, size // SAMPLE)
        numbers = islice(range(1, source.size + 1, step), SAMPLE)
        questions = Questions([source.document(number) for number in numbers])
        _build(study, plan, options, folder)
        if "cold" in plan.operations:
            study.runs["cold"] = run_cold(plan, questions, folder, size)
        _measure_warm(study, plan, questions, folder)
        if "load" in plan.operations:
            study.loads = run_load(plan, questions, folder, size, options.load_seconds)
    return study


def _build(study: Study, plan: Plan, options: Options, folder: Path) -> None:
    for name in plan.engines:
        say(f"building {name} with {study.size:,} documents")
        (folder / name).mkdir()
        with worker(name, folder / name, study.size) as handle:
            study.built[name] = handle.call("build")
    if options.plain_sample and "build" in plan.operations:
        count = min(options.plain_sample, study.size)
        say(f"building plain Whoosh with {count:,} documents")
        (folder / "plain").mkdir()
        study.built["plain whoosh"] = build_plain(folder / "plain", study.size, count)


def _measure_warm(study: Study, plan: Plan, questions: Questions, folder: Path) -> None:
    if not {*OPERATIONS, "commit"} & set(plan.operations):
        return
    with workers(plan.engines, folder, study.size) as readers:
        study.runs |= run_warm(plan, questions, readers)
        if not study.runs:
            for handle in readers.values():
                handle.call("warm", questions.faceted("warm", plan.questions), plan.seconds)
        study.memory = _memory(study, plan.engines, folder, readers)
        if "commit" in plan.operations:
            say("right after commits")
            with workers(plan.engines, folder, study.size) as writers:
                found = run_after_commits(plan, questions, readers, writers)
                study.runs["commit"], study.updates = found


def _memory(
    study: Study, engines: Sequence[str], folder: Path, readers: Mapping[str, Handle]
) -> dict[str, Memory]:
    """Compare each warm reader with a process that has only imported the same, at the same time."""
    found = {}
    for name in engines:
        with worker(name, folder / name, study.size) as bare:
            base: Memory = bare.call("memory")
            reader: Memory = readers[name].call("memory")
        found[name] = reader.minus(base)
    return found
