"""Mark matched words in texts from the database. The output is safe HTML."""

from collections.abc import Iterable
from html import escape

from directory.search.analysis import STOP_WORDS, Token, stem, tokens
from directory.search.types import TextQuery

SNIPPET = 220


def wanted_stems(text: TextQuery) -> frozenset[str]:
    """Return the stems to mark."""
    in_phrases = (word for phrase in text.phrases for word in phrase if word not in STOP_WORDS)
    return frozenset(stem(word) for word in (*text.words, *in_phrases))


def mark(text: str, stems: frozenset[str]) -> str:
    """Return the whole text, escaped, with `<mark>` around matched words."""
    return _marked(text, [token for token in tokens(text) if token.stem in stems], 0, len(text))


def snippet(texts: Iterable[str], stems: frozenset[str], length: int = SNIPPET) -> str:
    """Return the best part of the first text that has a match, marked; empty when none has."""
    for text in texts:
        found = [token for token in tokens(text) if token.stem in stems]
        if found:
            start, end = _window(text, found, length)
            before, after = "… " if start else "", " …" if end < len(text) else ""
            return before + _marked(text, found, start, end) + after
    return ""


def _marked(text: str, found: Iterable[Token], start: int, end: int) -> str:
    parts, position = [], start
    for token in found:
        if token.start >= start and token.end <= end:
            parts += [
                escape(text[position : token.start]),
                "<mark>",
                escape(text[token.start : token.end]),
                "</mark>",
            ]
            position = token.end
    return "".join(parts) + escape(text[position:end])


def _window(text: str, found: list[Token], length: int) -> tuple[int, int]:
    """Choose the stretch with the most different matches, cut at spaces."""
    if len(text) <= length:
        return 0, len(text)

    def richness(first: Token) -> int:
        return len(
            {t.stem for t in found if first.start <= t.start and t.end <= first.start + length}
        )

    best = max(found, key=richness)
    start = max(0, best.start - 40)
    start = text.find(" ", start) + 1 if start else 0
    start = min(start, best.start)
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), best.end)
    return start, end
