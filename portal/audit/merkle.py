"""Merkle trees as in RFC 6962 (section 2.1): leaves and nodes are hashed apart, an odd node moves up."""

import hashlib

LEFT, RIGHT = "left", "right"


def leaf(value: str) -> bytes:
    """The hash of a leaf: of an event's hash, given as hex."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(value)).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _up(level: list[bytes]) -> list[bytes]:
    pairs = [node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]


def root(values: list[str]) -> str:
    """The root over ``values`` (hex); of none it is the hash of nothing."""
    if not values:
        return hashlib.sha256(b"").hexdigest()
    level = [leaf(value) for value in values]
    while len(level) > 1:
        level = _up(level)
    return level[0].hex()


def path(values: list[str], index: int) -> list[dict]:
    """What must be hashed with the ``index``-th leaf, and on which side, to reach the root."""
    level, steps = [leaf(value) for value in values], []
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            steps.append({"side": LEFT if other < index else RIGHT, "hash": level[other].hex()})
        level, index = _up(level), index // 2
    return steps


def climb(value: str, steps: list[dict]) -> str:
    """The root that ``value`` and its path lead to."""
    here = leaf(value)
    for step in steps:
        other = bytes.fromhex(step["hash"])
        here = node(other, here) if step["side"] == LEFT else node(here, other)
    return here.hex()
