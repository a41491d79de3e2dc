#!/usr/bin/env bash
# Brings the typefaces of official documents (仿宋 楷体 黑体 宋体) to var/fonts.
# The Fandol fonts (GPL with the font-embedding exception) are taken out of a Debian package that is not
# installed: unpacking needs neither root nor TeX. Without them Noto and LXGW WenKai stand in. Safe to repeat.
set -uo pipefail
cd "$(dirname "$0")/.."
target="${FONTS_DIR:-${VAR_DIR:-var}/fonts}"
package=texlive-lang-chinese
fonts=(FandolFang-Regular FandolKai-Regular FandolHei-Regular FandolSong-Regular FandolSong-Bold)

have_all() { for font in "${fonts[@]}"; do [ -s "$target/$font.otf" ] || return 1; done; }
stand_in() {
  echo "Fonts: $1 Official documents are set in Noto and LXGW WenKai instead of 仿宋."
  echo "  To change that later: apt-get download $package, then FONTS_PACKAGE=<that file> scripts/fonts.sh"
  exit 0
}

have_all && exit 0
mkdir -p "$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "${FONTS_PACKAGE:-}" ]; then
  cp "$FONTS_PACKAGE" "$work/fonts.deb" || stand_in "$FONTS_PACKAGE can't be read."
else
  command -v apt-get >/dev/null || stand_in "this machine has no apt-get."
  echo "Fetching fonts for official documents (49 MB, once)"
  # apt drops to a user of its own, who must be able to write here.
  chmod 777 "$work"
  (cd "$work" && timeout 300 apt-get download -qq "$package" 2>/dev/null)
  mv "$work/$package"_*.deb "$work/fonts.deb" 2>/dev/null || stand_in "$package can't be fetched."
fi
dpkg-deb -x "$work/fonts.deb" "$work/tree" || stand_in "the package can't be unpacked."
for font in "${fonts[@]}"; do
  found=$(find "$work/tree" -name "$font.otf" | head -1)
  [ -n "$found" ] && install -m 644 "$found" "$target/$font.otf"
done
have_all || stand_in "the package does not hold them."
