"""Folders to build in, whose content takes the place of older content in one step.

What is built lies aside until it is whole. Then each file and folder is exchanged with its older
one by the operating system at once, so that whoever looks, and whenever the power fails, finds the
old or the new one, and two builds at a time do not meet. Where a system cannot exchange, the old
one is moved away first.
"""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


@contextmanager
def scratch(parent: Path, prefix: str = ".new-") -> Iterator[Path]:
    """Yield an empty folder in ``parent``, gone at the end with whatever is left in it.

    Folders of processes that have ended without that are removed too. Raises `OSError` if nothing
    can be written there.
    """
    born = not parent.exists()
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob(f"{prefix}*"):
        owner = old.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if born:
            with suppress(OSError):  # something has come into it
                parent.rmdir()


def put(new: Path, place: Path) -> None:
    """Let a file or folder take its place in one step; what was there is then where it was."""
    for attempt in range(9):
        if exchange(new, place):
            return
        with suppress(OSError):
            new.replace(place)  # where nothing was, or a file
            return
        if attempt:  # a folder is there, and cannot be exchanged
            with suppress(OSError):
                place.replace(new.with_name(f"old-{attempt}"))
    new.replace(place)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two files or folders at once; false where that cannot be."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return library.renamex_np(*names, 2) == 0
        return library.renameat2(-100, names[0], -100, names[1], 2) == 0
    except (AttributeError, OSError, TypeError):
        return False
