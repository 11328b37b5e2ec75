"""Pure rules of teams: what a role allows, and that an organization keeps an owner."""

from collections.abc import Iterable
from datetime import timedelta

from directory.teams.types import NO_RIGHTS, Rights, TeamRole

INVITATION_LIFE = timedelta(days=14)
MAX_MEMBERS = 200

_RIGHTS = {
    TeamRole.OWNER: Rights(view=True, edit=True, manage=True),
    TeamRole.EDITOR: Rights(view=True, edit=True),
    TeamRole.VIEWER: Rights(view=True),
}


def rights_of(role: TeamRole | None) -> Rights:
    """Return what a role allows; nothing for somebody who is not a member."""
    return _RIGHTS[role] if role else NO_RIGHTS


def keeps_an_owner(roles_of_others: Iterable[TeamRole], new_role: TeamRole | None) -> bool:
    """Whether an owner is left when one member gets this role, or leaves (None)."""
    return TeamRole.OWNER in {new_role, *roles_of_others}
