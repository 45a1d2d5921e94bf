"""Find a Chromium for the tests; as a script, get one where none is found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PACKAGES = ("chromium", "fonts-liberation", "fonts-dejavu-core", "fonts-noto-core")
HELP = (
    "No Chromium found, and none could be installed: install Chromium, Chrome or Edge, "
    "or set CHROMIUM to the path of one."
)
# Without the background flags Chromium asks its maker's hosts for things at every start.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
if hasattr(os, "geteuid") and os.geteuid() == 0:
    FLAGS.append("--no-sandbox")  # Chromium's sandbox does not run as root


def find() -> str | None:
    """Return the path of a Chromium that starts, or None."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        path = shutil.which(name)
        if path and _starts(path):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None


def _starts(path: str) -> bool:
    """Tell whether it runs: some distributions have a stub there that only names a snap.

    A browser in a snap is of no use either, since it cannot read files in /tmp.
    """
    if Path(path).resolve().name == "snap":
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _install() -> None:
    """Try the distribution's package, then Playwright's own download."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("== Installing Chromium with apt-get", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, env=quiet)
        if find():
            return
    print("== Downloading Playwright's Chromium", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


if __name__ == "__main__":
    if not find():
        _install()
    browser = find()
    print(f"== Browser for the tests: {browser}" if browser else HELP)
