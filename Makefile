# Everything a newcomer needs. Nothing here needs root or a compiler: Python 3.11 (with venv) and make.
PORT ?= 8000
export PORT

BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo serve test test-spark quick lint format bench messages clean

help:            ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F'\t' '{printf "  make %-11s %s\n", $$1, $$2}'

setup:           ## install what the platform needs into .venv (a second time it does nothing)
	@scripts/setup

setup-dev:       ## the same with the tools for tests and checks
	@scripts/setup --dev

demo: setup      ## fill a demo country and serve it at http://localhost:8000 (PORT=9000 to change)
	@exec $(BIN)/hamkori demo

serve: setup     ## serve this installation: web, worker and clock
	@exec $(BIN)/hamkori serve

test: setup-dev  ## every check and every test, on SQLite and PostgreSQL, in under 20 minutes
	@exec $(BIN)/python scripts/test.py

test-spark: setup-dev ## the same questions to DuckDB and to Spark on this machine (Java 17): equal answers
	@exec scripts/test-spark

quick: setup-dev ## the checks and tests that take a minute: before every commit
	@exec $(BIN)/python scripts/test.py --quick

lint: setup-dev  ## only the checks: style, types, floors, migrations, translations
	@exec $(BIN)/python scripts/test.py --lint

format: setup-dev ## put the code into one style
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: setup-dev ## measure speed and memory against the budgets
	@$(BIN)/hamkori bench
	@exec $(BIN)/hamkori bench --crime

messages: setup-dev ## collect the sentences of pages and code into the translation files
	@exec $(BIN)/python -m hamkori.config.messages extract

clean:           ## throw away what make setup made (never the data of an installation)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
