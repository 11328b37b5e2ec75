"""Run a search: read the query, ask the engine, load what it found from the database, help on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from directory.catalog.queries import LiveTexts, cards, live_texts
from directory.catalog.types import ListingCard
from directory.kernel.errors import NotFound
from directory.kernel.paging import Page
from directory.search import database
from directory.search.analysis import words
from directory.search.asking import ENOUGH, MIN_PREFIX, Asked
from directory.search.engine import SearchEngine, SearchUnavailable
from directory.search.facets import build_facets, facet_names
from directory.search.highlight import mark, snippet, wanted_stems
from directory.search.known_words import KnownWords
from directory.search.query_parser import as_text, parse
from directory.search.reading.lexicon import Lexicon
from directory.search.reading.queries import load_lexicon
from directory.search.reading.reader import drop_order, read
from directory.search.reading.types import Reading, Role, Understood
from directory.search.reasons import reasons
from directory.search.relaxations import relaxations
from directory.search.results import Found, SearchRequest, SearchResult
from directory.search.spelling import corrections, replaced
from directory.search.types import Named, SearchPage, Sort
from directory.taxonomy.types import Taxonomy

KNOWN_ITEMS = 5
# Small words by which a Spanish query is known.
SPANISH = frozenset(
    ["el", "la", "los", "las", "de", "del", "en", "para", "por", "con", "un", "una", "y", "sin"]
)


@dataclass(frozen=True)
class _Answer:
    """What an engine answered to a request as it was read."""

    asked: Asked
    page: SearchPage
    loosened: tuple[Understood, ...] = ()
    complete: int = 0
    reduced: bool = False

    @property
    def worth(self) -> tuple[bool, int, bool]:
        """How good an answer is, to compare two spellings of one query."""
        return bool(self.complete), len(self.asked.reading.understood), bool(self.page.total)


@dataclass(frozen=True)
class _Search:
    session: Session
    engine: SearchEngine
    taxonomy: Taxonomy
    lexicon: Lexicon

    def answer(self, request: SearchRequest, *, facets: bool = False) -> _Answer:
        """Return the answer of the engine, or of the database while there is no index."""
        try:
            return self._best(self._read(request), facets)
        except SearchUnavailable:
            asked = self._as_typed(request)
            query = asked.query(facets=self._names(request))
            page = database.search(self.session, replace(query, text=asked.reading.text, parts=()))
            return _Answer(asked, page, complete=page.complete, reduced=True)

    def count(self, request: SearchRequest) -> int:
        """Return how many listings a request would find."""
        return self.answer(replace(request, size=1)).page.total

    def _names(self, request: SearchRequest) -> tuple[str, ...]:
        return facet_names(self.taxonomy, request.kind)

    def _read(self, request: SearchRequest) -> Asked:
        if request.exact:
            return self._as_typed(request)
        reading = read(request.q, self.lexicon, dropped=request.dropped, names=self._is_name)
        known = self._known(request.q, reading)
        return Asked(
            request,
            reading,
            self.taxonomy,
            tuple(found.id for found in known),
            self._open_word(reading),
            self._is_name,
            self.lexicon.translations,
            self._foreign(request.q),
        )

    def _foreign(self, text: str) -> Callable[[str], bool]:
        """Return whether a word needs translation: any in a Spanish text, else unknown ones."""
        spanish = not text.isascii() or not SPANISH.isdisjoint(words(text))
        return lambda word: spanish or not self.engine.frequency(word)

    def _known(self, typed: str, reading: Reading) -> Sequence[Named]:
        """Return the listings with this name: all that was typed, or all but noise and constraints."""
        topics = any(part.role is not Role.CONSTRAINT for part in reading.understood)
        rest = [] if topics else [" ".join(reading.text.words)]
        if not reading.text:
            rest += [" ".join(part.words) for part in reading.understood]
        for text in filter(None, (typed, *rest)):
            if found := self.engine.named(text, KNOWN_ITEMS):
                return found
        return ()

    def _as_typed(self, request: SearchRequest) -> Asked:
        return Asked(request, Reading(parse(request.q)), self.taxonomy)

    def _is_name(self, text: str) -> bool:
        return bool(self.engine.named(text, 1))

    def _open_word(self, reading: Reading) -> str:
        """Return the last word when it is only the beginning of words of the catalog."""
        last = reading.text.words[-1] if reading.text.words else ""
        return last if len(last) >= MIN_PREFIX and not self.engine.frequency(last) else ""

    def _best(self, asked: Asked, facets: bool) -> _Answer:
        """Ask for all of it; with too few answers, give up constraints one by one, then words.

        What fits all of it stays first.
        """
        names = self._names(asked.request) if facets else ()
        page = self.engine.search(asked.query(facets=names))
        if page.complete >= ENOUGH:
            return _Answer(asked, page, complete=page.complete)
        loosened, found = list[Understood](), page.complete
        for part in asked.loosenable(drop_order(asked.reading, self.lexicon)):
            if found >= ENOUGH:
                break
            loosened.append(part)
            found = self.engine.search(asked.counted().query(loosened)).complete
        first = self.engine.search(asked.counted(ENOUGH).query()).hits if page.complete else ()
        wider = replace(asked, first=(*asked.first, *(hit.id for hit in first)))
        enough = 1
        if found < ENOUGH and not asked.request.exact:
            wider = replace(wider, evoked=self.lexicon.cues.evoked(words(asked.request.q)))
            enough = ENOUGH
        more = self.engine.search(wider.query(loosened, enough, names))
        return _Answer(asked, more, tuple(loosened), min(page.complete, more.total))

    def corrected(self, answer: _Answer, *, facets: bool) -> tuple[str, _Answer] | None:
        """Return other words and their answer when the typed ones find nothing as they are."""
        request = answer.asked.request
        if answer.complete or request.exact or not request.q:
            return None
        catalog = database.NameWords(self.session) if answer.reduced else self.engine
        known = KnownWords(catalog, self.lexicon.words, self.lexicon.cues.places)
        found = corrections(answer.asked.reading.text.words, known)
        if not answer.reduced and (near := self._near_name(answer, facets=facets)):
            return near
        if not found:
            return None
        text = replaced(request.q, found)
        better = self.answer(replace(request, q=text), facets=facets)
        return (text, better) if better.worth > answer.worth else None

    def _near_name(self, answer: _Answer, *, facets: bool) -> tuple[str, _Answer] | None:
        near = self.engine.named(answer.asked.request.q, KNOWN_ITEMS, near=True)
        shown = cards(self.session, [near[0].id]) if near else {}
        if not shown:
            return None
        [card] = shown.values()
        asked = replace(answer.asked.request, q=card.name)
        return card.name, self.answer(asked, facets=facets)


def find(
    session: Session, engine: SearchEngine, taxonomy: Taxonomy, request: SearchRequest
) -> SearchResult:
    """Return one page of results; NotFound for a page beyond the last one.

    The index only says which listings; what is shown comes from the database, and what the public
    may not see any more is left out.
    """
    search = _Search(session, engine, taxonomy, load_lexicon(session, taxonomy))
    answer = search.answer(request, facets=True)
    correction = ""
    if better := search.corrected(answer, facets=True):
        correction, answer = better
    page, reading = answer.page, answer.asked.reading
    if not page.hits and request.page > 1:
        raise NotFound("There are fewer pages of results than this.")
    return SearchResult(
        request=request,
        found=Page(_found(search, answer), request.page, request.size, page.total),
        kinds=page.kinds,
        facets=build_facets(taxonomy, request, page.facets),
        understood=reading.understood,
        conflicts=reading.conflicts,
        loosened=answer.loosened,
        complete=answer.complete,
        correction=correction,
        relaxations=() if page.total else relaxations(request, taxonomy, search.count),
        reduced=answer.reduced,
    )


def _found(search: _Search, answer: _Answer) -> list[Found]:
    ids = [hit.id for hit in answer.page.hits]
    shown = cards(search.session, ids)
    reading = answer.asked.reading
    stems = wanted_stems(reading.text) | _topic_stems(reading)
    contents = live_texts(search.session, ids) if stems or reading.understood else {}
    request, found = answer.asked.request, []
    # What fits all of it comes first (see `_best`), in the order of relevance only.
    whole = answer.complete - (request.page - 1) * request.size
    for place, hit in enumerate(answer.page.hits):
        if card := shown.get(hit.id):
            content = contents.get(hit.id)
            first = {"named": hit.id in answer.asked.first, "whole": place < whole}
            why = reasons(card, content, reading, search.taxonomy, **first)
            fits = place < whole or request.sort is not Sort.RELEVANCE
            one = _highlighted(card, hit.score, content, stems)
            found.append(replace(one, reasons=why, whole=fits))
    return found


def _topic_stems(reading: Reading) -> frozenset[str]:
    words = [word for part in reading.understood for word in part.words]
    return wanted_stems(parse(as_text(replace(reading.text, words=tuple(words), phrases=()))))


def _highlighted(
    card: ListingCard, score: float, content: LiveTexts | None, stems: frozenset[str]
) -> Found:
    name, tagline = _marked(card.name, stems), _marked(card.tagline, stems)
    below = "" if name or tagline or content is None else snippet([content.description], stems)
    return Found(card, score, name, tagline, below)


def _marked(text: str, stems: frozenset[str]) -> str:
    html = mark(text, stems) if stems else ""
    return html if "<mark>" in html else ""
