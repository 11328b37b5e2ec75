"""Who makes this request."""

from flask import g

from directory.kernel.actors import ANONYMOUS, Actor


def current_actor() -> Actor:
    """Return who is signed in, or the anonymous actor."""
    found: Actor = g.get("actor", ANONYMOUS)
    return found
