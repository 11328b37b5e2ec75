"""The home page."""

from flask import render_template

from directory.catalog.queries import counts_by_kind, newest
from directory.catalog.types import Kind
from directory.kernel.access import Access, allow
from directory.taxonomy.queries import usage_counts
from directory.taxonomy.types import Term
from directory.web.public.blueprint import public
from directory.web.public.cards import card_view
from directory.web.shared.services import session, taxonomy

NEWEST = 6


@public.get("/")
@allow(Access.PUBLIC)
def home() -> str:
    """Search, browse, what is new, how it works, how much there is."""
    terms = taxonomy()
    return render_template(
        "public/home.html",
        counts=counts_by_kind(session()),
        needs=_top_terms("need"),
        levels=_top_terms("level"),
        subjects=_top_terms("subject"),
        newest=[card_view(card, terms) for card in newest(session(), NEWEST, Kind.PRODUCT)],
    )


def _top_terms(vocabulary: str) -> list[tuple[Term, int]]:
    """Return the top terms of a vocabulary that have listings, with their number."""
    found = taxonomy().vocabularies.get(vocabulary)
    counts = usage_counts(session(), vocabulary)
    return [
        (term, counts[term.slug])
        for term in (found.children() if found else ())
        if counts.get(term.slug)
    ]
