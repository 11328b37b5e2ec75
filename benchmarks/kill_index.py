"""Kill the process that writes the index, again and again, at random moments.

`python -m benchmarks.kill_index [--kills 100] [--seed 1]` lets a process commit batch after batch and kills it
with signal 9. After each kill the index must be readable with all checksums right, hold exactly what
the acknowledged batches made of it (or that and the whole of the next one), and take the next commit;
after that no file may be left that the index does not name. Exit status 1 when something is amiss.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import open_dir

from directory.search.types import Change, Delete, Document, SearchQuery, Upsert
from directory.search.whoosh.engine import WhooshEngine

PAIRS = 400
State = dict[int, str]


def batch(number: int) -> list[Change]:
    """Return the changes of a batch: some pairs are written, one is deleted, always both at once."""
    chance = random.Random(number)  # noqa: S311 - the same in each process
    size = chance.choice((1, 1, 1, 3, 30))
    changes: list[Change] = [Upsert(_document(1, number))]
    for pair in chance.sample(range(1, PAIRS), size + 1):
        both = (pair * 2, pair * 2 + 1)
        gone = chance.random() < 0.2
        changes += [Delete(i) if gone else Upsert(_document(i, number)) for i in both]
    return changes


def _document(key: int, number: int) -> Document:
    return Document(
        id=key,
        version=str(number),
        kind="product",
        name=f"Pair{key // 2} Stamp{number}",
        description="one of two " * 20,
        terms={"pair": (f"p{key // 2}",)},
    )


def after(state: State, number: int) -> State:
    """Return id -> version after this batch."""
    new = dict(state)
    for change in batch(number):
        if isinstance(change, Upsert):
            new[change.document.id] = change.document.version
        else:
            new.pop(change.id, None)
    return new


@dataclass
class Killed:
    """A writer's end: the last batch that it acknowledged and the last one that it began."""

    acknowledged: int
    begun: int


def write_and_kill(folder: Path, first: int, seconds: float) -> Killed:
    """Let a process write batches from `first` on, for so long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(folder, first, writing)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        lines = [line.split() for line in told if line.endswith("\n")]
    numbers = {word: int(number) for word, number in lines}
    return Killed(numbers.get("done", first - 1), numbers.get("begin", first - 1))


def _write(folder: Path, first: int, pipe: int) -> None:
    engine, number = WhooshEngine(folder), first
    try:
        while True:
            os.write(pipe, f"begin {number}\n".encode())
            engine.apply(batch(number))
            os.write(pipe, f"done {number}\n".encode())
            number += 1
    finally:
        os._exit(1)


def faults(folder: Path, state: State, killed: Killed) -> Iterator[str]:
    """Yield what is amiss after a kill; `state`: what the acknowledged batches made."""
    engine = WhooshEngine(folder)
    health = engine.health()
    if not health.ok:
        yield f"not readable: {health.problem}"
        return
    found = dict(engine.versions())
    if found != state and found != after(state, killed.begun):
        yield "neither the acknowledged state nor the one after the batch that was begun"
    page = engine.search(SearchQuery(size=10 * PAIRS, facets=("pair",)))
    if {hit.id for hit in page.hits} != set(found) or len(page.hits) != len(found):
        yield "a search finds other documents than there are"
    if any(count != 2 for pair, count in page.facets["pair"].items() if pair != "p0"):
        yield "half a pair is there"


def orphans(folder: Path) -> list[str]:
    """Return the files that the index does not name."""
    current = folder / (folder / "CURRENT").read_text()
    index = open_dir(str(current))
    named = {segment.segment_id() for segment in index._segments()}
    expected = {f"_MAIN_{index.latest_generation()}.toc"}
    return [
        path.name
        for path in current.iterdir()
        if path.name not in expected and path.name.partition(".")[0] not in named
    ]


def run(folder: Path, kills: int, seed: int) -> list[str]:
    """Kill so many writers; returns what was amiss."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at
    engine, state, problems = WhooshEngine(folder), State(), list[str]()
    engine.rebuild([])
    number, inside, left = 1, 0, 0
    for _ in range(kills):
        killed = write_and_kill(folder, number, 0.05 + chance.random() * 0.25)
        for done in range(number, killed.acknowledged + 1):
            state = after(state, done)
        inside += killed.begun > killed.acknowledged
        left += len(orphans(folder))
        problems += faults(folder, state, killed)
        number = max(killed.begun, number)  # the batch is written again: it changes nothing twice
        engine.apply(batch(number))
        state = after(state, number)
        number += 1
        problems += [f"left over: {name}" for name in orphans(folder)]
    engine.close()
    print(f"{kills} kills, {inside} of them inside a commit, {number - 1} batches written")
    print(f"{left} files left over by kills, all deleted by the next commit")
    print(f"{len(problems)} faults")
    return problems


def main() -> None:
    """Run in a temporary folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        problems = run(Path(folder) / "index", options.kills, options.seed)
    for problem in problems:
        print(problem)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
