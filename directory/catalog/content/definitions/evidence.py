"""Facts about evidence of effect and about working with other systems."""

from directory.catalog.content.facts import FactDefinition, Indicator, ValueType

EVIDENCE_FACTS = (
    FactDefinition(
        "evidence",
        "Evidence of effect",
        "Whether studies of what it does for learners are listed here. No study listed does not mean that none exists.",
        Indicator.EVIDENCE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "logic_model",
        "Reasoned theory of learning",
        "A published account of why it should work, with the research behind it.",
        Indicator.EVIDENCE,
        ValueType.URL,
    ),
)

INTEROPERABLE_FACTS = (
    FactDefinition(
        "single_sign_on",
        "Signs in with a school account",
        "Sign-in services that it says it supports.",
        Indicator.INTEROPERABLE,
        ValueType.TERMS,
        "standard",
    ),
    FactDefinition(
        "rostering",
        "Class lists come from the school's systems",
        "Rostering standards or services that it says it supports.",
        Indicator.INTEROPERABLE,
        ValueType.TERMS,
        "standard",
    ),
    FactDefinition(
        "data_export",
        "Data can be taken out",
        "Whether a school can export its data, and in what form.",
        Indicator.INTEROPERABLE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "open_api",
        "Open programming interface",
        "Documentation for programs that talk to it.",
        Indicator.INTEROPERABLE,
        ValueType.URL,
    ),
)
