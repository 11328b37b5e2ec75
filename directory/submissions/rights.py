"""Who may change a listing: the one place that asks, and where teams are added."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from directory.kernel.actors import Actor
from directory.models import Listing, Revision


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Listing` under which this actor may change it.

    It is who wrote the listing's first revision.
    """
    first = aliased(Revision)
    return exists().where(
        first.listing_id == Listing.id, first.number == 1, first.author == actor.key
    )


def may_edit(session: Session, actor: Actor, listing_id: int) -> bool:
    """Whether this actor may change the listing now; asked anew at each request."""
    statement = select(Listing.id).where(Listing.id == listing_id, editable_by(actor))
    return session.scalar(statement) is not None
