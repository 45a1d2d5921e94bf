"""The commands of the project: ``python -m explainer --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m explainer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("check", help="check the tables and list every fault")
    command.add_argument("folder", nargs="?", type=Path, help="another folder than data/")
    command.set_defaults(run=check)
    options = parser.parse_args(arguments)
    return options.run(options)


def check(options: argparse.Namespace) -> int:
    """Check the tables of a folder; 1 where anything is wrong with them."""
    # Imported here, so that --help does not wait for pandas.
    from explainer.data import DataError, load

    try:
        tables = load(options.folder)
    except DataError as error:
        print(error)
        return 1
    print(f"{sum(map(len, tables.values()))} rows in {len(tables)} tables, no fault found.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
