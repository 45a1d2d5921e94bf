"""Statements that something was "the first", by what was found."""

from explainer import markup
from explainer.data import Tables
from explainer.evidence import public, retold
from explainer.panel import Panel, cited, describe, grouped, listed

VERDICTS = ("true", "roughly true", "needs context", "not shown", "false")


def firsts(tables: Tables, *, as_of: str) -> Panel:
    """Show each statement that could be made by a day under the verdict of the record."""
    rows = retold(public(tables.firsts, tables.firsts["public_from"], as_of), "explanation", as_of)
    groups = grouped(rows, "verdict", {verdict: verdict for verdict in VERDICTS})
    return describe(
        "firsts",
        listed(rows, {"Statement": "statement", "Verdict": "verdict", "Why": "explanation"}),
        cited(rows, tables.sources, as_of),
        body=markup.fragment("visit", "verdicts", groups),
        firsts=len(rows),
        sound=sum(rows["verdict"].isin(VERDICTS[:2])),
        wrong=sum(rows["verdict"] == VERDICTS[-1]),
        as_of=as_of,
    )
