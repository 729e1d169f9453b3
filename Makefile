# Everything starts here: `make setup`, `make run`, `make test`. Needs python3 and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Further words for the command, e.g. make demo ARGS="--speed 20"
ARGS ?=
# Tests run a file at a time on each of four workers: much of a browser story is waiting.
AT_ONCE ?= -n 4 --dist loadfile --no-loadscope-reorder

PACKAGES := queue_app displays kiosk
# Only what is there: a checkout without benchmarks is still checked.
CODE := $(wildcard $(PACKAGES) tests benchmarks tools/*.py)
# Where packages come from is the machine's business (pip's own configuration), never this file's.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# --no-deps: the list is complete, and nothing that is not in it may come along.
INSTALL := $(PIP) install --no-deps --require-hashes

.PHONY: help setup setup-test run voice demo test lint types imports tests unit format bench lock clean

help:
	@echo "make setup    virtual environment $(VENV) with the pinned packages and the command queue-app"
	@echo "make run      the example office, always open"
	@echo "make voice    a synthesiser (espeak-ng, GPL-3) for displays and kiosks, where the system has none"
	@echo "make demo     an office with simulated citizens   (ARGS=\"--speed 20\")"
	@echo "make test     every check: lint, types, imports, tests"
	@echo "make unit     only the tests without browser and database server"
	@echo "make bench    the benchmarks"
	@echo "make format   order imports, format code"
	@echo "make lock     compile requirements/*.txt anew   (ARGS=--upgrade for newer versions)"
	@echo "make clean    remove what make made; databases stay"

# ---- environment: each stamp is newer than all that it was made from

setup: $(VENV)/.run-ready

setup-test: $(VENV)/.test-ready

$(VENV)/.made: tools/ensure-venv
	@tools/ensure-venv $(VENV) $(PYTHON)
	@touch $@

$(VENV)/.run-installed: requirements/run.txt $(VENV)/.made
	@echo "Installing the pinned packages ..."
	@$(INSTALL) -r requirements/run.txt
	@touch $@

# Our own package comes apart from the pinned ones: a file with hashes can't hold it.
# The __init__ files are named because a new package must be found again.
$(VENV)/.run-ready: $(VENV)/.run-installed pyproject.toml requirements/run.in $(wildcard $(PACKAGES:=/__init__.py))
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-ready: requirements/test.txt $(VENV)/.run-ready
	@echo "Installing the pinned test packages ..."
	@$(INSTALL) -r requirements/test.txt
	@touch $@

# ---- use

run: setup
	@$(BIN)/queue-app run --always-open $(ARGS)

# By choice, never along with the rest: see docs/decisions on speech.
voice: setup
	@$(INSTALL) -r requirements/voice.txt
	@$(BIN)/queue-app check | grep '^voice'

demo: setup
	@$(BIN)/queue-app demo $(ARGS)

bench: setup-test
	@$(BIN)/python -m benchmarks $(ARGS)

# ---- checks, the cheap one first; types are checked beside the tests, which leave some time;
# pytest's closing line comes last

test: setup-test
	@tools/ensure-system-packages
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory --jobs=2 types tests

lint: setup-test
	@echo "== ruff"
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --check $(CODE) || { echo "Not formatted: run make format."; $(BIN)/ruff format --check $(CODE); exit 1; }

types: setup-test
	@echo "== mypy"
	@$(BIN)/mypy --no-error-summary $(CODE)

imports: setup-test
	@echo "== import-linter"
	@$(BIN)/lint-imports --no-cache >$(VENV)/.imports.log 2>&1 || { cat $(VENV)/.imports.log; exit 1; }

tests: setup-test
	@echo "== pytest"
	@$(BIN)/python -m pytest $(AT_ONCE) $(ARGS)

unit: setup-test
	@$(BIN)/python -m pytest -m "not browser and not postgres and not redis" $(ARGS)

format: setup-test
	@$(BIN)/ruff check --quiet --select I --fix $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

# ---- upkeep

# --universal: one file for every supported Python; --no-emit-index-url: no address gets in.
COMPILE = $(VENV)-lock/bin/uv pip compile --quiet --universal --fork-strategy fewest \
	--python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock:
	@tools/ensure-venv $(VENV)-lock $(PYTHON)
	@$(VENV)-lock/bin/python -m pip --disable-pip-version-check -qq install uv
	@$(COMPILE) $(ARGS) requirements/run.in requirements/build.in -o requirements/run.txt
	@$(COMPILE) $(ARGS) requirements/test.in -o requirements/test.txt
	@$(COMPILE) $(ARGS) requirements/voice.in -c requirements/test.txt -o requirements/voice.txt
	@rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) $(VENV)-lock build *.egg-info screenshots/failed .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
