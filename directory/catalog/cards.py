"""Cards: what a list shows of each listing, in two statements however many there are."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from directory.catalog.types import READABLE, Kind, ListingCard, Visibility
from directory.models import Listing, ListingImage, ListingTerm, Relation, Term, Vocabulary

Terms = dict[int, dict[str, tuple[str, ...]]]


def cards(session: Session, ids: Iterable[int]) -> dict[int, ListingCard]:
    """Return the cards of the readable ones among these listings, by id."""
    wanted = list(ids)
    if not wanted:
        return {}
    # What is readable is chosen here: with a condition on the visibility as well, SQLite begins with
    # the index of that, and so with all listings.
    logo = and_(ListingImage.listing_id == Listing.id, ListingImage.position == 0)
    rows = session.execute(
        select(Listing, ListingImage.key)
        .outerjoin(ListingImage, logo)
        .where(Listing.id.in_(wanted))
    )
    listings = [(row, key) for row, key in rows if row.visibility in READABLE]
    terms = direct_terms(session, wanted)
    makers = _makers(session, wanted)
    return {
        row.id: _card(row, terms.get(row.id, {}), makers.get(row.id, ("", "")), key or "")
        for row, key in listings
    }


def _card(
    row: Listing, terms: dict[str, tuple[str, ...]], maker: tuple[str, str], logo_key: str
) -> ListingCard:
    return ListingCard(
        id=row.id,
        kind=Kind(row.kind),
        slug=row.slug,
        name=row.name,
        tagline=row.tagline,
        lifecycle=row.lifecycle,
        visibility=Visibility(row.visibility),
        confirmed_on=row.confirmed_on,
        published_at=row.published_at,
        terms=terms,
        maker_name=maker[0],
        maker_slug=maker[1],
        uid=row.uid,
        updated_at=row.updated_at,
        logo_key=logo_key,
    )


def direct_terms(session: Session, ids: list[int]) -> Terms:
    """Return for each listing: vocabulary -> slugs that it names itself, in vocabulary order."""
    rows = session.execute(
        select(ListingTerm.listing_id, Vocabulary.slug, Term.slug)
        .join(Term, Term.id == ListingTerm.term_id)
        .join(Vocabulary, Vocabulary.id == Term.vocabulary_id)
        .where(ListingTerm.listing_id.in_(ids), ListingTerm.direct)
        .order_by(ListingTerm.listing_id, Vocabulary.position, Term.position)
    )
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for listing_id, vocabulary, slug in rows:
        found[listing_id][vocabulary].append(slug)
    return {
        listing_id: {vocabulary: tuple(slugs) for vocabulary, slugs in terms.items()}
        for listing_id, terms in found.items()
    }


def _makers(session: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        select(Relation.object_id, Listing.name, Listing.slug, Listing.visibility)
        .join(Listing, Listing.id == Relation.subject_id)
        .where(Relation.object_id.in_(ids), Relation.kind.in_(("makes", "offers")))
        .order_by(Relation.id.desc())
    )
    return {key: (name, slug) for key, name, slug, visibility in rows if visibility in READABLE}
