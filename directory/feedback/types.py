"""What somebody can send a note about, the note as a command, and the receipt for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """What a note is about. The value is stored; never reuse one for another meaning."""

    QUESTION = "question"
    CORRECTION = "correction"
    MISSING = "missing"
    BARRIER = "barrier"
    PRIVACY = "privacy"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The name of the topic, as people choose it."""
        return _LABELS[self][0]

    @property
    def help(self) -> str:
        """What belongs under this topic, in one sentence."""
        return _LABELS[self][1]


_LABELS = {
    Topic.QUESTION: ("A question", "How something works here, or what something means."),
    Topic.CORRECTION: (
        "Something is wrong or out of date",
        "Name the listing, say what is wrong and where the right fact can be read.",
    ),
    Topic.MISSING: (
        "Something I need is missing",
        "What you look for and do not find: a product, a filter, or a tool that nobody has made yet.",
    ),
    Topic.BARRIER: (
        "A barrier on this site",
        "Something you cannot read, reach or use. Your browser and assistive technology help us find it.",
    ),
    Topic.PRIVACY: (
        "My own data",
        "You are named here, or wrote to us, and want to see, change or erase that.",
    ),
    Topic.OTHER: ("Something else", "Anything that fits nowhere above."),
}


@dataclass(frozen=True)
class SendNote:
    """One note as it was typed. `nonce` is the random identifier of the form that it came from."""

    topic: str
    message: str
    nonce: str
    name: str = ""
    email: str = ""
    about: str = ""


@dataclass(frozen=True)
class Receipt:
    """What may be shown of a note to whoever has its reference: nothing that was typed."""

    reference: str
    topic: Topic
    created_at: datetime
