# Two commands on a fresh machine with Python 3.11 to 3.13, git and make:
#
#   make demo    set up and run the main job on the shipped region; open demo/index.html
#   make test    set up and pass the tests
#
# Everything is installed into .venv; nothing outside this folder is touched.

# The first Python on the PATH that tongqu runs on; `make PYTHON=/some/python demo` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 \
	&& echo $$p && break; done)
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
SOURCES := src tests docs examples benchmarks tools
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test lint format types layers docs bench mutation wheel check clean

help:
	@echo "make demo    run the main job on the shipped region, write demo/index.html"
	@echo "make test    run the tests"
	@echo "make check   what CI checks before the tests: lint, types, layers"
	@echo "make docs    build the documentation into docs/_build/html"
	@echo "make bench   measure, and write docs/benchmarks.md"
	@echo "make mutation  ask the tests of clocks and schedules what they would miss (half an hour)"

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "tongqu needs Python 3.11, 3.12 or 3.13 on the PATH" >&2; exit 1; fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

# Two stamps: the demo needs the package alone, the rest needs the tools as well.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing tongqu and what it needs into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.tools-installed: pyproject.toml | $(BIN)/python
	@echo "Installing tongqu and its tools into $(VENV)"
	@$(PIP) --editable ".[dev,docs]"
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed
	@$(BIN)/tongqu demo --out demo

test: $(VENV)/.tools-installed
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --cov --cov-report=term $(PYTEST_ARGS)

lint: $(VENV)/.tools-installed
	@$(BIN)/ruff check $(wildcard $(SOURCES))
	@$(BIN)/ruff format --check $(wildcard $(SOURCES))

format: $(VENV)/.tools-installed
	@$(BIN)/ruff check --fix $(wildcard $(SOURCES))
	@$(BIN)/ruff format $(wildcard $(SOURCES))

types: $(VENV)/.tools-installed
	@$(BIN)/mypy

layers: $(VENV)/.tools-installed
	@$(BIN)/lint-imports

check: lint types layers

docs: $(VENV)/.tools-installed
	@$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet --builder html docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(VENV)/.tools-installed
	@$(BIN)/python benchmarks/run.py

mutation: $(VENV)/.tools-installed
	@$(BIN)/python tools/mutation.py --jobs $(JOBS)

wheel: $(VENV)/.tools-installed
	@rm -rf dist
	@$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf $(VENV) build dist demo docs/_build .coverage .mypy_cache .pytest_cache .ruff_cache
