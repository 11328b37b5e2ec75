"""One property of a JSON Schema -> one part of a form."""

from collections.abc import Mapping
from typing import Any

from directory.submissions.outline.types import Part, Widget

Schema = Mapping[str, Any]
_FORMATS = {
    "uri": Widget.URL,
    "markdown": Widget.MARKDOWN,
    "paragraph": Widget.PARAGRAPH,
    "partial-date": Widget.DATE,
    "money": Widget.MONEY,
    "reference": Widget.REFERENCE,
}
_TYPES = {"integer": Widget.NUMBER, "boolean": Widget.YES_NO}
MAX_URL = 2000


def part_of(key: str, prop: Schema, definitions: Schema, *, required: bool = False) -> Part:
    """Return the part for a property; its words come from the property, its limits from its type."""
    inner = _inner(prop, definitions)
    widget = _widget(prop, inner, definitions)
    return Part(
        key=key,
        label=str(prop.get("title") or key.replace("_", " ").capitalize()),
        widget=widget,
        help=str(prop.get("description", "")) if "title" in prop else "",
        example=str(prop.get("example", "")),
        required=required,
        limit=inner.get("maxLength", MAX_URL if widget is Widget.URL else 0),
        most=inner.get("maxItems", 0),
        default=str(prop.get("default") or "") if isinstance(prop.get("default"), str) else "",
        vocabulary=str(prop.get("vocabulary", inner.get("vocabulary", ""))),
        options=_options(inner),
        parts=_children(widget, inner, definitions),
    )


def parts_of(model: Schema, definitions: Schema) -> tuple[Part, ...]:
    """Return the parts of an object in the order of its properties; hidden ones are left out."""
    needed = set(model.get("required", ()))
    return tuple(
        part_of(key, prop, definitions, required=key in needed)
        for key, prop in model["properties"].items()
        if not prop.get("hidden")
    )


def _inner(prop: Schema, definitions: Schema) -> Schema:
    """Follow `null or ...` and references to what the property holds."""
    found: Schema = prop
    for option in prop.get("anyOf", ()):
        if option.get("type") != "null":
            found = option
    if "$ref" in found:
        found = definitions[found["$ref"].rsplit("/", 1)[1]]
    return {**found, **({"format": prop["format"]} if "format" in prop else {})}


def _widget(prop: Schema, inner: Schema, definitions: Schema) -> Widget:
    is_list = inner.get("type") == "array"
    items = _inner(inner["items"], definitions) if is_list else inner
    if "vocabulary" in prop or "vocabulary" in inner:
        return Widget.TERMS if is_list else Widget.TERM
    if items.get("type") == "object":
        if items.get("title") == "Image":
            return Widget.IMAGES if is_list else Widget.IMAGE
        return Widget.ROWS if is_list else Widget.GROUP
    if is_list:
        return Widget.LINES
    if "enum" in inner:
        return Widget.CHOICE
    return _FORMATS.get(inner.get("format", "")) or _TYPES.get(inner.get("type", ""), Widget.LINE)


def _options(inner: Schema) -> tuple[tuple[str, str], ...]:
    return tuple((value, label_of(value)) for value in inner.get("enum", ()))


def label_of(value: str) -> str:
    """Return a value such as `not-stated` as words."""
    return value.replace("-", " ").replace("_", " ").capitalize()


def _children(widget: Widget, inner: Schema, definitions: Schema) -> tuple[Part, ...]:
    if widget is Widget.ROWS:
        return parts_of(_inner(inner["items"], definitions), definitions)
    return parts_of(inner, definitions) if widget is Widget.GROUP else ()
