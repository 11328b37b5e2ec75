# Two commands are enough: `make run` and `make test`. `make` alone lists all.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 5000
export PORT
export INSTANCE

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
STATIC := directory/static/manifest.json
NODE_MODULES := node_modules/.package-lock.json
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet --no-input
ASSETS := $(shell find assets templates directory/web -type f -not -name '*.pyc' 2>/dev/null)
ARGS ?=

# A virtual environment knows its own place and Python: after the folder was moved or Python replaced,
# this forgets its stamp, and it is made anew.
$(shell [ -x $(PY) ] && [ "$$(cat $(STAMPS)/venv 2>/dev/null)" = "$(CURDIR)" ] || rm -f $(STAMPS)/venv)

.PHONY: help setup run test fast check worker seed sure test-postgres coverage lock benchmark benchmark-relevance benchmark-search clean chromium

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/base $(STATIC) ## Install what the site needs and build its assets

run: setup ## Run the site on http://127.0.0.1:5000 (PORT=5055 and INSTANCE=/some/folder change port and state folder)
	@$(PY) tools/run.py

worker: setup ## Run only the job worker
	@$(BIN)/manage worker

seed: setup ## Load vocabularies and the first catalog (changes nothing that is there already)
	@$(BIN)/manage db upgrade && $(BIN)/manage seed && $(BIN)/manage worker --until-empty

test: $(STAMPS)/dev $(STATIC) chromium ## Run the whole suite
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

fast: $(STAMPS)/dev $(STATIC) ## Run all tests but those in a browser
	@$(PY) -m pytest -n 2 --dist loadfile -m "not browser" $(ARGS)

test-postgres: $(STAMPS)/dev $(STATIC) ## Run migrations and database tests on a private PostgreSQL
	@$(PY) tools/postgres.py $(PY) -m pytest -m database -p no:cacheprovider -o python_files='test_*.py postgres_server.py' $(ARGS)

check: $(STAMPS)/dev ## Check format, lint, imports, types, templates and sizes
	@$(PY) tools/check.py

sure: check test test-postgres ## Everything that CI runs

coverage: $(STAMPS)/dev $(STATIC) ## Say which branches the tests (but those in a browser) do not reach
	@$(BIN)/coverage run -m pytest -q -m "not browser" $(ARGS) && $(BIN)/coverage report

benchmark: $(STAMPS)/dev $(STATIC) chromium ## Measure page time and bytes, hostile queries, a large dry-run import
	@$(PY) -m benchmarks.pages $(ARGS)
	@$(PY) -m benchmarks.hostile --rows 20000

benchmark-relevance: $(STAMPS)/bench ## Measure how well the search ranks judged queries, beside its peers
	@$(PY) -m benchmarks.relevance $(ARGS)

benchmark-search: $(STAMPS)/bench $(STATIC) ## Measure search against tantivy and SQLite FTS5, pages against Datasette (ARGS="--size 50000")
	@$(PY) -m benchmarks.search $(ARGS)
	@$(PY) -m benchmarks.search.page

lock: $(STAMPS)/dev ## Pin all versions anew (needs the package registries; ARGS=bench pins one list)
	@$(PY) tools/lock.py $(ARGS)

clean: ## Remove everything that was installed or built; data stays
	@rm -rf $(VENV) node_modules directory/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(STAMPS)/venv:
	@bash tools/make_venv.sh $(VENV)
	@mkdir -p $(STAMPS) && echo "$(CURDIR)" > $@

$(STAMPS)/base: $(STAMPS)/venv requirements/base.lock pyproject.toml tools/link_package.py
	@echo "Installing Python packages ..."
	@$(PIP) install --require-hashes -r requirements/base.lock
	@$(PY) tools/link_package.py
	@touch $@

$(STAMPS)/dev: $(STAMPS)/base requirements/dev.lock
	@echo "Installing Python packages for development ..."
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(STAMPS)/bench: $(STAMPS)/dev requirements/bench.lock
	@echo "Installing Python packages for comparison ..."
	@$(PIP) install --require-hashes -r requirements/bench.lock
	@touch $@

# These two stamps lie inside of what they stand for, so that deleting a folder deletes its stamp.
$(NODE_MODULES): $(STAMPS)/base requirements/node.lock package-lock.json package.json .npmrc
	@echo "Installing packages for the assets ..."
	@$(PY) tools/node.py npm ci --no-progress
	@touch $@

$(STATIC): $(NODE_MODULES) $(ASSETS)
	@echo "Building the assets ..."
	@$(PY) tools/node.py npm run --silent build
	@touch $@

chromium: $(STAMPS)/venv
	@$(PY) tools/ensure_chromium.py
