"""The format of a listing as the guide for developers shows it; tests hold it to the content types."""

import json
from dataclasses import dataclass
from typing import Any

from directory.catalog.content import CONTENT_TYPES
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import FactDefinition, ValueType
from directory.catalog.types import Kind
from directory.taxonomy.types import Taxonomy


@dataclass(frozen=True)
class FieldRow:
    """One field: its name, the form of its value, what it means."""

    name: str
    form: str
    meaning: str


@dataclass(frozen=True)
class KindFormat:
    """The fields of one kind, and its facts."""

    kind: Kind
    fields: tuple[FieldRow, ...]
    facts: tuple[FieldRow, ...]


_FIELDS = {
    "name": ("text, 1 to 200 characters", "The name, as its maker writes it."),
    "aliases": ("list of texts", "Other names, under which people may look for it."),
    "tagline": ("text, at most 140 characters", "What it is, in one plain sentence."),
    "description": ("Markdown, at most 10,000 characters", "What it does and for whom."),
    "homepage_url": ("web address", "Where it lives."),
    "links": ("list of {label, url}", "Further pages, such as help or a demonstration."),
    "lifecycle": ("term of lifecycle", "Whether it is offered now."),
    "facts": ("object, see facts below", "Statements with their sources."),
    "relations": (
        "list of {kind, other, role, started_on, ended_on, source}",
        "How it stands to other listings, each named as kind/slug.",
    ),
    "classification": ("source", "Who chose the terms."),
    "sources": ("list of sources", "Where the listing as a whole comes from."),
    "age_range": ("text such as 7-9 or 16-", "Ages for which it is meant."),
    "current_version": ("text", "The newest version."),
    "platform_ids": ("object", "Identifiers in app stores and registries."),
    "video_url": ("web address", "A video that shows it."),
    "logo": (
        "{key, width, height, alt}",
        "A picture that was uploaded here, with the words that stand for it.",
    ),
    "screenshots": ("list of {key, width, height, alt}", "Pictures of it in use, at most 6."),
    "studies": (
        "list of {citation, url, design, year, sample_size, sites, levels, populations, outcome, "
        "effect, product_version, funder, independent, tier, tier_assigned_by}",
        "Studies of its effect, whatever they found.",
    ),
    "interoperability": (
        "list of {standard, status, version, role, certificate_id, source}",
        "Standards; one that is certified needs its certificate number.",
    ),
    "price_plans": (
        "list of {name, model, amount, currency, unit, conditions, source}",
        "Stated prices; the amount in cents.",
    ),
    "legal_name": ("text", "The registered name, where it differs."),
}

_VALUES = {
    ValueType.FLAG: "state only",
    ValueType.TEXT: "value: text",
    ValueType.NUMBER: "number: whole number",
    ValueType.DATE: "value: date",
    ValueType.URL: "url: web address",
}

_SOURCE = {
    "type": "self",
    "name": "Example Books",
    "url": "https://www.example.org/reader/about",
    "confirmed_on": "2026-11",
}
EXAMPLE: dict[str, Any] = {
    "kind": "product",
    "name": "Example Reader",
    "tagline": "Picture books that read themselves aloud, in English and Spanish.",
    "homepage_url": "https://www.example.org/reader",
    "lifecycle": "active",
    "subjects": ["reading"],
    "levels": ["kindergarten", "grade-1", "grade-2"],
    "facts": {
        "price": {"state": "yes", "terms": ["free"], "source": _SOURCE},
        "offline": {
            "state": "partial",
            "terms": ["read"],
            "value": "Books that were opened before can be read again.",
            "source": _SOURCE,
        },
        "ads_shown": {"state": "no", "source": _SOURCE},
    },
    "sources": [_SOURCE],
}
EXAMPLE_CSV = (
    "kind,name,tagline,subjects,facts.price,facts.ads_shown,source.type,source.name,source.confirmed_on",
    "product,Example Reader,Picture books that read themselves aloud.,reading,free,no,self,Example Books,2026-11",
)


def example_json() -> str:
    """Return the example as indented JSON; in a file it stands on one line."""
    return json.dumps(EXAMPLE, indent=2, ensure_ascii=False)


def formats(taxonomy: Taxonomy) -> tuple[KindFormat, ...]:
    """Return the format of every kind, in the order of the fields."""
    return tuple(
        KindFormat(
            kind,
            tuple(_field(kind, name, taxonomy) for name in CONTENT_TYPES[kind].model_fields),
            tuple(_fact(definition) for definition in facts_of(kind)),
        )
        for kind in Kind
    )


def _field(kind: Kind, name: str, taxonomy: Taxonomy) -> FieldRow:
    slug = CONTENT_TYPES[kind].vocabularies.get(name)
    if slug is None:
        return FieldRow(name, *_FIELDS[name])
    vocabulary = taxonomy.vocabularies.get(slug)
    return FieldRow(name, f"list of terms of {slug}", vocabulary.definition if vocabulary else "")


def _fact(definition: FactDefinition) -> FieldRow:
    if definition.value_type is ValueType.TERMS:
        form = f"terms: list of terms of {definition.vocabulary}"
    else:
        form = _VALUES[definition.value_type] + (f", {definition.unit}" if definition.unit else "")
    return FieldRow(definition.key, form, definition.label)
