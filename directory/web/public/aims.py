"""The five aims of the directory, each with the part of the directory that serves it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AimLink:
    """A way into the directory.

    `term` is (vocabulary, slug) when its listings can be counted; an empty slug stands for all terms.
    """

    label: str
    path: str
    term: tuple[str, str] | None = None


@dataclass(frozen=True)
class Aim:
    """One aim: what it means to us and where the directory serves it."""

    title: str
    text: str
    links: tuple[AimLink, ...]


def _browse(label: str, vocabulary: str, slug: str) -> AimLink:
    return AimLink(label, f"/browse/{vocabulary}/{slug}", (vocabulary, slug))


AIMS = (
    Aim(
        "The same chance for every learner",
        "A tool is no help to those who cannot use it. So each listing says, or says that nobody "
        "has said, whether it works with a screen reader, on a shared device, and in which "
        "languages.",
        (
            AimLink("Accessibility features", "/browse/accessibility-feature"),
            AimLink("Languages", "/browse/language"),
            _browse("Reaching learners who are left out", "need", "opportunity-gaps"),
            _browse("Learning that everyone can access", "need", "accessible-learning"),
        ),
    ),
    Aim(
        "Educators who learn what they want to learn",
        "Educators grow through courses, communities and coaching that fit their own questions. "
        "These listings are about their learning, not their students’.",
        (
            _browse("Educators’ own learning", "need", "educator-learning"),
            _browse("Saving educators’ time", "need", "educator-productivity"),
        ),
    ),
    Aim(
        "Good connections and materials that schools can afford",
        "Where internet is slow or money is short, it matters first what works without a "
        "connection and what is free. Price and offline use can be chosen in every search.",
        (
            _browse("Works fully offline", "offline", "full"),
            _browse("Syncs later", "offline", "sync-later"),
            _browse("Free", "price", "free"),
            _browse("Open source", "price", "open-source"),
        ),
    ),
    Aim(
        "People who build, and who find each other",
        "Small makers, nonprofits, researchers and funders stand beside large companies, in the "
        "same order and at no cost. Programs that help them have listings of their own.",
        (
            AimLink("Organizations", "/search?kind=organization"),
            AimLink("People", "/search?kind=person"),
            AimLink("Opportunities: grants, programs and pilots", "/search?kind=opportunity"),
            AimLink("Guide for developers", "/developers"),
        ),
    ),
    Aim(
        "Evidence that can be looked up",
        "What research found belongs to a study, with its learners, its size and its result. We "
        "list studies one by one, keep claims apart from certificates, and never turn them into a "
        "score.",
        (
            AimLink("Evidence tiers", "/browse/evidence-tier", ("evidence-tier", "")),
            AimLink("What the tiers mean", "/glossary#evidence"),
            AimLink("Standards and certificates", "/browse/standard"),
        ),
    ),
)


Counts = Mapping[str, Mapping[str, int]]  # vocabulary -> term -> listings


def linked(aim: Aim, counts: Counts) -> list[tuple[str, str, int | None]]:
    """Return (label, address, count or None) of an aim's links that lead to some listing or page."""
    links = [(link.label, link.path, _counted(counts, link)) for link in aim.links]
    return [link for link in links if link[2] != 0]


def _counted(counts: Counts, link: AimLink) -> int | None:
    if link.term is None:
        return None
    vocabulary, slug = link.term
    used = counts.get(vocabulary, {})
    if not slug:
        return None if used else 0
    return used.get(slug, 0)


def counted_vocabularies() -> tuple[str, ...]:
    """Return the vocabularies whose counts the aims show."""
    found = [link.term[0] for aim in AIMS for link in aim.links if link.term]
    return tuple(dict.fromkeys(found))
