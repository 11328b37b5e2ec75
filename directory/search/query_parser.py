"""The text box -> TextQuery. Our own small grammar: words, "phrases", -minus; nothing else.

User text never reaches an engine's query parser: with Whoosh's, one line of wildcards or brackets
costs tens of seconds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.kernel.text import clean
from directory.search.analysis import STOP_WORDS, Token, tokens
from directory.search.types import TextQuery

MAX_CHARACTERS = 200
MAX_TOKENS = 16
MAX_TOKEN = 40
MAX_PHRASE = 8
_PART = re.compile(r"""(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "–": "-"})


def tidy(text: str) -> str:
    """Return the query as it is shown and kept in addresses: cleaned, at most 200 characters."""
    return clean(text, MAX_CHARACTERS)


@dataclass(frozen=True)
class Piece:
    """One piece of a tidy text box: a run of characters, or what stood in quotes.

    `start` is where the tokens count from in the text; words are cut to 40 characters.
    """

    start: int
    tokens: tuple[Token, ...]
    quoted: bool
    minus: bool

    @property
    def words(self) -> list[str]:
        """The folded words."""
        return [token.word[:MAX_TOKEN] for token in self.tokens]


def pieces(tidied: str) -> Iterator[Piece]:
    """Yield the pieces of a text that `tidy` returned, in order."""
    for match in _PART.finditer(tidied.translate(_QUOTES)):
        group = "phrase" if match["phrase"] is not None else "word"
        yield Piece(
            match.start(group),
            tuple(tokens(match[group])),
            quoted=group == "phrase",
            minus=bool(match["minus"]),
        )


def parse(text: str) -> TextQuery:
    """Return the parsed query; whatever is typed, at most 16 words and phrases come out."""
    included: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    for piece in pieces(tidy(text)):
        if len(included) + len(phrases) + len(excluded) >= MAX_TOKENS:
            break
        found = piece.words
        if piece.minus:
            excluded += found
        elif piece.quoted and len(found) > 1:
            phrases.append(tuple(found[:MAX_PHRASE]))
        else:
            included += found
    return TextQuery(
        _telling(included), tuple(dict.fromkeys(phrases)), tuple(excluded[:MAX_TOKENS])
    )


def _telling(found: list[str]) -> tuple[str, ...]:
    """Leave stop words out, unless there is nothing else."""
    unique = list(dict.fromkeys(found))[:MAX_TOKENS]
    telling = [word for word in unique if word not in STOP_WORDS]
    return tuple(telling or unique)


def as_text(text: TextQuery) -> str:
    """Return a query as somebody would type it."""
    phrases = [f'"{" ".join(phrase)}"' for phrase in text.phrases]
    return " ".join([*text.words, *phrases, *(f"-{word}" for word in text.excluded)])
