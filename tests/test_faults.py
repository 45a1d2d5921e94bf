"""Faults beside the project: browsers, notebooks, kills, consoles, other programs' files."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

import explainer
from explainer import story
from explainer.data import FOLDER, load
from explainer.export import aside, build, classroom, pictures
from explainer.export.aside import put, scratch

WINDOWS = os.name == "nt"
BROWSERS = {
    "that crashes": "kill -9 $$",
    "that fails": "echo no display >&2; exit 21",
    "that hangs": "sleep 600 & sleep 600",
    "that prints nothing": "exit 0",
    "that prints junk": r"printf '\377\376junk'",
    "that prints no pictures": 'echo \'<html><pre>{"timeline": {"wide": "<b>no</i>"}}</pre>\'',
    "that prints a number": "echo '<pre>7</pre>'",
}


@pytest.fixture(params=BROWSERS.values(), ids=BROWSERS)
def broken(request, tmp_path, monkeypatch):
    """A browser that does not do what it is asked."""
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{request.param}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(path))
    monkeypatch.setattr(pictures, "SECONDS", 1)
    pictures.find.cache_clear()
    yield path
    pictures.find.cache_clear()


def test_a_browser_that_fails_leaves_the_tables_and_one_line(broken, capsys):
    assert pictures.attempt("<body></body>") == {}
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(broken) in said and pictures.STAND_IN in said


@pytest.mark.browser  # builds pages
def test_a_browser_that_fails_spoils_no_class_files(broken, tmp_path, monkeypatch):
    monkeypatch.setattr(
        classroom, "_write", lambda t, folder: classroom._print("", folder / "a.pdf")
    )
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "class.zip").write_text("old")
    with pytest.raises(pictures.BrowserError, match="All files are as they were before"):
        classroom.build_class(load(), folder)
    assert [file.read_text() for file in folder.iterdir()] == ["old"]
    assert {path.name for path in tmp_path.iterdir()} == {"browser", "class"}


def runs(pid):
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_nothing_is_left_of_a_browser_that_hangs(tmp_path, monkeypatch):
    command = ["sh", "-c", f"sleep 611 & echo $! > {tmp_path}/pid; wait"]
    monkeypatch.setattr(pictures, "SECONDS", 1)
    with pytest.raises(pictures.BrowserError, match="took more than 1 seconds"):
        pictures._output(command)
    pid = int((tmp_path / "pid").read_text())
    end = time.monotonic() + 20  # a process that is killed takes a moment to go
    while runs(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not runs(pid)


def test_a_wrong_path_takes_no_other_browser(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    pictures.find.cache_clear()
    with pytest.raises(pictures.BrowserError, match="CHROMIUM names no browser: /no/such"):
        pictures.draw("<body></body>")
    pictures.find.cache_clear()


def test_a_missing_picture_for_links_is_noticed(tmp_path):
    with pytest.raises(pictures.BrowserError, match=r"has not written social\.png"):
        pictures.expect(tmp_path / "social.png", b"\x89PNG")


@pytest.mark.parametrize("exchange", [aside.exchange, lambda one, other: False])
def test_a_folder_is_the_old_or_the_new_one_at_any_moment(tmp_path, monkeypatch, exchange):
    """By two builds at once, thirty times, while somebody looks."""
    whole = exchange is aside.exchange
    monkeypatch.setattr(aside, "exchange", exchange)
    place, missed = tmp_path / "site", 0

    def write(name: str) -> None:
        for _ in range(30):
            with scratch(tmp_path) as folder:
                (folder / "site").mkdir()
                for n in range(3):
                    (folder / "site" / f"{n}").write_text(name)
                put(folder / "site", place)

    write("first")
    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, name) for name in ("one", "two")]
        while whole and not all(writer.done() for writer in writers):
            missed += not place.exists()
        for writer in writers:
            writer.result()
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
    assert len({file.read_text() for file in place.iterdir()}) == 1
    assert len(list(place.iterdir())) == 3
    assert missed == 0


@pytest.mark.browser  # builds pages
def test_what_a_kill_has_left_goes_with_the_next_build(tmp_path):
    code = (
        "import pathlib, sys, time\nfrom explainer.export.aside import scratch\n"
        "with scratch(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').write_text('x'); print('begun', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        with scratch(tmp_path):
            assert len(list(tmp_path.iterdir())) == 2  # the other one is at work
        process.kill()
    assert len(list(tmp_path.iterdir())) == 1
    with scratch(tmp_path):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_no_empty_folder(tmp_path):
    with pytest.raises(ZeroDivisionError), scratch(tmp_path / "dist"):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_noticed_before_anything_is_run(tmp_path, monkeypatch):
    (tmp_path / "dist").write_text("in the way")
    shutil.copytree(FOLDER.parent / "notebooks", tmp_path / "notebooks")
    monkeypatch.setattr(build, "run", lambda *_: pytest.fail("a notebook was run"))
    with pytest.raises(OSError, match="dist"):
        build.build(tmp_path / "notebooks", tmp_path / "dist")


def run(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in a thread, as a build does: the loop of a browser may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(build.run, path).result()


def notebook(*cells: str, **metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=metadata
    )


@pytest.mark.browser  # runs a notebook
@pytest.mark.parametrize("name", ["conda-env-news-py", "julia-1.9", ""])
def test_a_notebook_of_any_kernels_name_runs_in_ours(tmp_path, name):
    path = tmp_path / "00-x.ipynb"
    nbformat.write(notebook("print(6 * 7)", kernelspec={"name": name, "display_name": "x"}), path)
    assert run(path).cells[0].outputs[0].text == "42\n"


@pytest.mark.browser  # runs a notebook
def test_a_notebook_runs_with_this_package_where_another_is_installed(tmp_path, monkeypatch):
    (tmp_path / "other" / "explainer").mkdir(parents=True)
    (tmp_path / "other" / "explainer" / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
    path = tmp_path / "00-x.ipynb"
    nbformat.write(notebook("import explainer; print(explainer.__file__)"), path)
    assert run(path).cells[0].outputs[0].text.strip() == explainer.__file__


OLD = json.dumps(notebook("1"))
SHAPES = {
    "empty": (b"", "is no notebook"),
    "UTF-16": (OLD.encode("utf-16"), "is no text in UTF-8"),
    "a conflict": (b'{\n<<<<<<< HEAD\n"a": 1\n=======\n>>>>>>> x\n}', "line 2: git left both"),
    "a list": (b"[]", "is no notebook"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is no notebook"),
    "cells that are none": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}',
        "is no notebook",
    ),
    "format 9": (OLD.replace('"nbformat": 4', '"nbformat": 9').encode(), "has the format 9"),
    "cut off": (OLD[:-9].encode(), "is no notebook"),
}


@pytest.mark.parametrize(("content", "reason"), SHAPES.values(), ids=SHAPES)
def test_what_is_no_notebook_is_refused_by_name(tmp_path, content, reason):
    path = tmp_path / "00-x.ipynb"
    path.write_bytes(content)
    with pytest.raises(build.NotebookError) as error:
        run(path)
    assert str(error.value).startswith(str(path)) and reason in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.browser  # runs a notebook
def test_a_cell_that_fails_is_named_with_its_notebook(tmp_path):
    path = tmp_path / "00-x.ipynb"
    nbformat.write(notebook("1 / 0"), path)
    with pytest.raises(build.NotebookError, match=r"00-x.ipynb: (.|\n)*ZeroDivisionError"):
        run(path)


def copy(folder: Path) -> Path:
    """Copy the project with one notebook, which takes its time."""
    shutil.copytree(FOLDER, folder / "data")
    package = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER.parent / "explainer", folder / "explainer", ignore=package)
    shutil.copy(FOLDER.parent / "CITATION.cff", folder)
    (folder / "notebooks").mkdir()
    begun = f"open({str(folder / 'begun')!r}, 'w').close(); import time; time.sleep(600)"
    nbformat.write(notebook(begun), folder / "notebooks" / "00-x.ipynb")
    (folder / "dist").mkdir()
    (folder / "dist" / "story.html").write_text("old")
    return folder


@pytest.mark.skipif(WINDOWS, reason="has no such signals")
@pytest.mark.browser  # runs a notebook
@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_stopped_says_one_line_and_leaves_all_as_it_was(tmp_path, ask):
    folder = copy(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "explainer", "build"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        while not (folder / "begun").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(ask)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Stopped. What was built before is as it was."
    assert "Traceback" not in said
    assert [path.name for path in (folder / "dist").iterdir()] == ["story.html"]


def test_a_console_that_knows_few_letters_fails_no_command(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "д")
    (tmp_path / "д" / "日本.csv").write_text("")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "explainer", "check", str(tmp_path / "д")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and r"\u65e5\u672c.csv: expected a file" in done.stderr


def test_a_package_without_its_project_says_what_it_needs(tmp_path):
    package = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER.parent / "explainer", tmp_path / "explainer", ignore=package)
    commands = ("build", "class", "audit", "check", "dictionary")
    run = f"from explainer.__main__ import main; print(*[main([c]) for c in {commands}])"
    done = subprocess.run(
        [sys.executable, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1"] * len(commands)
    assert done.stderr.count("run this in the project's folder") == len(commands)
    assert done.stderr.count("\n") <= 2 * len(commands)


def test_a_package_without_its_project_exports_a_notebook_and_claims_nothing(tmp_path):
    package = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER.parent / "explainer", tmp_path / "explainer", ignore=package)
    own = notebook("draw()")
    figure = {"application/vnd.plotly.v1+json": {"data": [{"y": [1]}]}}
    own.cells[0].outputs = [nbformat.v4.new_output("display_data", data=figure)]
    nbformat.write(own, tmp_path / "own.ipynb")
    run = (
        "from explainer.export import StoryExporter;"
        "page, _ = StoryExporter().from_filename('own.ipynb');"
        "print('Putin' in page, 'CC BY' in page, 'id=\"citation\"' in page)"
    )
    done = subprocess.run(
        [sys.executable, "-c", run],
        cwd=tmp_path,
        env={**os.environ, "CHROMIUM": "none"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False"] * 3


def test_locks_and_copies_of_editors_are_no_tables(tmp_path):
    folder = Path(shutil.copytree(FOLDER, tmp_path / "data"))
    for name in ("._events.csv", "~$events.csv"):
        (folder / name).write_bytes(b"\x00")
    (folder / ".#events.csv").symlink_to("nobody@nowhere.1234")
    assert len(load(folder).events)


def test_any_change_of_a_file_is_noticed(tmp_path, monkeypatch):
    folder = Path(shutil.copytree(FOLDER, tmp_path / "data"))
    monkeypatch.setattr(story, "FOLDER", folder)
    monkeypatch.setattr(story, "read", lambda: load(folder))
    (folder / ".#events.csv").symlink_to("nobody@nowhere.1234")
    before = story.load()
    assert story.load() is before
    os.utime(folder / "late.csv", (1, 1))  # an older copy, put back
    after = story.load()
    assert after is not before
    (folder / "late.csv").unlink()
    with pytest.raises(ValueError, match=r"late\.csv: expected a file"):
        story.load()
