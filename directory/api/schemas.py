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


# --- search -----------------------------------------------------------------------------------


class HighlightsOut(Answer):
    """Safe HTML with `<mark>` around the words that were found; empty where none was."""

    name: str
    tagline: str
    text: str = Field(description="A piece of the description, when name and tagline have none.")


class WordOut(Answer):
    """A word that was looked for, and where it stands in the listing."""

    word: str = Field(description="As it was searched: lower case, without accents.")
    places: list[str] = Field(description="In plain words, such as `its name`.")


class ReasonsOut(Answer):
    """Why a listing is among the results."""

    named: bool = Field(description="The query is its name, or nearly; such listings come first.")
    words: list[WordOut]
    fits: list[str] = Field(description="Labels of the understood parts that it fits.")
    lacks: list[str] = Field(
        description="Labels of those that it does not state. Not stated is not no."
    )


class HitOut(Answer):
    """One listing that was found."""

    kind: KindName
    slug: str
    name: str
    tagline: str
    url: str = Field(description="Page for people.")
    api_url: str = Field(description="The whole listing as JSON.")
    archived: bool
    confirmed_on: str | None
    score: float = Field(description="Comparable within one answer only.")
    highlights: HighlightsOut
    reasons: ReasonsOut


class FacetTermOut(TermOut):
    """A term of a filter with the number of results that choosing it would give."""

    parent: str | None = Field(description="Slug of the broader term.")
    count: int
    selected: bool


class TermRefOut(Answer):
    """A term by its vocabulary and slug, as in search parameters."""

    vocabulary: str
    term: str


class UnderstoodOut(Answer):
    """A part of the text and what it was taken to mean."""

    key: str = Field(description="For the parameter `not`: the words become plain words again.")
    typed: str = Field(description="The words, as typed.")
    label: str = Field(description="For people, such as `Grade level: Grade 3`.")
    kind: KindName | None = Field(description="Kind of listing that is meant.")
    terms: list[TermRefOut] = Field(description="Any of them fits; those that were meant first.")


class ConflictOut(Answer):
    """Two understood parts that exclude each other."""

    keys: list[str]
    reason: str


class QueryOut(Answer):
    """The question as it was asked."""

    text: str
    kind: KindName | None
    filters: dict[str, list[str]]
    sort: Literal["relevance", "name", "newest", "confirmed"]
    archived: bool
    page: int
    exact: bool
    dropped: list[str] = Field(description="Keys that `not` named.")
    correction: str | None = Field(description="The same as `correction` of the answer.")


class RelaxationOut(Answer):
    """What to drop for how many results, when nothing was found."""

    label: str
    total: int
    url: str


class SearchOut(Answer):
    """One page of results."""

    total: int
    hits: list[HitOut]
    kinds: dict[KindName, int] = Field(description="Results by kind; ignores `kind`.")
    facets: dict[str, list[FacetTermOut]]
    query: QueryOut
    understood: list[UnderstoodOut] = Field(description="What the words were taken to mean.")
    loosened: list[str] = Field(
        description="Keys of understood parts that only weigh in, because few listings fit all."
    )
    conflicts: list[ConflictOut]
    complete: int = Field(
        description=(
            "How many of the `total` fit all that was asked. Sorted by relevance they come first."
        )
    )
    correction: str | None = Field(
        description="The words that were searched, because the typed ones find nothing."
    )
    relaxations: list[RelaxationOut]
    notices: list[Literal["any_word", "reduced"]] = Field(
        description=(
            "`any_word`: some listings have only a part of what was asked (`complete` < `total`). "
            "`reduced`: the index cannot be read; answered from the database, without facets."
        )
    )
    next: str | None = Field(description="Absolute address of the next page.")


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
