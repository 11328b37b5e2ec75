"""Begin a listing from what a product says of itself in a file; nothing is fetched."""

from directory.submissions.prefill.service import Prefill, Unreadable, read_prefill

__all__ = ["Prefill", "Unreadable", "read_prefill"]
