"""Pictures, prefill and import through their pages."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.features.test_media import SVG, picture, png_bomb
from tests.people import House
from tests.web.conftest import Clock
from tests.web.submit.people import (
    begin,
    changed,
    fields_of,
    fill_product,
    section,
    submit,
    text_of,
)
from tests.web.submit.test_review import approve

IMPORT, PREFILL = "/my/listings/import", "/my/listings/prefill"
LONG = "Learners plant trees. They solve fraction tasks. " * 4


def upload(
    client: FlaskClient, uid: str, files: dict[str, tuple[bytes, str]], **changes: Any
) -> TestResponse:
    path = f"/my/listings/{uid}/pictures"
    data: dict[str, Any] = dict(changed(fields_of(client.get(path), path), **changes))
    for name, (content, filename) in files.items():
        data[name] = FileStorage(io.BytesIO(content), filename)
    return post_parts(client, path, data)


def post_parts(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    """Send fields and files in parts, put together in memory."""
    boundary, body = encode_multipart(data)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def pictures(client: FlaskClient, uid: str) -> list[str]:
    path = f"/my/listings/{uid}/pictures"
    return [name[4:] for name in fields_of(client.get(path), path) if name.startswith("alt-")]


def test_a_logo_and_a_screenshot_are_shown_once_live(
    house: House, author: FlaskClient, other: FlaskClient, clock: Clock
) -> None:
    uid = begin(author, clock)
    fill_product(author, uid)
    files = {
        "logo-file": (picture((200, 200)), "l.png"),
        "screenshot-file": (picture((800, 600), form="JPEG"), "s.jpg"),
    }
    words = {"logo__alt": "A green tree", "screenshot__alt": "Two trees side by side"}
    assert upload(author, uid, files, **words).status_code == 303
    logo, shot = pictures(author, uid)
    anybody = house.app.test_client()
    for key in (logo, shot):
        own = author.get(f"/images/{key}.webp")
        assert own.status_code == 200
        assert own.headers["Cache-Control"] == "private, no-store"
        assert other.get(f"/images/{key}.webp").status_code == 404
        assert anybody.get(f"/images/{key}.webp").status_code == 404
    assert submit(author, clock, uid).status_code == 303
    approve(house, uid)
    page = anybody.get("/products/fraction-forest").get_data(as_text=True)
    assert f'src="/images/{logo}.webp"' in page
    assert 'alt="A green tree"' in page
    assert 'alt="Two trees side by side"' in page
    live = anybody.get(f"/images/{logo}.webp")
    assert live.headers["Content-Type"] == "image/webp"
    assert live.headers["X-Content-Type-Options"] == "nosniff"
    assert live.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in live.headers["Cache-Control"]
    assert f"/images/{logo}.webp" in anybody.get("/browse/level/grade-3").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "Use a PNG, JPEG or WebP file."),
        (b"%PDF-1.4", "Use a PNG, JPEG or WebP file."),
        (picture()[:500], "damaged"),
        (png_bomb(13_000, 13_000), "million pixels"),
        (picture((50, 50)), "at least 96"),
        (b"\x89PNG" + b"\0" * 5_500_000, "at most 5 MB"),
    ],
    ids=["svg", "pdf", "truncated", "bomb", "small", "large"],
)
def test_a_bad_picture_is_named_and_the_rest_is_kept(
    author: FlaskClient, clock: Clock, content: bytes, words: str
) -> None:
    uid = begin(author, clock)
    files = {"logo-file": (content, "l.png"), "screenshot-file": (picture((800, 600)), "s.png")}
    response = upload(author, uid, files, logo__alt="A tree", screenshot__alt="Two trees")
    assert response.status_code == 400
    assert words in text_of(response)
    path = f"/my/listings/{uid}/pictures"
    assert fields_of(response, path)["logo-alt"] == "A tree"
    assert len(pictures(author, uid)) == 1


def test_a_picture_needs_words_and_they_can_be_changed(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    silent = upload(author, uid, {"logo-file": (picture(), "l.png")})
    assert silent.status_code == 400
    assert "Say what the picture shows" in text_of(silent)
    upload(author, uid, {"logo-file": (picture(), "l.png")}, logo__alt="A tree")
    (key,) = pictures(author, uid)
    upload(author, uid, {}, **{f"alt__{key}": "A tall tree"})
    path = f"/my/listings/{uid}/pictures"
    assert fields_of(author.get(path), path)[f"alt-{key}"] == "A tall tree"
    upload(author, uid, {}, **{f"alt__{key}": ""})
    assert "needs" in text_of(author.get(path)) or "must be filled in" in text_of(author.get(path))
    upload(author, uid, {}, remove=key)
    assert "alt-" + key not in fields_of(author.get(path), path)


def test_there_are_at_most_six_screenshots(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    for number in range(7):
        files = {"screenshot-file": (picture((400 + number, 400)), "s.png")}
        response = upload(author, uid, files, screenshot__alt="Trees")
    assert response.status_code == 400
    assert "take one out first" in text_of(response)


def test_a_huge_upload_is_refused_before_it_is_read(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock)
    response = upload(author, uid, {"logo-file": (b"x" * 13_000_000, "l.png")}, logo__alt="A")
    assert response.status_code == 413


def test_people_have_no_pictures(author: FlaskClient, clock: Clock) -> None:
    uid = begin(author, clock, "person", "Ana Rivera")
    assert author.get(f"/my/listings/{uid}/pictures").status_code == 404


def send(
    client: FlaskClient, path: str, pasted: str = "", file: bytes | None = None
) -> TestResponse:
    data: dict[str, Any] = dict(changed(fields_of(client.get(path), path), pasted=pasted))
    if file is not None:
        data["file"] = FileStorage(io.BytesIO(file), "rows.csv")
    return post_parts(client, path, data)


LINKED = {
    "@context": "https://schema.org",
    "@type": ["SoftwareApplication", "LearningResource"],
    "name": "Fraction Forest",
    "alternateName": ["FracForest"],
    "description": "Practice fractions in a forest.",
    "url": "https://forest.example.org",
    "operatingSystem": "Android, Amiga",
    "inLanguage": ["en", "es"],
    "educationalLevel": "Grade 3",
    "isAccessibleForFree": True,
    "sameAs": "https://social.example.org/forest",
    "offers": [{"@type": "Offer", "name": "School", "price": "49.90", "priceCurrency": "USD"}],
    "logo": "https://forest.example.org/logo.svg",
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(LINKED),
        json.dumps({"@context": "x", "@graph": [{"@type": "WebSite"}, LINKED]}),
        f'<html><script type="application/ld+json">{json.dumps(LINKED)}</script></html>',
    ],
)
def test_a_draft_begins_from_json_ld(author: FlaskClient, text: str) -> None:
    response = send(author, PREFILL, text)
    assert response.status_code == 303, text_of(response)
    uid = response.headers["Location"].split("/")[3]
    assert "operatingSystem: Amiga" in text_of(author.get(response.headers["Location"]))
    basics = section(author, uid, "basics")
    assert basics["tagline"] == "Practice fractions in a forest."
    assert basics["links-0-url"] == "https://social.example.org/forest"
    assert section(author, uid, "audience").getlist("levels") == ["grade-3"]
    usable = section(author, uid, "usable")
    assert usable.getlist("facts-platforms-terms") == ["android"]
    assert usable["price_plans-0-amount"] == "49.90"
    inclusive = section(author, uid, "inclusive")
    assert inclusive.getlist("facts-interface_languages-terms") == ["english", "spanish"]


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "organization", "name": "Forest Works", "tagline": "Makes games", "logo": {"key": "x"}}',
        "kind,name,tagline\norganization,Forest Works,Makes games\n",
    ],
)
def test_a_draft_begins_from_json_or_csv(author: FlaskClient, text: str) -> None:
    response = send(author, PREFILL, text)
    assert response.status_code == 303
    uid = response.headers["Location"].split("/")[3]
    assert section(author, uid, "basics")["tagline"] == "Makes games"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste something"),
        ("{", "not complete JSON"),
        ("[" * 100_000, "not complete JSON"),
        ('{"@type": "Recipe", "name": "Soup"}', "no product, organization"),
        ('{"tagline": "x"}', "has no name"),
        ('{"kind": "robot", "name": "x"}', "The kind must be one of"),
        ("[1]", "one JSON object"),
        ("just words", "neither JSON nor CSV"),
        ('{"name": {"a": [1]}, "facts": 7, "links": "x"}', "has no name"),
        ("<html>nothing</html>", "no product, organization"),
    ],
)
def test_what_cannot_be_read_says_why_and_comes_back(
    author: FlaskClient, text: str, words: str
) -> None:
    response = send(author, PREFILL, text)
    assert response.status_code == 400
    assert words in text_of(response)
    assert fields_of(response, PREFILL)["pasted"] == text


ROWS = (
    "kind,name,tagline,description,homepage_url,product_kinds,levels,facts.privacy_policy,source.type\n"
    f"product,Clean,Plants trees,{LONG},https://clean.example.org,practice,grade-3,https://c.example.org/p,self\n"
    "product,Warned,Plants trees,Short,https://warned.example.org,practice,grade-3,https://w.example.org/p,self\n"
    "product,Broken,Plants trees,Short,nonsense,practice,grade-99,https://b.example.org/p,self\n"
)


@pytest.mark.parametrize("as_file", [True, False])
def test_many_are_imported_after_a_look(author: FlaskClient, as_file: bool) -> None:
    look = send(author, IMPORT, "" if as_file else ROWS, ROWS.encode() if as_file else None)
    words = text_of(look)
    assert look.status_code == 200
    assert "3 rows: 2 rows can be taken, 1 row refused. Nothing is stored yet." in words
    assert "Would be submitted" in words
    assert "Nothing here yet" in text_of(author.get("/my/listings"))
    confirm = fields_of(look, f"{IMPORT}/confirm")
    done = author.post(f"{IMPORT}/confirm", data=confirm)
    assert "2 rows taken" in text_of(done)
    again = author.post(f"{IMPORT}/confirm", data=confirm)
    assert again.status_code == 303
    listed = text_of(author.get("/my/listings"))
    assert listed.count("Clean") == listed.count("Warned") == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "Choose a file"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"x" * 300_001, "at most 300 kB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(author: FlaskClient, file: bytes, words: str) -> None:
    response = send(author, IMPORT, "", file)
    assert response.status_code == 400
    assert words in text_of(response)


def test_another_ones_file_cannot_be_imported(author: FlaskClient, other: FlaskClient) -> None:
    confirm = fields_of(send(author, IMPORT, ROWS), f"{IMPORT}/confirm")
    mine: MultiDict[str, str] = fields_of(other.get(IMPORT), IMPORT)
    mine["parked"] = confirm["parked"]
    assert other.post(f"{IMPORT}/confirm", data=mine).status_code == 400
    assert "Nothing here yet" in text_of(other.get("/my/listings"))
