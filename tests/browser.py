"""Find a Chromium and the fonts of the tests; as a script, get what is missing.

Which fonts a machine has decides how wide words are. So the tests bring their own configurations,
each of which knows the fonts of one family and no others, and say the same on every machine.
"""

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from explainer.export.pictures import FLAGS, NAMES, SHELL

__all__ = ["FLAGS", "HELP", "configure", "find", "fonts"]

# Playwright's driver needs libatomic, which a small machine does not have.
PACKAGES = ("chromium", "fonts-liberation", "fonts-dejavu-core", "fonts-noto-core", "libatomic1")
HELP = (
    "No Chromium that the tests can drive: install Chromium, Chrome or Edge, or set CHROMIUM to "
    "the path of one; and see that `python -m playwright --version` works (it needs libatomic)."
)
FONTS_HELP = (
    "The tests need the fonts {}: install their packages (in Debian and Ubuntu fonts-dejavu-core, "
    "fonts-liberation and fonts-noto-core)."
)
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FAMILIES = {
    "DejaVu": ("DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"),
    "Liberation": ("Liberation Sans", "Liberation Serif", "Liberation Mono"),
    "Noto": ("Noto Sans", "Noto Serif", "Noto Sans"),
}
"""Sets of fonts that Linux desktops come with: the sans, the serif and the fixed one."""
_NAMED = {"sans-serif": 0, "system-ui": 0, "serif": 1, "monospace": 2}


@functools.cache
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


def fonts() -> dict[str, list[Path]]:
    """Return the installed files of each set of fonts."""
    files = [
        file
        for folder in FOLDERS
        for file in sorted(Path(folder).expanduser().rglob("*.[ot]tf"))
        if file.is_file()
    ]
    return {name: _of(files, families) for name, families in FAMILIES.items()}


def missing() -> str:
    """Return what the tests lack here, in words."""
    names = [
        name
        for name, files in fonts().items()
        if any(not _of(files, (family,)) for family in FAMILIES[name])
    ]
    lacks = [] if find() else [HELP]
    return " ".join([*lacks, *([FONTS_HELP.format(", ".join(names))] if names else [])])


def configure(name: str, folder: Path) -> Mapping[str, str]:
    """Write to ``folder`` that only one set of fonts is there; return it as an environment."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in fonts()[name]:
        link = folder / file.name
        if not link.exists():
            link.symlink_to(file)
    aliases = "".join(
        f"<alias binding='same'><family>{word}</family><prefer><family>{FAMILIES[name][n]}</family>"
        "</prefer></alias>"
        for word, n in _NAMED.items()
    )
    text = (
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{folder}</dir><cachedir>{folder}/cache</cachedir>{aliases}"
        "<match><edit name='family' mode='append_last' binding='weak'>"
        f"<string>{FAMILIES[name][0]}</string></edit></match></fontconfig>"
    )
    (folder / "fonts.conf").write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(folder / "fonts.conf")}


def _of(files: list[Path], families: tuple[str, ...]) -> list[Path]:
    """Return the files of these families: ``NotoSans-Bold.ttf`` or ``NotoSans[wght].ttf``."""
    names = "|".join(family.replace(" ", "") for family in families)
    return [file for file in files if re.fullmatch(rf"({names})([-\[].*)?", file.stem)]


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install() -> None:
    """Try the distribution's packages, then Playwright's own download of a browser."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("== Installing Chromium and fonts with apt-get", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], env=quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends"]
        for names in (PACKAGES, [SHELL]):
            subprocess.run([*install, *names], env=quiet)
        find.cache_clear()
    if not find():
        print("== Downloading Playwright's Chromium", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
        find.cache_clear()


if __name__ == "__main__":
    if missing() or not (os.environ.get("CHROMIUM") or shutil.which(SHELL)):
        _install()
    print(missing() or f"== Browser for the tests: {find()}")
