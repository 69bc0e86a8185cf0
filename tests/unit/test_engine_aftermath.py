"""What follows an interdiction: outcomes by their shares, after their delays, as far as there is room."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.scenario.load import build
from tests.analytic.worlds import agrees
from tests.property.worlds import World, play
from tests.unit.engine_worlds import HOUR, agency, control, flow, hours_of, inject, line, story

SHARED = {"id": "shelter", "places": 1, "stay": "10 h"}


def outcome(name: str = "charged", probability: float = 1.0, delay: Any = "5 h", **values: Any) -> World:
    return {"outcome": name, "probability": probability, "delay": delay, **values}


def stopped(
    *outcomes: World, at: tuple[float, ...] = (0,), care: tuple[World, ...] = (), **values: Any
) -> World:
    """Cases that are all stopped at their start, and what follows."""
    values.setdefault("controls", (control(at="start", seize=1.0),))
    values.setdefault("flows", (flow(at=at, aftermath=list(outcomes)),))
    return line(**values) | {"care": list(care)}


def followed(world: World) -> list[tuple[str, str, float]]:
    return [(row.case, str(row.item), row.time / HOUR) for row in story(world, Event.AFTERMATH)]


def test_what_follows_comes_after_its_delay_and_says_whose_interdiction_it_was() -> None:
    world = stopped(outcome())
    (row,) = story(world, Event.AFTERMATH)
    assert (row.case, row.item, row.time, row.agency, row.place) == (
        "loads/0",
        "charged",
        5 * HOUR,
        "guard",
        "start",
    )
    assert row.value == 5 * HOUR
    assert story(world)[row.cause].event is Event.INTERDICTED


def test_nothing_follows_what_was_delivered_or_has_no_aftermath() -> None:
    assert followed(stopped(outcome(), controls=())) == []
    assert followed(stopped()) == []
    assert followed(stopped(outcome(probability=0.0))) == []


def test_outcomes_share_the_cases_as_their_probabilities_say() -> None:
    hours = tuple(k / 4 for k in range(1600))
    world = stopped(outcome("charged", 0.5), outcome("released", 0.3), at=hours)
    told = Counter(name for _, name, _ in followed(world))
    for name, share in (("charged", 0.5), ("released", 0.3)):
        agrees([1.0] * told[name] + [0.0] * (1600 - told[name]), share, 0.2)


def test_what_only_some_agencies_bring_about_comes_first_and_the_others_share_the_rest() -> None:
    hours = tuple(k / 4 for k in range(1600))
    outcomes = (outcome("charged", 1.0), outcome("referred_to_care", 0.4, by=["guard"]))
    by_guard = Counter(name for _, name, _ in followed(stopped(*outcomes, at=hours)))
    agrees([1.0] * by_guard["referred_to_care"] + [0.0] * by_guard["charged"], 0.4, 0.2)
    assert sum(by_guard.values()) == 1600
    others = {
        "agencies": (agency("guard"), agency("police")),
        "controls": (control(at="start", seize=1.0, agency="police"),),
    }
    assert {name for _, name, _ in followed(stopped(*outcomes, at=hours[:50], **others))} == {"charged"}


def test_who_finds_no_room_waits_the_oldest_first() -> None:
    world = stopped(outcome(places=1, stay="10 h"), at=(2, 0, 1))
    assert followed(world) == [
        ("loads/0", "charged", 5),
        ("loads/1", "charged", 15),
        ("loads/2", "charged", 25),
    ]
    assert [row.value / HOUR for row in story(world, Event.AFTERMATH)] == [5, 14, 23]


def test_who_finds_no_room_meets_with_something_else_where_it_says_so() -> None:
    world = stopped(outcome(places=1, stay="10 h", otherwise="released"), at=(0, 1, 11))
    assert followed(world) == [
        ("loads/0", "charged", 5),
        ("loads/1", "released", 6),
        ("loads/2", "charged", 16),
    ]


def test_flows_share_places_of_care() -> None:
    first = flow(at=(0,), aftermath=[outcome(places="shelter")])
    second = flow("people", at=(1,), aftermath=[outcome("referred_to_care", places="shelter")])
    world = stopped(care=(SHARED,), flows=(first, second))
    assert followed(world) == [("loads/0", "charged", 5), ("people/0", "referred_to_care", 15)]
    own = stopped(
        flows=(
            flow(at=(0,), aftermath=[outcome(places=1, stay="10 h")]),
            flow("people", at=(1,), aftermath=[outcome("referred_to_care", places=1, stay="10 h")]),
        )
    )
    assert [hours for _, _, hours in followed(own)] == [5, 6]


def test_injects_change_how_many_places_there_are() -> None:
    more = inject(8, {"change": "care.shelter.places", "to": 2})
    world = stopped(outcome(places="shelter"), at=(0, 1), care=(SHARED,), injects=(more,))
    assert hours_of(world, Event.AFTERMATH) == [5, 8]


def test_places_that_never_lack_change_nothing_but_the_time_that_they_take() -> None:
    many = stopped(outcome(places=100, stay="10 h"), at=tuple(range(20)))
    assert followed(many) == followed(stopped(outcome(), at=tuple(range(20))))


def test_what_follows_leaves_the_rest_of_the_log_as_it_is() -> None:
    hours = tuple(range(30))
    with_it = story(stopped(outcome("charged", 0.5, places=1, stay="10 h"), at=hours))
    kept = [row[:-1] for row in with_it if row.event is not Event.AFTERMATH]
    assert kept == [row[:-1] for row in story(stopped(at=hours))]
    assert len(kept) < len(with_it)


def erlang_b(load: float, places: int) -> float:
    terms = [load**k / math.factorial(k) for k in range(places + 1)]
    return terms[-1] / sum(terms)


def test_places_without_waiting_turn_away_as_many_as_erlang_says() -> None:
    """The formula holds for any distribution of the stay."""
    load, places = 3.0, 3
    flows = flow(
        at=(),
        arrivals={"poisson": "12 / d"},
        aftermath=[
            outcome("referred_to_care", delay="0 h", places=places, stay={"uniform": {"low": "2 h", "high": "10 h"}},
                    otherwise="released")
        ],
    )  # fmt: skip
    shares = []
    for seed in range(1, 41):
        log = play(stopped(flows=(flows,), horizon="60 d"), seed)
        ends = log.of(Event.AFTERMATH)
        ends = ends[ends["time"] > 48 * HOUR]
        shares.append(float((ends["item"] == 1).mean()))
    agrees(shares, erlang_b(load, places), 0.08)


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        ((outcome(probability=0.7), outcome("released", 0.4)), "add up to 1.1"),
        ((outcome(probability=0.7, by=["guard"]), outcome("b", 0.4, by=["guard"])), "by guard add up to 1.1"),
        ((outcome(places=3),), "stay"),
        ((outcome(stay="3 d"),), "number of places"),
        ((outcome(otherwise="released"),), "always room"),
        ((outcome(places="sheltre"),), "shelter"),
        ((outcome(places=True, stay="3 d"),), "number of places"),
        ((outcome(places=-1, stay="3 d"),), "number of places"),
        ((outcome(by=["gard"]),), "guard"),
    ],
)
def test_outcomes_that_make_no_sense_are_refused(outcomes: tuple[World, ...], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        build(stopped(*outcomes, care=(SHARED,)))
