"""Pictures: only good ones, made anew, and seen only by who may see them."""

import io
import random
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from directory.kernel.database import Database
from directory.kernel.errors import Invalid
from directory.media import service
from directory.media.images import MAX_BYTES, Picture, Use, remake
from directory.media.store import ImageStore
from directory.models import Listing, ListingImage, Upload
from directory.taxonomy.types import Taxonomy
from tests.factories import AUTHOR, IMPORTER, MODERATOR, NOW, STRANGER, product, publish


def picture(
    size: tuple[int, int] = (400, 400), mode: str = "RGB", form: str = "PNG", **options: Any
) -> bytes:
    """A picture with many colours, so that it does not compress to nothing."""
    noise = random.Random(1).randbytes(64 * 64 * 3)  # noqa: S311 - not a secret
    image = Image.frombytes("RGB", (64, 64), noise).resize(size).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that says it is huge; its pixels need not be there for it to cost memory."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(body or b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def codes(data: bytes, use: Use = Use.LOGO) -> str:
    with pytest.raises(Invalid) as caught:
        remake(data, use, "logo")
    (problem,) = caught.value.problems
    assert problem.field == "logo"
    return problem.code


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_usual_picture_is_made_anew(form: str, mode: str) -> None:
    source = picture(mode="L" if mode == "I;16" else mode, form=form)
    if mode == "I;16":
        buffer = io.BytesIO()
        Image.open(io.BytesIO(source)).convert("I;16").save(buffer, "PNG")
        source = buffer.getvalue()
    made = remake(source, Use.LOGO, "logo")
    with Image.open(io.BytesIO(made.data)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (400, 400))
        assert (made.width, made.height) == opened.size


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    made = remake(picture((3200, 1600), form="JPEG"), Use.SCREENSHOT, "s")
    assert (made.width, made.height) == (1600, 800)


def test_no_metadata_survives_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "taken at 51.5 N"
    made = remake(picture((400, 200), form="JPEG", exif=exif), Use.LOGO, "logo")
    assert (made.width, made.height) == (200, 400)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret words")
    other = remake(picture(pnginfo=text), Use.LOGO, "logo")
    for data in (made.data, other.data):
        assert b"51.5" not in data
        assert b"secret" not in data
        with Image.open(io.BytesIO(data)) as opened:
            assert not dict(opened.getexif())


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    made = remake(buffer.getvalue(), Use.LOGO, "logo")
    with Image.open(io.BytesIO(made.data)) as opened:
        assert getattr(opened, "n_frames", 1) == 1


def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    for tail in (b"PK\x03\x04" + b"x" * 100, b"<script>alert(1)</script>", b"%PDF-1.4"):
        made = remake(picture() + tail, Use.LOGO, "logo")
        assert tail not in made.data


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"x", SVG, b"<html>", b"%PDF-1.4 x", b"GIF89a" + b"\0" * 100, b"\x89PNG\r\n\x1a\n", b"BM" + b"\0" * 60,
        b"PK\x03\x04" + b"\0" * 60, b"RIFF\0\0\0\0WEBP", b"\xff\xd8\xff\xe0", picture(form="GIF"), picture(form="TIFF"), picture(form="BMP"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_ours_is_refused(data: bytes) -> None:
    assert codes(data) in {"format", "broken"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_picture_is_refused(form: str, part: float) -> None:
    whole = picture(form=form)
    assert codes(whole[: int(len(whole) * part)]) in {"format", "broken"}


def test_a_damaged_picture_never_does_more_than_fail() -> None:
    rng = random.Random(7)  # noqa: S311 - not a secret
    for form in ("PNG", "JPEG", "WEBP"):
        whole = picture((128, 128), form=form)
        for _ in range(70):
            data = bytearray(whole)
            for _ in range(rng.randint(1, 8)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            try:
                made = remake(bytes(data), Use.LOGO, "logo")
            except Invalid:
                continue
            assert made.width <= 512


@pytest.mark.parametrize(
    "data",
    [
        png_bomb(13_000, 13_000),
        png_bomb(100_000, 100_000),
        png_bomb(5_001, 5_000),
        png_bomb(2**31 - 1, 1),
    ],
)
def test_a_huge_count_of_pixels_is_refused_before_they_are_decoded(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(*_arguments: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", decode)
    assert codes(data) in {"too_many_pixels", "broken"}


def test_a_text_that_unpacks_to_much_is_refused() -> None:
    bomb = zlib.compress(b"x" * 80_000_000)
    header = struct.pack(">IIBBBBB", 200, 200, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"zTXt", b"a\0\0" + bomb)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 200 * 601)) + chunk(b"IEND", b"")
    assert codes(b"\x89PNG\r\n\x1a\n" + data + body) == "broken"


def test_a_file_that_is_too_large_or_a_picture_too_small_is_refused() -> None:
    assert codes(b"\x89PNG" + b"\0" * MAX_BYTES) == "too_large"
    assert codes(picture((95, 400))) == "too_small"
    assert codes(picture((300, 300)), Use.SCREENSHOT) == "too_small"


def test_files_are_whole_and_named_by_their_content(tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    store.put("a" * 64, b"one")
    store.put("a" * 64, b"never written")
    assert store.get("a" * 64) == b"one"
    assert store.get("b" * 64) is None
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a" * 64 + ".webp"]
    for key in ("../../etc/passwd", "a" * 63, "A" * 64, ""):
        with pytest.raises(ValueError, match="not the key"):
            store.get(key)


@pytest.mark.database
def test_who_may_see_a_picture(database: Database, taxonomy: Taxonomy, tmp_path: Path) -> None:
    made = remake(picture(), Use.LOGO, "logo")
    store = ImageStore(tmp_path)
    with database.writing() as session:
        service.keep(session, AUTHOR, store, made, now=NOW)
        service.keep(session, AUTHOR, store, made, now=NOW)
        assert len(session.scalars(select(Upload)).all()) == 1
        assert service.may_see(session, AUTHOR, made.key)
        assert service.may_see(session, MODERATOR, made.key)
        assert not service.may_see(session, STRANGER, made.key)
        assert not service.may_see(session, MODERATOR, "b" * 64)
        assert not service.is_live(session, made.key)
        service.keep(session, IMPORTER, store, made, now=NOW)
        logo = {"key": made.key, "width": 400, "height": 400, "alt": "A tree"}
        listing = publish(session, taxonomy, product(logo=logo, screenshots=[logo]))
        session.flush()
        assert service.is_live(session, made.key)
        rows = session.scalars(select(ListingImage).order_by(ListingImage.position)).all()
        assert [(r.position, r.alt) for r in rows] == [(0, "A tree"), (1, "A tree")]
        session.get_one(Listing, listing.id).visibility = "suspended"
        session.flush()
        assert not service.is_live(session, made.key)


@pytest.mark.database
def test_an_account_can_upload_so_many_a_day(database: Database, tmp_path: Path) -> None:
    store = ImageStore(tmp_path)
    with database.writing() as session:
        for number in range(service.PER_DAY):
            new = Picture(f"{number:064x}", b"x", 100, 100)
            service.keep(session, AUTHOR, store, new, now=NOW)
        more = Picture("f" * 64, b"x", 100, 100)
        with pytest.raises(Invalid, match="within a day"):
            service.keep(session, AUTHOR, store, more, now=NOW)
        service.keep(session, STRANGER, store, more, now=NOW)
        service.keep(session, AUTHOR, store, more, now=NOW + timedelta(days=1, seconds=1))
