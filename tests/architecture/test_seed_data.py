"""The first catalog keeps its promises."""

import json
from collections import Counter
from typing import Any

import pytest

from directory.config import ROOT

FOLDER = ROOT / "seed_data" / "catalog"
PRIVACY_AND_EVIDENCE = {
    "privacy_laws", "privacy_seals", "data_sold", "ads_shown", "tracking", "security", "evidence", "wcag",
    "accessibility_report", "accessibility_features",
}  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize(
    ("name", "least"),
    [("products", 250), ("organizations", 192), ("people", 57), ("opportunities", 25)],
)
def test_all_rows_are_there(name: str, least: int) -> None:
    found = rows(name)
    assert len(found) >= least
    assert max(Counter(row["slug"] for row in found).values()) == 1


@pytest.mark.parametrize("name", ["products", "organizations", "people", "opportunities"])
def test_every_listing_and_fact_names_its_source(name: str) -> None:
    for row in rows(name):
        assert row["sources"], row["slug"]
        for fact in row.get("facts", {}).values():
            assert fact["source"]["name"], row["slug"]


def test_nothing_is_claimed_that_no_source_states() -> None:
    for row in rows("products"):
        assert not PRIVACY_AND_EVIDENCE & set(row.get("facts", {})), row["slug"]
        assert "studies" not in row
        for claim in row.get("interoperability", []):
            assert claim["status"] == "claimed", row["slug"]


def test_opportunities_have_a_home_page_and_no_invented_date_or_amount() -> None:
    for row in rows("opportunities"):
        assert row["homepage_url"].startswith("https://"), row["slug"]
        assert not {"deadline", "award_amount"} & set(row.get("facts", {})), row["slug"]


def test_people_are_named_for_one_role_only() -> None:
    for row in rows("people"):
        assert set(row) == {"kind", "slug", "name", "tagline", "relations", "sources"}, row["slug"]
        assert all(relation["role"] and relation["source"] for relation in row["relations"])


def test_low_confidence_prices_were_left_out() -> None:
    by_name = {row["name"]: row for row in rows("products")}
    for name in ("ALEKS", "Blackboard", "Blooket", "Edpuzzle", "Turnitin"):
        assert "price" not in by_name[name].get("facts", {}), name
