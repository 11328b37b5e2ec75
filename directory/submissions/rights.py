"""Who may change a listing: the one place that asks, and where teams are added."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from directory.accounts.types import account_of
from directory.kernel.actors import Actor
from directory.models import Listing, Membership, Revision
from directory.teams.types import TeamRole


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Listing` under which this actor may change it.

    It is who wrote the listing's first revision; for an organization also the owners and editors of
    its team.
    """
    first = aliased(Revision)
    wrote = exists().where(
        first.listing_id == Listing.id, first.number == 1, first.author == actor.key
    )
    member = exists().where(
        Membership.organization_id == Listing.id,
        Membership.account_id == account_of(actor),
        Membership.role.in_((TeamRole.OWNER, TeamRole.EDITOR)),
    )
    return or_(wrote, member)


def may_edit(session: Session, actor: Actor, listing_id: int) -> bool:
    """Whether this actor may change the listing now; asked anew at each request."""
    statement = select(Listing.id).where(Listing.id == listing_id, editable_by(actor))
    return session.scalar(statement) is not None
