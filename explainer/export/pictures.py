"""Pictures of the figures' default states, drawn at build by a headless Chromium or Chrome.

They stand in until a figure is drawn, and wherever no script runs. A picture is lean SVG in the
colours of the page (``web/pictures.js`` says how it is made), so the same data give the same bytes
and a picture follows the reader's mode.
"""

import ctypes
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from markupsafe import Markup

from explainer import embed, theme
from explainer.check import UserError
from explainer.export.aside import scratch

Picture = dict[str, str]
"""A figure as SVG by its width: ``wide`` and ``narrow``."""

NONE_FOUND = "No Chromium or Chrome was found (set CHROMIUM to the path of one)"
STAND_IN = "tables stand in for the pictures of figures."
SHELL = "chromium-headless-shell"
"""Chromium without its own windows: the same pages for 40 % less work. Not everywhere a package."""
NAMES = f"{SHELL} chromium chromium-browser google-chrome google-chrome-stable chrome "
NAMES += "microsoft-edge msedge"
"""Names of browsers that will do, the best first."""
FLAGS = "--disable-gpu --disable-quic --no-first-run --disable-component-update".split()
FLAGS += ["--disable-sync", "--disable-background-networking"]
"""How a browser is started, so that it asks nothing of its maker's hosts."""
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium's sandbox does not run as root
SECONDS = 120
"""How long a browser may take for a page."""
_PRCTL = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None
"""Asks the system, with ``PR_SET_PDEATHSIG``, to kill a process when its parent dies."""


class BrowserError(UserError, RuntimeError):
    """There is no browser, or it does not do its work; the message says in a line what is wrong."""


@functools.cache
def find() -> str | None:
    """Return the path of a Chromium that runs here; ``CHROMIUM`` names one that is elsewhere.

    Where it names what is none, no other is taken.
    """
    chosen = os.environ.get("CHROMIUM", "")
    for path in map(shutil.which, [chosen] if chosen else NAMES.split()):
        # A browser in a snap cannot read a temporary folder.
        if path and Path(path).resolve().name != "snap":
            return path
    return None


def run(page: str, *options: str) -> str:
    """Open a page's HTML in the browser found and return what the browser prints.

    Raises `BrowserError` if there is none, or it fails or takes more than `SECONDS`.
    """
    if (path := find()) is None:
        chosen = os.environ.get("CHROMIUM")
        raise BrowserError(f"CHROMIUM names no browser: {chosen}" if chosen else NONE_FOUND)
    with scratch(Path(tempfile.gettempdir()), "explainer-page-") as folder:
        file = folder / "page.html"
        file.write_text(page, encoding="utf-8")
        command = [path, "--headless", "--hide-scrollbars", *FLAGS]
        command += [f"--user-data-dir={folder}/profile", *options, file.as_uri()]
        try:
            return _output(command).decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BrowserError(f"The browser {path} cannot be used ({error})") from error


def _output(command: list[str]) -> bytes:
    """Return what a program prints; none of its processes is left when this ends, or is killed."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a group of its own, because a browser is many processes
        preexec_fn=functools.partial(_PRCTL, 1, signal.SIGKILL) if _PRCTL else None,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            reason = f"took more than {SECONDS} seconds"
            raise BrowserError(f"The browser {command[0]} {reason}") from error
        finally:
            if process.returncode is None:
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
    if process.returncode:
        raise BrowserError(f"The browser {command[0]} ended with {process.returncode}")
    return printed


def draw(page: str) -> dict[str, Picture]:
    """Return the pictures of all figures of a page, by the names of their views.

    Raises `BrowserError` if there is no browser, or it leaves no pictures.
    """
    tokens = {light: token for token, light in theme.LIGHT.items()}
    script = (embed.WEB / "pictures.js").read_text(encoding="utf-8")
    ending = Markup('<script data-tokens="{}">{}</script></body>').format(
        json.dumps(tokens), Markup(script)
    )
    free = re.sub("<meta [^>]*Content-Security-Policy[^>]*>", "", page)  # for this script
    printed = run(free.replace("</body>", ending), "--window-size=1040,900", "--dump-dom")
    found = BeautifulSoup(printed, "html.parser").select_one("pre")
    try:
        drawn: dict[str, Picture] = json.loads(found.text if found else "")
        pieces = [svg for picture in drawn.values() for svg in picture.values()]
        if not all(ElementTree.fromstring(svg).tag.endswith("svg") for svg in pieces):
            raise ValueError("not all are SVG")
    except (ValueError, TypeError, AttributeError, ElementTree.ParseError) as error:
        raise BrowserError(f"The browser {find()} left no pictures of the figures") from error
    return drawn


def attempt(page: str) -> dict[str, Picture]:
    """Return what `draw` does; where it cannot, say so and return none."""
    try:
        return draw(page)
    except BrowserError as error:
        print(f"{error}: {STAND_IN}", file=sys.stderr)
        return {}


def expect(file: Path, start: bytes) -> None:
    """See that the browser has written a file that begins as it should."""
    written = file.read_bytes() if file.is_file() else b""
    if not written.startswith(start):
        file.unlink(missing_ok=True)
        raise BrowserError(f"The browser {find()} has not written {file.name}")
