"""Who is signed in and how, and the commands of accounts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.kernel.actors import Actor, Role


class Stage(StrEnum):
    """How far a session is. The value is stored."""

    CHALLENGE = "challenge"  # nobody yet: holds a challenge for a passkey
    SECOND_FACTOR = "second_factor"  # the password was right, the second factor is missing
    FULL = "full"


class Method(StrEnum):
    """How a session was opened. The value is stored and shown in the list of sessions."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    PASSKEY = "passkey"
    PROVIDER = "provider"
    LINK = "link"

    @property
    def label(self) -> str:
        """The method in words for people."""
        return _METHODS[self]


_METHODS = {
    Method.PASSWORD: "Password",
    Method.PASSKEY: "Passkey",
    Method.PROVIDER: "Identity provider",
    Method.LINK: "One-time link",
}


@dataclass(frozen=True)
class SignedIn:
    """The session of a request with its account, as it was when the request began."""

    session_id: int
    account_id: int
    email: str
    name: str
    confirmed: bool
    is_moderator: bool
    is_admin: bool
    has_password: bool
    has_totp: bool
    has_passkey: bool
    stage: Stage
    created_at: datetime
    seen_at: datetime
    verified_at: datetime | None
    second_factor_at: datetime | None

    @property
    def full(self) -> bool:
        """Whether signing in is complete."""
        return self.stage is Stage.FULL

    @property
    def is_staff(self) -> bool:
        """Whether the account has a role; the roles count only after a second factor."""
        return self.is_moderator or self.is_admin

    @property
    def has_second_factor(self) -> bool:
        """Whether there is something to ask for after the password."""
        return self.has_totp or self.has_passkey

    @property
    def actor(self) -> Actor:
        """Who this is for all services. Without a second factor nobody has a role, on whatever path."""
        roles = set()
        if self.full and self.second_factor_at is not None:
            roles = {role for role, has in self._roles() if has}
        return Actor(account_key(self.account_id), frozenset(roles))

    def _roles(self) -> tuple[tuple[Role, bool], ...]:
        return (Role.MODERATOR, self.is_moderator), (Role.ADMIN, self.is_admin)


def account_key(account_id: int) -> str:
    """Return the key of the actor that this account is."""
    return f"account:{account_id}"


def account_of(actor: Actor) -> int | None:
    """Return the id of the account that the actor is, or None for others."""
    source, _, number = actor.key.partition(":")
    return int(number) if source == "account" and number.isdigit() else None


@dataclass(frozen=True)
class Person:
    """Whose account it is; a copy that outlives the session it was read in."""

    id: int
    email: str
    name: str


@dataclass(frozen=True)
class Register:
    """Somebody asks for an account."""

    email: str
    name: str
    password: str


@dataclass(frozen=True)
class Browser:
    """What is kept of a browser, so that its owner knows it again in the list of sessions."""

    user_agent: str = ""
    address: str = ""
