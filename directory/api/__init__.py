"""JSON for programs: read-only, public, versioned by its address."""

from directory.api.blueprint import api
from directory.api.v1 import listings, search

__all__ = ["api", "listings", "search"]
