"""Read the published directory. Only what the public may see leaves these functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from directory.catalog.cards import cards
from directory.catalog.content import Content, parse_stored
from directory.catalog.types import READABLE, Kind, ListingCard, Visibility
from directory.kernel.errors import DomainError, Gone, NotFound
from directory.kernel.paging import MAX_PAGE, Page
from directory.kernel.text import slugify
from directory.models import Listing, ListingTerm, Revision, SlugHistory
from directory.taxonomy.types import Taxonomy

__all__ = ["cards"]
_READABLE = tuple(state.value for state in READABLE)


class Suspended(DomainError):
    """The listing is under review; the public sees only that."""


@dataclass(frozen=True)
class ListingView:
    """A listing with its live content."""

    id: int
    uid: str
    kind: Kind
    slug: str
    visibility: Visibility
    content: Content
    confirmed_on: str | None
    published_at: datetime | None
    updated_at: datetime
    content_hash: str
    revision_number: int


@dataclass(frozen=True)
class Moved:
    """The listing is at this address now."""

    kind: Kind
    slug: str


@dataclass(frozen=True)
class NamedListing:
    """A listing by its names only."""

    kind: Kind
    slug: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class LiveTexts:
    """What a listing says in words beside its card; `notes` are the values of its facts."""

    aliases: tuple[str, ...]
    description: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class SitemapEntry:
    """One address for the sitemap."""

    kind: Kind
    slug: str
    updated_at: datetime


def listing_by_slug(session: Session, kind: Kind, slug: str) -> ListingView | Moved:
    """Return the readable listing or where it moved; NotFound, Gone or Suspended otherwise."""
    if (
        slugify(slug, limit=90) != slug
    ):  # no address of ours; PostgreSQL even refuses some characters
        raise NotFound("There is no such listing.")
    row = session.execute(
        select(Listing, Revision)
        .outerjoin(Revision, Revision.id == Listing.live_revision_id)
        .where(Listing.kind == kind.value, Listing.slug == slug)
    ).one_or_none()
    if row is None:
        return _former(session, kind, slug)
    listing, revision = row
    if listing.visibility == Visibility.MERGED and listing.merged_into_id:
        return _target(session, listing.merged_into_id)
    if listing.visibility == Visibility.REMOVED:
        raise Gone("This listing was removed from the directory.")
    if listing.visibility == Visibility.SUSPENDED:
        raise Suspended("This listing is under review and cannot be shown now.")
    if listing.visibility not in _READABLE or revision is None:
        raise NotFound("There is no such listing.")
    return _view(listing, revision)


def _view(listing: Listing, revision: Revision) -> ListingView:
    kind = Kind(listing.kind)
    return ListingView(
        id=listing.id,
        uid=listing.uid,
        kind=kind,
        slug=listing.slug,
        visibility=Visibility(listing.visibility),
        content=parse_stored(kind, revision.content),
        confirmed_on=listing.confirmed_on,
        published_at=listing.published_at,
        updated_at=listing.updated_at,
        content_hash=listing.content_hash,
        revision_number=revision.number,
    )


def _former(session: Session, kind: Kind, slug: str) -> Moved:
    listing_id = session.scalar(
        select(SlugHistory.listing_id).where(
            SlugHistory.kind == kind.value, SlugHistory.slug == slug
        )
    )
    if listing_id is None:
        raise NotFound("There is no such listing.")
    return _target(session, listing_id)


def _target(session: Session, listing_id: int) -> Moved:
    listing = session.get_one(Listing, listing_id)
    if listing.visibility == Visibility.HIDDEN:
        raise NotFound("There is no such listing.")
    return Moved(Kind(listing.kind), listing.slug)


def counts_by_kind(session: Session) -> dict[Kind, int]:
    """Return how many public listings each kind has (archived ones are not counted)."""
    rows = session.execute(
        select(Listing.kind, func.count())
        .where(Listing.visibility == "public")
        .group_by(Listing.kind)
    )
    found = dict(rows.all())
    return {kind: found.get(kind.value, 0) for kind in Kind}


def newest(session: Session, limit: int, kind: Kind | None = None) -> tuple[ListingCard, ...]:
    """Return the public listings that were published last."""
    statement = select(Listing.id).where(Listing.visibility == "public")
    if kind is not None:
        statement = statement.where(Listing.kind == kind.value)
    ids = session.scalars(
        statement.order_by(Listing.published_at.desc(), Listing.id.desc()).limit(limit)
    ).all()
    return in_order(session, ids)


def in_order(session: Session, ids: Sequence[int]) -> tuple[ListingCard, ...]:
    """Return the cards of these listings in this order; those that are not readable are left out."""
    found = cards(session, ids)
    return tuple(found[listing_id] for listing_id in ids if listing_id in found)


def names_of(session: Session, ids: Sequence[int]) -> tuple[NamedListing, ...]:
    """Return the names of the readable ones among these listings in this order, in one statement."""
    found = {
        listing.id: NamedListing(
            Kind(listing.kind), listing.slug, listing.name, _texts(content).aliases
        )
        for listing, content in _live(session, ids)
    }
    return tuple(found[key] for key in ids if key in found)


def _live(session: Session, ids: Iterable[int]) -> list[tuple[Listing, dict[str, Any]]]:
    """Return the readable ones among these listings with what they say (see `cards` on visibility)."""
    rows = session.execute(
        select(Listing, Revision.content)
        .join(Revision, Revision.id == Listing.live_revision_id)
        .where(Listing.id.in_(list(ids)))
    )
    return [(row[0], row[1]) for row in rows if row[0].visibility in _READABLE]


def listings_with_term(
    session: Session,
    taxonomy: Taxonomy,
    term: tuple[str, str],
    *,
    page: int = 1,
    size: int = 20,
) -> Page[ListingCard]:
    """Return public listings that have (vocabulary, slug) or a narrower term, by name.

    NotFound for an unknown term and for a page beyond the last.
    """
    found = taxonomy.term(*term)
    if found is None or not 1 <= page <= MAX_PAGE:
        raise NotFound("There is no such page.")
    statement = (
        select(Listing.id)
        .join(ListingTerm, ListingTerm.listing_id == Listing.id)
        .where(ListingTerm.term_id == found.id, Listing.visibility == "public")
    )
    return _page(session, statement, page, size)


def _page(session: Session, statement: Select[int], page: int, size: int) -> Page[ListingCard]:
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ids = session.scalars(
        statement.order_by(Listing.sort_name, Listing.id).limit(size).offset((page - 1) * size)
    ).all()
    if not ids and page > 1:
        raise NotFound("There is no such page.")
    return Page(in_order(session, ids), page, size, total)


def sitemap_count(session: Session) -> int:
    """Return how many listings the sitemap has."""
    statement = select(func.count(Listing.id)).where(Listing.visibility.in_(_READABLE))
    return session.scalar(statement) or 0


def sitemap_page(session: Session, number: int, size: int = 5000) -> tuple[SitemapEntry, ...]:
    """Return one page (from 1) of readable listings in the order of their ids."""
    rows = session.execute(
        select(Listing.kind, Listing.slug, Listing.updated_at)
        .where(Listing.visibility.in_(_READABLE))
        .order_by(Listing.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return tuple(SitemapEntry(Kind(kind), slug, updated) for kind, slug, updated in rows)


def live_texts(session: Session, ids: Iterable[int]) -> dict[int, LiveTexts]:
    """Return the texts of the readable ones among these listings, by id; faster than contents."""
    return {listing.id: _texts(content) for listing, content in _live(session, ids)}


def _texts(content: Mapping[str, Any]) -> LiveTexts:
    notes = (fact.get("value", "") for fact in content.get("facts", {}).values())
    return LiveTexts(
        tuple(content.get("aliases", ())),
        content.get("description", ""),
        tuple(filter(None, notes)),
    )


def live_contents(session: Session, ids: Iterable[int]) -> dict[int, Content]:
    """Return the live content of the readable ones among these listings, by id."""
    return {
        listing.id: parse_stored(Kind(listing.kind), content)
        for listing, content in _live(session, ids)
    }
