"""Vocabularies in memory: immutable, small, and quick to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Term:
    """One term. `parent` is the slug of its parent, or empty; `position` orders the vocabulary.

    `cues`: what people say who need it and do not name it, in both languages.
    """

    id: int
    vocabulary: str
    slug: str
    label_en: str
    label_es: str
    definition: str
    parent: str = ""
    code: str = ""
    definition_es: str = ""
    synonyms_en: tuple[str, ...] = ()
    synonyms_es: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    position: int = 0
    retired: bool = False

    @property
    def label(self) -> str:
        """The English label."""
        return self.label_en

    @property
    def names(self) -> tuple[str, ...]:
        """All labels and synonyms in both languages."""
        return (self.label_en, self.label_es, *self.synonyms_en, *self.synonyms_es)


@dataclass(frozen=True)
class Vocabulary:
    """One vocabulary; `terms` are in order, children right after their parent."""

    id: int
    slug: str
    label_en: str
    label_es: str
    plural_en: str
    plural_es: str
    definition: str
    position: int
    is_facet: bool
    is_browsable: bool
    kinds: tuple[str, ...]
    terms: tuple[Term, ...]
    source: str = ""

    @property
    def label(self) -> str:
        """The English label."""
        return self.label_en

    @cached_property
    def by_slug(self) -> dict[str, Term]:
        """Terms by slug, retired ones included."""
        return {term.slug: term for term in self.terms}

    @cached_property
    def _children(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(term.parent, []).append(term)
        return {parent: tuple(terms) for parent, terms in found.items()}

    def children(self, slug: str = "") -> tuple[Term, ...]:
        """Return the direct children of a term; without a slug, the top terms."""
        return self._children.get(slug, ())

    def ancestors(self, slug: str) -> Iterator[Term]:
        """Yield the parent, its parent and so on."""
        term = self.by_slug.get(slug)
        while term is not None and term.parent:
            term = self.by_slug[term.parent]
            yield term


@dataclass(frozen=True)
class Taxonomy:
    """All vocabularies by slug, in the order of their position."""

    vocabularies: Mapping[str, Vocabulary]

    def has(self, vocabulary: str, slug: str) -> bool:
        """Whether the vocabulary has this term and the term is in use."""
        term = self.term(vocabulary, slug)
        return term is not None and not term.retired

    def term(self, vocabulary: str, slug: str) -> Term | None:
        """Return the term, or None; retired terms are returned too."""
        found = self.vocabularies.get(vocabulary)
        return found.by_slug.get(slug) if found else None

    def label(self, vocabulary: str, slug: str) -> str:
        """Return the English label, or the slug when there is no such term."""
        term = self.term(vocabulary, slug)
        return term.label_en if term else slug

    def facets(self, kind: str | None = None) -> tuple[Vocabulary, ...]:
        """Return the vocabularies shown as filters; for one kind, those it uses."""
        return tuple(
            vocabulary
            for vocabulary in self.vocabularies.values()
            if vocabulary.is_facet and (kind is None or kind in vocabulary.kinds)
        )
