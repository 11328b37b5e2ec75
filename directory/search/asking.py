"""A reading of a query -> what the engine is asked."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from directory.search.analysis import STOP_WORDS, words
from directory.search.reading.types import Reading, Role, Understood
from directory.search.results import SearchRequest
from directory.search.types import KIND, Part, SearchQuery
from directory.taxonomy.types import Taxonomy

# With fewer listings that fit all of it, those that fit some of it follow.
ENOUGH = 10
# What a part weighs that is not required any more: more than any words do.
LOOSE = 20.0
# What was said itself is worth a little more than what also satisfies it.
SAID = 0.5
# Words of a topic, and the words of the terms it means, in names and descriptions.
HINT = 0.5
MIN_PREFIX = 3
# A listing for all subjects may serve each of them.
EVERYTHING = {"subject": "all-subjects"}


@dataclass(frozen=True)
class Asked:
    """A request as it was read. `first`: known items; `open_word`: the last word may go on.

    `is_name`: whether a text is the name of a listing.
    """

    request: SearchRequest
    reading: Reading
    taxonomy: Taxonomy
    first: tuple[int, ...] = ()
    open_word: str = ""
    is_name: Callable[[str], bool] = lambda _text: False

    def query(
        self, loose: Collection[Understood] = (), enough: int = 1, facets: Sequence[str] = ()
    ) -> SearchQuery:
        """Return the question to the engine; parts in `loose` only weigh in."""
        asked, text = self.request, self.reading.text
        return SearchQuery(
            text=replace(text, words=()),
            parts=(*self._words(), *self._understood(loose)),
            first=self.first,
            enough=enough,
            kind=asked.kind,
            filters=asked.filters,
            sort=asked.sort,
            page=asked.page,
            size=asked.size,
            facets=tuple(facets),
            include_archived=asked.include_archived,
        )

    def loosenable(self, order: Sequence[Understood]) -> list[Understood]:
        """Return the parts that may be given up one after another, in this order.

        Something must remain to be found by.
        """
        found = [part for part in order if part.role is Role.CONSTRAINT]
        text = self.reading.text
        if len(found) == len(self.reading.understood) and not (text.words or text.phrases):
            return found[:-1]
        return found

    def _words(self) -> list[Part]:
        return [
            Part(words=(word,), prefix=word == self.open_word) for word in self.reading.text.words
        ]

    def _understood(self, loose: Collection[Understood]) -> Iterator[Part]:
        for one in self.reading.understood:
            terms = one.terms or ((KIND, one.kind),)
            typed = tuple(word for word in one.words if word not in STOP_WORDS)
            if one in loose:
                yield Part(terms=terms, required=False, weight=LOOSE)
            elif one.role is Role.TOPIC or self._also_words(one):
                yield Part(words=typed, terms=terms, broader=tuple(self._broader(one)))
                yield from self._hints(one, typed)
            else:
                yield Part(terms=terms)
            said = tuple(term for term in one.terms if term not in one.wider)
            if one.wider and said:
                yield Part(terms=said, required=False, weight=SAID)

    def _also_words(self, one: Understood) -> bool:
        """Whether the words of a constraint count too: it is all that was typed, or a name."""
        alone = len(self.reading.understood) == 1 and not self.reading.text
        return alone or (bool(one.words) and self.is_name(" ".join(one.words)))

    def _broader(self, one: Understood) -> Iterator[tuple[str, str]]:
        """Yield what stands above the meant terms: a listing may name only that."""
        for name, slug in one.terms:
            if (name, slug) in one.wider or name not in self.taxonomy.vocabularies:
                continue
            vocabulary = self.taxonomy.vocabularies[name]
            yield from ((name, term.slug) for term in vocabulary.ancestors(slug))
            if name in EVERYTHING:
                yield name, EVERYTHING[name]

    def _hints(self, one: Understood, typed: Sequence[str]) -> Iterator[Part]:
        """Yield words that raise those listings that also say it in their own words."""
        said = [words(self.taxonomy.label(*term)) for term in one.terms if term not in one.wider]
        labels = [word for label in said[:2] for word in label if word not in STOP_WORDS]
        for word in dict.fromkeys([*typed, *labels]):
            yield Part(words=(word,), required=False, weight=HINT)
