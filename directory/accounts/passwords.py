"""Passwords after NIST SP 800-63B: long, not well known, nothing else; stored with Argon2id."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from directory.kernel.errors import FieldProblem
from directory.kernel.text import fold

MIN_LENGTH, MAX_LENGTH = 15, 256
# What can be guessed within this many tries (as a power of ten) stands on every attacker's list.
_GUESSABLE = 8.5
# The estimate takes time that grows faster than the length; the first characters tell enough.
_LOOKED_AT = 64
_CONTEXT = ("directory", "edtech", "ed-tech", "educational", "education", "technology", "teacher")
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
# For accounts that do not exist: their sign-in takes as long as that of the others.
_NOBODY = _hasher.hash("the password of nobody, which nobody can type")


def normalized(password: str) -> str:
    """Return the password as it is hashed: NFC, nothing cut off, inner and outer spaces kept."""
    return unicodedata.normalize("NFC", password)


def problems(
    password: str, *, context: tuple[str, ...] = (), field: str = "password"
) -> list[FieldProblem]:
    """Return what is wrong with a new password; `context` is what others know of its owner."""
    text = normalized(password)
    if len(text) < MIN_LENGTH:
        message = f"Use at least {MIN_LENGTH} characters; there are {len(text)} now. A few words in a row are easy to remember."
        return [FieldProblem(field, "too_short", message)]
    if len(text) > MAX_LENGTH:
        return [FieldProblem(field, "too_long", f"Use at most {MAX_LENGTH} characters.")]
    if _well_known(text, context):
        message = "This password is easy to guess: it is well known, repeats itself, or has your name, your address or the name of this site in it. Add words that do not belong together."
        return [FieldProblem(field, "well_known", message)]
    return []


def _well_known(text: str, context: tuple[str, ...]) -> bool:
    words = [w for given in context for w in (fold(given), *fold(given).replace("@", " ").split())]
    known = [*_CONTEXT, *(word for word in words if len(word) > 2)]
    rest = fold(text)
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    # What is left beside the context words must be a secret by itself.
    found = [zxcvbn(part[:_LOOKED_AT], user_inputs=known) for part in (text, rest) if part]
    easiest = min((float(result["guesses_log10"]) for result in found), default=0.0)
    return easiest < _GUESSABLE or not rest


def make_hash(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return _hasher.hash(normalized(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Takes as long for None, the hash of nobody."""
    if len(password) > MAX_LENGTH:
        password = ""  # never hash what is larger than anybody may have set
    try:
        _hasher.verify(password_hash or _NOBODY, normalized(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker settings than those of today."""
    return _hasher.check_needs_rehash(password_hash)
