"""How hard a text is to read: the Flesch-Kincaid grade, for English texts of some length.

Our own few lines, because the packages that count syllables exactly bring dictionaries of tens of
megabytes, and a warning needs no more than a good guess.
"""

import re

_SENTENCE = re.compile(r"[.!?:;\n]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
SHORTEST = 30  # words: below that a grade says nothing


def syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    plain = word.lower().rstrip("'’s")
    count = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def grade(text: str) -> float | None:
    """Return the school grade that a text asks for, or None when it is too short to tell."""
    words = _WORD.findall(text)
    if len(words) < SHORTEST:
        return None
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part)) or 1
    per_word = sum(map(syllables, words)) / len(words)
    return round(0.39 * len(words) / sentences + 11.8 * per_word - 15.59, 1)
