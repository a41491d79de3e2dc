"""Random integers that anybody can compute again: HMAC-DRBG (NIST SP 800-90A Rev. 1, 10.1.2), SHA-256."""

import hmac

BLOCK = 1024  # bytes asked of the generator at a time; part of the format, see docs/draw.md


class HmacDrbg:
    """HMAC-DRBG over SHA-256 without reseeding and without additional input.

    entropy: the secret part of the seed. nonce: what is mixed into it. personalization: what the numbers
    are for; two purposes never share their numbers.
    """

    def __init__(self, entropy: bytes, nonce: bytes, personalization: bytes = b"") -> None:
        self._key, self._value = bytes(32), b"\x01" * 32
        self._update(entropy + nonce + personalization)

    def _update(self, data: bytes) -> None:
        for mark in (b"\x00", b"\x01") if data else (b"\x00",):
            self._key = hmac.digest(self._key, self._value + mark + data, "sha256")
            self._value = hmac.digest(self._key, self._value, "sha256")

    def generate(self, count: int) -> bytes:
        """The next ``count`` bytes; one request of at most 65,536 bytes."""
        if not 0 < count <= 2**16:
            raise ValueError("a request is for 1 to 65,536 bytes")
        blocks = []
        for _ in range(-(-count // 32)):
            self._value = hmac.digest(self._key, self._value, "sha256")
            blocks.append(self._value)
        self._update(b"")
        return b"".join(blocks)[:count]


class Stream:
    """The generator's bytes in a row (requests of ``BLOCK`` bytes), read as numbers without bias."""

    def __init__(self, drbg: HmacDrbg) -> None:
        self._drbg = drbg
        self._block, self._at = b"", 0

    def read(self, count: int) -> bytes:
        """The next ``count`` bytes of the row."""
        while len(self._block) - self._at < count:
            self._block, self._at = self._block[self._at :] + self._drbg.generate(BLOCK), 0
        self._at += count
        return self._block[self._at - count : self._at]

    def below(self, bound: int) -> int:
        """A number from 0 to ``bound`` - 1, each equally likely.

        As many bytes as ``bound`` itself needs are read as one big-endian number; those from the last
        incomplete run of ``bound`` numbers on are thrown away (rejection sampling), so that the remainder
        favours nobody.
        """
        size = -(-bound.bit_length() // 8)
        usable = 256**size // bound * bound
        while (drawn := int.from_bytes(self.read(size), "big")) >= usable:
            pass
        return drawn % bound

    def shuffled(self, count: int) -> list[int]:
        """0 … ``count`` - 1 in random order (Fisher and Yates, from the last place to the second)."""
        order = list(range(count))
        for place in range(count - 1, 0, -1):
            other = self.below(place + 1)
            order[place], order[other] = order[other], order[place]
        return order
