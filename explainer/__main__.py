"""The commands of the project: ``python -m explainer --help``."""

from __future__ import annotations

import argparse
import io
import json
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.check import Fault, UserError
from explainer.values import nearest

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parent.parent
TEMPLATES = Path(__file__).parent / "export" / "templates" / "class"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("check", help="check the tables and list every fault")
    command.add_argument("folder", nargs="?", type=Path, help="another folder than data/")
    command.set_defaults(run=check)
    command = commands.add_parser("audit", help="check the pages in dist/")
    command.set_defaults(run=audit)
    command = commands.add_parser("dictionary", help="approve the tables; write data/README.md")
    command.set_defaults(run=dictionary)
    command = commands.add_parser("build", help="run the notebooks and write dist/")
    command.add_argument(
        "--address", type=address, default="", help="where the site will stand: https://..."
    )
    command.set_defaults(run=build)
    command = commands.add_parser("class", help="write the files of a class session to dist/class/")
    command.set_defaults(run=class_files)
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a console may know few letters, as cp1252 does
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # An end that is asked for takes away what was begun, as after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return options.run(options)
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


def check(options: argparse.Namespace) -> int:
    """Check the tables of a folder."""
    # Imported here, so that --help does not wait for pandas.
    from explainer.data import FOLDER, DataError, load

    tables = load(options.folder)
    if options.folder is None:
        faults = untold(tables["claims"], ROOT / "notebooks") + uncited(tables["sources"])
        if faults:
            raise DataError(faults)
    print(f"{sum(map(len, tables.values()))} rows in {len(tables)} tables, no fault found.")
    tell_changes(options.folder or FOLDER)
    return 0


def tell_changes(folder: Path) -> None:
    """Name the tables that nobody has approved as they are."""
    from explainer.data import changed

    for name in changed(folder):
        print(
            f"{name} has changed since it was approved. Read its changes (git diff shows them); "
            "if all are meant, run: python -m explainer dictionary",
            file=sys.stderr,
        )


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


def dictionary(options: argparse.Namespace) -> int:
    """Approve the tables as they are (rows and digest of each) and write their dictionary."""
    from explainer.check import read
    from explainer.data import FOLDER, descriptor, digest
    from explainer.dictionary import dictionary as write

    package = descriptor()
    for resource in package["resources"]:
        resource["leastRows"] = len(read(FOLDER, resource).lines)
        resource["hash"] = digest(FOLDER / resource["path"])
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    for name, content in (("datapackage.json", text), ("README.md", write(package))):
        (FOLDER / name).write_text(content, encoding="utf-8", newline="\n")
    return 0


def build(options: argparse.Namespace) -> int:
    """Build the story and the site, and audit them."""
    from explainer.data import FOLDER, load

    load()  # Its faults say more than the cell that they would break.
    tell_changes(FOLDER)
    from explainer.export.build import build as build_all

    build_all(ROOT / "notebooks", ROOT / "dist", options.address)
    return audit(options)


def class_files(options: argparse.Namespace) -> int:
    """Write the files of a class session."""
    from explainer.data import FOLDER, DataError, load

    tables = load()
    tell_changes(FOLDER)
    if faults := uncited(tables["sources"]):
        raise DataError(faults)
    from explainer.export.classroom import build_class

    files = build_class(tables, ROOT / "dist" / "class")
    print("\n".join(f"{file}: {file.stat().st_size / 1e3:.0f} kB" for file in files))
    return 0


def audit(options: argparse.Namespace) -> int:
    """Audit the pages in dist/; 1 where an error is found."""
    from explainer.data import load

    tables = load()
    from explainer.export.audit import audit as audit_pages

    try:
        facts, errors = audit_pages(ROOT / "dist", tables.sources)
    except FileNotFoundError as error:
        print(f"{error}\nBuild the pages first: python -m explainer build", file=sys.stderr)
        return 1
    print("\n".join([*facts, *(f"error: {error}" for error in errors)]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
