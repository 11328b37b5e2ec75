"""Other listings that a content names."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from directory.catalog.content.parts import DeclaredRelation
from directory.catalog.projection import find_references
from directory.kernel.errors import FieldProblem


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
