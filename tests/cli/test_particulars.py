"""Tables of what only some scenarios have are there where something of it happened, and nowhere else."""

from __future__ import annotations

from typing import Any

from simulator.experiment import replicate
from simulator.report.actors import ActorTable
from simulator.report.numbers import Numbers
from simulator.report.particulars import particulars
from tests.property.worlds import World, plan_of
from tests.unit.engine_worlds import agency, control, flow, line


def tables(world: World, most: int = 9) -> dict[str, ActorTable]:
    return {table.title: table for table in particulars(Numbers(replicate(plan_of(world), 2), {}), most)}


def lane(name: str, **values: Any) -> World:
    return control(name, hold={"for": "30 h"}, evidence=0.1, **values)


def test_a_plain_scenario_has_none_of_them():
    assert tables(line(controls=(control(seize=1.0),))) == {}


def test_a_table_has_the_columns_and_rows_in_which_something_happened():
    found = tables(line(controls=(lane("one"), lane("two", detect={"drugs": 0.0}), lane("three", at="town"))))
    assert list(found) == ["Holds"]
    assert [column.title for column in found["Holds"].columns] == ["control", "held", "lasts h"]
    assert [list(row) for row in found["Holds"].rows] == [["one", "1.0", "30.0"], ["three", "1.0", "30.0"]]
    assert found["Holds"].rest == ""


def test_a_table_says_what_it_leaves_out():
    found = tables(line(controls=(lane("one"), lane("three", at="town"))), most=1)
    assert [row[0] for row in found["Holds"].rows] == ["one"]
    assert found["Holds"].rest.startswith("1 more")


def test_pools_and_flows_that_adapt_have_tables_of_their_own():
    low = {"losses": 1, "within": "1 d", "for": "2 d"}
    ways = {"choice": "fixed", "news_delay": "1 h", "paths": [{"places": ["start", "border", "town"]}]}
    world = line(
        agencies=(agency(act_at=0.5, response="3 h"),),
        controls=(control("source", at="start"),),
        flows=(flow(at=(0, 12, 70), routes=ways, lie_low=low),),
        stays={"start": "10 h"},
    )
    world["pools"] = [
        {"id": "force", "members": ["guard"], "teams": 1, "mobilisation": "0 h", "recovery": "1 h"}
    ]
    found = tables(world)
    assert [list(row) for row in found["Adversary"].rows] == [["loads", "1.0", "2.0"]]
    assert [column.title for column in found["Adversary"].columns] == ["flow", "deterred", "lay low"]
    assert found["Pools"].rows[0][:2] == ["force", "2.0"]
