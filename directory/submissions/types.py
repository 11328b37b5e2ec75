"""Commands of contributors and reviewers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.catalog.types import Kind


@dataclass(frozen=True)
class StartListing:
    """Begin a new listing with a first draft. `slug` empty: made from the name."""

    kind: Kind
    content: Mapping[str, Any]
    slug: str = ""


@dataclass(frozen=True)
class ReviseListing:
    """Begin a new draft of a listing that exists; its base is the live revision."""

    listing_id: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What a reviewer decides, bound to the content that was on screen."""

    content_hash: str
    reason: str = ""
