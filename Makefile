# One door to every task of this repository: `make help` lists them.
# Needed on the machine: make and Python 3.11 or newer. Everything else is installed into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# More test workers than this gain nothing: each starts a PostgreSQL of its own.
WORKERS ?= auto
MAX_WORKERS ?= 8

BIN := .venv/bin
# Quiet but for errors: a warning about somebody's own pip settings is not about this project.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.PHONY: help
help:  ## List the tasks
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- Environment ---------------------------------------------------------------------------------

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it," \
		"or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@echo "Creating .venv"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing:" \
		"install it (on Debian: apt install python3-venv)." >&2; exit 1; }

# The lock files name everything, setuptools too: nothing is resolved, nothing but hash-checked packages is fetched.
.venv/.installed-run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the application (a few minutes the first time)"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed-run
	@echo "Installing what tests and checks need"
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: install install-dev compiled
install: .venv/.installed-run compiled  ## Create .venv and install the application
install-dev: .venv/.installed-dev compiled  ## The same, with what tests and checks need

compiled: .venv/.installed-run
	@$(BIN)/python -m tools.compile_messages

# --- Running -------------------------------------------------------------------------------------

.PHONY: run
run: install  ## Start everything with demonstration data; Ctrl-C stops it
	@$(BIN)/casetracker db upgrade
	@$(BIN)/casetracker demo load
	@exec $(BIN)/casetracker run

# --- Tests ---------------------------------------------------------------------------------------

.PHONY: test browser-test coverage
test: install-dev  ## Run all tests, on SQLite and on PostgreSQL
	@$(BIN)/pytest -n $(WORKERS) --maxprocesses $(MAX_WORKERS) --dist worksteal

browser-test: install-dev  ## Run only the tests that drive a browser
	@$(BIN)/pytest -m browser

coverage: install-dev  ## Run all tests and report the lines that none of them reached
	@$(BIN)/pytest -n $(WORKERS) --maxprocesses $(MAX_WORKERS) --dist worksteal \
		--cov --cov-report=term:skip-covered --cov-report=html

.PHONY: bench
bench: install-dev  ## Measure the speed of the law, of recomputation and of the desk, beside what is bare
	@$(BIN)/python -m bench

# --- Checks --------------------------------------------------------------------------------------

CHECKS := check-style check-types check-rooms check-sizes check-names check-tests check-catalogues \
	check-law check-openapi check-migrations check-security

.PHONY: check $(CHECKS)
check: $(CHECKS)  ## Run every check that is not a test
	@echo "All checks passed"

check-style: .venv/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

check-types: .venv/.installed-dev
	@$(BIN)/mypy

check-rooms: .venv/.installed-dev
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tools.check_clocks

check-sizes check-tests check-catalogues check-openapi check-migrations: .venv/.installed-dev

check-sizes:
	@$(BIN)/python -m tools.check_sizes

check-names: .venv/.installed-dev
	@$(BIN)/python -m tools.check_hosts

check-tests:
	@$(BIN)/python -m tools.check_uncollected_tests

check-catalogues:
	@$(BIN)/python -m tools.check_catalogues

check-law: install
	@$(BIN)/casetracker law check

check-openapi:
	@$(BIN)/python -m tools.check_openapi

check-migrations:
	@$(BIN)/python -m tools.check_migrations

# What is of low severity, ruff asks about as well: a reason beside the code is enough once.
check-security: .venv/.installed-dev
	@$(BIN)/bandit --quiet -ll --recursive --configfile pyproject.toml casetracker config wsgi.py

# --- Files that are made from other files --------------------------------------------------------

.PHONY: format messages openapi ui lock
format: .venv/.installed-dev  ## Put the code into the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: .venv/.installed-run  ## Bring the message catalogues up to date with the sources
	@$(BIN)/python -m tools.update_messages

openapi: .venv/.installed-dev  ## Write docs/openapi.json from the code
	@$(BIN)/python -m tools.check_openapi --write

ui:  ## Rebuild casetracker/static from ui/ (needs Node.js)
	@npm --prefix ui ci
	@npm --prefix ui run build

# uv.lock is never committed: it names a package host on every line. The exported files do not.
lock:  ## Resolve all dependencies anew into the lock files (needs uv)
	@uv lock --quiet
	@uv export --quiet --no-emit-project --no-header --no-dev --group build -o requirements.lock
	@uv export --quiet --no-emit-project --no-header --no-dev --group build --group test --group quality \
		-o requirements-dev.lock

# --- Leaving -------------------------------------------------------------------------------------

.PHONY: clean
clean:  ## Remove .venv and all caches; keeps the data in var/
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov
	@find casetracker -name '*.mo' -delete
