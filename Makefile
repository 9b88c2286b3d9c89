# Every target does its own set-up. With the packages once installed, all of them work offline.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
WORKERS ?= 4
# The tests of one file share what they start: a file goes to one worker whole, in the order of the folders.
SHARED := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Where tests are timed: nothing else need be gathered for them.
TIMED = $(shell grep -rl --include='*.py' 'mark[.]timed' tests)
# The newest Python that is here, works and can make an environment. Another one: make install PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$python && break; done)
export UV_PROJECT_ENVIRONMENT := $(VENV)
# The suite starts the program many times: without its compiled code each start takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test test-again coverage test-local check format docs pictures messages bench eval build clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

install: $(STAMP) ## make .venv and install everything into it

$(STAMP): pyproject.toml uv.lock
	@test -x $(BIN)/python || test -n "$(PYTHON)" || { \
		echo "Prompteur needs Python 3.11 or newer, with its venv module (Debian and Ubuntu: apt install python3-venv)." \
		"None was found. If there is one elsewhere: make install PYTHON=/path/to/python"; exit 1; } >&2
	@test -x $(BIN)/python || { echo "Setting up $(VENV) with $(PYTHON), once ..."; $(PYTHON) -m venv $(VENV); }
	@test -x "$(UV)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV) sync --quiet --frozen --inexact --all-extras --python $(BIN)/python
	@touch $(STAMP)

run: $(STAMP) ## open the terminal chat
	@$(BIN)/prompteur chat

test: $(STAMP) ## run the whole suite
	@$(BIN)/pytest $(SHARED) -m "not local and not timed"
	@$(BIN)/pytest -m timed $(TIMED)

# For a computer that others share: it may stand still for seconds. Nothing is held to less.
test-again: $(STAMP) ## run what failed in the last `make test` once more, alone
	@$(BIN)/pytest --last-failed --last-failed-no-failures none -m "not local"
	@$(BIN)/pytest -m timed $(TIMED)

coverage: $(STAMP) ## run the suite and print its branch coverage; it takes half as long again
	@$(BIN)/coverage erase
	@$(BIN)/pytest $(SHARED) --cov --cov-report=term -m "not local and not timed"

# Weights in a folder of their own: a fetched model becomes the default of whoever owns the data folder.
test-local: export PROMPTEUR_DATA_DIR := $(CURDIR)/$(VENV)/data
test-local: $(STAMP) ## fetch the small weights and run the tests against a real llama.cpp server
	@$(BIN)/prompteur model pull smollm2-135m --yes
	@$(BIN)/pytest -m local

check: $(STAMP) ## lint, types, import contracts, container files, generated files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint docker/Dockerfile
	@$(BIN)/python -m tools.messages --check
	@$(BIN)/python -m tools.docs --check

format: $(STAMP) ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(STAMP) ## make the generated parts of the documentation anew
	@$(BIN)/python -m tools.docs

pictures: $(STAMP) ## draw the pictures of the documentation with Chromium, as PNG into dist/pictures/
	@$(BIN)/python -m tools.pictures

messages: $(STAMP) ## collect the texts to translate, compile the translations
	@$(BIN)/python -m tools.messages

bench: $(STAMP) ## measure against floors taken in the same run
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

eval: $(STAMP) ## hold a live model against the table of messages; needs a key and costs money
	@$(BIN)/python benchmarks/eval_talk.py

build: $(STAMP) ## build the wheel and the source archive into dist/
	@$(UV) build --quiet --out-dir dist

clean: ## remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
