"""Decisions: asked at their moment, taken by who is asked, or by default when their time is over."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.metrics import Meter
from simulator.errors import UsageError
from simulator.eventlog import Event
from simulator.experiment import replicate, simulate
from simulator.scenario.load import build
from simulator.world.choices import read_choices
from simulator.world.plan import Choice
from tests.property.worlds import World, plan_of, play, tell
from tests.unit.engine_worlds import HOUR, agency, control, flow, line, moment
from tests.unit.small import codes, errors, small

ROLES = [{"id": name, "plays": ["guard"]} for name in ("first", "second", "third")]
KEEP: World = {"id": "keep", "label": "Keep it open", "default": True}
SHUT: World = {
    "id": "shut",
    "label": "Close the lane",
    "actions": [{"close": "controls.lane", "for": "90 min"}],
}


def deciding(
    *options: World, asked_of: Any = "first", injects: tuple[World, ...] = (), **values: Any
) -> World:
    """Loads are found at the border at 10, 11, 12 and 13 h; a question is asked at 10.5 h."""
    question = {"id": "ask", "at": moment(10.5), "decision": "Close it?", "asked_of": asked_of,
                "options": list(options) or [KEEP, SHUT], **values}  # fmt: skip
    if "when" in values:
        del question["at"]
    world = line(
        agencies=(agency(),),
        controls=(control(),),
        flows=(flow(at=(0, 1, 2, 3)),),
        injects=(question, *injects),
    )
    return world | {"roles": ROLES}


def told(
    world: World, *choices: str, kinds: tuple[Event, ...] = (Event.DECISION_TAKEN,)
) -> list[tuple[float, Any]]:
    plan = plan_of(world)
    rows = tell(plan, play(world, choices=read_choices(plan, choices)))
    return [(row.time / HOUR, row.value) for row in rows if row.event in kinds]


def found(world: World, *choices: str) -> list[float]:
    return [time for time, _ in told(world, *choices, kinds=(Event.DETECTED,))]


def test_without_choices_the_default_holds_at_once_or_when_the_time_is_over() -> None:
    assert told(deciding()) == [(10.5, ("ask", "keep"))]
    assert told(deciding(within="2 h")) == [(12.5, ("ask", "keep"))]
    assert told(deciding(within="2 h"), kinds=(Event.DECISION_ASKED,)) == [(10.5, "ask")]


def test_a_choice_is_taken_at_once_and_does_what_its_option_says() -> None:
    world = deciding(within="2 h")
    assert told(world, "ask=shut") == [(10.5, ("ask", "shut"))]
    assert found(world) == [10, 11, 12, 13]
    assert found(world, "ask=shut") == [10, 12, 13]
    assert told(world, "ask=shut", kinds=(Event.PARAMETER_CHANGED,)) == [
        (10.5, ("open", "0.0")),
        (12, ("open", "1.0")),
    ]


def test_each_step_is_the_cause_of_the_next() -> None:
    world = deciding()
    plan = plan_of(world)
    log = play(world, choices=(Choice("ask", "shut"),))
    for kind, cause in (
        (Event.DECISION_ASKED, Event.INJECT_FIRED),
        (Event.DECISION_TAKEN, Event.DECISION_ASKED),
        (Event.PARAMETER_CHANGED, Event.DECISION_TAKEN),
    ):
        assert {Event(log["event"][row]) for row in log.of(kind)["cause"][:1]} == {cause}
    assert plan.injects[0].decision is not None


@pytest.mark.parametrize(
    ("rule", "choices", "expected"),
    [
        ("majority", "ask=first:shut,second:shut", (10.5, "shut")),
        ("majority", "ask=first:shut,second:keep", (12.5, "keep")),
        ("majority", "ask=first:shut,second:shut,third:keep", (10.5, "shut")),
        ("majority", "ask=first:shut", (12.5, "keep")),
        ("all", "ask=first:shut,second:shut", (12.5, "keep")),
        ("all", "ask=first:shut,second:shut,third:shut", (10.5, "shut")),
        ("all", "ask=shut", (10.5, "shut")),
        (None, "ask=first:shut,third:shut", (10.5, "shut")),
    ],
)
def test_several_roles_decide_by_majority_or_all(
    rule: str | None, choices: str, expected: tuple[float, str]
) -> None:
    values = {} if rule is None else {"rule": rule}
    world = deciding(asked_of=["first", "second", "third"], within="2 h", **values)
    ((time, (_, option)),) = told(world, choices)
    assert (time, option) == expected


def test_two_of_four_are_no_majority() -> None:
    world = deciding(asked_of=["first", "second", "third", "fourth"], within="2 h")
    world["roles"] = [*ROLES, {"id": "fourth", "plays": ["guard"]}]
    assert told(world, "ask=first:shut,second:shut") == [(12.5, ("ask", "keep"))]


def test_a_decision_may_wait_for_a_condition_and_be_waited_for() -> None:
    reaction = {"id": "then", "when": {"decision": "ask", "option": "shut"}, "delay": "1 h"}
    other = {"id": "else", "when": {"decision": "ask", "option": "keep"}}
    world = deciding(injects=(reaction, other), when={"event": "detected", "count": 2})
    fired = (Event.INJECT_FIRED,)
    assert told(world, "ask=shut", kinds=fired) == [(11, "ask"), (12, "then")]
    assert told(world, kinds=fired) == [(11, "ask"), (11, "else")]


def test_the_default_written_as_a_choice_changes_nothing() -> None:
    world = deciding()
    assert play(world, choices=(Choice("ask", "keep"),)).digest() == play(world).digest()


def test_options_without_effect_leave_the_world_as_it_was() -> None:
    idle = {**SHUT, "actions": [{"message": {"to": "first", "text": "Well done."}}]}
    world = deciding(KEEP, idle)
    assert told(world, "ask=shut", kinds=(Event.DETECTED, Event.DELIVERED)) == told(
        world, kinds=(Event.DETECTED, Event.DELIVERED)
    )


def test_what_is_decided_is_measured_and_paid() -> None:
    world = deciding({**KEEP, "cost": "10 usd"}, {**SHUT, "cost": "500 usd"})
    plan = plan_of(world)
    for choice, cost in (("keep", 10), ("shut", 500)):
        measures = Meter(plan).measure(play(world, choices=read_choices(plan, [f"ask={choice}"])))
        assert measures.of("decision_cost") == measures.of("decision_cost", "decision:ask") == [cost]
        assert measures.of("option_taken", f"decision:ask/{choice}") == [1]
    never = deciding({**KEEP, "cost": "10 usd"}, SHUT, when={"event": "delivered", "count": 9})
    measures = Meter(plan_of(never)).measure(play(never))
    assert measures.of("decision_cost", "decision:ask") == [0]
    assert str(measures.of("option_taken", "decision:ask/keep")[0]) == "nan"
    assert measures.of("inject_fired", "inject:ask") == [0]


def test_choices_reach_every_replication() -> None:
    scenario = build(deciding())
    study = replicate(scenario, 4, choices=["ask=shut"])
    assert study.estimate("option_taken", "decision:ask/shut").mean == 1
    assert study.choices == (Choice("ask", "shut"),)
    assert simulate(scenario, choices=["ask=shut"]).choices == study.choices


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ask", '"ask" is no decision: write ID=OPTION'),
        ("asks=shut", 'there is no decision "asks"; did you mean "ask"?'),
        ("ask=shit", 'ask has no option "shit"; did you mean "shut"?'),
        ("ask=fist:shut", 'ask is not asked of "fist"; did you mean "first"?'),
        ("ask=second:shut", 'ask is not asked of "second"; it is asked of first'),
        ("ask=first:shut,first:keep", "ask is decided twice by first"),
        ("later=shut", "the inject later asks for no decision"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused(text: str, message: str) -> None:
    plan = plan_of(deciding(injects=({"id": "later", "at": "D+1"},)))
    with pytest.raises(UsageError) as refused:
        read_choices(plan, [text])
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"options": []}, [("E301", "injects[0]")]),
        ({"options": [KEEP]}, [("E301", "injects[0]")]),
        ({"options": [KEEP, KEEP]}, [("E301", "injects[0]")]),
        ({"options": [KEEP, {**SHUT, "default": True}]}, [("E301", "injects[0]")]),
        ({"options": [{**KEEP, "default": False}, SHUT]}, [("E301", "injects[0]")]),
        ({"asked_of": []}, [("E301", "injects[0]")]),
        ({"asked_of": ["desk", "desk"]}, [("E301", "injects[0]")]),
        ({"asked_of": "dask"}, [("E201", "injects[0].asked_of")]),
        ({"rule": "most"}, [("E304", "injects[0].rule")]),
        ({"decision": None}, [("E301", "injects[0]")]),
        ({"options": [KEEP, {**SHUT, "actions": [{"close": "controls.lan"}]}]},
         [("E209", "injects[0].options[1].actions[0].close")]),
        ({"options": [KEEP, {**SHUT, "actions": [{"clos": "controls.lane"}]}]},
         [("E305", "injects[0].options[1].actions[0]")]),
        ({"options": [KEEP, {**SHUT, "actions": [{"close": "controls.lane", "fr": "2 h"}]}]},
         [("E202", "injects[0].options[1].actions[0].fr")]),
        ({"options": [KEEP, {**SHUT, "cost": 5}]}, [("E301", "injects[0].options[1].cost")]),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_asked_is_refused(changes: World, expected: list[tuple[str, str]]) -> None:
    inject = {"id": "ask", "at": "D+1", "decision": "Close it?", "asked_of": "desk", "options": [KEEP, SHUT]}
    data = small(injects=[{key: value for key, value in (inject | changes).items() if value is not None}])
    assert codes(errors(data)) == expected


def test_a_condition_names_a_decision_and_its_option() -> None:
    inject = {"id": "ask", "at": "D+1", "decision": "Close it?", "asked_of": "desk", "options": [KEEP, SHUT]}

    def found(when: World) -> list[tuple[str, str]]:
        return codes(errors(small(injects=[inject, {"id": "i", "when": when}])))

    assert found({"decision": "ask", "option": "shut"}) == []
    assert found({"decision": "ask", "option": "shat"}) == [("E201", "injects[1].when.option")]
    assert found({"decision": "i", "option": "shut"}) == [("E201", "injects[1].when.decision")]
