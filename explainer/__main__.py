"""The commands of the project: ``python -m explainer --help``."""

from __future__ import annotations

import argparse
import io
import json
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.check import DataError, Fault, UserError, read
from explainer.values import nearest

# What waits for pandas is imported by the commands that need it: --help does not.
if TYPE_CHECKING:
    import pandas as pd

    from explainer.data import Tables

ROOT = Path(__file__).parent.parent
TEMPLATES = Path(__file__).parent / "export" / "templates" / "class"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__)
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument("folder", nargs="?", type=Path, help="another folder than data/")
        if name == "build":
            where = "where the site will stand: https://..."
            command.add_argument("--address", type=address, default="", help=where)
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a console may know few letters, as cp1252 does
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # An end that is asked for takes away what was begun, as after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return options.run(options) or 0
    except (UserError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What was built before is as it was.", file=sys.stderr)
        return 130


def address(text: str) -> str:
    """Take an address of the web, or none."""
    if text and not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"{text!r} is no address such as https://example.org/")
    return text


def approved(folder: Path | None = None) -> Tables:
    """Return the tables of a folder, or the story's; name those that nobody has approved so."""
    from explainer.data import FOLDER, changed, load

    tables = load(folder)
    for name in changed(folder or FOLDER):
        print(
            f"{name} has changed since it was approved. Read its changes (git diff shows them); "
            "if all are meant, run: python -m explainer dictionary",
            file=sys.stderr,
        )
    return tables


def check(options: argparse.Namespace) -> None:
    """Check the tables and list every fault."""
    tables = approved(options.folder)
    own = options.folder is None
    if faults := own and uncited(tables.sources) + untold(tables.claims, ROOT / "notebooks"):
        raise DataError(faults)
    print(f"{sum(map(len, tables.values()))} rows in {len(tables)} tables, no fault found.")


def untold(claims: pd.DataFrame, notebooks: Path) -> list[Fault]:
    """Return a fault for each claim that is not the article's and that no chapter tells."""
    told = "".join(path.read_text(encoding="utf-8") for path in notebooks.glob("*.ipynb"))
    mend = "Tell it there, or name its paragraph of the article."
    return [
        Fault("claims.csv", None, "id", key, f"a cell of prose with the tag claim:{key}", mend)
        for key in claims.index[claims["paragraph"].isna()]
        if f'"claim:{key}"' not in told
    ]


def uncited(sources: pd.DataFrame, folder: Path = TEMPLATES) -> list[Fault]:
    """Return a fault for each page that a template of the class cites and no row describes."""
    return [
        Fault(template.name, line, None, key, "an id of sources.csv", nearest(key, sources.index))
        for template in sorted(folder.glob("*.j2"))
        for line, text in enumerate(template.read_text(encoding="utf-8").splitlines(), 1)
        for key in re.findall(r"\bcite\(\s*\"([^\"]*)\"", text)
        if key not in sources.index
    ]


def dictionary(options: argparse.Namespace) -> None:
    """Approve the tables as they are (rows and digest of each); write data/README.md."""
    from explainer.data import FOLDER, descriptor, digest
    from explainer.dictionary import dictionary as write

    package = descriptor()
    for resource in package["resources"]:
        resource["leastRows"] = len(read(FOLDER, resource).lines)
        resource["hash"] = digest(FOLDER / resource["path"])
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    for name, content in (("datapackage.json", text), ("README.md", write(package))):
        (FOLDER / name).write_text(content, encoding="utf-8", newline="\n")


def build(options: argparse.Namespace) -> int:
    """Run the notebooks, write the story and the site to dist/, and audit them."""
    approved()  # Its faults say more than the cell that they would break.
    from explainer.export.build import build as build_all

    build_all(ROOT / "notebooks", ROOT / "dist", options.address)
    return audit(options)


def class_files(options: argparse.Namespace) -> None:
    """Write the files of a class session to dist/class/."""
    tables = approved()
    if faults := uncited(tables.sources):
        raise DataError(faults)
    from explainer.export.classroom import build_class

    files = build_class(tables, ROOT / "dist" / "class")
    print("\n".join(f"{file}: {file.stat().st_size / 1e3:.0f} kB" for file in files))


def audit(options: argparse.Namespace) -> int:
    """Check the pages in dist/."""
    from explainer.data import load
    from explainer.export.audit import audit as audit_pages

    try:
        facts, errors = audit_pages(ROOT / "dist", load().sources)
    except FileNotFoundError as error:
        print(f"{error}\nBuild the pages first: python -m explainer build", file=sys.stderr)
        return 1
    print("\n".join([*facts, *(f"error: {error}" for error in errors)]))
    return 1 if errors else 0


Command = Callable[[argparse.Namespace], int | None]
COMMANDS: dict[str, Command] = {"check": check, "audit": audit, "dictionary": dictionary}
COMMANDS |= {"build": build, "class": class_files}

if __name__ == "__main__":
    sys.exit(main())
