# make run    sets everything up and serves on http://127.0.0.1:8050
# make test   sets everything up, finds a browser and runs all the tests
# make coverage  the same, and which lines no test runs
# make lint   runs the linters and the type checker
# make audit looks every locked dependency up among the known vulnerabilities
# make docs   writes the README's tables from the registries
# make messages  renews the catalogue of messages and the translations from the code
# make screenshots  takes pictures of every page and state
# make bench  measures what the README claims
# make lock   renews the lock files from pyproject.toml

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMP := .venv/.tandem-setup
DEV_STAMP := .venv/.tandem-dev

.PHONY: setup dev run test coverage lint audit docs messages screenshots bench lock clean
.DELETE_ON_ERROR:

setup: $(STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Tandem needs Python 3.11 or newer. Say which one with: make run PYTHON=python3.12'; exit 1; }
	$(PYTHON) -m venv .venv

$(STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-compile --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/tandem compress
	@touch $@

dev: $(DEV_STAMP)

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	$(PIP) install --quiet --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

run: setup
	$(BIN)/tandem serve

test: dev
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: dev
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term

lint: dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app.py kpi data layouts callbacks

audit: dev
	$(BIN)/python .ci/dependencies.py requirements.lock

docs: dev
	$(BIN)/python -m docs.generate

messages: dev
	$(BIN)/python -m docs.messages

screenshots: dev
	$(BIN)/python tests/find_browser.py
	$(BIN)/python -m tests.screenshots

bench: dev
	@for name in page_speed page_load scoring_speed import_speed next_import forecast_coverage insight_noise; do \
		echo "== $$name"; $(BIN)/python -m tests.bench.$$name || exit 1; done

# Needs pip-tools beside Python. Options that would write an index address are left out on purpose.
COMPILE := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --build-deps-for editable

lock:
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .coverage
