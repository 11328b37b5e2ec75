"""What was typed into a section <-> that section of a content. Nothing typed is ever dropped."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from directory.submissions.outline.types import Part, Section, Widget

_MONEY = re.compile(r"^(\d{1,7})(?:[.,](\d{1,2}))?$")
_DIGITS = re.compile(r"^\d{1,12}$")


def section_data(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields of a section show for stored values."""
    facts = _mapping(values.get("facts"))
    data = {part.key: show(part, values.get(part.key)) for part in section.parts}
    return {**data, "facts": {part.key: show(part, facts.get(part.key)) for part in section.facts}}


def show(part: Part, value: Any) -> Any:
    """Return what a field shows for a stored value, whatever that is."""
    match part.widget:
        case Widget.GROUP | Widget.FACT:
            inside = _mapping(value)
            return {child.key: show(child, inside.get(child.key)) for child in part.parts}
        case Widget.ROWS:
            rows = value if isinstance(value, list | tuple) else []
            return [{c.key: show(c, _mapping(row).get(c.key)) for c in part.parts} for row in rows]
        case Widget.TERMS:
            return (
                [slug for slug in value if isinstance(slug, str)]
                if isinstance(value, list | tuple)
                else []
            )
        case Widget.LINES:
            return (
                "\n".join(filter(None, map(_text, value)))
                if isinstance(value, list | tuple)
                else _text(value)
            )
    return _shown(part, value)


def _shown(part: Part, value: Any) -> str:
    if part.widget in (Widget.IMAGE, Widget.IMAGES):
        return ""  # pictures come as files, never as text
    if part.widget is Widget.MONEY and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _text(value) or part.default


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    """Return a text or number as text; anything else has no text."""
    return str(value) if isinstance(value, str | int | float) else ""


def section_content(section: Section, typed: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return what to store for what was typed: empty fields and rows are left out.

    What somebody says of their own is dated today, unless another date was typed.
    """
    values = {
        part.key: value
        for part in section.parts
        if (value := take(part, typed.get(part.key))) is not None
    }
    inside = _mapping(typed.get("facts"))
    facts = {
        part.key: fact
        for part in section.facts
        if (fact := _fact(part, _mapping(inside.get(part.key)), today)) is not None
    }
    for part in section.parts:
        if part.widget is Widget.ROWS:
            _date_sources(values.get(part.key, ()), today)
    return {**values, **({"facts": facts} if facts else {})}


def take(part: Part, typed: Any) -> Any:
    """Return the stored form of what was typed, or None for nothing; what cannot be read stays text."""
    match part.widget:
        case Widget.GROUP | Widget.FACT:
            return _group(part, _mapping(typed)) or None
        case Widget.ROWS:
            rows = [_group(part, _mapping(row)) for row in typed or ()]
            return [row for row in rows if not _is_blank(part, row)] or None
        case Widget.TERMS:
            return list(typed or ()) or None
        case Widget.LINES:
            lines = [line.strip() for line in _text(typed).splitlines() if line.strip()]
            return lines or None
    text = _text(typed).strip()
    return _READERS.get(part.widget, str)(text) if text else None


def _group(part: Part, typed: Mapping[str, Any]) -> dict[str, Any]:
    found = ((child.key, take(child, typed.get(child.key))) for child in part.parts)
    return {key: value for key, value in found if value is not None}


def _is_blank(part: Part, row: Mapping[str, Any]) -> bool:
    """Whether a row holds nothing but what stood in it when it was added."""
    return all(
        _is_blank(child, _mapping(row[child.key]))
        if child.widget is Widget.GROUP
        else row[child.key] == child.default or child.key == "confirmed_on"
        for child in part.parts
        if child.key in row
    )


def _number(text: str) -> int | str:
    return int(text) if _DIGITS.match(text) else text


def _money(text: str) -> int | str:
    match = _MONEY.match(text.lstrip("$ ").replace(" ", ""))
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else text


_READERS: dict[Widget, Callable[[str], Any]] = {
    Widget.NUMBER: _number,
    Widget.MONEY: _money,
    Widget.YES_NO: lambda text: {"yes": True, "no": False}.get(text, text),
}


def _fact(part: Part, typed: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """Return the fact; one that is not stated has no source, and is nothing without a value."""
    fact = _group(part, typed)
    if fact.setdefault("state", "not_stated") == "not_stated":
        fact.pop("source", None)
        return fact if len(fact) > 1 else None
    _date_sources([fact], today)
    return fact


def _date_sources(rows: Any, today: date) -> None:
    for row in rows:
        source = row.get("source") if isinstance(row, dict) else None
        if isinstance(source, dict) and source.get("type") == "self":
            source.setdefault("confirmed_on", today.isoformat())
