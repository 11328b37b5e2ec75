"""Version 1 of the API: fields are only ever added to it. Importing it registers its routes."""

from directory.api.blueprint import api
from directory.api.v1 import listings, needs, search

__all__ = ["api", "listings", "needs", "search"]
