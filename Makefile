# make run      the answer for England in 2026, printed, and a report of it in reports/run/
# make reports  the reports of both bundled datasets, as they are kept in reports/
# make test     all tests, in a real browser where there is one
# make check    lint, format and types; of the page's scripts where there is Node
# make bench    speed, as ratios within one run
# Each makes its own virtual environment: Python 3.11 or later and make are all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: run reports test check bench chromium clean

run: $(VENV)/.installed
	@$(BIN)/graphmodel suggest england-2026
	@$(BIN)/graphmodel report england-2026 --output reports/run

reports: $(VENV)/.installed
	@$(BIN)/graphmodel report england-2016 --output reports/england-2016
	@$(BIN)/graphmodel report england-2026 --output reports/england-2026
	@$(BIN)/python .ci/report-versions > reports/versions.txt

test: $(VENV)/.tools chromium
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@.ci/check-page

bench: $(VENV)/.tools
	$(BIN)/python benchmarks/run.py

chromium:
	@.ci/chromium

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed pyproject.toml
	$(PIP) install --group dev
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
