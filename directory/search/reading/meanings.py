"""What terms mean together: expanded, widened, with a label and a key of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from directory.catalog.types import Kind
from directory.search.reading.rules import Outcome, Rule, Section, of_section
from directory.search.reading.types import TermKey
from directory.taxonomy.types import Taxonomy, Vocabulary

SHOWN = 3


class Rank(IntEnum):
    """Which of several meanings of the same words goes first: what was written down beats what
    follows from a name."""

    PATTERN = 1
    FRAME = 2
    NAME = 3
    PHRASE = 4


@dataclass(frozen=True)
class Meaning:
    """One thing that words can mean."""

    outcome: Outcome
    rank: Rank
    priority: int = 0
    vocabulary: str = ""
    kind: str = ""
    terms: tuple[TermKey, ...] = ()
    wider: tuple[TermKey, ...] = ()
    label: str = ""
    key: str = ""
    whole: bool = False


class Meanings:
    """Makes meanings from terms, by the rules on vocabularies and on what also satisfies a term."""

    def __init__(self, taxonomy: Taxonomy, rules: Sequence[Rule]) -> None:
        self.taxonomy = taxonomy
        self.of_vocabulary = {
            rule.key: rule
            for rule in of_section(rules, Section.VOCABULARY)
            if rule.key in taxonomy.vocabularies
        }
        self._also: dict[TermKey, list[TermKey]] = {}
        for rule in of_section(rules, Section.ALSO):
            for term in self.named(rule.terms):
                self._also.setdefault(term, []).extend(self.named(rule.other))
        self._known: dict[tuple[object, ...], Meaning] = {}  # bounded: runs of a scale, terms
        self._leaves = {name: _leaves(taxonomy.vocabularies[name]) for name in self.of_vocabulary}

    def named(self, names: Iterable[str]) -> tuple[TermKey, ...]:
        """Return the terms in use that `vocabulary/slug` names say; `/*` all, `-` without."""
        found: dict[TermKey, None] = {}
        for name in names:
            vocabulary, _, slug = name.removeprefix("-").partition("/")
            if vocabulary not in self.of_vocabulary:
                continue
            terms = self.taxonomy.vocabularies[vocabulary].terms
            slugs = [t.slug for t in terms if not t.retired and slug in {"*", t.slug}]
            for each in slugs:
                if name.startswith("-"):
                    found.pop((vocabulary, each), None)
                else:
                    found[(vocabulary, each)] = None
        return tuple(found)

    def of_terms(self, terms: Iterable[TermKey], rank: Rank, outcome: Outcome | None) -> Meaning:
        """Return what these terms mean together; the first one's vocabulary says how it counts."""
        wanted = tuple(dict.fromkeys(terms))
        known = self._known.get((wanted, rank, outcome))
        if known is None:
            known = self._known[(wanted, rank, outcome)] = self._made(wanted, rank, outcome)
        return known

    def _made(self, terms: tuple[TermKey, ...], rank: Rank, outcome: Outcome | None) -> Meaning:
        exact = self.exact(terms)
        wider = self._wider(exact)
        vocabulary = exact[0][0]
        rule = self.of_vocabulary[vocabulary]
        key, label = self._said(vocabulary, exact)
        return Meaning(
            outcome=outcome or Outcome(rule.role),
            rank=rank,
            priority=rule.priority,
            vocabulary=vocabulary,
            terms=exact + wider,
            wider=wider,
            label=label,
            key=key,
        )

    def of_phrase(self, rule: Rule, rank: Rank, named: TermKey | None = None) -> Meaning | None:
        """Return what a rule's phrases mean; `named` is the term that a slot stands for.

        None when all terms of the rule are retired.
        """
        outcome = Outcome(rule.role)
        if outcome in {Outcome.TEXT, Outcome.NOISE}:
            return Meaning(outcome, rank, 999, whole=rule.whole)
        terms = self.named(rule.terms) or ((named,) if named else ())
        if outcome is Outcome.KIND:
            found = self._of_kind(rule, rank, terms)
        elif not terms:
            return None
        else:
            found = self.of_terms(terms, rank, outcome)
            if rule.exact or (len(terms) > 1 and not self._expands(found.vocabulary)):
                found = replace(found, key=f"{found.vocabulary}:{rule.key}")
        if rule.exact:
            exact = tuple(term for term in found.terms if term not in found.wider)
            found = replace(found, terms=exact, wider=())
        priority = 1000 if rule.whole else 999
        return replace(found, whole=rule.whole, priority=priority, label=rule.label or found.label)

    @staticmethod
    def _of_kind(rule: Rule, rank: Rank, terms: tuple[TermKey, ...]) -> Meaning:
        return Meaning(
            Outcome.KIND,
            rank,
            vocabulary="kind",
            kind=rule.kind,
            terms=terms,
            label=f"Kind: {Kind(rule.kind).plural_label}",
            key=f"kind:{rule.key if terms else rule.kind}",
        )

    def exact(self, terms: tuple[TermKey, ...]) -> tuple[TermKey, ...]:
        """Return the terms, a band as its grades and itself where the vocabulary's rule says so."""
        found: dict[TermKey, None] = {}
        for vocabulary, slug in terms:
            below = self._leaves[vocabulary][slug] if self._expands(vocabulary) else (slug,)
            found |= dict.fromkeys((vocabulary, each) for each in below)
        expanding = [name for name, _ in terms if self._expands(name)]
        for name in dict.fromkeys(expanding):
            order = [(name, term.slug) for term in self.taxonomy.vocabularies[name].terms]
            rest = [key for key in found if key[0] != name]
            found = dict.fromkeys([*rest, *(key for key in order if key in found)])
            for band, leaves in self._leaves[name].items():
                if all((name, leaf) in found for leaf in leaves):
                    found[(name, band)] = None
        return tuple(found)

    def _expands(self, vocabulary: str) -> bool:
        return self.of_vocabulary[vocabulary].expand

    def _wider(self, exact: tuple[TermKey, ...]) -> tuple[TermKey, ...]:
        more = dict.fromkeys(other for term in exact for other in self._also.get(term, ()))
        return tuple(term for term in more if term not in exact)

    def _said(self, vocabulary: str, exact: tuple[TermKey, ...]) -> tuple[str, str]:
        found = self.taxonomy.vocabularies[vocabulary]
        slugs = [slug for name, slug in exact if name == vocabulary]
        if self._expands(vocabulary):
            leaves = self._leaves[vocabulary]
            slugs = [slug for slug in slugs if leaves[slug] == (slug,)]
            slugs, joint = _shortest(slugs, leaves)
        else:
            joint = ""
        labels = [found.by_slug[slug].label for slug in slugs[:SHOWN]]
        more = "" if len(slugs) <= SHOWN else " …"
        if joint:
            return f"{vocabulary}:{joint.join(slugs)}", f"{found.label}: {' to '.join(labels)}"
        return f"{vocabulary}:{'+'.join(slugs)}", f"{found.label}: {', '.join(labels)}{more}"


def _leaves(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Return for each term in use the terms without children below it, or itself."""
    found: dict[str, tuple[str, ...]] = {}
    for term in reversed([term for term in vocabulary.terms if not term.retired]):
        below = [
            leaf for child in vocabulary.children(term.slug) for leaf in found.get(child.slug, ())
        ]
        found[term.slug] = tuple(below) or (term.slug,)
    return dict(reversed(found.items()))


def _shortest(slugs: list[str], leaves: dict[str, tuple[str, ...]]) -> tuple[list[str], str]:
    """Return a band for all of its grades, or the two ends of an unbroken range and `..`."""
    for band, below in leaves.items():
        if list(below) == slugs:
            return [band], ""
    order = [slug for slug, below in leaves.items() if below == (slug,)]
    start = order.index(slugs[0])
    if len(slugs) > 1 and order[start : start + len(slugs)] == slugs:
        return [slugs[0], slugs[-1]], ".."
    return slugs, ""
