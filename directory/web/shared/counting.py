"""Which searches of people are counted. Nothing of the visitor goes into the count."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from flask import Flask, current_app, request

from directory.analytics.collector import SearchCounter
from directory.analytics.types import SearchSeen
from directory.search.query_parser import tidy
from directory.search.results import SearchResult
from directory.web.shared.services import Services, services

_EXTENSION = "search_counter"
# Programs that say what they are. Those that lie are counted; the threshold of the public page
# and the limits per network keep that small.
_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|archiver|preview|monitor|scan|fetch|curl|wget|libwww|urllib|requests"
    r"|httpx|aiohttp|java/|go-http|okhttp|axios|scrapy|feed|lighthouse",
    re.IGNORECASE,
)
_NO_COUNTING = {"DNT": "1", "Sec-GPC": "1"}


@dataclass(frozen=True)
class _Named:
    """What a search names: its words, and the terms that are counted."""

    words: str
    subjects: frozenset[str]
    levels: frozenset[str]


def init(app: Flask, found: Services) -> None:
    """Give the application a counter, when the operator wants searches counted."""

    def now() -> datetime:
        current: Services = app.extensions["directory"]
        return current.clock()

    if found.settings.count_searches:
        app.extensions[_EXTENSION] = SearchCounter(found.database, now)


def counter() -> SearchCounter | None:
    """Return the counter of the running application, or None when searches are not counted."""
    found: SearchCounter | None = current_app.extensions.get(_EXTENSION)
    return found


def count_search(result: SearchResult) -> None:
    """Count the first page of a new search that a person made; costs no time on the page.

    Only listings that fit all that was asked for count as found. A result from the database while the index is
    away does not count: it would report needs that are met.
    """
    collector = counter()
    if collector is None or result.reduced or result.request.page > 1 or not _by_a_person():
        return
    filters = result.request.filters
    now = _named(result.request.q, {name: list(slugs) for name, slugs in filters.items()})
    before = _came_from()
    if before is not None and before.words == now.words:
        if (before.subjects, before.levels) == (now.subjects, now.levels):
            return  # sorted, filtered by something else, or sent again
        now = _Named("", now.subjects, now.levels)  # the words were counted before their filters
    subjects, levels = (
        tuple(sorted(named | (_meant(result, vocabulary) if now.words else set())))
        for vocabulary, named in (("subject", now.subjects), ("level", now.levels))
    )
    collector.add(SearchSeen(now.words, result.complete, result.request.kind, subjects, levels))


def _meant(result: SearchResult, vocabulary: str) -> set[str]:
    """Return the terms of a vocabulary that the words were taken to mean."""
    said = {term for part in result.understood for term in part.terms if term not in part.wider}
    return {slug for name, slug in said if name == vocabulary}


def _named(words: str, filters: Mapping[str, list[str]]) -> _Named:
    return _Named(words, frozenset(filters.get("subject", ())), frozenset(filters.get("level", ())))


def _came_from() -> _Named | None:
    """Return the search of the page that this request comes from, when that was one of ours."""
    address = request.headers.get("HX-Current-URL") or request.referrer or ""
    try:
        parts = urlsplit(address)
        fields = parse_qs(parts.query, max_num_fields=100)
    except ValueError:
        return None
    ours = {request.host, urlsplit(services().settings.base_url).netloc}
    if parts.netloc not in ours or parts.path != request.root_path + request.path:
        return None
    return _named(tidy(fields.get("q", [""])[0]), fields)


def _by_a_person() -> bool:
    headers = request.headers
    agent = headers.get("User-Agent", "")
    if not agent or not headers.get("Accept-Language") or _PROGRAM.search(agent):
        return False
    if any(headers.get(name) == value for name, value in _NO_COUNTING.items()):
        return False
    purpose = headers.get("Sec-Purpose", "") + headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose
