"""Gather the texts of the site into the catalogue, or check that the catalogue is complete.

``scripts/messages.py`` rewrites ``locale/zh_Hans/LC_MESSAGES/django.po`` from the source;
``--check`` fails on an entry that is missing, empty or fuzzy.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
SKIP = ["var/*", "tests/*", "benchmarks/*", "staticfiles/*", "shots/*", ".venv/*", ".uv/*"]


def gather() -> None:
    """Run makemessages over the source."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "-l",
        "zh_Hans",
        "--no-wrap",
        "--no-location",
        "-v0",
    ]
    for pattern in SKIP:
        command += ["--ignore", pattern]
    subprocess.run(command, cwd=ROOT, check=True)
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    for entry in [entry for entry in catalogue if entry.obsolete]:
        catalogue.remove(entry)
    for entry in catalogue.fuzzy_entries():  # a guess from another entry is worse than a gap
        entry.msgstr, entry.previous_msgid, entry.previous_msgid_plural, entry.previous_msgctxt = (
            "",
            None,
            None,
            None,
        )
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        entry.flags.remove("fuzzy")
    catalogue.metadata.pop("POT-Creation-Date", None)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()


def faults() -> list[str]:
    """What is missing: one line an entry."""
    catalogue = polib.pofile(str(CATALOGUE))
    return [
        ("fuzzy: " if entry.fuzzy else "not translated: ") + entry.msgid
        for entry in catalogue
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]


def check() -> int:
    """Gather into a copy and compare, so that a text that was never gathered fails too."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "django.po"
        shutil.copy(CATALOGUE, kept)
        try:
            gather()
            found = faults()
        finally:
            shutil.copy(kept, CATALOGUE)
    for fault in found:
        print(fault)
    print(f"{len(found)} faults in the catalogue")
    return 1 if found else 0


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(check())
    gather()
    for fault in faults():
        print(fault)
