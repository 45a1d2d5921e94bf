"""What tests do with a page that holds views."""

from typing import Any

from playwright.sync_api import Locator, Page


def wait_ready(page: Page, view: str | None = None, timeout: float = 30_000) -> Locator:
    """Bring a view (or one view after the other) near, wait until drawn, and return its root."""
    roots = page.locator(f'[data-view="{view}"]' if view else "[data-view]")
    roots.first.wait_for(state="attached", timeout=timeout)
    for root in roots.all():
        root.scroll_into_view_if_needed()
        name = root.get_attribute("data-view")
        drawn = page.locator(f'[data-view="{name}"][data-ready="true"]').first
        drawn.wait_for(state="attached", timeout=timeout)
    return roots.first


def controls(root: Locator) -> list[dict[str, Any]]:
    """List a view's form elements: name, type, value, and the values it can take."""
    return root.evaluate(
        """root => [...root.querySelectorAll('input[name], select[name], button[name]')].map(e => ({
            name: e.name, type: e.type, value: e.value, checked: e.checked ?? null,
            values: e.options ? [...e.options].map(o => o.value) : [e.value],
        }))"""
    )


def content(root: Locator) -> str:
    """Return what a view shows now, as markup."""
    return root.locator("[data-view-content]").first.inner_html()


def record_faults(page: Page, *homes: str) -> list[str]:
    """List from now on what the page asks for outside ``homes``, its complaints and its errors."""
    faults: list[str] = []
    allowed = (*homes, "data:", "blob:", "about:")

    def ask(request: Any) -> None:
        if not request.url.startswith(allowed):
            faults.append(f"request: {request.url[:200]}")

    def say(message: Any) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console {message.type}: {message.text}")

    page.on("request", ask)
    page.on("websocket", ask)
    page.on("console", say)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    return faults
