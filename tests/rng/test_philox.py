"""One function for all luck: it is Philox4x32-10, and it is the same however it is called."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tongqu.rng import stream_key
from tongqu.rng.philox import one_uniform, philox4x32, two_uniforms

# Known answers of the authors' own library (Random123, kat_vectors).
KNOWN = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("given", "wanted"), KNOWN)
def test_known_answers(given: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    """The words are those that the authors of Philox publish."""
    assert tuple(int(word) for word in philox4x32(*(np.uint64(v) for v in given))) == wanted


def plain_uniforms(k0: int, k1: int, c: list[int]) -> tuple[float, float]:
    """Compute the same with whole numbers of Python, which know no overflow."""
    low = 2**32 - 1
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k0, p1 & low, (p0 >> 32) ^ c[3] ^ k1, p0 & low]
        k0, k1 = (k0 + 0x9E3779B9) & low, (k1 + 0xBB67AE85) & low
    words = (c[0] << 32 | c[1]) >> 12, (c[2] << 32 | c[3]) >> 12
    return (words[0] + 0.5) / 2**52, (words[1] + 0.5) / 2**52


def test_plain_python_finds_the_same() -> None:
    """The kernel's arithmetic is that of unbounded integers, for counters of any size."""
    key = stream_key(2**70, "work", "深圳")
    for entity in (0, 1, 77, 2**31, 2**32 - 1):
        for turn in (0, 3):
            c = [entity, turn, 5, 2]
            assert two_uniforms(*key, entity, turn, 5, 2) == plain_uniforms(*key, c)


def test_without_compiler() -> None:
    """With JIT off the numbers are the same, and nothing warns of an overflow."""
    code = (
        "from tongqu.rng.philox import one_uniform\n"
        "print([one_uniform(4294967295, 123, e, 1, 2).hex() for e in range(20)])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == str(
        [one_uniform(4294967295, 123, e, 1, 2).hex() for e in range(20)]
    )


def test_uniform_and_independent() -> None:
    """Mean, variance and neighbours' correlation over entities, turns, replications, purposes."""
    key, n = stream_key(3, "test"), 20_000
    along = {
        "entity": [one_uniform(*key, k, 0, 0) for k in range(n)],
        "turn": [one_uniform(*key, 0, k, 0) for k in range(n)],
        "replication": [one_uniform(*key, 0, 0, k) for k in range(n)],
        "purpose": [one_uniform(*stream_key(3, str(k)), 0, 0, 0) for k in range(n)],
        "lanes": [u for k in range(n // 2) for u in two_uniforms(*key, k, 0, 0, 1)],
    }
    for name, numbers in along.items():
        u = np.array(numbers)
        assert 0 < u.min() < u.max() < 1, name
        assert abs(u.mean() - 0.5) * np.sqrt(12 * n) < 4, name
        assert abs(u.var() - 1 / 12) * np.sqrt(180 * n) < 4, name
        assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) * np.sqrt(n) < 4, name
