"""Take a picture apart and make it anew, so that nothing but its pixels is kept. No database."""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

from directory.kernel.errors import FieldProblem, Invalid

FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPE = "image/webp"
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
_QUALITY = 84


class Use(StrEnum):
    """What a picture is for."""

    LOGO = "logo"
    SCREENSHOT = "screenshot"


# Smallest side that is sharp enough, and the longest side that is kept.
_SMALLEST = {Use.LOGO: 96, Use.SCREENSHOT: 320}
_LONGEST = {Use.LOGO: 512, Use.SCREENSHOT: 1600}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError, OverflowError)


@dataclass(frozen=True)
class Picture:
    """A picture made anew: WebP without metadata. `key` is the SHA-256 of `data`."""

    key: str
    data: bytes
    width: int
    height: int


def remake(data: bytes, use: Use, field: str) -> Picture:
    """Return the picture made anew; Invalid (for this field) when it is not a good PNG, JPEG or WebP.

    Bytes and pixels are counted before anything is decoded.
    """
    if len(data) > MAX_BYTES:
        raise _invalid(field, "too_large", f"Use a file of at most {MAX_BYTES >> 20} MB.")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
        return _remade(data, use, field)


def _remade(data: bytes, use: Use, field: str) -> Picture:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _check_size(opened.size, use, field)
            return _encoded(_pixels(opened, use))
    except UnidentifiedImageError as error:
        raise _invalid(field, "format", "Use a PNG, JPEG or WebP file.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(field) from error
    except _BROKEN as error:
        text = "This picture is damaged and cannot be read. Save it anew and try again."
        raise _invalid(field, "broken", text) from error


def _check_size(size: tuple[int, int], use: Use, field: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(field)
    if min(width, height) < _SMALLEST[use]:
        text = (
            f"This picture is {width} by {height} pixels; use at least {_SMALLEST[use]} each way."
        )
        raise _invalid(field, "too_small", text)


def _pixels(opened: Image.Image, use: Use) -> Image.Image:
    """Decode the first frame, upright, in plain colours and not larger than needed."""
    longest = _LONGEST[use]
    opened.draft("RGB", (longest * 2, longest * 2))  # a JPEG is decoded smaller from the start
    image = ImageOps.exif_transpose(opened)
    clear = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if clear else "RGB")
    image.thumbnail((longest, longest))
    return image


def _encoded(image: Image.Image) -> Picture:
    plain = Image.new(image.mode, image.size)  # carries none of the metadata
    plain.paste(image)
    buffer = io.BytesIO()
    plain.save(buffer, "WEBP", quality=_QUALITY, method=4)
    made = buffer.getvalue()
    return Picture(hashlib.sha256(made).hexdigest(), made, *plain.size)


def _too_many_pixels(field: str) -> Invalid:
    text = f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller."
    return _invalid(field, "too_many_pixels", text)


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid([FieldProblem(field, code, message)])
