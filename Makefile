# One verb a target. `make demo` and `make test` are all a newcomer needs.
.DEFAULT_GOAL := help
PY  := .venv/bin/python
UV  := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
BIN := .venv/bin
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup setup-dev lock demo test test-spark test-all check bench docs messages clean

help:           ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/.uv:
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --allow-existing .venv; \
	 else python3 -m venv .venv && .venv/bin/python -m pip install --quiet uv; fi
	@touch $@

.venv/.core: .venv/.uv requirements.lock pyproject.toml
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(PY) --no-deps -e .
	$(PY) tools/messages.py compile
	$(BIN)/xinzhi assets
	@touch $@

.venv/.dev: .venv/.core requirements-dev.lock
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.spark: .venv/.dev requirements-spark.lock
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-spark.lock
	@touch $@

setup: .venv/.core          ## create .venv with what the service needs
setup-dev: .venv/.dev       ## … and what its developers need

lock:           ## resolve pyproject.toml into the lock files (hashes, no index address)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra spark -c requirements.lock pyproject.toml -o requirements-spark.lock

demo: setup     ## load the pack, run the main job, serve the web; PLAN=FILE reads an official text first
	$(BIN)/xinzhi demo $(if $(PLAN),--plan "$(PLAN)")

test: setup-dev ## the whole suite on SQLite and PostgreSQL, with the browser where there is one
	$(BIN)/pytest -n 2
	XINZHI_TEST_DATABASE=postgres $(BIN)/pytest -n 2 -m "not engine and not browser"

test-spark: .venv/.spark   ## the same foresight tables from Spark and DuckDB (needs Java 17; fetches 434 MB once)
	XINZHI_TEST_SPARK=1 $(BIN)/pytest -n 0 tests/foresight/engine/test_scale.py

check: setup-dev ## lint, types, imports, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/xinzhi manage makemigrations --check --dry-run
	$(BIN)/xinzhi manage check --fail-level WARNING
	XINZHI_EXTRA_APPS=django_migration_linter $(BIN)/xinzhi manage lintmigrations --no-cache --quiet ok ignore --include-apps core ledger fields registry plan integrity calls cultivation incentives foresight --ignore-name 0001_initial 0002_registers
	$(PY) tools/messages.py check
	$(BIN)/xinzhi pack check shandong

bench: setup-dev ## every engine beside its peer, one table, benchmarks/results.json
	$(PY) benchmarks/run.py

docs: setup-dev ## regenerate the screenshots and the generated pages of docs/
	$(PY) tools/screenshots.py

messages: setup-dev ## collect new interface texts into the Chinese catalogue
	$(PY) tools/messages.py update

clean:
	rm -rf .venv var
