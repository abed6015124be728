# The few commands of EcoWorks; each does its own set-up. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help set-up run test check bench screenshots translations lock format

# The first Python that is 3.11 or newer.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
ARGS ?=

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

set-up: ## make .venv from the lock; compile translations and bytecode
	@test -n "$(PYTHON)" || { echo "EcoWorks needs Python 3.11 or newer on the PATH" >&2; exit 1; }
	@$(PYTHON) tools/set_up.py venv translations bytecode

run: set-up ## start the demo on this machine: two factories, a FabLab and a van with a year of history
	@exec $(BIN)/eco serve --demo $(ARGS)

test: set-up ## run every test on SQLite and PostgreSQL, browser included (ARGS="..." go to pytest)
	@$(PYTHON) tools/set_up.py browser
	@$(BIN)/python tools/run_tests.py $(ARGS)

check: set-up ## style, types, import contracts, templates, translations; under 50 seconds
	@$(BIN)/python tools/check.py

bench: set-up ## speed beside its floors, in one run (ARGS="..." choose)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: set-up ## pictures of the screens for README and docs
	@test -f tools/screenshots.py || { echo "tools/screenshots.py is not there" >&2; exit 1; }
	@$(PYTHON) tools/set_up.py browser
	@$(BIN)/python tools/screenshots.py $(ARGS)

translations: set-up ## collect the visible words and bring every catalogue up to date
	@$(BIN)/python tools/translations.py update
	@$(PYTHON) tools/set_up.py translations

format: set-up ## put all Python in our format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --all-extras --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --quiet pyproject.toml -o requirements.lock
