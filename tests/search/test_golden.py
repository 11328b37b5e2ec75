"""Golden scenarios on the seed catalog: what somebody types, and which listings come first, in order."""

import pytest

from directory.search.requests import parse_request
from directory.search.results import SearchResult
from directory.search.service import find
from directory.taxonomy.queries import load_taxonomy
from tests.conftest import Site

# (query, first names in order, what was searched instead or "", keys of what was understood)
SCENARIOS = [
    ("khan academy", ["Khan Academy", "Khan Academy", "Salman Khan"], "", []),
    ("kahn acadmy", ["Khan Academy", "Khan Academy", "Salman Khan"], "Khan Academy", []),
    ("scratch", ["Scratch", "Scratch Foundation"], "", []),
    ("scratchjr download", ["ScratchJr", "PBS KIDS ScratchJr"], "", []),
    ("geo gebra", ["GeoGebra"], "", []),
    ("coding for kindergartners on ipad", ["Kodable", "codeSpark Academy"], "", ["subject:coding", "level:kindergarten", "platform:ios"]),
    ("open source lms", ["Moodle LMS", "Canvas LMS", "Chamilo LMS"], "", ["price:open-source", "product-kind:lms"]),
    ("lector de pantalla", ["Orca", "NVDA"], "", ["accessibility-feature:screen-reader"]),
    ("learn to type", ["Tux Typing", "KTouch"], "", ["subject:keyboarding"]),
    ("who founded khan academy", ["Salman Khan", "Khan Academy"], "", ["kind:person"]),
    ("fonics", ["Teach Your Monster to Read"], "phonics", ["subject:phonics"]),
    ("works without internet", ["Kolibri", "Internet-in-a-Box", "RACHEL"], "", ["offline:full"]),
    ("music notation", ["Noteflight", "MuseScore"], "", ["subject:music"]),
    ("tabla periódica", ["Kalzium"], "", ["subject:chemistry"]),
]  # fmt: skip


def ask(site: Site, text: str, **parameters: str) -> SearchResult:
    with site.database.reading() as session:
        taxonomy = load_taxonomy(session)
        request = parse_request([("q", text), *parameters.items()], taxonomy).request
        return find(session, site.tools.engine, taxonomy, request)


@pytest.mark.parametrize(
    ("text", "names", "searched", "keys"), SCENARIOS, ids=lambda v: str(v)[:30]
)
def test_first_results(
    site: Site, text: str, names: list[str], searched: str, keys: list[str]
) -> None:
    result = ask(site, text)
    assert [found.card.name for found in result.found.items][: len(names)] == names
    assert result.correction == searched
    assert [part.key for part in result.understood] == keys


def test_exact_words_are_neither_read_nor_corrected(site: Site) -> None:
    result = ask(site, "fonics", exact="1")
    assert (result.found.total, result.correction, result.understood) == (0, "", ())


def test_what_fits_all_of_it_stays_first_on_every_page(site: Site) -> None:
    first = ask(site, "offline science for high school")
    assert 0 < first.complete < first.found.total
    assert [found.whole for found in first.found.items] == sorted(
        (found.whole for found in first.found.items), reverse=True
    )
    second = ask(site, "offline science for high school", page="2")
    seen = [found.card.id for page in (first, second) for found in page.found.items]
    assert len(seen) == len(set(seen))
