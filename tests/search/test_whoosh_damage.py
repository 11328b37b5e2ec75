"""Damaged, foreign and older index files, and a disk with no room: said, set aside, built anew."""

import contextlib
import errno
import os
import random
import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from whoosh.index import TOC

from directory.search.engine import SearchUnavailable
from directory.search.types import SearchQuery, Upsert
from directory.search.whoosh import arrays, builder, writing
from directory.search.whoosh.arrays import LAYOUT, read_arrays
from directory.search.whoosh.codec import ARRAYS_EXT, BESIDE, TermWriter
from directory.search.whoosh.engine import WhooshEngine
from directory.search.whoosh.schema import make_schema
from tests.search.test_engine_contract import ask, doc, ids
from tests.search.test_engines_agree import Chance

ENDINGS = (ARRAYS_EXT, *BESIDE)
Damage = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> Iterator[WhooshEngine]:
    found, chance = WhooshEngine(folder), Chance(3)
    found.rebuild(chance.document(number) for number in range(1, 60))
    found.apply([Upsert(chance.document(3))])
    yield found
    found.close()


def files(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.glob(f"g*/MAIN_*{ending}"), key=lambda path: -path.stat().st_size)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one_byte_less(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_byte_more(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def another_beginning(path: Path) -> None:
    path.write_bytes(os.urandom(40) + path.read_bytes()[40:])


def missing(path: Path) -> None:
    path.unlink()


def assert_mended(folder: Path) -> None:
    """Hold that the index is known to be damaged, can be set aside and built anew."""
    fresh = WhooshEngine(folder)
    assert not fresh.health().ok
    with pytest.raises(SearchUnavailable):
        fresh.versions()
    fresh.set_aside()
    assert len(list(folder.glob("broken-*"))) == 1
    fresh.rebuild([doc(1, "Again")])
    assert ids(ask(fresh, "again")) == [1]
    assert fresh.health().ok
    fresh.close()


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "damage", [empty, half, one_byte_less, one_byte_more, noise, another_beginning, missing]
)
def test_each_damaged_file_is_noticed(
    engine: WhooshEngine, folder: Path, ending: str, damage: Damage
) -> None:
    engine.close()
    damage(files(folder, ending)[0])
    assert_mended(folder)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_wrong_length_is_noticed_by_the_first_search(
    engine: WhooshEngine, folder: Path, ending: str
) -> None:
    engine.close()
    one_byte_less(files(folder, ending)[0])
    with pytest.raises(SearchUnavailable):
        WhooshEngine(folder).search(SearchQuery())


@pytest.mark.parametrize("seed", range(20))
def test_one_changed_bit_is_noticed(engine: WhooshEngine, folder: Path, seed: int) -> None:
    engine.close()
    chance = random.Random(seed)  # noqa: S311 - the same in each run
    path = chance.choice(files(folder, chance.choice(ENDINGS)))
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    fresh = WhooshEngine(folder)
    assert not fresh.health().ok
    # A search may answer or refuse before anybody looked; it does not fail in any other way.
    with contextlib.suppress(SearchUnavailable):
        fresh.search(SearchQuery(facets=("level",)))
    fresh.close()


def test_files_of_two_segments_cannot_be_mixed_up(engine: WhooshEngine, folder: Path) -> None:
    engine.close()
    one, other = files(folder, ".pst")
    shutil.copy(other, one)
    assert_mended(folder)


def test_an_index_of_another_layout_is_known_and_built_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "_MAGIC", b"EDIRAR01")
    older = WhooshEngine(folder)
    older.rebuild([doc(1, "Old")])
    assert older.health().ok
    older.close()
    monkeypatch.undo()
    assert_mended(folder)


def test_a_changed_layout_has_a_new_number(engine: WhooshEngine, folder: Path) -> None:
    # When this fails: raise LAYOUT in arrays.py, then put number and layout here.
    found = read_arrays(files(folder, ARRAYS_EXT)[0]).arrays
    described = {
        name: array.dtype.str.rstrip("0123456789") if name.endswith(("kinds", "terms")) else array.dtype.str
        for name, array in found.items()
        if not name.startswith("set.") or name.startswith("set.level")
    }  # fmt: skip
    assert sorted(make_schema().names()) == ["term", "text"]
    assert (LAYOUT, described) == (
        3,
        {
            "id": "<i8", "archived": "|b1", "kind": "|u1", "kinds": "|S", "version": "|S64",
            "published": "|S32", "confirmed": "|S16", "sort": "|S64",
            "stream": "<u4", "stream.ends": "<i8", "names": "|u1", "names.ends": "<i8",
            "word": "|S40", "word.letters": "<u4", "word.count": "<i4",
            "whole": "|S48", "whole.letters": "<u4", "whole.row": "<i4",
            "start": "|S48", "start.row": "<i4", "start.inner": "|b1", "start.length": "<i4",
            "sort.order": "<i4", "published.order": "<i4", "confirmed.order": "<i4",
            "set.level": "<u2", "set.level.flat": "<i4", "set.level.ends": "<i8", "set.level.terms": "|S",
        },
    )  # fmt: skip


def no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def half_written(path: Path, *_: object) -> None:
    path.write_bytes(b"half")
    no_room()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("owner", "name", "what"),
    [
        (builder, "write_arrays", half_written),
        (TermWriter, "write_term", no_room),
        (TermWriter, "close", no_room),
        (TOC, "write", no_room),
        (writing, "read_arrays", no_room),
        (TOC, "read", no_room),
    ],
)
def test_a_full_disk_loses_nothing_and_leaves_nothing(
    engine: WhooshEngine,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    what: Callable[..., None],
) -> None:
    before, there = engine.versions(), sorted(folder.glob("g*/*"))
    monkeypatch.setattr(owner, name, what)
    for _ in range(3):
        with pytest.raises(SearchUnavailable):
            engine.apply([Upsert(doc(77, "Too much"))])
        assert engine.versions() == before
    monkeypatch.undo()
    assert sorted(folder.glob("g*/*")) == there
    engine.apply([Upsert(doc(77, "Enough room"))])
    assert ids(ask(engine, "room")) == [77]


def test_a_rebuild_without_room_leaves_the_old_index(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine.versions()
    monkeypatch.setattr(builder, "write_arrays", half_written)
    with pytest.raises(OSError, match="No space"):
        engine.rebuild([doc(1, "Other")])
    assert engine.versions() == before
    assert len(list(folder.glob("g*"))) == 1


def test_a_file_that_may_not_grow_is_a_full_disk(engine: WhooshEngine, folder: Path) -> None:
    before = engine.versions()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(SearchUnavailable):
            engine.apply([Upsert(Chance(1).document(number)) for number in range(50)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert engine.versions() == before
    engine.apply([Upsert(doc(77, "Enough room"))])
    assert engine.health().documents == len(before) + 1


def test_where_nothing_can_be_written_searches_go_on(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refused(self: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if "w" in mode:
            raise OSError(errno.EROFS, "Read-only file system")
        return real(self, mode, *rest, **named)  # type: ignore[call-overload]

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refused)
        for call in (
            lambda: engine.apply([Upsert(doc(1, "One"))]),
            lambda: engine.rebuild([]),
            engine.set_aside,
        ):
            with pytest.raises(SearchUnavailable):
                call()
    assert ask(engine).total > 0


def test_an_index_that_others_could_write_is_never_trusted_again(
    engine: WhooshEngine, folder: Path
) -> None:
    engine.close()
    folder.chmod(0o777)
    assert not engine.health().ok
    with pytest.raises(SearchUnavailable):
        engine.apply([Upsert(doc(1, "One"))])
    assert not engine.health().ok, "writing must not make it trusted"
    engine.set_aside()
    assert not engine.health().ok
    engine.rebuild([doc(1, "Again")])
    assert engine.health().ok
    assert folder.stat().st_mode & 0o777 == 0o700
