"""Counts of an engine -> filters as they are shown: trees in vocabulary order, no empty options."""

from collections.abc import Mapping

from directory.search.results import Facet, FacetOption, SearchRequest
from directory.taxonomy.types import Taxonomy, Vocabulary


def facet_names(taxonomy: Taxonomy, kind: str) -> tuple[str, ...]:
    """Return the vocabularies that make sense as filters for this kind (for any when empty)."""
    return tuple(vocabulary.slug for vocabulary in taxonomy.facets(kind or None))


def build_facets(
    taxonomy: Taxonomy, request: SearchRequest, counts: Mapping[str, Mapping[str, int]]
) -> tuple[Facet, ...]:
    """Return the filters that have at least one option with results, or a selected one."""
    facets = []
    for vocabulary in taxonomy.facets():
        selected = frozenset(request.filters.get(vocabulary.slug, ()))
        if vocabulary.slug in counts or selected:
            options = _options(vocabulary, "", counts.get(vocabulary.slug, {}), selected)
            if options:
                facets.append(Facet(vocabulary.slug, vocabulary.label, options, len(selected)))
    return tuple(facets)


def _options(
    vocabulary: Vocabulary, parent: str, counts: Mapping[str, int], selected: frozenset[str]
) -> tuple[FacetOption, ...]:
    options = []
    for term in vocabulary.children(parent):
        children = _options(vocabulary, term.slug, counts, selected)
        count = counts.get(term.slug, 0)
        if count or term.slug in selected or children:
            options.append(
                FacetOption(term.slug, term.label, count, term.slug in selected, children)
            )
    return tuple(options)
