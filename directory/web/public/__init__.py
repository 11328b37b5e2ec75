"""Pages for everybody; importing the view modules registers their routes."""

from directory.web.public import (
    views_browse,
    views_contact,
    views_feeds,
    views_home,
    views_images,
    views_info,
    views_listing,
    views_machine,
    views_needs,
    views_search,
)
from directory.web.public.blueprint import public

__all__ = [
    "public",
    "views_browse",
    "views_contact",
    "views_feeds",
    "views_home",
    "views_images",
    "views_info",
    "views_listing",
    "views_machine",
    "views_needs",
    "views_search",
]
