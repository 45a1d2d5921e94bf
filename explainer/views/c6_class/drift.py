"""What translation did to the text: a passage twice, of which one is the original."""

from explainer import markup
from explainer.controls import Control, choice, inside
from explainer.data import Tables
from explainer.panel import Panel, cited, describe, listed, records


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    rows = tables.drift[tables.drift["lens"]]
    passages = {
        passage: f"{n}: paragraph {paragraph}"
        for n, (passage, paragraph) in enumerate(rows["paragraph"].items(), 1)
    }
    guess = inside({"open": "Not yet", "a": "A", "b": "B"})
    return {"passage": choice(passages, label="Passage"), "guess": guess}


def drift(tables: Tables, *, passage: str, guess: str) -> Panel:
    """Show one fragment twice, as printed and as it came back; the reader says which is which."""
    rows = tables.drift
    [row] = records(rows.loc[[passage]])
    pair, original = [row["retranslation"], row["original"]], "b"
    if list(rows.index[rows["lens"]]).index(passage) % 2:
        pair, original = pair[::-1], "a"
    return describe(
        "drift",
        listed(
            rows,
            {"Original": rows["original"].fillna("not seen")}
            | {"As it came back": rows["retranslation"].fillna("missing")}
            | {"Kind": "kind", "What it does": "effect"},
        ),
        cited(rows.loc[[passage]], tables.sources),
        body=markup.fragment("classroom", "drift", pair, original, row, guess),
        count=len(rows),
        kinds=rows["kind"].astype(str).value_counts(),
    )
