"""Small random scenarios with everything that the language has: behaviours, all mechanisms, conditions, decisions.

Each is one of `worlds` to which the rest is added, so that what is frequent there stays as frequent here.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.property.worlds import (
    CHANCES,
    GOOD_CHANCES,
    SHORT_WAITS,
    WAITS,
    Drawn,
    World,
    some,
    worlds,
)

SPANS = st.sampled_from(["6 h", "1 d", "3 d"])
COUNTS = st.integers(1, 3)
DEPARTURES = st.sampled_from(
    [
        {"at": ["06:00", "18:30"]},
        {"at": ["09:00"], "days": "mon-fri", "timezone": "Asia/Almaty"},
        {"every": "5 h"},
    ]
)


def _link(draw: Drawn, link: World) -> World:
    if draw(st.booleans()):
        link = link | {
            "onward": "with_consent",
            "consent": {"granted": draw(CHANCES), "delay": draw(SHORT_WAITS)},
        }
    return link


def _behaviour(draw: Drawn, flow: World, looking: list[str]) -> World:
    flow = some(
        draw,
        flow,
        lie_low=st.fixed_dictionaries({"losses": COUNTS, "within": SPANS, "for": SPANS}),
        abort=st.fixed_dictionaries({"after_loss": CHANCES}),
        split=st.fixed_dictionaries({"carriers": COUNTS}, optional={"apart": SHORT_WAITS}),
        retry=st.fixed_dictionaries(
            {"probability": CHANCES, "delay": WAITS},
            optional={"times": COUNTS, "same_subject": st.booleans(), "after": st.just(["interdicted"])},
        ),
    )
    if draw(st.integers(0, 3)) == 0:
        flow["spread"] = {
            "probability": draw(GOOD_CHANCES),
            "delay": draw(SHORT_WAITS),
            "limit": draw(st.integers(0, 4)),
            "over": ["road"],
        }
    if flow["routes"]["choice"] == "adaptive":
        flow = some(
            draw,
            flow,
            expand=st.fixed_dictionaries({"start": st.integers(1, 2), "losses": COUNTS, "within": SPANS}),
        )
    return flow


def _follow_on(draw: Drawn, other: str) -> World:
    follow = {
        "start": other,
        "probability": draw(st.sampled_from([0.5, 1.0])),
        "delay": draw(WAITS),
        "same_subject": draw(st.booleans()),
    }
    return some(draw, follow, per_unit=st.just(2))


@st.composite
def full_worlds(draw: Drawn) -> World:
    """A scenario of five to eight days that is valid as it stands, and may use any part of the language."""
    world = draw(worlds())
    world["scenario"] = some(draw, world["scenario"], warm_up=st.sampled_from(["12 h", "2 d"]))
    world["legs"] = [
        some(draw, leg, departures=DEPARTURES) if draw(st.booleans()) else leg for leg in world["legs"]
    ]
    world["links"] = [_link(draw, link) for link in world["links"]]
    looking = [control["id"] for control in world["controls"] if "watch" not in control]
    world["flows"] = [_behaviour(draw, flow, looking) for flow in world["flows"]]
    if len(world["flows"]) > 1:
        first, second = world["flows"]
        first = some(draw, first, on_delivery=st.just([_follow_on(draw, second["id"])]))
        total = {"amount": "20 kg", "start": second["id"], "delay": draw(WAITS)}
        first = some(draw, first, on_delivered_total=st.just([total]))
        world["flows"] = [first, second]
    return world
