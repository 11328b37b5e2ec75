"""What a submission form asks, in sections, read from the content types. No Flask, no database."""

from directory.submissions.outline.sections import outline, section_of
from directory.submissions.outline.types import Part, Section, Widget

__all__ = ["Part", "Section", "Widget", "outline", "section_of"]
