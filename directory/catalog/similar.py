"""Similar listings, with the terms that they share: the reason is the ranking."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from directory.catalog.queries import in_order
from directory.catalog.types import ListingCard
from directory.models import Listing, ListingTerm, Term, Vocabulary

# How much a shared term of a vocabulary says; vocabularies that are not named here say nothing.
_WEIGHTS = {
    "product-kind": 4.0,
    "subject": 4.0,
    "need": 1.0,
    "level": 0.1,
    "price": 0.5,
    "platform": 0.25,
    "offline": 2.0,
    "standard": 1.0,
    "population": 2.0,
    "organization-kind": 2.0,
    "place": 2.0,
    "opportunity-kind": 4.0,
    "audience": 0.25,
}
_UNTELLING = ("all-subjects", "not-stated", "united-states", "prek-12")
_MIN_SCORE = 4.0


@dataclass(frozen=True)
class Similar:
    """A similar listing and what it shares, as (vocabulary, term slug), most telling first."""

    card: ListingCard
    shared: tuple[tuple[str, str], ...]


def similar(session: Session, listing_id: int, limit: int = 6) -> tuple[Similar, ...]:
    """Return public listings of the same kind that share the most telling terms."""
    mine, other, target = aliased(ListingTerm), aliased(ListingTerm), aliased(Listing)
    weight = case(_WEIGHTS, value=Vocabulary.slug, else_=0.0)
    statement = (
        select(target.id)
        .select_from(mine)
        .join(other, other.term_id == mine.term_id)
        .join(target, target.id == other.listing_id)
        .join(Listing, Listing.id == mine.listing_id)
        .join(Term, Term.id == mine.term_id)
        .join(Vocabulary, Vocabulary.id == Term.vocabulary_id)
        .where(
            mine.listing_id == listing_id,
            target.id != listing_id,
            target.kind == Listing.kind,
            target.visibility == "public",
            mine.direct,
            other.direct,
            Term.slug.not_in(_UNTELLING),
        )
        .group_by(target.id, target.sort_name)
        .having(func.sum(weight) >= _MIN_SCORE)
        .order_by(func.sum(weight).desc(), target.sort_name, target.id)
        .limit(limit)
    )
    ids = session.scalars(statement).all()
    own = _own_terms(session, listing_id)
    return tuple(Similar(card, _shared(own, card)) for card in in_order(session, ids))


def _own_terms(session: Session, listing_id: int) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Vocabulary.slug, Term.slug)
        .join(Term, Term.vocabulary_id == Vocabulary.id)
        .join(ListingTerm, ListingTerm.term_id == Term.id)
        .where(ListingTerm.listing_id == listing_id, ListingTerm.direct)
        .order_by(Vocabulary.position, Term.position)
    )
    telling = [pair for pair in rows if pair[0] in _WEIGHTS and pair[1] not in _UNTELLING]
    return sorted(telling, key=lambda pair: -_WEIGHTS[pair[0]])


def _shared(own: list[tuple[str, str]], card: ListingCard) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in own if pair[1] in card.terms.get(pair[0], ()))
