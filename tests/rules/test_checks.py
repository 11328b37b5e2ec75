"""Checks before a person waits, completeness, risk: pure rules over a content."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.content import parse_content
from directory.catalog.types import Kind, Visibility
from directory.kernel.errors import FieldProblem
from directory.submissions.checks import Level, check_content
from directory.submissions.checks.duplicates import same_page
from directory.submissions.checks.language import grade, syllables
from directory.submissions.completeness import completeness
from directory.submissions.risk import Risk, change
from directory.submissions.rules import foreign_sources
from directory.submissions.salvage import salvage
from directory.submissions.standing import Turn, standing
from directory.submissions.workflow import EDITABLE, State
from tests.factories import SOURCE, product
from tests.rules.test_content import AnyTerm

KEY = "a" * 64
POLICY = {"state": "yes", "url": "https://forest.example.org/privacy", "source": SOURCE}


def good(**changes: Any) -> dict[str, Any]:
    """A product in which the checks find nothing."""
    facts = {"privacy_policy": POLICY, **changes.pop("facts", {})}
    return product(
        homepage_url="https://forest.example.org",
        description="Learners plant trees. They solve fraction tasks. " * 4,
        facts=facts,
        **changes,
    )


def found(kind: Kind = Kind.PRODUCT, **changes: Any) -> dict[str, tuple[str, str]]:
    """Findings of a content by field: level and code."""
    content = parse_content(kind, good(**changes), AnyTerm())
    return {f.field: (f.level.value, f.code) for f in check_content(content)}


def test_it_works() -> None:
    assert found() == {}


def fact(state: str, **value: Any) -> dict[str, Any]:
    return {"state": state, "source": SOURCE, **value}


def picture(alt: str, width: int = 200, height: int = 200) -> dict[str, Any]:
    return {"key": KEY, "width": width, "height": height, "alt": alt}


@pytest.mark.parametrize(
    ("changes", "field", "finding"),
    [
        ({"homepage_url": None}, "homepage_url", ("error", "required")),
        ({"tagline": ""}, "tagline", ("error", "missing")),
        ({"product_kinds": []}, "product_kinds", ("error", "required")),
        ({"levels": []}, "levels", ("warning", "no_grades")),
        ({"description": "Short."}, "description", ("warning", "short_description")),
        ({"tagline": "The best app!!"}, "tagline", ("warning", "advertising")),
        ({"tagline": "PRACTICE FRACTIONS"}, "tagline", ("warning", "capitals")),
        ({"homepage_url": "http://forest.example.org"}, "homepage_url", ("warning", "not_https")),
        (
            {"links": [{"label": "Help", "url": "http://x.example.org"}]},
            "links.0.url",
            ("warning", "not_https"),
        ),
        (
            {"facts": {"offline": fact("yes", terms=["none"])}},
            "facts.offline",
            ("error", "contradiction"),
        ),
        (
            {"facts": {"offline": fact("partial", terms=["none", "sync-later"])}},
            "facts.offline",
            ("error", "contradiction"),
        ),
        (
            {"facts": {"offline": fact("no", terms=["full"])}},
            "facts.offline",
            ("error", "contradiction"),
        ),
        (
            {
                "facts": {
                    "ads_shown": fact("no"),
                    "price": fact("yes", terms=["free-with-ads"]),
                }
            },
            "facts.ads_shown",
            ("error", "contradiction"),
        ),
        (
            {
                "facts": {"price": fact("yes", terms=["free"])},
                "price_plans": [
                    {"name": "All", "model": "subscription", "amount": 100, "source": SOURCE}
                ],
            },
            "facts.price",
            ("error", "contradiction"),
        ),
        (
            {"facts": {"ai_used": fact("no"), "ai_choice": fact("yes")}},
            "facts.ai_choice",
            ("warning", "ai_choice"),
        ),
        (
            {"facts": {"evidence": fact("no")}, "studies": [{"citation": "A"}]},
            "facts.evidence",
            ("error", "contradiction"),
        ),
        ({"facts": {"privacy_policy": {}}}, "facts.privacy_policy", ("error", "privacy_page")),
        ({"logo": picture("logo.png")}, "logo.alt", ("warning", "alt_text")),
        ({"logo": picture("A tree", 900, 100)}, "logo", ("warning", "logo_shape")),
        ({"screenshots": [picture("Screenshot 1")]}, "screenshots.0.alt", ("warning", "alt_text")),
    ],
)
def test_each_check_finds_its_fault(
    changes: dict[str, Any], field: str, finding: tuple[str, str]
) -> None:
    if "homepage_url" in changes or "description" in changes:
        content = parse_content(Kind.PRODUCT, {**good(), **changes}, AnyTerm())
        assert {f.field: (f.level.value, f.code) for f in check_content(content)}[field] == finding
    else:
        assert found(**changes)[field] == finding


def test_saying_that_there_is_no_privacy_policy_is_an_answer() -> None:
    assert found(facts={"privacy_policy": fact("no")}) == {}


def test_problems_of_form_are_errors_and_are_not_named_twice() -> None:
    content = parse_content(Kind.PRODUCT, {**good(), "homepage_url": None}, AnyTerm())
    invalid = (FieldProblem("homepage_url", "url", "Not an address."),)
    errors = [f for f in check_content(content, invalid) if f.field == "homepage_url"]
    assert [(f.level, f.code) for f in errors] == [(Level.ERROR, "url")]


HARD = (
    "The implementation of interdisciplinary methodological considerations necessitates "
    "comprehensive institutional collaboration between heterogeneous organizational stakeholders, "
    "notwithstanding administrative complications regarding interoperability specifications, "
    "infrastructural accessibility and pedagogical differentiation throughout implementation phases."
)


def test_a_text_that_is_hard_to_read_is_a_warning() -> None:
    assert found(tagline="Fractions", levels=["grade-3"]) == {}
    content = parse_content(Kind.PRODUCT, {**good(), "description": HARD}, AnyTerm())
    codes = {f.code for f in check_content(content)}
    assert "reading_level" in codes


def test_the_grade_orders_texts_as_people_would() -> None:
    easy = grade("The cat sat on the mat. It saw a dog. The dog ran off. " * 4)
    hard = grade(HARD * 2)
    assert easy is not None
    assert hard is not None
    assert easy < 3
    assert hard > 12
    assert grade("Too short.") is None


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("table", 2), ("fraction", 2), ("made", 1), ("area", 2), ("the", 1)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.org/", "http://example.org", True),
        ("https://example.org/A/", "https://example.org/a", True),
        ("https://example.org/a", "https://example.org/b", False),
        (None, None, False),
    ],
)
def test_two_addresses_of_one_page(one: str | None, other: str | None, same: bool) -> None:
    assert same_page(one, other) is same


def test_completeness_grows_with_each_answer_and_names_what_is_missing() -> None:
    bare = completeness(parse_content(Kind.PRODUCT, product(facts={}), AnyTerm()))
    more = completeness(parse_content(Kind.PRODUCT, good(), AnyTerm()))
    assert 0 < bare.percent < more.percent < 100
    missing = {gain.field for gain in bare.missing} - {gain.field for gain in more.missing}
    assert missing == {"description", "homepage_url", "facts.privacy_policy"}
    weights = [gain.weight for gain in bare.missing]
    assert weights == sorted(weights, reverse=True)
    assert all(gain.gain and gain.label for gain in bare.missing)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_something_to_complete(kind: Kind) -> None:
    content = parse_content(kind, {"name": "X", "tagline": "Y"}, AnyTerm())
    assert completeness(content).percent < 20


@pytest.mark.parametrize(
    ("changes", "risk", "fields"),
    [
        ({}, Risk.NONE, ()),
        ({"tagline": "Other words"}, Risk.LOW, ("tagline",)),
        ({"screenshots": [picture("A")]}, Risk.LOW, ("screenshots",)),
        ({"description": "Learners plant tree."}, Risk.LOW, ("description",)),
        ({"description": "Something else altogether now."}, Risk.NORMAL, ("description",)),
        ({"subjects": ["reading"]}, Risk.NORMAL, ("subjects",)),
        ({"name": "Other"}, Risk.SENSITIVE, ("name",)),
        ({"homepage_url": "https://evil.example.org"}, Risk.SENSITIVE, ("homepage_url",)),
        ({"relations": [{"kind": "makes"}]}, Risk.SENSITIVE, ("relations",)),
        ({"studies": [{"citation": "A"}]}, Risk.SENSITIVE, ("studies",)),
        ({"facts": {"price": fact("no")}}, Risk.SENSITIVE, ("facts.price",)),
        ({"facts": {"security": fact("yes")}}, Risk.NORMAL, ("facts.price", "facts.security")),
    ],
)
def test_risk(changes: dict[str, Any], risk: Risk, fields: tuple[str, ...]) -> None:
    before = {"name": "A", "tagline": "B", "description": "Learners plant trees."}
    facts = {"price": fact("yes", terms=["free"])}
    if fields == ("facts.price", "facts.security"):
        fields, changes = ("facts.security",), {"facts": {**facts, **changes["facts"]}}
    found_change = change({**before, "facts": facts}, {**before, "facts": facts, **changes})
    assert (found_change.risk, found_change.fields) == (risk, fields)


def test_without_a_live_version_everything_is_new() -> None:
    assert change(None, {"name": "A"}).risk is Risk.NEW


def test_nobody_speaks_for_staff() -> None:
    mine = parse_content(
        Kind.PRODUCT,
        good(facts={"data_sold": {"state": "no", "source": {"type": "staff"}}}),
        AnyTerm(),
    )
    assert [p.field for p in foreign_sources(mine, {})] == ["facts.data_sold.source.type"]
    live = mine.model_dump(mode="json", exclude_defaults=True)
    assert list(foreign_sources(mine, live)) == []
    plan = {"name": "A", "model": "free", "source": {"type": "import"}}
    other = parse_content(Kind.PRODUCT, good(price_plans=[plan]), AnyTerm())
    assert [p.field for p in foreign_sources(other, live)] == ["price_plans.0.source.type"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(
            ["name", "tagline", "levels", "links", "facts", "studies", "nonsense", "logo"]
        ),
        JSON,
    )
)
def test_something_valid_can_be_made_of_any_draft(data: dict[str, Any]) -> None:
    content, problems = salvage(Kind.PRODUCT, data, AnyTerm())
    assert content.name
    if not problems:
        assert salvage(Kind.PRODUCT, data, AnyTerm())[0] == content


@pytest.mark.parametrize(
    "data", [{"facts": {"a.b": 1}}, {"facts": {"¹": None}}, {"x.y": 1}, {"": 1}]
)
def test_odd_names_of_fields_are_taken_out(data: dict[str, Any]) -> None:
    assert salvage(Kind.PRODUCT, data, AnyTerm())[0].facts == {}


def test_what_is_valid_of_a_draft_is_kept() -> None:
    data = good(
        links=[
            {"label": "Help", "url": "nonsense"},
            {"label": "Demo", "url": "https://d.example.org"},
        ]
    )
    data["facts"]["bandwidth"] = {"state": "yes", "number": "much", "source": SOURCE}
    content, problems = salvage(Kind.PRODUCT, data, AnyTerm())
    assert [link.label for link in content.links] == ["Demo"]
    assert "bandwidth" not in content.facts
    assert content.facts["privacy_policy"].url
    assert {p.field for p in problems} == {"links.0.url", "facts.bandwidth.number"}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("visibility", Visibility)
def test_every_listing_stands_somewhere(state: State, visibility: Visibility) -> None:
    found_standing = standing(visibility, state)
    assert found_standing.next.endswith(".")
    assert (found_standing.turn is Turn.AUTHOR) >= (state in EDITABLE)
