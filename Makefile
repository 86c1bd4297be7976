# The only commands a newcomer needs: make run, make test. Each does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check quick soak lock screenshots service clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run ## Open the demo city in this terminal
	@$(BIN)/thanglong demo

test: $(VENV)/.test ## Set up everything and run every check and test
	@tools/system-packages
	@tools/test

check: $(VENV)/.test ## Formatting, lint, types, contracts, translations, migrations
	@tools/check

quick: $(VENV)/.test ## Tests without the browser, on the embedded PostgreSQL
	@$(BIN)/thanglong messages >/dev/null
	@$(BIN)/pytest -q --ignore=tests/journeys

soak: $(VENV)/.test ## Kill web, worker and PostgreSQL 300 times under load, instead of 30
	@SOAK_BLOWS=300 $(BIN)/pytest -q tests/faults

lock: $(VENV)/.test ## Write the lock files anew from pyproject.toml
	@tools/lock

screenshots: $(VENV)/.test ## Pictures of the main pages, to be looked at by a person
	@tools/system-packages
	@$(BIN)/thanglong screenshots

service: $(VENV)/.test ## Begin a new service: make service name=dogs
	@tools/new-service $(name)

clean: ## Remove everything that was made here, the demo city included
	rm -rf $(VENV) var build screenshots .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/pip:
	@tools/virtual-environment $(PYTHON) $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Installing the platform …"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@tools/link $(VENV)
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(VENV)/.run
	@echo "Installing the tools for tests …"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
