"""Pictures of the figures' default states, drawn at build by a headless Chromium or Chrome.

They stand in until a figure is drawn, and wherever no script runs. A picture is lean SVG in the
colours of the page (``web/pictures.js`` says how it is made), so the same data give the same bytes
and a picture follows the reader's mode.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from markupsafe import Markup

from explainer import theme

Picture = dict[str, str]
"""A figure as SVG by its width: ``wide`` and ``narrow``."""

NONE_FOUND = (
    "No Chromium or Chrome was found: tables stand in for the pictures of figures "
    "(set CHROMIUM to the path of one)."
)
NAMES = "chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge msedge"
"""Names of browsers that will do, the best first."""
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # else Chromium asks its maker's hosts at every start
    "--disable-component-update",
    "--disable-sync",
]
"""How a browser is started."""
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium's sandbox does not run as root


@functools.cache
def find() -> str | None:
    """Return the path of a Chromium that runs here; ``CHROMIUM`` names one that is elsewhere."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES.split()):
        path = shutil.which(name)
        # A browser in a snap cannot read a temporary folder.
        if path and Path(path).resolve().name != "snap":
            return path
    return None


def run(page: str, *options: str) -> str:
    """Open a page's HTML in the browser found and return what the browser prints.

    Raises
    ------
    subprocess.SubprocessError
        If the browser fails or takes more than two minutes.
    """
    with tempfile.TemporaryDirectory(prefix="explainer-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        command = [str(find()), "--headless", "--hide-scrollbars", *FLAGS]
        command += [f"--user-data-dir={folder}/profile", *options, file.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8")


def draw(page: str) -> dict[str, Picture]:
    """Return the pictures of all figures of a page, by the names of their views.

    Parameters
    ----------
    page : str
        HTML that draws its figures.
    """
    tokens = {light: token for token, (light, _) in theme.PALETTE.items()}
    script = importlib.resources.files("explainer") / "web" / "pictures.js"
    ending = Markup('<script data-tokens="{}">{}</script></body>').format(
        json.dumps(tokens), Markup(script.read_text(encoding="utf-8"))
    )
    printed = run(page.replace("</body>", ending), "--window-size=1040,900", "--dump-dom")
    found = BeautifulSoup(printed, "html.parser").select_one("pre")
    if found is None:
        raise subprocess.SubprocessError("The browser left no pictures of the figures.")
    return json.loads(found.text)


def social(title: str, map: Mapping[str, Any], style: str, file: Path) -> None:
    """Write the picture that goes with a link in social media, 1200 by 630 pixels."""
    shapes = [f'<path class="land" d="{map["land"]}"/>']
    shapes += [f'<path class="way" d="{way}"/>' for way in map["ways"]]
    size = f"0 0 {map['width']} {map['height']}"
    page = Markup(
        '<!doctype html><meta charset="utf-8"><style>{}</style><body class="explainer social">'
        '<h1>{}</h1><div class="map"><svg viewBox="{}">{}</svg></div>'
    ).format(Markup(style), title, size, Markup("".join(shapes)))
    run(page, "--window-size=1200,630", f"--screenshot={file.resolve()}")
