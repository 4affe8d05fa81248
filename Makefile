# The whole developer loop. `make demo` is for everybody; it needs Python 3.11 or newer, make and git, and nothing else.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types score bench nightly docs lock clean

help:  ## Say what there is.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# The stamp is newer than the lock: a second run installs nothing.
$(READY): requirements.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "capaian needs Python 3.11 or newer, and '$(PY)' is $$($(PY) --version 2>&1 || echo not there). Name another: make PY=python3.12 demo" >&2; exit 2; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PY)' cannot make environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "Setting up $(VENV) (once, about two minutes) ..."
	@$(PY) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY)  ## Make .venv from requirements.lock, and install the project in it.

demo: $(READY)  ## Crawl an invented newsroom on this machine, and show what does not add up. SERVE=1: then in a browser.
	@$(BIN)/capaian demo $(if $(filter-out 0,$(SERVE)),--serve) $(ARGS)

test: $(READY)  ## Run all tests.
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## Check the style and the format, and that imports point down only.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: $(READY)  ## Check the types.
	@$(BIN)/mypy

score: $(READY)  ## Compare extraction and findings with labelled articles (../shared/articles).
	@$(BIN)/python bench/score.py $(ARGS)

bench: $(READY)  ## Compare speed and memory with other programs, side by side (docs/benchmark.md). ONLY="programs crawls pages claims".
	@$(BIN)/python bench/bench.py $(if $(ONLY),--only $(ONLY)) $(ARGS)

# make nightly NIGHTLY="--pages 300 --claims 20000 --kills 1" is a small one, to see that it works
nightly: $(READY)  ## Run the soak, growth, kills and everything else that takes hours; says what is wrong.
	@$(BIN)/python bench/nightly.py $(NIGHTLY)

docs: $(READY)  ## Write the generated pages of docs/ anew.
	@$(BIN)/python docs/generate.py

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml

lock: $(READY)  ## Resolve the dependencies anew.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check $(UV)
	@$(LOCK) --extra dev --output-file requirements.lock
	@$(LOCK) --all-extras --constraint requirements.lock --output-file requirements-extras.lock

clean:  ## Remove what was built, but no store.
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
