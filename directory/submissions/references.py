"""Other listings that a content names."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.catalog.content.parts import DeclaredRelation
from directory.catalog.projection import find_references
from directory.catalog.types import KIND_BY_PATH, READABLE
from directory.kernel.errors import FieldProblem
from directory.kernel.text import clean, fold
from directory.models import Listing

_REFERENCE = re.compile(r"^(product|organization|person|opportunity)/[a-z0-9-]{1,90}$")
_READABLE = tuple(state.value for state in READABLE)


def unknown_references(
    session: Session, relations: Iterable[DeclaredRelation]
) -> list[FieldProblem]:
    """Return a problem for each relation to a listing that does not exist."""
    named = list(relations)
    known = find_references(session, [relation.other for relation in named])
    return [
        FieldProblem(
            f"relations.{n}.other", "unknown_listing", f"There is no listing {relation.other}."
        )
        for n, relation in enumerate(named)
        if relation.other not in known
    ]


def resolve(session: Session, text: str) -> str:
    """Return `kind/slug` for what somebody typed: an address of ours, a path, or a listing's name.

    What stands for no listing, or for several, stays as it was typed.
    """
    text = clean(text)
    if _REFERENCE.match(text):
        return text
    parts = [part for part in urlsplit(text).path.split("/") if part] if "/" in text else []
    if len(parts) >= 2 and parts[-2] in KIND_BY_PATH:
        return f"{KIND_BY_PATH[parts[-2]].value}/{parts[-1]}"
    rows = session.execute(
        select(Listing.kind, Listing.slug)
        .where(Listing.sort_name == fold(text)[:200], Listing.visibility.in_(_READABLE))
        .limit(2)
    ).all()
    return f"{rows[0].kind}/{rows[0].slug}" if len(rows) == 1 else text
