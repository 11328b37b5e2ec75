"""What of a draft is valid, and what is not: drafts may hold anything that was typed."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from directory.catalog.content import CONTENT_TYPES, Content, parse_content
from directory.catalog.content.primitives import TermLookup
from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem, Invalid

NAMELESS = "(no name yet)"


def salvage(
    kind: Kind, data: Mapping[str, Any], terms: TermLookup
) -> tuple[Content, tuple[FieldProblem, ...]]:
    """Return the content without what is invalid, and every problem of the whole."""
    try:
        return parse_content(kind, data, terms), ()
    except Invalid as error:
        problems = error.problems
    known = CONTENT_TYPES[kind].model_fields
    left = {key: deepcopy(value) for key, value in data.items() if key in known}
    found = problems
    while found:
        for path in sorted({_cut(p.field) for p in found}, key=_depth, reverse=True):
            _remove(left, path)
        left.setdefault("name", NAMELESS)
        left.setdefault("tagline", "")
        try:
            return parse_content(kind, left, terms), problems
        except Invalid as error:
            found = error.problems
    raise AssertionError("a content is valid or has problems")


def _cut(field: str) -> tuple[str, ...]:
    """Return what to take out for a problem: a whole fact, a whole row, or the field."""
    parts = tuple(field.split("."))
    deep = len(parts) > 1 and (parts[0] == "facts" or parts[1].isdecimal())
    return parts[:2] if deep else parts[:1]


def _depth(path: tuple[str, ...]) -> tuple[str, int]:
    # Later rows first, so that the numbers of the others stay true.
    return path[0], int(path[1]) if len(path) > 1 and path[1].isdecimal() else -1


def _remove(data: dict[str, Any], path: tuple[str, ...]) -> None:
    """Take a part out; where its path leads nowhere, the whole field, so that something always goes."""
    inside = data.get(path[0])
    if len(path) > 1 and isinstance(inside, dict) and path[1] in inside:
        del inside[path[1]]
    elif len(path) > 1 and isinstance(inside, list) and int(path[1]) < len(inside):
        del inside[int(path[1])]
    else:
        data.pop(path[0], None)
