# The two that matter: `make run` and `make test`. Everything is installed into .venv and ui/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
UI := ui/dist/index.html
UI_STAMP := ui/node_modules/.set-up
UI_SOURCES := $(shell find ui/src ui/public -name '*.test.*' -o -print) $(wildcard ui/*.html \
	ui/vite.config.ts ui/tsconfig.json ui/scripts/compress.mjs) openapi/openapi.json
WITH_NODE := sh ui/scripts/with-node.sh
# Debian's two, the quicker one first; it has no windows. Another one is named by CHROMIUM.
CHROMIUMS := /usr/bin/chromium-headless-shell /usr/bin/chromium
TICKETING_DATA_DIR ?= $(CURDIR)/.data
TICKETING_HOST ?= 127.0.0.1
TICKETING_PORT ?= 8000
ISSUES ?= 200000
# Two at once, unless whoever calls has said how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,--jobs 2)
BENCH := $(if $(wildcard bench/*.py),bench)
comma := ,
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-strip-extras --python-version 3.11 --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test programs coverage test-api test-ui test-browser test-long screenshots chromium lint lint-types lint-rest format openapi \
	migration bench lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install everything into .venv and ui/, and build the UI, unless that is done
	@$(MAKE) --silent --no-print-directory $(JOBS) $(STAMP) $(UI_STAMP)
	@$(MAKE) --silent --no-print-directory $(UI)

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

# Where there is no Node.js it is put into .venv, which must be there then.
$(UI_STAMP): ui/package.json ui/package-lock.json ui/.npmrc | $(if $(shell $(WITH_NODE) --suits && echo yes),,$(STAMP))
	@echo "Installing the UI's packages into ui/node_modules ..."
	@$(WITH_NODE) npm ci --prefer-offline --loglevel=error --no-progress >/dev/null
	@touch $@

# The packages are looked at only when there is something to build: who has a built UI needs no Node.js.
$(UI): $(UI_SOURCES) ui/package.json ui/package-lock.json | $(STAMP)
	@$(MAKE) --silent $(UI_STAMP)
	@echo "Building the UI into ui/dist ..."
	@$(WITH_NODE) npm run --silent build >/dev/null

run: $(STAMP) $(UI) ## Start the tracker with demo data on http://127.0.0.1:8000 (data in .data)
	@TICKETING_DATA_DIR="$(TICKETING_DATA_DIR)" TICKETING_HOST="$(TICKETING_HOST)" \
		TICKETING_PORT="$(TICKETING_PORT)" exec $(BIN)/ticketing serve --seed-demo

test: ## Lint, then run all tests: the API's, the UI's, those in a browser
	@$(MAKE) --no-print-directory --jobs 3 setup programs
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-api
	@$(MAKE) --no-print-directory test-ui
	@$(MAKE) --no-print-directory test-browser

programs:
	@$(MAKE) --no-print-directory nginx
	@$(MAKE) --no-print-directory chromium

test-api: setup ## Run the tests of the API
	@$(BIN)/python -m pytest --numprocesses 3 --dist worksteal -m "not long" || \
		{ test $$? -eq 1 && echo "What failed is run once more, alone: a fault fails again." && \
		$(BIN)/python -m pytest --last-failed --last-failed-no-failures none -m "not long"; }

coverage: setup nginx ## Run the tests of the API with branch coverage, which takes a quarter longer
	$(BIN)/python -m pytest --numprocesses 3 --dist worksteal -m "not long" --cov --cov-report=term

test-long: setup ## Run the tests that take long: what happens when processes and servers fail, the bench
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m long

test-ui: setup ## Run the tests of the UI's parts
	$(WITH_NODE) npm test --silent

test-browser: setup chromium ## Run the tests of the whole tracker in Chromium
	PYTHON="$(CURDIR)/$(BIN)/python" $(WITH_NODE) npm run --silent e2e

screenshots: setup chromium ## Take the pictures in docs/screenshots anew
	PYTHON="$(CURDIR)/$(BIN)/python" $(WITH_NODE) npm run --silent screenshots

chromium:
	@for program in $(or $(CHROMIUM),$(CHROMIUMS)); do test -x "$$program" && exit 0; done; \
	test -z "$(CHROMIUM)" && test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { \
		echo "Installing Chromium, in which the pages are tested ..."; \
		apt-get -qq update && { apt-get -qq -y install chromium-headless-shell >/dev/null || \
			apt-get -qq -y install chromium >/dev/null; }; } || { \
		echo "Chromium is needed to test the pages, and there is none at $(or $(CHROMIUM),$(CHROMIUMS)):" \
			"install it (Debian: apt install chromium-headless-shell), or say where it is:" \
			"make CHROMIUM=/path/to/chromium $(MAKECMDGOALS)" >&2; exit 1; }

lint: setup ## Check style, types and who imports whom, in the API and the UI
	@$(MAKE) --no-print-directory $(JOBS) --output-sync=target lint-types lint-rest

lint-types:
	$(BIN)/mypy src tests $(BENCH) hatch_build.py

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(WITH_NODE) npm run --silent lint
	$(WITH_NODE) npm run --silent check

format: setup ## Format the code and fix what can be fixed
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	$(WITH_NODE) npm run --silent format

openapi: $(STAMP) $(UI_STAMP) ## Write openapi/openapi.json from the code, and from that the UI's client
	$(BIN)/ticketing openapi --output openapi/openapi.json
	$(WITH_NODE) npm run --silent generate -- --silent --no-log-file

migration: setup ## Write a migration for what changed in the models (NAME="what changes")
	@test -n "$(NAME)" || { echo 'Say what changes: make migration NAME="..."' >&2; exit 1; }
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
		$(BIN)/ticketing db revision "$(NAME)" --data-dir "$$scratch/data"

bench: setup ## Measure speed and size (ISSUES=200000, SECONDS=5, ONLY=page,size; FULL=1: as for the record)
	$(BIN)/python -m bench.run --issues $(ISSUES) $(if $(FULL),--concurrency 1$(comma)8$(comma)32) \
		$(if $(SECONDS),--seconds $(SECONDS),$(if $(FULL),--seconds 10)) $(if $(ONLY),--only $(ONLY))

lock: setup ## Write requirements/*.txt from pyproject.toml (UPGRADE=1: with the newest versions)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --extra embedded --extra dev \
		--output-file requirements/dev.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --extra embedded \
		--constraint requirements/dev.txt --output-file requirements/serve.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --group node --output-file requirements/node.txt

clean: ## Remove .venv and all caches; .data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* dist
	rm -rf ui/node_modules ui/dist ui/test-results
	find src tests alembic bench -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the proxy and the containers ---------------------------------------------------------------

.PHONY: env nginx

env: ## Write .env for docker compose, with secrets made up
	@deploy/env.sh

test-api: nginx

nginx:
	@tests/proxy/prerequisites.sh

# What builds the package in the image: hatchling and what that needs, as in dev.txt.
requirements/build.txt: requirements/dev.txt
	echo hatchling | $(BIN)/uv pip compile - --constraint requirements/dev.txt --universal --quiet \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--python-version 3.11 --output-file $@
