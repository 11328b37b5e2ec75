"""What the benchmark asks of an engine. One object lives in one process."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks.search.queries import Question
from directory.search.types import Document

SNIPPET = 220


@dataclass(frozen=True)
class Answer:
    """Ids best first, the number of all matches, and vocabulary -> term -> count."""

    ids: tuple[int, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class Engine(Protocol):
    """An engine over one folder. All words first; when no listing has them all, any word."""

    def build(self, documents: Iterable[Document]) -> None:
        """Build the index from nothing; this is timed."""
        ...

    def keep_texts(self, documents: Iterable[Document]) -> None:
        """Keep what only snippets need, where the engine has no place for it; this is not timed."""
        ...

    def open(self) -> None:
        """Open the index for reading."""
        ...

    def top(self, question: Question) -> Answer:
        """Return the first page with the total, and the facets that the question names."""
        ...

    def snippets(self, question: Question) -> Sequence[str]:
        """Return the first page as marked pieces of text."""
        ...

    def prefix(self, text: str) -> Sequence[int]:
        """Return up to ten listings with a name that has a word beginning so, best first."""
        ...

    def correct(self, text: str) -> str:
        """Return the text with unknown words replaced by the nearest known ones."""
        ...

    def update(self, document: Document) -> None:
        """Put one document in place of that with its id, and commit."""
        ...

    def close(self) -> None:
        """Close all files."""
        ...


def bytes_below(folder: Path) -> int:
    """Return the size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def nearest(word: str, lexicon: Mapping[str, int]) -> str:
    """Return the nearest word of a lexicon (of words with the same first letter), or the word itself.

    The peers have no such function of their own; this is how `directory.search.spelling` ranks.
    """
    limit = 1 if len(word) < 6 else 2
    close = process.extract(word, lexicon.keys(), scorer=OSA.distance, score_cutoff=limit, limit=20)
    ranked = sorted(close, key=lambda found: (found[1], -lexicon[found[0]], found[0]))
    return ranked[0][0] if ranked else word
