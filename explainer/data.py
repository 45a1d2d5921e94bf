"""The tables of the story as DataFrames, checked as they are read: all of them, or none."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from explainer.check import DataError, Fault, Raw, read
from explainer.editorial import hold
from explainer.relations import relate
from explainer.schema import complete, examine
from explainer.values import required

__all__ = ["FOLDER", "DataError", "Tables", "descriptor", "first_day", "last_day", "load"]

FOLDER = Path(__file__).parent.parent / "data"
"""The tables of the story, beside the package in the checkout."""


class Tables(dict[str, pd.DataFrame]):
    """The tables, each an attribute (``tables.events``) and an item (``tables["events"]``)."""

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return the table of that name."""
        if name not in self:
            raise AttributeError(f"no table {name!r}; there are: {', '.join(self)}")
        return self[name]

    def __dir__(self) -> list[str]:
        """Offer the tables to tab completion."""
        return [*super().__dir__(), *self]

    # By identity, so that what is worked out from tables can be remembered by them.
    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Name each table with its number of rows."""
        return f"Tables({', '.join(f'{name}: {len(frame)}' for name, frame in self.items())})"


def load(path: str | Path | None = None) -> Tables:
    """Read and check all tables of a folder.

    Parameters
    ----------
    path
        A folder with a ``datapackage.json`` and the CSV files that it names; the story's own where
        left out.

    Returns
    -------
    Tables
        One DataFrame a table, rows in the order of the file. Where a table has the key ``id``, it
        is a column and the index as well. Lists are tuples (empty where nothing is known),
        standings and other ranks ordered categories, whole numbers ``Int64`` where some are
        unknown; dates stay text, as exact as they are known (see `first_day` and `last_day`).

    Raises
    ------
    DataError
        With every fault of every file.
    """
    folder = FOLDER if path is None else Path(path)
    resources = descriptor(folder)["resources"]
    tables = {resource["name"]: read(folder, resource) for resource in resources}
    relate(tables)
    hold(tables)
    faults = [
        Fault(file.name, None, None, None, "a file that datapackage.json names", "Remove it.")
        for file in files(folder)
        if file.name not in {"datapackage.json", *(resource["path"] for resource in resources)}
    ]
    for table in tables.values():
        faults += sorted(table.faults, key=lambda fault: fault.line or 0)
    if faults:
        # What is wrong with a file as a whole is the cause of much else, so it comes first.
        raise DataError(sorted(faults, key=lambda fault: fault.line is not None))
    return Tables({name: _frame(table) for name, table in tables.items()})


def files(folder: Path) -> list[Path]:
    """Return the descriptor and the CSV files of a folder, without the locks that editors leave."""
    known = sorted(folder.glob("[!.~]*"))
    return [path for path in known if path.suffix == ".csv" or path.name == "datapackage.json"]


def descriptor(path: Path = FOLDER) -> dict[str, Any]:
    """Read the descriptor of a folder; raises `DataError` where it is missing or broken."""
    file = path / "datapackage.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        faults = examine(found if isinstance(found, dict) else {})
    except OSError:
        mend = "Copy the whole folder."
        if path == FOLDER:
            mend = "Tables and notebooks are not in the package: run this in the project's folder."
        faults = [Fault(file.name, None, None, None, f"a file in {path}", mend)]
    except ValueError as error:
        line = getattr(error, "lineno", None)
        faults = [Fault(file.name, line, None, None, "JSON in UTF-8", f"({error})")]
    if faults:
        raise DataError(faults)
    return complete(found)


def changed(folder: Path = FOLDER) -> list[str]:
    """Return the tables' files that are not, byte for byte, what ``hash`` in the descriptor tells.

    No rule can know a right number from another that might be right. What somebody has read and
    approved is told by its digest, in the form of the Data Package standard.
    """
    return [
        resource["path"]
        for resource in descriptor(folder)["resources"]
        if "hash" in resource and resource["hash"] != digest(folder / resource["path"])
    ]


def digest(file: Path) -> str:
    """Return what ``hash`` in the descriptor tells of a file."""
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def first_day(dates: pd.Series) -> pd.Series:
    """Turn dates as exact as known into the first day that they may be: 2023 is 1 January 2023.

    Returns timestamps at midnight with the index of ``dates``; what is unknown is ``NaT``.
    """
    return pd.to_datetime(dates.astype("str"), format="ISO8601").dt.normalize()


def last_day(dates: pd.Series) -> pd.Series:
    """Turn dates as exact as known into the last day that they may be: 2023 is 31 December 2023.

    What is dated so has happened for certain by that day, so this is the day to compare with where
    the question is what was public. Shape as in `first_day`.
    """
    first, length = first_day(dates), dates.astype("str").str.len()
    last = first.where(length != len("2023-08"), first + pd.offsets.MonthEnd(0))
    return last.where(length != len("2023"), first + pd.offsets.YearEnd(0))


def _frame(table: Raw) -> pd.DataFrame:
    frame = pd.DataFrame({f["name"]: _series(f, table.values[f["name"]]) for f in table.fields})
    if table.resource["schema"].get("primaryKey") == ["id"]:
        frame.index = pd.Index(frame["id"].rename(None))
    return frame


_DTYPES = {"list": "object", "string": "str", "number": "float64"}
_DTYPES |= {"integer": "Int64", "boolean": "boolean"}
_FILLED = _DTYPES | {"integer": "int64", "boolean": "bool"}
"""Type of the descriptor -> that of pandas, where cells may be empty and where none is."""


def _series(field: Mapping[str, Any], values: list[Any]) -> pd.Series:
    if field.get("categoriesOrdered"):
        return pd.Series(pd.Categorical(values, field["constraints"]["enum"], ordered=True))
    return pd.Series(values, dtype=(_FILLED if required(field) else _DTYPES)[field["type"]])
