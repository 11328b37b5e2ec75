"""The page of one listing."""

from dataclasses import dataclass

from flask import Response, redirect, render_template, url_for

from directory.catalog.content import Content, ProductContent
from directory.catalog.queries import ListingView, Moved, Suspended, listing_by_slug
from directory.catalog.rules import logo_of, screenshots_of
from directory.catalog.types import KIND_BY_PATH, Kind
from directory.ecosystem.queries import people_behind, related
from directory.ecosystem.types import RelatedGroup
from directory.kernel.access import Access, allow
from directory.search.similar import Similar, similar
from directory.taxonomy.types import Taxonomy
from directory.web.public.blueprint import public
from directory.web.public.cards import (
    CardView,
    card_view,
    fold_bands,
    listing_url,
    terms_text,
)
from directory.web.public.facts_view import facts, indicators, source_view, term_links
from directory.web.public.jsonld import breadcrumbs, describe
from directory.web.shared.filters import absolute_url
from directory.web.shared.services import engine, services, session, taxonomy

# What a listing says of itself at a glance, in this order: heading and field.
_GLANCE = {
    Kind.PRODUCT: (
        ("Kind of product", "product_kinds"),
        ("Grades", "levels"),
        ("Subjects", "subjects"),
        ("For whom", "audiences"),
        ("Learners it serves", "populations"),
        ("Need served", "needs"),
        ("Setting", "settings"),
    ),
    Kind.ORGANIZATION: (("Kind of organization", "organization_kinds"),),
    Kind.PERSON: (),
    Kind.OPPORTUNITY: (
        ("Kind of opportunity", "opportunity_kinds"),
        ("For whom", "audiences"),
        ("Need served", "needs"),
        ("Subjects", "subjects"),
        ("Grades", "levels"),
    ),
}


_SHOWN_REASONS = 5


@dataclass(frozen=True)
class SimilarView:
    """A similar listing and what both have, most telling first."""

    card: CardView
    reason: str


@public.get("/<any(products, organizations, people, opportunities):kind_path>/<slug>")
@allow(Access.PUBLIC)
def listing(kind_path: str, slug: str) -> str | Response | tuple[str, int]:
    """Show a listing; former addresses redirect."""
    kind = KIND_BY_PATH[kind_path]
    try:
        found = listing_by_slug(session(), kind, slug)
    except Suspended:
        return render_template("public/suspended.html"), 404
    if isinstance(found, Moved):
        return redirect(listing_url(found.kind, found.slug), 301)  # type: ignore[return-value]
    return render_template(f"public/listing_{kind.value}.html", **listing_context(found))


def listing_context(
    view: ListingView, groups: tuple[RelatedGroup, ...] | None = None
) -> dict[str, object]:
    """Return what the page of a listing shows. `groups`: instead of the relations that are live."""
    today = services().clock().date()
    groups = related(session(), view.id) if groups is None else groups
    behind = people_behind(session(), view.id) if view.kind is Kind.PRODUCT else None
    views = facts(view.content, taxonomy(), today)
    url = listing_url(view.kind, view.slug)
    return {
        "listing": view,
        "content": view.content,
        "glance": _glance(view.content, taxonomy()),
        "facts": {definition.key: fact for definition, fact in views},
        "indicators": indicators(view.content, taxonomy(), today),
        "groups": _in_order((*groups, behind) if behind else groups),
        "similar": [
            _similar_view(item, taxonomy())
            for item in similar(session(), engine(), taxonomy(), view.id, view.kind)
        ],
        "studies": _studies(view.content, taxonomy()),
        "claims": _claims(view.content, taxonomy()),
        "plans": _plans(view.content, taxonomy()),
        "logo": logo_of(view.content),
        "screenshots": screenshots_of(view.content),
        "sources": [source_view(source, today) for source in view.content.sources],
        "structured": describe(view, groups, taxonomy()),
        "way": breadcrumbs(view),
        "canonical_url": absolute_url(url),
        "mistake_url": url_for("public.contact", topic="correction", about=url),
    }


def _glance(content: Content, terms: Taxonomy) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    rows = []
    for heading, field in _GLANCE[content.kind]:
        vocabulary = content.vocabularies[field]
        slugs = fold_bands(terms, vocabulary, getattr(content, field))
        if slugs:
            rows.append((heading, term_links(terms, vocabulary, tuple(slugs))))
    return rows


def _in_order(
    groups: tuple[RelatedGroup, ...],
) -> list[tuple[RelatedGroup, list[tuple[str, object]]]]:
    return [
        (group, [(listing_url(item.kind, item.slug), item) for item in group.items])
        for group in groups
    ]


def _similar_view(item: Similar, terms: Taxonomy) -> SimilarView:
    shared: dict[str, list[str]] = {}
    for vocabulary, slug in item.shared:
        shared.setdefault(vocabulary, []).append(slug)
    reasons = [
        terms_text(terms, vocabulary, tuple(slugs))
        for vocabulary, slugs in list(shared.items())[:_SHOWN_REASONS]
    ]
    return SimilarView(card_view(item.card, terms), " · ".join(reasons))


def _studies(content: Content, terms: Taxonomy) -> list[dict[str, object]]:
    if not isinstance(content, ProductContent):
        return []
    return [
        {
            "study": study,
            "tier": terms.label("evidence-tier", study.tier) if study.tier else "",
            "levels": [terms.label("level", slug) for slug in study.levels],
            "populations": [terms.label("population", slug) for slug in study.populations],
        }
        for study in content.studies
    ]


def _claims(content: Content, terms: Taxonomy) -> list[dict[str, object]]:
    if not isinstance(content, ProductContent):
        return []
    today = services().clock().date()
    return [
        {
            "claim": claim,
            "label": terms.label("standard", claim.standard),
            "url": url_for("public.browse_term", vocabulary="standard", term=claim.standard),
            "source": source_view(claim.source, today),
        }
        for claim in content.interoperability
    ]


def _plans(content: Content, terms: Taxonomy) -> list[dict[str, object]]:
    if not isinstance(content, ProductContent):
        return []
    today = services().clock().date()
    return [
        {
            "plan": plan,
            "model": terms.label("price", plan.model),
            "amount": f"{plan.amount / 100:,.2f} {plan.currency}"
            if plan.amount is not None
            else "",
            "source": source_view(plan.source, today),
        }
        for plan in content.price_plans
    ]
