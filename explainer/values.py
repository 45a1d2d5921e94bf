"""How the text of a cell becomes a value, for each type of the descriptor."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2})?)?)?"
_NUMBER = r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"
_BOOLEANS = dict.fromkeys(("true", "True", "TRUE", "1"), True) | dict.fromkeys(
    ("false", "False", "FALSE", "0"), False
)  # the standard's own list: spreadsheets write TRUE where they read true


def _date(text: str) -> str:
    # A year or a month is a date where its first day is one.
    datetime.datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return text


def _parser(pattern: str, make: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return make(text) if re.fullmatch(pattern, text) else None
        except ValueError:
            return None

    return parse


PARSERS: dict[str, tuple[Callable[[str], Any], str, str]] = {
    "string": (str, "text", ""),
    "list": (lambda text: tuple(text.split(";")), "a list", ""),
    "date": (
        _parser(_DATE, _date),
        "a date as exact as known (2023, 2023-08 or 2023-08-17)",
        "Spreadsheets rewrite dates: format the column as text.",
    ),
    "integer": (_parser("[-+]?[0-9]+", int), "a whole number", ""),
    "number": (_parser(_NUMBER, float), "a number with a decimal point", ""),
    "boolean": (_BOOLEANS.get, "true or false", ""),
}
"""Type -> how its text becomes a value (None where it cannot), what was expected, the remedy."""
