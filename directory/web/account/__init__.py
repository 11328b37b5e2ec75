"""Pages of one's own account; importing the view modules registers their routes."""

from directory.web.account import (
    views_data,
    views_enter,
    views_home,
    views_organizations,
    views_passkeys,
    views_provider,
    views_register,
    views_reset,
    views_security,
)
from directory.web.account.blueprint import account

__all__ = [
    "account",
    "views_data",
    "views_enter",
    "views_home",
    "views_organizations",
    "views_passkeys",
    "views_provider",
    "views_register",
    "views_reset",
    "views_security",
]
