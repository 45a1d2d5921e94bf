"""The controls of views: what a reader can choose, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explainer.data import Tables
from explainer.say import brief

Value = str | int | bool


@dataclass(frozen=True)
class Control:
    """A control of a view; made by :func:`choice`, :func:`steps` and :func:`toggle`.

    Attributes
    ----------
    kind : str
        ``radio``, ``select``, ``steps`` (a range with a button either side), ``toggle``, or
        ``inside``: the panel's body draws it, with ``data-pick`` on each of its radio buttons.
    options : dict
        Value -> the word the reader sees; the first is the default unless ``value`` says otherwise.
    label : str
        Visible label.
    linked : bool
        Whether controls of this key in other views move along.
    keep : bool
        Whether a page remembers, on the reader's device, what was chosen (``web/answers.js``).
    """

    kind: str
    options: Mapping[Value, str]
    label: str = ""
    value: Value = ""
    linked: bool = False
    keep: bool = False
    key: str = ""

    @property
    def index(self) -> int:
        """Position of the default among the options."""
        return list(self.options).index(self.value)


def _control(kind: str, values: tuple[Any, ...], label: str, default: Value | None) -> Control:
    """Make a control from plain values, or from one mapping of values to words."""
    given = values[0] if len(values) == 1 and isinstance(values[0], Mapping) else None
    options = dict(given) if given is not None else {v: str(v) for v in values}
    if not options:
        raise ValueError(f"control {label!r} needs at least one value")
    value = next(iter(options)) if default is None else default
    if value not in options:
        raise ValueError(f"control {label!r}: default {value!r} is not one of {list(options)}")
    return Control(kind, options, label, value)


def choice(
    *values: Any,
    label: str = "",
    default: Value | None = None,
    linked: bool = False,
    keep: bool = False,
) -> Control:
    """Return a control that picks one of ``values`` (or of one mapping ``{value: word}``).

    Up to five values make a row of radio buttons, more a list to select from. What is chosen is
    remembered by a page where it is to ``keep``: an answer, not a way to look.
    """
    control = _control("radio", values, label, default)
    kind = "radio" if len(control.options) <= 5 else "select"
    return replace(control, kind=kind, linked=linked, keep=keep)


def steps(*values: Any, label: str = "", default: Value | None = None) -> Control:
    """Return a control that moves along ordered ``values``: a range with back and next."""
    return _control("steps", values, label, default)


def toggle(label: str, default: bool = False) -> Control:
    """Return a checkbox."""
    return _control("toggle", ({False: "off", True: "on"},), label, default)


def question(options: Mapping[str, str], label: str = "What do you think?") -> Control:
    """Return a control for an answer of the reader's, which a page remembers."""
    return choice(options, label=label, keep=True)


def inside(options: Mapping[str, str]) -> Control:
    """Return a control for an answer that the panel's body draws, with words that change."""
    return replace(choice(options, keep=True), kind="inside")


def as_of(tables: Tables) -> Control:
    """Return the control that sets the date back: the days of the table ``dates``."""
    days = tables.dates["date"].tolist()
    return choice(
        {date: brief(date) for date in days}, label="As of", default=days[-1], linked=True
    )
