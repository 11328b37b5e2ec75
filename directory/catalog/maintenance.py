"""Rebuild everything that is projected from live revisions."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from directory.catalog.content import parse_stored
from directory.catalog.projection import project
from directory.catalog.service import ask_for_indexing
from directory.catalog.types import Kind
from directory.kernel.database import Database
from directory.models import Listing, Revision
from directory.taxonomy.queries import load_taxonomy

BATCH = 100


def reproject(database: Database, *, now: datetime, progress: Callable[[int], object]) -> int:
    """Project every listing that has a live revision, in batches; returns how many there are."""
    last, count = 0, 0
    while True:
        with database.writing() as session:
            taxonomy = load_taxonomy(session)
            rows = session.execute(
                select(Listing, Revision)
                .join(Revision, Revision.id == Listing.live_revision_id)
                .where(Listing.id > last)
                .order_by(Listing.id)
                .limit(BATCH)
            ).all()
            for listing, revision in rows:
                content = parse_stored(Kind(listing.kind), revision.content)
                project(session, listing, content, taxonomy)
                ask_for_indexing(session, listing, now=now)
                last = listing.id
        if not rows:
            return count
        count += len(rows)
        progress(len(rows))
