"""What a search page shows, ready for templates and for the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from directory.catalog.types import ListingCard
from directory.kernel.paging import Page
from directory.search.reading.types import Conflict, Understood
from directory.search.types import Sort


@dataclass(frozen=True)
class SearchRequest:
    """What somebody asked for, checked: unknown filters, kinds, sorts and pages are gone from it.

    `exact`: the words as they are, nothing understood or corrected. `dropped`: keys of understood
    parts that are to be plain words again.
    """

    q: str = ""
    kind: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 20
    include_archived: bool = False
    exact: bool = False
    dropped: tuple[str, ...] = ()

    def parameters(self, **changes: object) -> list[tuple[str, str]]:
        """Return the URL parameters of this request, defaults left out; `changes` replace fields.

        Page goes back to 1 unless it is among the changes.
        """
        values: dict[str, object] = {
            "q": self.q,
            "kind": self.kind,
            "filters": self.filters,
            "sort": self.sort,
            "page": 1,
            "include_archived": self.include_archived,
            "exact": self.exact,
            "dropped": self.dropped,
            **changes,
        }
        pairs = [("q", str(values["q"])), ("kind", str(values["kind"]))]
        filters = values["filters"]
        assert isinstance(filters, Mapping)  # noqa: S101 - for the type checker
        pairs += [(name, slug) for name, slugs in filters.items() for slug in slugs]
        if values["sort"] != Sort.RELEVANCE:
            pairs.append(("sort", str(values["sort"])))
        if values["include_archived"]:
            pairs.append(("archived", "1"))
        if values["exact"]:
            pairs.append(("exact", "1"))
        dropped = values["dropped"]
        assert isinstance(dropped, tuple)  # noqa: S101 - for the type checker
        pairs += [("not", key) for key in dropped]
        if values["page"] != 1:
            pairs.append(("page", str(values["page"])))
        return [(name, value) for name, value in pairs if value]

    def without(self, vocabulary: str, slug: str) -> Mapping[str, tuple[str, ...]]:
        """Return the filters with this term removed."""
        left = {
            name: tuple(s for s in slugs if (name, s) != (vocabulary, slug))
            for name, slugs in self.filters.items()
        }
        return {name: slugs for name, slugs in left.items() if slugs}

    def plus(self, vocabulary: str, slug: str) -> Mapping[str, tuple[str, ...]]:
        """Return the filters with this term added."""
        return {**self.filters, vocabulary: (*self.filters.get(vocabulary, ()), slug)}


@dataclass(frozen=True)
class Reasons:
    """Why a result is where it is: words by where they stand, and parts of the query it fits or not.

    `words`: (typed word, places in plain words). `fits`, `lacks`: labels of understood parts; a
    listing lacks what it does not state. `named`: the query is (nearly) its name.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fits: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    named: bool = False


@dataclass(frozen=True)
class Found:
    """One result. The highlights are safe HTML with `<mark>`, or empty when nothing matched there.

    `text_html` is a piece of the description, given when neither name nor tagline matched.
    `whole`: it has all that was asked for; known only in the order of relevance, else True.
    """

    card: ListingCard
    score: float
    name_html: str = ""
    tagline_html: str = ""
    text_html: str = ""
    reasons: Reasons = Reasons()
    whole: bool = True


@dataclass(frozen=True)
class FacetOption:
    """One term of a filter with the number of results that choosing it would give."""

    slug: str
    label: str
    count: int
    selected: bool
    children: tuple["FacetOption", ...] = ()


@dataclass(frozen=True)
class Facet:
    """One filter: a vocabulary with its options that have results or are selected."""

    vocabulary: str
    label: str
    options: tuple[FacetOption, ...]
    selected_count: int


@dataclass(frozen=True)
class Relaxation:
    """What to drop for how many results: a filter term, the kind, or words of the query."""

    label: str
    total: int
    request: SearchRequest


@dataclass(frozen=True)
class SearchResult:
    """One page of results with all that helps to go on from there.

    `understood`: what the query was taken to mean; `loosened`: those of them that only weigh in,
    because too few listings fit all; `complete`: how many of the results fit all that was asked
    for. `correction`: the words that were searched instead of the typed ones, or empty. `reduced`:
    answered from the database because the index cannot be read.
    """

    request: SearchRequest
    found: Page[Found]
    kinds: Mapping[str, int]
    facets: tuple[Facet, ...]
    understood: tuple[Understood, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    loosened: tuple[Understood, ...] = ()
    complete: int = 0
    correction: str = ""
    relaxations: tuple[Relaxation, ...] = ()
    reduced: bool = False

    @property
    def searched(self) -> SearchRequest:
        """The request with the words that were searched, for addresses of more of the same."""
        return replace(self.request, q=self.correction) if self.correction else self.request

    @property
    def any_word(self) -> bool:
        """Whether some results have only a part of what was asked for."""
        return self.complete < self.found.total


@dataclass(frozen=True)
class Suggestion:
    """One line of the suggestions: a listing or a term. `path` is an address of ours.

    `matched`: the other name that begins with what was typed, or empty when the label does.
    """

    label: str
    kind_label: str
    path: str
    count: int | None = None
    matched: str = ""
