"""What agencies' people cost."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.analysis.metrics import Meter, measure
from simulator.eventlog import Event
from simulator.world.compile import build_plan
from tests.unit.hand_made import WORLD, Writer, scenario, small_plan

CUSTOMS, PARTNER = 0, 2


def agencies(**costs: dict[str, Any]) -> list[dict[str, Any]]:
    """The agencies of the small world, some with what they cost."""
    found = copy.deepcopy(WORLD["agencies"])
    for agency in found:
        if agency["id"] in costs:
            agency["costs"] = costs[agency["id"]]
    return found


def test_cost_is_the_hours_on_duty_and_the_teams_sent():
    duty = {"analyst_hour": "30 usd"}
    teams = {"analyst_hour": "50 usd", "response": "400 usd"}
    write = Writer(build_plan(scenario(agencies=agencies(customs=duty, partner=teams))))
    case = write.case(0)
    write.row(Event.DISPATCHED, 5, case=case, agency=PARTNER)
    write.row(Event.DISPATCHED, 50, case=case, agency=PARTNER)
    found = measure(write.plan, write.log())
    # Two analysts of customs and one of the partner are on duty around the clock for ten days.
    assert found.of("cost", "agency:customs") == [2 * 240 * 30]
    assert found.of("cost", "agency:partner") == [240 * 50 + 2 * 400]
    assert found.of("cost") == [2 * 240 * 30 + 240 * 50 + 2 * 400]


def test_costs_in_two_currencies_are_not_added_up():
    plan = build_plan(
        scenario(agencies=agencies(customs={"response": "1 usd"}, partner={"response": "1 eur"}))
    )
    units = {column.subject: column.unit for column in Meter(plan).columns if column.metric == "cost"}
    assert units == {"agency:customs": "usd", "agency:partner": "eur"}


def test_where_no_agency_says_what_it_costs_there_is_no_cost():
    assert not [column for column in Meter(small_plan()).columns if column.metric == "cost"]


def test_one_agency_counts_in_one_currency():
    with pytest.raises(ValidationError, match="expected one currency, found usd and eur"):
        scenario(agencies=agencies(customs={"analyst_hour": "30 usd", "response": "400 eur"}))
