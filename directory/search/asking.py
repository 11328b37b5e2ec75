"""A reading of a query -> what the engine is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from directory.search.analysis import STOP_WORDS
from directory.search.reading.types import Reading, Role, Understood
from directory.search.results import SearchRequest
from directory.search.types import KIND, Part, SearchQuery

# With fewer listings that fit all of it, those that fit some of it follow.
ENOUGH = 10
# What a part weighs that is not required any more: more than any words do.
LOOSE = 20.0
# What was said itself is worth a little more than what also satisfies it.
SAID = 0.5
MIN_PREFIX = 3


@dataclass(frozen=True)
class Asked:
    """A request as it was read. `first`: known items; `open_word`: the last word may go on."""

    request: SearchRequest
    reading: Reading
    first: tuple[int, ...] = ()
    open_word: str = ""

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

    def _words(self) -> list[Part]:
        return [
            Part(words=(word,), prefix=word == self.open_word) for word in self.reading.text.words
        ]

    def _understood(self, loose: Collection[Understood]) -> list[Part]:
        parts: list[Part] = []
        for one in self.reading.understood:
            terms = one.terms or ((KIND, one.kind),)
            if one.role is Role.TOPIC:
                words = tuple(word for word in one.words if word not in STOP_WORDS)
                parts.append(Part(words=words, terms=terms))
            elif one in loose:
                parts.append(Part(terms=terms, required=False, weight=LOOSE))
            else:
                parts.append(Part(terms=terms))
            said = tuple(term for term in one.terms if term not in one.wider)
            if one.wider and said:
                parts.append(Part(terms=said, required=False, weight=SAID))
        return parts


def can_loosen(reading: Reading, order: Sequence[Understood]) -> list[Understood]:
    """Return the parts that may be given up one after another: constraints, in the stated order."""
    del reading
    return [part for part in order if part.role is Role.CONSTRAINT]
