"""Forms of accounts. What is valid is decided by `accounts` and `teams`, not here."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice

from directory.accounts import passwords
from directory.accounts.types import Register
from directory.kernel.errors import FieldProblem
from directory.teams.types import TeamRole

_NEW_PASSWORD = (
    f"At least {passwords.MIN_LENGTH} characters. A few words that do not belong together are easy to remember. "
    "No rules about capitals or digits; pasting from a password manager is fine."
)


class AccountForm(FlaskForm):  # type: ignore[misc]
    """Base: what was typed as text, and problems beside their fields."""

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self[name].data or ""

    def show(self, problems: Iterable[FieldProblem]) -> None:
        """Put what is wrong beside its field; problems of other fields go to the first one."""
        for problem in problems:
            field: Field = self[problem.field] if problem.field in self else next(iter(self))
            field.errors = [*field.errors, problem.message]


class SignInForm(AccountForm):
    """Address and password."""

    email = EmailField("E-mail address")
    password = PasswordField("Password")
    next = HiddenField()


class RegisterForm(AccountForm):
    """A new account. `homepage` is a trap for programs; people never see it."""

    name = StringField(
        "Your name", description="As others in your organization and our staff see it."
    )
    email = EmailField("E-mail address", description="We send you a link to confirm it.")
    password = PasswordField("Password", description=_NEW_PASSWORD)
    homepage = StringField("Leave this field empty")

    def to_command(self) -> Register:
        """Return the registration as it was typed."""
        return Register(self.text("email"), self.text("name"), self.text("password"))


class PasswordForm(AccountForm):
    """The password that one has."""

    password = PasswordField("Your password")


class CodeForm(AccountForm):
    """A code of the authenticator app or a recovery code."""

    code = StringField(
        "Code",
        description="Six digits from your authenticator app, or one of your recovery codes.",
    )
    next = HiddenField()


class SetUpAppForm(AccountForm):
    """The first code of an app that was just set up. `secret` is encrypted by us."""

    code = StringField("Code", description="The six digits that the app shows now.")
    secret = HiddenField()


class VerifyForm(AccountForm):
    """Prove again who one is."""

    password = PasswordField("Your password")
    code = StringField(
        "Code",
        description="Six digits from your authenticator app, or one of your recovery codes.",
    )
    next = HiddenField()


class EmailForm(AccountForm):
    """An e-mail address."""

    email = EmailField("E-mail address")


class NewPasswordForm(AccountForm):
    """A new password after a reset."""

    password = PasswordField("New password", description=_NEW_PASSWORD)


class ChangePasswordForm(AccountForm):
    """A new password in place of the one that one has."""

    current = PasswordField("Current password")
    password = PasswordField("New password", description=_NEW_PASSWORD)


class NameForm(AccountForm):
    """One's own name."""

    name = StringField(
        "Your name", description="As others in your organization and our staff see it."
    )


class InviteForm(AccountForm):
    """Somebody to invite, and as what."""

    email = EmailField("E-mail address")
    role = RadioField(
        "Role",
        choices=[SelectChoice(role.value, f"{role.label}: {role.help}") for role in TeamRole],
        default=TeamRole.EDITOR,
        validate_choice=False,
    )


class RoleForm(AccountForm):
    """The role of a member; each member's form has its own prefix."""

    role = SelectField("Role", choices=[SelectChoice(role.value, role.label) for role in TeamRole])


def team_role(form: AccountForm) -> TeamRole | None:
    """Return the role that was chosen, or None for what is none."""
    chosen: Any = form["role"].data
    return TeamRole(chosen) if chosen in set(TeamRole) else None
