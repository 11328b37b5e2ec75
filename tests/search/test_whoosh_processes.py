"""Many processes and threads at one index, and processes that are killed in the middle."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from queue import Queue

import pytest

from benchmarks.kill_index import batch
from directory.search.types import SearchQuery, TextQuery
from directory.search.whoosh.engine import WhooshEngine
from tests.search.test_engine_contract import ask, doc, ids

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 4.0
COMMITS_A_SECOND = 10


def _write(folder: Path, committed: "Synchronized[int]", stop: float) -> None:
    """Write pairs; document 1 says which batch was last, `committed` which one was acknowledged."""
    engine, number = WhooshEngine(folder), 1
    while time.monotonic() < stop:
        engine.apply(batch(number))
        committed.value = number
        number += 1
        time.sleep(1 / COMMITS_A_SECOND)


def _look(engine: WhooshEngine, committed: "Synchronized[int]") -> None:
    """Search in all ways; everything must be of one committed state that is not too old."""
    least = committed.value
    page = engine.search(SearchQuery(size=5000, facets=("pair",)))
    found = [hit.id for hit in page.hits]
    assert len(found) == len(set(found)) == page.total
    assert all((key ^ 1) in found for key in found if key > 1)
    assert all(count == 2 for pair, count in page.facets["pair"].items() if pair != "p0")
    known = engine.versions()
    assert int(known.get(1, "0")) >= least, "an old state"
    assert all(known[key] == known[key ^ 1] for key in known if key > 1)
    newest = engine.search(SearchQuery(text=TextQuery((f"stamp{least}",)), size=5000))
    assert newest.total % 2 == (1 in {hit.id for hit in newest.hits})
    suggested = engine.suggest("pair", 20)
    assert len(suggested) == len(set(suggested))
    named = [one.id for one in engine.named(f"Pair7 Stamp{least}", 50, near=True)]
    assert len(named) == len(set(named))
    assert engine.frequency("pair0") in (0, 1)
    assert len(engine.near_words("staamp1", 2)) <= max(committed.value + 1, 1)


def _read(
    folder: Path, committed: "Synchronized[int]", stop: float, told: "Queue[str]", threads: int
) -> None:
    engine, rounds = WhooshEngine(folder), []

    def look() -> None:
        try:
            while time.monotonic() < stop:
                _look(engine, committed)
                rounds.append(1)
        except BaseException as error:
            told.put(f"{type(error).__name__}: {error}")
            raise

    running = [threading.Thread(target=look) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    told.put(f"rounds {len(rounds)}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_readers_always_see_one_committed_state_and_never_an_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    WhooshEngine(folder).rebuild([])
    context = multiprocessing.get_context("spawn")
    committed, told = context.Value("i", 0), context.Queue()
    stop = time.monotonic() + SECONDS + 3  # to start takes about two seconds
    readers = [
        context.Process(target=_read, args=(folder, committed, stop, told, threads))
        for threads in (4, 1, 1)
    ]
    writer = context.Process(target=_write, args=(folder, committed, stop))
    for process in (writer, *readers):
        process.start()
    said = [told.get(timeout=60) for _ in readers]
    for process in (writer, *readers):
        process.join(60)
    assert [line for line in said if not line.startswith("rounds")] == []
    assert all(int(line.split()[1]) > 5 for line in said), said
    assert committed.value > 5
    assert writer.exitcode == 0


def test_what_was_acknowledged_survives_kills(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.kill_index", "--kills", "12", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults" in done.stdout


# Builds an index of enough documents for several processes, and waits before the last ones.
REBUILD = """
import sys
from pathlib import Path
from directory.search.whoosh.engine import WhooshEngine
from directory.search.whoosh.writing import ALONE
from tests.search.test_engine_contract import doc

def documents():
    for number in range(1, ALONE + 1500):
        yield doc(number, f"New {number}")
    print("ready", flush=True)
    sys.stdin.readline()
    yield doc(ALONE * 2, "Last")

WhooshEngine(Path(sys.argv[1])).rebuild(documents())
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    found = WhooshEngine(tmp_path / "index")
    found.rebuild([doc(1, "Old one")])
    yield found
    found.close()


@pytest.fixture
def rebuild(engine: WhooshEngine, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", REBUILD, str(tmp_path / "index")]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def children(pid: int) -> list[int]:
    """Return the processes that this one started."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody waits for stays in the table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(pids: list[int]) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end and not all(map(gone, pids)):
        time.sleep(0.05)
    return all(map(gone, pids))


def test_a_killed_rebuild_leaves_no_processes_and_the_old_index(
    engine: WhooshEngine, rebuild: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    workers = children(rebuild.pid)
    assert len(workers) >= 1
    assert ask(engine, "old").total == 1, "searches go on"
    rebuild.kill()
    assert wait_until_gone(workers)
    assert ask(engine, "old").total == 1
    assert len(list((tmp_path / "index").glob("g*"))) == 2, "the unfinished one is there"
    engine.apply([])
    assert engine.rebuild([doc(2, "Mended")]) == 1
    assert ids(ask(engine)) == [2]
    assert len(list((tmp_path / "index").glob("g*"))) == 1


def test_a_rebuild_fails_as_a_whole_when_a_process_of_it_is_killed(
    engine: WhooshEngine, rebuild: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    workers = children(rebuild.pid)
    os.kill(workers[0], signal.SIGKILL)
    _, _ = rebuild.communicate("\n", timeout=60)
    assert rebuild.returncode == 1
    assert wait_until_gone(workers)
    assert ask(engine, "old").total == 1
    assert len(list((tmp_path / "index").glob("g*"))) == 1


def test_a_rebuild_by_several_processes_has_everything(
    engine: WhooshEngine, rebuild: "subprocess.Popen[str]"
) -> None:
    rebuild.communicate("\n", timeout=60)
    assert rebuild.returncode == 0
    page = ask(engine, "new", size=3)
    assert page.total == 4499
    assert engine.health().documents == 4500
    assert ids(ask(engine, "last")) == [6000]
    assert len(engine._newest().segments) <= 4
