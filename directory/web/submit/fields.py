"""Parts of an outline -> fields of a WTForms form, with what was typed kept as it was typed."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from directory.submissions.outline import Part, Widget
from directory.taxonomy.types import Taxonomy

_TEXTS = {Widget.PARAGRAPH, Widget.MARKDOWN, Widget.LINES}
_YES_NO = (("", "Not stated"), ("yes", "Yes"), ("no", "No"))
EMPTY_CHOICE = ("", "– choose –")


class Checkboxes(SelectMultipleField):  # type: ignore[misc]
    """Any number of terms; what is allowed is decided by the content types."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    validate_choice = False

    def pre_validate(self, form: Form) -> None:
        """Accept whatever was sent: a wrong term is kept and named as a problem."""


def field_of(part: Part, taxonomy: Taxonomy) -> Field:
    """Return the field for a part."""
    match part.widget:
        case Widget.GROUP | Widget.FACT:
            return FormField(form_class(part.parts, taxonomy), label=part.label)
        case Widget.ROWS:
            return FieldList(FormField(form_class(part.parts, taxonomy)), label=part.label)
        case Widget.TERMS:
            choices = _terms(taxonomy, part.vocabulary)
            return Checkboxes(part.label, choices=_made(choices), validate_choice=False)
        case Widget.CHOICE if part.key == "state":
            return RadioField(part.label, choices=_made(part.options), validate_choice=False)
        case Widget.CHOICE | Widget.YES_NO | Widget.TERM:
            return SelectField(
                part.label, choices=_made(_choices(part, taxonomy)), validate_choice=False
            )
    field = TextAreaField if part.widget in _TEXTS else StringField
    return field(part.label)


def form_class(parts: Iterable[Part], taxonomy: Taxonomy) -> type[Form]:
    """Return a form with one field for each part."""
    fields = {part.key: field_of(part, taxonomy) for part in parts}
    return type("PartForm", (Form,), fields)


def _made(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices]


def _terms(taxonomy: Taxonomy, vocabulary: str) -> list[tuple[str, str]]:
    found = taxonomy.vocabularies.get(vocabulary)
    return [(term.slug, term.label) for term in found.terms if not term.retired] if found else []


def _choices(part: Part, taxonomy: Taxonomy) -> list[tuple[str, str]]:
    if part.widget is Widget.YES_NO:
        return list(_YES_NO)
    options = list(part.options) or _terms(taxonomy, part.vocabulary)
    has_default = any(value == part.default for value, _label in options)
    return options if has_default else [EMPTY_CHOICE, *options]


def errors_into(field: Field, path: list[str], message: str) -> str:
    """Put a problem beside the field that a path leads to; returns the id of that field's control."""
    if isinstance(field, FormField):
        name = path[0] if path and path[0] in field.form._fields else next(iter(field.form._fields))
        return errors_into(field.form[name], path[1:], message)
    if isinstance(field, FieldList) and path and path[0].isdecimal():
        number = int(path[0])
        if number < len(field.entries):
            return errors_into(field.entries[number], path[1:], message)
    field.errors = [*field.errors, message]
    return f"{field.id}-0" if isinstance(field, RadioField) else str(field.id)


def raw(field: Field) -> Any:
    """Return what was typed, in the shape of the fields: texts, lists and dicts of them."""
    if isinstance(field, FormField):
        return {name: raw(inside) for name, inside in field.form._fields.items()}
    if isinstance(field, FieldList):
        return [raw(entry) for entry in field.entries]
    if isinstance(field, SelectMultipleField):
        return list(field.data or ())
    return "" if field.data in (None, "None") else str(field.data)


_RESERVED = {"staff", "import"}


def hide_reserved(form: Form) -> None:
    """Offer “checked by staff” and the like only where a source is that already."""
    for field in form:
        if isinstance(field, FormField):
            hide_reserved(field.form)
        elif isinstance(field, FieldList):
            for entry in field.entries:
                hide_reserved(entry.form)
        elif isinstance(field, SelectField) and field.short_name == "type":
            field.choices = [c for c in field.choices if c.value not in _RESERVED - {field.data}]
