# make run    suggestions for England in 2016, printed and written to reports/england-2016/
# make test   all tests, in a real browser where there is one
# make check  lint, format and types
# make bench  speed, as ratios within one run
# Each makes its own virtual environment: Python 3.11 or later and make are all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
REPORT := reports/england-2016

.PHONY: run test check bench chromium clean

run: $(VENV)/.installed
	@mkdir -p $(REPORT)
	@$(BIN)/graphmodel suggest england-2016 --lead stp \
		--output $(REPORT)/suggestions.csv --output $(REPORT)/suggestions.xlsx \
		--output $(REPORT)/plan.json --output $(REPORT)/network.html

test: $(VENV)/.tools chromium
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

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
