"""`/api/v1/search`: the same parameters as the page for people, but strict."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, cast
from urllib.parse import urlencode

from flask import Response, request

from directory.api.access import (
    MAX_PROBLEMS,
    address,
    answer,
    search_limit,
    services,
)
from directory.api.blueprint import PREFIX, api
from directory.api.schemas import KindName
from directory.api.schemas_search import (
    ConflictOut,
    FacetTermOut,
    HighlightsOut,
    HitOut,
    QueryOut,
    ReasonsOut,
    RelaxationOut,
    SearchOut,
    TermRefOut,
    UnderstoodOut,
    WordOut,
)
from directory.catalog.types import Visibility
from directory.kernel.access import Access, allow
from directory.kernel.errors import FieldProblem, Invalid
from directory.search.reading.types import Understood
from directory.search.requests import parse_request
from directory.search.results import FacetOption, Found, SearchRequest, SearchResult
from directory.search.service import find
from directory.taxonomy.queries import load_taxonomy
from directory.taxonomy.types import Taxonomy

PARAMETERS = ("q", "kind", "sort", "page", "archived", "exact", "not")


@api.get("/search")
@allow(Access.PUBLIC)
def search() -> Response:
    """Answer one page of results; 400 with one problem per parameter that is not understood."""
    with search_limit(), services().database.reading() as session:
        taxonomy = load_taxonomy(session)
        parsed = parse_request(request.args.items(multi=True), taxonomy)
        if parsed.problems:
            found = [_with_allowed(problem, taxonomy) for problem in parsed.problems]
            raise Invalid(found[:MAX_PROBLEMS])
        result = find(session, services().engine, taxonomy, parsed.request)
    return answer(_search_out(result))


def _with_allowed(problem: FieldProblem, taxonomy: Taxonomy) -> FieldProblem:
    if problem.code != "unknown_parameter":
        return problem
    allowed = [*PARAMETERS, *(vocabulary.slug for vocabulary in taxonomy.facets())]
    text = f"There is no parameter “{problem.field}”. Allowed: {', '.join(allowed)}."
    return replace(problem, message=text)


def _search_out(result: SearchResult) -> SearchOut:
    return SearchOut(
        total=result.found.total,
        hits=[_hit(found) for found in result.found.items],
        kinds={cast(KindName, kind): count for kind, count in result.kinds.items()},
        facets={
            facet.vocabulary: [
                option for top in facet.options for option in _flat(top, parent=None)
            ]
            for facet in result.facets
        },
        query=_query(result),
        understood=[_understood(part) for part in result.understood],
        loosened=[part.key for part in result.loosened],
        conflicts=[
            ConflictOut(keys=list(conflict.keys), reason=conflict.reason)
            for conflict in result.conflicts
        ],
        complete=result.complete,
        correction=result.correction or None,
        relaxations=[
            RelaxationOut(
                label=way.label, total=way.total, url=_address_of(way.request, way.request.page)
            )
            for way in result.relaxations
        ],
        notices=_notices(result),
        next=_next(result),
    )


def _hit(found: Found) -> HitOut:
    card = found.card
    return HitOut(
        kind=card.kind.value,
        slug=card.slug,
        name=card.name,
        tagline=card.tagline,
        url=address(f"{card.kind.path}/{card.slug}"),
        api_url=address(f"{PREFIX}/listings/{card.kind.value}/{card.slug}"),
        archived=card.visibility is Visibility.ARCHIVED,
        confirmed_on=card.confirmed_on,
        score=round(found.score, 4),
        highlights=HighlightsOut(
            name=found.name_html, tagline=found.tagline_html, text=found.text_html
        ),
        reasons=ReasonsOut(
            named=found.reasons.named,
            words=[WordOut(word=word, places=list(places)) for word, places in found.reasons.words],
            fits=list(found.reasons.fits),
            lacks=list(found.reasons.lacks),
        ),
    )


def _understood(part: Understood) -> UnderstoodOut:
    return UnderstoodOut(
        key=part.key,
        typed=part.typed,
        label=part.label,
        kind=cast(KindName, part.kind) if part.kind else None,
        terms=[TermRefOut(vocabulary=name, term=slug) for name, slug in part.terms],
    )


def _flat(option: FacetOption, parent: str | None) -> Iterator[FacetTermOut]:
    yield FacetTermOut(
        term=option.slug,
        label=option.label,
        parent=parent,
        count=option.count,
        selected=option.selected,
    )
    for child in option.children:
        yield from _flat(child, option.slug)


def _query(result: SearchResult) -> QueryOut:
    asked = result.request
    return QueryOut(
        text=asked.q,
        kind=cast(KindName, asked.kind) if asked.kind else None,
        filters={name: list(slugs) for name, slugs in asked.filters.items()},
        sort=asked.sort.value,
        archived=asked.include_archived,
        page=asked.page,
        exact=asked.exact,
        dropped=list(asked.dropped),
        correction=result.correction or None,
    )


def _notices(result: SearchResult) -> list[Literal["any_word", "reduced"]]:
    notices: list[Literal["any_word", "reduced"]] = []
    if result.any_word:
        notices.append("any_word")
    if result.reduced:
        notices.append("reduced")
    return notices


def _next(result: SearchResult) -> str | None:
    page = result.request.page + 1
    return _address_of(result.searched, page) if page <= result.found.pages else None


def _address_of(asked: SearchRequest, page: int) -> str:
    parameters = urlencode(asked.parameters(page=page))
    return address(f"{PREFIX}/search" + (f"?{parameters}" if parameters else ""))
