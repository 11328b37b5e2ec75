"""Pictures of a listing: named by the hash of their file, never without words for who cannot see."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from directory.catalog.content.primitives import Strict, clean_line, words

MAX_ALT = 300
AltText = Annotated[
    str,
    BeforeValidator(clean_line),
    Field(min_length=1, max_length=MAX_ALT),
    words(
        "What the picture shows",
        "For people who cannot see it. Leave out “picture of”.",
        "Two children at one tablet; on it a half-planted forest.",
    ),
]


class Image(Strict):
    """One stored picture. `key` is the SHA-256 of its file; sizes are in pixels."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    width: Annotated[int, Field(ge=1, le=10_000)]
    height: Annotated[int, Field(ge=1, le=10_000)]
    alt: AltText
