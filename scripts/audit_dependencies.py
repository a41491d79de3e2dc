"""Known vulnerabilities of the locked packages, where the database of them is reachable; else it says so.

Ends with 1 only on a vulnerability that was found and is not in ACCEPTED: a network that is not there is no
fault of the code. Asks OSV, the open database; waits a minute at most.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SECONDS = int(os.environ.get("AUDIT_SECONDS", "60"))
COMMAND = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt", "--require-hashes"]
COMMAND += [
    "--disable-pip",
    "--vulnerability-service",
    "osv",
    "--format",
    "json",
    "--progress-spinner",
    "off",
]
ACCEPTED: dict[str, str] = {}
"""Ids of vulnerabilities that don't concern the portal, each with the reason."""


def report(command: list[str], seconds: float) -> tuple[dict | None, str]:
    """What the audit found, or None and why it could not look."""
    try:
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None, f"no answer within {seconds:.0f} s"
    try:
        return json.loads(done.stdout), ""
    except ValueError:
        lines = [line for line in done.stderr.strip().splitlines() if line.strip()]
        return None, (lines[-1] if lines else f"ended with {done.returncode}")[:300]


def found(told: dict) -> list[str]:
    """One line for each vulnerability that nobody accepted."""
    return [
        f"{package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'nothing yet'}"
        for package in told["dependencies"]
        for one in package.get("vulns", [])
        if not {one["id"], *one.get("aliases", [])} & set(ACCEPTED)
    ]


def main(command: list[str] = COMMAND, seconds: float = SECONDS) -> int:
    told, why = report(command, seconds)
    if told is None:
        print(f"Not audited: the database of vulnerabilities can't be asked here ({why}).")
        return 0
    lines = found(told)
    print(*lines, f"{len(told['dependencies'])} packages audited, {len(lines)} vulnerabilities.", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
