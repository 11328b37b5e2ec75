"""What is looked at before a person is asked to: errors stop a submission, warnings want a reason."""

from directory.submissions.checks.content import check_content
from directory.submissions.checks.types import Duplicate, Finding, Level, Report

__all__ = ["Duplicate", "Finding", "Level", "Report", "check_content"]
