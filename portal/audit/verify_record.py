"""Prove a receipt against the published roots, without the portal and without anything but Python.

    python verify_record.py PROOF.json ROOTS.jsonl [--event HASH]

PROOF.json comes from ``/audit/proof/<hash>.json``; HASH is the entry's hash that stands on the receipt.
ROOTS.jsonl comes from ``/audit/roots.jsonl``, best from a copy that you or a mirror kept: what was
altered afterwards then shows. Ends with 0 when the entry lies under a root of an unbroken chain, with 1
and the reason when not, with 2 when a file can't be read. Standard library only.

How it is computed. Leaf: SHA-256(00 | entry's hash). Node: SHA-256(01 | left | right), as in RFC 6962.
A root's own hash: SHA-256 over its JSON of number, first, last, count, merkle, previous and at, with
sorted keys and no spaces; ``previous`` is the hash of the root before it, empty for the first.
"""

import argparse
import hashlib
import json
import sys

FIELDS = ("number", "first", "last", "count", "merkle", "previous", "at")


class Broken(Exception):
    """What does not hold; the message says which."""


def root_hash(root: dict) -> str:
    content = {name: root[name] for name in FIELDS}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def check_chain(roots: list[dict]) -> dict[int, dict]:
    """The roots by number, after each was found to follow from the one before. Raises Broken."""
    known: dict[int, dict] = {}
    before = None
    for root in sorted(roots, key=lambda one: one["number"]):
        number = root["number"]
        if root_hash(root) != root["hash"]:
            raise Broken(f"root {number}: its hash does not belong to its content")
        if before is None and (number, root["first"], root["previous"]) != (1, 1, ""):
            raise Broken(f"root {number}: the roots before it are missing")
        if before and (number, root["first"]) != (before["number"] + 1, before["last"] + 1):
            raise Broken(f"root {number}: it does not follow root {before['number']} without a gap")
        if before and root["previous"] != before["hash"]:
            raise Broken(f"root {number}: it does not hold the hash of root {before['number']}")
        known[number] = before = root
    return known


def climb(event: str, path: list[dict]) -> str:
    """The Merkle root that an entry's hash and its path lead to."""
    here = hashlib.sha256(b"\x00" + bytes.fromhex(event)).digest()
    for step in path:
        other = bytes.fromhex(step["hash"])
        left, right = (other, here) if step["side"] == "left" else (here, other)
        here = hashlib.sha256(b"\x01" + left + right).digest()
    return here.hex()


def check(proof: dict, roots: list[dict], event: str = "") -> dict:
    """The root under which the proof's entry lies. Raises Broken."""
    if proof.get("version") != 1:
        raise Broken("the proof is of a version that this program does not know")
    if event and event != proof["event"]:
        raise Broken("the proof is of another entry than the receipt names")
    known = check_chain(roots)
    named = known.get(proof["root"]["number"])
    if named is None:
        raise Broken(f"root {proof['root']['number']} is not among the published roots")
    if any(named[name] != proof["root"][name] for name in (*FIELDS, "hash")):
        raise Broken(f"root {named['number']}: the proof names another one than was published")
    if climb(proof["event"], proof["path"]) != named["merkle"]:
        raise Broken("the path does not lead from the entry to the root")
    return named


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Prove a receipt against the published roots.")
    parser.add_argument("proof")
    parser.add_argument("roots")
    parser.add_argument("--event", default="", help="the entry's hash as the receipt names it")
    given = parser.parse_args(arguments)
    try:
        with open(given.proof, encoding="utf-8") as file:
            proof = json.load(file)
        with open(given.roots, encoding="utf-8") as file:
            roots = [json.loads(line) for line in file if line.strip()]
        root = check(proof, roots, given.event.lower())
    except Broken as reason:
        print(f"NOT PROVEN: {reason}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"A file can't be read: {fault!r}")
        return 2
    print(f"PROVEN: entry {proof['event']} lies under root {root['number']} of {root['at']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
