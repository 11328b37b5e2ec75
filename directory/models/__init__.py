"""Every table. Code outside imports tables from here, which also completes the metadata."""

from directory.kernel.database import Base
from directory.models.account import (
    Account,
    AccountSession,
    AccountToken,
    Attempt,
    Identity,
    Passkey,
    RecoveryCode,
)
from directory.models.analytics import SearchCount
from directory.models.audit import Audit
from directory.models.ecosystem import Relation
from directory.models.feedback import Note
from directory.models.form import FormReceipt, ParkedForm
from directory.models.job import Job
from directory.models.listing import Fact, Listing, ListingTerm, SlugHistory, Study
from directory.models.media import ListingImage, Upload
from directory.models.notification import Mail
from directory.models.revision import ImportRecord, Revision
from directory.models.search import QueryRule
from directory.models.taxonomy import Term, Vocabulary
from directory.models.team import Invitation, Membership

__all__ = [
    "Account",
    "AccountSession",
    "AccountToken",
    "Attempt",
    "Audit",
    "Base",
    "Fact",
    "FormReceipt",
    "Identity",
    "ImportRecord",
    "Invitation",
    "Job",
    "Listing",
    "ListingImage",
    "ListingTerm",
    "Mail",
    "Membership",
    "Note",
    "ParkedForm",
    "Passkey",
    "QueryRule",
    "RecoveryCode",
    "Relation",
    "Revision",
    "SearchCount",
    "SlugHistory",
    "Study",
    "Term",
    "Upload",
    "Vocabulary",
]
