"""Addresses: unambiguous names, published mixing, no collisions."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import pytest

from simulator.world.address import child, children, key_of, name_address


def test_a_name_is_hashed_with_the_type_and_length_of_every_part() -> None:
    digest = blake2b(b"s4:flows6:heroini2:17", digest_size=8).digest()
    assert name_address("flow", "heroin", 17) == int.from_bytes(digest, "little")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("ab", "c"), ("abc",)),
        ((1,), ("1",)),
        (("a", ""), ("a",)),
        (("a", 12), ("a", 1, 2)),
        ((-1,), (1,)),
        (("é",), ("e",)),
        (("1:a",), ("1", "a")),
    ],
)
def test_different_parts_have_different_addresses(
    one: tuple[str | int, ...], other: tuple[str | int, ...]
) -> None:
    assert name_address(*one) != name_address(*other)


def test_names_may_use_any_script() -> None:
    assert 0 <= name_address("Душанбе", 3) < 2**64


def test_a_key_depends_on_seed_replication_and_decider() -> None:
    keys = {key_of(*given) for given in [(1, 0, "a"), (0, 1, "a"), (1, 0, "b"), (10, 0, "a"), (1, 1, "a")]}
    assert len(keys) == 5
    assert all(0 <= key < 2**64 for key in keys)


def test_relations_of_address_zero_follow_the_published_splitmix64_sequence() -> None:
    # Vigna, splitmix64.c, seed 0.
    published = [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
        0xF88BB8A8724C81EC,
        0x1B39896A51A8749B,
    ]
    assert [child(0, relation, 0) for relation in range(1, 6)] == published


def test_children_of_one_parent_never_share_an_address() -> None:
    addresses = np.concatenate([children(12345, relation, np.arange(100_000)) for relation in range(5)])
    assert len(np.unique(addresses)) == len(addresses)


def test_grandchildren_along_different_paths_differ() -> None:
    paths = {
        child(child(7, r, i), s, j) for r in range(6) for i in range(20) for s in range(6) for j in range(20)
    }
    assert len(paths) == 6 * 20 * 6 * 20


def test_a_neighbouring_count_changes_about_half_of_the_bits() -> None:
    addresses = children(99, 1, np.arange(20_001))
    flipped = np.bitwise_count(addresses[1:] ^ addresses[:-1])
    assert abs(flipped.mean() - 32) < 4 * np.sqrt(16 / len(flipped))


def test_children_keep_the_shape_of_the_counts_and_leave_them_alone() -> None:
    counts = np.arange(6, dtype=np.uint64).reshape(2, 3)
    addresses = children(5, 2, counts)
    assert addresses.shape == (2, 3)
    assert addresses.dtype == np.uint64
    assert counts.ravel().tolist() == [0, 1, 2, 3, 4, 5]
    assert int(addresses[1, 2]) == child(5, 2, 5)
