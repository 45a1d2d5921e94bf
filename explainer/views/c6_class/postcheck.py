"""Questions after the lesson, each with how sure the reader is."""

from explainer.controls import Control, inside
from explainer.data import Tables
from explainer.panel import Panel
from explainer.views.c6_class.precheck import CONFIDENCE, asking, question


def controls(tables: Tables) -> dict[str, Control]:
    """Return the controls of the view."""
    return asking(tables, "post") | {"sure": inside(CONFIDENCE)}


def postcheck(tables: Tables, *, item: str, answer: str, sure: str) -> Panel:
    """Ask about the same six ideas after the lesson, and how sure the reader is."""
    return question(tables, "postcheck", item, answer, sure)
