"""Read relations between listings."""

from collections.abc import Iterable

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from directory.catalog.content.parts import RELATION_RULES, DeclaredRelation, RelationKind
from directory.catalog.projection import find_references
from directory.catalog.types import READABLE, Kind
from directory.ecosystem.types import Related, RelatedGroup
from directory.models import Listing, ListingTerm, Relation, Term, Vocabulary

_READABLE = tuple(state.value for state in READABLE)


def related(session: Session, listing_id: int) -> tuple[RelatedGroup, ...]:
    """Return the readable listings related to this one, grouped by relation, in one statement."""
    other_id = case(
        (Relation.subject_id == listing_id, Relation.object_id), else_=Relation.subject_id
    )
    rows = session.execute(
        select(Relation, Listing)
        .join(Listing, Listing.id == other_id)
        .where(
            or_(Relation.subject_id == listing_id, Relation.object_id == listing_id),
            Listing.visibility.in_(_READABLE),
        )
        .order_by(Listing.sort_name, Listing.id)
    )
    groups: dict[tuple[str, bool], list[Related]] = {}
    for relation, other in rows:
        groups.setdefault((relation.kind, relation.subject_id == listing_id), []).append(
            _related(relation, other)
        )
    return tuple(
        _group(kind, forward, groups[kind.value, forward])
        for kind in RelationKind
        for forward in (False, True)
        if (kind.value, forward) in groups
    )


def declared(
    session: Session, kind: Kind, relations: Iterable[DeclaredRelation]
) -> tuple[RelatedGroup, ...]:
    """Return the groups that `related` would return once a content with these relations is live."""
    wanted = list(relations)
    ids = find_references(session, [relation.other for relation in wanted])
    rows = session.scalars(
        select(Listing).where(Listing.id.in_(ids.values()), Listing.visibility.in_(_READABLE))
    )
    by_id = {listing.id: listing for listing in rows}
    groups: dict[tuple[RelationKind, bool], list[Related]] = {}
    for relation in wanted:
        other = by_id.get(ids.get(relation.other, 0))
        if other is not None:
            forward = RELATION_RULES[relation.kind].subject == kind
            groups.setdefault((relation.kind, forward), []).append(_declared(relation, other))
    return tuple(_group(key, forward, items) for (key, forward), items in groups.items())


def _declared(relation: DeclaredRelation, other: Listing) -> Related:
    source = relation.source
    return Related(
        kind=Kind(other.kind),
        slug=other.slug,
        name=other.name,
        tagline=other.tagline,
        role=relation.role,
        state="claimed",
        started_on=relation.started_on,
        ended_on=relation.ended_on,
        source_name=source.name if source else "",
        source_url=source.url if source else None,
        confirmed_on=source.confirmed_on if source else None,
    )


def _group(kind: RelationKind, forward: bool, items: list[Related]) -> RelatedGroup:
    rule = RELATION_RULES[kind]
    unique = {(item.kind, item.slug, item.role): item for item in items}
    return RelatedGroup(
        kind.value, rule.forward if forward else rule.backward, tuple(unique.values())
    )


def _related(relation: Relation, other: Listing) -> Related:
    return Related(
        kind=Kind(other.kind),
        slug=other.slug,
        name=other.name,
        tagline=other.tagline,
        role=relation.role,
        state=relation.state,
        started_on=relation.started_on,
        ended_on=relation.ended_on,
        source_name=relation.source_name,
        source_url=relation.source_url,
        confirmed_on=relation.confirmed_on,
    )


def people_behind(session: Session, product_id: int) -> RelatedGroup | None:
    """Return the people of the organizations that make a product, or None; one statement."""
    made, role = aliased(Relation), aliased(Relation)
    rows = session.execute(
        select(role, Listing)
        .select_from(made)
        .join(role, role.object_id == made.subject_id)
        .join(Listing, Listing.id == role.subject_id)
        .where(
            made.object_id == product_id,
            made.kind == RelationKind.MAKES.value,
            Listing.kind == Kind.PERSON.value,
            Listing.visibility.in_(_READABLE),
        )
        .order_by(Listing.sort_name, Listing.id)
    ).all()
    items = tuple(_related(relation, person) for relation, person in rows)
    return RelatedGroup("people_behind", "People behind the maker", items) if items else None


def neighbours(session: Session, ids: Iterable[int]) -> set[int]:
    """Return the ids of all listings that stand in any relation to one of these."""
    wanted = list(ids)
    rows = session.execute(
        select(Relation.subject_id, Relation.object_id).where(
            or_(Relation.subject_id.in_(wanted), Relation.object_id.in_(wanted))
        )
    )
    return {end for pair in rows for end in pair} - set(wanted)


def names_of_related(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return for each listing the names of the readable listings related to it, sorted."""
    wanted = list(ids)
    names: dict[int, set[str]] = {}
    for mine, theirs in (
        (Relation.subject_id, Relation.object_id),
        (Relation.object_id, Relation.subject_id),
    ):
        rows = session.execute(
            select(mine, Listing.name)
            .join(Listing, Listing.id == theirs)
            .where(and_(mine.in_(wanted), Listing.visibility.in_(_READABLE)))
        )
        for listing_id, name in rows:
            names.setdefault(listing_id, set()).add(name)
    return {listing_id: tuple(sorted(found)) for listing_id, found in names.items()}


def terms_of_made(
    session: Session, ids: Iterable[int], vocabularies: Iterable[str]
) -> dict[int, tuple[int, ...]]:
    """Return for each organization the ids of the terms that the listings it makes name themselves."""
    rows = session.execute(
        select(Relation.subject_id, ListingTerm.term_id)
        .distinct()
        .join(Listing, Listing.id == Relation.object_id)
        .join(ListingTerm, and_(ListingTerm.listing_id == Listing.id, ListingTerm.direct))
        .join(Term, Term.id == ListingTerm.term_id)
        .join(Vocabulary, Vocabulary.id == Term.vocabulary_id)
        .where(
            Relation.subject_id.in_(list(ids)),
            Relation.kind == RelationKind.MAKES.value,
            Listing.visibility.in_(_READABLE),
            Vocabulary.slug.in_(list(vocabularies)),
        )
        .order_by(Relation.subject_id, ListingTerm.term_id)
    )
    found: dict[int, list[int]] = {}
    for listing_id, term_id in rows:
        found.setdefault(listing_id, []).append(term_id)
    return {listing_id: tuple(terms) for listing_id, terms in found.items()}
