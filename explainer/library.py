"""plotly.js as the plotly package brings it: all of it, or as much as some kinds of traces need.

The whole has 4.8 MB, most of it for maps, globes and other traces that a page does not hold. The
file is a row of modules, each a function that others call by its name; one of them registers the
kinds of traces. Where it registers fewer, the modules that nothing calls are left out.
"""

import functools
import importlib.resources
import re
from collections.abc import Iterable
from typing import Any

_CORE = "scatter"  # is registered before all others
_LAZY = re.compile(r"([\w$]+)=\([\w$,]+\)=>\(\)=>\{(try\{return \w\|\|\w\(\(\w=\{exports:)?")
"""What makes a module of a function; with ``exports`` one that shares no names with its like."""
_HEAD = 20_000
_REGISTER = re.compile(r"(?<=\.register\(\[)[\w$()]+(?:,[\w$()]+)+(?=\]\))")
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')
_CALL = re.compile(r"(?<![\w$.])([\w$]+)\(\)")


def kinds(pieces: Iterable[Any]) -> frozenset[str]:
    """Return the kinds of the traces among the pieces of figures, and of those in frames."""
    found = {_CORE}
    for piece in pieces:
        if isinstance(piece, dict):
            moves = piece.get("data")
            traces = moves if isinstance(moves, list) else [piece]
            found.update(trace["type"] for trace in traces if "type" in trace)
    return frozenset(found)


@functools.cache
def plotly(kinds: frozenset[str] = frozenset()) -> str:
    """Return plotly.js for some kinds of traces.

    All of it where none is named, or one that is not found, or where the file is built otherwise.
    """
    file = importlib.resources.files("plotly") / "package_data" / "plotly.min.js"
    whole = file.read_text(encoding="utf-8")
    makers = dict(_LAZY.findall(whole[:_HEAD]))
    alone = [re.escape(name) for name, exports in makers.items() if exports]
    listed = _REGISTER.search(whole)
    if not (kinds and alone and listed):
        return whole
    modules = re.split(rf"(?<=[;}}])(?=var [\w$]+=(?:{'|'.join(alone)})\()", whole)
    named = re.compile(rf"(?<![\w$.])([\w$]+)=(?:{'|'.join(map(re.escape, makers))})\(")
    place = {name: n for n, module in enumerate(modules) for name in named.findall(module)}

    def called(code: str) -> set[int]:
        return {place[name] for name in _CALL.findall(code) if name in place}

    known = {}
    for call in listed[0].split(","):
        for n in (own := called(call)) | {n for m in own for n in called(modules[m])}:
            known.update(dict.fromkeys(_KIND.findall(modules[n]), call))
    if not kinds <= {_CORE, *known}:
        return whole
    few = ",".join(sorted(known[kind] for kind in kinds - {_CORE}))
    modules = [_REGISTER.sub(few, module) for module in modules]
    kept: set[int] = set()
    found = {0, len(modules) - 1}
    while found:
        kept |= found
        found = {n for m in found for n in called(modules[m])} - kept
    return "".join(modules[n] for n in sorted(kept))
