"""Questions on the way out, each with how sure the reader is."""

from explainer.controls import Control, inside
from explainer.data import Tables
from explainer.panel import Panel
from explainer.views.c6_class.precheck import CONFIDENCE, asking, question


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return asking(tables, "exit") | {"sure": inside(CONFIDENCE)}


def exit_ticket(tables: Tables, *, item: str, answer: str, sure: str) -> Panel:
    """Ask what the reader takes away, and how sure of it."""
    return question(tables, "exit_ticket", item, answer, sure)
