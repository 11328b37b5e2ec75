"""Filters, counts, order and pages over matched documents; every engine uses this one."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.search.types import Document, Hit, SearchPage, SearchQuery, Sort

# Where scores are equal, as without words, what most people look for comes first.
KIND_ORDER = {"product": 0, "organization": 1, "person": 2, "opportunity": 3}

# Most people look for a product; a little less will do for it to come first.
KIND_WEIGHT = {"product": 1.2}


@dataclass(frozen=True)
class Attributes:
    """What filters, facets and orders need of a document."""

    id: int
    kind: str
    archived: bool
    sort_name: str
    published: str
    confirmed: str
    terms: Mapping[str, frozenset[str]]


Match = tuple[Attributes, float]


def kind_weight(kind: str) -> float:
    """Return what the score of a document of this kind is multiplied by."""
    return KIND_WEIGHT.get(kind, 1.0)


def attributes_of(document: Document) -> Attributes:
    """Return the attributes of a document."""
    return Attributes(
        id=document.id,
        kind=document.kind,
        archived=document.archived,
        sort_name=document.sort_name,
        published=document.published,
        confirmed=document.confirmed,
        terms={name: frozenset(slugs) for name, slugs in document.terms.items()},
    )


def page_of(
    matches: Iterable[Match], query: SearchQuery, partial: Container[int] = ()
) -> SearchPage:
    """Return the asked page of the matches, with counts; `partial`: ids that lack some part."""
    visible = [match for match in matches if query.include_archived or not match[0].archived]
    of_kind = [match for match in visible if not query.kind or match[0].kind == query.kind]
    results = [match for match in of_kind if _passes(match[0], query)]
    results.sort(key=_order(query.sort))
    start = (query.page - 1) * query.size
    return SearchPage(
        hits=tuple(Hit(found.id, score) for found, score in results[start : start + query.size]),
        total=len(results),
        complete=sum(found.id not in partial for found, _ in results),
        kinds=Counter(found.kind for found, _ in visible if _passes(found, query)),
        facets={name: _count(name, of_kind, results, query) for name in query.facets},
    )


def _passes(found: Attributes, query: SearchQuery, but: str = "") -> bool:
    return all(
        not found.terms.get(name, frozenset()).isdisjoint(slugs)
        for name, slugs in query.filters.items()
        if name != but and slugs
    )


def _count(
    name: str, of_kind: Sequence[Match], results: Sequence[Match], query: SearchQuery
) -> Mapping[str, int]:
    """Count the terms of one facet among what all other filters leave."""
    if query.filters.get(name):
        pool = [match for match in of_kind if _passes(match[0], query, but=name)]
    else:
        pool = list(results)
    return Counter(slug for found, _ in pool for slug in found.terms.get(name, ()))


def _order(sort: Sort) -> Callable[[Match], tuple[object, ...]]:
    if sort is Sort.NAME:
        return lambda match: (match[0].sort_name, match[0].id)
    if sort is Sort.NEWEST:
        return lambda match: (_descending(match[0].published), match[0].sort_name, match[0].id)
    if sort is Sort.CONFIRMED:
        return lambda match: (_descending(match[0].confirmed), match[0].sort_name, match[0].id)
    return lambda match: (
        -round(match[1], 6),
        KIND_ORDER.get(match[0].kind, len(KIND_ORDER)),
        match[0].sort_name,
        match[0].id,
    )


def _descending(text: str) -> tuple[int, ...]:
    """Turn a text into a key that sorts latest first; what it begins with comes after it."""
    return (*(-ord(character) for character in text), 1)
