"""Deterministic listings of any number: the same number and size always give the same document."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.search.terms import Terms
from benchmarks.search.words import Lexicon, brand
from directory.catalog.types import Kind
from directory.kernel.text import fold
from directory.search.types import Document

SEED = 20_261_124
# Of 50 listings in a row: which kinds. Organizations have known places so that a maker can be named.
_KINDS = (Kind.PRODUCT,) * 33 + (Kind.ORGANIZATION,) * 10 + (Kind.PERSON,) * 4
_CYCLE = _KINDS + (Kind.OPPORTUNITY,) * 3
_FIRST_ORGANIZATION, _ORGANIZATIONS = 33, 10
# "w" stands for a word drawn by frequency, "t" for a label of the listing, "n" for its name.
_TAGLINES = (
    "w w and w for w w who w w",
    "w t with w w for every w",
    "Learn t through w w and w w",
    "The w w that makes w w w",
    "w and w w in t",
)
_SENTENCES = (
    "n helps w and w to w their w with w w.",
    "It has w w, w and w for w w.",
    "The w shows how w w can w in t.",
    "With n a w or w can w w and see the w of each w.",
    "w w is what n does when w are not w.",
    "Every w comes with a w, a w w and a w for t.",
    "There are w w for w, and w w is by w.",
    "It works in w w, on w and where the w is w.",
)
_FAMILY = ("Lab", "Path", "Studio", "Quest", "Works", "Academy", "Bridge", "Garden", "Board", "Kit")
_SUFFIXES = {
    Kind.ORGANIZATION: ("Learning", "Foundation", "Education", "Institute", "Schools", "Labs"),
    Kind.OPPORTUNITY: ("Grant", "Challenge", "Pilot program", "Accelerator", "Fellowship"),
}


@dataclass(frozen=True)
class Entry:
    """One generated listing. `terms` are those it names itself; `maker` is a listing's id or 0."""

    id: int
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    tagline: str
    description: str
    terms: dict[str, tuple[str, ...]]
    maker: int
    archived: bool
    published: str
    confirmed: str


class Catalog:
    """Listings 1 to `size`; made when asked for, none is kept."""

    def __init__(self, size: int) -> None:
        self.size = size

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(self.size)

    @cached_property
    def _terms(self) -> Terms:
        return Terms()

    def __iter__(self) -> Iterator[Document]:
        return (self.document(number) for number in range(1, self.size + 1))

    def document(self, number: int) -> Document:
        """Return listing `number` as the engines get it."""
        entry = self.entry(number)
        terms = {name: self._terms.closed(name, slugs) for name, slugs in entry.terms.items()}
        return Document(
            id=number,
            version=f"v{number}",
            kind=entry.kind.value,
            name=entry.name,
            aliases=entry.aliases,
            tagline=entry.tagline,
            labels=self._terms.labels(terms),
            related=(self.name(entry.maker),) if entry.maker else (),
            description=entry.description,
            terms=terms,
            archived=entry.archived,
            sort_name=fold(entry.name),
            published=entry.published,
            confirmed=entry.confirmed,
        )

    def kind(self, number: int) -> Kind:
        """Return the kind of listing `number`."""
        return _CYCLE[(number - 1) % len(_CYCLE)]

    def name(self, number: int) -> str:
        """Return the name of listing `number`."""
        chance = random.Random(SEED * number)  # noqa: S311 - reproducible, no secret
        kind = self.kind(number)
        first = brand(number)
        if kind is Kind.PERSON:
            return f"{first} {brand(chance.randrange(1, 2000))}"
        if kind is Kind.PRODUCT:
            return first if chance.random() < 0.35 else f"{first} {self._second(chance)}"
        return f"{first} {chance.choice(_SUFFIXES[kind])}"

    def _second(self, chance: random.Random) -> str:
        word = self._draw(chance, 1)[0].capitalize()
        return chance.choice(_FAMILY) if chance.random() < 0.4 else word

    def entry(self, number: int) -> Entry:
        """Return listing `number` as it was thought up."""
        chance = random.Random(SEED * number + 1)  # noqa: S311
        kind, name = self.kind(number), self.name(number)
        terms = self._terms.draw(kind, chance)
        labels = self._terms.english(terms) or ("learning",)
        count = 3 if kind is Kind.PRODUCT else chance.randrange(1, 4)
        sentences = (self._text(chance, _SENTENCES, name, labels) for _ in range(count))
        year, month = chance.randrange(2016, 2027), chance.randrange(1, 13)
        return Entry(
            id=number,
            kind=kind,
            name=name,
            aliases=(f"{brand(number)} App",) if chance.random() < 0.08 else (),
            tagline=self._text(chance, _TAGLINES, name, labels),
            description=" ".join(sentences),
            terms=terms,
            maker=self._maker(chance) if kind is Kind.PRODUCT else 0,
            archived=chance.random() < 0.02,
            published=f"{year}-{month:02}-{chance.randrange(1, 28):02}T12:00:00+00:00",
            confirmed=f"{min(year + 1, 2026)}-{month:02}" if chance.random() < 0.8 else "",
        )

    def changed(self, number: int, word: str) -> Document:
        """Return listing `number` as an edit leaves it: with one more word, another version."""
        document = replace(self.document(number), archived=False)
        return replace(
            document, tagline=f"{document.tagline} {word}", version=f"{document.version}-{word}"
        )

    def _maker(self, chance: random.Random) -> int:
        cycle = chance.randrange(self.size // len(_CYCLE) + 1) * len(_CYCLE)
        number = cycle + _FIRST_ORGANIZATION + 1 + chance.randrange(_ORGANIZATIONS)
        return number if number <= self.size else 0

    def _text(
        self, chance: random.Random, patterns: tuple[str, ...], name: str, labels: tuple[str, ...]
    ) -> str:
        pattern = chance.choice(patterns).split(" ")
        drawn = iter(self._draw(chance, len(pattern)))
        parts = []
        for slot in pattern:
            bare = slot.rstrip(".,")
            made = {"w": lambda: next(drawn), "t": lambda: chance.choice(labels).lower()}
            text = name if bare == "n" else made[bare]() if bare in made else bare
            parts.append(text + slot[len(bare) :])
        text = " ".join(parts)
        return text[:1].upper() + text[1:]

    def _draw(self, chance: random.Random, count: int) -> list[str]:
        lexicon = self._lexicon
        return chance.choices(lexicon.words, cum_weights=lexicon.weights, k=count)
