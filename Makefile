# Sibi 四必: what one types here. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PY := .venv/bin/python
PORT ?= 8000
DATA ?= data/demo
STACK ?= data/stack
PATHS := domain projections services infra tests

.PHONY: help setup demo test check bench stack stack-stop fix wheel serve work

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/run: requirements.txt pyproject.toml
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/run requirements-dev.txt
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

setup: .venv/dev ## make the .venv with everything a developer needs

demo: .venv/run ## run Sibi with the demonstration community on http://127.0.0.1:8000 (PORT=, DATA=)
	@exec .venv/bin/sibi run --demo --data $(DATA) --port $(PORT)

check: setup ## format, lint, types, layers, fast tests: a minute, no service
	.venv/bin/ruff format --check -q $(PATHS)
	.venv/bin/ruff check -q $(PATHS)
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache | tail -n 3
	$(PY) -m pytest -m "not services and not browser and not faults"

test: setup ## every test, on a real PostgreSQL, Kafka and Chromium that it starts itself
	sh infra/stack/install.sh
	$(PY) -m pytest

bench: setup ## what it costs, with a baseline measured in the same run
	sh infra/stack/install.sh
	$(PY) -m tests.bench

stack: setup ## start PostgreSQL and Kafka for trying the cluster form by hand; prints the settings
	@sh infra/stack/install.sh
	@$(PY) -m infra.stack start $(STACK)

stack-stop: ## stop what `make stack` started
	@$(PY) -m infra.stack stop $(STACK)

fix: setup ## format and mend what can be mended
	.venv/bin/ruff format -q $(PATHS)
	.venv/bin/ruff check -q --fix $(PATHS)

wheel: setup ## build the wheel into dist/
	$(PY) -m build --wheel --no-isolation -o dist .
