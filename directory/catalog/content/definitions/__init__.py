"""Every fact of every kind, in the order in which pages and forms show them."""

from directory.catalog.content.definitions.evidence import EVIDENCE_FACTS, INTEROPERABLE_FACTS
from directory.catalog.content.definitions.inclusive import INCLUSIVE_FACTS
from directory.catalog.content.definitions.other import OTHER_FACTS
from directory.catalog.content.definitions.safe import SAFE_FACTS
from directory.catalog.content.definitions.usable import USABLE_FACTS
from directory.catalog.content.facts import FactDefinition
from directory.catalog.types import Kind

FACTS: tuple[FactDefinition, ...] = (
    *USABLE_FACTS,
    *SAFE_FACTS,
    *EVIDENCE_FACTS,
    *INCLUSIVE_FACTS,
    *INTEROPERABLE_FACTS,
    *OTHER_FACTS,
)
FACT_BY_KEY = {definition.key: definition for definition in FACTS}


def facts_of(kind: Kind) -> tuple[FactDefinition, ...]:
    """Return the facts that listings of this kind can have, in display order."""
    return tuple(definition for definition in FACTS if kind in definition.kinds)
