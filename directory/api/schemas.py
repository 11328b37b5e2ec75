"""What the API answers, as pydantic models; docs/api.md describes the same fields in words."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

KindName = Literal["product", "organization", "person", "opportunity"]


class Answer(BaseModel):
    """Base of all answers: nothing beside the declared fields leaves the API."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TermOut(Answer):
    """A vocabulary term."""

    term: str = Field(description="Slug of the term, as in search parameters.")
    label: str = Field(description="English label.")


class SourceOut(Answer):
    """Who says so, and when it was confirmed; dates are 2026, 2026-03 or 2026-03-31."""

    type: Literal["self", "staff", "third_party", "import"]
    name: str
    url: str | None
    confirmed_on: str | None
    expires_on: str | None


class NoticeOut(Answer):
    """What whoever shows the data should know and say."""

    disclaimer: str
    license: str
    about_url: str = Field(description="The page about the data: sources, licences, credits.")


# --- unmet needs ------------------------------------------------------------------------------


class UnmetOut(Answer):
    """How often something was searched for in vain; null is a number too small to be shown."""

    found_nothing: int | None = Field(description="Searches that no listing fits.")
    found_few: int | None = Field(description="Searches that found one or two listings.")


class UnmetTermOut(UnmetOut):
    """Searches that name a term; `term` is null for those that name none of its vocabulary."""

    term: TermOut | None


class UnmetWordsOut(UnmetOut):
    """Searches with the same words, in lower case and without accents."""

    words: str


class UnmetNeedsOut(Answer):
    """What was searched for in vain from `since` to `until`, most often first."""

    since: str
    until: str
    shown_from: int = Field(description="No smaller number is ever shown.")
    subjects: list[UnmetTermOut]
    levels: list[UnmetTermOut]
    words: list[UnmetWordsOut]


# --- one listing ------------------------------------------------------------------------------


class FactOut(Answer):
    """One fact. `not_stated` means that no source was found; it never means no."""

    key: str
    label: str
    help: str
    indicator: Literal["safe", "evidence-based", "inclusive", "usable", "interoperable"] | None
    state: Literal["yes", "no", "partial", "not_stated", "not_applicable"]
    value: str
    number: int | None
    unit: str
    url: str | None
    terms: list[TermOut]
    source: SourceOut | None


class RelatedOut(Answer):
    """A related listing and what is known of the relation."""

    kind: KindName
    slug: str
    name: str
    tagline: str
    url: str
    api_url: str
    role: str
    state: str
    started_on: str | None
    ended_on: str | None
    source_name: str
    source_url: str | None
    confirmed_on: str | None


class RelationOut(Answer):
    """All listings that stand in one relation to this one; `label` reads as `Made by`."""

    relation: str
    label: str
    items: list[RelatedOut]


class StudyOut(Answer):
    """One study. Its tier belongs to this study and outcome, never to the product."""

    citation: str
    url: str | None
    design: str
    year: int | None
    sample_size: int | None
    sites: int | None
    levels: list[TermOut]
    populations: list[TermOut]
    outcome: str
    effect: str
    product_version: str
    funder: str
    independent: bool | None
    tier: TermOut | None
    tier_assigned_by: str


class StandardOut(Answer):
    """One standard that the product says it works with; `certified` only with a certificate."""

    standard: TermOut
    status: Literal["claimed", "certified"]
    version: str
    role: str
    certificate_id: str
    source: SourceOut


class PricePlanOut(Answer):
    """One stated price; `amount` in the smallest unit of the currency (cents)."""

    name: str
    model: TermOut
    amount: int | None
    currency: str
    unit: str
    conditions: str
    source: SourceOut


class LinkOut(Answer):
    """A further page about the listing."""

    label: str
    url: str


class ListingOut(Answer):
    """A whole public listing. Fields that its kind does not have are null or empty."""

    kind: KindName
    slug: str
    uid: str = Field(description="Permanent identifier; survives a change of address.")
    url: str
    api_url: str
    visibility: Literal["public", "archived"]
    revision: int
    published_at: str | None
    updated_at: str
    confirmed_on: str | None = Field(description="Latest date on which any part was confirmed.")
    name: str
    aliases: list[str]
    tagline: str
    description: str = Field(description="Markdown.")
    homepage_url: str | None
    links: list[LinkOut]
    lifecycle: TermOut
    terms: dict[str, list[TermOut]] = Field(description="Vocabulary -> terms, facts' included.")
    classification: SourceOut | None = Field(description="Who chose the terms.")
    facts: list[FactOut] = Field(description="Every fact of the kind, also those not stated.")
    relations: list[RelationOut]
    studies: list[StudyOut]
    interoperability: list[StandardOut]
    price_plans: list[PricePlanOut]
    age_range: str | None
    current_version: str | None
    platform_ids: dict[str, str]
    video_url: str | None
    legal_name: str | None
    sources: list[SourceOut]
    notice: NoticeOut
