"""How the text of a cell becomes a value, for each type of the descriptor, and what spoils it."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2})?)?)?"
_NUMBER = r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"
_BOOLEANS = dict.fromkeys(("true", "True", "TRUE", "1"), True) | dict.fromkeys(
    ("false", "False", "FALSE", "0"), False
)  # the standard's own list: spreadsheets write TRUE where they read true
_WHOLE = 2**53  # beyond it, numbers of JavaScript and spreadsheets are no longer exact


def _date(text: str) -> str:
    # A year or a month is a date where its first day is one.
    datetime.datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return text


def _integer(text: str) -> int | None:
    return int(text) if len(text) < 20 and abs(int(text)) <= _WHOLE else None


def _number(text: str) -> float | None:
    return number if math.isfinite(number := float(text)) else None


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
    "integer": (_parser("[-+]?[0-9]+", _integer), "a whole number", ""),
    "number": (_parser(_NUMBER, _number), "a number with a decimal point", ""),
    "boolean": (_BOOLEANS.get, "true or false", ""),
}
"""Type -> how its text becomes a value (None where it cannot), what was expected, the remedy."""

_ERRORS = re.compile(r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|\?\?\?)|^#{3,}$")
_NOTHING = {"nan", "null", "none", "n/a", "#n/a", "undefined", "nil", "na", "-", "--", "?"}
_LOST = re.compile(r"(^|\s)\?|\?(?=\w)|\? [a-z]|\ufffd")
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_BAD = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}
_KINDS = {"Cc": "control character", "Cf": "invisible mark", "Zs": "unusual blank"}
_CODES = ("cp1252", "latin-1", "cp1251")
_SURE = re.compile(r"[ -~‘’“”–—é]*")
"""Text of these characters, without what `_SUSPECT` looks for, is sound; most text is."""
_SUSPECT = re.compile(r"^ | $|  |#|(^|\s)\?|\?(?=\w)|\? [a-z]")


def spoilt(text: str) -> Iterator[tuple[str, str]]:
    """Yield what was expected and the remedy for each way in which a text has been spoilt."""
    if _SURE.fullmatch(text) and not _SUSPECT.search(text) and text.lower() not in _NOTHING:
        return
    for c in dict.fromkeys(text):
        if c != " " and (kind := unicodedata.category(c)) in _BAD:
            what = "line break" if c == "\n" else _KINDS.get(kind, "character without meaning")
            yield "plain text", f"Remove the {what} U+{ord(c):04X}."
    if text != text.strip() or "  " in text:
        yield "no blanks at the ends, and none twice", "Remove them."
    if _ERRORS.search(text) or text.lower() in _NOTHING:
        yield "a value, not a word for none or for an error", "Correct it, or empty the cell."
    if _LOST.search(text) and "://" not in text:
        mend = "A letter was lost when the file was saved: write it again."
        yield "no question mark before a letter or after a blank", mend
    if any(map(_recoded, _FOREIGN.findall(text))):
        mend = "The file was read in one encoding and saved in another: take it from before that."
        yield "text in UTF-8, once", mend


def _recoded(run: str) -> bool:
    """Whether characters are the bytes of UTF-8, taken for those of another encoding."""
    for code in _CODES:
        try:
            run.encode(code).decode("utf-8")
            return True
        except UnicodeError:
            continue
    return False
