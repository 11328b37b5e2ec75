"""Read a pasted or uploaded text, whatever it is: JSON-LD, a page's source, JSON or CSV."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.catalog.types import Kind
from directory.submissions.imports.readers import from_cells
from directory.submissions.outline import outline
from directory.submissions.outline.binding import section_content, section_data
from directory.submissions.prefill import jsonld
from directory.submissions.prefill.terms import TermFinder
from directory.taxonomy.types import Taxonomy

MAX_TEXT = 300_000


class Unreadable(Exception):
    """Nothing could be taken from the text; the message says why, for people."""


@dataclass(frozen=True)
class Prefill:
    """What a draft begins with, and which (field, word) of the text stand for no term of ours."""

    kind: Kind
    content: Mapping[str, Any]
    unknown: tuple[tuple[str, str], ...] = ()


def read_prefill(text: str, taxonomy: Taxonomy, today: date) -> Prefill:
    """Return the first thing that the text describes; Unreadable when there is none."""
    text = text.strip()
    if not text:
        raise Unreadable("Paste something, or choose a file.")
    if len(text) > MAX_TEXT:
        raise Unreadable(f"Use at most {MAX_TEXT:,} characters.")
    found = _from_any(text, taxonomy)
    content = normalised(found.kind, found.content, today)
    if not content.get("name"):
        raise Unreadable("What you gave has no name in it, so a listing cannot begin from it.")
    return Prefill(found.kind, content, found.unknown)


def _from_any(text: str, taxonomy: Taxonomy) -> Prefill:
    if text.startswith("<"):
        return _from_linked([_json(block) for block in jsonld.scripts(text)], taxonomy)
    if text[0] in "{[":
        data = _json(text)
        first = data[0] if isinstance(data, list) and data else data
        if isinstance(first, dict) and ("@type" in first or "@graph" in first):
            return _from_linked(data, taxonomy)
        return _from_own(first)
    return _from_csv(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is not complete JSON: something in it is missing.") from error


def _from_linked(data: Any, taxonomy: Taxonomy) -> Prefill:
    for kind, node in ((jsonld.kind_of(node), node) for node in jsonld.nodes(data)):
        if kind is not None:
            finder = TermFinder(taxonomy)
            content = jsonld.content_of(kind, node, finder)
            return Prefill(kind, content, tuple(finder.unknown))
    raise Unreadable(
        "There is no product, organization, person or grant in it. We look for schema.org types such "
        "as SoftwareApplication, LearningResource or Organization."
    )


def _from_own(data: Any) -> Prefill:
    if not isinstance(data, dict):
        raise Unreadable("We expect one JSON object with the fields of a listing.")
    kind = data.get("kind", Kind.PRODUCT.value)
    if kind not in set(Kind):
        raise Unreadable(f"The kind must be one of {', '.join(Kind)}.")
    return Prefill(Kind(kind), data)


def _from_csv(text: str) -> Prefill:
    try:
        row = next(csv.DictReader(io.StringIO(text), strict=True), None)
        cells = from_cells(row) if row and None not in row else None
    except (csv.Error, ValueError):
        cells = None
    if cells is None:
        raise Unreadable("This is neither JSON nor CSV with a heading and a row below it.")
    return _from_own(cells)


def normalised(kind: Kind, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return only what the form of this kind asks, each in the shape that the form gives it."""
    content: dict[str, Any] = {}
    for section in outline(kind):
        values = section_content(section, section_data(section, data), today)
        facts = {**content.get("facts", {}), **values.pop("facts", {})}
        content |= values
        if facts:
            content["facts"] = facts
    return content
