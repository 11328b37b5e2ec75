"""Facts: five-state statements with their source, and the registry of all facts we know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from directory.catalog.content.primitives import Paragraph, Source, Strict, Url, check_terms
from directory.catalog.types import Kind


class FactState(StrEnum):
    """What is known. `not_stated` is never shown as `no`."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    NOT_STATED = "not_stated"
    NOT_APPLICABLE = "not_applicable"


class Indicator(StrEnum):
    """The five quality indicators under which facts are shown."""

    SAFE = "safe"
    EVIDENCE = "evidence-based"
    INCLUSIVE = "inclusive"
    USABLE = "usable"
    INTEROPERABLE = "interoperable"


class ValueType(StrEnum):
    """What a fact's value is, beside its state."""

    FLAG = "flag"  # the state says all
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    URL = "url"
    TERMS = "terms"


class Fact(Strict):
    """One statement. A `not_stated` fact has no value; a stated one names its source."""

    state: FactState = FactState.NOT_STATED
    value: Paragraph = ""
    number: int | None = None
    url: Url | None = None
    terms: tuple[str, ...] = ()
    source: Source | None = None

    @model_validator(mode="after")
    def _state_fits(self) -> "Fact":
        if self.state is FactState.NOT_STATED:
            if self.value or self.terms or self.url or self.number is not None:
                raise PydanticCustomError(
                    "state",
                    "A fact that is not stated cannot have a value: choose an answer, or empty what is below it.",
                )
        elif self.source is None:
            raise PydanticCustomError(
                "source", "Say where this comes from: a stated fact needs a source."
            )
        return self


@dataclass(frozen=True)
class FactDefinition:
    """What a fact is called and means, where it is shown and what its value is."""

    key: str
    label: str
    help: str
    indicator: Indicator | None
    value_type: ValueType = ValueType.FLAG
    vocabulary: str = ""
    unit: str = ""
    kinds: tuple[Kind, ...] = (Kind.PRODUCT,)


def check_fact(definition: FactDefinition, fact: Fact, info: ValidationInfo) -> None:
    """Raise when the fact's value is not of the kind that its definition asks for."""
    allowed: dict[ValueType, tuple[str, ...]] = {
        ValueType.FLAG: ("value",),
        ValueType.TEXT: ("value",),
        ValueType.DATE: ("value",),
        ValueType.NUMBER: ("number", "value"),
        ValueType.URL: ("url", "value"),
        ValueType.TERMS: ("terms", "value"),
    }
    present: dict[str, Any] = {
        "number": fact.number is not None,
        "url": fact.url,
        "terms": fact.terms,
    }
    for name, given in present.items():
        if given and name not in allowed[definition.value_type]:
            raise PydanticCustomError(
                "fact_value",
                "“{label}” takes no {name}.",
                {"label": definition.label, "name": name},
            )
    check_terms(definition.vocabulary, fact.terms, info)
