"""Pure rules: what is counted as the same search, what is never stored, what may be shown."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from directory.analytics.types import CountKey, Found, SearchSeen, Unmet
from directory.kernel.text import clean, fold

MAX_QUERY = 100
MAX_TERMS = 5
KEEP = timedelta(days=400)
PUBLIC_DAYS = 365
# Fewer repeats than this could be one person's own words, so they stay with staff.
SHOWN_FROM = 5

_PERSONAL = tuple(
    re.compile(pattern)
    for pattern in (
        r"\S\s*@\s*\S",  # an e-mail address or an account name
        r"\d{5,}",  # a number of a student, a card or a case; a postal code
        r"(?:\d[\s().+/-]*){7,}",  # a telephone number or a date of birth, whatever divides it
        r"://|\bwww\.",
        r"[a-z0-9-]\.[a-z]{2,}",  # a host name; costs us a few names such as “node.js”
    )
)


def normalised(q: str) -> str:
    """Return the words as they are compared: lower case, no diacritics, single spaces, in order."""
    # Twice: a compatibility character such as “℠” unfolds into capitals.
    return " ".join(clean(fold(fold(clean(q)))).split())


def looks_personal(query: str) -> bool:
    """Whether normalised words may name or reach a person, or carry an address of a page."""
    return any(pattern.search(query) for pattern in _PERSONAL)


def counted_as(seen: SearchSeen, day: date) -> CountKey | None:
    """Return what a search is counted as, or None when nothing of it may be kept.

    Words that look personal, words of more than 100 characters (rather pasted than asked) and words
    among people (rather a name) are not kept. Without words a search counts when it names a subject
    or a grade.
    """
    query = normalised(seen.q)
    if len(query) > MAX_QUERY or looks_personal(query) or (query and seen.kind == "person"):
        return None
    subjects, levels = _joined(seen.subjects), _joined(seen.levels)
    if not (query or subjects or levels):
        return None
    return CountKey(day, query, seen.kind, Found.of(seen.total), subjects, levels)


def _joined(slugs: Iterable[str]) -> str:
    return ",".join(sorted(set(slugs))[:MAX_TERMS])


def enough(count: int) -> int | None:
    """Return the number when it may be shown to the public, else None."""
    return count if count >= SHOWN_FROM else None


def showable(counts: Mapping[tuple[str, Found], int]) -> list[Unmet]:
    """Return what may be shown of these counts by name and bucket, most often first.

    The one place that decides: each number stands for itself, so none can be found by subtraction.
    """
    rows = (
        Unmet(
            name,
            enough(counts.get((name, Found.NONE), 0)),
            enough(counts.get((name, Found.FEW), 0)),
        )
        for name in {name for name, _ in counts}
    )
    return sorted((row for row in rows if row.shown), key=lambda row: (-row.shown, row.name))
