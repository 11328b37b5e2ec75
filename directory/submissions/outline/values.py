"""The part of a content that one section holds: taken out, put back, compared."""

from collections.abc import Mapping
from typing import Any

from directory.kernel.ids import content_hash
from directory.submissions.outline.types import Section

Values = dict[str, Any]


def section_values(section: Section, content: Mapping[str, Any]) -> Values:
    """Return what the content has in this section, with its facts under `facts`."""
    values = {part.key: content[part.key] for part in section.parts if part.key in content}
    facts = content.get("facts") or {}
    found = {part.key: facts[part.key] for part in section.facts if part.key in facts}
    return {**values, **({"facts": found} if found else {})}


def with_section(section: Section, content: Mapping[str, Any], values: Values) -> Values:
    """Return the content with this section replaced; what other sections hold stays."""
    parts, facts = ({p.key for p in group} for group in (section.parts, section.facts))
    kept = {key: value for key, value in content.items() if key not in parts and key != "facts"}
    all_facts = {k: v for k, v in (content.get("facts") or {}).items() if k not in facts}
    all_facts |= {k: v for k, v in (values.get("facts") or {}).items() if k in facts}
    mine = {key: value for key, value in values.items() if key in parts}
    return {**kept, **mine, **({"facts": all_facts} if all_facts else {})}


def section_hash(section: Section, content: Mapping[str, Any]) -> str:
    """Return the hash of what a section holds."""
    return content_hash(section_values(section, content))
