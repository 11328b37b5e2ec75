"""How a word sounds, roughly: two spellings of one sound have one key (fonics, phonics)."""

import re
from functools import lru_cache

_SPELLINGS = (
    (re.compile(r"^(?:kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"^ps"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?:tion|sion|shun|cion)"), "Sn"),
    (re.compile(r"sch|sh|ch"), "S"),
    (re.compile(r"ck|q(?:u)?"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"z"), "s"),
    (re.compile(r"j|g(?=[eiy])"), "j"),
    (re.compile(r"[hw]"), ""),
    (re.compile(r"(?<!^)[aeiouy]+"), ""),
    (re.compile(r"^[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return the consonants of a folded word as they sound; vowels count only at the beginning."""
    for pattern, instead in _SPELLINGS:
        word = pattern.sub(instead, word)
    return word
