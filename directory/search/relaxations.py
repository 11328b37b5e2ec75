"""No dead ends: what to drop for how many results."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from directory.catalog.types import Kind
from directory.search.query_parser import as_text, parse
from directory.search.results import Relaxation, SearchRequest
from directory.search.types import TextQuery
from directory.taxonomy.types import Taxonomy

SHOWN = 4


def relaxations(
    request: SearchRequest, taxonomy: Taxonomy, count: Callable[[SearchRequest], int]
) -> tuple[Relaxation, ...]:
    """Return the best ways out of an empty result: each drops one thing, most results first."""
    found = [
        Relaxation(label, total, changed)
        for label, changed in _ways(request, taxonomy)
        if (total := count(changed))
    ]
    found.sort(key=lambda relaxation: -relaxation.total)
    return tuple(found[:SHOWN])


def _ways(request: SearchRequest, taxonomy: Taxonomy) -> Iterator[tuple[str, SearchRequest]]:
    first = replace(request, page=1)
    for vocabulary, slugs in request.filters.items():
        for slug in slugs:
            label = f"Without “{taxonomy.label(vocabulary, slug)}”"
            yield label, replace(first, filters=request.without(vocabulary, slug))
    if len([slug for slugs in request.filters.values() for slug in slugs]) > 1:
        yield "Without any filter", replace(first, filters={})
    if request.kind:
        yield (
            f"In all kinds, not only {Kind(request.kind).plural_label.lower()}",
            replace(first, kind=""),
        )
    yield from _fewer_words(first)


def _fewer_words(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    text = parse(request.q)
    if text.phrases:
        loose = tuple(
            dict.fromkeys([*text.words, *(word for phrase in text.phrases for word in phrase)])
        )
        yield (
            "Without the quotation marks",
            replace(request, q=as_text(TextQuery(loose, (), text.excluded))),
        )
    if text.excluded:
        yield (
            "Without the excluded words",
            replace(request, q=as_text(TextQuery(text.words, text.phrases))),
        )
    if request.filters and request.q:
        yield f"Without the words “{request.q}”", replace(request, q="")
