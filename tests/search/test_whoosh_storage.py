"""The Whoosh index on disk: private, one writer, readable or set aside, never half."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from directory.search.engine import SearchUnavailable
from directory.search.types import Document, SearchQuery, Upsert
from directory.search.whoosh import engine as whoosh_engine
from directory.search.whoosh.engine import WhooshEngine
from directory.search.whoosh.snapshot import Snapshot
from tests.search.test_engine_contract import ask, doc, ids


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> Iterator[WhooshEngine]:
    found = WhooshEngine(folder)
    found.rebuild([doc(n, f"Tool number{n}") for n in range(1, 30)])
    yield found
    found.close()


def current(folder: Path) -> Path:
    return folder / (folder / "CURRENT").read_text()


def truncate_toc(folder: Path) -> None:
    [toc] = current(folder).glob("_MAIN_*.toc")
    toc.write_bytes(toc.read_bytes()[:20])


def garbage_toc(folder: Path) -> None:
    [toc] = current(folder).glob("_MAIN_*.toc")
    toc.write_bytes(os.urandom(400))


def empty_toc(folder: Path) -> None:
    [toc] = current(folder).glob("_MAIN_*.toc")
    toc.write_bytes(b"")


def missing_segment(folder: Path) -> None:
    for path in current(folder).glob("MAIN_*"):
        path.unlink()


def garbage_segments(folder: Path) -> None:
    for path in current(folder).glob("MAIN_*"):
        path.write_bytes(os.urandom(path.stat().st_size))


def empty_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_text("")


def pointer_elsewhere(folder: Path) -> None:
    (folder / "CURRENT").write_text("../../etc")


def binary_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"\xff\xfe\x00")


def no_pointer(folder: Path) -> None:
    (folder / "CURRENT").unlink()


# Whoosh does not close a file that it fails to read; its warning comes from the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "damage",
    [
        truncate_toc, garbage_toc, empty_toc, missing_segment, garbage_segments, empty_pointer,
        pointer_elsewhere, binary_pointer, no_pointer,
    ],
)  # fmt: skip
def test_a_damaged_index_says_so_and_can_be_built_anew(
    engine: WhooshEngine, folder: Path, damage: Callable[[Path], None]
) -> None:
    engine.close()
    damage(folder)
    fresh = WhooshEngine(folder)
    assert not fresh.health().ok
    for call in (
        lambda: fresh.search(SearchQuery()),
        lambda: fresh.named("tool", 1),
        fresh.versions,
    ):
        with pytest.raises(SearchUnavailable):
            call()
    fresh.set_aside()
    assert fresh.rebuild([doc(1, "Again")]) == 1
    assert ids(ask(fresh, "again")) == [1]
    fresh.close()


def test_an_index_that_others_can_write_is_not_trusted(engine: WhooshEngine, folder: Path) -> None:
    engine.close()
    folder.chmod(0o777)
    assert not engine.health().ok
    folder.chmod(0o700)
    assert engine.health().ok


def test_folders_are_private(engine: WhooshEngine, folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert current(folder).stat().st_mode & 0o777 == 0o700


def test_another_engine_sees_each_commit_and_each_generation(
    engine: WhooshEngine, folder: Path
) -> None:
    reader = WhooshEngine(folder)
    assert ask(reader, "number3").total == 1
    engine.apply([Upsert(doc(3, "Renamed"))])
    assert ask(reader, "number3").total == 0
    engine.rebuild([doc(1, "Everything new")])
    assert ids(ask(reader)) == [1]
    reader.close()


def test_old_generations_are_cleared_away(engine: WhooshEngine, folder: Path) -> None:
    for _ in range(3):
        engine.rebuild([doc(1, "One")])
    assert len(list(folder.glob("g*"))) == 1


def test_a_readable_index_is_not_set_aside(engine: WhooshEngine, folder: Path) -> None:
    # Two processes saw it broken, one has mended it: the other must not take the new one away.
    engine.set_aside()
    assert engine.health().documents == 29


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_only_two_broken_ones_are_kept(engine: WhooshEngine, folder: Path) -> None:
    for _ in range(4):
        missing_segment(folder)
        engine.close()
        engine.set_aside()
        engine.rebuild([doc(1, "One")])
    assert len(list(folder.glob("broken-*"))) == 2


def test_searches_go_on_while_it_is_rebuilt(engine: WhooshEngine) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slowly() -> Iterator[Document]:
        yield doc(1, "New one")
        inside.set()
        go_on.wait(10)
        yield doc(2, "New two")

    thread = threading.Thread(target=lambda: engine.rebuild(slowly()))
    thread.start()
    assert inside.wait(10)
    assert ask(engine, "tool").total == 29
    go_on.set()
    thread.join()
    assert ask(engine, "tool").total == 0
    assert ask(engine, "new").total == 2


def test_nobody_gets_an_old_state_while_a_newer_one_is_opened(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(engine, "number3").total == 1
    WhooshEngine(folder).apply([Upsert(doc(3, "Renamed"))])
    inside, go_on, seen = threading.Event(), threading.Event(), list[int]()

    def slowly(*arguments: Any) -> Snapshot:
        inside.set()
        go_on.wait(10)
        return Snapshot(*arguments)

    monkeypatch.setattr(whoosh_engine, "Snapshot", slowly)
    threads = [
        threading.Thread(target=lambda: seen.append(ask(engine, "number3").total)) for _ in range(2)
    ]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    threads[1].join(0.5)  # time enough to answer from the old state, if it did
    go_on.set()
    for thread in threads:
        thread.join()
    assert seen == [0, 0]


def test_a_commit_at_the_same_time_of_a_coarse_clock_is_seen(
    engine: WhooshEngine, folder: Path
) -> None:
    reader = WhooshEngine(folder)
    assert ask(reader, "number3").total == 1
    before = current(folder).stat().st_mtime_ns
    engine.apply([Upsert(doc(3, "Renamed"))])
    os.utime(current(folder), ns=(before, before))
    assert ask(reader, "number3").total == 0
    reader.close()


def _write_many(folder: Path, start: int) -> None:
    engine = WhooshEngine(folder)
    for number in range(start, start + 5):
        engine.apply([Upsert(doc(number, f"Written {number}"))])


def test_two_writing_processes_wait_for_each_other(engine: WhooshEngine, folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(folder, start)) for start in (100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert ask(engine, "written").total == 10


def test_many_threads_search_while_one_writes(engine: WhooshEngine) -> None:
    problems: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(40):
                assert ask(engine, "tool").total >= 28
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(8):
        engine.apply([Upsert(doc(500 + number, "Another"))])
    for thread in threads:
        thread.join()
    assert problems == []


def test_applying_to_a_missing_index_is_an_error_not_a_loss(folder: Path) -> None:
    with pytest.raises(SearchUnavailable):
        WhooshEngine(folder).apply([Upsert(doc(1, "One"))])
