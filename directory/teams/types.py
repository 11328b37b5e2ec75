"""Roles in an organization and what they allow."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TeamRole(StrEnum):
    """What a member is. The value is stored."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        """The role in words for people."""
        return _ROLES[self][0]

    @property
    def help(self) -> str:
        """What the role allows, in one sentence."""
        return _ROLES[self][1]


_ROLES = {
    TeamRole.OWNER: ("Owner", "May do everything, also invite and remove members."),
    TeamRole.EDITOR: ("Editor", "May write, edit and submit the listings of the organization."),
    TeamRole.VIEWER: ("Viewer", "May see drafts, reviews and statistics, and change nothing."),
}


@dataclass(frozen=True)
class Rights:
    """What an actor may do for one organization at this moment."""

    view: bool = False
    edit: bool = False
    manage: bool = False


NO_RIGHTS = Rights()


@dataclass(frozen=True)
class TeamView:
    """An organization that somebody is a member of."""

    organization_id: int
    name: str
    slug: str
    role: TeamRole
    members: int


@dataclass(frozen=True)
class MemberView:
    """One member as the others see them."""

    membership_id: int
    account_id: int
    name: str
    email: str
    role: TeamRole
    since: datetime


@dataclass(frozen=True)
class InvitationView:
    """An open invitation, for the owners of the organization and for whoever has its link."""

    id: int
    organization_id: int
    organization: str
    email: str
    role: TeamRole
    expires_at: datetime
