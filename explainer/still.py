"""A picture of a view's figure for a notebook's output: what is seen where no view can run.

A browser takes a second or two for it. In JupyterLab or Notebook it draws in the background, once
cells have run; where a command runs a notebook for a format other than ours, before the next cell;
elsewhere not at all.
"""

import functools
import importlib
import json
import os
import queue
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from IPython import get_ipython

from explainer import embed
from explainer.library import kinds, plotly

WIDTH = 972
_REST = 2.0
_COMMANDS = ("nbconvert", "papermill", "jupyter-execute", "sphinx-build")

_PAGE = """<!doctype html><meta charset="utf-8"><style>%s body { margin: 0; background: #fff }
</style><body class="explainer"><div class="plot" style="--tall: %dpx"></div>
<script>%s</script><script>
const figure = %s;
const fonts = ["400 16px Archivo", "700 16px Archivo", '16px "Explainer Marks"'];
const place = document.querySelector("div");
Promise.all(fonts.map((font) => document.fonts.load(font, "a●"))).then(() =>
  Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false }));
</script>"""


@functools.cache
def moment() -> str:
    """Return when to draw: ``later``, ``now``, or never."""
    if "JPY_SESSION_NAME" in os.environ:
        return "later"
    try:
        words = psutil.Process().parent().cmdline()
    except (psutil.Error, AttributeError):
        return ""
    runs = any(command in word for word in words[:3] for command in _COMMANDS)
    return "now" if runs and "story" not in " ".join(words).replace("=", " ").split() else ""


def draw(figure: dict[str, Any]) -> bytes:
    """Return a figure as PNG; nothing where no browser is found, or it fails."""
    pictures = importlib.import_module("explainer.export.pictures")
    if pictures.find() is None:
        return b""
    tall = figure["layout"]["height"]
    layout = {**figure["layout"], "width": WIDTH}
    text = json.dumps({"data": figure["data"], "layout": layout}).replace("<", "\\u003c")
    page = _PAGE % (embed.stylesheet(), tall, plotly(kinds(figure["data"])), text)
    with tempfile.TemporaryDirectory(prefix="explainer-") as folder:
        file = Path(folder) / "still.png"
        size = f"--window-size={WIDTH},{tall}"
        try:
            pictures.run(page, size, f"--screenshot={file}", "--virtual-time-budget=5000")
            return file.read_bytes()
        except Exception:  # of a browser that is none: a notebook runs without pictures
            return b""


_waiting: queue.Queue[tuple[dict[str, Any], Callable[[bytes], None]]] = queue.Queue()


def later(figure: dict[str, Any], take: Callable[[bytes], None]) -> None:
    """Draw a figure once no cell has asked for more for a while; hand it over between two cells."""
    idle = not _waiting.unfinished_tasks
    _waiting.put((figure, take))
    if idle:
        threading.Thread(target=_work, args=[get_ipython().kernel.io_loop], daemon=True).start()


def _work(loop: Any) -> None:
    count = 0
    while count != (count := _waiting.qsize()):
        time.sleep(_REST)
    while _waiting.unfinished_tasks:
        figure, take = _waiting.get()
        if picture := draw(figure):
            loop.add_callback(take, picture)
        _waiting.task_done()
