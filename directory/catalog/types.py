"""The kinds of listing, their visibility, and what reads return."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The four kinds of listing."""

    PRODUCT = "product"
    ORGANIZATION = "organization"
    PERSON = "person"
    OPPORTUNITY = "opportunity"

    @property
    def path(self) -> str:
        """The plural, which is also the first part of the address: `products`."""
        return _PATHS[self]

    @property
    def label(self) -> str:
        """The English name of one."""
        return self.value.capitalize()

    @property
    def plural_label(self) -> str:
        """The English name of many."""
        return self.path.capitalize()


_PATHS = {
    Kind.PRODUCT: "products",
    Kind.ORGANIZATION: "organizations",
    Kind.PERSON: "people",
    Kind.OPPORTUNITY: "opportunities",
}
KIND_BY_PATH = {path: kind for kind, path in _PATHS.items()}


class Visibility(StrEnum):
    """May the public see this listing?"""

    HIDDEN = "hidden"
    PUBLIC = "public"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"
    MERGED = "merged"
    REMOVED = "removed"


# Archived listings keep their page (with a banner) but leave the default search.
READABLE = (Visibility.PUBLIC, Visibility.ARCHIVED)


@dataclass(frozen=True)
class ListingCard:
    """What a list of listings shows of one: read from the database, never from the index."""

    id: int
    kind: Kind
    slug: str
    name: str
    tagline: str
    lifecycle: str
    visibility: Visibility
    confirmed_on: str | None
    published_at: datetime | None
    terms: dict[str, tuple[str, ...]]  # vocabulary -> slugs of the direct terms, in their order
    maker_name: str = ""
    maker_slug: str = ""
    uid: str = ""
    updated_at: datetime | None = None
    logo_key: str = ""
