"""What every log must be, whatever the world: nothing lost, nothing out of order, nobody in two places."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
from hypothesis import given

from simulator.eventlog import FOREVER, Event, EventLog
from tests.property.worlds import World, drawn, plan_of, play, worlds

CLOSING = (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)
LOOKS = (Event.PASSED, Event.WAVED_THROUGH, Event.FLAGGED, Event.EXAMINED, Event.DETECTED, Event.MISSED)
MOVEMENT = (Event.LAUNCHED, Event.DEPARTED, Event.ARRIVED, *LOOKS, *CLOSING)

ROOT = None
_MOVED = {
    Event.LAUNCHED,
    Event.DEPARTED,
    Event.ARRIVED,
    Event.PASSED,
    Event.WAVED_THROUGH,
    Event.MISSED,
    Event.DETECTED,
    Event.RELEASED,
}
_ENTERED = {Event.TRIAGED, Event.DUPLICATE}
_TAKEN_IN = {Event.REPORTED, Event.RECEIVED}
_WEIGHED = {*_ENTERED, Event.LAUNCHED, Event.DEPARTED, Event.FLAGGED, Event.EXPIRED, Event.PARAMETER_CHANGED}
_WORK_DONE = {*_ENTERED, Event.DISMISSED, Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED}
_ASKED = {Event.ASKED, Event.TRIAGE_STARTED}
_RACED = {Event.TEAM_ARRIVED, Event.ESCAPED, Event.STOOD_DOWN}
CAUSES = {
    Event.LAUNCHED: {ROOT},
    Event.REROUTED: {Event.LAUNCHED},
    Event.DEPARTED: _MOVED - {Event.DEPARTED},
    Event.ARRIVED: _MOVED - {Event.ARRIVED, Event.LAUNCHED},
    Event.ANNOUNCED: _MOVED,
    Event.PASSED: {*_MOVED, Event.FLAGGED, Event.ANNOUNCED},
    Event.WAVED_THROUGH: _MOVED,
    Event.FLAGGED: {Event.LOOKOUT_SET},
    Event.EXAMINED: {*_MOVED, Event.FLAGGED, Event.ANNOUNCED},
    Event.DETECTED: {*_MOVED, Event.EXAMINED, Event.HELD},
    Event.MISSED: {Event.EXAMINED},
    Event.HELD: {Event.DETECTED},
    Event.RELEASED: {Event.HELD},
    Event.CONFIRMED: {*_WEIGHED, Event.HELD},
    Event.SHADOWED: {*_WEIGHED, Event.ACTIONABLE, Event.ESCAPED, Event.DETECTED},
    Event.SHADOW_LOST: {Event.SHADOWED, Event.DEPARTED},
    Event.INTERDICTED: {Event.DETECTED, Event.TEAM_ARRIVED, Event.CONFIRMED, Event.SHADOWED},
    Event.DELIVERED: _MOVED - {Event.DEPARTED, Event.LAUNCHED},
    Event.MADE: {Event.DETECTED, Event.INTERDICTED, Event.INJECT_FIRED, Event.ACTED, ROOT},
    Event.REPORTED: {Event.MADE},
    Event.TRIAGE_STARTED: {*_TAKEN_IN, Event.FALSE_ALARM, Event.ROUTINE_LEAD, Event.ASKED},
    Event.TRIAGED: {*_TAKEN_IN, Event.TRIAGE_STARTED, Event.MADE},
    Event.DUPLICATE: {*_TAKEN_IN, Event.TRIAGE_STARTED},
    Event.EXPIRED: {Event.MADE},
    Event.FALSE_ALARM: {ROOT},
    Event.ROUTINE_LEAD: {ROOT},
    Event.DISMISSED: {Event.TRIAGE_STARTED},
    Event.ASKED: _WEIGHED,
    Event.ANSWERED: _ASKED,
    Event.NOTHING_KNOWN: _ASKED,
    Event.REFUSED: _ASKED,
    Event.OFFERED: {*_WEIGHED, Event.CONSENT_GIVEN, Event.ANSWERED},
    Event.WITHHELD: {Event.OFFERED},
    Event.BARRED: {*_WEIGHED, *_ASKED, Event.CONSENT_REFUSED},
    Event.CONSENT_ASKED: {*_WEIGHED, Event.CONSENT_REFUSED, Event.ANSWERED},
    Event.CONSENT_GIVEN: {Event.CONSENT_ASKED},
    Event.CONSENT_REFUSED: {Event.CONSENT_ASKED},
    Event.QUEUED: {Event.OFFERED},
    Event.SENT: {Event.QUEUED, Event.HANDED_OVER},
    Event.HANDED_OVER: {Event.ESCAPED, Event.REQUEST_DROPPED},
    Event.RECEIVED: {Event.SENT},
    Event.LEAKED: {Event.SENT},
    Event.ABORTED: {Event.LEAKED},
    Event.LAY_LOW: {Event.LEAKED},
    Event.DETERRED: {Event.LAY_LOW},
    Event.LOST: {Event.SENT, Event.ASKED},
    Event.LOOKOUT_SET: _WEIGHED,
    Event.LOOKOUT_WITHDRAWN: _WEIGHED,
    Event.ACTIONABLE: _WEIGHED,
    Event.REQUESTED: {*_WEIGHED, Event.ACTIONABLE, Event.ESCAPED},
    Event.DISPATCHED: {Event.REQUESTED},
    Event.TEAM_ARRIVED: {Event.DISPATCHED},
    Event.ESCAPED: {Event.DISPATCHED, Event.REQUESTED},
    Event.STOOD_DOWN: {Event.DISPATCHED, Event.REQUESTED},
    Event.TEAM_RELEASED: _RACED,
    Event.REQUEST_DROPPED: {Event.REQUESTED},
    Event.MOBILISED: {Event.REQUESTED},
    Event.ACTED: {Event.REQUESTED},
    Event.AFTERMATH: {Event.INTERDICTED},
    Event.INJECT_FIRED: {ROOT},
    Event.PARAMETER_CHANGED: {Event.INJECT_FIRED, Event.ACTED, ROOT},
    Event.TRAFFIC_EXAMINED: {ROOT},
    Event.TRAFFIC_WAVED_THROUGH: {ROOT},
    Event.TRAFFIC_WAIT: {ROOT},
}
SHARED = {
    "case": {*MOVEMENT, Event.REROUTED, Event.REQUESTED, Event.DISPATCHED, *_RACED, Event.REQUEST_DROPPED,
             Event.ACTIONABLE, Event.ANNOUNCED, Event.HELD, Event.RELEASED, Event.CONFIRMED},
    "item": {Event.REPORTED, Event.TRIAGE_STARTED, *_ENTERED, Event.EXPIRED, Event.WITHHELD, Event.QUEUED, Event.SENT,
             Event.RECEIVED, Event.LOST, Event.CONSENT_GIVEN, Event.CONSENT_REFUSED},
    "link": {Event.WITHHELD, Event.QUEUED, Event.SENT, Event.RECEIVED, Event.LOST, Event.CONSENT_GIVEN,
             Event.CONSENT_REFUSED},
    "agency": {Event.REPORTED, Event.TRIAGE_STARTED, *_ENTERED, Event.DISMISSED, Event.DISPATCHED, *_RACED,
               Event.TEAM_RELEASED, Event.REQUEST_DROPPED, Event.MISSED, Event.QUEUED, Event.SENT, Event.LOST},
    "control": {Event.MISSED, Event.HELD, Event.RELEASED},
}  # fmt: skip
"""What a row of a kind has in common with its cause."""


@drawn
@given(worlds())
def test_causes_form_a_forest_of_plausible_kinds(world: World) -> None:
    rows = play(world).rows
    for number, row in enumerate(rows):
        event, cause = Event(row["event"]), int(row["cause"])
        assert -1 <= cause < number
        kind = ROOT if cause < 0 else Event(rows["event"][cause])
        assert kind in CAUSES[event], f"{event.name} because of {kind}"
        for column, kinds in SHARED.items():
            # What is known of a case makes others act: there the cause is about the item, not about the case.
            # What is handed over in pursuit of a case is many items, and a question goes from one agency to another.
            if (kind, column) in {(Event.HANDED_OVER, "item"), (Event.ASKED, "agency")}:
                continue
            if cause >= 0 and event in kinds and (column != "case" or kind in SHARED["case"]):
                assert row[column] == rows[column][cause], f"{event.name} and its cause differ in {column}"


@drawn
@given(worlds())
def test_time_never_runs_backwards_and_stays_within_the_horizon(world: World) -> None:
    times = play(world)["time"]
    assert np.all(np.diff(times) >= 0)
    assert times.size == 0 or (times[0] >= 0 and times[-1] < plan_of(world).horizon)


@drawn
@given(worlds())
def test_what_is_launched_is_interdicted_delivered_or_still_under_way(world: World) -> None:
    log = play(world)
    launched, ended = log.of(Event.LAUNCHED), log.of(*CLOSING)
    assert launched["case"].tolist() == list(range(len(log.cases)))
    assert len(set(ended["case"].tolist())) == len(ended)
    for rows in (launched, ended):
        assert np.array_equal(rows["value"], log.cases["payload"][rows["case"]])
        assert np.array_equal(rows["flow"], log.cases["flow"][rows["case"]])
    under_way = np.setdiff1d(launched["case"], ended["case"])
    for flow in plan_of(world).flows:
        of_flow = log.cases["flow"] == flow.index
        total = float(log.cases["payload"][of_flow].sum())
        parts = [float(rows["value"][rows["flow"] == flow.index].sum()) for rows in map(log.of, CLOSING)]
        parts.append(float(log.cases["payload"][under_way][of_flow[under_way]].sum()))
        assert np.isclose(total, sum(parts))
        ordinals = log.cases["ordinal"][of_flow]
        assert np.all(np.diff(ordinals) >= 1)


@drawn
@given(worlds())
def test_a_case_moves_along_its_route_until_it_closes_and_not_after(world: World) -> None:
    plan, log = plan_of(world), play(world)
    by_case = defaultdict(list)
    for row in log.of(*MOVEMENT):
        by_case[int(row["case"])].append(row)
    for number, rows in by_case.items():
        record = log.cases[number]
        positions = plan.flows[record["flow"]].routes[record["route"]].positions
        closed, step = False, 0
        for row in rows:
            event = Event(row["event"])
            assert not closed, f"{event.name} after the end"
            if event in (Event.DEPARTED, Event.ARRIVED):
                step += 1
                assert (event is Event.DEPARTED) == (step % 2 == 1)
            assert row["place"] == positions[step]
            closed = event in CLOSING
            assert event is not Event.DELIVERED or step == len(positions) - 1


@drawn
@given(worlds())
def test_examinations_follow_one_another_and_never_outnumber_the_bays(world: World) -> None:
    plan, log = plan_of(world), play(world)
    bays = _highest(world, "controls", "bays", {one.index: one.bays for one in plan.controls})
    examining: set[tuple[int, int]] = set()
    for row in log.of(Event.EXAMINED, Event.DETECTED, Event.MISSED, *CLOSING):
        case, control = int(row["case"]), int(row["control"])
        if row["event"] == Event.EXAMINED:
            # A control that looks ahead may see on paper who is examined elsewhere.
            ahead = plan.controls[control].ahead is not None
            assert ahead or case not in {one for one, _ in examining}
            examining.add((case, control))
            limit = bays[control]
            if limit is not None and plan.controls[control].traffic is None:
                assert sum(at == control for _, at in examining) <= limit
        elif row["event"] in CLOSING:
            examining = {pair for pair in examining if pair[0] != case}
        elif (case, control) in examining:
            examining.remove((case, control))
        else:
            assert row["event"] == Event.DETECTED
            assert plan.controls[control].watch is not None


@drawn
@given(worlds())
def test_analysts_at_work_never_outnumber_the_shifts(world: World) -> None:
    plan, log = plan_of(world), play(world)
    analysts = _highest(
        world,
        "agencies",
        "analysts",
        {one.index: sum(shift.n for shift in one.shifts) for one in plan.agencies},
    )
    busy: Counter[int] = Counter()
    started = set()
    for number, row in enumerate(log.rows):
        if row["event"] == Event.TRIAGE_STARTED:
            started.add(number)
            busy[row["agency"]] += 1
            assert busy[row["agency"]] <= analysts[int(row["agency"])]
        elif row["event"] in _WORK_DONE and row["cause"] in started:
            started.discard(row["cause"])
            busy[row["agency"]] -= 1


@drawn
@given(worlds())
def test_teams_are_sent_only_while_one_is_free_and_once_at_a_time_to_a_case(world: World) -> None:
    plan, log = plan_of(world), play(world)
    teams = {("agencies", agency.index): agency.teams for agency in plan.agencies}
    teams |= {("pools", pool.index): pool.teams for pool in plan.pools}
    busy: Counter[tuple[str, int]] = Counter()
    live: set[tuple[int, int]] = set()
    for row in log.rows:
        agency, key = int(row["agency"]), (int(row["agency"]), int(row["case"]))
        crew = ("agencies", agency) if row["item"] < 0 else ("pools", int(row["item"]))
        match row["event"]:
            case Event.PARAMETER_CHANGED if plan.parameters[row["item"]][2] == "teams":
                teams[plan.parameters[row["item"]][:2]] = int(row["value"])
            case Event.DISPATCHED:
                busy[crew] += 1
                assert busy[crew] <= teams[crew]
                assert crew[0] == "agencies" or agency in plan.pools[crew[1]].members
                assert key not in live
                live.add(key)
            case Event.TEAM_ARRIVED | Event.ESCAPED | Event.STOOD_DOWN:
                sent = log["event"][row["cause"]] == Event.DISPATCHED
                assert sent == (key in live)
                live.discard(key)
            case Event.TEAM_RELEASED:
                busy[crew] -= 1
                assert busy[crew] >= 0


@drawn
@given(worlds())
def test_an_item_enters_a_set_once_and_is_offered_once_on_a_link_and_never_to_its_maker(world: World) -> None:
    plan, log = plan_of(world), play(world)
    for kind, column in ((Event.TRIAGED, "agency"), (Event.OFFERED, "link"), (Event.REPORTED, "agency")):
        rows = log.of(kind)
        pairs = Counter(zip(rows[column].tolist(), rows["item"].tolist(), strict=True))
        assert not pairs or max(pairs.values()) == 1
    entered = {(int(row["agency"]), int(row["item"])) for row in log.of(Event.TRIAGED)}
    for row in log.of(Event.OFFERED):
        link = plan.links[row["link"]]
        assert log.items["agency"][row["item"]] != link.receiver
        assert link.threats[plan.flows[log.items["flow"][row["item"]]].threat]
        assert (link.sender, int(row["item"])) in entered
        assert log.items["valid_until"][row["item"]] > row["time"]


@drawn
@given(worlds())
def test_there_is_one_lookout_for_an_agency_and_case_and_it_is_set_before_it_is_met(world: World) -> None:
    log = play(world)
    lookouts: set[tuple[int, int]] = set()
    for row in log.of(Event.LOOKOUT_SET, Event.LOOKOUT_WITHDRAWN, Event.FLAGGED):
        key = (int(row["agency"]), int(row["case"]))
        if row["event"] == Event.LOOKOUT_SET:
            assert key not in lookouts
            lookouts.add(key)
        elif row["event"] == Event.LOOKOUT_WITHDRAWN:
            lookouts.remove(key)
        else:
            assert key in lookouts


@drawn
@given(worlds())
def test_a_delay_in_a_row_is_the_time_since_what_it_waited_for(world: World) -> None:
    log = play(world)
    measured = (Event.REPORTED, Event.TRIAGE_STARTED, Event.QUEUED, Event.SENT, Event.RECEIVED, Event.DISPATCHED,
                Event.DISMISSED, Event.RELEASED)  # fmt: skip
    for row in log.of(*measured):
        since = row["time"] - log["time"][row["cause"]]
        asked = log["event"][row["cause"]] == Event.ASKED  # the question was on its way before it waited
        assert row["value"] <= since if asked else row["value"] == since
    for earlier, later in pairwise(log.of(Event.ARRIVED, Event.DEPARTED)[["case", "event", "time", "value"]]):
        if earlier["case"] == later["case"] and later["event"] == Event.ARRIVED:
            assert 0 <= later["value"] <= later["time"] - earlier["time"]


@drawn
@given(worlds(injects=0))
def test_once_the_flows_have_ended_nothing_is_left_hanging(world: World) -> None:
    ending = world | {
        "scenario": world["scenario"] | {"horizon": "500 d"},
        "flows": [flow | {"arrivals": _ending(flow["arrivals"])} for flow in world["flows"]],
        "agencies": [_rested(agency) for agency in world["agencies"]],
        "mechanisms": [_rested(mechanism) for mechanism in world["mechanisms"]],
        "controls": [
            {key: value for key, value in control.items() if key not in ("traffic", "false_alarm")}
            for control in world["controls"]
        ],
        "links": [{key: value for key, value in link.items() if key != "closes"} for link in world["links"]],
    }
    log = play(ending)
    assert set(log.of(Event.LAUNCHED)["case"]) == set(log.of(*CLOSING)["case"])
    _all_led_on(log, Event.EXAMINED, Event.DETECTED, Event.MISSED, unless_stopped=True)
    _all_led_on(log, Event.HELD, Event.RELEASED, unless_stopped=True)
    replies = (Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED)
    _all_led_on(log, Event.TRIAGE_STARTED, Event.TRIAGED, Event.DUPLICATE, *replies)
    _all_led_on(log, Event.OFFERED, Event.WITHHELD, Event.QUEUED)
    _all_led_on(log, Event.QUEUED, Event.SENT)
    _all_led_on(log, Event.SENT, Event.RECEIVED, Event.LOST)
    _all_led_on(
        log,
        Event.REQUESTED,
        Event.DISPATCHED,
        Event.REQUEST_DROPPED,
        Event.ACTED,
        Event.ESCAPED,
        Event.STOOD_DOWN,
    )
    _all_led_on(log, Event.DISPATCHED, Event.TEAM_ARRIVED, Event.ESCAPED, Event.STOOD_DOWN)
    _all_led_on(log, Event.TEAM_ARRIVED, Event.TEAM_RELEASED, Event.INTERDICTED)
    made = log.of(Event.MADE)["item"]
    assert np.all(np.isin(made, log.of(*_ENTERED)["item"]))
    mortal = log.items["valid_until"] < FOREVER
    assert np.array_equal(np.unique(log.of(Event.EXPIRED)["item"]), np.flatnonzero(mortal))


def _all_led_on(log: EventLog, kind: Event, *further: Event, unless_stopped: bool = False) -> None:
    rows = np.flatnonzero(log["event"] == kind)
    waiting = rows[~np.isin(rows, log.of(*further)["cause"])]
    if unless_stopped:
        # A team, or a control that watches, may stop a case while it is examined elsewhere; or it is given up.
        ended = log.of(Event.INTERDICTED, Event.ABORTED)
        stopped = {int(row["case"]): (row["time"], row["control"]) for row in ended}
        for row in log.rows[waiting]:
            time, control = stopped[int(row["case"])]
            assert time >= row["time"]
            assert row["event"] == Event.HELD or control != row["control"]
    else:
        assert not waiting.size, f"a row of {kind.name} led to nothing"


def _ending(arrivals: World) -> World:
    if "poisson" in arrivals:
        rate = arrivals["poisson"] if isinstance(arrivals["poisson"], str) else arrivals["poisson"]["rate"]
        return {"poisson": {"rate": rate, "steps": [{"from": "D+4", "times": 0}]}}
    return {"batch": arrivals["batch"] | {"until": "D+4"}} if "batch" in arrivals else arrivals


def _rested(worker: World) -> World:
    kept = {key: value for key, value in worker.items() if key != "routine_leads"}
    if isinstance(kept.get("analysts"), list) and not any(shift["n"] for shift in kept["analysts"]):
        kept["analysts"] = 1
    return kept


def _highest(world: World, section: str, key: str, known: dict[int, int | None]) -> dict[int, float]:
    """The highest number that holds at any time, by entity; infinity for any number."""
    names = [entity["id"] for entity in world[section]]
    highest = {index: float("inf") if value is None else float(value) for index, value in known.items()}
    for inject in world["injects"]:
        for action in inject["actions"]:
            target, _, last = action.get("change", "").rpartition(".")
            if last == key and target.startswith(section):
                index = names.index(target.removeprefix(f"{section}."))
                highest[index] = max(highest[index], float(action["to"]))
    return highest
