"""Facts about privacy, security and AI."""

from directory.catalog.content.facts import FactDefinition, Indicator, ValueType

SAFE_FACTS = (
    FactDefinition(
        "privacy_policy",
        "Privacy policy",
        "Where the product's privacy policy can be read.",
        Indicator.SAFE,
        ValueType.URL,
    ),
    FactDefinition(
        "privacy_laws",
        "Privacy laws it says it follows",
        "Laws that the maker or a third party says are met. A claim is not an audit.",
        Indicator.SAFE,
        ValueType.TERMS,
        "law",
    ),
    FactDefinition(
        "privacy_seals",
        "Privacy agreements and seals",
        "Agreements signed, and seals or ratings given by others.",
        Indicator.SAFE,
        ValueType.TERMS,
        "seal",
    ),
    FactDefinition(
        "used_under_13",
        "Used by children under 13",
        "Whether children under 13 use it, which brings special duties.",
        Indicator.SAFE,
    ),
    FactDefinition(
        "account_required",
        "Learners need an account",
        "Whether a learner must sign up before using it.",
        Indicator.SAFE,
    ),
    FactDefinition(
        "ads_shown", "Shows advertising", "Whether learners see advertising.", Indicator.SAFE
    ),
    FactDefinition(
        "data_sold",
        "Sells personal data",
        "Whether personal data is sold to others.",
        Indicator.SAFE,
    ),
    FactDefinition(
        "tracking",
        "Tracks learners for others",
        "Whether third parties follow what learners do.",
        Indicator.SAFE,
    ),
    FactDefinition(
        "data_deletion",
        "Data can be deleted",
        "How a school or family can have data deleted.",
        Indicator.SAFE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "security",
        "Security practices",
        "How data is protected, and who checked it.",
        Indicator.SAFE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "ai_used",
        "Uses generative AI",
        "Whether any part writes, draws or speaks with generative AI.",
        Indicator.SAFE,
    ),
    FactDefinition(
        "ai_choice",
        "AI can be turned off",
        "Whether a teacher or school can leave AI out.",
        Indicator.SAFE,
    ),
)
