"""Words as the lexicon sees them: stems for phrases, and plain number forms for single words."""

from functools import lru_cache

from directory.search.analysis import STOP_WORDS, tokens

Stems = tuple[str, ...]


@lru_cache(maxsize=60_000)
def stems_of(text: str, skip: frozenset[str] = frozenset()) -> tuple[Stems, tuple[str, ...]]:
    """Return the stems and the folded words of a phrase, without words to skip."""
    found = [token for token in tokens(text) if token.word not in skip]
    return tuple(token.stem for token in found), tuple(token.word for token in found)


@lru_cache(maxsize=60_000)
def forms(word: str) -> frozenset[str]:
    """Return the word and what it may be the plural of, in English and Spanish.

    A stem joins more than a single word can bear (program, programming; universe, university).
    """
    found = {word}
    if len(word) > 3 and word.endswith("s"):
        found.add(word[:-1])
        if word.endswith("es"):
            found.add(word[:-2])
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
        if word.endswith("ces"):
            found.add(word[:-3] + "z")
    return frozenset(found)


def says_something(words: tuple[str, ...]) -> bool:
    """Whether a name may stand in the lexicon: more than stop words, a letter or a number."""
    telling = [word for word in words if word not in STOP_WORDS]
    return bool(telling) and (len(words) > 1 or (len(words[0]) > 1 and not words[0].isdigit()))
