"""How a search page says what the words were taken to mean, and how to take that back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from directory.search.results import SearchRequest, SearchResult

Address = Callable[[SearchRequest], str]


@dataclass(frozen=True)
class ReadPart:
    """One part of the query: the words as typed, what they were taken to mean, its way out."""

    typed: str
    label: str
    url: str


@dataclass(frozen=True)
class ReadingView:
    """What was understood. Addresses are empty where there is nothing to do.

    `exact_url` searches for the typed words as they are; `again_url` lets them be read again;
    `loosened` are the labels of what few listings fit.
    """

    parts: tuple[ReadPart, ...]
    conflicts: tuple[str, ...]
    loosened: tuple[str, ...]
    exact_url: str
    again_url: str


def reading_view(result: SearchResult, address: Address) -> ReadingView:
    """Return what the page shows of the reading of its query."""
    asked, searched = result.request, result.searched
    labels = {part.key: part.label for part in result.understood}
    exact = replace(asked, exact=True, dropped=(), page=1)
    again = replace(asked, exact=False, dropped=(), page=1)
    return ReadingView(
        parts=tuple(
            ReadPart(part.typed, part.label, address(_without(searched, part.key)))
            for part in result.understood
        ),
        conflicts=tuple(
            f"{labels[one]} and {labels[other]} exclude each other: {_inner(conflict.reason)}"
            for conflict in result.conflicts
            for one, other in [conflict.keys]
        ),
        loosened=tuple(part.label for part in result.loosened),
        exact_url=address(exact) if result.understood or result.correction else "",
        again_url=address(again) if asked.q and (asked.exact or asked.dropped) else "",
    )


def _without(searched: SearchRequest, key: str) -> SearchRequest:
    return replace(searched, dropped=(*searched.dropped, key), page=1)


def _inner(sentence: str) -> str:
    """Return a sentence as it reads after a colon."""
    return sentence[:1].lower() + sentence[1:]
