"""Commands of contributors and reviewers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.catalog.types import Kind
from directory.submissions.outline.types import Section


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


@dataclass(frozen=True)
class SaveSection:
    """What was typed into one section of a draft.

    `base_hash` is that of the section when the form was opened, `form_key` the form's number.
    """

    section: Section
    values: dict[str, Any]
    base_hash: str
    form_key: str
    overwrite: bool = False


@dataclass(frozen=True)
class HandIn:
    """Submit the content that was on screen; `reasons` answer warnings by their key."""

    content_hash: str
    form_key: str
    reasons: Mapping[str, str]
