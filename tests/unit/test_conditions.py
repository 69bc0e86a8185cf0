"""Conditions in the scenario language: what is refused, and what is doubted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.engine.simulate import simulate
from simulator.eventlog import Event
from simulator.report.conditions import in_words
from simulator.scenario.load import build, load_scenario
from simulator.scenario.rules.conditions import tells
from simulator.world.compile import build_plan
from tests.unit.small import codes, errors, small, warnings

ROOT = Path(__file__).parents[2]
AT = "injects[0].when"


def waiting(when: Any, **values: Any) -> dict[str, Any]:
    return small(injects=[{"id": "i", "when": when, **values}])


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"event": "detectd"}, [("E201", f"{AT}.event")]),
        ({"event": "detected", "agency": "custom"}, [("E201", f"{AT}.agency")]),
        ({"event": "detected", "contrl": "lane"}, [("E202", f"{AT}.contrl")]),
        ({"event": "detected", "count": 0}, [("E303", f"{AT}.count")]),
        ({"event": "detected", "control": "lan"}, [("E201", f"{AT}.control")]),
        ({"queue": {"control": "lan", "at_least": 2}}, [("E201", f"{AT}.queue.control")]),
        ({"event": "received", "link": "tel"}, [("E201", f"{AT}.link")]),
        ({"event": "detected", "link": "tell"}, [("E321", f"{AT}.link")]),
        ({"event": "triaged", "flow": "heroin"}, [("E321", f"{AT}.flow")]),
        ({"evnt": "detected"}, [("E305", AT)]),
        ("detected", [("E305", AT)]),
        ({"belief": {"agency": "police", "flow": "heroin"}}, [("E204", f"{AT}.belief.at_least")]),
        ({"queue": {"at_least": 2}}, [("E301", f"{AT}.queue")]),
        ({"queue": {"agency": "police", "control": "lane", "at_least": 2}}, [("E301", f"{AT}.queue")]),
        ({"queue": {"link": "tel", "at_least": 2}}, [("E201", f"{AT}.queue.link")]),
        ({"metric": "interdicted"}, [("E301", AT)]),
        ({"metric": "interdicted", "at_most": -1}, [("E301", AT)]),
        ({"metric": "interdictions", "at_least": 1}, [("E304", f"{AT}.metric")]),
        ({"inject": "j"}, [("E201", f"{AT}.inject")]),
        ({"time": "tomorrow"}, [("E301", f"{AT}.time")]),
        ({"all": []}, [("E303", f"{AT}.all")]),
        ({"all": [{"event": "detected"}, {"event": "detectd"}]}, [("E201", f"{AT}.all[1].event")]),
        ({"not": {"any": [{"queue": {"agency": "polic", "at_least": 1}}]}},
         [("E201", f"{AT}.not.any[0].queue.agency")]),
        ({"not": {"any": [{"evnt": "detected"}]}}, [("E305", f"{AT}.not.any[0]")]),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_is_refused(when: Any, expected: list[tuple[str, str]]) -> None:
    assert codes(errors(waiting(when))) == expected


def test_misspelt_words_are_guessed_from_those_that_fit_the_place() -> None:
    (key,) = errors(waiting({"event": "detected", "contrl": "lane"}))
    assert key.hint == 'did you mean "control"?'
    (kind,) = errors(waiting({"any": [{"evnt": "detected"}]}))
    assert kind.hint == 'did you mean "event"?'
    (foreign,) = errors(waiting({"all": [{"time": "D+1", "count": 2}]}))
    assert foreign.hint == "it takes time"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, [("E301", "injects[0]")]),
        ({"at": "D+1", "when": {"time": "D+1"}}, [("E301", "injects[0]")]),
        ({"at": "D+1", "delay": "2 h"}, [("E301", "injects[0]")]),
    ],
)
def test_an_inject_has_one_moment(values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(errors(small(injects=[{"id": "i", **values}]))) == expected


def test_payloads_of_several_units_are_not_added_up() -> None:
    data = waiting({"metric": "delivered_payload", "at_least": 3})
    flow = data["flows"][0]
    data["flows"] = [flow, {**flow, "id": "gold", "payload": {"unit": "oz", "constant": 1}}]
    assert codes(errors(data)) == [("E322", f"{AT}.metric")]
    data["injects"][0]["when"]["flow"] = "gold"
    assert errors(data) == []


@pytest.mark.parametrize(
    "when",
    [
        {"event": "examined", "control": "lane", "agency": "police"},
        {"event": "false_alarm", "control": "wiretap"},
        {"event": "dispatched", "agency": "customs"},
        {"belief": {"agency": "police", "flow": "heroin", "at_least": 9}},
        {"queue": {"control": "lane", "at_least": 2}},
        {"queue": {"link": "tell", "at_least": 2}},
        {"queue": {"requests_at": "customs", "at_least": 2}},
        {"metric": "interdiction_rate", "at_least": 2},
        {"inject": "i"},
        {"time": "D+31"},
        {"any": [{"event": "detected"}, {"time": "D+31"}]},
    ],
)
def test_a_condition_that_never_comes_true_is_doubted(when: dict[str, Any]) -> None:
    data = waiting(when)
    data["agencies"] = [{**one, "teams": int(one["id"] == "police")} for one in data["agencies"]]
    data["controls"] = [
        {**one, "watch": "0.001 / d"} if one["id"] == "wiretap" else {**one, "traffic": "9 / d"}
        for one in data["controls"]
    ]
    if "belief" in when:
        data["controls"] = data["controls"][:1]
    found = [problem for problem in warnings(data) if problem.code == "W623"]
    assert len(found) == 1
    assert found[0].path.startswith(AT)


def test_a_condition_may_name_a_control_that_a_mechanism_makes() -> None:
    data = waiting({"event": "false_alarm", "control": "data_gate"})
    feed = {
        "id": "data",
        "kind": "screening_feed",
        "members": ["customs"],
        "at": ["gate"],
        "traffic": "9 / d",
    }
    assert ("E201", f"{AT}.control") in codes(errors(data))
    data["mechanisms"] = [feed]
    assert not [one for one in warnings(data) if one.path.startswith(AT)]
    del feed["traffic"]
    assert ("W623", AT) in codes(warnings(data))


def test_a_condition_that_may_come_true_is_not_doubted() -> None:
    when = {
        "all": [
            {"event": "detected", "control": "lane", "count": 2},
            {"not": {"belief": {"agency": "police", "flow": "heroin", "at_least": 0.5}}},
            {"queue": {"agency": "customs", "at_least": 2}},
        ]
    }
    assert warnings(waiting(when)) == warnings(small())


@pytest.mark.parametrize("name", ["two_borders", "northern_route"])
def test_events_tell_what_conditions_may_ask_of_them(name: str) -> None:
    log = simulate(build_plan(load_scenario(ROOT / f"scenarios/{name}.yaml")), 1, 0)
    for kind in Event:
        rows = log.of(kind)
        for column in {"agency", "control", "flow", "link", "place"} - tells(kind):
            assert (rows[column] == -1).all(), (kind, column)


def test_conditions_are_told_in_words() -> None:
    when = {
        "all": [
            {"event": "detected", "agency": "customs", "count": 3},
            {"any": [{"time": "D+5"}, {"not": {"queue": {"agency": "police", "at_least": 4}}}]},
            {"metric": "interdiction_rate", "flow": "heroin", "at_most": 0.2},
        ]
    }
    (inject,) = build(waiting(when)).injects
    assert inject.when is not None
    assert in_words(inject.when) == (
        "detected by customs 3 times and (from D+5 or not 4 wait for police) and interdiction_rate of heroin ≤ 0.2"
    )


def test_a_belief_written_as_a_percentage_is_doubted() -> None:
    belief = {"belief": {"agency": "police", "flow": "heroin", "at_least": 90}}
    data = small(injects=[{"id": "sure", "when": belief, "message": "Sure.", "to": ["desk"]}])
    (found,) = [one for one in warnings(data) if one.path == "injects[0].when"]
    assert "not percentages" in found.message
