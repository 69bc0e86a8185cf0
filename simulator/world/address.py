"""64-bit addresses: the names by which draws are looked up, so that no draw depends on how many came before.

Addresses are Python integers in [0, 2**64), or ``uint64`` arrays of them; both forms agree bit for bit.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MASK = 0xFFFF_FFFF_FFFF_FFFF

# One odd multiplier for each argument of `child`: the address is then one-to-one in each of them, and small
# relations and counts cannot stand in for one another.
_RELATION = 0x9E37_79B9_7F4A_7C15
_COUNT = 0xD1B5_4A32_D192_ED03

# Finaliser of SplitMix64 (Steele, Lea, Flood 2014, with Stafford's mix 13 constants).
_MIX_1 = 0xBF58_476D_1CE4_E5B9
_MIX_2 = 0x94D0_49BB_1331_11EB

_RELATION_ARRAY = np.array(_RELATION, dtype=np.uint64)
_COUNT_ARRAY = np.array(_COUNT, dtype=np.uint64)
_MIX_1_ARRAY = np.array(_MIX_1, dtype=np.uint64)
_MIX_2_ARRAY = np.array(_MIX_2, dtype=np.uint64)
_SHIFT_27 = np.array(27, dtype=np.uint64)
_SHIFT_30 = np.array(30, dtype=np.uint64)
_SHIFT_31 = np.array(31, dtype=np.uint64)


def name_address(*parts: str | int) -> int:
    """Return the address of a thing named by text and whole numbers, such as ``("flow", "heroin", 17)``.

    Every part is written with its type and length, so ``("ab", "c")``, ``("a", "bc")`` and
    ``("a", "b", "c")`` differ, and so do ``1`` and ``"1"``.

    Args:
        parts: What names the thing, from the outside in.

    Returns:
        An integer in [0, 2**64), the same on every machine.
    """
    digest = blake2b(digest_size=8)
    for part in parts:
        kind = b"s" if isinstance(part, str) else b"i"
        text = str(part).encode()
        digest.update(b"%s%d:%s" % (kind, len(text), text))
    return int.from_bytes(digest.digest(), "little")


def key_of(seed: int, replication: int, decider: str) -> int:
    """Return the 64-bit key of one decider's draws in one replication.

    Args:
        seed: The run's seed.
        replication: Number of the replication.
        decider: Name of the thing that decides, unique in the scenario.
    """
    return name_address("key", seed, replication, decider)


def child(parent: int, relation: int, k: int) -> int:
    """Return the address of the k-th thing in a relation to another (a copy, a split load, an item).

    While two of the arguments stay as they are, different values of the third never share an address.

    Args:
        parent: Address of the thing it comes from.
        relation: Which relation; a small number or an address of its own.
        k: Count within that relation, from 0.
    """
    z = (parent + relation * _RELATION + k * _COUNT) & _MASK
    z = ((z ^ (z >> 30)) * _MIX_1) & _MASK
    z = ((z ^ (z >> 27)) * _MIX_2) & _MASK
    return z ^ (z >> 31)


def children(parent: int, relation: int, ks: ArrayLike) -> NDArray[np.uint64]:
    """Return ``child(parent, relation, k)`` for an array of counts.

    Args:
        parent: Address of the thing they come from.
        relation: Which relation.
        ks: Counts, integers >= 0, any shape.

    Returns:
        ``uint64`` addresses in the shape of ``ks``.
    """
    base = np.array((parent + relation * _RELATION) & _MASK, dtype=np.uint64)
    z = np.array(ks, dtype=np.uint64)
    np.multiply(z, _COUNT_ARRAY, z)
    np.add(z, base, z)
    return _finish(z)


def _finish(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix in place."""
    shifted = np.empty_like(z)
    for shift, factor in ((_SHIFT_30, _MIX_1_ARRAY), (_SHIFT_27, _MIX_2_ARRAY)):
        np.right_shift(z, shift, shifted)
        np.bitwise_xor(z, shifted, z)
        np.multiply(z, factor, z)
    np.right_shift(z, _SHIFT_31, shifted)
    np.bitwise_xor(z, shifted, z)
    return z


def siblings(parent: int, relations: NDArray[np.uint64], k: int) -> NDArray[np.uint64]:
    """Return ``child(parent, relation, k)`` for an array of relations that are addresses themselves.

    Args:
        parent: Address of the thing they come from.
        relations: ``uint64`` addresses, any shape.
        k: Count within the relation.

    Returns:
        ``uint64`` addresses in the shape of ``relations``.
    """
    z = relations * _RELATION_ARRAY
    np.add(z, np.array((parent + k * _COUNT) & _MASK, dtype=np.uint64), z)
    return _finish(z)


def offspring(parents: NDArray[np.uint64], relation: int, k: int) -> NDArray[np.uint64]:
    """Return ``child(parent, relation, k)`` for an array of parents.

    Args:
        parents: ``uint64`` addresses, any shape.
        relation: Which relation.
        k: Count within the relation.

    Returns:
        ``uint64`` addresses in the shape of ``parents``.
    """
    return _finish(parents + np.array((relation * _RELATION + k * _COUNT) & _MASK, dtype=np.uint64))
