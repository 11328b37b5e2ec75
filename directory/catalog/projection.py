"""Live revision -> tables for filtering and joining. Can be rebuilt at any time from revisions."""

from collections.abc import Iterable

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from directory.catalog.content import Content, ProductContent
from directory.catalog.content.facts import Fact as FactContent
from directory.catalog.content.parts import RELATION_RULES, DeclaredRelation
from directory.catalog.content.primitives import Source
from directory.catalog.rules import last_confirmed, logo_of, named_terms, screenshots_of
from directory.catalog.types import Kind
from directory.kernel.text import fold
from directory.models import (
    Fact,
    Listing,
    ListingImage,
    ListingTerm,
    Relation,
    SlugHistory,
    Study,
)
from directory.taxonomy.types import Taxonomy


def project(session: Session, listing: Listing, content: Content, taxonomy: Taxonomy) -> None:
    """Make all projected rows of a listing equal to its live content (inside the transaction)."""
    listing.name = content.name
    listing.sort_name = fold(content.name)[:200]
    listing.tagline = content.tagline
    listing.lifecycle = content.lifecycle
    listing.confirmed_on = last_confirmed(content)
    for table in (ListingTerm, Fact, Study, ListingImage):
        session.execute(delete(table).where(table.listing_id == listing.id))
    session.execute(delete(Relation).where(Relation.declared_by_id == listing.id))
    session.add_all(_terms(listing, content, taxonomy))
    session.add_all(_facts(listing, content))
    session.add_all(_relations(session, listing, content))
    if isinstance(content, ProductContent):
        session.add_all(_studies(listing, content))
    session.add_all(_images(listing, content))


def _images(listing: Listing, content: Content) -> Iterable[ListingImage]:
    return [
        ListingImage(
            listing_id=listing.id,
            position=position,
            key=image.key,
            width=image.width,
            height=image.height,
            alt=image.alt,
        )
        for position, image in enumerate([logo_of(content), *screenshots_of(content)])
        if image is not None
    ]


def _terms(listing: Listing, content: Content, taxonomy: Taxonomy) -> Iterable[ListingTerm]:
    direct: dict[int, bool] = {}
    for vocabulary, slug in named_terms(content):
        term = taxonomy.term(vocabulary, slug)
        if term is None:
            continue
        direct[term.id] = True
        for ancestor in taxonomy.vocabularies[vocabulary].ancestors(slug):
            direct.setdefault(ancestor.id, False)
    return [
        ListingTerm(listing_id=listing.id, term_id=term_id, direct=is_direct)
        for term_id, is_direct in direct.items()
    ]


def _facts(listing: Listing, content: Content) -> Iterable[Fact]:
    return [
        Fact(
            listing_id=listing.id,
            key=key,
            state=fact.state.value,
            value=_value_text(fact),
            expires_on=fact.source.expires_on if fact.source else None,
            **_source_columns(fact.source),
        )
        for key, fact in content.facts.items()
    ]


def _value_text(fact: FactContent) -> str:
    parts = [*fact.terms, fact.url, fact.number, fact.value]
    return "; ".join(str(part) for part in parts if part not in (None, ""))


def _source_columns(source: Source | None) -> dict[str, str | None]:
    return {
        "source_type": source.type.value if source else None,
        "source_name": source.name if source else "",
        "source_url": source.url if source else None,
        "confirmed_on": source.confirmed_on if source else None,
    }


def _studies(listing: Listing, content: ProductContent) -> Iterable[Study]:
    return [
        Study(
            listing_id=listing.id,
            position=position,
            citation=study.citation,
            url=study.url,
            design=study.design.value,
            tier=study.tier,
            tier_assigned_by=study.tier_assigned_by,
            outcome=study.outcome,
            year=study.year,
            sample_size=study.sample_size,
        )
        for position, study in enumerate(content.studies)
    ]


def _relations(session: Session, listing: Listing, content: Content) -> Iterable[Relation]:
    ids = find_references(session, [relation.other for relation in content.relations])
    unique = {
        (relation.kind, relation.other, relation.role): relation for relation in content.relations
    }
    return [
        _relation(listing, relation, ids[relation.other])
        for relation in unique.values()
        if ids.get(relation.other, listing.id) != listing.id
    ]


def _relation(listing: Listing, relation: DeclaredRelation, other_id: int) -> Relation:
    # Between two listings of one kind the declaring one is the subject.
    is_subject = RELATION_RULES[relation.kind].subject == Kind(listing.kind)
    return Relation(
        kind=relation.kind.value,
        subject_id=listing.id if is_subject else other_id,
        object_id=other_id if is_subject else listing.id,
        declared_by_id=listing.id,
        role=relation.role,
        started_on=relation.started_on,
        ended_on=relation.ended_on,
        **_source_columns(relation.source),
    )


def find_references(session: Session, references: Iterable[str]) -> dict[str, int]:
    """Return the listing id of each `kind/slug`, former slugs included; unknown ones are left out."""
    pairs = {tuple(reference.split("/", 1)) for reference in references}
    if not pairs:
        return {}
    found: dict[str, int] = {}
    former = select(SlugHistory.kind, SlugHistory.slug, SlugHistory.listing_id)
    current = select(Listing.kind, Listing.slug, Listing.id)
    for statement, key in (
        (former, tuple_(SlugHistory.kind, SlugHistory.slug)),
        (current, tuple_(Listing.kind, Listing.slug)),
    ):
        for kind, slug, listing_id in session.execute(statement.where(key.in_(pairs))):
            found[f"{kind}/{slug}"] = listing_id
    return found
