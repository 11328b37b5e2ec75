"""`python -m benchmarks.relevance.names`: is a listing found first by its name, however it is typed?

Every name of the seed catalog is typed in many ways, with mistakes drawn by a fixed seed. Right is
a first result of that name; of namesakes, a product comes before an organization.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from benchmarks.relevance.seed_site import SeedSite, seed_site
from directory.kernel.text import fold
from directory.models import Listing

SEED = 20_261_124
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NEIGHBOURS = {
    "a": "qs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "kw"),
    ("ee", "ea"),
    ("tion", "shun"),
    ("ie", "ei"),
    ("c", "k"),
    ("s", "c"),
)
Typing = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Item:
    """One listing by its key and name."""

    key: str
    name: str


def lower(name: str, _chance: random.Random) -> str:
    """Type it in lower case without signs."""
    return " ".join(re.findall(r"[a-z0-9+#]+", fold(name)))


def joined(name: str, chance: random.Random) -> str:
    """Forget the spaces."""
    return lower(name, chance).replace(" ", "")


def split(name: str, chance: random.Random) -> str:
    """Put a space between words that the name joins."""
    return lower(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name), chance)


def with_word(name: str, chance: random.Random) -> str:
    """Add a word that people add."""
    word = chance.choice(["app", "login", "website", "download", "for schools", "free", "online"])
    return f"{lower(name, chance)} {word}"


def _at(text: str, chance: random.Random, change: Callable[[str, int], str]) -> str:
    places = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    return change(text, chance.choice(places)) if places else text


def in_part(name: str, chance: random.Random) -> str:
    """Leave one of three or more words out."""
    words = lower(name, chance).split()
    if len(words) > 2:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def twice(name: str, chance: random.Random) -> str:
    """Make two mistakes."""
    return missing(swapped(name, chance), chance)


def missing(name: str, chance: random.Random) -> str:
    """Leave a letter out."""
    return _at(lower(name, chance), chance, lambda t, i: t[:i] + t[i + 1 :])


def swapped(name: str, chance: random.Random) -> str:
    """Swap two neighbouring letters."""
    return _at(lower(name, chance), chance, lambda t, i: t[:i] + t[i + 1] + t[i] + t[i + 2 :])


def doubled(name: str, chance: random.Random) -> str:
    """Type a letter twice."""
    return _at(lower(name, chance), chance, lambda t, i: t[:i] + t[i] + t[i:])


def slipped(name: str, chance: random.Random) -> str:
    """Hit the key beside."""

    def change(text: str, place: int) -> str:
        return text[:place] + chance.choice(NEIGHBOURS.get(text[place], "e")) + text[place + 1 :]

    return _at(lower(name, chance), chance, change)


def by_ear(name: str, chance: random.Random) -> str:
    """Write it as it sounds."""
    text = lower(name, chance)
    fits = [(old, new) for old, new in SOUNDS if old in text[1:]]
    if not fits:
        return doubled(name, chance)
    old, new = fits[0]
    return text[0] + text[1:].replace(old, new, 1)


TYPINGS: Mapping[str, Typing] = {
    "as it is": lambda name, _chance: name,
    "lower": lower,
    "with a word": with_word,
    "joined": joined,
    "split": split,
    "missing": missing,
    "swapped": swapped,
    "doubled": doubled,
    "slipped": slipped,
    "by ear": by_ear,
    "in part": in_part,
    "two mistakes": twice,
}


def items(site: SeedSite) -> Iterator[Item]:
    """Yield the listings, of namesakes only the first kind."""
    with site.tools.database.reading() as session:
        rows = session.execute(select(Listing.id, Listing.kind, Listing.name)).all()
    order = {"product": 0, "organization": 1, "person": 2, "opportunity": 3}
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: (order[row.kind], row.id)):
        if fold(row.name) not in seen:
            seen.add(fold(row.name))
            yield Item(site.keys[row.id], row.name)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance.names")
    parser.add_argument("--failures", type=int, default=0, help="show so many failures of each")
    shown = parser.parse_args().failures
    with seed_site() as site:
        listings = list(items(site))
        for title, typing in TYPINGS.items():
            chance = random.Random(SEED)  # noqa: S311 - reproducible, no secret
            wrong = []
            for item in listings:
                text = typing(item.name, chance)
                found = site.find(text, 1).found.items
                first = f"{found[0].card.kind}/{found[0].card.slug}" if found else "nothing"
                if first != item.key:
                    wrong.append((text, item.key, first))
            print(f"{title:12} {1 - len(wrong) / len(listings):7.1%} of {len(listings)}")
            for failure in wrong[:shown]:
                print("    ", *failure, sep="  ")


if __name__ == "__main__":
    main()
