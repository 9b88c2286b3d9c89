# Every target does its own set-up. With the packages once installed, all of them work offline.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
export UV_PROJECT_ENVIRONMENT := $(VENV)

.DEFAULT_GOAL := help
.PHONY: help install run test test-local check format bench docs clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

install: $(STAMP) ## make .venv and install everything into it

$(STAMP): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x "$(UV)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV) sync --quiet --frozen --inexact --all-extras --python $(BIN)/python
	@touch $(STAMP)

run: $(STAMP) ## open the terminal chat
	@$(BIN)/prompteur chat

test: $(STAMP) ## run the whole suite
	@$(BIN)/coverage erase
	@$(BIN)/pytest -n 2 --cov --cov-report=term -m "not local"

test-local: $(STAMP) ## fetch the small weights and run the tests against a real llama.cpp server
	@$(BIN)/prompteur model pull smollm2-135m --yes
	@$(BIN)/pytest -m local

check: $(STAMP) ## lint, types, import contracts, generated files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(STAMP) ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(STAMP) ## measure against floors taken in the same run
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

clean: ## remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
