"""Listings that may be the same thing as a draft: same home page, same or nearly the same name."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.catalog.content import Content
from directory.catalog.queries import in_order, live_contents
from directory.catalog.types import READABLE, Kind
from directory.kernel.text import fold
from directory.kernel.urls import host_of
from directory.models import Listing, Revision
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.submissions.checks.types import Duplicate

MOST = 5
_READABLE = tuple(state.value for state in READABLE)


def duplicates(
    session: Session, engine: SearchEngine, content: Content, listing_id: int
) -> tuple[Duplicate, ...]:
    """Return at most five public listings of the same kind that may be this one; the likeliest first.

    Without an index the database alone is asked, which finds the same name but not a near one.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for other in _same_name(session, content, content.kind):
        reasons[other].append("It has the same name.")
    for other in _near_name(engine, content):
        if other not in reasons:
            reasons[other].append("Its name is nearly the same.")
    live = live_contents(session, _candidates(session, content, reasons))
    for other, theirs in live.items():
        if same_page(theirs.homepage_url, content.homepage_url):
            reasons[other].insert(0, "It has the same home page.")
    wanted = [
        other
        for other in sorted(reasons, key=lambda key: (-len(reasons[key]), key))
        if other != listing_id and other in live and live[other].kind is content.kind
    ][:MOST]
    return tuple(
        Duplicate(card, live[card.id].homepage_url or "", tuple(reasons[card.id]))
        for card in in_order(session, wanted)
    )


def same_page(one: str | None, other: str | None) -> bool:
    """Whether two addresses lead to the same page: scheme, `www.` and a last slash do not count."""
    return bool(one and other) and _bare(one or "") == _bare(other or "")


def _bare(url: str) -> tuple[str, str]:
    return host_of(url), url.split("://", 1)[-1].partition("/")[2].rstrip("/").casefold()


def _same_name(session: Session, content: Content, kind: Kind) -> list[int]:
    names = [fold(name)[:200] for name in (content.name, *content.aliases)]
    statement = select(Listing.id).where(
        Listing.kind == kind.value,
        Listing.sort_name.in_(names),
        Listing.visibility.in_(_READABLE),
    )
    return list(session.scalars(statement.limit(MOST * 2)))


def _near_name(engine: SearchEngine, content: Content) -> list[int]:
    try:
        return [found.id for found in engine.named(content.name, MOST * 2, near=True)]
    except SearchUnavailable:
        return []


def _candidates(session: Session, content: Content, known: dict[int, list[str]]) -> list[int]:
    """Return the ids whose content is worth reading: those known by name, and all of the same host."""
    host = host_of(content.homepage_url or "")
    if not host:
        return list(known)
    return list({*known, *_of_host(session, content.kind, host)})


def _of_host(session: Session, kind: Kind, host: str) -> list[int]:
    statement = (
        select(Listing.id)
        .join(Revision, Revision.id == Listing.live_revision_id)
        .where(
            Listing.kind == kind.value,
            Listing.visibility.in_(_READABLE),
            Revision.content["homepage_url"].as_string().contains(host, autoescape=True),
        )
    )
    return list(session.scalars(statement.order_by(Listing.id).limit(100)))
