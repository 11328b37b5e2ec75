"""Browse pages: all vocabularies, one vocabulary, one term."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, request, url_for

from directory.catalog.queries import listings_with_term
from directory.kernel.access import Access, allow
from directory.kernel.errors import NotFound
from directory.kernel.paging import MAX_PAGE
from directory.taxonomy.queries import usage_counts
from directory.taxonomy.types import Term, Vocabulary
from directory.web.public.blueprint import public
from directory.web.public.cards import card_view
from directory.web.shared.filters import absolute_url
from directory.web.shared.services import session, taxonomy


@dataclass(frozen=True)
class TermNode:
    """A term with the number of its listings and its narrower terms."""

    term: Term
    count: int
    url: str
    children: tuple["TermNode", ...]


@public.get("/browse")
@allow(Access.PUBLIC)
def browse_index() -> str:
    """Show all vocabularies that can be browsed."""
    vocabularies = [v for v in taxonomy().vocabularies.values() if v.is_browsable]
    return render_template("public/browse_index.html", vocabularies=vocabularies)


@public.get("/browse/<vocabulary>")
@allow(Access.PUBLIC)
def browse_vocabulary(vocabulary: str) -> str:
    """Show the terms of a vocabulary as a tree with counts and definitions."""
    found = _vocabulary(vocabulary)
    counts = usage_counts(session(), found.slug)
    return render_template(
        "public/browse_vocabulary.html", vocabulary=found, nodes=_nodes(found, "", counts)
    )


@public.get("/browse/<vocabulary>/<term>")
@allow(Access.PUBLIC)
def browse_term(vocabulary: str, term: str) -> str:
    """Show a term: what it means, narrower terms, the listings that have it."""
    found = _vocabulary(vocabulary)
    known = found.by_slug.get(term)
    if known is None:
        raise NotFound(f"{found.label} has no such term.")
    page = listings_with_term(session(), taxonomy(), (vocabulary, term), page=_page_number())
    counts = usage_counts(session(), vocabulary)

    def page_url(number: int) -> str:
        shown = number if number > 1 else None
        return url_for("public.browse_term", vocabulary=vocabulary, term=term, page=shown)

    return render_template(
        "public/browse_term.html",
        vocabulary=found,
        term=known,
        parents=list(found.ancestors(term))[::-1],
        nodes=_nodes(found, term, counts),
        page=page,
        cards=[card_view(card, taxonomy()) for card in page.items],
        page_url=page_url,
        canonical_url=absolute_url(page_url(page.number)),
        search_url=f"{url_for('public.search')}?{urlencode({vocabulary: term})}",
    )


def _vocabulary(slug: str) -> Vocabulary:
    found = taxonomy().vocabularies.get(slug)
    if found is None or not found.is_browsable:
        raise NotFound("There is no such list to browse.")
    return found


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_PAGE):
        raise NotFound("There is no such page.")
    return int(text)


def _nodes(vocabulary: Vocabulary, parent: str, counts: dict[str, int]) -> tuple[TermNode, ...]:
    return tuple(
        TermNode(
            term,
            counts.get(term.slug, 0),
            url_for("public.browse_term", vocabulary=vocabulary.slug, term=term.slug),
            _nodes(vocabulary, term.slug, counts),
        )
        for term in vocabulary.children(parent)
        if not term.retired
    )
