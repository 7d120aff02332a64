# The two that matter: `make run` and `make test`. Everything is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
TICKETING_DATA_DIR ?= $(CURDIR)/.data
TICKETING_HOST ?= 127.0.0.1
TICKETING_PORT ?= 8000
ISSUES ?= 200000
BENCH := $(if $(wildcard bench/*.py),bench)
comma := ,
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-strip-extras --python-version 3.11 --quiet --extra embedded

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint format openapi migration bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv and install everything into it, unless that is done

$(STAMP): pyproject.toml requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is not: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## Start the tracker with demo data on http://127.0.0.1:8000 (data in .data)
	@TICKETING_DATA_DIR="$(TICKETING_DATA_DIR)" TICKETING_HOST="$(TICKETING_HOST)" \
		TICKETING_PORT="$(TICKETING_PORT)" exec $(BIN)/ticketing serve --seed-demo

test: setup lint ## Lint, then run all tests with branch coverage
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --cov --cov-report=term

lint: setup ## Check style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src tests $(BENCH)
	$(BIN)/lint-imports --no-logo

format: setup ## Format the code and fix what can be fixed
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

openapi: setup ## Write openapi/openapi.json from the code
	$(BIN)/ticketing openapi --output openapi/openapi.json

migration: setup ## Write a migration for what changed in the models (NAME="what changes")
	@test -n "$(NAME)" || { echo 'Say what changes: make migration NAME="..."' >&2; exit 1; }
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
		$(BIN)/ticketing db revision "$(NAME)" --data-dir "$$scratch/data"

bench: setup ## Measure speed and size (ISSUES=200000, SECONDS=5, ONLY=page,size; FULL=1: as for the record)
	$(BIN)/python -m bench.run --issues $(ISSUES) $(if $(FULL),--concurrency 1$(comma)8$(comma)32) \
		$(if $(SECONDS),--seconds $(SECONDS),$(if $(FULL),--seconds 10)) $(if $(ONLY),--only $(ONLY))

lock: setup ## Write requirements/*.txt from pyproject.toml (UPGRADE=1: with the newest versions)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) $(if $(UPGRADE),--upgrade) --extra dev --output-file requirements/dev.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --constraint requirements/dev.txt \
		--output-file requirements/serve.txt

clean: ## Remove .venv and all caches; .data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* dist
	find src tests alembic bench -name __pycache__ -type d -prune -exec rm -rf {} +
