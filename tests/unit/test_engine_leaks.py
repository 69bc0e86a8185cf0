"""Sharing may warn those it is about: they give up, lie low, or the source is lost."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.eventlog import Event, Warned
from simulator.scenario.load import build
from tests.analytic.worlds import agrees
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import HOUR, agency, control, flow, hours_of, inject, line, link, story, tip

TWO = (agency("guard"), agency("police"))


def warned(kind: str = "", span: str = "5 d") -> World:
    """What comes of every leak: one thing, or nothing."""
    return {key: float(key == kind) for key in ("abort", "lie_low", "source_lost")} | {"for": span}


def leaking(kind: str = "", *, leak: float = 1.0, span: str = "5 d", **values: Any) -> World:
    """A guard whose source at the start knows of every case at once, and tells the police on a wire that leaks."""
    values.setdefault("controls", (control("source", at="start"),))
    at = values.pop("at", (0,))
    flows = flow(at=at, on_leak=warned(kind, span), **values.pop("of", {}))
    wire = link("guard", "police", leak=leak, **values.pop("terms", {}))
    return line(agencies=TWO, links=(wire,), flows=(flows,), **values)


def leaks(world: World) -> list[tuple[str, str, float]]:
    return [(row.agency, row.link, row.value) for row in story(world, Event.LEAKED)]


def test_a_wire_that_leaks_does_so_as_an_item_is_sent() -> None:
    world = leaking(terms={"clearance": "3 h", "transit": "2 h"})
    assert hours_of(world, Event.LEAKED) == [3]
    assert leaks(world) == [("guard", "wire", Warned.NOTHING)]
    rows = story(world)
    (row,) = [row for row in rows if row.event is Event.LEAKED]
    assert rows[row.cause].event is Event.SENT
    assert row.item == rows[row.cause].item


def test_a_wire_that_does_not_leak_and_one_of_whose_leaks_nothing_comes_give_the_same_log() -> None:
    quiet = [row[:-1] for row in story(leaking("abort", leak=0.0, at=tuple(range(9))))]
    idle = [row[:-1] for row in story(leaking(at=tuple(range(9)))) if row.event is not Event.LEAKED]
    assert idle == quiet


def test_what_was_withheld_warns_nobody_and_what_is_lost_on_the_way_may() -> None:
    assert leaks(leaking(terms={"willingness": 0.0})) == []
    assert len(leaks(leaking(terms={"reliability": 0.0}))) == 1


def test_leaks_are_as_frequent_as_stated() -> None:
    log = play(leaking(leak=0.3, at=tuple(k / 8 for k in range(2000)), horizon="20 d"))
    sent, leaked = len(log.of(Event.SENT)), len(log.of(Event.LEAKED))
    assert sent == 2000
    agrees([1.0] * leaked + [0.0] * (sent - leaked), 0.3, 0.2)


def test_what_comes_of_leaks_is_shared_out_as_stated() -> None:
    terms = {"abort": 0.5, "lie_low": 0.2, "source_lost": 0.1, "for": "1 min"}
    world = leaking(at=tuple(k / 8 for k in range(2000)), horizon="20 d")
    world["flows"][0]["on_leak"] = terms
    values = play(world).of(Event.LEAKED)["value"]
    assert len(values) == 2000 - len(story(world, Event.DETERRED)) - len(story(world, Event.MISSED))
    for kind, share in ((Warned.ABORT, 0.5), (Warned.LIE_LOW, 0.2), (Warned.SOURCE_LOST, 0.1)):
        agrees((values == kind).astype(float), share, 0.35)


def test_cases_of_which_the_item_speaks_are_given_up() -> None:
    world = leaking("abort", terms={"clearance": "3 h"}, at=(0, 1))
    aborted = story(world, Event.ABORTED)
    assert [(row.case, row.time / HOUR) for row in aborted] == [("loads/0", 3), ("loads/1", 4)]
    rows = story(world)
    assert {rows[row.cause].event for row in aborted} == {Event.LEAKED}
    assert story(world, Event.DELIVERED) == []


def test_an_item_about_a_cell_warns_all_its_cases_and_no_others() -> None:
    about_cell = inject(5, tip(about="cell", number=1))
    world = leaking("abort", controls=(), at=(0, 1, 2, 3, 4), of={"cells": 2}, injects=(about_cell,))
    first = plan_of(world).flows[0].cells[0]
    log = play(world)
    of_first = {case for case in range(5) if plan_of(world).flows[0].cells[log.cases["cell"][case]] == first}
    assert set(log.of(Event.ABORTED)["case"].tolist()) == of_first
    assert 0 < len(of_first) < 5


def test_a_cell_that_is_warned_lies_low() -> None:
    world = leaking("lie_low", span="30 h", at=(0, 10, 31, 40))
    low = story(world, Event.LAY_LOW)
    assert [(row.time / HOUR, row.value / HOUR) for row in low] == [(0, 30), (31, 30)]
    assert {story(world)[row.cause].event for row in low} == {Event.LEAKED}
    assert hours_of(world, Event.DETERRED) == [10, 40]
    assert hours_of(world, Event.DELIVERED) == [20, 51]


def test_it_lies_low_even_if_the_case_is_over() -> None:
    world = leaking("lie_low", terms={"clearance": "25 h"}, at=(0, 30))
    assert hours_of(world, Event.DETERRED) == [30]
    gone = leaking("abort", terms={"clearance": "25 h"})
    assert leaks(gone) == [("guard", "wire", Warned.NOTHING)]


def test_a_source_that_is_lost_finds_nothing_of_the_cell_for_a_time() -> None:
    world = leaking("source_lost", span="30 h", at=(0, 1, 29, 30, 31))
    assert leaks(world)[0][2] == Warned.SOURCE_LOST
    assert hours_of(world, Event.MISSED) == [1, 29, 31]
    assert hours_of(world, Event.DETECTED) == [0, 30]


def test_other_cells_are_still_found() -> None:
    world = leaking("source_lost", at=tuple(range(20)), of={"cells": 2})
    log = play(world)
    found = log.of(Event.DETECTED)["case"]
    assert len(found) == 2
    assert set(log.cases["cell"][found].tolist()) == {0, 1}


def test_a_control_that_watches_loses_its_source_and_sees_again_who_is_still_there() -> None:
    watching = control("source", at="town", watch="1000 / d", detect={"drugs": 1.0})
    world = leaking("source_lost", span="30 h", controls=(watching,), stays={"town": "50 h"}, at=(0, 10))
    first, second = hours_of(world, Event.DETECTED)
    assert first == pytest.approx(20, abs=0.5)
    assert second == pytest.approx(first + 30, abs=0.5)


def test_a_tip_has_no_source_to_lose() -> None:
    world = leaking("source_lost", controls=(), injects=(inject(2, tip(about="cell")),))
    assert leaks(world) == [("guard", "wire", Warned.NOTHING)]


def test_whatever_is_about_a_subject_warns_its_cell() -> None:
    about_subject = inject(30, tip(about="subject", number=4))
    world = leaking(
        "lie_low",
        controls=(),
        at=(0, 40, 41, 42, 43),
        of={"cells": 3, "subjects": 2},
        injects=(about_subject,),
    )
    plan, log = plan_of(world), play(world)
    low = [row for row in log.rows if row["event"] == Event.LAY_LOW]
    assert len(low) == 1
    # Numbers run over the cells first: the fourth subject is the second one of the first cell.
    started = log.cases["cell"][log.of(Event.LAUNCHED)["case"][1:]]
    assert 0 not in started.tolist()
    assert len(plan.flows[0].cells) == 3


def test_injects_change_how_much_leaks() -> None:
    tight = inject(1, {"change": "links.wire.leak", "to": 0.0})
    assert hours_of(leaking(at=(0, 2), injects=(tight,)), Event.LEAKED) == [0]


def test_shares_of_more_than_the_whole_are_refused() -> None:
    world = leaking()
    world["flows"][0]["on_leak"] |= {"abort": 0.7, "lie_low": 0.4}
    with pytest.raises(ScenarioError, match=r"add up to 1\.1"):
        build(world)


def test_leaks_are_filled_in_by_kind() -> None:
    world = leaking()
    del world["links"][0]["leak"], world["flows"][0]["on_leak"]
    plan = plan_of(world | {"links": [world["links"][0] | {"kind": "liaison"}]})
    assert plan.links[0].leak == 0.005
    assert plan.flows[0].on_leak.abort == 0.4
