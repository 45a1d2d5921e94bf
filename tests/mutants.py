"""Plant one fault at a time in what makes views, and count how many the tests of content catch.

``make mutants`` plants sixty; ``python tests/mutants.py 20 7`` plants twenty by another seed. A
fault is one small change of the kind that a hand slips in: a comparison that misses the boundary, a
yes for a no, two marks or two coordinates exchanged, a row lost, a number ten times as large. The
numbers of the layout (sizes, margins, places of labels) are left out: whether a page holds together
is looked at in a real browser.

The sources are all modules of the package but those that read, check, pack or publish, so that the
faults follow them wherever they move. No kept tool was found that plants such faults: they change
operators and numbers, not which of two words, marks or colours stands where.
"""

import ast
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
OTHER = {"export", "check", "editorial", "data", "values", "dictionary", "view", "controls"}
OTHER |= {"__main__", "plausible", "relations", "schema", "embed", "library"}
"""Modules and folders of the package whose faults other tests look for."""
TESTS = ["test_oracles*", "test_evidence", "test_gains", "test_classroom", "test_reviewed"]
"""The tests of content, which see most faults; what they let through, `make quick` sees whole."""
SWAPS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
SWAPS |= {ast.In: "not in", ast.NotIn: "in"}
NAMES = {"min": "max", "any": "all", "first_day": "last_day", "sorted": "reversed", "head": "tail"}
NAMES |= {"idxmax": "idxmin", "ffill": "bfill", "floor": "ceil"}
NAMES |= {other: name for name, other in NAMES.items() if name != "sorted"}
WORDS = {
    "yes": "no",
    "low": "high",
    "x": "y",
    "lat": "lon",
    "russia": "north-korea",
    "for": "against",
}
WORDS |= {"first": "last", "before": "after", "start": "end", "circle": "circle-open"}
WORDS |= {"ink": "russia", "council": "other", "documented": "alleged", "true": "false"}
WORDS |= {other: word for word, other in WORDS.items()}
ROWS = {"known", "public", "records", "explode", "dropna", "in_order"}
LAYOUT = {"height", "size", "width", "range", "margin", "domain", "xshift", "yshift", "textangle"}
LAYOUT |= {"tickvals", "tickangle", "line", "position", "font", "ax", "ay", "opacity", "anchor"}
LAYOUT |= {"l", "r", "t", "b", "xanchor", "yanchor", "side", "layer", "align", "textposition"}
LAYOUT |= {"fixedrange", "automargin", "showgrid", "zeroline", "showline", "visible"}
LAYOUT |= {"cliponaxis", "dash", "shape", "standoff"}
LAYOUT |= {"maxsize", "auto_reload"}  # how fast, not what
PLACED = {"label", "rule", "band", "axis", "pen", "wrap", "wrapped", "shorten"}


Part = ast.expr | tuple[ast.expr, ast.expr]
"""What a fault changes: one expression, or all from one to another."""


class Fault(NamedTuple):
    """One change of one source: the bytes from ``start`` to ``end`` become ``text``."""

    file: Path
    line: int
    kind: str
    start: int
    end: int
    text: str

    def plant(self, root: Path) -> None:
        source = (ROOT / self.file).read_bytes()
        mutated = source[: self.start] + self.text.encode() + source[self.end :]
        ast.parse(mutated)  # what is no Python, everything would catch
        (root / self.file).write_bytes(mutated)

    def __str__(self) -> str:
        was = (ROOT / self.file).read_bytes()[self.start : self.end].decode()
        change = " ".join(f"{was} -> {self.text}".split())
        return f"{self.file}:{self.line} {self.kind}: {change[:150]}"


def sources() -> list[Path]:
    """Return the modules that make views, as paths in the checkout."""
    files = (path.relative_to(ROOT) for path in sorted((ROOT / "explainer").rglob("*.py")))
    return [path for path in files if not OTHER & {*path.with_suffix("").parts}]


def faults(file: Path) -> Iterator[Fault]:
    """Yield every fault that can be planted in a module."""
    source = (ROOT / file).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(part: Part) -> tuple[int, int]:
        first, last = part if isinstance(part, tuple) else (part, part)
        begin = starts[first.lineno - 1] + first.col_offset
        return begin, starts[last.end_lineno - 1] + last.end_col_offset

    def code(node: Part) -> str:
        return source[slice(*place(node))].decode()

    told = (node for node, layout in _walk(ast.parse(source), False) if not layout)
    for node in told:
        for kind, part, text in _changes(node, code):
            line = (part[0] if isinstance(part, tuple) else part).lineno
            yield Fault(file, line, kind, *place(part), text)


def _walk(node: ast.AST, layout: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Yield the nodes of a tree, each with whether it only says how a figure is laid out."""
    yield node, layout
    for child in ast.iter_child_nodes(node):
        inner = layout
        if isinstance(node, ast.keyword):
            inner |= node.arg in {*LAYOUT, "strict", "observed"}  # the last two only check
        if isinstance(node, ast.Call) and child in node.args:
            inner |= _name(node.func) in PLACED
        if isinstance(node, ast.Dict) and child in node.values:
            key = node.keys[node.values.index(child)]
            inner |= isinstance(key, ast.Constant) and key.value in LAYOUT
        if isinstance(node, ast.IfExp):
            inner |= "narrow" in ast.dump(node.test)
        if isinstance(node, ast.Subscript | ast.JoinedStr) and isinstance(child, ast.Constant):
            inner = True  # a column or a key; the words of an f-string
        skipped = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not skipped and getattr(node, "annotation", None) is not child:
            yield from _walk(child, inner)


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _changes(node: ast.AST, code: Callable[[Part], str]) -> Iterator[tuple[str, Part, str]]:
    """Yield kind, part and new text of every fault of one node."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SWAPS:
            yield "comparison", node, f"({code(left)}) {SWAPS[type(op)]} ({code(right)})"
        case ast.BoolOp(op=op, values=[first, *rest]):
            word = " or " if isinstance(op, ast.And) else " and "
            yield "and, or", node, f"({word.join(f'({code(part)})' for part in (first, *rest))})"
        case ast.IfExp(test=test, body=body, orelse=other) if "narrow" not in ast.dump(test):
            yield "branches", node, f"(({code(other)}) if ({code(test)}) else ({code(body)}))"
        case ast.UnaryOp(op=ast.Invert() | ast.Not(), operand=operand):
            yield "negation", node, code(operand)
        case ast.Constant(value=bool(value)):
            yield "flag", node, str(not value)
        case ast.Constant(value=int() | float() as value):
            yield "off by one", node, repr(value + 1)
            if value:
                yield "ten times", node, repr(value * 10)
        case ast.Constant(value=str(value)) if value in WORDS:
            yield "word", node, repr(WORDS[value])
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            sign = "/" if isinstance(op, ast.Mult) else "*"
            yield "arithmetic", node, f"(({code(left)}) {sign} ({code(right)}))"
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            yield "arithmetic", node, f"(({code(left)}) + ({code(right)}))"
        case ast.Dict(keys=keys, values=values):
            named = [k.value if isinstance(k, ast.Constant) else None for k in keys]
            for i in range(len(values) - 1):
                pair = values[i], values[i + 1]
                same = ast.dump(pair[0]) == ast.dump(pair[1])
                if None not in named[i : i + 2] and not same and not LAYOUT & {*named[i : i + 2]}:
                    first, both = code(pair[0]), code(pair)
                    second = code(pair[1])
                    between = both[len(first) : len(both) - len(second)]
                    yield "exchanged", pair, second + between + first
        case ast.Call(func=func, keywords=keywords):
            name = _name(func)
            if name in NAMES:
                yield "name", func, re.sub(rf"{name}$", NAMES[name], code(func))
            if name in ROWS:
                yield "row lost", node, f"{code(node)}[1:]"
            both = {word.arg: word.value for word in keywords if word.arg in ("x", "y")}
            if len(both) == 2:
                inside = code(node)[len(code(func)) :]
                x, y = (f"{axis}={code(both[axis])}" for axis in "xy")
                if x in inside and y in inside and x[2:] != y[2:]:
                    turned = inside.replace(x, "\0").replace(y, f"y={x[2:]}")
                    yield "axes", node, code(func) + turned.replace("\0", f"x={y[2:]}")
        case _:
            pass


def sample(count: int, seed: int) -> list[Fault]:
    """Choose faults by chance, the same by the same seed, and of every kind about as many."""
    chance = random.Random(seed)
    kinds = defaultdict(list)
    for file in sources():
        for fault in faults(file):
            kinds[fault.kind].append(fault)
    for found in kinds.values():
        chance.shuffle(found)
    chosen: list[Fault] = []
    while len(chosen) < count and any(kinds.values()):
        chosen += [found.pop() for found in kinds.values() if found]
    return chosen[:count]


def copy(folder: Path) -> Path:
    """Copy the project into a folder of its own, but what its commands have made."""
    made = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", ".hypothesis", "dist")
    return Path(shutil.copytree(ROOT, folder, ignore=made))


def views_of(file: Path) -> list[str]:
    """Name the views that a module takes part in: it defines them, or they import it."""
    trees = {path: list(ast.walk(ast.parse((ROOT / path).read_bytes()))) for path in sources()}
    uses = {path: {path} for path in trees}
    homes = {}
    for path, nodes in trees.items():
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                homes[node.name] = path
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{item.name}" for item in node.names)]
                uses[path] |= {Path(f"{name.replace('.', '/')}.py") for name in names} & {*trees}
    for _ in trees:  # what is imported imports as well
        uses = {path: set().union(*(uses[used] for used in found)) for path, found in uses.items()}
    stems = [path.stem for path in sorted((ROOT / "tests" / "reviewed").glob("*.txt"))]
    return [name for name in stems if name in homes and file in uses[homes[name]]]


def run(folder: Path, views: Sequence[str] = ()) -> str:
    """Run the tests of content, then all of `make quick`; return the first that fails, or nothing.

    The reviewed text of ``views`` comes first: it is the quickest to differ.
    """
    tests = [file for name in TESTS for file in sorted((folder / "tests").glob(f"{name}.py"))]
    near = ["-k", " or ".join(f"[{view}]" for view in views), "tests/test_reviewed.py"]
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["--no-header", "--tb=no"]
    rest = ["-m", "not browser", "--numprocesses", "2", "--dist", "loadgroup"]
    for chosen in ([near] if views else []) + [tests, rest]:
        try:
            done = subprocess.run(
                [*command, *chosen], cwd=folder, capture_output=True, text=True, timeout=1200
            )
        except subprocess.TimeoutExpired:
            return "the time that is allowed"
        if done.returncode:
            found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
            return found[1] if found else f"an error: {(done.stdout + done.stderr)[-200:]}"
    return ""


def main(count: int, seed: int) -> int:
    chosen = sample(count, seed)
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(2) as pool:
        folders: queue.Queue[Path] = queue.Queue()
        for n in range(2):
            folders.put(copy(Path(temporary) / str(n)))

        def attempt(fault: Fault) -> str:
            folder = folders.get()
            try:
                fault.plant(folder)
                return run(folder, views_of(fault.file))
            finally:
                shutil.copy(ROOT / fault.file, folder / fault.file)
                folders.put(folder)

        if failure := run(Path(temporary) / "0"):
            print(f"The tests fail without any fault: {failure}")
            return 2
        survivors = []
        for n, (fault, catch) in enumerate(zip(chosen, pool.map(attempt, chosen), strict=True), 1):
            print(
                f"{n:3} {fault}\n      {f'caught by {catch}' if catch else 'SURVIVED'}", flush=True
            )
            survivors += [] if catch else [fault]
    print(f"\n{count - len(survivors)} of {count} faults caught; these survived:")
    print(*survivors, sep="\n")
    return int(len(survivors) > count // 10)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*numbers, *(60, 1)[len(numbers) :]))
