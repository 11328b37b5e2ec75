"""What the search of the API answers, as pydantic models; docs/api.md describes them in words."""

from typing import Literal

from pydantic import Field

from directory.api.schemas import Answer, KindName, TermOut


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
