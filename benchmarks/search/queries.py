"""Deterministic questions cut from a catalog: what people might type who look for its listings."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.search.catalog import SEED
from directory.search.analysis import STOP_WORDS, words
from directory.search.types import Document

# How many of 100 questions have one, two, three and four words.
LENGTHS = (15, 35, 32, 18)
FACETS = ("subject", "platform", "need", "product-kind", "price")
# Other vocabularies than those counted, so that no engine has to count a facet without its own filter.
FILTERED = ("audience", "level", "lifecycle", "setting")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Question:
    """What an engine is asked. `right` is what a typo should be corrected to."""

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    size: int = 10
    right: str = ""


class Questions:
    """Cuts questions from documents; a name and a number always give the same set."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """`documents` are a sample; products have the words and terms that filters need."""
        self._all = [d for d in documents if not d.archived]
        self._products = [
            d
            for d in self._all
            if d.kind == "product" and len(_filterable(d)) > 1 and len(_telling(d.tagline)) > 1
        ]
        self._uses = Counter(
            (name, slug) for d in self._all for name in _filterable(d) for slug in d.terms[name]
        )

    def words(self, name: str, count: int) -> list[Question]:
        """Return questions whose words all stand in the tagline of one listing."""
        chance = self._chance(name)
        return [self._cut(chance)[0] for _ in range(count)]

    def mixed(self, name: str, count: int) -> list[Question]:
        """Return questions of two to four words that hardly any listing has all of."""
        chance, found = self._chance(name), list[Question]()
        while len(found) < count:
            question, _ = self._cut(chance)
            parts = question.text.split()
            if len(parts) > 1:
                parts[-1] = words(chance.choice(self._products).name)[0]
                found.append(Question(" ".join(parts)))
        return found

    def faceted(self, name: str, count: int, *, mixed: bool = False) -> list[Question]:
        """Return questions with five facets to count and two filters that the listing passes."""
        chance = self._chance(name)
        cuts = [self._cut(chance) for _ in range(count)]
        texts = self.mixed(f"{name} texts", count) if mixed else [question for question, _ in cuts]
        return [
            Question(text.text, self._filters(document, chance), FACETS)
            for text, (_, document) in zip(texts, cuts, strict=True)
        ]

    def prefixes(self, name: str, count: int) -> list[Question]:
        """Return beginnings of two to four letters of words in names."""
        chance, found = self._chance(name), list[Question]()
        while len(found) < count:
            word = chance.choice(words(chance.choice(self._all).name))
            found.append(Question(word[: chance.choices((2, 3, 4), (20, 40, 40))[0]]))
        return found

    def typos(self, name: str, count: int) -> list[Question]:
        """Return one to three words of a tagline, one of them with one typing error."""
        chance, found = self._chance(name), list[Question]()
        while len(found) < count:
            right = self._cut(chance)[0].text.split()[:3]
            long = [place for place, word in enumerate(right) if len(word) > 5]
            if long:
                place = chance.choice(long)
                typed = [*right[:place], mistyped(right[place], chance), *right[place + 1 :]]
                found.append(Question(" ".join(typed), right=" ".join(right)))
        return found

    def _chance(self, name: str) -> random.Random:
        return random.Random(f"{SEED} {name}")  # noqa: S311 - reproducible, no secret

    def _cut(self, chance: random.Random) -> tuple[Question, Document]:
        document = chance.choice(self._products)
        telling = _telling(document.tagline)
        count = min(chance.choices((1, 2, 3, 4), LENGTHS)[0], len(telling))
        first = chance.randint(0, len(telling) - count)
        return Question(" ".join(telling[first : first + count])), document

    def _filters(self, document: Document, chance: random.Random) -> Mapping[str, tuple[str, ...]]:
        """Return two filters that the document passes, each by its most frequent term."""
        return {
            name: (self._usual(name, document.terms[name]),)
            for name in chance.sample(_filterable(document), 2)
        }

    def _usual(self, vocabulary: str, slugs: Sequence[str]) -> str:
        return max(slugs, key=lambda slug: self._uses[vocabulary, slug])


def mistyped(word: str, chance: random.Random) -> str:
    """Return the word with one letter dropped, doubled over, swapped or wrong; the first one stays."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice(_LETTERS.replace(letter, ""))
    swapped = after[0] + letter + after[1:]
    ways = (after, other + letter + after, other + after, swapped)
    typed = before + chance.choice(ways)
    return typed if typed != word else before + other + after


def warming(questions: Sequence[Question]) -> Iterator[Question]:
    """Yield other questions with all the words of these, so that a cache of answers gains nothing."""
    texts = dict.fromkeys(word for question in questions for word in question.text.split())
    shuffled = list(texts)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311
    for start in range(0, len(shuffled), 2):
        yield Question(" ".join(shuffled[start : start + 2]), facets=FACETS)


def _telling(text: str) -> list[str]:
    return list(dict.fromkeys(w for w in words(text) if w not in STOP_WORDS and w.isalpha()))


def _filterable(document: Document) -> list[str]:
    return [name for name in FILTERED if document.terms.get(name)]
