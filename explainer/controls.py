"""The controls of views: what a reader can choose, and the words for it."""

import datetime
import inspect
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explainer.data import Tables
from explainer.say import brief

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Control:
    """A control of a view; made by :func:`choice`, :func:`steps` and :func:`toggle`.

    * ``kind`` is ``radio``, ``select``, ``steps`` (a range with a button either side), ``toggle``,
      or ``inside``: the panel's body draws it, with ``data-pick`` on each of its radio buttons.
    * ``options`` has for each value the word that the reader sees; it starts at ``value``.
    * ``linked`` says that controls of this key in other views move along, ``keep`` that a page
      remembers, on the reader's device, what was chosen (``web/answers.js``).
    * ``given`` has what the function is called with for a value that JSON does not have: a date.
    """

    kind: str
    options: Mapping[Value, str]
    label: str = ""
    value: Value = ""
    linked: bool = False
    keep: bool = False
    key: str = ""
    given: Mapping[Value, Any] = field(default_factory=dict)


def written(value: Value) -> str:
    """Write a value as the front end does: in the form, and in addresses.

    >>> written("152 mm"), written(True), written(None), written(0.5)
    ('152 mm', 'true', 'null', '0.5')
    """
    return value if isinstance(value, str) else json.dumps(value).replace("e-0", "e-")


def plain(value: Any) -> Value:
    """Return the value of JSON that stands for another: numbers, dates in ISO form, else its text.

    >>> plain(datetime.date(2023, 9, 12)), plain(2.0), plain({"a": 1})
    ('2023-09-12', 2, "{'a': 1}")
    """
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()  # a scalar of numpy
    if isinstance(value, datetime.datetime):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is no value of a control: give a number or a word")
        return int(value) if value.is_integer() else value
    if value is None or isinstance(value, str | int):
        return str(value) if isinstance(value, str) else value
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _control(kind: str, pairs: Iterable[tuple[Any, Any]], label: str, value: Any) -> Control:
    """Make a control from pairs of value and word; the word stands for what is no value of JSON."""
    options: dict[Value, str] = {}
    given = {}
    for own, word in pairs:
        key = plain(own if _is_value(own) else word)
        if written(key) in map(written, options):
            raise ValueError(f"control {label!r}: two of its values are written {written(key)!r}")
        options[key] = str(word)
        if key is not own:
            given[key] = own
    if not options:
        raise ValueError(f"control {label!r} needs at least one value")
    start = next(iter(options)) if value is None else plain(value)
    if start not in options:
        raise ValueError(f"control {label!r}: start {start!r} is not one of {list(options)}")
    if kind == "radio" and len(options) > 5:
        kind = "select"
    return Control(kind, options, label, start, given=given)


def _words(values: tuple[Any, ...]) -> Iterable[tuple[Any, Any]]:
    """Return pairs of value and word from plain values, or from one mapping of values to words."""
    if len(values) == 1 and isinstance(values[0], Mapping):
        return values[0].items()
    return [(value, plain(value)) for value in values]


def choice(
    *values: Any, label: str = "", value: Any = None, linked: bool = False, keep: bool = False
) -> Control:
    """Return a control that picks one of ``values`` (or of one mapping ``{value: word}``).

    Up to five values make a row of radio buttons, more a list to select from. What is chosen is
    remembered by a page where it is to ``keep``: an answer, not a way to look.
    """
    return replace(_control("radio", _words(values), label, value), linked=linked, keep=keep)


def steps(*values: Any, label: str = "", value: Any = None) -> Control:
    """Return a control that moves along ordered ``values``: a range with back and next."""
    return _control("steps", _words(values), label, value)


def toggle(label: str, value: bool = False) -> Control:
    """Return a checkbox."""
    return _control("toggle", [(False, "off"), (True, "on")], label, value)


def starts_of(function: Callable[..., Any], given: Iterable[str]) -> dict[str, Any]:
    """Return the defaults of a function's parameters, where it has a signature.

    >>> starts_of(lambda year=2024, logs=True: "", [])
    {'year': 2024, 'logs': True}
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    if missing := [p.name for p in named if p.default is p.empty and p.name not in given]:
        raise ValueError(
            f"nothing says which values {' and '.join(missing)} can take: write them, as in "
            f"{missing[0]}=['one', 'other']"
        )
    return {p.name: p.default for p in named if p.default is not p.empty}


def abbreviated(key: str, given: Any, start: Any = None) -> Control:
    """Return the control that an author wrote briefly, as for ``ipywidgets.interact``.

    A list or an array is a choice; so is a list of pairs ``(label, value)`` or a mapping label ->
    value. A bool is a checkbox. ``(min, max)`` of whole numbers and ``(min, max, step)`` are steps,
    and so is a ``range``. A widget of ipywidgets counts as what it chooses from.

    The label is made of the ``key``; it begins at ``start`` if that is one of the values.

    >>> abbreviated("log_scale", True).label
    'Log scale'
    >>> list(abbreviated("x", (0, 10, 5)).options)
    [0, 5, 10]
    >>> abbreviated("size", {"small": 10, "large": 20}).options
    {10: 'small', 20: 'large'}
    """
    label = key.replace("_", " ").strip().capitalize()
    if isinstance(given, Control):
        return replace(given, key=key, label=given.label or label * (given.kind != "inside"))
    if hasattr(given, "trait_names"):  # a widget
        label = getattr(given, "description", "") or label
        start, given = _of_widget(key, given)
    if isinstance(given, bool):
        return replace(toggle(label, given if start is None else bool(start)), key=key)
    kind = "radio"
    if isinstance(given, tuple) and all(map(_is_number, given)):
        kind, values = "steps", _between(key, *given)
    elif isinstance(given, Mapping):
        values = list(given.items())
    elif isinstance(given, Iterable) and not isinstance(given, str | bytes):
        kind, values = "steps" if isinstance(given, range) else "radio", list(given)
    else:
        many = "x=(0, 20) or x=[5, 10, 20]" if _is_number(given) else "x=['one', 'other']"
        raise ValueError(
            f"{key}={given!r} does not say which values there are: all states are computed ahead. "
            f"Write a list or a range of them, as in {many.replace('x', key, 2)}"
        )
    named = all(isinstance(each, tuple) and len(each) == 2 for each in values)
    pairs = [(each[1], each[0]) if named else (each, plain(each)) for each in values]
    control = _control(kind, pairs, label, None)
    fits = start is not None and _is_value(start) and plain(start) in control.options
    return replace(control, key=key, value=plain(start) if fits else control.value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_value(value: Any) -> bool:
    """Whether something can be written in the state of a view; else its label stands for it."""
    scalar = getattr(value, "ndim", None) == 0
    return scalar or value is None or isinstance(value, str | int | float | datetime.date)


def _between(key: str, low: Any = None, high: Any = None, step: Any = None, *more: Any) -> list:
    """Return the values from ``low`` to ``high``."""
    whole = all(isinstance(n, int) for n in (low, high))
    if more or high is None or high < low or (step is None and not whole) or (step or 1) <= 0:
        raise ValueError(
            f"{key}: write (min, max) in whole numbers or (min, max, step), as in "
            f"{key}=(0, 10) or {key}=(0.0, 1.0, 0.25)"
        )
    step = step or 1
    return [plain(round(low + i * step, 10)) for i in range(int((high - low) / step + 1e-9) + 1)]


def _of_widget(key: str, widget: Any) -> tuple[Any, Any]:
    """Return start and values of a widget of ipywidgets."""
    start = getattr(widget, "value", None)
    if hasattr(widget, "options") and not isinstance(start, tuple):
        return start, list(widget.options)
    if isinstance(start, bool):
        return start, start
    if hasattr(widget, "max") and _is_number(start):
        return start, (widget.min, widget.max, getattr(widget, "step", None) or 1)
    raise ValueError(
        f"{key}: a {type(widget).__name__} has no list of values to choose one from; write "
        f"them yourself, as in {key}=[...]"
    )


def inside(options: Mapping[str, str]) -> Control:
    """Return a control for an answer that the panel's body draws, with words that change."""
    return replace(choice(options, keep=True), kind="inside")


def as_of(tables: Tables) -> Control:
    """Return the control that sets the date back: the days of the table ``dates``."""
    days = tables.dates["date"].tolist()
    return choice({date: brief(date) for date in days}, label="As of", value=days[-1], linked=True)
