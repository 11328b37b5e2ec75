"""Facts about price, devices, license and help."""

from directory.catalog.content.facts import FactDefinition, Indicator, ValueType

USABLE_FACTS = (
    FactDefinition(
        "price", "Price", "How it is paid for.", Indicator.USABLE, ValueType.TERMS, "price"
    ),
    FactDefinition(
        "free_scope",
        "What is free",
        "What can be used without paying, and for whom.",
        Indicator.USABLE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "other_costs",
        "Other costs",
        "Costs beside the price, such as devices or training.",
        Indicator.USABLE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "platforms",
        "Devices and systems",
        "Where it runs.",
        Indicator.USABLE,
        ValueType.TERMS,
        "platform",
    ),
    FactDefinition(
        "license",
        "License",
        "The license of the software or the content.",
        Indicator.USABLE,
        ValueType.TERMS,
        "license",
    ),
    FactDefinition(
        "source_code",
        "Source code",
        "Where the source code can be read.",
        Indicator.USABLE,
        ValueType.URL,
    ),
    FactDefinition(
        "alignment",
        "Academic standards",
        "Standards that the material is said to fit.",
        Indicator.USABLE,
        ValueType.TERMS,
        "alignment",
    ),
    FactDefinition(
        "educator_support",
        "Help for educators",
        "Guides, training and people who answer.",
        Indicator.USABLE,
        ValueType.TEXT,
    ),
    FactDefinition(
        "first_release",
        "First released",
        "The year of the first release.",
        Indicator.USABLE,
        ValueType.NUMBER,
    ),
)
