"""The sections of each kind's form. A new field or fact appears here by itself."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from directory.catalog.content import CONTENT_TYPES
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import FactDefinition, FactState, ValueType
from directory.catalog.content.parts import RELATION_RULES, RelationKind
from directory.catalog.content.primitives import Source
from directory.catalog.types import Kind
from directory.submissions.outline.schema import MAX_URL, label_of, parts_of
from directory.submissions.outline.types import Part, Section, Widget

BASICS = "basics"
_TITLES = {
    BASICS: ("Basics", "What it is called, what it is, and where it is on the web."),
    "audience": ("For whom", "The words by which people filter. Choose only what is plainly true."),
    "usable": ("Price and use", "What it costs, where it runs, what help there is."),
    "safe": ("Safe", "Privacy, security and the use of AI."),
    "evidence-based": ("Evidence", "What is known of its effect on learning."),
    "inclusive": ("Inclusive", "Offline use, languages, and learners with disabilities."),
    "interoperable": ("Works with", "Standards, sign-in, class lists and data."),
    "facts": ("Facts", "What can be checked, each with its source."),
    "people": ("People", "How it stands to other listings of this directory."),
    "images": ("Pictures", "A logo and screenshots, each with words for people who cannot see."),
}
_STATES = {
    FactState.NOT_STATED: "Not stated",
    FactState.YES: "Yes",
    FactState.PARTIAL: "Partly",
    FactState.NO: "No",
    FactState.NOT_APPLICABLE: "Does not apply",
}
_SOURCES = {
    "self": "We say so ourselves",
    "third_party": "Somebody else says so",
    "staff": "Checked by staff of this directory",
    "import": "Taken over from a public list",
}
_VALUES = {
    ValueType.TEXT: ("value", "In words", Widget.PARAGRAPH),
    ValueType.NUMBER: ("number", "Number", Widget.NUMBER),
    ValueType.DATE: ("value", "Date", Widget.DATE),
    ValueType.URL: ("url", "Web address", Widget.URL),
    ValueType.TERMS: ("terms", "Choose all that apply", Widget.TERMS),
}
_EXAMPLES = {
    Widget.DATE: "2026-03-31",
    Widget.URL: "https://www.example.org/page",
    Widget.NUMBER: "12",
}
MAX_TERMS, MAX_VALUE = 60, 2000


@cache
def outline(kind: Kind) -> tuple[Section, ...]:
    """Return the sections of a kind's form in order; one without anything to ask is left out."""
    parts: dict[str, list[Part]] = {key: [] for key in _TITLES}
    for section, part in _content_parts(kind):
        parts[section].append(part)
    facts: dict[str, list[Part]] = {key: [] for key in _TITLES}
    for definition in facts_of(kind):
        facts[definition.indicator or "facts"].append(_fact(definition))
    return tuple(
        Section(key, *_TITLES[key], tuple(parts[key]), tuple(facts[key]))
        for key in _TITLES
        if parts[key] or facts[key]
    )


def section_of(kind: Kind, path: str) -> Section:
    """Return the section in which a path of content is asked; the first one for all else."""
    top = ".".join(path.split(".")[: 2 if path.startswith("facts.") else 1])
    return next((s for s in outline(kind) if top in s.paths()), outline(kind)[0])


def _content_parts(kind: Kind) -> Iterator[tuple[str, Part]]:
    schema = CONTENT_TYPES[kind].model_json_schema()
    for part in parts_of(schema, schema.get("$defs", {})):
        yield schema["properties"][part.key].get("section", BASICS), _fitted(kind, part)


def _fitted(kind: Kind, part: Part) -> Part:
    """Give sources and relations of a row the words that fit a contributor and this kind."""
    children = tuple(
        replace(child, options=_relations(kind))
        if part.key == "relations" and child.key == "kind"
        else source_part()
        if child.key == "source"
        else child
        for child in part.parts
    )
    return replace(part, parts=children)


def _relations(kind: Kind) -> tuple[tuple[str, str], ...]:
    def label(relation: RelationKind) -> str:
        rule = RELATION_RULES[relation]
        return rule.forward if rule.subject == kind else rule.backward

    return tuple(
        (relation.value, label(relation))
        for relation, rule in RELATION_RULES.items()
        if kind in (rule.subject, rule.object)
    )


@cache
def source_part() -> Part:
    """Return who says so and when, as one group."""
    schema = Source.model_json_schema()
    parts = parts_of(schema, schema.get("$defs", {}))
    children = tuple(
        replace(part, options=tuple(_SOURCES.items()), default="self") if part.options else part
        for part in parts
    )
    return Part("source", "Source", Widget.GROUP, parts=children)


def _fact(definition: FactDefinition) -> Part:
    words = {FactState.YES: "Yes, as follows"} if _has_value(definition) else {}
    states = tuple((s.value, words.get(s, label)) for s, label in _STATES.items())
    return Part(
        key=definition.key,
        label=definition.label,
        widget=Widget.FACT,
        help=definition.help,
        vocabulary=definition.vocabulary,
        parts=(
            Part("state", definition.label, Widget.CHOICE, options=states, default="not_stated"),
            *_value_parts(definition),
            source_part(),
        ),
    )


def _has_value(definition: FactDefinition) -> bool:
    return definition.value_type is not ValueType.FLAG


def _value_parts(definition: FactDefinition) -> Iterator[Part]:
    note = Part("value", "More in words (optional)", Widget.PARAGRAPH, limit=MAX_VALUE)
    if _has_value(definition):
        key, label, widget = _VALUES[definition.value_type]
        yield Part(
            key,
            f"{label} ({definition.unit})" if definition.unit else label,
            widget,
            example=_EXAMPLES.get(widget, ""),
            limit={Widget.URL: MAX_URL, Widget.PARAGRAPH: MAX_VALUE}.get(widget, 0),
            most=MAX_TERMS if widget is Widget.TERMS else 0,
            vocabulary=definition.vocabulary,
        )
        if key == "value":
            return
    yield note


__all__ = ["label_of", "outline", "section_of", "source_part"]
