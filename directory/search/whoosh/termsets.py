"""Terms of documents in one vocabulary, as numbered sets: counting terms means counting numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from directory.search.whoosh.arrays import Array

KNOWN_FILTERS = 256


@dataclass(frozen=True)
class TermSets:
    """A vocabulary: the number of each document's set of terms, and the terms of each set.

    Set n has the terms `flat[ends[n-1]:ends[n]]`, as places in `terms`.
    """

    rows: Array
    flat: Array
    ends: Array
    terms: list[str]
    _known: dict[tuple[str, ...], Array] = field(default_factory=dict, compare=False)

    @cached_property
    def starts(self) -> Array:
        """Where each set begins in `flat`."""
        return np.concatenate([[0], self.ends[:-1]]).astype(np.int64)

    @cached_property
    def lengths(self) -> Array:
        """How many terms each set has."""
        return self.ends - self.starts

    def having(self, slugs: tuple[str, ...]) -> Array:
        """Return for each set whether it has one of these terms."""
        found = self._known.get(slugs)
        if found is None:
            found = self._having(slugs)
            if len(self._known) < KNOWN_FILTERS:
                self._known[slugs] = found
        return found

    def _having(self, slugs: Iterable[str]) -> Array:
        wanted = set(slugs)
        chosen = np.array([term in wanted for term in self.terms], dtype=np.bool_)
        found = np.zeros(len(self.ends), dtype=np.bool_)
        if len(self.flat):
            owner = np.repeat(np.arange(len(self.ends)), self.lengths)
            found[owner[chosen[self.flat]]] = True
        return found
