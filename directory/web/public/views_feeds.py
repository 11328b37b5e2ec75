"""Atom feeds: what is new, and what is new for a search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from urllib.parse import urlencode

from flask import Response, request

from directory.catalog.queries import newest
from directory.catalog.types import ListingCard, Visibility
from directory.kernel.access import Access, allow
from directory.kernel.urls import host_of
from directory.search.requests import parse_request
from directory.search.results import SearchRequest
from directory.search.service import find
from directory.search.types import Sort
from directory.taxonomy.types import Taxonomy
from directory.web.public.blueprint import public
from directory.web.public.machine import xml_file
from directory.web.shared.filters import absolute_url
from directory.web.shared.limits import limited, search_limit
from directory.web.shared.services import engine, services, session, taxonomy

ENTRIES = 50
ATOM = "application/atom+xml"


@dataclass(frozen=True)
class FeedEntry:
    """One listing in a feed. `terms` are (scheme address, slug, label)."""

    id: str
    title: str
    url: str
    kind: str
    tagline: str
    published: str
    updated: str
    terms: tuple[tuple[str, str, str], ...]


@public.get("/feeds/new.atom")
@allow(Access.PUBLIC)
def new_feed() -> Response:
    """Send the listings that were published last."""
    site = services().settings.site_name
    path = "feeds/new.atom"
    return _feed(f"{site}: new listings", path, "", newest(session(), ENTRIES))


@public.get("/feeds/search.atom")
@allow(Access.PUBLIC)
@limited(search_limit)
def search_feed() -> Response:
    """Send what a search finds, newest first; parameters that are not understood are left out."""
    parsed = parse_request(request.args.items(multi=True), taxonomy())
    asked = replace(parsed.request, sort=Sort.NEWEST, page=1, size=ENTRIES, include_archived=False)
    result = find(session(), engine(), taxonomy(), asked)
    parameters = urlencode(replace(asked, sort=Sort.RELEVANCE).parameters())
    query = f"?{parameters}" if parameters else ""
    title = f"{services().settings.site_name}: {_described(asked, taxonomy())}"
    # The index may lag behind: what the database says counts.
    cards = [f.card for f in result.found.items if f.card.visibility is Visibility.PUBLIC]
    return _feed(title, f"feeds/search.atom{query}", f"search{query}", cards)


def _described(asked: SearchRequest, terms: Taxonomy) -> str:
    parts = [f"“{asked.q}”"] if asked.q else []
    parts += [terms.label(name, slug) for name, slugs in asked.filters.items() for slug in slugs]
    if asked.kind:
        parts.append(asked.kind)
    return f"search for {', '.join(parts)}" if parts else "all listings"


def _feed(title: str, path: str, page: str, cards: Sequence[ListingCard]) -> Response:
    entries = [_entry(card, taxonomy()) for card in cards]
    # An empty feed has a date too; one of today keeps its ETag the same until tomorrow.
    midnight = datetime.combine(services().clock().date(), time(), UTC)
    return xml_file(
        "listings.xml",
        ATOM,
        feed_title=title,
        feed_id=f"tag:{_authority()},2026:{path}",
        feed_url=absolute_url(path),
        page_url=absolute_url(page),
        updated=max((entry.updated for entry in entries), default=_time(midnight)),
        entries=entries,
    )


def _entry(card: ListingCard, terms: Taxonomy) -> FeedEntry:
    published = card.published_at or datetime(2026, 1, 1, tzinfo=UTC)
    return FeedEntry(
        id=f"tag:{_authority()},2026:listing/{card.uid}",
        title=card.name,
        url=absolute_url(f"{card.kind.path}/{card.slug}"),
        kind=card.kind.label,
        tagline=card.tagline,
        published=_time(published),
        updated=_time(max(published, card.updated_at or published)),
        terms=tuple(
            (absolute_url(f"browse/{vocabulary}"), slug, terms.label(vocabulary, slug))
            for vocabulary in ("need", "level", "subject")
            for slug in card.terms.get(vocabulary, ())
        ),
    )


def _authority() -> str:
    return host_of(services().settings.base_url) or "localhost"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
