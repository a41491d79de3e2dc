"""The generator against NIST's published answers, and the numbers against what chance allows."""

from collections import Counter

import pytest

from reviews import verify_draw
from reviews.draw.drbg import HmacDrbg, Stream

# NIST CAVP, drbgtestvectors.zip, no_reseed/HMAC_DRBG.rsp, [SHA-256], COUNT 0 and 1 without and with a
# personalization string: entropy, nonce, personalization, the bits returned by the second request.
PUBLISHED = [
    (
        "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488",
        "659ba96c601dc69fc902940805ec0ca8",
        "",
        (
            "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89"
            "d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1"
            "07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668"
            "961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8"
        ),
    ),
    (
        "79737479ba4e7642a221fcfd1b820b134e9e3540a35bb48ffae29c20f5418ea3",
        "3593259c092bef4129bc2c6c9e19f343",
        "",
        (
            "cf5ad5984f9e43917aa9087380dac46e410ddc8a7731859c84e9d0f31bd43655"
            "b924159413e2293b17610f211e09f770f172b8fb693a35b85d3b9e5e63b1dc25"
            "2ac0e115002e9bedfb4b5b6fd43f33b8e0eafb2d072e1a6fee1f159df9b51e6c"
            "8da737e60d5032dd30544ec51558c6f080bdbdab1de8a939e961e06b5f1aca37"
        ),
    ),
    (
        "5cacc68165a2e2ee20812f35ec73a79dbf30fd475476ac0c44fc6174cdac2b55",
        "6f885496c1e63af620becd9e71ecb824",
        "e72dd8590d4ed5295515c35ed6199e9d211b8f069b3058caa6670b96ef1208d0",
        (
            "f1012cf543f94533df27fedfbf58e5b79a3dc517a9c402bdbfc9a0c0f721f9d5"
            "3faf4aafdc4b8f7a1b580fcaa52338d4bd95f58966a243cdcd3f446ed4bc546d"
            "9f607b190dd69954450d16cd0e2d6437067d8b44d19a6af7a7cfa8794e5fbd72"
            "8e8fb2f2e8db5dd4ff1aa275f35886098e80ff844886060da8b1e7137846b23b"
        ),
    ),
    (
        "8df013b4d103523073917ddf6a869793059e9943fc8654549e7ab22f7c29f122",
        "da2625af2ddd4abcce3cf4fa4659d84e",
        "b571e66d7c338bc07b76ad3757bb2f9452bf7e07437ae8581ce7bc7c3ac651a9",
        (
            "b91cba4cc84fa25df8610b81b641402768a2097234932e37d590b1154cbd23f9"
            "7452e310e291c45146147f0da2d81761fe90fba64f94419c0f662b28c1ed94da"
            "487bb7e73eec798fbcf981b791d1be4f177a8907aa3c401643a5b62b87b89d66"
            "b3a60e40d4a8e4e9d82af6d2700e6f535cdb51f75c321729103741030ccc3a56"
        ),
    ),
]


@pytest.mark.parametrize(("entropy", "nonce", "personalization", "answer"), PUBLISHED)
def test_generator_gives_the_published_answers(entropy, nonce, personalization, answer):
    drbg = HmacDrbg(*(bytes.fromhex(part) for part in (entropy, nonce, personalization)))
    drbg.generate(128)
    assert drbg.generate(128).hex() == answer


@pytest.mark.parametrize(("entropy", "nonce", "personalization", "answer"), PUBLISHED)
def test_a_long_request_continues_as_the_standard_says(entropy, nonce, personalization, answer):
    """The row is made of whole requests, however it is read."""
    seed = [bytes.fromhex(part) for part in (entropy, nonce, personalization)]
    whole = HmacDrbg(*seed)
    row = whole.generate(1024) + whole.generate(1024)
    stream = Stream(HmacDrbg(*seed))
    assert [stream.read(1000), stream.read(24), stream.read(1), stream.read(600)] == [
        row[:1000], row[1000:1024], row[1024:1025], row[1025:1625],
    ]  # fmt: skip


def test_a_request_has_the_standards_size():
    with pytest.raises(ValueError, match="65,536"):
        HmacDrbg(b"", b"").generate(2**16 + 1)


class Bytes:
    """A generator whose bytes are known."""

    def __init__(self, *values: int) -> None:
        self.values = bytes(values)

    def generate(self, count: int) -> bytes:
        return self.values.ljust(count, b"\x00")


def test_numbers_of_the_last_incomplete_run_are_thrown_away():
    # Below 10, one byte: 250 to 255 would favour 0 to 5, so they are rejected; 249 gives 9, 31 gives 1.
    stream = Stream(Bytes(250, 255, 249, 253, 31))
    assert [stream.below(10), stream.below(10)] == [9, 1]


def test_numbers_are_read_big_endian_in_as_few_bytes_as_the_bound_needs():
    stream = Stream(Bytes(1, 2, 7, 0, 0, 1, 5))
    # 256 needs two bytes (0x0102 mod 256 = 2); 255 needs one; 10**6 needs three; 1 needs one and is 0.
    assert [stream.below(256), stream.below(255), stream.below(10**6), stream.below(1)] == [2, 7, 1, 0]


def test_shuffle_swaps_from_the_last_place_down():
    # Places 3, 2, 1 swap with 1 (1 mod 4), 0 (3 mod 3) and 1 (1 mod 2): 0321, 2301, 2301.
    assert Stream(Bytes(1, 3, 1)).shuffled(4) == [2, 3, 0, 1]


def chi_square(counts: list[int], expected: float) -> float:
    return sum((count - expected) ** 2 / expected for count in counts)


def test_every_order_is_equally_likely():
    """6,000 seeds, the 24 orders of four: chi-square with 23 degrees of freedom, 49.73 at one in a thousand."""
    counts = Counter(
        tuple(Stream(HmacDrbg(b"secret", seed.to_bytes(8, "big"), b"orders")).shuffled(4))
        for seed in range(6000)
    )
    assert len(counts) == 24
    assert chi_square(list(counts.values()), 250) < 49.73


def test_the_verifier_draws_the_same_numbers():
    entropy, nonce, personalization = b"secret", b"2026117", b"prices"
    stream = Stream(HmacDrbg(entropy, nonce, personalization))
    row = verify_draw.row_of(entropy + nonce + personalization)
    bounds = [10**9, 7, 256, 1, 65537] * 200
    assert [stream.below(n) for n in bounds] == [verify_draw.below(row, n) for n in bounds]
    assert stream.shuffled(300) == verify_draw.shuffled(row, 300)


def test_every_expert_is_as_likely_in_every_place():
    """2,000 seeds, 30 experts: each place by itself, 29 degrees of freedom, 66.2 at one in ten thousand."""
    counts = [[0] * 30 for _ in range(30)]
    for seed in range(2000):
        for place, expert in enumerate(Stream(HmacDrbg(seed.to_bytes(8, "big"), b"")).shuffled(30)):
            counts[place][expert] += 1
    assert max(chi_square(row, 2000 / 30) for row in counts) < 66.2


def test_prices_are_spread_evenly():
    """50,000 numbers below 10**9 in 100 drawers: 99 degrees of freedom, 148.23 at one in a thousand."""
    stream, counts = Stream(HmacDrbg(b"prices", b"")), [0] * 100
    for _ in range(50_000):
        counts[stream.below(10**9) // 10**7] += 1
    assert chi_square(counts, 500) < 148.23
