"""Measure a class on JupyterHub: servers side by side, each with a kernel that runs a chapter.

    python tests/hub.py [students] [chapter]

This needs what the tests do not: ``pip install jupyterhub``, and ``configurable-http-proxy`` (from
npm) on the path. Memory is the proportional share of each process, so that what processes share
counts once.
"""

import json
import math
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
from websocket import create_connection

ROOT = Path(__file__).parent.parent
PORT, TOKEN = 18000, secrets.token_hex(16)
CONFIG = f"""
load_subconfig({str(ROOT / "hub/jupyterhub_config.py")!r})
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{PORT}"
c.JupyterHub.hub_port = {PORT + 1}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{PORT + 2}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.Spawner.cmd = [{sys.executable!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.notebook_dir = {str(ROOT)!r}
c.Spawner.environment = {{"PYTHONPATH": {str(ROOT)!r}}}
c.Spawner.args = ["--allow-root"]
c.JupyterHub.services = [{{"name": "bench", "api_token": {TOKEN!r}}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "bench", "services": ["bench"], "scopes": scopes}}]
"""


def main(students: int = 30, chapter: str = "02-gains") -> int:
    names = [f"student-{n}" for n in range(1, students + 1)]
    [path] = (ROOT / "notebooks").glob(f"{chapter}*.ipynb")
    cells = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
    with tempfile.TemporaryDirectory(prefix="hub-") as home:
        (Path(home) / "config.py").write_text(CONFIG)
        with (Path(home) / "log").open("w") as log:
            command = [sys.executable, "-m", "jupyterhub", "-f", "config.py"]
            hub = subprocess.Popen(command, cwd=home, stdout=log, stderr=log)
        try:
            wait(lambda: ask("GET", "hub/api/") if hub.poll() is None else sys.exit("no hub"))
            alone = memory(hub.pid)
            with ThreadPoolExecutor(students) as pool:
                started = list(pool.map(start, names))
                idle = memory(hub.pid)
                one = run(names[0], cells)
                ran = list(pool.map(lambda name: run(name, cells), names[1:]))
            full, cores = memory(hub.pid), seconds(hub.pid)
        except BaseException:
            print((Path(home) / "log").read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            for process in [*psutil.Process(hub.pid).children(recursive=True), hub]:
                process.terminate()
            hub.wait()
    each = (full - alone) / students
    print(f"{students} students, chapter {path.stem}, {os.cpu_count()} cores")
    for what, value, unit in (
        ("hub and proxy alone", alone, "MB"),
        ("a student: server", (idle - alone) / students, "MB"),
        ("a student: server and kernel with chapter", each, "MB"),
        ("server ready, all at once: median", statistics.median(started), "s"),
        ("server ready, all at once: last", max(started), "s"),
        ("Run All, one student", one, "s"),
        ("Run All, the others at once: median", statistics.median(ran), "s"),
        ("Run All, the others at once: last", max(ran), "s"),
        ("processor time a student, all in all", cores / students, "s"),
    ):
        print(f"{what:44}{value:8.1f} {unit}")
    for size in (30, 300):
        print(
            f"hub for {size}: {(alone + 1.25 * size * each) / 1000 + 1:.0f} GB; "
            f"{math.ceil(size * cores / students / 120)} cores for all to start within two minutes"
        )
    return 0


def ask(method: str, path: str, data: dict | None = None) -> tuple[int, dict]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/{path}",
        json.dumps(data or {}).encode() if method == "POST" else None,
        {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=180) as answer:
        body = answer.read()
        return answer.status, json.loads(body) if body else {}


def wait(probe, most: float = 240) -> None:
    end = time.monotonic() + most
    while True:
        try:
            probe()
            return
        except (OSError, KeyError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def start(name: str) -> float:
    """Start a student's server; return the seconds until it answers."""
    begun = time.monotonic()
    ask("POST", f"hub/api/users/{name}")
    ask("POST", f"hub/api/users/{name}/server")

    def ready() -> None:
        _, user = ask("GET", f"hub/api/users/{name}")
        if not user["servers"].get("", {}).get("ready"):
            raise KeyError(name)

    wait(ready)
    return time.monotonic() - begun


def run(name: str, cells: list[str]) -> float:
    """Start a kernel and run a chapter in it; return the seconds that this takes."""
    begun = time.monotonic()
    _, kernel = ask("POST", f"user/{name}/api/kernels", {"path": "notebooks"})
    socket = create_connection(
        f"ws://127.0.0.1:{PORT}/user/{name}/api/kernels/{kernel['id']}/channels",
        header=[f"Authorization: token {TOKEN}"],
        timeout=240,
    )
    for cell in cells:
        id = uuid.uuid4().hex
        header = {"msg_id": id, "msg_type": "execute_request", "version": "5.3"}
        header |= {"username": name, "session": id, "date": ""}
        content = {"code": cell, "silent": False, "store_history": True, "allow_stdin": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        socket.send(json.dumps({**message, "channel": "shell", "buffers": []}))
        while True:
            frame = socket.recv()
            if not isinstance(frame, str):
                continue  # a message with binary parts: a view's data
            reply = json.loads(frame)
            if reply["msg_type"] == "execute_reply" and reply["parent_header"]["msg_id"] == id:
                assert reply["content"]["status"] == "ok", reply["content"]
                break
    socket.close()
    return time.monotonic() - begun


def processes(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def memory(pid: int) -> float:
    """Return the megabytes of a process and all that it started."""
    return sum(process.memory_full_info().pss for process in processes(pid)) / 1e6


def seconds(pid: int) -> float:
    """Return the processor time of a process and all that it started."""
    return sum(sum(process.cpu_times()[:2]) for process in processes(pid))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2]), *sys.argv[2:3]))
