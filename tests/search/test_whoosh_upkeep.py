"""Hundreds of commits: few segments, no leaks, bounded caches, nothing left over."""

import gc
from collections import Counter
from pathlib import Path

from directory.search.types import Change, Delete, SearchQuery, Sort, TextQuery, Upsert
from directory.search.whoosh import snapshot
from directory.search.whoosh.engine import WhooshEngine
from tests.search.test_engine_contract import doc
from tests.search.test_engines_agree import Chance

COMMITS = 500
# Five of each size (1 to 9 documents, 10 to 99, 100 to 999) and the newest one.
MOST_SEGMENTS = 16


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def mapped(folder: Path) -> Counter[str]:
    """Return how often each file of the index is mapped into this process, deleted ones too."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    paths = [line.partition("/")[2].removesuffix(" (deleted)") for line in lines if "/" in line]
    return Counter(path for path in paths if f"/{path}".startswith(str(folder)))


def test_hundreds_of_commits_leave_few_segments_and_no_leaks(tmp_path: Path) -> None:
    engine, chance = WhooshEngine(tmp_path / "index"), Chance(5)
    engine.rebuild(chance.document(number) for number in range(1, 50))
    files, most, merged = open_files(), 0, 0
    for number in range(COMMITS):
        changes: list[Change] = [Upsert(chance.document(100 + number)), Delete(100 + number // 3)]
        engine.apply(changes if number % 5 else changes[:1])
        engine.search(SearchQuery(sort=list(Sort)[number % 4], facets=("level",)))
        if number % 10 == 0:
            engine.search(chance.query())
            engine.suggest("fo", 5)
        count = len(engine._newest().segments)
        merged += count < most
        most = max(most, count)
    assert most <= MOST_SEGMENTS
    assert merged > 10
    gc.collect()
    segments = engine._newest().segments
    assert open_files() <= files + 3 * len(segments), "a mapped file is an open file"
    assert sum(s.doc_count_all() for s in segments) <= 2 * engine.health().documents + 10
    maps = mapped(tmp_path)
    assert sum(maps.values()) <= 3 * len(segments), "files of merged segments are still mapped"
    folder = engine._newest().folder
    assert len(list(folder.iterdir())) <= 3 * len(segments) + 2
    engine.close()
    gc.collect()
    assert mapped(tmp_path) == Counter()
    assert open_files() <= files


def test_what_is_kept_decoded_is_bounded(tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.setattr(snapshot, "CACHED_BYTES", 20_000)  # type: ignore[attr-defined]
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(doc(number, f"Word{number} common") for number in range(200))
    for number in range(300):
        engine.search(SearchQuery(text=TextQuery((f"word{number}", "common"))))
        engine.search(SearchQuery(filters={f"unknown{number}": ("x",)}, facets=(f"u{number}",)))
    found = engine._newest()
    assert found._cached <= 20_000
    assert len(found._cache) < 50
    assert len(found._sets) == 0
    assert len(found._ranks) < 10
    engine.close()


def test_a_segment_that_is_mostly_deleted_is_written_anew(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(doc(number, f"Word {number}") for number in range(500))
    engine.apply([Delete(number) for number in range(300)])
    engine.apply([Upsert(doc(900, "One more"))])
    segments = engine._newest().segments
    assert sum(segment.doc_count_all() for segment in segments) == 201
    assert engine.health().documents == 201
    engine.close()
