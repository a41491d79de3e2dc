#!/usr/bin/env bash
# Everything a machine can say about the code; prints each finding, ends non-zero on any.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
step() { echo "== $1"; shift; "$@" || status=1; }
step "ruff" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check -q .
step "djlint" .venv/bin/djlint templates --lint --quiet
step "import-linter" .venv/bin/lint-imports
step "catalogue" .venv/bin/python scripts/messages.py --check
step "known vulnerabilities" .venv/bin/python scripts/audit_dependencies.py
step "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
exit $status
