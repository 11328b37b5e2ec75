"""Identifiers and content hashes."""

import hashlib
import json
import secrets
from typing import Any


def new_uid() -> str:
    """Return a random 128-bit identifier as 32 lower-case hexadecimal digits."""
    return secrets.token_hex(16)


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys and no spaces, so that equal values have equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(value: Any) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a JSON-serialisable value."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()
