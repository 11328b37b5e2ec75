"""What goes into a search engine and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """How results are ordered; ties are always broken by name, then id."""

    RELEVANCE = "relevance"
    NAME = "name"
    NEWEST = "newest"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class TextQuery:
    """A parsed text box: words, quoted phrases and words that must not occur (all unstemmed)."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded)


# Filters: vocabulary -> term slugs; OR inside a vocabulary, AND across vocabularies.
Filters = Mapping[str, tuple[str, ...]]
# Among the terms of a part: a kind of listing.
KIND = "kind"


@dataclass(frozen=True)
class Part:
    """One thing that is asked for: documents with one of the terms, or with all of the words.

    `words` are unstemmed and folded; `terms` are (vocabulary, slug) or ("kind", kind). A document
    that names a `broader` term itself will do too, but says less. All words of one of `instead` do
    as well as `words`. With `cues`, words also match what people say who need a thing;
    with `names`, they match only in names, more in a shorter one. With `prefix` the last word may
    go on. A part that is not `required` only adds to the score. `weight` multiplies what it adds.
    """

    words: tuple[str, ...] = ()
    instead: tuple[tuple[str, ...], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    broader: tuple[tuple[str, str], ...] = ()
    prefix: bool = False
    cues: bool = False
    names: bool = False
    required: bool = True
    weight: float = 1.0


@dataclass(frozen=True)
class SearchQuery:
    """One question to an engine. `kind` empty: all kinds. `facets`: vocabularies to count.

    Each word of `text` is a required part; `parts` come on top of them. `first`: ids that precede
    all others in this order, whether they have the words or not; filters count for them too. When
    fewer than `enough` documents have all required parts, those with some follow them.
    """

    text: TextQuery = field(default_factory=TextQuery)
    parts: tuple[Part, ...] = ()
    first: tuple[int, ...] = ()
    enough: int = 1
    kind: str = ""
    filters: Filters = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 20
    facets: tuple[str, ...] = ()
    include_archived: bool = False


@dataclass(frozen=True)
class Hit:
    """One found listing: its database id and score."""

    id: int
    score: float


@dataclass(frozen=True)
class SearchPage:
    """One page of hits. Each facet's counts ignore its own selection; kinds ignore `kind`.

    `facets`: vocabulary -> term -> count. `complete`: how many of the total have all required
    parts; the others have some of them.
    """

    hits: tuple[Hit, ...]
    total: int
    complete: int
    kinds: Mapping[str, int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """A document by its name: how many letters differ from what was typed (0: the same name)."""

    id: int
    distance: int


@dataclass(frozen=True)
class Document:
    """What an engine indexes of one listing. `version` is the hash of all else.

    `terms`: vocabulary -> slugs, ancestors included. `labels`: words of those terms in both
    languages with synonyms; `cues`: what people say who need these; `context`: labels of what its
    products are about. `direct`: terms it names itself. `related`: names of makers, people and
    places. `confirmed` and `published` sort as text, latest last.
    """

    id: int
    version: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    tagline: str = ""
    labels: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    description: str = ""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    direct: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    archived: bool = False
    sort_name: str = ""
    published: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Upsert:
    """Put this document into the index, instead of any with the same id."""

    document: Document


@dataclass(frozen=True)
class Delete:
    """Take the document with this id out of the index."""

    id: int


Change = Upsert | Delete


@dataclass(frozen=True)
class EngineHealth:
    """Whether the index can be read, how many documents it holds, and what is wrong."""

    ok: bool
    documents: int = 0
    generation: str = ""
    problem: str = ""
