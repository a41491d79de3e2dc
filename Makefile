# Two commands for everybody: make demo, make test. Both set up what is missing and can be run twice.
SHELL := /bin/bash
HOST ?= 127.0.0.1
PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py

.PHONY: demo test lint bench setup setup-test messages serve stack faults backup restore

setup:
	@bash scripts/setup.sh

setup-test:
	@bash scripts/setup.sh --browser

demo: setup
	@bash scripts/demo.sh "$(HOST)" "$(PORT)"

test: setup-test
	@bash scripts/test.sh

lint: setup
	@bash scripts/lint.sh

bench: setup
	$(PY) -m benchmarks.run
	$(PY) -m benchmarks.public_site
	$(PY) -m benchmarks.market

messages: setup
	$(PY) scripts/messages.py

stack: setup-test
	@bash scripts/stack.sh

# The long forms of what the tests try shortly.
# FAULTS is the factor of the long form: 0.1 is a tenth of it. TEST_DATABASE_URL names the PostgreSQL server.
FAULTS ?= 1
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
faults: setup
	FAULTS=$(FAULTS) $(PY) -m pytest -q tests/audit/test_attacks.py tests/faults
	FAULTS=$(FAULTS) SECOND_DATABASE=1 DATABASE_URL=$(TEST_DATABASE_URL) $(PY) -m pytest -q tests/faults

backup: setup
	$(MANAGE) backup "$(TO)" --keys "$(KEYS)"

restore: setup
	$(MANAGE) restore "$(FROM)" --keys "$(KEYS)"
