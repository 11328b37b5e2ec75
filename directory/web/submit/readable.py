"""Two versions of a section in words, side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory.submissions.outline import Part, Section, Widget
from directory.taxonomy.types import Taxonomy

NOTHING = "(empty)"


@dataclass(frozen=True)
class Difference:
    """One part that differs: what is stored, what was typed."""

    label: str
    theirs: tuple[str, ...]
    mine: tuple[str, ...]


def differences(
    section: Section, theirs: Mapping[str, Any], mine: Mapping[str, Any], taxonomy: Taxonomy
) -> list[Difference]:
    """Return what differs between two versions of a section, in the order of the form."""
    pairs = [(part, theirs.get(part.key), mine.get(part.key)) for part in section.parts]
    old, new = theirs.get("facts") or {}, mine.get("facts") or {}
    pairs += [(part, old.get(part.key), new.get(part.key)) for part in section.facts]
    return [
        Difference(part.label, _lines(part, one, taxonomy), _lines(part, other, taxonomy))
        for part, one, other in pairs
        if one != other
    ]


def _lines(part: Part, value: Any, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(_said(part, value, taxonomy)) or (NOTHING,)


def _said(part: Part, value: Any, taxonomy: Taxonomy) -> Iterator[str]:
    if value in (None, "", [], {}):
        return
    if part.widget is Widget.ROWS and isinstance(value, list):
        for number, row in enumerate(value, start=1):
            yield f"{number}. " + "; ".join(_group(part, row, taxonomy))
    elif part.widget in (Widget.GROUP, Widget.FACT) and isinstance(value, dict):
        yield from _group(part, value, taxonomy)
    elif part.vocabulary and isinstance(value, list):
        yield ", ".join(taxonomy.label(part.vocabulary, str(slug)) for slug in value)
    elif part.vocabulary:
        yield taxonomy.label(part.vocabulary, str(value))
    elif isinstance(value, list):
        yield from map(str, value)
    elif part.options:
        yield dict(part.options).get(str(value), str(value))
    else:
        yield from str(value).splitlines()


def _group(part: Part, value: Any, taxonomy: Taxonomy) -> Iterator[str]:
    inside = value if isinstance(value, dict) else {}
    for child in part.parts:
        words = "; ".join(_said(child, inside.get(child.key), taxonomy))
        if words:
            yield words if child.key in ("state", "name", "citation") else f"{child.label}: {words}"
