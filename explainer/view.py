"""The View: a pure function of a few discrete controls, with all its states computed ahead of time.

``explore(function, **controls)`` calls ``function`` once for every combination of its controls'
values and keeps each distinct result once. In JupyterLab the view is an ipywidget whose controls
are synced traits; in exported HTML the same front-end module (``web/view.js``) runs on a static
model. What a reader sees is what Python computed, on every surface.
"""

import base64
import functools
import itertools
import math
import re
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display
from IPython.utils.capture import capture_output
from markupsafe import Markup
from tqdm import tqdm

from explainer import embed, markup, results, still, theme
from explainer.controls import Control, Value, abbreviated, starts_of
from explainer.embed import WEB, as_text, encode, look, zipped
from explainer.library import kinds, plotly
from explainer.panel import Panel

MIMETYPE = "application/vnd.explainer.view+json"
"""Carries a whole view in a notebook's output: ``{"name", "html", "payload"}``."""
MAX_STATES = 400
LIVE = "Interactive view"
"""How the text begins that stands for the view itself, which follows what stands in for it."""
_RUN = (
    "<p><em>To move its controls, open the notebook in JupyterLab and run all cells.</em></p>"
    "<style>.jp-OutputArea-child:has([data-stand-in]) + * > .jupyter-widgets:not(:has(*))"
    "{display: none}</style>"  # where the notebook is not run, it says that a model is not found
)
_IMAGE = Markup('<img style="max-width:100%" alt="{}" src="data:image/png;base64,{}">')
_PLOT = re.compile(r'<div class="plot".*?</div>', re.DOTALL)
_ALT = re.compile(r'<p [^>]*data-part="alt">(.*?)</p>', re.DOTALL)


class _Shared(anywidget.AnyWidget):
    """What views share, sent to the browser once however many there are.

    A server of Jupyter's drops what is more than three megabytes in three seconds.
    """

    _esm = "export default {}"
    script = traitlets.Bytes().tag(sync=True)
    faces = traitlets.Unicode().tag(sync=True)


_library = functools.cache(lambda: _Shared(script=zipped(plotly())))
_faces = functools.cache(lambda: _Shared(faces=theme.faces()))


class View(anywidget.AnyWidget):
    """An interactive view; made by :func:`explore`.

    Every control is a trait of its name: read it, set it, ``observe`` it, ``link`` it. ``panels``
    has the :class:`~explainer.panel.Panel` of each state by the values of the ``controls``, in
    their order; ``html`` is the view in its default state, complete without scripts.
    """

    _esm = WEB / "view.js"
    _css = look()
    _key = traitlets.Unicode().tag(sync=True)
    _html = traitlets.Unicode().tag(sync=True)
    _payload = traitlets.Bytes().tag(sync=True)
    _library = anywidget.WidgetTrait().tag(sync=True)
    _faces = anywidget.WidgetTrait().tag(sync=True)
    controls: tuple[Control, ...] = ()
    name: str
    panels: dict[tuple[Value, ...], Panel]
    html: str
    _picture = b""

    def __init__(self, name: str, panels: dict[tuple[Value, ...], Panel]) -> None:
        self.name, self.panels = name, panels
        rendered = {key: markup.parts(panel) for key, panel in panels.items()}
        start = tuple(control.value for control in self.controls)
        self._start, self._figure = rendered[start], panels[start].figure
        self.html = markup.frame(name, self.controls, self._start)
        super().__init__(
            _key=uuid.uuid4().hex,
            _html=str(self.html),  # marimo writes Markup as more than text
            _payload=encode(self.controls, panels, rendered),
            _library=_library() if any(panel.figure for panel in panels.values()) else None,
            _faces=_faces(),
        )

    @property
    def panel(self) -> Panel:
        """The panel of the state that the view is in."""
        return self.panels[tuple(getattr(self, control.key) for control in self.controls)]

    @property
    def _kinds(self) -> frozenset[str]:
        figures = [f for panel in self.panels.values() for f in (panel.figure, panel.narrow) if f]
        pieces = [piece for f in figures for piece in (*f["data"], *f.get("frames", ()))]
        return kinds(pieces) if figures else frozenset()

    def __repr__(self) -> str:
        """Name the view, where it stands in the text of a box."""
        return f"View({self.name!r})"

    def shared(self) -> dict[str, str]:
        """Return the view as a notebook's output carries it, for pages made of the notebook."""
        return {"name": self.name, "html": self.html, "payload": as_text(self._payload)}

    def save(self, path: str | Path) -> Path:
        """Write the view as one HTML file, which works offline; return its path."""
        html = markup.frame(self.name, self.controls, self._start, markup.PLAIN)
        return _write(path, embed.page(self.panel.title, html, self._payload, self._kinds))

    def to_module(self, path: str | Path) -> Path:
        """Write the view as one ES module, for any host that imports modules of anywidget.

        Its default export has ``render({ model, el })``; what it needs is within.
        """
        html = markup.frame(self.name, self.controls, self._start, 0)
        return _write(path, embed.module(html, self._payload, self._kinds))

    def _ipython_display_(self) -> None:
        """Show the default state as it is without scripts, then the view that lives.

        Two outputs, because nbconvert shows one kind of data for an output: with the widget's kind
        alone, a page opened with no network would be blank (see ``web/view.js``, ``hideStandIn``).
        """
        self.stand_in()
        bundle = self._repr_mimebundle_()[0]  # type: ignore[index]
        display({**bundle, "text/plain": f"{LIVE}: {self.name}"}, raw=True)

    def stand_in(self) -> None:
        """Show what stands where the view cannot run; a picture of its figure follows."""
        figure = None if self._picture else self._figure
        moment = still.moment() if figure else ""
        if figure and moment == "now":
            self._picture = still.draw(figure)
        place = display(self._still(), raw=True, display_id=uuid.uuid4().hex)

        def complete(picture: bytes) -> None:
            self._picture = picture
            place.update(self._still(), raw=True)

        if figure and moment == "later":
            still.later(figure, complete)

    def _still(self) -> dict[str, Any]:
        """Return the output that stands in, with a picture of the figure if there is one."""
        html = re.sub("<form.*?</form>", "", self.html, flags=re.DOTALL)
        bundle: dict[str, Any] = {"text/plain": self.panel.title, MIMETYPE: self.shared()}
        if self._picture:
            alt = _ALT.search(html)
            data = bundle["image/png"] = base64.b64encode(self._picture).decode()
            image = _IMAGE.format(Markup(alt[1] if alt else ""), data)
            html = _PLOT.sub(lambda _: image, _ALT.sub("", html))
        bundle["text/html"] = f'<div data-stand-in="{self._key}">{html}{_RUN}</div>'
        return bundle


def _write(path: str | Path, text: str) -> Path:
    Path(path).write_text(text, encoding="utf-8")
    return Path(path)


def explore(function: Callable[..., Any] | None = None, **controls: Any) -> Any:
    """Make a view of ``function``: all its states are computed now, and work without Python later.

    Parameters
    ----------
    function
        Called with one value per control, by keyword. What it returns is shown: a Plotly or
        matplotlib figure, a DataFrame, text, Markdown, HTML, whatever Jupyter can display, or a
        :class:`~explainer.panel.Panel`, which also has measure, sources and caveat. Its name
        becomes the view's name. Left out, the call is a decorator: ``@explore(year=[2023, 2024])``.
    **controls
        The values of each parameter: a list, a list of pairs ``(label, value)``, a mapping label ->
        value, a bool, ``(min, max)`` or ``(min, max, step)``; or :func:`~explainer.choice`,
        :func:`~explainer.steps`, :func:`~explainer.toggle`, which also take label and start. A
        parameter's default is where its control starts, if it is one of the values.

    Raises
    ------
    ValueError
        If there are more than ``MAX_STATES`` states, or a control cannot be made.
    RuntimeError
        If the function fails in a state, or returns what cannot be shown; the state is named.

    Examples
    --------
    >>> import warnings; warnings.simplefilter("ignore")
    >>> def double(n=2):
    ...     return f"Twice {n} is {2 * n}."
    >>> view = explore(double, n=(1, 3))
    >>> view.n
    2
    >>> view.n = 3
    >>> view.panel.body
    Markup('<p class="text">Twice 3 is 6.</p>')

    >>> @explore(word=["fog", "war"], loud=True)
    ... def says(word, loud):
    ...     return word.upper() if loud else word
    >>> [control.kind for control in says.controls]
    ['radio', 'toggle']
    """
    if function is None:
        return functools.partial(explore, **controls)
    named = getattr(function, "func", function)  # a partial one; another callable may have no name
    name = getattr(named, "__name__", type(named).__name__).replace("<lambda>", "view")
    fixed = {key: c.value for key, c in controls.items() if type(c).__name__ == "fixed"}
    starts = starts_of(function, controls)
    free = [key for key in controls if key not in fixed]
    keyed = tuple(abbreviated(key, controls[key], starts.get(key)) for key in free)
    if taken := [c.key for c in keyed if hasattr(View, c.key) or c.key in View.__annotations__]:
        raise ValueError(
            f"view {name!r}: a widget already has {', '.join(taken)}, and each control is an "
            f"attribute of its name; call the parameter otherwise, such as {taken[0]}_shown"
        )
    states = math.prod(len(control.options) for control in keyed)
    if states > MAX_STATES:
        sizes = ", ".join(f"{control.key} ({len(control.options)})" for control in keyed)
        raise ValueError(
            f"view {name!r} has {states} states, more than {MAX_STATES}: give fewer values to "
            f"its controls {sizes}, or split it into two views"
        )

    def show(values: tuple[Value, ...], aloud: bool = False) -> Panel:
        given = {c.key: c.given.get(v, v) for c, v in zip(keyed, values, strict=True)}
        return _shown(function, name, fixed | given, aloud)

    def tell(what: str) -> None:
        warnings.warn(f"{name}: {what}", stacklevel=3)

    start = tuple(control.value for control in keyed)
    every = list(itertools.product(*(control.options for control in keyed)))
    progress = tqdm(every, name, unit="state", delay=2, leave=False)
    panels = {values: show(values, values == start) for values in progress}
    first, again = panels[start], show(start) if keyed else panels[start]
    if (markup.parts(first), first.figure) != (markup.parts(again), again.figure):
        cause = "a random number or a clock?"
        tell(f"the same state computed twice differs ({cause}); what is kept is one of its results")
    if lacking := results.lacking(first):
        tell(
            f"there is no {' and no '.join(lacking)}, which readers who cannot see it or want to "
            "check it need; a Panel has them all"
        )
    traits = {c.key: traitlets.Enum(list(c.options), c.value).tag(sync=True) for c in keyed}
    return type("View", (View,), {**traits, "controls": keyed})(name, panels)


def _shown(function: Callable[..., Any], name: str, given: dict[str, Any], aloud: bool) -> Panel:
    """Return the panel of one state; a failure names the state.

    What a function displays beside what it returns is shown ``aloud``, or not at all.
    """
    try:
        with capture_output(stderr=False) as captured:
            result = function(**given)
        printed = [Markup("<pre>{}</pre>").format(captured.stdout)] if captured.stdout else []
        if result is not None and aloud:
            captured.show()
        title = name.replace("_", " ").capitalize()
        return results.panel(result, title, [*printed, *captured.outputs])
    except Exception as error:
        state = ", ".join(f"{key}={value!r}" for key, value in given.items())
        raise RuntimeError(f"{name}({state}): {type(error).__name__}: {error}") from error
