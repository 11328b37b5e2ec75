"""What reads of the ecosystem return."""

from dataclasses import dataclass

from directory.catalog.types import Kind


@dataclass(frozen=True)
class Related:
    """The other end of a relation. `state` is claimed or confirmed; dates are partial dates."""

    kind: Kind
    slug: str
    name: str
    tagline: str
    role: str
    state: str
    started_on: str | None
    ended_on: str | None
    source_name: str
    source_url: str | None
    confirmed_on: str | None


@dataclass(frozen=True)
class RelatedGroup:
    """All others that stand in one relation to a listing; `label` reads as `Made by`."""

    relation: str
    label: str
    items: tuple[Related, ...]
