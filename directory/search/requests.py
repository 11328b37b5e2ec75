"""URL parameters -> SearchRequest. What is not understood is left out and named."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.catalog.types import Kind
from directory.kernel.errors import FieldProblem, NotFound
from directory.kernel.paging import MAX_PAGE
from directory.kernel.text import clean
from directory.search.query_parser import tidy
from directory.search.results import SearchRequest
from directory.search.types import Sort
from directory.taxonomy.types import Taxonomy

MAX_PARAMETERS = 60
MAX_KEY = 200
# Parameters that pages of ours send along and that mean nothing to a search.
_SILENT = {"_"}


@dataclass(frozen=True)
class ParsedRequest:
    """A checked request and what was wrong with the parameters it was made from."""

    request: SearchRequest
    problems: tuple[FieldProblem, ...]


def parse_request(pairs: Iterable[tuple[str, str]], taxonomy: Taxonomy) -> ParsedRequest:
    """Return the request with every unknown parameter named; NotFound for a page beyond 100."""
    values: dict[str, str] = {}
    filters: dict[str, list[str]] = {}
    dropped: list[str] = []
    problems: list[FieldProblem] = []
    for count, (name, value) in enumerate(pairs):
        if count >= MAX_PARAMETERS:
            problems.append(
                FieldProblem("parameters", "too_many", "There are too many parameters.")
            )
            break
        if name == "not":
            dropped.append(clean(value, MAX_KEY))
            continue
        problem = _take(name, value, values, filters, taxonomy)
        if problem:
            problems.append(problem)
    request = SearchRequest(
        q=tidy(values.get("q", "")),
        kind=values.get("kind", ""),
        filters={name: tuple(dict.fromkeys(slugs)) for name, slugs in filters.items()},
        sort=Sort(values.get("sort", Sort.RELEVANCE)),
        page=int(values.get("page", 1)),
        include_archived=values.get("archived") == "1",
        exact=values.get("exact") == "1",
        dropped=tuple(dict.fromkeys(dropped)),
    )
    return ParsedRequest(request, tuple(problems))


def _take(
    name: str,
    value: str,
    values: dict[str, str],
    filters: dict[str, list[str]],
    taxonomy: Taxonomy,
) -> FieldProblem | None:
    vocabulary = taxonomy.vocabularies.get(name)
    if vocabulary is not None and vocabulary.is_facet:
        return _take_filter(name, value, filters, taxonomy)
    if not value or name in _SILENT:
        return None
    problem = _check(name, value)
    if problem is None:
        values.setdefault(name, value)  # of a parameter that stands twice the first one counts
    return problem


def _take_filter(
    name: str, value: str, filters: dict[str, list[str]], taxonomy: Taxonomy
) -> FieldProblem | None:
    label = taxonomy.vocabularies[name].label
    if not value:
        return None
    if taxonomy.term(name, value) is None:
        return FieldProblem(name, "unknown_term", f"{label} has no “{clean(value, 40)}”.")
    filters.setdefault(name, []).append(value)
    return None


def _check(name: str, value: str) -> FieldProblem | None:
    if name == "q":
        return None
    if name == "kind":
        return (
            None
            if value in set(Kind)
            else FieldProblem(name, "unknown", f"There is no kind “{clean(value, 40)}”.")
        )
    if name == "sort":
        return (
            None
            if value in set(Sort)
            else FieldProblem(name, "unknown", f"There is no order “{clean(value, 40)}”.")
        )
    if name in {"archived", "exact"}:
        return (
            None if value in {"0", "1"} else FieldProblem(name, "unknown", f"`{name}` is 0 or 1.")
        )
    if name == "page":
        return _check_page(value)
    return FieldProblem(
        clean(name, 40) or "?", "unknown_parameter", f"There is no filter “{clean(name, 40)}”."
    )


def _check_page(value: str) -> FieldProblem | None:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        return FieldProblem("page", "form", "A page is a whole number.")
    if not 1 <= int(value) <= MAX_PAGE:
        raise NotFound(
            f"There are pages 1 to {MAX_PAGE}. Add a filter or more words to narrow the search."
        )
    return None
