"""The law of shared lanes: its edges, its samples and the fluid that stands in under overload."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.world.traffic import Fluid, TrafficLaw, stationary

LANE = TrafficLaw(arrivals=1.8 / 3600, service=3600.0, bays=2, queue_limit=6)


def by_enumeration(work: float, bays: int, limit: int) -> tuple[float, float, float]:
    """Shares waved and waiting, and mean wait in service times, from the balance of each pair of states."""
    weights = [1.0]
    for j in range(1, bays + limit + 1):
        weights.append(weights[-1] * work / min(j, bays))
    shares = np.array(weights) / sum(weights)
    waved = shares[-1]
    waiting = shares[bays : bays + limit]
    stays = 1 - waved
    return (
        float(waved),
        float(waiting.sum() / stays),
        float((waiting * np.arange(1, limit + 1)).sum() / bays / stays),
    )


@pytest.mark.parametrize(
    ("work", "bays", "limit"),
    [
        (1.8, 2, 6),
        (2.0, 2, 6),  # load exactly 1
        (2.0 + 1e-9, 2, 6),
        (2.02, 2, 40),
        (1.9999, 2, 200),
        (6.0, 2, 6),
        (0.01, 2, 3),
        (3.0, 1, 300),
        (55.0, 50, 10),
        (4.0, 3, 0),
        (4.0, 3, 1),
    ],
)
def test_the_law_agrees_with_the_balance_of_its_states(work: float, bays: int, limit: int) -> None:
    law = TrafficLaw(work / 100.0, 100.0, bays, limit)
    waved, waits, mean = by_enumeration(work, bays, limit)
    assert law.p_waved == pytest.approx(waved, rel=1e-12)
    assert law.p_wait == pytest.approx(waits, rel=1e-11, abs=1e-15)
    assert law.mean_wait == pytest.approx(100.0 * mean, rel=1e-11)
    assert law.utilisation == pytest.approx(work * (1 - waved) / bays)


@pytest.mark.parametrize("limit", [None, 0, 6])
def test_an_empty_road_lets_everybody_pass(limit: int | None) -> None:
    law = TrafficLaw(0.0, 60.0, 2, limit)
    assert (law.p_waved, law.p_wait, law.mean_wait, law.utilisation) == (0, 0, 0, 0)
    assert law.sample(0.999999, 0.5, False) == 0.0
    assert law.wait_quantile(0.95) == 0.0


def test_many_bays_and_little_traffic_do_not_underflow() -> None:
    law = TrafficLaw(1e-9, 1.0, 500, 5)
    assert law.p_waved == 0.0
    assert law.sample(1 - 2**-53, 0.5, False) == 0.0


def test_hopeless_overload_with_a_huge_queue_does_not_overflow() -> None:
    law = TrafficLaw(3.0, 1.0, 2, 1_000_000_000)
    assert law.p_waved == pytest.approx(1 / 3)
    assert law.mean_wait == pytest.approx(5e8, rel=1e-6)
    assert law.utilisation == pytest.approx(1)


def test_an_overloaded_long_queue_waits_for_nearly_all_its_places() -> None:
    law, limit = TrafficLaw(4.0, 1.0, 2, 500), 500
    completions = np.random.default_rng(3).poisson(2 * 245.0, 400_000)
    places = limit - np.random.default_rng(4).geometric(0.5, 400_000)  # k places short of full
    late = completions <= places
    assert abs(late.mean() - law.wait_beyond(245.0)) < 4 * late.std() / math.sqrt(len(late))
    assert law.wait_quantile(0.5) == pytest.approx((limit - 1) / 2, rel=2e-3)


def test_a_longer_queue_approaches_the_unlimited_one() -> None:
    long, unlimited = TrafficLaw(1.8, 1.0, 2, 100_000), TrafficLaw(1.8, 1.0, 2, None)
    assert long.p_waved == 0.0
    assert long.mean_wait == pytest.approx(unlimited.mean_wait, rel=1e-12)
    assert long.wait_beyond(7.0) == pytest.approx(unlimited.wait_beyond(7.0), rel=1e-12)


def test_without_waiting_room_one_passes_at_once_or_not_at_all() -> None:
    law = TrafficLaw(4.0, 1.0, 3, 0)
    assert law.sample(0.1, 0.5, False) == 0.0
    assert law.sample(0.99, 0.5, False) is None
    assert law.sample(0.99, 0.5, True) == pytest.approx(math.log(2) / 3)
    assert law.p_wait == 0.0


def test_a_flagged_case_is_never_waved_through_and_waits_for_one_bay_only() -> None:
    assert LANE.sample(1 - 2**-53, 0.5, False) is None
    assert LANE.sample(1 - 2**-53, 0.5, True) == pytest.approx(1800 * math.log(2))


def test_a_worse_state_never_shortens_the_wait() -> None:
    states = np.linspace(0.001, 0.999, 500)
    waits = LANE.samples(states, 0.4)
    kept = waits[~np.isnan(waits)]
    assert (np.diff(kept) >= 0).all()
    assert np.isnan(waits[len(kept) :]).all()
    assert (np.diff(LANE.samples(0.9, states)) >= 0).all()


@pytest.mark.parametrize("limit", [None, 0, 1, 6, 50])
@pytest.mark.parametrize("work", [0.4, 1.9, 2.0, 5.0])
def test_a_sample_is_the_same_alone_and_in_bulk(work: float, limit: int | None) -> None:
    law = stationary(work / 60.0, 60.0, 2, limit)
    if law is None:
        assert limit is None
        assert work >= 2
        return
    u = np.random.default_rng(5).random((2, 3000))
    flagged = np.arange(3000) % 3 == 0
    bulk = law.samples(u[0], u[1], flagged)
    alone = [law.sample(float(a), float(b), bool(f)) for a, b, f in zip(u[0], u[1], flagged, strict=True)]
    assert [None if math.isnan(wait) else wait for wait in bulk] == alone


def test_the_quantile_is_where_the_tail_begins() -> None:
    for limit in (None, 6):
        law = TrafficLaw(1.8, 1.0, 2, limit)
        assert law.wait_beyond(law.wait_quantile(0.95)) == pytest.approx(0.05, rel=1e-6)
    assert LANE.wait_beyond(-1.0) == 1.0
    assert LANE.wait_beyond(0.0) == pytest.approx(LANE.p_wait)
    assert LANE.wait_quantile(0.1) == 0.0


@pytest.mark.parametrize(
    "given", [(1.0, 0.0, 2, 3), (1.0, 1.0, 0, 3), (-1.0, 1.0, 1, 3), (math.nan, 1.0, 1, 3)]
)
def test_a_lane_that_makes_no_sense_is_refused(given: tuple[float, float, int, int]) -> None:
    with pytest.raises(ValueError, match="a lane needs bays"):
        TrafficLaw(*given)


def test_an_overloaded_unlimited_queue_has_no_law() -> None:
    assert stationary(2.0, 1.0, 2, None) is None
    assert stationary(1.9, 1.0, 2, None) is not None
    with pytest.raises(ValueError, match="no stationary state"):
        TrafficLaw(2.0, 1.0, 2, None)


def test_a_fluid_fills_and_drains_at_the_difference_of_the_rates() -> None:
    rush = Fluid().advance([(0, 3600, 3.0), (3600, 7200, 1.0)], capacity=2.0)
    assert rush == Fluid(time=7200, backlog=0.0)
    peak = Fluid().advance([(0, 3600, 3.0)], capacity=2.0)
    assert peak.backlog == 3600
    assert peak.wait(2.0) == 1800


def test_a_fluid_never_falls_below_empty() -> None:
    drained = Fluid(0, 100.0).advance([(0, 1000, 1.0), (1000, 1010, 3.0)], capacity=2.0)
    assert drained == Fluid(1010, 10.0)


def test_only_the_examined_share_of_the_traffic_fills_the_queue() -> None:
    assert Fluid().advance([(0, 100, 40.0)], capacity=2.0, share=0.1).backlog == pytest.approx(200)
