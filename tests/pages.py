"""What tests do with a page that holds views."""

from typing import Any

from playwright.sync_api import Locator, Page


def wait_ready(page: Page, view: str | None = None, timeout: float = 30_000) -> Locator:
    """Bring a view (or one view after the other) near, wait until drawn, and return its root."""
    page.locator("[data-view]").first.wait_for(state="attached", timeout=timeout)
    names = page.locator("[data-view]").evaluate_all("all => all.map(root => root.dataset.view)")
    for name in [view] if view else names:
        # The last one: in JupyterLab a picture of the default state may be before the live view.
        root = page.locator(f'[data-view="{name}"]').filter(visible=True).last
        root.scroll_into_view_if_needed(timeout=timeout)
        root = page.locator(f'[data-view="{name}"][data-ready="true"]').last
        root.wait_for(state="attached", timeout=timeout)
    return root


def options(root: Locator) -> dict[str, list[str]]:
    """Return the key of each control of a view, with all values that its form elements take."""
    return root.evaluate(
        """root => {
            const found = {};
            for (const field of root.querySelectorAll("form [name]")) {
                const values = (found[field.name] ??= []);
                if (field.options) values.push(...[...field.options].map(option => option.value));
                else if (field.type === "checkbox") values.push("on", "off");
                else if (field.type !== "range") values.push(field.value);
                else for (let n = Number(field.min); n <= field.max; n++) values.push(String(n));
            }
            return found;
        }"""
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
