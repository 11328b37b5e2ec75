"""Text -> words and stems. Both engines, the highlighter and the spelling help use this one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.porter import stem as porter

from directory.kernel.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’.+#][^\W_]+|[+#]+(?!\w))*", re.UNICODE)
_SHORT = 2
# Words that say nothing about what is looked for; kept inside phrases.
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "this",
        "to",
        "what",
        "which",
        "with",
        "cant",
        "cannot",
        "couldnt",
        "didnt",
        "doesnt",
        "dont",
        "hasnt",
        "havent",
        "im",
        "isnt",
        "ive",
        "lets",
        "shouldnt",
        "thats",
        "whats",
        "wont",
        "wouldnt",
        "you",
        "your",
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "en",
        "para",
        "por",
        "con",
        "un",
        "una",
        "y",
        "o",
    ]
)


@dataclass(frozen=True)
class Token:
    """One word of a text: where it stands (characters) and what it is indexed as."""

    start: int
    end: int
    word: str
    stem: str


def tokens(text: str) -> list[Token]:
    """Return all words of a text in order, stop words included."""
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group()).replace("’", "").replace("'", "")
        found.append(Token(match.start(), match.end(), word, stem(word)))
    return found


def words(text: str) -> list[str]:
    """Return the folded words of a text, stop words included."""
    if not text.isascii():
        return [token.word for token in tokens(text)]
    found = _WORD.findall(text.lower())  # the same, several times as fast
    return [word.replace("'", "") for word in found] if "'" in text else found


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a folded word (Porter); short words and numbers stay as they are."""
    if len(word) <= _SHORT or not word.isascii() or not word.isalpha():
        return word
    found = str(porter(word))
    return word if found in STOP_WORDS else found  # "fromative" is no form of "from"
