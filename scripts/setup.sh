#!/usr/bin/env bash
# Installs what is missing: Debian packages, the Python environment, fonts, compiled catalogues.
# Safe to repeat; asks nothing. --browser also installs Chromium for the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

# Of the tests: libatomic1 for the program that drives Chromium, PostgreSQL's client for keeping a copy of it.
packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-lxgw-wenkai gettext python3-venv)
[ "${1:-}" = "--browser" ] && packages+=(chromium poppler-utils libatomic1 postgresql-client)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then run=(); elif sudo -n true 2>/dev/null; then run=(sudo -n); else
    echo "Debian packages are missing. Please run once:"
    echo "  sudo apt-get update && sudo apt-get install -y ${missing[*]}"
    exit 1
  fi
  echo "Installing Debian packages: ${missing[*]}"
  "${run[@]}" apt-get update -qq
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

python=python3.11
command -v "$python" >/dev/null || python=python3
if [ ! -x .uv/bin/uv ]; then
  "$python" -m venv .uv
  .uv/bin/pip install --quiet --disable-pip-version-check uv
fi
[ -x .venv/bin/python ] || .uv/bin/uv venv --quiet --python "$python" .venv
stamp=.venv/requirements.sha256
if ! sha256sum --status -c "$stamp" 2>/dev/null; then
  .uv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python requirements.txt
  sha256sum requirements.txt > "$stamp"
fi
[ -x scripts/fonts.sh ] && bash scripts/fonts.sh
mkdir -p locale
for po in $(find locale -name '*.po'); do
  mo="${po%.po}.mo"
  [ "$mo" -nt "$po" ] || msgfmt --check-format -o "$mo" "$po"
done
