"""Read a query: quoted and excluded words as they are, the rest by the lexicon."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from directory.search.analysis import STOP_WORDS, Token
from directory.search.query_parser import MAX_PHRASE, MAX_TOKEN, MAX_TOKENS, Piece, pieces, tidy
from directory.search.reading.lexicon import Lexicon
from directory.search.reading.matching import Span, spans
from directory.search.reading.meanings import Meaning
from directory.search.reading.rules import Outcome
from directory.search.reading.types import Conflict, Reading, Role, Understood
from directory.search.types import TextQuery

Names = Callable[[str], bool]


@dataclass
class _Found:
    """What was gathered so far. `noise` is used only when nothing else is left."""

    understood: dict[str, Understood] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


def read(
    text: str, lexicon: Lexicon, *, dropped: Collection[str] = (), names: Names | None = None
) -> Reading:
    """Return what a query means; any text gives a Reading, nothing raises.

    `dropped`: keys of parts that the person does not want understood: their words are text.
    `names`: whether folded words, joined by a space, are exactly the name of a listing; such
    words are text, a single one only when it was typed alone.
    """
    shown = tidy(text)
    found = _Found()
    stretches = _stretches(list(pieces(shown)), found)
    alone = len(stretches) == 1 and not (found.phrases or found.excluded)
    for tokens in stretches:
        if isinstance(tokens, _Fixed):
            found.words += _cut(tokens)
            continue
        chosen = spans(tokens, lexicon, names, alone=alone)
        _gather(shown, tokens, chosen, dropped, found)
    understood = tuple(found.understood.values())
    return Reading(_text(found, lexicon), understood, _conflicts(understood, lexicon))


def drop_order(reading: Reading, lexicon: Lexicon) -> tuple[Understood, ...]:
    """Return the parts in the order in which they are given up when too little is found."""
    order = {name: place for place, name in enumerate(lexicon.drop_order)}

    def place(part: Understood) -> int:
        return order.get("kind" if part.role is Role.KIND else part.terms[0][0], len(order))

    return tuple(sorted(reading.understood, key=place))


class _Fixed(list[Token]):
    """A single quoted word: never interpreted, but a word like any other."""


def _stretches(found: Sequence[Piece], into: _Found) -> list[list[Token]]:
    """Return runs of words that may be read together; quotes and minus end a run."""
    stretches: list[list[Token]] = []
    open_run = False
    for piece in found:
        words = piece.words
        if piece.minus:
            into.excluded += words
        elif piece.quoted and len(words) > 1:
            into.phrases.append(tuple(words[:MAX_PHRASE]))
        elif piece.quoted:
            stretches.append(_Fixed(_placed(piece)))
        elif open_run:
            stretches[-1] += _placed(piece)
        elif words:
            stretches.append(_placed(piece))
        open_run = not (piece.minus or piece.quoted) and bool(words or open_run)
    return [stretch for stretch in stretches if stretch]


def _placed(piece: Piece) -> list[Token]:
    return [
        replace(token, start=token.start + piece.start, end=token.end + piece.start)
        for token in piece.tokens
    ]


def _gather(
    shown: str, tokens: list[Token], chosen: list[Span], dropped: Collection[str], into: _Found
) -> None:
    position = 0
    for span in [*chosen, Span(len(tokens), len(tokens), 0, None)]:
        into.words += _cut(tokens[position : span.start])
        covered = tokens[span.start : span.end]
        position = span.end
        outcome = span.meaning.outcome if span.meaning else Outcome.TEXT
        if span.meaning is None or outcome is Outcome.TEXT or span.meaning.key in dropped:
            into.words += _cut(covered)
        elif outcome is Outcome.NOISE:
            into.noise += _cut(covered)
        else:
            typed = shown[covered[0].start : covered[-1].end]
            _understand(span.meaning, typed, _cut(covered), into)


def _understand(meaning: Meaning, typed: str, words: list[str], into: _Found) -> None:
    before = into.understood.get(meaning.key)
    if before is not None:
        typed, words = f"{before.typed} … {typed}", [*before.words, *words]
    into.understood[meaning.key] = Understood(
        typed=typed,
        words=tuple(dict.fromkeys(words)),
        kind=meaning.kind,
        terms=meaning.terms,
        role=Role(meaning.outcome.value),
        label=meaning.label,
        key=meaning.key,
        wider=meaning.wider,
    )


def _cut(tokens: Sequence[Token]) -> list[str]:
    return [token.word[:MAX_TOKEN] for token in tokens]


def _text(found: _Found, lexicon: Lexicon) -> TextQuery:
    """Leave stop words and noise out, unless there is nothing else."""
    silent = STOP_WORDS | lexicon.skip
    telling = [word for word in found.words if word not in silent]
    if not (telling or found.understood or found.phrases):
        telling = [word for word in found.noise if word not in silent]
        telling = telling or [*found.words, *found.noise]
    return TextQuery(
        tuple(dict.fromkeys(telling))[:MAX_TOKENS],
        tuple(dict.fromkeys(found.phrases))[:MAX_TOKENS],
        tuple(found.excluded[:MAX_TOKENS]),
    )


def _conflicts(understood: Sequence[Understood], lexicon: Lexicon) -> tuple[Conflict, ...]:
    found = []
    for one, other in combinations(understood, 2):
        reason = _reason(one, other, lexicon)
        if reason:
            found.append(Conflict((one.key, other.key), reason))
    return tuple(found)


def _reason(one: Understood, other: Understood, lexicon: Lexicon) -> str:
    if one.kind and other.kind and one.kind != other.kind:
        return "A listing has one kind only."
    left, right = set(one.terms) - set(one.wider), set(other.terms) - set(other.wider)
    if left & right:
        return ""
    return next(
        (
            rule.reason
            for rule in lexicon.exclusions
            if (left & rule.one and right & rule.other) or (left & rule.other and right & rule.one)
        ),
        "",
    )
