"""schema.org descriptions of listings, for search engines and other programs."""

from typing import Any

from flask import url_for

from directory.catalog.content import (
    Content,
    OpportunityContent,
    OrganizationContent,
    ProductContent,
)
from directory.catalog.content.facts import FactState
from directory.catalog.queries import ListingView
from directory.ecosystem.types import RelatedGroup
from directory.taxonomy.types import Taxonomy
from directory.web.public.cards import listing_url
from directory.web.shared.filters import absolute_url

_ORGANIZATION_TYPES = {
    "nonprofit": "NGO",
    "university": "CollegeOrUniversity",
    "government": "GovernmentOrganization",
    "school-district": "EducationalOrganization",
    "research-lab": "ResearchOrganization",
    "funder": "FundingAgency",
}
# Free for everybody in full; a free version, trial or offer to schools alone is not that.
_FREE = {"free", "open-source", "free-with-ads"}


def describe(
    view: ListingView, groups: tuple[RelatedGroup, ...], taxonomy: Taxonomy
) -> dict[str, Any]:
    """Return the JSON-LD of a listing. Only what is stated is said."""
    content = view.content
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _type(content),
        "@id": absolute_url(listing_url(view.kind, view.slug)),
        "name": content.name,
        "description": content.tagline,
        "url": content.homepage_url,
        "alternateName": list(content.aliases),
        "identifier": view.uid,
    }
    if isinstance(content, ProductContent):
        data |= _product(content, groups, taxonomy)
    elif isinstance(content, OrganizationContent):
        data |= _organization(content, groups)
    elif isinstance(content, OpportunityContent):
        data |= {"funder": _others(groups, "offers", "Organization")}
    else:
        data |= {"affiliation": _others(groups, "founded", "Organization")}
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def breadcrumbs(view: ListingView) -> dict[str, Any]:
    """Return the way from the home page to a listing as JSON-LD."""
    kinds = f"{url_for('public.search')}?kind={view.kind.value}"
    steps = (
        ("Home", url_for("public.home")),
        (view.kind.plural_label, kinds),
        (view.content.name, listing_url(view.kind, view.slug)),
    )
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute_url(path)}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def _type(content: Content) -> str | list[str]:
    if isinstance(content, ProductContent):
        return ["SoftwareApplication", "LearningResource"]
    if isinstance(content, OrganizationContent):
        kinds = [
            _ORGANIZATION_TYPES[k] for k in content.organization_kinds if k in _ORGANIZATION_TYPES
        ]
        return kinds[0] if kinds else "Organization"
    if isinstance(content, OpportunityContent):
        money = {"grant", "sbir"} & set(content.opportunity_kinds)
        return "MonetaryGrant" if money else "Service"
    return "Person"


def _product(
    content: ProductContent, groups: tuple[RelatedGroup, ...], taxonomy: Taxonomy
) -> dict[str, Any]:
    def labels(vocabulary: str, slugs: tuple[str, ...]) -> list[str]:
        return [taxonomy.label(vocabulary, slug) for slug in slugs]

    return {
        "applicationCategory": "EducationalApplication",
        "applicationSubCategory": labels("product-kind", content.product_kinds),
        "operatingSystem": ", ".join(labels("platform", _terms(content, "platforms"))),
        "softwareVersion": content.current_version,
        "educationalLevel": labels("level", content.levels),
        "educationalUse": labels("use", content.uses),
        "about": labels("subject", content.subjects),
        "typicalAgeRange": content.age_range,
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": role}
            for role in labels("audience", content.audiences)
        ],
        "inLanguage": _codes(taxonomy, _terms(content, "interface_languages")),
        "accessibilityFeature": labels(
            "accessibility-feature", _terms(content, "accessibility_features")
        ),
        "isAccessibleForFree": True if _FREE & set(_terms(content, "price")) else None,
        "license": ", ".join(labels("license", _terms(content, "license"))),
        "publisher": _others(groups, "makes", "Organization"),
        "creator": _others(groups, "created", "Person"),
    }


def _organization(content: OrganizationContent, groups: tuple[RelatedGroup, ...]) -> dict[str, Any]:
    founded = content.facts.get("founded")
    return {
        "legalName": content.legal_name,
        "foundingDate": str(founded.number) if founded and founded.number else None,
        "founder": _others(groups, "founded", "Person"),
    }


def _terms(content: Content, key: str) -> tuple[str, ...]:
    fact = content.facts.get(key)
    stated = fact is not None and fact.state in (FactState.YES, FactState.PARTIAL)
    return fact.terms if fact is not None and stated else ()


def _codes(taxonomy: Taxonomy, slugs: tuple[str, ...]) -> list[str]:
    found = (taxonomy.term("language", slug) for slug in slugs)
    return [term.code or term.label for term in found if term]


def _others(groups: tuple[RelatedGroup, ...], relation: str, kind: str) -> list[dict[str, str]]:
    return [
        {"@type": kind, "name": item.name, "@id": absolute_url(listing_url(item.kind, item.slug))}
        for group in groups
        if group.relation == relation
        for item in group.items
        if item.kind.value == kind.lower()
    ]
