"""Run a search: ask the engine, load what it found from the database, help when nothing was found."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from directory.catalog.content import Content
from directory.catalog.queries import cards, live_contents
from directory.catalog.types import ListingCard
from directory.kernel.errors import NotFound
from directory.kernel.paging import Page
from directory.search import database
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.facets import build_facets, facet_names
from directory.search.highlight import mark, snippet, wanted_stems
from directory.search.query_parser import parse
from directory.search.relaxations import relaxations
from directory.search.results import Found, Relaxation, SearchRequest, SearchResult
from directory.search.spelling import as_text, corrected
from directory.search.types import SearchPage, SearchQuery, TextQuery
from directory.taxonomy.types import Taxonomy


@dataclass(frozen=True)
class _Source:
    """The engine, or the database while the engine cannot answer."""

    session: Session
    engine: SearchEngine
    taxonomy: Taxonomy

    def ask(self, request: SearchRequest, facets: tuple[str, ...] = ()) -> tuple[SearchPage, bool]:
        query = SearchQuery(
            text=parse(request.q),
            kind=request.kind,
            filters=request.filters,
            sort=request.sort,
            page=request.page,
            size=request.size,
            facets=facets,
            include_archived=request.include_archived,
        )
        try:
            return self.engine.search(query), False
        except SearchUnavailable:
            return database.search(self.session, query), True

    def count(self, request: SearchRequest) -> int:
        return self.ask(replace(request, size=1))[0].total

    def correction(self, request: SearchRequest) -> str:
        """Return a spelling that has results, or an empty text."""
        try:
            lexicon = self.engine.words()
        except SearchUnavailable:
            lexicon = database.known_words(self.session)
        better = corrected(parse(request.q), lexicon)
        if better is None:
            return ""
        text = as_text(better)
        return text if self.count(replace(request, q=text, page=1)) else ""


def find(
    session: Session, engine: SearchEngine, taxonomy: Taxonomy, request: SearchRequest
) -> SearchResult:
    """Return one page of results; NotFound for a page beyond the last one.

    The index only says which listings; what is shown comes from the database, and what the public
    may not see any more is left out.
    """
    source = _Source(session, engine, taxonomy)
    page, reduced = source.ask(request, facet_names(taxonomy, request.kind))
    if not page.hits and request.page > 1:
        raise NotFound("There are fewer pages of results than this.")
    found = _found(session, page, parse(request.q))
    result = SearchResult(
        request=request,
        found=Page(found, request.page, request.size, page.total),
        kinds=page.kinds,
        facets=build_facets(taxonomy, request, page.facets),
        any_word=page.any_word,
        reduced=reduced,
    )
    return _helped(result, source) if page.total == 0 or page.any_word else result


def _helped(result: SearchResult, source: _Source) -> SearchResult:
    correction = source.correction(result.request) if result.request.q else ""
    ways: tuple[Relaxation, ...] = ()
    if result.found.total == 0:
        ways = relaxations(result.request, source.taxonomy, source.count)
    return replace(result, correction=correction, relaxations=ways)


def _found(session: Session, page: SearchPage, text: TextQuery) -> list[Found]:
    ids = [hit.id for hit in page.hits]
    shown = cards(session, ids)
    stems = wanted_stems(text)
    contents = live_contents(session, ids) if stems else {}
    return [
        _highlighted(shown[hit.id], hit.score, contents.get(hit.id), stems)
        for hit in page.hits
        if hit.id in shown
    ]


def _highlighted(
    card: ListingCard, score: float, content: Content | None, stems: frozenset[str]
) -> Found:
    name, tagline = _marked(card.name, stems), _marked(card.tagline, stems)
    below = "" if name or tagline or content is None else snippet([content.description], stems)
    return Found(card, score, name, tagline, below)


def _marked(text: str, stems: frozenset[str]) -> str:
    html = mark(text, stems) if stems else ""
    return html if "<mark>" in html else ""
