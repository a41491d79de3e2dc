# Two commands for everybody: make demo, make test. Both set up what is missing and can be run twice.
SHELL := /bin/bash
HOST ?= 127.0.0.1
PORT ?= 8000
PY := .venv/bin/python
MANAGE := $(PY) manage.py

.PHONY: demo test lint bench setup setup-test messages serve

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

messages: setup
	$(PY) scripts/messages.py
