"""The forms: one section of a listing, a new listing, a decision to submit."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice

from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem
from directory.submissions.outline import Section
from directory.submissions.outline.binding import section_content, section_data
from directory.taxonomy.types import Taxonomy
from directory.web.submit.fields import errors_into, field_of, form_class, hide_reserved, raw


class TicketForm(FlaskForm):  # type: ignore[misc]
    """Carries the anti-forgery token and our own ticket."""

    ticket = HiddenField()


class TrapForm(TicketForm):
    """Has a field besides that programs fill in and people never see."""

    website = StringField("Leave this field empty")


class NewForm(TrapForm):
    """What a new listing begins with."""

    kind = RadioField(
        "What do you want to list?",
        choices=[SelectChoice(kind.value, kind.label) for kind in Kind],
        validate_choice=False,
    )
    name = StringField("Its name", description="As its maker writes it. You can change it later.")

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put what is wrong beside its field."""
        for problem in problems:
            field = self._fields.get(problem.field, self.name)
            field.errors = [*field.errors, problem.message]


Anchors = list[tuple[str, str]]  # (id of the control, what is wrong)


class SectionForm:
    """One section as a form. The fields come from the outline; nothing is validated here."""

    def __init__(
        self,
        section: Section,
        taxonomy: Taxonomy,
        *,
        values: Mapping[str, Any] | None = None,
        typed: MultiDict[str, str] | None = None,
    ) -> None:
        self.section = section
        fields = {part.key: field_of(part, taxonomy) for part in section.parts}
        if section.facts:
            fields["facts"] = FormField(form_class(section.facts, taxonomy))
        made = type("SectionFields", (TicketForm,), fields)
        data = section_data(section, values or {})
        self.fields = (
            made(formdata=typed, data=data) if typed is not None else made(None, data=data)
        )
        hide_reserved(self.fields)
        self.anchors: Anchors = []

    def content(self, today: date) -> dict[str, Any]:
        """Return what to store of what was typed."""
        typed = {part.key: raw(self.fields[part.key]) for part in self.section.parts}
        if self.section.facts:
            typed["facts"] = raw(self.fields["facts"])
        return section_content(self.section, typed, today)

    def add_row(self, key: str) -> None:
        """Add an empty row to one of the repeatable parts."""
        part = next((part for part in self.section.parts if part.key == key), None)
        rows = self.fields[key] if part else None
        if part and isinstance(rows, FieldList) and len(rows.entries) < (part.most or 100):
            rows.append_entry({c.key: c.default or None for c in part.parts if not c.parts})

    def remove_row(self, key: str, number: int) -> None:
        """Take a row out."""
        rows = self.fields._fields.get(key)
        if isinstance(rows, FieldList) and 0 <= number < len(rows.entries):
            del rows.entries[number]

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put problems of this section beside their fields, and list them for the summary."""
        for problem in problems:
            path = problem.field.split(".")
            if path[0] in self.fields:
                anchor = errors_into(self.fields[path[0]], path[1:], problem.message)
                self.anchors.append((anchor, problem.message))


def is_ours(form: Form) -> bool:
    """Whether the anti-forgery token of a form is right; nothing else is looked at."""
    field = form._fields.get("csrf_token")
    return field is None or bool(field.validate(form))
