"""Our own words for what the badges and notices of this site mean."""

from dataclasses import dataclass

from directory.catalog.content.facts import FactState, Indicator
from directory.catalog.content.primitives import SourceType
from directory.web.public.facts_view import INDICATORS as INDICATOR_LABELS
from directory.web.public.facts_view import OLD_YEARS, SOURCE_LABELS, STATE_LABELS


@dataclass(frozen=True)
class Entry:
    """One word with its meaning. `links` are (label, address) where it is shown in use."""

    anchor: str
    term: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """Words that belong together."""

    anchor: str
    title: str
    intro: str
    entries: tuple[Entry, ...]


_STATES = {
    FactState.YES: "The source beside it says so.",
    FactState.PARTIAL: "The source says so with limits; the words beside it name them.",
    FactState.NO: "The source says that this is not so. We never conclude a no from silence.",
    FactState.NOT_STATED: (
        "We have no source that says yes or no. It may be either: ask the maker. “Not stated” "
        "never means no, and it counts against nobody."
    ),
    FactState.NOT_APPLICABLE: (
        "The question makes no sense here, such as advertising in a printed book."
    ),
}

_SOURCES = {
    SourceType.SELF: "The organization behind it says so. Nobody else has checked it.",
    SourceType.THIRD_PARTY: (
        "Somebody who is neither the maker nor this directory says so, such as a certifying body "
        "or a public register. The link leads to where they say it."
    ),
    SourceType.STAFF: "Somebody who runs this directory read the source on the date beside it.",
    SourceType.IMPORT: (
        "It stood in a public list or data set at the date beside it. It may have changed since."
    ),
}

_INDICATORS = {
    Indicator.SAFE: (
        "What happens to the data of learners, what is advertised to them, and where AI is used."
    ),
    Indicator.EVIDENCE: "Why it should work, and which studies looked at whether it does.",
    Indicator.INCLUSIVE: (
        "Whether it can be used by learners with disabilities, with little internet, on a shared "
        "device, or with another first language."
    ),
    Indicator.USABLE: "What it costs, where it runs, under which license, and what help there is.",
    Indicator.INTEROPERABLE: (
        "Whether it works with the other systems of a school and lets data go."
    ),
}

STATES = Section(
    "states",
    "What is known",
    "Each fact on a listing is in one of five states.",
    tuple(Entry(f"state-{key.value}", STATE_LABELS[key], text) for key, text in _STATES.items()),
)

SOURCES = Section(
    "sources",
    "Who says so",
    "A fact that is stated names its source and the day, month or year when it was true.",
    (
        *(Entry(f"source-{key.value}", SOURCE_LABELS[key], text) for key, text in _SOURCES.items()),
        Entry(
            "confirmed",
            "Confirmed",
            "When the source said so, or when somebody last read it there. A year alone means that "
            "nothing more exact is known.",
        ),
        Entry(
            "expires",
            "Counts until",
            "When a certificate or an offer ends. After that day the fact is shown as out of date.",
        ),
    ),
)

INDICATORS = Section(
    "indicators",
    "The five quality indicators",
    "Facts about products are grouped under five questions that educators ask. They are headings, "
    "not scores: nothing is added up.",
    tuple(
        Entry(f"indicator-{key.value}", INDICATOR_LABELS[key][0], text)
        for key, text in _INDICATORS.items()
    ),
)

CLAIMS = Section(
    "claims",
    "Claimed and certified",
    "A name of a standard, a law or a seal can stand for very different things.",
    (
        Entry(
            "claimed",
            "Claimed",
            "The maker, or an older list, says so. No certificate was seen.",
        ),
        Entry(
            "certified",
            "Certified",
            "The body that owns the standard lists the product, with a certificate number that "
            "anybody can look up.",
        ),
        Entry(
            "relation-claimed",
            "Relation, claimed",
            "One source says that two listings belong together, such as a founder and a company.",
        ),
        Entry(
            "relation-confirmed",
            "Relation, confirmed",
            "Both sides say so.",
        ),
    ),
)

EVIDENCE = Section(
    "evidence",
    "Studies and tiers",
    "Federal education law (ESSA) sorts evidence into four tiers. A tier belongs to one study of "
    "one outcome with certain learners. No product as a whole has a tier, and a study that is not "
    "listed here may still exist.",
    (
        Entry(
            "study",
            "Study",
            "A published look at what happened when the product was used: how it was made, with "
            "how many learners, and what came out, good or bad.",
        ),
        Entry(
            "independent",
            "Independent",
            "The people who made the study had no stake in the product, says the source.",
        ),
    ),
)

BANNERS = Section(
    "banners",
    "Notices on a listing",
    "What a notice at the top of a listing means.",
    (
        Entry(
            "archived",
            "No longer active",
            "The product or organization is gone or not kept up any more. Its page stays, so that "
            "links and records keep working, but a search leaves it out unless you ask for it.",
            (("Search with inactive listings", "/search?archived=1"),),
        ),
        Entry(
            "suspended",
            "Under review",
            "Somebody reported a serious problem. The listing cannot be read until it was looked at.",
        ),
        Entry(
            "moved",
            "Moved",
            "The listing has another address or became part of another one; the old address leads "
            "there.",
        ),
        Entry(
            "removed",
            "Removed",
            "The listing was taken out of the directory on purpose.",
        ),
        Entry(
            "dated",
            "Dated",
            f"The fact was last confirmed more than {OLD_YEARS} years ago. Read it as history, and "
            "check it with the maker.",
        ),
    ),
)
