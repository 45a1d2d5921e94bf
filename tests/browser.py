"""Find a Chromium for the tests; as a script, get one where none is found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from explainer.export.pictures import FLAGS, NAMES

__all__ = ["FLAGS", "HELP", "find"]

# Playwright's driver needs libatomic, which a small machine does not have.
PACKAGES = ("chromium", "fonts-liberation", "fonts-dejavu-core", "fonts-noto-core", "libatomic1")
HELP = (
    "No Chromium that the tests can drive: install Chromium, Chrome or Edge, or set CHROMIUM to "
    "the path of one; and see that `python -m playwright --version` works (it needs libatomic)."
)


def find() -> str | None:
    """Return the path of a Chromium that the tests can drive, or None."""
    if not _runs(sys.executable, "-m", "playwright", "--version"):
        return None
    for name in (os.environ.get("CHROMIUM", ""), *NAMES.split()):
        path = shutil.which(name)
        # A browser in a snap is of no use: it cannot read files in /tmp. And some distributions
        # have a stub there that only names the snap, so it must also run.
        if path and Path(path).resolve().name != "snap" and _runs(path, "--version"):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _runs(path, "--version") else None


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> None:
    """Try the distribution's package, then Playwright's own download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
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
