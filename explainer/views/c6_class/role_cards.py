"""Cards for the debate in the Security Council, as of the day before the vote."""

import datetime
from typing import Any

import pandas as pd

from explainer import markup
from explainer.controls import Control, choice
from explainer.data import Tables
from explainer.evidence import known, standings
from explainer.panel import Panel, cited, describe, listed, records


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return {"role": choice(tables.roles_cards["role"].to_dict(), label="Role")}


def role_cards(tables: Tables, *, role: str) -> Panel:
    """Show where a role stands, what it could trade, and the facts for and against it."""
    [row] = records(tables.roles_cards.loc[[role]])
    held = public(tables)
    sides = {side: facts_of(row, side, held) for side in ("for", "against")}
    facts = pd.concat(sides, names=["side"]).reset_index(level="side")
    use = facts["side"].map({"for": "for the role", "against": "against the role"})
    return describe(
        "role_cards",
        listed(facts, {"Fact": "text", "Use": use, "Standing": "status", "Date": "date"}),
        cited(facts, tables.sources),
        body=markup.fragment("classroom", "role", row, [records(r) for r in sides.values()]),
        standings=facts["status"],
        role=row["role"],
        use=len(sides["for"]),
        answer=len(sides["against"]),
        eve=eve(tables),
    )


def eve(tables: Tables) -> str:
    """Return the day before the vote that the role cards are about."""
    [draft] = tables.roles_cards["draft"].unique()
    vote = datetime.date.fromisoformat(tables.resolutions["date"][draft])
    return str(vote - datetime.timedelta(days=1))


def public(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the events and claims that were public on the eve of the vote, with their standing."""
    as_of = eve(tables)
    events = known(tables.events, as_of)[["title", "status", "start", "sources"]]
    claims = tables.claims[["statement"]].join(
        standings(tables.assessments, as_of)[["status", "date", "sources"]], how="inner"
    )
    columns = ["text", "status", "date", "sources"]
    return {"events": events.set_axis(columns, axis=1), "claims": claims.set_axis(columns, axis=1)}


def facts_of(row: dict[str, Any], side: str, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what one side of a card may use of what was public."""
    facts = pd.concat([held[kind][held[kind].index.isin(row[f"{kind}_{side}"])] for kind in held])
    return facts.assign(status=facts["status"].astype(str))
