"""`/api/v1/unmet-needs`: what educators look for and do not find, as on the page for people."""

from collections.abc import Sequence

from flask import Response

from directory.analytics.queries import unmet_needs
from directory.analytics.rules import SHOWN_FROM
from directory.analytics.types import Unmet
from directory.api.access import answer, refuse_parameters, services
from directory.api.blueprint import api
from directory.api.schemas import TermOut, UnmetNeedsOut, UnmetTermOut, UnmetWordsOut
from directory.kernel.access import Access, allow
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.types import Taxonomy


@api.get("/unmet-needs")
@allow(Access.PUBLIC)
def needs() -> Response:
    """Answer the counts of the last 365 days that are large enough to be shown."""
    refuse_parameters()
    with services().database.reading() as session:
        found = unmet_needs(session, now=services().clock())
        taxonomy = load_taxonomy(session)
    body = UnmetNeedsOut(
        since=found.since.isoformat(),
        until=found.until.isoformat(),
        shown_from=SHOWN_FROM,
        subjects=_terms(taxonomy, "subject", found.subjects),
        levels=_terms(taxonomy, "level", found.levels),
        words=[
            UnmetWordsOut(words=need.name, found_nothing=need.nothing, found_few=need.few)
            for need in found.queries
        ],
    )
    return answer(body)


def _terms(taxonomy: Taxonomy, vocabulary: str, found: Sequence[Unmet]) -> list[UnmetTermOut]:
    return [
        UnmetTermOut(
            term=TermOut(term=need.name, label=taxonomy.label(vocabulary, need.name))
            if need.name
            else None,
            found_nothing=need.nothing,
            found_few=need.few,
        )
        for need in found
    ]
