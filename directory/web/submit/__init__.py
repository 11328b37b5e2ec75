"""Pages for those who submit listings; importing the view modules registers their routes."""

from directory.web.submit import (
    views_images,
    views_import,
    views_list,
    views_new,
    views_review,
    views_section,
    views_state,
)
from directory.web.submit.blueprint import submit

__all__ = [
    "submit",
    "views_images",
    "views_import",
    "views_list",
    "views_new",
    "views_review",
    "views_section",
    "views_state",
]
