"""Warnings about controls that cannot do what they are there for."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.rules import check
from simulator.scenario.schema import Scenario
from tests.property.worlds import World
from tests.unit.engine_worlds import agency, control, flow, inject, line, link

CODES = ("W630", "W631", "W632", "W633", "W634")


def warned(world: World) -> list[tuple[str, str]]:
    problems = check(Scenario.model_validate(world))
    return [(problem.code, problem.path) for problem in problems if problem.code in CODES]


def lists(**values: Any) -> World:
    return control(**{"detect": {}, "requires": "lookout", "match": 0.9, "evidence": 1.0, **values})


def prior(holder: str, evidence: float = 1.0) -> World:
    return flow(prior_knowledge=[{"agency": holder, "about": "cell", "share": 0.1, "evidence": evidence}])


def test_a_list_that_can_never_have_an_entry() -> None:
    people = (agency("guard"), agency("police"))
    assert warned(line(agencies=people, controls=(lists(),))) == [("W630", "controls[0].requires")]
    assert warned(line(agencies=people, controls=(lists(),), flows=(prior("guard"),))) == []
    assert warned(line(agencies=people, controls=(lists(),), flows=(prior("guard", 0.2),))) != []
    assert warned(line(agencies=people, controls=(lists(),), flows=(prior("police"),))) != []
    consulting = lists(consults=["police"])
    assert warned(line(agencies=people, controls=(consulting,), flows=(prior("police"),))) == []
    told = line(
        agencies=people, controls=(lists(),), links=(link("police", "guard"),), flows=(prior("police"),)
    )
    assert warned(told) == []
    changed = inject(3, {"change": "agencies.guard.lookout_at", "to": 0.1})
    assert warned(line(agencies=people, controls=(lists(),), injects=(changed,))) == []


@pytest.mark.parametrize(
    ("evidence", "confirmed_by", "codes"),
    [(0.6, "guard", ["W631"]), (1.0, "guard", []), (1.0, "police", ["W631"])],
)
def test_a_hold_that_is_never_confirmed(evidence: float, confirmed_by: str, codes: list[str]) -> None:
    lane = control(evidence=evidence, hold={"for": "9 h", "confirmed_by": confirmed_by})
    world = line(agencies=(agency("guard"), agency("police")), controls=(lane,))
    assert [code for code, _ in warned(world)] == codes


@pytest.mark.parametrize(
    ("values", "stays", "codes"),
    [
        ({"ahead": "9 h"}, {}, []),
        ({"ahead": "11 h"}, {}, ["W632"]),
        ({"ahead": "9 h", "at": "start"}, {}, ["W632"]),
        ({"ahead": "1 h", "on_leg": ["border", "town"]}, {}, ["W632"]),
        ({"ahead": "1 h", "on_leg": ["border", "town"]}, {"border": "2 h"}, []),
    ],
)
def test_a_control_that_looks_further_ahead_than_cases_are_announced(
    values: World, stays: World, codes: list[str]
) -> None:
    world = line(controls=(control(**values),), stays=stays)
    assert [code for code, _ in warned(world)] == codes


def test_a_trait_or_a_unit_that_no_flow_has() -> None:
    lane = control(
        if_trait={"false_document": {"examine": 0.5}},
        examine_from=[{"payload": "3 kg", "examine": 1.0}, {"payload": "5 usd", "examine": 1.0}],
    )
    assert warned(line(controls=(lane,), flows=(flow(traits={"false_documents": 0.2}),))) == [
        ("W633", "controls[0].if_trait.false_document"),
        ("W634", "controls[0].examine_from[1].payload"),
    ]
    known = {"agency": "guard", "about": "subject", "trait": "false_document", "share": 0.1, "evidence": 1.0}
    listed = flow(prior_knowledge=[known])
    assert ("W633", "flows[0].prior_knowledge[0].trait") in warned(line(flows=(listed,)))
    lane["examine_from"].pop()
    assert warned(line(controls=(lane,), flows=(flow(traits={"false_document": 0.2}),))) == []
