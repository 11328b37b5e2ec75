"""Change an index: one commit of changes, or a whole new index built on all cores."""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files, create_in

from directory.config import ROOT
from directory.search.types import Change, Document, Upsert
from directory.search.whoosh.arrays import read_arrays
from directory.search.whoosh.build_worker import INDEX_NAME
from directory.search.whoosh.builder import SegmentBuilder
from directory.search.whoosh.codec import ARRAYS_EXT
from directory.search.whoosh.schema import make_schema
from directory.search.whoosh.segment import SegmentView

# More than so many segments of one size class (powers of ten) are merged into one.
MERGE_AT = 6
BATCH = 250
# Smaller catalogs are built quicker than another process starts.
ALONE = 3000
_MODULE = "directory.search.whoosh.build_worker"
# More segments than this would be merged by the first commit, by one process.
MAX_WORKERS = 4


def write_changes(folder: Path, changes: Mapping[int, Change]) -> None:
    """Make the changes (by id) visible in one commit; the caller is the only writer.

    Whoosh's own writer is not used: it makes files for documents that never come, and its lock stays
    locked after an error in the wrong place. What a killed writer left is deleted first; it would
    fill the disk for good.
    """
    storage = FileStorage(str(folder))
    toc = TOC.read(storage, INDEX_NAME)
    _clear(storage, toc)
    added = [change.document for change in changes.values() if isinstance(change, Upsert)]
    segments, generation = list(toc.segments), toc.generation + 1
    try:
        _delete(folder, segments, changes)
        new = TOC(toc.schema, _merged(storage, segments, added), generation)
        new.write(storage, INDEX_NAME)
    except BaseException:  # a full disk, for example
        if not (folder / TOC._filename(INDEX_NAME, generation)).exists():
            _clear(storage, toc)
        raise
    _clear(storage, new)


def _clear(storage: FileStorage, toc: TOC) -> None:
    """Delete all files that this table of contents does not name."""
    clean_files(storage, INDEX_NAME, toc.generation, toc.segments)
    for unfinished in Path(storage.folder).glob("_*.toc.*"):
        unfinished.unlink(missing_ok=True)


def _delete(folder: Path, segments: Sequence[Any], ids: Iterable[int]) -> None:
    wanted = np.array(list(ids), dtype=np.int64)
    for segment in segments:
        found = read_arrays(folder / segment.make_filename(ARRAYS_EXT)).arrays["id"]
        for number in np.flatnonzero(np.isin(found, wanted)).tolist():
            segment.delete_document(number)


def _merged(storage: FileStorage, segments: Sequence[Any], added: Iterable[Document]) -> list[Any]:
    """Return the segments of the next commit: the new documents, and small segments made one."""
    kept = [segment for segment in segments if segment.doc_count()]
    builder = SegmentBuilder()
    for segment in _crowd(kept):
        view = SegmentView(Path(storage.folder), segment)
        builder.merge(view, view.live(segment))
        kept.remove(segment)
    builder.add_all(added)
    if len(builder):
        kept.append(builder.finish(storage, INDEX_NAME))
    return kept


def _crowd(segments: Sequence[Any]) -> list[Any]:
    """Return segments that should become one: too many of a size, or mostly deleted."""
    classes: dict[int, list[Any]] = {}
    for segment in segments:
        classes.setdefault(len(str(segment.doc_count())), []).append(segment)
    crowded = [s for group in classes.values() if len(group) >= MERGE_AT for s in group]
    rotten = [s for s in segments if s.doc_count() * 2 < s.doc_count_all() and s not in crowded]
    return crowded + rotten


def build(folder: Path, documents: Iterable[Document]) -> int:
    """Build a new index in an empty folder; returns the number of documents."""
    index = create_in(str(folder), make_schema())
    rest = _different(documents)
    first = list(islice(rest, ALONE))
    if len(first) < ALONE:
        segments = [_alone(index, first)] if first else []
    else:
        segments = _together(folder, _chained(first, rest))
    TOC(index.schema, segments, 1).write(index.storage, index.indexname)
    clean_files(index.storage, index.indexname, 1, segments)
    return sum(segment.doc_count() for segment in segments)


def _different(documents: Iterable[Document]) -> Iterator[Document]:
    seen: set[int] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document


def _chained(first: list[Document], rest: Iterator[Document]) -> Iterator[list[Document]]:
    for start in range(0, len(first), BATCH):
        yield first[start : start + BATCH]
    while batch := list(islice(rest, BATCH)):
        yield batch


def _alone(index: Any, documents: Iterable[Document]) -> Any:
    builder = SegmentBuilder()
    builder.add_all(documents)
    return builder.finish(index.storage, index.indexname)


def _together(folder: Path, batches: Iterator[list[Document]]) -> list[Any]:
    """Let one process for each core build a segment of every so-manieth batch."""
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(_worker(folder)) for _ in range(_cores())]
        for number, batch in enumerate(batches):
            pickle.dump(batch, _stdin(workers[number % len(workers)]), protocol=5)
        for worker in workers:
            pickle.dump(None, _stdin(worker), protocol=5)
            _stdin(worker).flush()
        segments = [_segment(worker) for worker in workers]
    return [segment for segment in segments if segment is not None]


def _cores() -> int:
    return min(len(os.sched_getaffinity(0)), MAX_WORKERS)


@contextlib.contextmanager
def _worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    worker = subprocess.Popen(  # noqa: S603 - our own module and folder
        [sys.executable, "-m", _MODULE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        yield worker
    finally:
        worker.kill()  # one that is done has ended; one that is not is of no use any more
        worker.wait()
        with contextlib.suppress(BrokenPipeError):
            _stdin(worker).close()
        _stdout(worker).close()


def _segment(worker: subprocess.Popen[bytes]) -> Any:
    data = _stdout(worker).read()
    if worker.wait() != 0:
        raise RuntimeError("A process that builds the index ended early.")
    return pickle.loads(data)  # noqa: S301 - from our own child


def _stdin(worker: subprocess.Popen[bytes]) -> IO[bytes]:
    assert worker.stdin is not None  # noqa: S101 - for the type checker
    return worker.stdin


def _stdout(worker: subprocess.Popen[bytes]) -> IO[bytes]:
    assert worker.stdout is not None  # noqa: S101 - for the type checker
    return worker.stdout
