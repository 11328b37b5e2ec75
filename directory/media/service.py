"""Keep uploaded pictures and say who may see them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.kernel.actors import Actor, Role
from directory.kernel.errors import FieldProblem, Invalid
from directory.media.images import Picture
from directory.media.store import ImageStore
from directory.models import Listing, ListingImage, Upload

PER_DAY = 100
_READABLE = ("public", "archived")


def keep(
    session: Session, actor: Actor, store: ImageStore, picture: Picture, *, now: datetime
) -> None:
    """Store a picture for its owner; Invalid beyond 100 new ones a day.

    The file is written first: a row never names a file that is not there.
    """
    if session.get(Upload, (picture.key, actor.key)):
        return
    recent = select(func.count()).where(
        Upload.owner == actor.key, Upload.created_at > now - timedelta(days=1)
    )
    if (session.scalar(recent) or 0) >= PER_DAY:
        text = f"You uploaded {PER_DAY} pictures within a day. Please go on tomorrow."
        raise Invalid([FieldProblem("file", "too_many", text)])
    store.put(picture.key, picture.data)
    session.add(
        Upload(
            key=picture.key,
            owner=actor.key,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
            created_at=now,
        )
    )
    session.flush()


def is_live(session: Session, key: str) -> bool:
    """Whether a listing that the public can read shows this picture."""
    statement = (
        select(Listing.id)
        .join(ListingImage, ListingImage.listing_id == Listing.id)
        .where(ListingImage.key == key, Listing.visibility.in_(_READABLE))
    )
    return session.scalar(statement.limit(1)) is not None


def owns(session: Session, owner: str, key: str) -> bool:
    """Whether this actor (by key) uploaded this picture."""
    return session.get(Upload, (key, owner)) is not None


def may_see(session: Session, actor: Actor, key: str) -> bool:
    """Whether a picture that is not live is this actor's own; moderators see those of drafts too."""
    if actor.roles & {Role.MODERATOR, Role.ADMIN}:
        return session.scalar(select(Upload.key).where(Upload.key == key).limit(1)) is not None
    return owns(session, actor.key, key)
