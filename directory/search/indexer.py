"""Keep the index in step with the database: sync some, rebuild all, verify, repair."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from directory.ecosystem.queries import neighbours
from directory.kernel.database import Database
from directory.search.documents import all_documents, documents_of
from directory.search.engine import SearchEngine
from directory.search.types import Change, Delete, Document, Upsert

SYNC_JOB = "search.sync"
BATCH = 200


@dataclass(frozen=True)
class Drift:
    """How the index differs from the database: ids of listings."""

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.extra)

    def __str__(self) -> str:
        if not self:
            return "Index and database agree."
        return (
            f"{len(self.missing)} listings are missing from the index, {len(self.stale)} are out of "
            f"date, {len(self.extra)} should not be in it."
        )


def sync(database: Database, engine: SearchEngine, ids: Iterable[int]) -> int:
    """Bring these listings and all that mention them in step; returns how many changed.

    What the database says when this runs counts, whatever asked for it.
    """
    with database.reading() as session:
        wanted = set(ids)
        affected = sorted(wanted | neighbours(session, wanted))
        documents = documents_of(session, affected)
    known = engine.versions(affected)
    changes: list[Change] = []
    for listing_id in affected:
        document = documents.get(listing_id)
        if document is None and listing_id in known:
            changes.append(Delete(listing_id))
        elif document is not None and known.get(listing_id) != document.version:
            changes.append(Upsert(document))
    if changes:
        engine.apply(changes)
    return len(changes)


def rebuild(
    database: Database, engine: SearchEngine, progress: Callable[[int], object] = lambda _n: None
) -> int:
    """Build a new index and swap it in; returns the number of documents."""

    def counted() -> Iterator[Document]:
        for document in all_documents(database):
            yield document
            progress(1)

    return engine.rebuild(counted())


def verify(database: Database, engine: SearchEngine) -> Drift:
    """Compare the index with the database both ways; SearchUnavailable when it cannot be read."""
    known = dict(engine.versions())
    missing, stale = [], []
    for document in all_documents(database):
        version = known.pop(document.id, None)
        if version is None:
            missing.append(document.id)
        elif version != document.version:
            stale.append(document.id)
    return Drift(tuple(missing), tuple(stale), tuple(sorted(known)))


def repair(database: Database, engine: SearchEngine, drift: Drift) -> None:
    """Put right what differs, in batches."""
    ids = [*drift.missing, *drift.stale, *drift.extra]
    for start in range(0, len(ids), BATCH):
        sync(database, engine, ids[start : start + BATCH])


def ensure_healthy(database: Database, engine: SearchEngine) -> bool:
    """Set an unreadable index aside and build it anew; True when that was needed."""
    if engine.health().ok:
        return False
    engine.set_aside()
    if engine.health().ok:  # another process was quicker
        return False
    rebuild(database, engine)
    return True
