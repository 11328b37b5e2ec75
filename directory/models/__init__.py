"""Every table. Code outside imports tables from here, which also completes the metadata."""

from directory.kernel.database import Base
from directory.models.audit import Audit
from directory.models.ecosystem import Relation
from directory.models.feedback import Note
from directory.models.form import FormReceipt, ParkedForm
from directory.models.job import Job
from directory.models.listing import Fact, Listing, ListingTerm, SlugHistory, Study
from directory.models.media import ListingImage, Upload
from directory.models.revision import ImportRecord, Revision
from directory.models.taxonomy import Term, Vocabulary

__all__ = [
    "Audit",
    "Base",
    "Fact",
    "FormReceipt",
    "ImportRecord",
    "Job",
    "Listing",
    "ListingImage",
    "ListingTerm",
    "Note",
    "ParkedForm",
    "Relation",
    "Revision",
    "SlugHistory",
    "Study",
    "Term",
    "Upload",
    "Vocabulary",
]
