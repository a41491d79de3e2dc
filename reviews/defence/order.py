"""The order in which files are heard, drawn from a seed that anybody can check and replay. Pure."""

import hashlib
from collections.abc import Sequence

from reviews.draw.drbg import HmacDrbg, Stream

PURPOSE = b"order of the on-site defence"


def commitment(seed: str) -> str:
    """What is put on record before the files are chosen: SHA-256 of the seed's hexadecimal text."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn_order(seed: str, keys: Sequence[str]) -> list[str]:
    """``keys`` in random order, the same for the same seed and keys.

    HMAC-DRBG over the seed, personalised with :data:`PURPOSE`, read as in the draw of experts. The keys are
    sorted first, so that the order in which they were entered has no part in it.
    """
    listed = sorted(keys)
    stream = Stream(HmacDrbg(bytes.fromhex(seed), b"", PURPOSE))
    return [listed[place] for place in stream.shuffled(len(listed))]
