"""Whether a search understood what a query asks for besides its words."""

from collections.abc import Iterable
from typing import Protocol

from benchmarks.relevance.queries import Intent
from directory.catalog.types import Kind


class Understood(Protocol):
    """One thing that a search took from a query: a kind of listing, or terms of vocabularies."""

    @property
    def kind(self) -> str:
        """A kind of listing; anything else says nothing about kinds."""
        ...

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """Pairs of vocabulary and slug, any of which is meant."""
        ...


def is_right(intent: Intent, understood: Iterable[Understood]) -> bool:
    """Return whether each intended vocabulary was met, none was contradicted, and so the kind.

    A vocabulary is met by a thing that shares a term with the intent, and contradicted by one that
    has terms of it but shares none; a thing whose terms are alternatives (“coding” is a subject and
    a kind of product) contradicts nothing when one of them was intended.
    """
    things = list(understood)
    kinds = {kind for thing in things for kind in _kinds(thing)}
    intended = {(name, slug) for name, slugs in intent.terms.items() for slug in slugs}
    return (intent.kind is None or kinds == {intent.kind}) and all(
        _met(vocabulary, intended, things) for vocabulary in intent.terms
    )


def _met(vocabulary: str, intended: set[tuple[str, str]], things: Iterable[Understood]) -> bool:
    about = [
        set(thing.terms) for thing in things if vocabulary in {name for name, _ in thing.terms}
    ]
    wanted = {term for term in intended if term[0] == vocabulary}
    return any(terms & wanted for terms in about) and all(terms & intended for terms in about)


def _kinds(thing: Understood) -> set[str]:
    """Return the kinds that this means; a term of `opportunity-kind` means an opportunity."""
    implied = {name.removesuffix("-kind") for name, _ in thing.terms if name.endswith("-kind")}
    return {kind for kind in (thing.kind, *implied) if kind in set(Kind)}
