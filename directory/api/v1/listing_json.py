"""A listing as the API shows it."""

from collections.abc import Iterable

from directory.api.blueprint import PREFIX
from directory.api.schemas import (
    FactOut,
    LinkOut,
    ListingOut,
    NoticeOut,
    RelatedOut,
    RelationOut,
    TermOut,
)
from directory.api.v1.parts_json import source_out, term_out, time_out
from directory.api.v1.product_json import product_fields
from directory.catalog.content import Content, OrganizationContent
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import Fact, FactDefinition
from directory.catalog.queries import ListingView
from directory.catalog.rules import named_terms
from directory.catalog.types import Visibility
from directory.config import Settings
from directory.ecosystem.types import Related, RelatedGroup
from directory.kernel.urls import absolute
from directory.taxonomy.types import Taxonomy

LICENSE = (
    "Each fact names its source and keeps that source's licence. "
    "Credit the sources and this directory when you show the data."
)


def listing_out(
    view: ListingView, taxonomy: Taxonomy, groups: Iterable[RelatedGroup], settings: Settings
) -> ListingOut:
    """Return the whole listing, every fact of its kind included."""
    content, base = view.content, settings.base_url
    return ListingOut(
        kind=view.kind.value,
        slug=view.slug,
        uid=view.uid,
        url=absolute(base, f"{view.kind.path}/{view.slug}"),
        api_url=absolute(base, f"{PREFIX}/listings/{view.kind.value}/{view.slug}"),
        visibility="archived" if view.visibility is Visibility.ARCHIVED else "public",
        revision=view.revision_number,
        published_at=time_out(view.published_at) if view.published_at else None,
        updated_at=time_out(view.updated_at),
        confirmed_on=view.confirmed_on,
        name=content.name,
        aliases=list(content.aliases),
        tagline=content.tagline,
        description=content.description,
        homepage_url=content.homepage_url,
        links=[LinkOut(label=link.label, url=link.url) for link in content.links],
        lifecycle=term_out(taxonomy, "lifecycle", content.lifecycle),
        terms=_terms(taxonomy, content),
        classification=source_out(content.classification) if content.classification else None,
        facts=[
            _fact(taxonomy, definition, content.facts.get(definition.key, Fact()))
            for definition in facts_of(view.kind)
        ],
        relations=[_relation(group, base) for group in groups],
        legal_name=content.legal_name or None if isinstance(content, OrganizationContent) else None,
        sources=[source_out(source) for source in content.sources],
        notice=NoticeOut(
            disclaimer=settings.disclaimer, license=LICENSE, about_url=absolute(base, "data")
        ),
        **product_fields(taxonomy, content),
    )


def _terms(taxonomy: Taxonomy, content: Content) -> dict[str, list[TermOut]]:
    found: dict[str, list[TermOut]] = {}
    for vocabulary, slug in dict.fromkeys(named_terms(content)):
        found.setdefault(vocabulary, []).append(term_out(taxonomy, vocabulary, slug))
    return found


def _fact(taxonomy: Taxonomy, definition: FactDefinition, fact: Fact) -> FactOut:
    return FactOut(
        key=definition.key,
        label=definition.label,
        help=definition.help,
        indicator=definition.indicator.value if definition.indicator else None,
        state=fact.state.value,
        value=fact.value,
        number=fact.number,
        unit=definition.unit,
        url=fact.url,
        terms=[term_out(taxonomy, definition.vocabulary, slug) for slug in fact.terms],
        source=source_out(fact.source) if fact.source else None,
    )


def _relation(group: RelatedGroup, base: str) -> RelationOut:
    items = [_related(item, base) for item in group.items]
    return RelationOut(relation=group.relation, label=group.label, items=items)


def _related(item: Related, base: str) -> RelatedOut:
    return RelatedOut(
        kind=item.kind.value,
        slug=item.slug,
        name=item.name,
        tagline=item.tagline,
        url=absolute(base, f"{item.kind.path}/{item.slug}"),
        api_url=absolute(base, f"{PREFIX}/listings/{item.kind.value}/{item.slug}"),
        role=item.role,
        state=item.state,
        started_on=item.started_on,
        ended_on=item.ended_on,
        source_name=item.source_name,
        source_url=item.source_url,
        confirmed_on=item.confirmed_on,
    )
