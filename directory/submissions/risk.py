"""How much a change asks of a reviewer: computed from the two contents alone. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Levenshtein


class Risk(StrEnum):
    """How a submission is marked for staff."""

    NEW = "new"  # there is no live version yet
    NONE = "none"  # nothing changed
    LOW = "low"
    NORMAL = "normal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Change:
    """What a revision changes: its mark, and the paths of content that differ."""

    risk: Risk
    fields: tuple[str, ...]


# What misleads people most when it is wrong, or changes hands.
_SENSITIVE = (
    "name",
    "homepage_url",
    "relations",
    "studies",
    "facts.privacy_policy",
    "facts.price",
    "facts.free_scope",
    "facts.evidence",
    "facts.logic_model",
    "facts.data_sold",
    "facts.tracking",
)
_LOW = ("aliases", "current_version", "screenshots", "logo")
_WORDS = ("tagline", "description")
_TYPO = 6  # letters that differ


def change(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Change:
    """Compare two stored contents; without a live one everything is new."""
    fields = tuple(_changed(before or {}, after))
    if before is None:
        return Change(Risk.NEW, fields)
    if not fields:
        return Change(Risk.NONE, ())
    if any(field in _SENSITIVE for field in fields):
        return Change(Risk.SENSITIVE, fields)
    low = all(field in _LOW or _is_small(field, before, after) for field in fields)
    return Change(Risk.LOW if low else Risk.NORMAL, fields)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*before, *after} - {"facts"}):
        if before.get(key) != after.get(key):
            yield key
    old, new = before.get("facts") or {}, after.get("facts") or {}
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield f"facts.{key}"


def _is_small(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if field == "tagline":
        return True
    if field not in _WORDS:
        return False
    old, new = str(before.get(field, "")), str(after.get(field, ""))
    return Levenshtein.distance(old, new, score_cutoff=_TYPO) <= _TYPO
