"""Change what the public sees of a listing: go live, suspend, restore, archive, remove, rename."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.audit import service as audit
from directory.audit.actions import Action
from directory.catalog.content import parse_stored
from directory.catalog.projection import project
from directory.catalog.rules import MOVE_BY_NAME
from directory.catalog.types import Kind, Visibility
from directory.jobs import queue
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, FieldProblem, Invalid
from directory.models import Listing, Revision, SlugHistory
from directory.taxonomy.types import Taxonomy


def go_live(
    session: Session,
    actor: Actor,
    listing: Listing,
    revision: Revision,
    taxonomy: Taxonomy,
    *,
    now: datetime,
) -> None:
    """Move the live pointer to an accepted revision, project it, and ask for indexing.

    Only `submissions.service` calls this, inside the transition that accepts the revision.
    """
    listing.live_revision_id = revision.id
    listing.content_hash = revision.content_hash
    listing.updated_at = now
    project(session, listing, parse_stored(Kind(listing.kind), revision.content), taxonomy)
    if listing.visibility == Visibility.HIDDEN:
        listing.visibility = Visibility.PUBLIC.value
        listing.published_at = now
        audit.record(session, actor, Action.LISTING_PUBLISH, ("listing", listing.id), now=now)
    ask_for_indexing(session, listing, now=now)


def ask_for_indexing(session: Session, listing: Listing, *, now: datetime) -> None:
    """Enqueue the job that brings the index in step with this listing and those that mention it."""
    queue.enqueue(session, "search.sync", f"listing/{listing.id}", now=now)


def change_visibility(
    session: Session,
    actor: Actor,
    listing: Listing,
    move_name: str,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    """Make one of the moves of `rules.MOVES`; Conflict from a wrong state, Invalid without a reason."""
    move = MOVE_BY_NAME[move_name]
    if Visibility(listing.visibility) not in move.sources:
        raise Conflict(
            f"A listing that is {listing.visibility} cannot be changed by “{move.name}”."
        )
    if move.needs_reason and not reason.strip():
        raise Invalid([FieldProblem("reason", "missing", "Say why: a reason is needed.")])
    before, listing.visibility = listing.visibility, move.target.value
    listing.updated_at = now
    audit.record(
        session,
        actor,
        Action(f"listing:{move.name}"),
        ("listing", listing.id),
        now=now,
        changes={"visibility": [before, listing.visibility]},
        reason=reason,
    )
    ask_for_indexing(session, listing, now=now)


def rename_slug(
    session: Session, actor: Actor, listing: Listing, slug: str, *, now: datetime
) -> None:
    """Give a listing a new address; the old one redirects for ever. Conflict when it is taken."""
    taken = session.scalar(
        select(Listing.id).where(Listing.kind == listing.kind, Listing.slug == slug)
    )
    former = session.scalar(
        select(SlugHistory.listing_id).where(
            SlugHistory.kind == listing.kind, SlugHistory.slug == slug
        )
    )
    if taken or (former and former != listing.id):
        raise Conflict(f"The address {slug} is in use or was in use by another listing.")
    session.execute(
        delete(SlugHistory).where(SlugHistory.kind == listing.kind, SlugHistory.slug == slug)
    )
    before, listing.slug = listing.slug, slug
    listing.updated_at = now
    session.add(SlugHistory(kind=listing.kind, slug=before, listing_id=listing.id, retired_at=now))
    audit.record(
        session,
        actor,
        Action.LISTING_RENAME,
        ("listing", listing.id),
        now=now,
        changes={"slug": [before, slug]},
    )
    ask_for_indexing(session, listing, now=now)
