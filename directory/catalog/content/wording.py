"""What is wrong with a value, in words for people; pydantic's own words are for programmers."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

_Words = Callable[[Mapping[str, Any], int], str]
_MESSAGES: dict[str, _Words] = {
    "missing": lambda _c, _n: "This must be filled in.",
    "string_too_long": lambda c, n: (
        f"Use at most {c['max_length']:,} characters; there are {n:,} now."
    ),
    "string_too_short": lambda _c, _n: "This must be filled in.",
    "too_short": lambda _c, _n: "This must be filled in.",
    "too_long": lambda c, n: f"Use at most {c['max_length']} entries; there are {n} now.",
    "string_pattern_mismatch": lambda _c, _n: "This is not in the form that is asked for.",
    "int_parsing": lambda _c, _n: "Write a whole number in digits, such as 12.",
    "int_from_float": lambda _c, _n: "Write a whole number in digits, such as 12.",
    "greater_than_equal": lambda c, _n: f"The number must be {c['ge']:,} or more.",
    "less_than_equal": lambda c, _n: f"The number must be {c['le']:,} or less.",
    "enum": lambda _c, _n: "Choose one of the answers.",
    "string_type": lambda _c, _n: "Choose or write something here.",
    "extra_forbidden": lambda _c, _n: "There is no such field here.",
}


def message(problem: ErrorDetails) -> str:
    """Return what to tell people about a validation error."""
    kind, value = problem["type"], problem["input"]
    if kind == "too_long" and isinstance(value, str):  # a text that was cleaned before
        kind = "string_too_long"
    words = _MESSAGES.get(kind)
    if words is None:
        return problem["msg"]
    return words(problem.get("ctx", {}), len(value) if isinstance(value, str | list | tuple) else 0)
