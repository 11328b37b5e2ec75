"""What checks find."""

from dataclasses import dataclass
from enum import StrEnum

from directory.catalog.types import ListingCard


class Level(StrEnum):
    """Errors block; a warning can be answered with a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that was found. `code` names the check, `field` where it is mended."""

    level: Level
    code: str
    field: str
    message: str

    @property
    def key(self) -> str:
        """What an acknowledgement is kept by: the check and its field."""
        return f"{self.code}:{self.field}"


@dataclass(frozen=True)
class Duplicate:
    """A listing that may be the same thing, and why it is thought so."""

    card: ListingCard
    homepage_url: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """What an acknowledgement is kept by."""
        return f"duplicate:{self.card.id}"


@dataclass(frozen=True)
class Report:
    """Everything that was found for one draft."""

    findings: tuple[Finding, ...]
    duplicates: tuple[Duplicate, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(f for f in self.findings if f.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may stay, with a reason."""
        return tuple(f for f in self.findings if f.level is Level.WARNING)

    @property
    def keys(self) -> tuple[str, ...]:
        """What needs a reason before this can be submitted."""
        return (*(f.key for f in self.warnings), *(d.key for d in self.duplicates))
