"""Questions before the lesson; those after it are asked in the same way."""

import pandas as pd
from markupsafe import Markup

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.panel import Panel, cited, describe, records

ANSWERS = {"open": "Not yet", "a": "A", "b": "B", "c": "C"}
CONFIDENCE = {"open": "Not yet", "guess": "I guess", "fairly": "Fairly sure", "certain": "Certain"}


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return asking(tables, "pre")


def precheck(tables: Tables, *, item: str, answer: str) -> Panel:
    """Ask about the six ideas before the lesson."""
    return question(tables, "precheck", item, answer, "")


def asking(tables: Tables, test: str) -> dict[str, Control]:
    """Return the controls of a test: which question, and what the reader answers."""
    rows = tables.quiz[tables.quiz["test"] == test]
    ideas = zip(rows["id"], rows["concept"], strict=True)
    items = {item: f"{n}: {idea}" for n, (item, idea) in enumerate(ideas, 1)}
    return {"item": choice(items, label="Question"), "answer": inside(ANSWERS)}


def question(tables: Tables, view: str, item: str, answer: str, sure: str) -> Panel:
    """Show a question; once it is answered, what speaks for and against each answer.

    ``quiz`` may come without key and explanations: then only the answer given is shown.
    """
    [row] = records(tables.quiz.loc[[item]])
    rows = tables.quiz[tables.quiz["test"] == row["test"]]
    n = list(rows.index).index(item) + 1
    levels = [(key, word) for key, word in CONFIDENCE.items() if key != "open" and sure]
    keyed = "key" in row
    reasons = [markup.fragment("classroom", "reasons", row, answer)] if keyed else []
    return describe(
        view,
        rows[["text", "a", "b", "c"]].set_axis(["Question", "A", "B", "C"], axis=1),
        cited(rows.loc[[item]], tables.sources),
        body=(
            markup.fragment("classroom", "question", row, answer, sure, levels),
            *reasons,
            onward(rows.index, n, "question"),
        ),
        n=n,
        all=len(rows),
        idea=row["concept"],
        keyed=keyed,
    )


def onward(items: pd.Index, n: int, what: str) -> Markup:
    """Return the button that leads from the ``n``-th item to the next; none after the last."""
    following = items[n] if n < len(items) else ""
    return markup.fragment("classroom", "onward", following, n, len(items), what)
