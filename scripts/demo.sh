#!/usr/bin/env bash
# Migrates, loads the demonstration when the database is empty, and serves it.
set -euo pipefail
cd "$(dirname "$0")/.."
host="$1" port="$2"
export DEMO=1 SITE_URL="http://$host:$port" ALLOWED_HOSTS="${ALLOWED_HOSTS:-$host,localhost,127.0.0.1}"
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py createcachetable cache
.venv/bin/python manage.py collectstatic --noinput --verbosity 0
.venv/bin/python manage.py demo
exec .venv/bin/python manage.py serve --bind "$host:$port"
