"""The four kinds of content as pydantic models: the one definition of valid."""

from directory.catalog.content.kinds import (
    CONTENT_TYPES,
    Content,
    OpportunityContent,
    OrganizationContent,
    PersonContent,
    ProductContent,
    parse_content,
    parse_stored,
)

__all__ = [
    "CONTENT_TYPES",
    "Content",
    "OpportunityContent",
    "OrganizationContent",
    "PersonContent",
    "ProductContent",
    "parse_content",
    "parse_stored",
]
