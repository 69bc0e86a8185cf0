"""Small random scenarios with everything that the language has, all twelve kinds of mechanism among it.

Each is one of `behaving` worlds to which the rest is added: what is frequent there stays as frequent here.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.property.behaving_worlds import behaving
from tests.property.worlds import CHANCES, GOOD_CHANCES, MOMENTS, SHORT_WAITS, WAITS, Drawn, World, some

SPANS = st.sampled_from(["6 h", "1 d", "3 d"])
EVENTS = ("detected", "interdicted", "delivered", "withheld", "lookout_set", "triaged", "false_alarm", "held")
COUNTED = (
    "launched",
    "interdicted",
    "delivered",
    "aborted",
    "open",
    "interdiction_rate",
    "delivered_payload",
)


def _condition(draw: Drawn, world: World, depth: int = 2) -> World:
    """A condition of any kind."""
    agency = draw(st.sampled_from([one["id"] for one in world["agencies"]]))
    flow = draw(st.sampled_from([one["id"] for one in world["flows"]]))
    kinds: list[World] = [
        {"event": draw(st.sampled_from(EVENTS)), "count": draw(st.integers(1, 4))},
        {"event": "triaged", "agency": agency, "count": 2},
        {"belief": {"agency": agency, "flow": flow, "at_least": 0.5}},
        {"queue": {"agency": agency, "at_least": 1}},
        {"queue": {"requests_at": agency, "at_least": 1}},
        {"metric": draw(st.sampled_from(COUNTED)), "flow": flow, "at_least": draw(st.sampled_from([0.3, 1]))},
        {"metric": "interdiction_rate", "at_most": 0.2},
        {"time": draw(MOMENTS)},
    ]
    if world["injects"]:
        kinds.append({"inject": world["injects"][0]["id"]})
    if depth:
        parts = [_condition(draw, world, depth - 1) for _ in range(2)]
        kinds += [{"all": parts}, {"any": parts}, {"not": parts[0]}]
    return draw(st.sampled_from(kinds))


def _conditional(draw: Drawn, world: World, actions: list[World]) -> World:
    inject = {"id": "when_it_comes_to_that", "when": _condition(draw, world), "actions": actions}
    return some(draw, inject, delay=SHORT_WAITS.filter(lambda wait: isinstance(wait, str)))


def _decision(draw: Drawn, world: World, actions: list[World]) -> World:
    inject = {
        "id": "choice",
        "decision": "What shall it be?",
        "asked_of": ["desk"],
        "options": [
            {"id": "wait", "label": "Wait", "default": True},
            {"id": "act", "label": "Act", "cost": "1000 usd", "actions": actions},
        ],
    }
    start = {"at": draw(MOMENTS)} if draw(st.booleans()) else {"when": _condition(draw, world)}
    return some(draw, inject | start, within=SPANS)


def _terms(draw: Drawn) -> World:
    return {
        "willingness": draw(GOOD_CHANCES),
        "clearance": draw(WAITS),
        "leak": draw(st.sampled_from([0, 0.1])),
        "pursuit": draw(st.booleans()),
    }


def _mechanisms(draw: Drawn, world: World) -> list[World]:
    """The kinds that `worlds` does not draw, each with a chance of a third."""
    names = [one["id"] for one in world["agencies"]]
    home, abroad = names[:2]  # responsible for the west and for the east
    controls = [one["id"] for one in world["controls"]]
    made: list[World] = [
        {"kind": "liaison", "members": names, **_terms(draw)},
        {"kind": "joint_operation", "members": names, "starts": draw(MOMENTS), "lasts": draw(SPANS)},
        {"kind": "reaction_force", "members": names, "teams": 1, "consensus": draw(WAITS)},
        {"kind": "capacity_building", "members": [home], "skill": 1.5, "starts": "D+1", "over": draw(SPANS)},
        {"kind": "legal_assistance", "members": names, "starts": draw(MOMENTS), "clearance": draw(WAITS)},
        {
            "kind": "screening_feed",
            "members": [home, abroad],
            "at": ["gate", "goal"],
            "match": draw(GOOD_CHANCES),
        },
        {"kind": "sanctions_list", "members": [home, abroad], "freezing": {"at": ["goal"]}, **_terms(draw)},
        {
            "kind": "public_private",
            "members": [home],
            "at": ["gate"],
            "control": {"kind": "screening", "detect": {"drugs": draw(CHANCES)}},
            "reports_to": abroad,
            **_terms(draw),
        },
        {
            "kind": "humanitarian_referral",
            "members": [home],
            "threats": ["fighters"],
            "share": draw(CHANCES),
            "places": draw(st.integers(0, 2)),
            "stay": draw(WAITS),
        },
    ]
    made[3] |= {"controls": controls[:1]} if draw(st.booleans()) else {}
    return [{"id": f"the_{one['kind']}", **one} for one in made if draw(st.integers(0, 2)) == 0]


def _objective(draw: Drawn, world: World) -> World:
    flow = world["flows"][0]["id"]
    targets: list[dict[str, Any]] = [
        {"metric": "interdiction_rate", "at_least": 0.1},
        {"metric": "delivered", "subject": f"flow:{flow}", "at_most": 3},
    ]
    return {"id": "aim", "objective": "Stop some", "capability": "Interdiction", "targets": targets}


@st.composite
def full_worlds(draw: Drawn) -> World:
    """A scenario of five to eight days that is valid as it stands, and may use any part of the language."""
    world = draw(behaving())
    actions = [action for inject in world["injects"] for action in inject["actions"]]
    world["scenario"] = some(
        draw, world["scenario"], warm_up=st.sampled_from(["12 h", "2 d"]), belief=st.just("noisy_or")
    )
    world["mechanisms"] = world["mechanisms"] + _mechanisms(draw, world)
    world["roles"] = [{"id": "desk", "name": "Desk", "plays": [world["agencies"][0]["id"]]}]
    extra = [_conditional(draw, world, actions), _decision(draw, world, actions)]
    world["injects"] = world["injects"] + [inject for inject in extra if draw(st.booleans())]
    world["objectives"] = [_objective(draw, world)]
    world["exercise"] = {"moves": [{"id": "first", "from": "D+0", "to": "D+3", "table": ["09:00", "12:00"]}]}
    return world
