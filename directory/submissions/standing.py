"""Where a listing stands, in words: whose turn it is and what comes next. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from directory.catalog.types import Visibility
from directory.submissions.workflow import State


class Turn(StrEnum):
    """Who has to do something now."""

    AUTHOR = "author"
    STAFF = "staff"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Standing:
    """A short label, whose turn it is, what comes next, and how it looks (a kind of alert)."""

    label: str
    turn: Turn
    next: str
    level: str


_NEW = {
    State.DRAFT: Standing(
        "Draft", Turn.AUTHOR, "Fill it in, look at the checks and submit it for review.", "info"
    ),
    State.SUBMITTED: Standing(
        "Waiting for review", Turn.STAFF, "A person reads it. You need do nothing.", "info"
    ),
    State.IN_REVIEW: Standing(
        "Being reviewed", Turn.STAFF, "A person is reading it now. You need do nothing.", "info"
    ),
    State.CHANGES_REQUESTED: Standing(
        "Changes asked for",
        Turn.AUTHOR,
        "Read what is asked, change it and submit again.",
        "warning",
    ),
    State.APPROVED: Standing(
        "Published", Turn.NOBODY, "Everybody can see it. Edit it when something changes.", "success"
    ),
    State.REJECTED: Standing(
        "Not accepted", Turn.AUTHOR, "Read why. You can revise it and submit it again.", "error"
    ),
    State.WITHDRAWN: Standing(
        "Withdrawn", Turn.AUTHOR, "Nobody works on it. You can take it up again.", "info"
    ),
    State.SUPERSEDED: Standing("Replaced", Turn.NOBODY, "A newer version took its place.", "info"),
}
_EDIT = {
    State.DRAFT: Standing(
        "Published, with changes in draft",
        Turn.AUTHOR,
        "The public page stays as it is until you submit the changes and they are accepted.",
        "info",
    ),
    State.SUBMITTED: Standing(
        "Published, changes wait for review",
        Turn.STAFF,
        "A person reads the changes. The public page stays as it is until then.",
        "info",
    ),
    State.IN_REVIEW: Standing(
        "Published, changes being reviewed",
        Turn.STAFF,
        "A person is reading the changes now. The public page stays as it is until then.",
        "info",
    ),
    State.CHANGES_REQUESTED: Standing(
        "Published, your changes need work",
        Turn.AUTHOR,
        "Read what is asked, change it and submit again. The public page stays as it is.",
        "warning",
    ),
    State.REJECTED: Standing(
        "Published, changes not accepted",
        Turn.AUTHOR,
        "The public page stays as it was. Read why; you can revise the changes.",
        "warning",
    ),
    State.WITHDRAWN: Standing(
        "Published",
        Turn.NOBODY,
        "You withdrew your changes. The public page is as it was.",
        "success",
    ),
}
_HIDDEN = {
    Visibility.SUSPENDED: Standing(
        "Under review", Turn.STAFF, "It is not shown while a report is looked into.", "warning"
    ),
    Visibility.ARCHIVED: Standing(
        "No longer active", Turn.NOBODY, "It is kept for reference and out of the search.", "info"
    ),
    Visibility.MERGED: Standing(
        "Merged", Turn.NOBODY, "It is part of another listing now.", "info"
    ),
    Visibility.REMOVED: Standing(
        "Removed", Turn.NOBODY, "It was taken out of the directory.", "error"
    ),
}


def standing(visibility: Visibility, state: State) -> Standing:
    """Return where a listing stands whose latest revision is in this state."""
    if visibility in _HIDDEN and state not in (State.DRAFT, State.CHANGES_REQUESTED):
        return _HIDDEN[visibility]
    if visibility is Visibility.HIDDEN:
        return _NEW[state]
    return _EDIT.get(state) or _NEW[state]
