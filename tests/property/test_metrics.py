"""What metrics must be, whatever the world: nothing lost, shares of wholes, nobody busier than busy."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.metrics import Kind, measure
from simulator.analysis.provenance import Reach, credits
from simulator.eventlog import Event
from tests.property.worlds import World, drawn, plan_of, play, worlds

ENDS = ("interdicted", "delivered", "aborted", "open")
WARM_UPS = st.sampled_from(("0 h", "1 d", "100 h"))


def warmed(world: World, warm_up: str) -> World:
    world = copy.deepcopy(world)
    world["scenario"]["warm_up"] = warm_up
    return world


@drawn
@given(worlds(), WARM_UPS)
def test_cases_and_payload_are_conserved_in_every_flow(world: World, warm_up: str) -> None:
    world = warmed(world, warm_up)
    plan, log = plan_of(world), play(world)
    found = measure(plan, log)
    began = log.of(Event.LAUNCHED)
    for flow in plan.flows:
        subject = f"flow:{flow.id}"
        mine = began[(began["flow"] == flow.index) & (began["time"] >= 0)]
        launched = float(found.of("launched", subject)[0])
        assert launched == len(mine) == sum(float(found.of(end, subject)[0]) for end in ENDS)
        payload = float(found.of("payload_launched", subject)[0])
        parts = [float(found.of(f"payload_{end}", subject)[0]) for end in ENDS]
        assert payload == pytest.approx(float(mine["value"].sum())) == pytest.approx(math.fsum(parts))


@drawn
@given(worlds(), WARM_UPS)
def test_a_share_is_a_part_of_its_whole_and_no_amount_is_negative(world: World, warm_up: str) -> None:
    world = warmed(world, warm_up)
    found = measure(plan_of(world), play(world))
    tops, bottoms = found.numerators[0], found.denominators[0]
    for column, top, bottom in zip(found.columns, tops, bottoms, strict=True):
        assert not top < 0, column
        if column.kind is Kind.PROPORTION:
            assert top <= bottom * (1 + 1e-9), column
        if column.kind in (Kind.PROPORTION, Kind.RATIO):
            assert bottom >= 0, column


@drawn
@given(worlds(injects=0), WARM_UPS)
def test_analysts_and_teams_are_busy_at_most_all_the_time(world: World, warm_up: str) -> None:
    world = warmed(world, warm_up)
    found = measure(plan_of(world), play(world))
    for column, value in zip(found.columns, found.values[0], strict=True):
        if column.metric in ("utilisation", "team_utilisation"):
            assert math.isnan(value) or value <= 1 + 1e-9, column


@drawn
@given(worlds())
def test_every_interdiction_is_owed_to_items_that_were_there_when_it_was_decided(world: World) -> None:
    plan, log = plan_of(world), play(world)
    found = credits(plan, log)
    rows = np.flatnonzero(log["event"] == Event.INTERDICTED)
    assert [credit.row for credit in found] == rows.tolist()
    for credit in found:
        assert all(entry < credit.row for entry in credit.entries)
        assert len(credit.items) == len(credit.entries)
        assert bool(credit.links) <= (credit.reach > Reach.OWN)
        row = credit.row
        while log["cause"][row] >= 0:
            assert log["cause"][row] < row
            row = int(log["cause"][row])
        assert log["event"][row] in (Event.LAUNCHED, Event.MADE, Event.INJECT_FIRED, Event.PARAMETER_CHANGED)
