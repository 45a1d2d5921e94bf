"""How the text of a cell becomes a value, for each type of the descriptor, and what spoils it."""

import contextlib
import datetime
import difflib
import functools
import itertools
import json
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2})?)?)?"
_NUMBER = r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"
# The standard's own list: spreadsheets write TRUE where they read true.
_BOOLEANS = dict.fromkeys("true True TRUE 1".split(), True)
_BOOLEANS |= dict.fromkeys("false False FALSE 0".split(), False)
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

_ERRORS = re.compile(
    r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|\?\?\?)|^#{3,}$|\bErr:\d{3}|^[=+@]"
    r"|^-(?!\d)|(?i:^(nan|null|none|n/a|<na>|nat|undefined|nil|na|inf|\?)$)"
)
_LOST = re.compile(r"(^|\s)\?|\?(?=\w)|\? [a-z]|\ufffd")
_ENTITY = re.compile(
    r"&(#x?[0-9a-fA-F]+|[a-zA-Z]+[0-9]*);|&(amp|nbsp|quot|#\d+)$"
    r"|</?(br|[abip]|em|strong|span|div|su[bp]|font)\b"
)
_ALIKE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]|[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_STOP = re.compile('[.?!…][”"’)]?$')
_KINDS = {"Cc": "control character", "Cf": "invisible mark", "Zs": "unusual blank"}
_KINDS |= {"\n": "line break"}


def spoilt(text: str) -> Iterator[tuple[str, str]]:
    """Yield what was expected and the remedy for each way in which a text has been spoilt."""
    for c in dict.fromkeys(c for c in text if not c.isprintable()):
        kind = _KINDS.get(c) or _KINDS.get(unicodedata.category(c), "character without meaning")
        yield "plain text", f"Remove the {kind} U+{ord(c):04X}."
    if text != text.strip() or "  " in text:
        yield "no blanks at the ends, and none twice", "Remove them."
    if _ERRORS.search(text):
        expected = "a value, no formula, nor a word for none or an error"
        yield expected, "Correct it, or empty the cell."
    words = "" if "://" in text else text  # an address may have such signs
    if _LOST.search(words):
        mend = "A letter was lost when the file was saved: write it again."
        yield "no question mark before a letter or after a blank", mend
    if _ENTITY.search(words):
        yield "plain text", "Write the signs themselves, not HTML."
    if _ALIKE.search(text):
        yield "words in letters of one script", "Some only look alike: type the word again."
    if text.count('"') % 2:
        yield "quotation marks in pairs", "Close it, or remove one."
    if any(map(_recoded, _FOREIGN.findall(text))):
        mend = "The file was read in one encoding and saved in another: take it from before that."
        yield "text in UTF-8, once", mend


def _recoded(run: str) -> bool:
    """Whether characters, or two of them, are the bytes of UTF-8 taken for another encoding's."""
    for code in ("cp1252", "latin-1", "cp1251"):
        with contextlib.suppress(UnicodeError):
            return bool(run.encode(code).decode("utf-8"))
    for pair in itertools.pairwise(run):
        with contextlib.suppress(UnicodeError):
            if "".join(pair).encode("cp1252").decode("utf-8") < "\u0180":  # a usual letter
                return True
    return False


def before(one: str, other: str) -> bool:
    """Whether a date lies before another, as exact as both are known.

    >>> before("2023-06", "2023-07-25"), before("2023", "2023-07-25")
    (True, False)
    """
    return one[: len(other)] < other[: len(one)]


def required(schema: Mapping[str, Any]) -> bool:
    """Tell whether the cells of a field must be filled."""
    return bool(schema.get("constraints", {}).get("required"))


Breach = tuple[str, str, str]
"""What was found, what was expected, and the remedy."""


@functools.cache
def judge_of(rules: str) -> Callable[[str], tuple[Any, list[Breach]]]:
    """Return what judges the text of a cell by the schema of its field, each text once.

    Tables are read anew after each edit, and most cells are then as they were.
    """
    schema = json.loads(rules)
    parse, expected, mend = PARSERS[schema.get("kind", schema["type"])]
    nothing = () if schema["type"] == "list" else None

    @functools.cache
    def judge(text: str) -> tuple[Any, list[Breach]]:
        if not text:
            lacks = (text, "a value: it is required", "Fill the cell.")
            return nothing, [lacks] if required(schema) else []
        value = parse(text)
        if not isinstance(value, int | float):  # a number holds nothing that can be spoilt
            items = text.split(";") if schema["type"] == "list" else [text]
            spoils = [*dict.fromkeys(fault for item in items for fault in spoilt(item))]
            if spoils or value is None:
                return nothing, [(text, *spoil) for spoil in spoils or [(expected, mend)]]
        # Of a list of thousands, the first faults say enough.
        return value, list(itertools.islice(_breaches(text, value, schema), 9))

    return judge


def _breaches(text: str, value: Any, schema: Mapping[str, Any]) -> Iterator[Breach]:
    """Yield what was found, what was expected and the remedy for each rule that a cell breaks."""
    rules, parts = schema.get("constraints", {}), [(text, value)]
    if schema["type"] == "list":
        rules, parts = schema.get("items", {}), [(item, item) for item in dict.fromkeys(value)]
        if not all(map(str.strip, value)):
            yield text, "a value on each side of a semicolon", "Remove the spare one."
        elif len(parts) < len(value):
            yield text, "each item once", "Remove the second one."
    if schema.get("sentences") and not _STOP.search(text):
        yield text[-40:], "a sentence to its full stop", "Is its end lost?"
    for found, part in parts:
        if "enum" in rules and part not in rules["enum"]:
            words = list(map(str, rules["enum"]))
            yield found, f"one of {', '.join(words)}", nearest(found, words)
        if "pattern" in rules and not re.fullmatch(rules["pattern"], found):
            expected = f"something like {schema['example']}" if "example" in schema else "another"
            yield found, f"{expected} ({rules['pattern']})"[:120], ""
        for rule, (breaks, said) in _BOUNDS.items():
            if rule in rules and breaks(len(found) if "Length" in rule else part, rules[rule]):
                yield found, said.format(rules[rule]), ""


_BOUNDS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (operator.lt, "{} or more"),
    "maximum": (operator.gt, "{} or less"),
    "exclusiveMinimum": (operator.le, "more than {}"),
    "exclusiveMaximum": (operator.ge, "less than {}"),
    "minLength": (operator.lt, "{} signs or more"),
    "maxLength": (operator.gt, "{} signs or less"),
}
"""Constraint of the standard -> how a value breaks it, and how to say it."""


def nearest(value: str, known: Collection[str]) -> str:
    """Say which known word was perhaps meant, if one is near."""
    near = difflib.get_close_matches(value.strip(), known, n=1, cutoff=0.75)
    return f"Did you mean {quoted(near[0])}?" if near else ""


def quoted(value: str) -> str:
    """Escape what would not show, and cut what is too long to be read in a list of faults."""
    text = value if len(value) <= 70 else f"{value[:67]}..."
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + '"'
