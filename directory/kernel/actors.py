"""Who acts: the actor that every service is handed. People are `account:<id>`."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an actor is; permissions are computed from roles at each request."""

    SYSTEM = "system"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True)
class Actor:
    """Who does something. `key` is stored as `source:id`, for example `system:seed`."""

    key: str
    roles: frozenset[Role] = frozenset()

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself."""
        return Role.SYSTEM in self.roles

    @property
    def is_admin(self) -> bool:
        """Whether this is an administrator."""
        return Role.ADMIN in self.roles

    @property
    def is_staff(self) -> bool:
        """Whether this is a moderator or an administrator."""
        return bool(self.roles & {Role.MODERATOR, Role.ADMIN})


def system_actor(name: str) -> Actor:
    """Return the actor for a part of the program, such as `seed` or `worker`."""
    return Actor(f"system:{name}", frozenset({Role.SYSTEM}))


# Somebody who did not sign in: may read what is public, nothing else.
ANONYMOUS = Actor("anonymous:")
