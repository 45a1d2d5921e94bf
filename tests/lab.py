"""A real JupyterLab, driven in the browser as a person would drive it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from pages import record_faults
from playwright.sync_api import Browser, Page

# These ask hosts on the network for news, updates and a catalogue.
AT_HOME = {
    "@jupyterlab/apputils-extension:announcements": True,
    "@jupyterlab/extensionmanager-extension:plugin": True,
}
NOTEBOOK = "jupyterapp.shell.currentWidget"


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    # Without the name of a kernel, JupyterLab opens it with a question.
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=kernel)
    nbformat.write(notebook, path)


class Server:
    """``jupyter lab`` on a folder, with its settings and its log in another."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home
        self.token = secrets.token_hex(16)

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        settings = self.home / "config/labconfig/page_config.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({"disabledExtensions": AT_HOME}))
        self.log = self.home / "jupyterlab.log"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += [f"--ServerApp.root_dir={self.folder}", f"--ServerApp.port={port}"]
        command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={self.token}"]
        command += ["--expose-app-in-browser"]
        environment = {
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.home / "workspaces"),
            "IPYTHONDIR": str(self.home / "ipython"),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until_up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait_until_up(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}api/status?token={self.token}", timeout=5)
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.process.kill()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")

    def open(self, browser: Browser, name: str, script: str = "", **context: Any) -> "Notebook":
        """Open a notebook of the folder in a window of its own, and wait for its kernel.

        ``script`` runs before any of the page.
        """
        window = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        if script:
            window.add_init_script(script)
        notebook = Notebook(window.new_page(), self.url, self.home / "downloads")
        notebook.page.goto(f"{self.url}lab/tree/{name}?reset&token={self.token}")
        notebook.page.locator(".jp-Notebook").wait_for(timeout=60_000)
        notebook.wait_idle()
        return notebook


class Notebook:
    """A notebook open in JupyterLab.

    ``received`` counts the bytes that came through websockets, kernel messages that is; ``faults``
    lists requests to other hosts, and warnings and errors in the console.
    """

    def __init__(self, page: Page, home: str, downloads: Path) -> None:
        self.page, self.downloads = page, downloads
        self.received = 0
        self.faults = record_faults(page, home, home.replace("http", "ws", 1))
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.received += len(payload)

    def menu(self, bar: str, *path: str) -> None:
        """Choose an entry of the menu bar, such as ``menu("Run", "Run All Cells")``."""
        self.page.locator("#jp-MainMenu").get_by_text(bar, exact=True).click()
        *submenus, last = (
            self.page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).last
            for label in path
        )
        for entry in submenus:
            entry.hover()
        last.click()

    def run_all(self, timeout: float = 120_000) -> None:
        """Run > Run All Cells, and wait until all have run; a cell that fails is an error here."""
        cells = f"{NOTEBOOK}.content.widgets.map(c => c.model).filter(m => m.type === 'code')"
        # A notebook that JupyterLab saved has the counts of another kernel.
        self.page.evaluate(f"{cells}.forEach(m => {{ m.executionCount = null; }})")
        self.menu("Run", "Run All Cells")
        outcome = self.page.wait_for_function(
            f"""() => {{
                const cells = {cells}.filter(m => m.sharedModel.getSource().trim());
                const outputs = cells.flatMap(m => m.outputs.toJSON());
                const error = outputs.find(output => output.output_type === "error");
                if (error) return `${{error.ename}}: ${{error.evalue}}`;
                return cells.every(m => m.executionCount) && "ran";
            }}""",
            timeout=timeout,
        ).json_value()
        assert outcome == "ran", outcome
        self.wait_idle(timeout)

    def wait_idle(self, timeout: float = 60_000) -> None:
        """Wait until the kernel is idle."""
        self.page.wait_for_function(
            f"() => {NOTEBOOK}?.sessionContext?.session?.kernel?.status === 'idle'",
            timeout=timeout,
        )

    def evaluate(self, code: str, wait: bool = True) -> str:
        """Run code in a new last cell, and return what the page then shows as its output.

        With ``wait=False`` return at once, while the kernel is busy.
        """
        return self.page.evaluate(
            f"""async ([code, wait]) => {{
                const notebook = {NOTEBOOK}.content;
                notebook.activeCellIndex = notebook.widgets.length - 1;
                await jupyterapp.commands.execute("notebook:insert-cell-below");
                const cell = notebook.activeCell;
                cell.model.sharedModel.setSource(code);
                const run = jupyterapp.commands.execute("notebook:run-cell");
                if (wait) await run;
                const outputs = cell.node.querySelectorAll(".jp-OutputArea-output");
                return [...outputs].map(output => output.innerText.trim()).join("\\n");
            }}""",
            [code, wait],
        )

    def export(self, label: str) -> Path:
        """File > Save and Export Notebook As > ``label``; return the downloaded file.

        JupyterLab labels an exporter by the name of its entry point, with a capital letter.
        """
        with self.page.expect_download(timeout=120_000) as download:
            self.menu("File", "Save and Export Notebook As", label)
        path = self.downloads / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def close(self) -> None:
        """Shut the kernel down and close the window."""
        self.page.evaluate(f"{NOTEBOOK}.sessionContext.shutdown()")
        self.page.context.close()
