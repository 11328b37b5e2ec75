"""Pages for those who operate the site; importing the view module registers its routes."""

from directory.web.ops import views_health
from directory.web.ops.blueprint import ops

__all__ = ["ops", "views_health"]
