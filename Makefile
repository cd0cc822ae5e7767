# Every command that a person or CI runs. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip
export COMITY_HOME ?= $(CURDIR)/.comity
# Data packs that stand beside the repository are found without being asked for.
export COMITY_PACKS ?= $(wildcard $(CURDIR)/../shared/data)
export UV_PYTHON := $(CURDIR)/.venv/bin/python
PORT ?= 8000

help:  ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^#: / {print "\n" substr($$0, 4)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

#: Use it
demo: environment  ## set everything up, load all facts and every pack found, serve the portal at http://localhost:8000
	$(BIN)/comity demo --port $(PORT)

run: environment  ## serve what is already set up
	$(BIN)/comity serve --port $(PORT)

#: Build it
test: environment-dev  ## every check and every test, as CI runs them
	bash tests/run

check: environment-dev  ## style, types, contracts; changes nothing
	bash tests/check

fix: environment-dev  ## mend what can be mended by machine
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench
	$(BIN)/djlint --reformat --quiet src

messages: environment-dev  ## gather the words to be translated into the catalogues
	$(BIN)/comity messages gather

docs: environment-dev  ## write the generated reference pages anew
	$(BIN)/comity reference write

bench: environment-dev  ## measure speed and retrieval on this machine
	$(BIN)/python -m bench

#: Keep it
lock:  ## compile the requirements anew, with hashes and without any host's name
	for name in bootstrap node run dev; do \
	  $(UV) compile -q --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	    requirements/$$name.in -o requirements/$$name.txt; done

clean:  ## remove everything that was installed or built, but not what an installation keeps in COMITY_HOME
	rm -rf .venv node_modules build

environment: build/environment build/assets  # what the portal needs to run

environment-dev: build/environment-dev build/assets  # what its developers need besides

.venv/bin/uv: requirements/bootstrap.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Comity needs Python 3.11 or later. Name one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

build/environment: .venv/bin/uv requirements/run.txt pyproject.toml
	$(UV) install --quiet --require-hashes -r requirements/run.txt
	$(UV) install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p build && touch $@

build/environment-dev: build/environment requirements/dev.txt
	$(UV) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# Fonts, map and flags. Where there is no npm, Node comes as a wheel from the registry of Python packages.
build/assets: .venv/bin/uv package.json package-lock.json requirements/node.txt
	@mkdir -p build
	if ! command -v npm >/dev/null; then $(UV) install --quiet --require-hashes -r requirements/node.txt; fi
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: help demo run test check fix messages docs bench lock clean environment environment-dev
