"""Small random scenarios with all that flows can do: react to losses, split, try again, spread, feed one another."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.property.worlds import CHANCES, GOOD_CHANCES, SHORT_WAITS, World, some, worlds

COUNTS = st.integers(1, 2)
TIMES = st.sampled_from(["1 d", "3 d"])
FEW = st.sampled_from([0.2, 0.4])


def _maybe(fields: dict[str, st.SearchStrategy[Any]], **optional: st.SearchStrategy[Any]) -> Any:
    return st.fixed_dictionaries(fields, optional=optional)


BEHAVIOURS: dict[str, st.SearchStrategy[Any]] = {
    "split": _maybe({"carriers": COUNTS}, apart=SHORT_WAITS),
    "lie_low": _maybe({"losses": st.integers(1, 2), "within": TIMES, "for": TIMES}),
    "expand": _maybe({"start": COUNTS, "losses": COUNTS, "within": TIMES}),
    "abort": _maybe({"after_loss": CHANCES}),
    "retry": _maybe(
        {"probability": CHANCES, "delay": SHORT_WAITS},
        times=COUNTS,
        same_subject=st.booleans(),
        after=st.sampled_from([["interdicted"], ["aborted"]]),
    ),
    "spread": _maybe(
        {
            "probability": GOOD_CHANCES,
            "delay": SHORT_WAITS,
            "limit": st.integers(0, 4),
            "over": st.just(["road"]),
        }
    ),
    "corruption": _maybe({"look0": CHANCES}),
    "traits": _maybe({"armed": CHANCES}),
}
DEPARTURES = st.one_of(
    _maybe(
        {"at": st.sampled_from([["06:00"], ["02:30", "18:00"]])}, days=st.sampled_from(["mon-fri", "daily"])
    ),
    _maybe({"every": st.sampled_from(["5 h", "1 d"])}, first=st.sampled_from(["D+0", "D+2 07:00"])),
)


def follow(name: str) -> st.SearchStrategy[Any]:
    """What a delivery starts."""
    return _maybe(
        {"start": st.just(name), "probability": FEW, "delay": SHORT_WAITS},
        same_subject=st.booleans(),
        per_unit=st.sampled_from([0.5, 3.0]),
    )


def add_up(name: str) -> st.SearchStrategy[Any]:
    """What starts as deliveries add up."""
    amounts = st.sampled_from(["9 kg", "40 kg"])
    return st.fixed_dictionaries({"amount": amounts, "start": st.just(name), "delay": SHORT_WAITS})


@st.composite
def behaving(draw: st.DrawFn) -> World:
    """A world whose flows react, split, try again, spread and feed one another."""
    world = draw(worlds(injects=1))
    first, *others = world["flows"]
    for flow in world["flows"]:
        flow.update(some(draw, {}, **BEHAVIOURS))
    for other in others:  # not in a circle: what there is would grow without end
        first.update(
            some(
                draw,
                {},
                on_delivery=st.tuples(follow(other["id"])),
                on_delivered_total=st.tuples(add_up(other["id"])),
            )
        )
    for leg in world["legs"]:
        leg.update(some(draw, {}, departures=DEPARTURES))
    return world
