"""Listing cards as templates show them."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from directory.catalog.types import Kind, ListingCard, Visibility
from directory.search.results import Found, Reasons
from directory.taxonomy.types import Taxonomy

# What a card says at a glance: icon and vocabulary, in this order.
_GLANCE = (
    ("school", "level"),
    ("topic", "subject"),
    ("payments", "price"),
    ("wifi_off", "offline"),
    ("groups", "organization-kind"),
    ("location_on", "place"),
    ("lightbulb", "opportunity-kind"),
)
_SHOWN_TERMS = 3


@dataclass(frozen=True)
class CardView:
    """One listing in a list. `badges` are (icon, text); highlights are empty without a match.

    `why`: why it is among results, None where nothing was asked. `whole`: it fits all that was.
    """

    kind: str
    kind_label: str
    name: str
    url: str
    tagline: str
    highlight_name: Markup
    highlight_tagline: Markup
    highlight_text: Markup
    maker: str
    maker_url: str
    badges: tuple[tuple[str, str], ...]
    confirmed_on: str | None
    archived: bool
    why: Reasons | None
    whole: bool
    logo_url: str = ""


def listing_url(kind: Kind, slug: str) -> str:
    """Return the address of a listing's page."""
    return url_for("public.listing", kind_path=kind.path, slug=slug)


def card_view(card: ListingCard, taxonomy: Taxonomy) -> CardView:
    """Return what a list shows of a listing."""
    return found_view(Found(card, 0.0), taxonomy)


def found_view(found: Found, taxonomy: Taxonomy, *, asked: bool = False) -> CardView:
    """Return what a result list shows of a result; when words were `asked`, with why it is there."""
    card = found.card
    maker_url = listing_url(Kind.ORGANIZATION, card.maker_slug) if card.maker_slug else ""
    return CardView(
        kind=card.kind.value,
        kind_label=card.kind.label,
        name=card.name,
        url=listing_url(card.kind, card.slug),
        tagline=card.tagline,
        highlight_name=Markup(found.name_html),  # noqa: S704 - escaped by search.highlight
        highlight_tagline=Markup(found.tagline_html),  # noqa: S704
        highlight_text=Markup(found.text_html),  # noqa: S704
        maker=card.maker_name,
        maker_url=maker_url,
        badges=_badges(card, taxonomy),
        confirmed_on=card.confirmed_on,
        archived=card.visibility is Visibility.ARCHIVED,
        why=found.reasons if asked else None,
        whole=found.whole,
        logo_url=url_for("public.image", key=card.logo_key) if card.logo_key else "",
    )


def _badges(card: ListingCard, taxonomy: Taxonomy) -> tuple[tuple[str, str], ...]:
    return tuple(
        (icon, terms_text(taxonomy, vocabulary, card.terms[vocabulary]))
        for icon, vocabulary in _GLANCE
        if card.terms.get(vocabulary)
    )


def terms_text(taxonomy: Taxonomy, vocabulary: str, slugs: tuple[str, ...]) -> str:
    """Return a short text for some terms: whole bands instead of their grades, at most three names."""
    names = [taxonomy.label(vocabulary, slug) for slug in fold_bands(taxonomy, vocabulary, slugs)]
    more = len(names) - _SHOWN_TERMS
    return ", ".join(names[:_SHOWN_TERMS]) + (f" and {more} more" if more > 0 else "")


def fold_bands(taxonomy: Taxonomy, vocabulary: str, slugs: tuple[str, ...]) -> list[str]:
    """Return the slugs with all children of one parent replaced by that parent, in order."""
    tree = taxonomy.vocabularies.get(vocabulary)
    if tree is None:
        return list(slugs)
    left = set(slugs)
    for parent in tree.children():
        children = {child.slug for child in tree.children(parent.slug)}
        if children and children <= left:
            left = (left - children) | {parent.slug}
    return [term.slug for term in tree.terms if term.slug in left]
