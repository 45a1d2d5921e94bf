"""Folders to build in, whose content takes the place of older content in one step.

What is built lies aside until it is whole. Then each file and folder is exchanged with its older
one by the operating system at once, so that whoever looks, and whenever the power fails, finds the
old or the new one, and two builds at a time do not meet. Where a system cannot exchange, the old
one is moved away first.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

fcntl = importlib.import_module("fcntl") if os.name == "posix" else None


@contextmanager
def scratch(parent: Path, prefix: str = ".new-") -> Iterator[Path]:
    """Yield an empty folder in ``parent``, gone at the end with whatever is left in it.

    Folders that a killed process has left there are removed too: nobody holds their lock.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    born = not parent.exists()
    parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        with _lock(parent):  # so that nobody takes a new folder for one that was left
            for old in parent.glob(f"{prefix}*"):
                with suppress(OSError), _lock(old, wait=False) as left:
                    if left:
                        shutil.rmtree(old, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            held.enter_context(_lock(folder))
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
        try:
            new.replace(place)  # where nothing was, or a file
            return
        except OSError:
            if attempt == 8:
                raise
        if attempt:  # a folder is there, and cannot be exchanged
            with suppress(OSError):
                place.replace(new.with_name(f"old-{attempt}"))


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


@contextmanager
def _lock(folder: Path, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of a folder, which ends with the process; false where another holds it."""
    if fcntl is None:
        yield wait  # nobody knows whose a folder is: it is left alone
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)
