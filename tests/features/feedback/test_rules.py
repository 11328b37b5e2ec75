"""What a valid note is."""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from directory.feedback import rules
from directory.feedback.types import SendNote, Topic

NOTE = SendNote("question", "What does “claimed” mean here?", "n1")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def fields(note: SendNote) -> list[tuple[str, str]]:
    return [(p.field, p.code) for p in rules.problems(rules.tidied(note))]


def test_a_short_anonymous_note_is_valid() -> None:
    assert fields(NOTE) == []


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_is_valid_and_explained(topic: Topic) -> None:
    assert fields(replace(NOTE, topic=topic.value)) == []
    assert topic.label
    assert topic.help.endswith(".")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"topic": ""}, ("topic", "missing")),
        ({"topic": "praise"}, ("topic", "missing")),
        ({"message": ""}, ("message", "too_short")),
        ({"message": " \n\x00  short \n"}, ("message", "too_short")),
        ({"message": "x" * 4001}, ("message", "too_long")),
        ({"message": "see http://a.b https://c.d www.e.f HTTP://g.h"}, ("message", "links")),
        ({"about": "x" * 301}, ("about", "too_long")),
        ({"name": "x" * 101}, ("name", "too_long")),
        ({"email": "nobody"}, ("email", "form")),
        ({"email": "a@b"}, ("email", "form")),
        ({"email": "a b@example.org"}, ("email", "form")),
        ({"email": "a@example.org, b@example.org"}, ("email", "form")),
        ({"email": "<a@example.org>"}, ("email", "form")),
        ({"email": "x" * 250 + "@example.org"}, ("email", "form")),
    ],
)
def test_what_is_not_valid(change: dict[str, str], problem: tuple[str, str]) -> None:
    assert fields(replace(NOTE, **change)) == [problem]


@pytest.mark.parametrize(
    "email", ["a@example.org", "first.last+tag@mail.example.co.uk", "josé@bücher.example"]
)
def test_usual_addresses_are_valid(email: str) -> None:
    assert fields(replace(NOTE, email=email)) == []


def test_a_line_break_cannot_get_into_an_address() -> None:
    tidy = rules.tidied(replace(NOTE, email="a@example.org\r\nBcc: b@example.org"))
    assert "\n" not in tidy.email
    assert fields(tidy) == [("email", "form")]


def test_the_longest_message_is_valid() -> None:
    assert fields(replace(NOTE, message="x" * 4000)) == []
    assert fields(replace(NOTE, message="three: http://a.b http://c.d http://e.f")) == []


def test_line_breaks_of_a_message_stay() -> None:
    assert rules.tidied(replace(NOTE, message="one\r\ntwo\rthree ")).message == "one\ntwo\nthree"


def test_a_hostile_address_is_refused_quickly() -> None:
    began = time.perf_counter()
    for text in ("a@" + "a." * 60_000, "a" * 100_000, "a@" + "-" * 100_000):
        assert fields(replace(NOTE, email=text)) == [("email", "form")]
    assert time.perf_counter() - began < 1


def test_the_same_form_with_the_same_text_is_the_same_note() -> None:
    assert rules.form_key(NOTE) == rules.form_key(replace(NOTE))
    for change in ({"nonce": "n2"}, {"message": "Another question."}, {"topic": "other"}):
        assert rules.form_key(replace(NOTE, **change)) != rules.form_key(NOTE)


def test_references_can_be_read_aloud() -> None:
    found = {rules.new_reference() for _ in range(500)}
    assert len(found) == 500
    for reference in found:
        assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", reference)


@pytest.mark.parametrize(
    ("age", "fast", "old"),
    [
        (timedelta(seconds=2.9), True, False),
        (timedelta(seconds=3), False, False),
        (timedelta(hours=24), False, False),
        (timedelta(hours=24, seconds=1), False, True),
        (timedelta(seconds=-60), True, False),
    ],
)
def test_when_a_form_may_come_back(age: timedelta, fast: bool, old: bool) -> None:
    assert rules.too_fast(NOW - age, NOW) is fast
    assert rules.too_old(NOW - age, NOW) is old
