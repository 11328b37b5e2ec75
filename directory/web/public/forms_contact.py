"""The form for a note. What is valid is decided by `feedback.rules`, not here."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from directory.feedback import rules
from directory.feedback.types import SendNote, Topic
from directory.kernel.errors import FieldProblem

_MESSAGE_HINT = (
    "In your own words. The more exactly you say which fact or page you mean, the quicker it can "
    "be put right."
)


class ContactForm(FlaskForm):  # type: ignore[misc]
    """A note: topic, message, what it is about, and who sends it if they like.

    `homepage` is a trap for programs that fill in everything; people never see it.
    """

    topic = RadioField(
        "What is your note about?",
        choices=[SelectChoice(topic.value, topic.label) for topic in Topic],
        validate_choice=False,
    )
    message = TextAreaField("Your note", description=_MESSAGE_HINT)
    about = StringField(
        "What is it about? (optional)",
        description="The address of a page, the name of a listing, or what you searched for.",
    )
    name = StringField("Your name (optional)", description="So that we know how to address you.")
    email = StringField(
        "Your e-mail address (optional)", description="Only with it can we answer you."
    )
    homepage = StringField("Leave this field empty")
    ticket = HiddenField()

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)
        self.message.flags.required = True
        # For the counter; the page leaves the attribute out, which would cut pasted text off.
        self.message.flags.maxlength = rules.MAX_MESSAGE

    def to_command(self, nonce: str) -> SendNote:
        """Return the note as it was typed."""
        return SendNote(
            topic=self.topic.data or "",
            message=self.message.data or "",
            nonce=nonce,
            name=self.name.data or "",
            email=self.email.data or "",
            about=self.about.data or "",
        )

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put what is wrong beside its field."""
        for problem in problems:
            field: Field = self[problem.field]
            field.errors = [*field.errors, problem.message]
