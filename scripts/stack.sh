#!/usr/bin/env bash
# The production shape without Docker: the processes of docker-compose.yml on the local PostgreSQL, with the
# same commands and settings, and one journey through nginx against them. Ends by itself; leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."
for need in nginx:nginx-light redis-server:redis-server; do
  command -v "${need%%:*}" >/dev/null && continue
  [ "$(id -u)" = 0 ] || { echo "Please install ${need##*:} first: sudo apt-get install -y ${need##*:}"; exit 1; }
  # Debian would start its own server: here the portal's is started, on a port of its own.
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d.stack && chmod 755 /usr/sbin/policy-rc.d.stack
  [ -e /usr/sbin/policy-rc.d ] || { mv /usr/sbin/policy-rc.d.stack /usr/sbin/policy-rc.d; made=1; }
  [ -n "${updated:-}" ] || { apt-get update -qq && updated=1; }
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need##*:}" >/dev/null
  rm -f /usr/sbin/policy-rc.d.stack; [ -z "${made:-}" ] || rm -f /usr/sbin/policy-rc.d
done
exec timeout --signal=TERM --kill-after=45 "${STACK_SECONDS:-420}" .venv/bin/python -m scripts.stack
