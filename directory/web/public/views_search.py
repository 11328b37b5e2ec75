"""The search page and the suggestions while typing."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, jsonify, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from directory.catalog.types import Kind
from directory.kernel.access import Access, allow
from directory.kernel.errors import FieldProblem
from directory.search.query_parser import tidy
from directory.search.requests import parse_request
from directory.search.results import SearchRequest, SearchResult
from directory.search.service import find
from directory.search.suggestions import suggest as find_suggestions
from directory.search.types import Sort
from directory.web.public.blueprint import public
from directory.web.public.cards import found_view
from directory.web.public.reading_view import reading_view
from directory.web.shared.counting import count_search
from directory.web.shared.limits import limited, search_limit
from directory.web.shared.services import engine, session, taxonomy

_SORTS = (
    (Sort.RELEVANCE, "Best match"),
    (Sort.NAME, "Name, A to Z"),
    (Sort.NEWEST, "Newest in the directory"),
    (Sort.CONFIRMED, "Last confirmed"),
)
_GENERAL_LEVEL = "prek-12"
_WAS = "was"


@dataclass(frozen=True)
class Link:
    """A link with a count: a kind tab, a chip to remove, a way out of an empty result."""

    label: str
    url: str
    count: int | None = None
    selected: bool = False


@public.get("/search")
@allow(Access.PUBLIC)
@limited(search_limit)
def search() -> str:
    """Show results with filters; everything that is chosen stands in the address."""
    parsed = parse_request(_pairs(request.args), taxonomy())
    result = find(session(), engine(), taxonomy(), parsed.request)
    count_search(result)
    return render_template("public/search.html", **_context(result, parsed.problems))


@public.get("/suggest")
@allow(Access.PUBLIC)
@limited(search_limit)
def suggest() -> Response:
    """Return names and terms that begin with what was typed, as JSON."""
    found = find_suggestions(session(), engine(), taxonomy(), request.args.get("q", ""))
    suggestions = [
        {
            "label": s.label,
            "kind_label": s.kind_label,
            "url": s.path,
            "count": s.count,
            "matched": s.matched,
        }
        for s in found
    ]
    return jsonify({"suggestions": suggestions})


def _pairs(args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return the parameters; `exact` and `not` only as long as the words are those they belong to.

    The form sends those words as `was`: whoever types others has them read afresh.
    """
    pairs = [(name, value) for name, value in args.items(multi=True) if name != _WAS]
    if _WAS in args and tidy(args[_WAS]) != tidy(args.get("q", "")):
        return [(name, value) for name, value in pairs if name not in {"exact", "not"}]
    return pairs


def search_url(found: SearchRequest, **changes: object) -> str:
    """Return the address of a search, with some of its fields changed."""
    return _address("public.search", found.parameters(**changes))


def _address(endpoint: str, parameters: list[tuple[str, str]]) -> str:
    query = urlencode(parameters)
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def _context(result: SearchResult, problems: tuple[FieldProblem, ...]) -> dict[str, object]:
    found = result.searched
    return {
        "result": result,
        "query": result.request,
        "searched": found.q,
        "reading": reading_view(result, search_url),
        "hits": [found_view(item, taxonomy(), asked=bool(found.q)) for item in result.found.items],
        "tabs": [(tab.label, tab.url, tab.count, tab.selected) for tab in _tabs(result)],
        "facets": result.facets,
        "chips": [(chip.label, chip.url) for chip in _chips(found)],
        "clear_url": search_url(found, filters={}),
        "sorts": [(sort.value, label) for sort, label in _SORTS],
        "page_url": lambda number: search_url(found, page=number),
        "ways_out": [Link(w.label, search_url(w.request), w.total) for w in result.relaxations],
        "general_level": _general_level(result),
        "problems": [problem.message for problem in problems],
        "missing_url": url_for("public.contact", topic="missing", about=result.request.q or None),
        "feed_url": _address("public.search_feed", found.parameters(sort=Sort.RELEVANCE)),
    }


def _tabs(result: SearchResult) -> list[Link]:
    found = result.searched
    everything = sum(result.kinds.values())
    tabs = [Link("All", search_url(found, kind=""), everything, not found.kind)]
    for kind in Kind:
        count = result.kinds.get(kind.value, 0)
        tabs.append(
            Link(
                kind.plural_label,
                search_url(found, kind=kind.value),
                count,
                found.kind == kind.value,
            )
        )
    return tabs


def _chips(found: SearchRequest) -> list[Link]:
    return [
        Link(
            f"{taxonomy().vocabularies[name].label}: {taxonomy().label(name, slug)}",
            search_url(found, filters=found.without(name, slug)),
        )
        for name, slugs in found.filters.items()
        for slug in slugs
    ]


def _general_level(result: SearchResult) -> Link | None:
    """Return a link that adds listings whose source says only PreK–12, when a grade is chosen."""
    found = result.searched
    chosen = found.filters.get("level", ())
    if not chosen or _GENERAL_LEVEL in chosen:
        return None
    for facet in result.facets:
        for option in facet.options:
            if facet.vocabulary == "level" and option.slug == _GENERAL_LEVEL and option.count:
                wider = replace(found, filters=found.plus("level", _GENERAL_LEVEL))
                return Link(option.label, search_url(wider), option.count)
    return None
