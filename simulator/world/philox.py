"""Philox4x32-10: a stateless random function of a key and a counter, as a scalar and for arrays.

A draw is a function of (key, address, visit, slot) and of nothing else, so it has the same value whether it
is taken alone or in bulk, first or last. The counter's four words are the low and high halves of the address,
the visit and the slot; the key's two words are the low and high halves of the 64-bit key.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (Random123).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MULTIPLIER_0 = 0xD251_1F53
_MULTIPLIER_1 = 0xCD9E_8D57
_WEYL_0 = 0x9E37_79B9
_WEYL_1 = 0xBB67_AE85
_MASK = 0xFFFF_FFFF
_ROUNDS = 10
_HALF_STEP = 2.0**-53
_STEP = 2.0**-52

_U32 = np.array(32, dtype=np.uint64)
_U20 = np.array(20, dtype=np.uint64)
_U12 = np.array(12, dtype=np.uint64)
_LOW = np.array(_MASK, dtype=np.uint64)
_MULTIPLIERS = np.array([[_MULTIPLIER_1], [_MULTIPLIER_0]], dtype=np.uint64)
_WEYL = np.array([[_WEYL_0], [_WEYL_1]], dtype=np.uint64)
_ONE_BITS = np.array(0x3FF0_0000_0000_0000, dtype=np.uint64)
_BELOW_ONE = 1.0 - _HALF_STEP

# Draws worked on at a time: the three scratch arrays then stay in a core's own cache.
_BLOCK = 4096

RoundKeys = tuple[int, ...]
"""The twenty key words of ten rounds: (k0, k1) of round 1, of round 2, and so on."""

_Words = NDArray[np.uint64]


@lru_cache(maxsize=8192)
def round_keys(key: int) -> RoundKeys:
    """Return the words that the ten rounds mix in for a 64-bit key."""
    low, high = key & _MASK, key >> 32
    return tuple(
        word for i in range(_ROUNDS) for word in ((low + i * _WEYL_0) & _MASK, (high + i * _WEYL_1) & _MASK)
    )


@lru_cache(maxsize=1024)
def _round_key_arrays(key: int) -> tuple[_Words, ...]:
    words = np.array(round_keys(key), dtype=np.uint64).reshape(_ROUNDS, 2, 1)
    words.flags.writeable = False
    return tuple(words)


def block(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10 for one counter and key (32-bit words each)."""
    words = round_keys(k1 << 32 | k0)
    for i in range(0, 2 * _ROUNDS, 2):
        p0 = c0 * _MULTIPLIER_0
        p1 = c2 * _MULTIPLIER_1
        c0, c1, c2, c3 = (
            p1 >> 32 ^ c1 ^ words[i],
            p1 & _MASK,
            p0 >> 32 ^ c3 ^ words[i + 1],
            p0 & _MASK,
        )
    return c0, c1, c2, c3


def uniform(key: int, address: int, visit: int, slot: int) -> float:
    """Return one uniform number in the open interval (0, 1).

    Args:
        key: 64-bit key (`simulator.world.address.key_of`).
        address: 64-bit address of the thing decided about.
        visit: How often the decider met it before, in [0, 2**32).
        slot: Which of the decider's questions, in [0, 2**32).

    Returns:
        (x + 1/2) / 2**52 for the upper 52 bits x of the first two output words; the ranges are not checked.
    """
    return keyed_uniform(round_keys(key), address, visit, slot)


def keyed_uniform(words: RoundKeys, address: int, visit: int, slot: int) -> float:
    """Return what `uniform` returns, for a caller that keeps the ``round_keys`` of its key."""
    # Written out: a loop would cost twice as much, and single draws are the engine's hottest call.
    a0, b0, a1, b1, a2, b2, a3, b3, a4, b4, a5, b5, a6, b6, a7, b7, a8, b8, a9, _ = words
    m0, m1, low = _MULTIPLIER_0, _MULTIPLIER_1, _MASK
    c0 = address & low
    p0, p1 = c0 * m0, visit * m1
    c0, c2 = p1 >> 32 ^ address >> 32 ^ a0, p0 >> 32 ^ slot ^ b0
    q0, q1 = c0 * m0, c2 * m1
    c0, c2 = q1 >> 32 ^ p1 & low ^ a1, q0 >> 32 ^ p0 & low ^ b1
    p0, p1 = c0 * m0, c2 * m1
    c0, c2 = p1 >> 32 ^ q1 & low ^ a2, p0 >> 32 ^ q0 & low ^ b2
    q0, q1 = c0 * m0, c2 * m1
    c0, c2 = q1 >> 32 ^ p1 & low ^ a3, q0 >> 32 ^ p0 & low ^ b3
    p0, p1 = c0 * m0, c2 * m1
    c0, c2 = p1 >> 32 ^ q1 & low ^ a4, p0 >> 32 ^ q0 & low ^ b4
    q0, q1 = c0 * m0, c2 * m1
    c0, c2 = q1 >> 32 ^ p1 & low ^ a5, q0 >> 32 ^ p0 & low ^ b5
    p0, p1 = c0 * m0, c2 * m1
    c0, c2 = p1 >> 32 ^ q1 & low ^ a6, p0 >> 32 ^ q0 & low ^ b6
    q0, q1 = c0 * m0, c2 * m1
    c0, c2 = q1 >> 32 ^ p1 & low ^ a7, q0 >> 32 ^ p0 & low ^ b7
    p0, p1 = c0 * m0, c2 * m1
    c0, c2 = p1 >> 32 ^ q1 & low ^ a8, p0 >> 32 ^ q0 & low ^ b8
    q1 = c2 * m1
    first, second = q1 >> 32 ^ p1 & low ^ a9, q1 & low
    return ((second << 20 | first >> 12) + 0.5) * _STEP


def _mix(even: _Words, odd: _Words, keys: tuple[_Words, ...] | _Words) -> None:
    """Run the ten rounds in place on counters given as rows (c0, c2) and (c1, c3), shape (2, n).

    The keys are either the ten round keys of one key, or rows (k0, k1) of n keys.
    """
    count = even.shape[1]
    scratch = np.empty((2, min(count, _BLOCK)), dtype=np.uint64)
    for start in range(0, count, _BLOCK):
        here = slice(start, start + _BLOCK)
        c02, c13 = even[:, here], odd[:, here]
        c20 = c02[::-1]
        product = scratch[:, : c02.shape[1]]
        for words in keys if isinstance(keys, tuple) else _bumped(keys[:, here]):
            np.multiply(c20, _MULTIPLIERS, product)
            np.right_shift(product, _U32, c02)
            np.bitwise_xor(c02, c13, c02)
            np.bitwise_xor(c02, words, c02)
            np.bitwise_and(product, _LOW, c13)


def _bumped(keys: _Words) -> Iterator[_Words]:
    """Yield the key words of the ten rounds, in one array that changes from round to round."""
    words = keys.copy()
    for _ in range(_ROUNDS):
        yield words
        np.add(words, _WEYL, words)
        np.bitwise_and(words, _LOW, words)


def philox4x32(
    c0: ArrayLike, c1: ArrayLike, c2: ArrayLike, c3: ArrayLike, k0: ArrayLike, k1: ArrayLike
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the four output words of Philox4x32-10 for arrays of counters and keys.

    Args:
        c0: First counter word, in [0, 2**32); all six arguments broadcast together.
        c1: Second counter word.
        c2: Third counter word.
        c3: Fourth counter word.
        k0: First key word.
        k1: Second key word.

    Returns:
        Four ``uint32`` arrays of the common shape.
    """
    counters = np.broadcast_arrays(*(np.asarray(word, dtype=np.uint64) for word in (c0, c1, c2, c3, k0, k1)))
    shape = counters[0].shape
    x0, x1, x2, x3, y0, y1 = (word.ravel() for word in counters)
    even, odd = np.stack([x0, x2]), np.stack([x1, x3])
    _mix(even, odd, np.stack([y0, y1]))
    w0, w1, w2, w3 = (row.astype(np.uint32).reshape(shape) for row in (even[0], odd[0], even[1], odd[1]))
    return w0, w1, w2, w3


def uniforms(
    key: int | _Words, address: int | _Words, visit: ArrayLike, slot: ArrayLike
) -> NDArray[np.float64]:
    """Return uniform numbers in the open interval (0, 1), each equal to `uniform` of its four arguments.

    Args:
        key: 64-bit key or ``uint64`` array of keys; the four arguments broadcast together.
        address: 64-bit address or ``uint64`` array of addresses.
        visit: Visit number or array, in [0, 2**32).
        slot: Slot number or array, in [0, 2**32).

    Returns:
        ``float64`` array of the common shape (an array without dimensions when all four are numbers).
    """
    addresses = np.asarray(address, dtype=np.uint64)
    visits = np.asarray(visit, dtype=np.uint64)
    slots = np.asarray(slot, dtype=np.uint64)
    rounds: tuple[_Words, ...] | _Words
    if isinstance(key, int):
        shape = np.broadcast(addresses, visits, slots).shape
        rounds = _round_key_arrays(key)
    else:
        keys = np.asarray(key, dtype=np.uint64)
        shape = np.broadcast(keys, addresses, visits, slots).shape
        rounds = np.empty((2, *shape), dtype=np.uint64)
        rounds[0] = keys & _LOW
        rounds[1] = keys >> _U32
        rounds = rounds.reshape(2, -1)
    even = np.empty((2, *shape), dtype=np.uint64)
    odd = np.empty((2, *shape), dtype=np.uint64)
    even[0] = addresses & _LOW
    even[1] = visits
    odd[0] = addresses >> _U32
    odd[1] = slots
    even, odd = even.reshape(2, -1), odd.reshape(2, -1)
    _mix(even, odd, rounds)
    first, second = even[0], odd[0]
    np.right_shift(first, _U12, first)
    np.left_shift(second, _U20, second)
    np.bitwise_or(first, second, first)
    # The 52 bits become the fraction of a number in [1, 2); taking 1 - 2**-53 off is exact and centres it.
    np.bitwise_or(first, _ONE_BITS, first)
    values: NDArray[np.float64] = first.view(np.float64)
    np.subtract(values, _BELOW_ONE, values)
    return values.reshape(shape)
