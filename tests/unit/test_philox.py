"""The random function: published answers, and that a draw is the same alone and in bulk."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.world.philox import (
    block,
    keyed_uniform,
    philox4x32,
    round_keys,
    uniform,
    uniforms,
)

# Random123, tests/kat_vectors, the lines "philox4x32 10": counter and key, then the answer.
PUBLISHED = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def expected_uniform(w0: int, w1: int) -> float:
    return (((w1 << 32 | w0) >> 12) + 0.5) / 2**52


@pytest.mark.parametrize(("given", "answer"), PUBLISHED)
def test_the_scalar_form_gives_the_published_answers(given: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert block(*given) == answer


def test_the_array_form_gives_the_published_answers() -> None:
    columns = np.array([given for given, _ in PUBLISHED], dtype=np.uint64).T
    words = np.array(philox4x32(*columns)).T
    assert words.dtype == np.uint32
    assert [tuple(int(word) for word in row) for row in words] == [answer for _, answer in PUBLISHED]


def test_the_array_form_broadcasts_its_six_words() -> None:
    c0 = np.arange(5000)[:, None]
    k1 = np.arange(3)
    words = philox4x32(c0, 1, 2, 3, 4, k1)
    assert all(word.shape == (5000, 3) for word in words)
    assert tuple(int(word[4999, 2]) for word in words) == block(4999, 1, 2, 3, 4, 2)


@pytest.mark.parametrize(("given", "answer"), PUBLISHED)
def test_a_uniform_is_made_of_the_published_words(given: tuple[int, ...], answer: tuple[int, ...]) -> None:
    c0, c1, c2, c3, k0, k1 = given
    expected = expected_uniform(answer[0], answer[1])
    assert uniform(k1 << 32 | k0, c1 << 32 | c0, c2, c3) == expected
    assert keyed_uniform(round_keys(k1 << 32 | k0), c1 << 32 | c0, c2, c3) == expected
    assert uniforms(k1 << 32 | k0, c1 << 32 | c0, c2, c3) == expected


def test_a_bulk_of_draws_equals_its_draws_taken_alone_across_blocks() -> None:
    addresses = np.arange(2**63, 2**63 + 9000, dtype=np.uint64)
    bulk = uniforms(77, addresses, 3, 4)
    for i in (0, 1, 4095, 4096, 8191, 8192, 8999):
        assert bulk[i] == uniform(77, int(addresses[i]), 3, 4)


def test_keys_addresses_visits_and_slots_broadcast() -> None:
    keys = np.array([1, 2**63 + 5], dtype=np.uint64)[:, None, None]
    visits = np.arange(3)[:, None]
    slots = np.arange(4)
    bulk = uniforms(keys, 99, visits, slots)
    assert bulk.shape == (2, 3, 4)
    assert bulk[1, 2, 3] == uniform(2**63 + 5, 99, 2, 3)
    assert bulk[0, 1, 2] == uniform(1, 99, 1, 2)


def test_four_numbers_give_one_number() -> None:
    assert uniforms(1, 2, 3, 4).shape == ()


def test_no_addresses_give_no_draws() -> None:
    assert uniforms(1, np.array([], dtype=np.uint64), 0, 0).shape == (0,)


@pytest.mark.parametrize("changed", range(4))
def test_each_argument_changes_the_draw(changed: int) -> None:
    given = [5, 6, 7, 8]
    other = list(given)
    other[changed] += 1
    assert uniform(*given) != uniform(*other)
    high = list(given)
    high[changed] += 2**31 if changed > 1 else 2**63
    assert uniform(*given) != uniform(*high)


@pytest.mark.parametrize("along", ["key", "address", "visit", "slot"])
def test_draws_are_uniform_and_neighbours_are_independent(along: str) -> None:
    n = 100_000
    numbers = np.arange(n, dtype=np.uint64)
    given = {"key": 3, "address": 4, "visit": 5, "slot": 6} | {along: numbers}
    draws = uniforms(given["key"], given["address"], given["visit"], given["slot"])
    assert abs(draws.mean() - 0.5) < 4 * np.sqrt(1 / 12 / n)
    counts = np.bincount((draws * 256).astype(int), minlength=256)
    chi_square = float(((counts - n / 256) ** 2 / (n / 256)).sum())
    assert abs(chi_square - 255) < 4 * np.sqrt(2 * 255)
    products = (draws[1:] - 0.5) * (draws[:-1] - 0.5)
    assert abs(products.mean()) < 4 * (1 / 12) / np.sqrt(n)
