"""Forms are made from the content types: whatever these hold is asked, in the right shape."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.content import CONTENT_TYPES, parse_content
from directory.catalog.content.definitions import facts_of
from directory.catalog.content.facts import FactDefinition, Indicator, ValueType
from directory.catalog.types import Kind
from directory.submissions.outline import Part, Widget, outline, section_of, sections
from directory.submissions.outline.binding import section_content, section_data, show, take
from directory.submissions.outline.values import section_hash, section_values, with_section
from directory.submissions.prefill.service import normalised
from tests.factories import SOURCE, product
from tests.rules.test_content import AnyTerm

TODAY = date(2026, 11, 24)
HIDDEN = {"facts", "classification", "sources", "platform_ids"}


def all_parts(kind: Kind) -> dict[str, Part]:
    return {part.key: part for section in outline(kind) for part in section.parts}


@pytest.mark.parametrize("kind", Kind)
def test_every_field_and_fact_is_asked_exactly_once(kind: Kind) -> None:
    paths = [path for section in outline(kind) for path in section.paths()]
    fields = set(CONTENT_TYPES[kind].model_fields) - HIDDEN
    facts = {f"facts.{definition.key}" for definition in facts_of(kind)}
    assert sorted(paths) == sorted(fields | facts)


@pytest.mark.parametrize("kind", Kind)
def test_every_part_says_what_it_is_and_how_it_is_filled_in(kind: Kind) -> None:
    for part in all_parts(kind).values():
        for inside in (part, *part.parts):
            assert inside.label[0].isupper(), inside
        if part.widget in (Widget.TERMS, Widget.TERM):
            assert part.vocabulary


def test_limits_and_words_come_from_the_content_types() -> None:
    parts = all_parts(Kind.PRODUCT)
    assert (parts["tagline"].limit, parts["tagline"].required) == (140, True)
    assert (parts["description"].limit, parts["description"].widget) == (10_000, Widget.MARKDOWN)
    assert (parts["levels"].vocabulary, parts["levels"].widget) == ("level", Widget.TERMS)
    assert parts["homepage_url"].widget is Widget.URL
    assert parts["studies"].most == 50
    plan = {part.key: part for part in parts["price_plans"].parts}
    assert plan["amount"].widget is Widget.MONEY
    assert [p.key for p in plan["source"].parts][:2] == ["type", "name"]


def test_relations_offer_only_what_can_stand_at_this_kind() -> None:
    kinds = {
        kind: dict(all_parts(kind)["relations"].parts[0].options)
        for kind in (Kind.PRODUCT, Kind.PERSON)
    }
    assert kinds[Kind.PRODUCT]["makes"] == "Made by"
    assert kinds[Kind.PERSON] == {
        "created": "Created",
        "founded": "Founded",
        "works_at": "Works or worked at",
    }


def test_a_new_fact_appears_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    new = FactDefinition("soap", "Soap", "Is it clean?", Indicator.SAFE, ValueType.NUMBER, unit="g")
    monkeypatch.setattr(sections, "facts_of", lambda _kind: (new,))
    safe = next(s for s in outline.__wrapped__(Kind.PRODUCT) if s.key == "safe")
    (fact,) = safe.facts
    assert [part.key for part in fact.parts] == ["state", "number", "value", "source"]
    assert fact.parts[1].label == "Number (g)"


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("tagline", "basics"),
        ("facts.price.terms", "usable"),
        ("relations.0.other", "people"),
        ("no_such_field", "basics"),
        ("screenshots.1.alt", "images"),
    ],
)
def test_a_problem_leads_to_its_section(path: str, section: str) -> None:
    assert section_of(Kind.PRODUCT, path).key == section


def full() -> dict[str, Any]:
    """A stored product with something in nearly every part."""
    source = {**SOURCE, "url": "https://example.org/report", "expires_on": "2028"}
    return product(
        aliases=["FracForest", "Bruchwald"],
        description="Line one\n\n* two",
        homepage_url="https://forest.example.org/",
        links=[{"label": "Help", "url": "https://help.example.org/"}],
        age_range="7-9",
        facts={
            "price": {"state": "yes", "terms": ["free"], "source": source},
            "bandwidth": {
                "state": "partial",
                "number": 500,
                "value": "Less at night",
                "source": SOURCE,
            },
            "data_sold": {"state": "no", "source": SOURCE},
            "privacy_policy": {"state": "yes", "url": "https://example.org/p", "source": SOURCE},
        },
        relations=[{"kind": "makes", "other": "organization/forest-works", "source": SOURCE}],
        studies=[
            {"citation": "A (2024)", "year": 2024, "independent": False, "levels": ["grade-3"]},
            {"citation": "B", "independent": True, "tier": "strong"},
        ],
        price_plans=[
            {
                "name": "School",
                "model": "per-school-year",
                "amount": 450,
                "currency": "EUR",
                "source": SOURCE,
            }
        ],
        interoperability=[{"standard": "lti", "source": SOURCE}],
    )


def test_what_is_stored_comes_back_unchanged_through_the_form() -> None:
    stored = parse_content(Kind.PRODUCT, full(), AnyTerm())
    again = normalised(Kind.PRODUCT, full(), TODAY)
    assert parse_content(Kind.PRODUCT, again, AnyTerm()) == stored


@given(
    st.dictionaries(
        st.sampled_from([*sorted(set(CONTENT_TYPES[Kind.PRODUCT].model_fields) - HIDDEN), "facts"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inside: (
                st.lists(inside, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["name", "price", "state", "terms", "source"]), inside
                )
            ),
            max_leaves=8,
        ),
    )
)
def test_a_form_shows_anything_that_is_stored(data: dict[str, Any]) -> None:
    once = normalised(Kind.PRODUCT, data, TODAY)
    assert normalised(Kind.PRODUCT, once, TODAY) == once


@given(st.text(max_size=200))
def test_a_text_that_is_no_number_stays_as_it_was_typed(text: str) -> None:
    for widget in (Widget.NUMBER, Widget.MONEY):
        part = Part("x", "X", widget)
        kept = take(part, text)
        assert kept is None if not text.strip() else isinstance(kept, int) or kept == text.strip()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4.50", 450),
        ("4,5", 450),
        ("$12", 1200),
        ("0", 0),
        ("4.505", "4.505"),
        ("-1", "-1"),
        ("x", "x"),
    ],
)
def test_money_is_kept_in_cents(typed: str, stored: int | str) -> None:
    part = Part("amount", "Amount", Widget.MONEY)
    assert take(part, typed) == stored
    if isinstance(stored, int):
        assert take(part, show(part, stored)) == stored


def test_an_own_statement_is_dated_today_and_a_blank_row_is_dropped() -> None:
    usable = section_of(Kind.PRODUCT, "facts.price")
    typed = section_data(usable, {})
    typed["facts"]["price"] |= {"state": "yes", "terms": ["free"]}
    typed["price_plans"] = section_data(usable, {"price_plans": [{}, {"name": "School"}]})[
        "price_plans"
    ]
    stored = section_content(usable, typed, TODAY)
    today = {"type": "self", "confirmed_on": "2026-11-24"}
    assert stored["facts"] == {"price": {"state": "yes", "terms": ["free"], "source": today}}
    assert [row["name"] for row in stored["price_plans"]] == ["School"]


def test_a_fact_that_is_not_stated_has_no_source_and_keeps_what_was_typed() -> None:
    usable = section_of(Kind.PRODUCT, "facts.price")
    typed = section_data(usable, {})
    assert section_content(usable, typed, TODAY) == {}
    typed["facts"]["free_scope"]["value"] = "All of it"
    stored = section_content(usable, typed, TODAY)
    assert stored["facts"] == {"free_scope": {"state": "not_stated", "value": "All of it"}}


def test_a_section_replaces_only_what_it_holds() -> None:
    content = full()
    safe = section_of(Kind.PRODUCT, "facts.data_sold")
    values = section_values(safe, content)
    assert set(values["facts"]) == {"data_sold", "privacy_policy"}
    assert with_section(safe, content, values) == content
    emptied = with_section(safe, content, {})
    assert set(emptied["facts"]) == {"price", "bandwidth"}
    assert emptied["studies"] == content["studies"]
    smuggled = with_section(safe, content, {"name": "Other", "facts": {"price": {"state": "no"}}})
    assert smuggled == emptied
    assert section_hash(safe, content) != section_hash(safe, emptied)
