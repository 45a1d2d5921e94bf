# Each target sets up what it needs, so each can be the first one to run on a fresh clone.
# The environment is in .venv/; the .stamp files in it say which part of it is in place.

# The first Python that is new enough; name another with: make test PYTHON=...
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
# Many processes read the same modules: what one has compiled serves the others.
unexport PYTHONDONTWRITEBYTECODE
TSC := .venv/types/node_modules/.bin/tsc
PIP := .venv/bin/python -m pip --disable-pip-version-check install

.PHONY: help lab html lint test quick reviewed mutants bench class all clean

help:
	@echo 'make lab    open the story in JupyterLab'
	@echo 'make html   build dist/story.html (one file) and dist/site/ (a page a chapter)'
	@echo 'make test   run all checks and tests, in a real browser and a real JupyterLab'
	@echo 'make quick  run what needs no browser, in a minute'
	@echo 'make lint   check style and types alone'
	@echo 'make mutants  plant sixty faults, one at a time, and count those that tests catch'
	@echo 'make reviewed  approve the tables, write what the views say and draw (tests/reviewed/)'
	@echo 'make bench  measure sizes and times beside their budgets'
	@echo 'make class  build dist/class/: the story, pages, sheets and guide for a class session'
	@echo 'make all    build every edition: html and class'
	@echo 'make clean  remove what the others made'

lab: .venv/lab.stamp
	.venv/bin/python -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root) \
		$(firstword $(sort $(wildcard notebooks/*.ipynb)))

html: .venv/lab.stamp
	.venv/bin/python -m explainer build $(if $(ADDRESS),--address $(ADDRESS))

test: lint
	.venv/bin/python tests/browser.py
	.venv/bin/python -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder

# The scripts have their types in comments; TypeScript reads them where npm could fetch it.
lint: .venv/test.stamp
	.venv/bin/python -m ruff check
	.venv/bin/python -m mypy
	@if test -x $(TSC); then echo $(TSC) --project tests; $(TSC) --project tests; \
	else echo 'No npm here: the types of the scripts are not checked.'; fi

mutants: .venv/test.stamp
	.venv/bin/python tests/mutants.py

quick: lint
	.venv/bin/python -m pytest -m 'not browser' --numprocesses 2 --dist loadgroup

reviewed: .venv/test.stamp
	.venv/bin/python -m explainer dictionary
	.venv/bin/python tests/review.py

bench: .venv/test.stamp
	.venv/bin/python tests/browser.py
	.venv/bin/python tests/bench.py

# The story goes with the class files: who finishes early opens it.
class: html
	.venv/bin/python -m explainer class

all: class

clean:
	rm -rf .venv dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/lab.stamp: requirements.txt pyproject.toml
	@test -n '$(PYTHON)' || { echo 'This needs Python 3.11 or newer: install it, or name it' \
		'with "make PYTHON=/path/to/python".' >&2; exit 1; }
	@echo '== Setting up the environment in .venv/ (once; a minute or two)'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/lab.stamp tests/requirements.txt
	@echo '== Adding what the tests need'
	$(PIP) -r tests/requirements.txt
	@npm install --silent --no-save --prefix .venv/types typescript@5.9.3 || true
	@touch $@
