"""A draft as the public will see it: the very page of a listing, with what the draft holds."""

from typing import Any

from directory.catalog.content import Content
from directory.catalog.queries import ListingView
from directory.catalog.rules import last_confirmed
from directory.catalog.types import Visibility
from directory.ecosystem.queries import declared, related
from directory.submissions.queries import Work
from directory.web.public.views_listing import listing_context
from directory.web.shared.services import services, session


def preview_context(work: Work, content: Content) -> dict[str, Any]:
    """Return what the public template shows for this content of a listing."""
    now = services().clock()
    listing = work.listing
    view = ListingView(
        id=listing.id,
        uid=listing.uid,
        kind=work.kind,
        slug=listing.slug,
        visibility=Visibility.PUBLIC,
        content=content,
        confirmed_on=last_confirmed(content),
        published_at=listing.published_at or now,
        updated_at=now,
        content_hash=work.revision.content_hash,
        revision_number=work.revision.number,
    )
    mine = declared(session(), work.kind, content.relations)
    names = {group.label for group in mine}
    theirs = tuple(g for g in related(session(), listing.id) if g.label not in names)
    return listing_context(view, (*mine, *theirs))
