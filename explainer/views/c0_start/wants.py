"""What each man wants from the other, and what he has got, by date."""

from explainer import markup
from explainer.data import Tables
from explainer.evidence import ARTICLE, gains_at, passed, public
from explainer.panel import Panel, cited, describe, listed, records

ARRIVED = {"yes": "got", "partly": "got in part", "not known": "not shown to have come"}


def wants(tables: Tables, *, as_of: str) -> Panel:
    """Show each want as a line that reaches the man's post when he has got it."""
    newest = as_of == tables.dates["date"].max()
    rows = public(tables.wants, tables.wants["first_said"], as_of)
    # He has it as surely as the surest of its gains; till then the latest standing of the wish
    # holds since the account of the first gain.
    held = gains_at(tables.gains, tables.gain_moments, as_of)["status"].astype(rows["status"].dtype)
    surest = rows["gains"].map(lambda gains: held[held.index.isin(gains)].min())
    got = passed(rows["got_from"], as_of)
    since = rows["gains"].str[0].map(tables.gains["date"])
    start = rows["status_2023"].astype("object").fillna("")
    rows = rows.assign(
        title=rows["title"].str.split(r" \(|, later", regex=True).str[0],  # what came later
        start=start,
        now=rows["status"].astype("object").where(passed(since, as_of), start).mask(got, surest),
        came=rows["got"].astype("str").where(got, "not known"),
        man=rows["leader"].map(tables.actors["name"]),
        side=rows["leader"].map(tables.actors["side"]).astype("str"),
        price=rows["paid_with"] if newest else "",
    )
    order = rows["came"].map([*ARRIVED].index)
    rows = rows.loc[order.sort_values(kind="stable").index]
    men = [
        (own["man"].iloc[0].split()[-1 if side == "russia" else 0], side, records(own))
        for side, own in sorted(rows.groupby("side"), reverse=True)
    ]
    return describe(
        "wants",
        listed(
            rows,
            {"Who": "man", "Wants": "title", "By whose word": "evidence"}
            | {"Standing": rows["now"].replace("", "none by then")}
            | {"Arrived": rows["came"].map(ARRIVED)}
            | ({"Price": "price", "Account": "summary"} if newest else {}),
        ),
        cited(rows, tables.sources, as_of),
        body=markup.fragment("wants", "balance", men, ARRIVED),
        standings=rows["now"][rows["now"] != ""],
        as_of=as_of,
        article=ARTICLE,
        total={side: len(own) for _, side, own in men},
        got={side: sum(row["came"] == "yes" for row in own) for _, side, own in men},
        unseen={side: sum(row["came"] == "not known" for row in own) for _, side, own in men},
        newest=newest,
    )
