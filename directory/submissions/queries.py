"""Read what contributors work on. Nobody but those who may edit a listing is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from directory.catalog.types import Kind, Visibility
from directory.kernel.actors import Actor
from directory.kernel.errors import NotFound
from directory.models import Listing, ParkedForm, Revision
from directory.submissions.rights import editable_by
from directory.submissions.standing import Standing, standing
from directory.submissions.workflow import EDITABLE, OPEN, State


@dataclass(frozen=True)
class Work:
    """A listing that an actor may edit, and its latest revision."""

    listing: Listing
    revision: Revision

    @property
    def kind(self) -> Kind:
        """The kind of the listing."""
        return Kind(self.listing.kind)

    @property
    def state(self) -> State:
        """The state of the latest revision."""
        return State(self.revision.state)

    @property
    def editable(self) -> bool:
        """Whether the latest revision can be changed now."""
        return self.state in EDITABLE

    @property
    def is_open(self) -> bool:
        """Whether the latest revision is not yet decided."""
        return self.state in OPEN

    @property
    def is_live(self) -> bool:
        """Whether the public can see some version."""
        return self.listing.visibility in (Visibility.PUBLIC.value, Visibility.ARCHIVED.value)

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return standing(Visibility(self.listing.visibility), self.state)

    @property
    def name(self) -> str:
        """Its name as last written."""
        return str(self.revision.content.get("name") or self.listing.name)

    @property
    def since(self) -> datetime:
        """When it came to where it stands."""
        revision = self.revision
        if self.state in EDITABLE and not revision.decided_at:
            return revision.saved_at or revision.created_at
        return revision.decided_at or revision.submitted_at or revision.created_at


def my_listings(session: Session, actor: Actor, limit: int = 500) -> tuple[Work, ...]:
    """Return the listings that this actor may edit, those changed last first; one statement."""
    later = aliased(Revision)
    newest = select(func.max(later.number)).where(later.listing_id == Listing.id).scalar_subquery()
    rows = session.execute(
        select(Listing, Revision)
        .join(Revision, Revision.listing_id == Listing.id)
        .where(editable_by(actor), Revision.number == newest)
        .order_by(Revision.id.desc())
        .limit(limit)
    )
    return tuple(Work(listing, revision) for listing, revision in rows)


def work_on(session: Session, actor: Actor, uid: str) -> Work:
    """Return the listing with its latest revision; NotFound for others than its editors."""
    row = session.execute(
        select(Listing, Revision)
        .join(Revision, Revision.listing_id == Listing.id)
        .where(Listing.uid == uid, editable_by(actor))
        .order_by(Revision.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such listing among yours.")
    return Work(*row)


def live_content(session: Session, listing: Listing) -> Mapping[str, Any] | None:
    """Return the stored content of the live revision, or None when there is none."""
    if listing.live_revision_id is None:
        return None
    return session.get_one(Revision, listing.live_revision_id).content


def begun_lately(session: Session, actor: Actor, *, now: datetime) -> int:
    """Return how many new listings this actor began within a day."""
    statement = select(func.count(Revision.id)).where(
        Revision.author == actor.key,
        Revision.number == 1,
        Revision.created_at > now - timedelta(days=1),
    )
    return session.scalar(statement) or 0


def parked(session: Session, actor: Actor, key: str, purpose: str) -> Mapping[str, Any] | None:
    """Return what this actor typed and could not save, or None."""
    found = session.get(ParkedForm, key)
    if found is None or found.actor != actor.key or found.purpose != purpose:
        return None
    return found.data
