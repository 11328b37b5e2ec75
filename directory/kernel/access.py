"""The mark by which a view says for whom it is. The edges refuse a view without one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])
_MARK = "directory_access"


class Access(StrEnum):
    """For whom a route is.

    `SIGNED_IN`: whoever has an account, also with an address that is not confirmed yet. `CONFIRMED`: with
    a confirmed one; nearly all that changes something asks for this. `STAFF`: moderators and administrators,
    `ADMIN`: administrators, both only in a session that a second factor opened. `SECOND_FACTOR`: who gave the
    right password and owes a second factor; `ENROL`: who is signed in, or owes one and has none yet.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    CONFIRMED = "confirmed"
    SECOND_FACTOR = "second_factor"
    ENROL = "enrol"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True)
class Rule:
    """What a view asks for; `fresh`: the person proved a few minutes ago who they are."""

    access: Access
    fresh: bool = False


def allow(access: Access, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare for whom a view is; put it directly above the function."""

    def mark(view: View) -> View:
        setattr(view, _MARK, Rule(access, fresh))
        return view

    return mark


def rule_of(view: object) -> Rule | None:
    """Return what a view asks for, or None when it does not say."""
    return getattr(view, _MARK, None)


def declared(view: object) -> Access | None:
    """Return for whom a view is, or None when it does not say."""
    rule = rule_of(view)
    return rule.access if rule else None
