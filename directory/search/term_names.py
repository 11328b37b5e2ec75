"""The names of all terms in use, sorted, so that a beginning finds its terms at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from directory.search.analysis import words
from directory.taxonomy.types import Taxonomy, Term, Vocabulary

_LAST = "\U0010ffff"
_KEPT = 4  # taxonomies: that of the site, and of tests beside it


@dataclass(frozen=True, order=True)
class Found:
    """A term by one of its names; the best come first: its label, then shorter names."""

    rank: int
    length: int
    label: str
    name: str
    vocabulary: str
    slug: str

    @property
    def matched(self) -> str:
        """The name, when it is another one than the label."""
        return "" if self.name == self.label else self.name


class TermNames:
    """Names of the terms that have a page or are a filter: labels, synonyms, in both languages."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        entries = sorted(
            entry
            for vocabulary in taxonomy.vocabularies.values()
            if vocabulary.is_browsable or vocabulary.is_facet
            for entry in _entries(vocabulary)
        )
        self._keys = [key for key, _ in entries]
        self._found = sorted(found for _, found in entries)
        place = {found: number for number, found in enumerate(self._found)}
        self._places = [place[found] for _, found in entries]

    def beginning(self, typed: str) -> list[Found]:
        """Return the terms with a name that begins with folded words, each once, best first."""
        start = bisect_left(self._keys, typed)
        end = bisect_right(self._keys, typed + _LAST)
        best: dict[tuple[str, str], Found] = {}
        for place in sorted(self._places[start:end]):
            found = self._found[place]
            best.setdefault((found.vocabulary, found.slug), found)
        return list(best.values())


def _entries(vocabulary: Vocabulary) -> Iterator[tuple[str, Found]]:
    for term in vocabulary.terms:
        if not term.retired:
            yield from _names(term)


def _names(term: Term) -> Iterator[tuple[str, Found]]:
    """Yield the names of a term, and its label from each of its later words on."""
    for name in dict.fromkeys(term.names):
        cut = words(name)
        key = " ".join(cut)
        rank = int(name != term.label)
        yield key, Found(rank, len(key), term.label, name, term.vocabulary, term.slug)
        if name == term.label:
            for place in range(1, len(cut)):
                later = " ".join(cut[place:])
                yield later, Found(2, len(key), term.label, name, term.vocabulary, term.slug)


_known: list[TermNames] = []


def term_names(taxonomy: Taxonomy) -> TermNames:
    """Return the names of a taxonomy, sorted once (about 0.1 s) and kept as long as it is in use."""
    for known in _known:
        if known.taxonomy is taxonomy:
            return known
    made = TermNames(taxonomy)
    _known[:] = [made, *_known[: _KEPT - 1]]
    return made
