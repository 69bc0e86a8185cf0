"""What a case finds at a lane that it shares with legitimate traffic (without simulating that traffic).

A lane with c bays and room for n waiting is taken as an M/M/c/c+n queue in its stationary state under the
current load. A case finds the state that a random arrival would find and leaves no trace for the next case.
Where nothing limits the queue and the load is one or more there is no stationary state: the backlog then
grows as a fluid. Both are approximations: service times count by their mean only, cases add nothing to the
load, and a change of load acts at once (a lane forgets in about service / (bays * (1 - sqrt(load))**2)).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

_NEGLIGIBLE = 45.0  # exp(-45) is far below the rounding of a probability
_LARGEST_EXPONENT = 700.0
_SERIES_BELOW = 0.05


@dataclass(frozen=True, slots=True)
class TrafficLaw:
    """The stationary M/M/c/c+n queue of legitimate items that are examined.

    Formulas: Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 4th ed., chapter 2 (M/M/c,
    M/M/c/K, Erlang's loss formula). Poisson arrivals see time averages, so the same law holds for the traffic
    itself and for a case.

    Raises:
        ValueError: If service or bays are not above 0, or nothing limits the queue and the load is 1 or more.
    """

    arrivals: float
    """Legitimate items to be examined, per second."""
    service: float
    """Mean examination time in seconds."""
    bays: int
    """Examinations at once (c)."""
    queue_limit: int | None
    """How many may wait (n); None for any number."""

    p_waved: float = field(init=False)
    """Share of the unflagged that find every place taken."""
    p_wait: float = field(init=False)
    """Share of those not waved through that find every bay busy."""
    _p_free: float = field(init=False, repr=False)
    _log_load: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out how likely it is that a bay is free, and that every place is taken."""
        if not self.service > 0 or self.bays < 1 or not self.arrivals >= 0:
            message = "a lane needs bays, a service time above 0 and a rate of arrivals"
            raise ValueError(message)
        if self.queue_limit is None and self.load >= 1:
            message = f"no stationary state: load {self.load:.3g} with an unlimited queue"
            raise ValueError(message)
        free, waits, full = self._shares()
        object.__setattr__(self, "p_waved", full)
        object.__setattr__(self, "p_wait", waits / (free + waits) if waits else 0.0)
        object.__setattr__(self, "_p_free", free)
        object.__setattr__(self, "_log_load", math.log(self.load) if self.load > 0 else -math.inf)

    def _shares(self) -> tuple[float, float, float]:
        """Return the chances that a bay is free, that all are busy but one may wait, and that all is full."""
        idle = _inverse_erlang_b(self.arrivals * self.service, self.bays) - 1.0
        load, limit = self.load, self.queue_limit
        if math.isinf(idle):
            return 1.0, 0.0, 0.0
        # Weights relative to the likelier end of the queue, so that no power overflows.
        if limit is None:
            waits, full = 1.0 / (1.0 - load), 0.0
        elif load <= 1.0:
            waits, full = _geometric_sum(load, limit), load**limit
        else:
            waits, full = _geometric_sum(1.0 / load, limit) / load, 1.0
            idle *= (1.0 / load) ** limit
        total = idle + waits + full
        return idle / total, waits / total, full / total

    @property
    def load(self) -> float:
        """Arriving work per bay; the queue is overloaded from 1 on."""
        return self.arrivals * self.service / self.bays

    @property
    def utilisation(self) -> float:
        """Share of the bays that is busy on average."""
        return self.load * (1.0 - self.p_waved)

    @property
    def mean_wait(self) -> float:
        """Mean wait in seconds of those not waved through."""
        if self.p_wait == 0.0:
            return 0.0
        if self.queue_limit is None:
            ahead = self.load / (1.0 - self.load)
        else:
            ahead = _truncated_geometric_mean(self._log_load, self.queue_limit)
        return self.p_wait * (ahead + 1.0) * self.service / self.bays

    def wait_beyond(self, seconds: float) -> float:
        """Return the share of those not waved through that wait longer than some seconds."""
        if self.p_wait == 0.0 or seconds < 0:
            return 1.0 if seconds < 0 else 0.0
        if self.queue_limit is None:
            return self.p_wait * math.exp(-(1.0 - self.load) * self.bays / self.service * seconds)
        from scipy.special import gammaincc  # slow to import

        ahead, weights = self._queue_ahead(self.queue_limit)
        beyond = gammaincc(ahead + 1.0, seconds * self.bays / self.service)
        return self.p_wait * float(np.sum(weights * beyond))

    def wait_quantile(self, share: float) -> float:
        """Return the seconds within which a share (below 1) of those not waved through get a bay."""
        over = 1.0 - share
        if over >= self.p_wait:
            return 0.0
        if self.queue_limit is None:
            return math.log(self.p_wait / over) * self.service / (self.bays * (1.0 - self.load))
        low, high = 0.0, self.service / self.bays
        while self.wait_beyond(high) > over:
            low, high = high, 2.0 * high
        while high - low > 1e-9 * high:
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.wait_beyond(middle) > over else (low, middle)
        return high

    def _queue_ahead(self, limit: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how many may be ahead of one who waits and stays, and the probability of each number."""
        reach = limit if self._log_load == 0 else min(limit, math.ceil(_NEGLIGIBLE / abs(self._log_load)) + 1)
        first = 0 if self._log_load <= 0 else limit - reach
        ahead = np.arange(first, first + reach, dtype=np.float64)
        weights = np.exp((ahead - (0 if self._log_load <= 0 else limit - 1)) * self._log_load)
        return ahead, weights / weights.sum()

    def sample(self, u_state: float, u_wait: float, flagged: bool) -> float | None:
        """Return how long one case waits for a bay.

        Args:
            u_state: Uniform number in (0, 1) that decides what the case finds; a higher one, a longer queue.
            u_wait: Uniform number in (0, 1) that decides how fast the queue moves.
            flagged: Whether the case goes ahead of the traffic and is never waved through.

        Returns:
            Seconds, or None if the case is waved through.
        """
        if u_state < self._p_free:
            return 0.0
        ahead = 0.0 if flagged else float(self._found((u_state - self._p_free) / (1.0 - self._p_free)))
        if self.queue_limit is not None and ahead >= self.queue_limit and not flagged:
            return None
        from scipy.special import gammaincinv  # slow to import

        return float(gammaincinv(ahead + 1.0, u_wait)) * (self.service / self.bays)

    def samples(
        self, u_state: ArrayLike, u_wait: ArrayLike, flagged: ArrayLike = False
    ) -> NDArray[np.float64]:
        """Return what `sample` returns, for arrays that broadcast together; NaN stands for waved through."""
        from scipy.special import gammaincinv  # slow to import

        state, pace, first = np.broadcast_arrays(
            np.asarray(u_state, dtype=np.float64), np.asarray(u_wait, dtype=np.float64), np.asarray(flagged)
        )
        waits = np.zeros(state.shape)
        busy = state >= self._p_free
        if not busy.any():
            return waits
        goes_first = first[busy].astype(np.bool_)
        ahead = np.where(goes_first, 0.0, self._found((state[busy] - self._p_free) / (1.0 - self._p_free)))
        seconds = gammaincinv(ahead + 1.0, pace[busy]) * (self.service / self.bays)
        if self.queue_limit is not None:
            seconds[(ahead >= self.queue_limit) & ~goes_first] = np.nan
        waits[busy] = seconds
        return waits

    def _found(self, u: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how many wait when every bay is busy: a geometric law, cut off at the limit, inverted."""
        # NumPy's functions for single numbers too: the last bit of math.log1p may differ.
        if self.queue_limit is None:
            return np.floor(np.log1p(-u) / self._log_load)
        places = self.queue_limit + 1
        if self._log_load == 0.0:
            found = np.floor(np.multiply(u, places))
        elif self._log_load < 0.0:
            found = np.floor(np.log1p(u * math.expm1(places * self._log_load)) / self._log_load)
        else:
            shorter = np.log1p((1.0 - u) * math.expm1(-places * self._log_load)) / -self._log_load
            found = self.queue_limit - np.floor(shorter)
        return np.maximum(0.0, np.minimum(found, self.queue_limit))


@lru_cache(maxsize=4096)
def stationary(arrivals: float, service: float, bays: int, queue_limit: int | None) -> TrafficLaw | None:
    """Return the law of a lane, or None where it has none: an unlimited queue with a load of 1 or more."""
    if queue_limit is None and arrivals * service >= bays:
        return None
    return TrafficLaw(arrivals, service, bays, queue_limit)


@dataclass(frozen=True, slots=True)
class Fluid:
    """An unlimited queue under overload, as a fluid: it fills and drains at the difference of the rates.

    It counts for as long as it holds a backlog, also when the load has fallen below 1 again; once it has run
    dry, the stationary law holds.
    """

    time: int = 0
    """Ticks."""
    backlog: float = 0.0
    """Items that wait."""

    def advance(
        self, segments: Iterable[tuple[int, int, float]], capacity: float, share: float = 1.0
    ) -> Fluid:
        """Return the queue after some stretches of constant traffic.

        Args:
            segments: (start, end, items per second) in order, from this queue's time on, as
                `Intensity.segments` gives them.
            capacity: Items per second that all bays together can examine.
            share: Share of the traffic that is examined.
        """
        time, backlog = self.time, self.backlog
        for start, end, rate in segments:
            backlog = max(0.0, backlog + (rate * share - capacity) * (end - start))
            time = end
        return Fluid(time, backlog)

    def wait(self, capacity: float) -> float:
        """Return the seconds until a case that joins the queue now gets a bay."""
        return self.backlog / capacity


def _inverse_erlang_b(work: float, bays: int) -> float:
    """Return 1/B for offered work a in erlangs, by 1/B(c) = 1 + (c/a) / B(c-1); inf where B vanishes."""
    if work <= 0:
        return math.inf
    inverse = 1.0
    for c in range(1, bays + 1):
        inverse = 1.0 + inverse * c / work
        if math.isinf(inverse):
            break
    return inverse


def _geometric_sum(ratio: float, terms: int) -> float:
    """Return 1 + r + ... of so many terms, for 0 < r <= 1, without cancellation near 1."""
    if ratio == 1.0:
        return float(terms)
    log_ratio = math.log(ratio)
    return math.expm1(terms * log_ratio) / math.expm1(log_ratio)


def _truncated_geometric_mean(log_ratio: float, terms: int) -> float:
    """Return the mean of k = 0 ... terms-1 with weights r**k."""
    x = terms * log_ratio
    if abs(x) < _SERIES_BELOW:
        # Both terms below grow without bound as r nears 1; their difference is this series.
        squared = terms * terms
        return (
            (terms - 1) / 2
            + (squared - 1) * log_ratio / 12
            - (squared**2 - 1) * log_ratio**3 / 720
            + (squared**3 - 1) * log_ratio**5 / 30240
        )
    return _bose(-log_ratio) - terms * _bose(-x)


def _bose(x: float) -> float:
    """Return 1 / (exp(x) - 1), 0 where the exponential would overflow."""
    return 0.0 if x > _LARGEST_EXPONENT else 1.0 / math.expm1(x)
