"""A listing as the API shows it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from directory.api.blueprint import PREFIX
from directory.api.schemas import (
    FactOut,
    LinkOut,
    ListingOut,
    NoticeOut,
    RelatedOut,
    RelationOut,
    SourceOut,
    TermOut,
)
from directory.api.v1.product_json import product_fields
from directory.catalog.content import Content, OrganizationContent, ProductContent
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import Fact, FactDefinition
from directory.catalog.content.primitives import Source
from directory.catalog.queries import ListingView
from directory.catalog.rules import named_terms
from directory.config import Settings
from directory.ecosystem.types import Related, RelatedGroup
from directory.kernel.urls import absolute
from directory.taxonomy.types import Taxonomy

LICENSE = (
    "Each fact names its source and keeps that source's licence. "
    "Credit the sources and this directory when you show the data."
)


def listing_out(
    view: ListingView,
    taxonomy: Taxonomy,
    groups: Iterable[RelatedGroup],
    settings: Settings,
) -> ListingOut:
    """Return the whole listing, every fact of its kind included."""
    content = view.content
    return ListingOut(
        kind=view.kind.value,
        slug=view.slug,
        uid=view.uid,
        url=absolute(settings.base_url, f"{view.kind.path}/{view.slug}"),
        api_url=absolute(settings.base_url, f"{PREFIX}/listings/{view.kind.value}/{view.slug}"),
        visibility=cast(Any, view.visibility.value),
        revision=view.revision_number,
        published_at=_time(view.published_at),
        updated_at=view.updated_at.isoformat(timespec="seconds"),
        confirmed_on=view.confirmed_on,
        name=content.name,
        aliases=list(content.aliases),
        tagline=content.tagline,
        description=content.description,
        homepage_url=content.homepage_url,
        links=[LinkOut(label=link.label, url=link.url) for link in content.links],
        lifecycle=term_out(taxonomy, "lifecycle", content.lifecycle),
        terms=_terms(taxonomy, content),
        classification=source_out(content.classification),
        facts=[
            _fact(taxonomy, definition, content.facts.get(definition.key, Fact()))
            for definition in facts_of(view.kind)
        ],
        relations=[_relation(group, settings.base_url) for group in groups],
        legal_name=content.legal_name or None if isinstance(content, OrganizationContent) else None,
        sources=[_known(source) for source in content.sources],
        notice=NoticeOut(
            disclaimer=settings.disclaimer,
            license=LICENSE,
            about_url=absolute(settings.base_url, "data"),
        ),
        **product_fields(taxonomy, content if isinstance(content, ProductContent) else None),
    )
