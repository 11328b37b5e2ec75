"""What can go wrong, in terms of the domain. The edges turn each into a status and a page."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One thing that is wrong with one field; `field` is a dotted path such as `facts.price.value`."""

    field: str
    code: str
    message: str


class DomainError(Exception):
    """Base of all expected errors; the message is fit for people."""


class NotFound(DomainError):
    """There is nothing at this address."""


class Gone(DomainError):
    """There was something at this address, and it was removed on purpose."""


class Conflict(DomainError):
    """The thing changed meanwhile, or is not in a state that allows this."""


class Forbidden(DomainError):
    """The actor may not do this."""


class TooMany(DomainError):
    """Too many tries in a short time; `seconds` says when the next one is counted anew."""

    def __init__(self, message: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(message)


class Unavailable(DomainError):
    """A part that is needed does not answer now; try again later."""


class Invalid(DomainError):
    """The input breaks rules; `problems` says which field breaks which."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in self.problems))
