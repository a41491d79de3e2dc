#!/usr/bin/env bash
# All tests: on SQLite, then what a second database can show on PostgreSQL, with Redis where it answers.
set -uo pipefail
cd "$(dirname "$0")/.."
# Many tests start processes of the portal: modules compiled once serve all of them.
unset PYTHONDONTWRITEBYTECODE
passed=0 failed=0 status=0
run() {
  local out; out=$(mktemp)
  echo "== $1"; shift
  "$@" 2>&1 | tee "$out"
  local code=${PIPESTATUS[0]}
  local p f e
  p=$(grep -oE '[0-9]+ passed' "$out" | tail -1 | cut -d' ' -f1); f=$(grep -oE '[0-9]+ failed' "$out" | tail -1 | cut -d' ' -f1)
  e=$(grep -oE '[0-9]+ errors?' "$out" | tail -1 | cut -d' ' -f1)
  passed=$((passed + ${p:-0})); failed=$((failed + ${f:-0} + ${e:-0}))
  [ "$code" = 0 ] || { status=1; [ "${f:-0}${e:-0}" != 00 ] || failed=$((failed + 1)); }
  rm -f "$out"
}
pytest=(.venv/bin/python -m pytest -q)
run "SQLite" env -u DATABASE_URL "${pytest[@]}" -n 2 --dist loadfile --no-loadscope-reorder
postgres="${TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}"
redis="${TEST_REDIS_URL:-redis://127.0.0.1:6379/0}"
.venv/bin/python -c "import redis,sys; redis.from_url(sys.argv[1]).ping()" "$redis" 2>/dev/null || { redis=""; echo "Redis does not answer: its tests are left out"; }
if .venv/bin/python -c "import psycopg,sys; psycopg.connect(sys.argv[1], connect_timeout=3)" "$postgres" 2>/dev/null; then
  # Single pages look the same on either database, whole journeys run on both; what asks no database runs once.
  run "PostgreSQL" env SECOND_DATABASE=1 DATABASE_URL="$postgres" REDIS_URL="$redis" "${pytest[@]}" -n 2 --dist loadfile --no-loadscope-reorder -m "not browser or journey"
else
  echo "PostgreSQL does not answer: its tests are left out"
fi
echo "$passed passed, $failed failed"
exit $status
