"""Facts about organizations and opportunities."""

from directory.catalog.content.facts import FactDefinition, ValueType
from directory.catalog.types import Kind

OTHER_FACTS = (
    FactDefinition(
        "place",
        "Place",
        "The state or country in which it is based.",
        None,
        ValueType.TERMS,
        "place",
        kinds=(Kind.ORGANIZATION,),
    ),
    FactDefinition(
        "founded",
        "Founded",
        "The year in which it was founded.",
        None,
        ValueType.NUMBER,
        kinds=(Kind.ORGANIZATION,),
    ),
    FactDefinition(
        "legal_form",
        "Legal form",
        "The legal form, as stated by the source.",
        None,
        ValueType.TEXT,
        kinds=(Kind.ORGANIZATION,),
    ),
    FactDefinition(
        "awards",
        "Public awards and cohorts",
        "Public money or a program that it took part in.",
        None,
        ValueType.TEXT,
        kinds=(Kind.ORGANIZATION,),
    ),
    FactDefinition(
        "eligibility",
        "Who can apply",
        "Who may take part.",
        None,
        ValueType.TEXT,
        kinds=(Kind.OPPORTUNITY,),
    ),
    FactDefinition(
        "award_amount",
        "Amount",
        "How much money or what help is given.",
        None,
        ValueType.TEXT,
        kinds=(Kind.OPPORTUNITY,),
    ),
    FactDefinition(
        "deadline",
        "Deadline",
        "The last day to apply.",
        None,
        ValueType.DATE,
        kinds=(Kind.OPPORTUNITY,),
    ),
    FactDefinition(
        "cycle",
        "When it opens",
        "How often it is offered.",
        None,
        ValueType.TEXT,
        kinds=(Kind.OPPORTUNITY,),
    ),
)
