"""The one definition of valid: content types, facts, partial dates, addresses."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.content import CONTENT_TYPES, ProductContent, parse_content, parse_stored
from directory.catalog.content.definitions import FACTS, facts_of
from directory.catalog.content.facts import Indicator, ValueType
from directory.catalog.rules import last_confirmed, named_terms
from directory.catalog.types import Kind
from directory.kernel.errors import Invalid
from directory.submissions import rules
from tests.factories import SOURCE, product


class AnyTerm:
    def has(self, vocabulary: str, slug: str) -> bool:
        return slug != "unknown"


def parse(kind: Kind = Kind.PRODUCT, **changes: Any) -> Any:
    return parse_content(kind, product(**changes), AnyTerm())


def problem_fields(**changes: Any) -> list[str]:
    with pytest.raises(Invalid) as caught:
        parse(**changes)
    return [problem.field for problem in caught.value.problems]


def test_it_works() -> None:
    content = parse()
    assert isinstance(content, ProductContent)
    assert content.facts["price"].terms == ("free",)


def test_stored_content_reads_back_equal() -> None:
    content = parse(aliases=["FF"], homepage_url="HTTPS://Example.ORG")
    assert content.homepage_url == "https://example.org/"
    assert (
        parse_stored(Kind.PRODUCT, content.model_dump(mode="json", exclude_defaults=True))
        == content
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"tagline": "x" * 141}, "tagline"),
        ({"levels": ["unknown"]}, "levels"),
        ({"owner_id": 7}, "owner_id"),
        ({"homepage_url": "javascript:alert(1)"}, "homepage_url"),
        ({"homepage_url": "https://user:pass@example.org"}, "homepage_url"),
        ({"homepage_url": "https://localhost"}, "homepage_url"),
        ({"facts": {"price": {"state": "yes", "terms": ["free"]}}}, "facts.price"),
        ({"facts": {"price": {"state": "not_stated", "value": "x"}}}, "facts.price"),
        ({"facts": {"deadline": {"state": "not_stated"}}}, "facts"),
        ({"facts": {"price": {"state": "yes", "number": 3, "source": SOURCE}}}, "facts"),
        ({"facts": {"price": {"state": "maybe", "source": SOURCE}}}, "facts.price.state"),
        ({"relations": [{"kind": "founded", "other": "organization/x"}]}, "relations"),
        ({"relations": [{"kind": "makes", "other": "../x"}]}, "relations.0.other"),
        ({"studies": [{"citation": "A", "tier": "unknown"}]}, "studies.0.tier"),
        (
            {"interoperability": [{"standard": "lti", "status": "certified", "source": SOURCE}]},
            "interoperability.0.certificate_id",
        ),
    ],
)
def test_bad_content_names_the_field(changes: dict[str, Any], field: str) -> None:
    if field.endswith("certificate_id"):
        changes["interoperability"][0]["certificate_id"] = ""
    assert field in problem_fields(**changes)


@pytest.mark.parametrize("text", ["2026", "2026-02", "2024-02-29"])
def test_partial_dates_are_taken(text: str) -> None:
    content = parse(sources=[{**SOURCE, "confirmed_on": text}])
    assert content.sources[0].confirmed_on == text


@pytest.mark.parametrize("text", ["26", "2026-13", "2026-02-30", "2023-02-29", "soon", "2026-1-1"])
def test_dates_that_do_not_exist_are_refused(text: str) -> None:
    assert problem_fields(sources=[{**SOURCE, "confirmed_on": text}])


@given(st.text(max_size=400))
def test_any_name_is_taken_cleaned_or_refused_by_name(text: str) -> None:
    try:
        content = parse(name=text)
    except Invalid as error:
        assert {problem.field for problem in error.problems} == {"name"}
    else:
        assert content.name == content.name.strip()
        assert 0 < len(content.name) <= 200


def test_terms_of_facts_count_only_when_they_hold() -> None:
    def price_terms(state: str) -> list[tuple[str, str]]:
        fact = {"state": state, "terms": ["free"], "source": SOURCE}
        return [t for t in named_terms(parse(facts={"price": fact})) if t[0] == "price"]

    assert price_terms("yes") == [("price", "free")]
    assert price_terms("partial") == [("price", "free")]
    assert price_terms("no") == []


def test_last_confirmed_is_the_latest_partial_date() -> None:
    sources = [{**SOURCE, "confirmed_on": day} for day in ("2020", "2026-08", "2013-10")]
    assert last_confirmed(parse(sources=sources)) == "2026-08"
    assert last_confirmed(parse(facts={})) is None


def test_a_contradiction_is_named() -> None:
    plan = {"name": "School", "model": "per-school-year", "amount": 90000, "source": SOURCE}
    fields = [p.field for p in rules.problems(parse(price_plans=[plan]))]
    assert fields == ["facts.price"]


def test_a_person_needs_a_role_and_an_opportunity_a_home_page() -> None:
    person = parse_content(Kind.PERSON, {"name": "A", "tagline": "b"}, AnyTerm())
    opportunity = parse_content(Kind.OPPORTUNITY, {"name": "A", "tagline": "b"}, AnyTerm())
    assert [p.field for p in rules.problems(person)] == ["relations"]
    assert [p.field for p in rules.problems(opportunity)] == ["homepage_url"]


def test_every_fact_is_defined_completely() -> None:
    keys = [definition.key for definition in FACTS]
    assert len(keys) == len(set(keys))
    for definition in FACTS:
        assert definition.label, definition.key
        assert definition.help.endswith("."), definition.key
        assert bool(definition.vocabulary) == (definition.value_type is ValueType.TERMS)


def test_products_have_facts_under_all_five_indicators() -> None:
    assert {d.indicator for d in facts_of(Kind.PRODUCT)} == set(Indicator)
    assert set(CONTENT_TYPES) == set(Kind)
