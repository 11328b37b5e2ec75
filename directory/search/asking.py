"""A reading of a query -> what the engine is asked."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from directory.search.analysis import STOP_WORDS, words
from directory.search.reading.cues import Evoked
from directory.search.reading.translations import Translations
from directory.search.reading.types import Reading, Role, Understood
from directory.search.results import SearchRequest
from directory.search.types import KIND, Part, SearchQuery
from directory.taxonomy.types import Taxonomy

# With fewer listings that fit all of it, those that fit some of it follow.
ENOUGH = 10
# What a part weighs that is not required any more.
LOOSE = 2.5
# What was said itself is worth a little more than what also satisfies it.
SAID = 0.5
# Words of a topic, and the words of the terms it means, in names and descriptions.
HINT = 0.75
# What is only hinted at, times how near the hint is.
EVOKED = 0.7
# All plain words stand in the name; a name has little else.
IN_NAME = 1.0
MIN_PREFIX = 3
# A listing for all subjects may serve each of them.
EVERYTHING = {"subject": "all-subjects"}


@dataclass(frozen=True)
class Asked:
    """A request as it was read. `first`: known items; `open_word`: the last word may go on.

    `is_name`: whether a text is the name of a listing; `foreign`: whether a word is of another
    language than the catalog's texts; `evoked`: terms that words hint at without naming them.
    """

    request: SearchRequest
    reading: Reading
    taxonomy: Taxonomy
    first: tuple[int, ...] = ()
    open_word: str = ""
    is_name: Callable[[str], bool] = lambda _text: False
    translations: Translations = field(default_factory=lambda: Translations({}, 0))
    foreign: Callable[[str], bool] = lambda _word: False
    evoked: tuple[Evoked, ...] = ()

    def query(
        self, loose: Collection[Understood] = (), enough: int = 1, facets: Sequence[str] = ()
    ) -> SearchQuery:
        """Return the question to the engine; parts in `loose` only weigh in."""
        asked, text = self.request, self.reading.text
        return SearchQuery(
            text=replace(text, words=()),
            parts=(
                *self._words(filling=enough > 1),
                *self._understood(loose, filling=enough > 1),
                *self._evoked(),
                *self._name(),
            ),
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

    def counted(self, size: int = 1) -> "Asked":
        """Return the same question for its first results only."""
        return replace(self, request=replace(self.request, page=1, size=size))

    def loosenable(self, order: Sequence[Understood]) -> list[Understood]:
        """Return the parts that may be given up one after another, in this order.

        Something must remain to be found by.
        """
        found = [part for part in order if part.role is Role.CONSTRAINT and not self._named(part)]
        text = self.reading.text
        if len(found) == len(self.reading.understood) and not (text.words or text.phrases):
            return found[:-1]
        return found

    def _words(self, *, filling: bool) -> list[Part]:
        """Return a part for each word; the terms that it evokes satisfy it, too."""
        return [
            Part(
                words=typed,
                instead=instead,
                terms=tuple(e.term for e in self.evoked if not set(typed).isdisjoint(e.words)),
                prefix=not instead and typed == (self.open_word,),
                cues=filling,
            )
            for typed, instead in self.translations.parts(self.reading.text.words, self.foreign)
        ]

    def _evoked(self) -> Iterator[Part]:
        """Yield a part for all that is evoked beyond what was understood, the nearest weighing in."""
        known = {term for part in self.reading.understood for term in part.terms}
        found = [one for one in self.evoked if one.term not in known]
        topics = any(part.role is not Role.CONSTRAINT for part in self.reading.understood)
        if found and not topics:
            yield Part(terms=tuple(one.term for one in found))
        for one in found:
            yield Part(terms=(one.term,), required=False, weight=EVOKED * one.score)

    def _name(self) -> Iterator[Part]:
        """Yield what raises listings that have all of the plain words in their name."""
        if typed := self.reading.text.words:
            yield Part(words=typed, names=True, required=False, weight=IN_NAME)

    def _understood(self, loose: Collection[Understood], *, filling: bool) -> Iterator[Part]:
        for one in self.reading.understood:
            terms = one.terms or ((KIND, one.kind),)
            typed = tuple(word for word in one.words if word not in STOP_WORDS)
            if one in loose:
                yield Part(words=typed, terms=terms, required=False, weight=LOOSE)
            elif one.role is Role.TOPIC or self._alone() or self._named(one):
                instead = self.translations.whole(typed, self.foreign)
                broader = tuple(self._broader(one)) if filling else ()
                yield Part(words=typed, instead=instead, terms=terms, broader=broader)
                yield from self._hints(one, typed, filling=filling)
            else:
                yield Part(terms=terms)
            said = tuple(term for term in one.terms if term not in one.wider)
            if one.wider and said:
                yield Part(terms=said, required=False, weight=SAID)

    def _alone(self) -> bool:
        """Whether one understood part is all that was typed: then its words count too."""
        return len(self.reading.understood) == 1 and not self.reading.text

    def _named(self, one: Understood) -> bool:
        """Whether the words are the name of a listing, too."""
        return bool(one.words) and self.is_name(" ".join(one.words))

    def _broader(self, one: Understood) -> Iterator[tuple[str, str]]:
        """Yield what stands above the meant terms: a listing may name only that."""
        for name, slug in one.terms:
            if (name, slug) in one.wider or name not in self.taxonomy.vocabularies:
                continue
            vocabulary = self.taxonomy.vocabularies[name]
            yield from ((name, term.slug) for term in vocabulary.ancestors(slug))

    def _hints(self, one: Understood, typed: Sequence[str], *, filling: bool) -> Iterator[Part]:
        """Yield what raises a listing beyond having the term: words of its own, a broader term."""
        said = [words(self.taxonomy.label(*term)) for term in one.terms if term not in one.wider]
        labels = [word for label in said[:2] for word in label if word not in STOP_WORDS]
        for word in labels:
            yield Part(words=(word,), required=False, weight=HINT)
        for spoken, instead in self.translations.parts(typed, self.foreign):
            alone = filling and len(typed) > 1
            yield Part(words=spoken, instead=instead, required=alone, weight=HINT)
        general = [(name, EVERYTHING[name]) for name, _ in one.terms if name in EVERYTHING]
        if broader := (*self._broader(one), *dict.fromkeys(general)):
            yield Part(broader=broader, required=False)
