"""Whose evidence an interdiction needed, and by which links it came."""

from __future__ import annotations

import copy
import dataclasses

import pytest

from simulator.analysis.provenance import Credit, Reach, credits
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.world.compile import build_plan
from simulator.world.plan import Plan
from tests.unit.hand_made import WORLD, Writer, number, scenario, small_plan

CUSTOMS, POLICE, PARTNER, HUB = range(4)
HOME, ABROAD = 0, 1


@pytest.fixture
def write() -> Writer:
    return Writer(small_plan())


def hub_link(plan: Plan, sender: int, receiver: int) -> int:
    return next(
        link.index
        for link in plan.links
        if (link.sender, link.receiver) == (sender, receiver) and link.mechanism
    )


def the_credit(write: Writer) -> Credit:
    (credit,) = credits(write.plan, write.log())
    return credit


def test_the_small_world_has_the_agencies_and_links_that_these_tests_name():
    plan = small_plan()
    assert [number(plan, "agency", name) for name in ("customs", "police", "partner", "hub")] == [0, 1, 2, 3]
    assert [number(plan, "link", name) for name in ("home", "abroad")] == [0, 1]


def test_a_log_without_interdictions_has_no_credits(write):
    write.case(0)
    assert credits(write.plan, write.log()) == []


def test_a_response_on_own_items_is_not_owed_to_cooperation(write):
    case = write.case(0)
    own, entry = write.known(1, POLICE, case, 1.0)
    row = write.response(2, POLICE, case, entry)
    assert the_credit(write) == Credit(row, case, "response", POLICE, Reach.OWN, (own,), (entry,), ())


def test_items_that_came_by_links_do_not_count_where_own_items_suffice(write):
    case = write.case(0)
    item, entry = write.known(1, CUSTOMS, case, 0.8)
    write.sent(2, HOME, item, entry)
    own, entry = write.known(3, POLICE, case, 1.0)
    write.response(4, POLICE, case, entry)
    credit = the_credit(write)
    assert (credit.reach, credit.items, credit.links) == (Reach.OWN, (own,), ())


def test_two_weak_leads_of_two_domestic_agencies_are_domestic_cooperation(write):
    case = write.case(0)
    theirs, entry = write.known(1, CUSTOMS, case, 0.6)
    write.sent(2, HOME, theirs, entry)
    mine, entry = write.known(3, POLICE, case, 0.5)
    write.response(4, POLICE, case, entry)
    credit = the_credit(write)
    assert (credit.reach, set(credit.items), credit.links) == (Reach.DOMESTIC, {theirs, mine}, (HOME,))


def test_the_widest_link_on_an_items_way_decides_and_all_its_links_are_credited_in_order(write):
    case = write.case(0)
    item, entry = write.known(1, CUSTOMS, case, 1.0)
    entry = write.sent(2, HOME, item, entry)
    entry = write.sent(3, ABROAD, item, entry)
    write.response(4, PARTNER, case, entry)
    credit = the_credit(write)
    assert (credit.reach, credit.links) == (Reach.CROSS_BORDER, (HOME, ABROAD))


def test_what_comes_through_a_hub_is_owed_to_the_mechanism(write):
    case = write.case(0)
    item, entry = write.known(1, CUSTOMS, case, 1.0)
    up, down = hub_link(write.plan, CUSTOMS, HUB), hub_link(write.plan, HUB, PARTNER)
    entry = write.sent(2, up, item, entry)
    entry = write.sent(3, down, item, entry)
    write.response(4, PARTNER, case, entry)
    credit = the_credit(write)
    assert (credit.reach, credit.links) == (Reach.MECHANISM, (up, down))


def test_of_several_ways_of_one_item_the_narrowest_counts(write):
    case = write.case(0)
    item, made = write.known(1, CUSTOMS, case, 1.0)
    entry = write.sent(2, hub_link(write.plan, CUSTOMS, HUB), item, made)
    write.sent(3, hub_link(write.plan, HUB, PARTNER), item, entry)
    entry = write.sent(4, HOME, item, made)
    entry = write.sent(5, ABROAD, item, entry, end=Event.DUPLICATE)
    write.response(6, PARTNER, case, entry)
    credit = the_credit(write)
    assert (credit.reach, credit.links, credit.entries) == (Reach.CROSS_BORDER, (HOME, ABROAD), (entry,))


def test_of_one_item_by_two_ways_the_heavier_weight_counts(write):
    case = write.case(0)
    item, made = write.known(1, CUSTOMS, case, 1.0)
    entry = write.sent(2, HOME, item, made, value=0.4)
    entry = write.sent(3, ABROAD, item, entry, value=0.4)
    up, down = hub_link(write.plan, CUSTOMS, HUB), hub_link(write.plan, HUB, PARTNER)
    write.sent(5, down, item, write.sent(4, up, item, made), value=1.0, end=Event.DUPLICATE)
    write.response(6, PARTNER, case, entry)
    assert the_credit(write).reach == Reach.CROSS_BORDER


def test_items_of_one_origin_count_once(write):
    case = write.case(0)
    first, _ = write.known(1, POLICE, case, 0.6, origin=77)
    _, entry = write.known(1, POLICE, case, 0.5, origin=77)
    theirs, sent = write.known(2, CUSTOMS, case, 0.5)
    write.sent(3, HOME, theirs, sent)
    write.response(4, POLICE, case, entry)
    credit = the_credit(write)
    assert (credit.reach, set(credit.items)) == (Reach.DOMESTIC, {first, theirs})


def test_an_item_that_has_expired_does_not_count(write):
    case = write.case(0)
    write.known(1, POLICE, case, 1.0, valid_until=4)
    theirs, entry = write.known(2, CUSTOMS, case, 1.0, valid_until=4.001)
    entry = write.sent(3, HOME, theirs, entry)
    write.response(6, POLICE, case, entry, decided=4)
    credit = the_credit(write)
    assert (credit.reach, credit.items) == (Reach.DOMESTIC, (theirs,))


def test_an_item_that_comes_after_the_team_was_sent_does_not_count(write):
    case = write.case(0)
    theirs, entry = write.known(1, CUSTOMS, case, 1.0)
    entry = write.sent(2, HOME, theirs, entry)
    request = write.row(Event.REQUESTED, 3, entry, agency=POLICE, case=case)
    sent = write.row(Event.DISPATCHED, 3, request, agency=POLICE, case=case)
    write.known(4, POLICE, case, 1.0)
    arrived = write.row(Event.TEAM_ARRIVED, 5, sent, 1.0, agency=POLICE, case=case)
    write.row(Event.INTERDICTED, 5, arrived, agency=POLICE, case=case)
    assert the_credit(write).items == (theirs,)


def test_items_on_the_subject_and_the_cell_count_and_those_on_other_cases_do_not(write):
    case, other = write.case(0), write.case(0)
    on_subject, _ = write.known(1, POLICE, case, 0.3, about="subject")
    on_cell, entry = write.known(1, POLICE, case, 0.7, about="cell")
    write.known(1, POLICE, other, 1.0)
    write.response(2, POLICE, case, entry)
    assert set(the_credit(write).items) == {on_subject, on_cell}


def test_a_link_whose_item_could_be_left_out_is_not_credited(write):
    case = write.case(0)
    little, entry = write.known(1, CUSTOMS, case, 0.1)
    entry = write.sent(2, HOME, little, entry)
    write.sent(2, ABROAD, little, entry)
    up = hub_link(write.plan, CUSTOMS, HUB)
    down = hub_link(write.plan, HUB, PARTNER)
    much, entry = write.known(3, CUSTOMS, case, 1.0)
    entry = write.sent(5, down, much, write.sent(4, up, much, entry))
    write.response(6, PARTNER, case, entry)
    credit = the_credit(write)
    assert (credit.reach, credit.items, credit.links) == (Reach.MECHANISM, (much,), (up, down))


def test_millionths_decide_a_threshold_exactly(write):
    case = write.case(0)
    for weight in (0.1, 0.2, 0.7):  # 0.1 + 0.2 + 0.7 is less than 1 in floating point
        _, entry = write.known(1, POLICE, case, weight)
    write.response(2, POLICE, case, entry)
    assert the_credit(write).reach == Reach.OWN


def test_the_threshold_is_the_one_that_held_when_the_team_was_sent():
    parameters = (("agencies", POLICE, "act_at"),)
    plan = dataclasses.replace(small_plan(), parameters=parameters)
    reaches = []
    for changed in (False, True):
        write = Writer(plan)
        case = write.case(0)
        theirs, entry = write.known(1, CUSTOMS, case, 0.5)
        write.sent(2, HOME, theirs, entry)
        _, entry = write.known(3, POLICE, case, 0.6)
        if changed:
            write.row(Event.PARAMETER_CHANGED, 3, value=500_000.0, agency=POLICE, item=0)
        write.response(4, POLICE, case, entry)
        reaches.append(the_credit(write).reach)
    assert reaches == [Reach.DOMESTIC, Reach.OWN]


def test_an_item_offered_late_is_traced_by_how_its_sender_came_to_hold_it(write):
    case = write.case(0)
    item, entry = write.known(1, CUSTOMS, case, 1.0)
    write.sent(2, HOME, item, entry)
    other, grown = write.known(3, POLICE, case, 0.1)
    assert other != item
    entry = write.sent(4, ABROAD, item, grown)
    write.response(5, PARTNER, case, entry)
    assert the_credit(write).links == (HOME, ABROAD)


def test_an_item_offered_when_a_link_opened_is_traced_too(write):
    case = write.case(0)
    item, _ = write.known(1, CUSTOMS, case, 1.0)
    opened = write.row(Event.INJECT_FIRED, 2)
    entry = write.sent(2, HOME, item, opened)
    write.response(3, POLICE, case, entry)
    assert the_credit(write).links == (HOME,)


def seizure(write: Writer, case: int, flag: int, agency: int, control: int = 0) -> int:
    examined = write.row(Event.EXAMINED, 9, flag, case=case, agency=agency, control=control)
    detected = write.row(Event.DETECTED, 9, examined, 1.0, case=case, agency=agency, control=control)
    return write.row(Event.INTERDICTED, 9, detected, case=case, agency=agency, control=control)


def flagged(write: Writer, case: int, owner: int, cause: int, control: int = 0, anyway: float = 0.0) -> int:
    lookout = write.row(Event.LOOKOUT_SET, 8, cause, 0.5, case=case, agency=owner)
    return write.row(Event.FLAGGED, 9, lookout, anyway, case=case, agency=owner, control=control)


def test_a_seizure_without_a_lookout_is_a_controls_own(write):
    case = write.case(0)
    row = seizure(write, case, 0, CUSTOMS)
    assert the_credit(write) == Credit(row, case, "control", CUSTOMS, Reach.OWN)


def test_a_seizure_that_needed_no_lookout_is_a_controls_own(write):
    case = write.case(0)
    item, entry = write.known(1, POLICE, case, 1.0)
    flag = flagged(write, case, POLICE, entry, anyway=1.0)
    assert item == 0
    seizure(write, case, flag, CUSTOMS)
    assert the_credit(write).reach == Reach.OWN


@pytest.mark.parametrize(("own", "reach"), [(0.5, Reach.OWN), (0.3, Reach.CROSS_BORDER)])
def test_a_seizure_on_an_own_lookout_is_own_if_own_items_would_have_set_it(write, own, reach):
    case = write.case(0)
    item, entry = write.known(1, POLICE, case, 0.4)
    write.sent(2, ABROAD, item, entry)
    _, entry = write.known(3, PARTNER, case, own)
    flag = flagged(write, case, PARTNER, entry, control=1)
    seizure(write, case, flag, PARTNER, control=1)
    assert the_credit(write).reach == reach


@pytest.mark.parametrize(
    ("owner", "seizer", "reach"),
    [
        (POLICE, CUSTOMS, Reach.DOMESTIC),
        (CUSTOMS, PARTNER, Reach.CROSS_BORDER),
        (HUB, CUSTOMS, Reach.MECHANISM),
    ],
)
def test_a_seizure_on_anothers_lookout_is_owed_to_that_agency(write, owner, seizer, reach):
    case = write.case(0)
    _, entry = write.known(1, owner, case, 1.0)
    seizure(write, case, flagged(write, case, owner, entry), seizer)
    credit = the_credit(write)
    assert (credit.how, credit.agency, credit.reach) == ("control", seizer, reach)


def test_a_seizure_on_a_neighbours_lookout_is_owed_to_where_its_items_came_from(write):
    case = write.case(0)
    up, down = hub_link(write.plan, PARTNER, HUB), hub_link(write.plan, HUB, CUSTOMS)
    item, entry = write.known(1, PARTNER, case, 1.0)
    entry = write.sent(3, down, item, write.sent(2, up, item, entry))
    entry = write.sent(4, HOME, item, entry)
    seizure(write, case, flagged(write, case, POLICE, entry), CUSTOMS)
    credit = the_credit(write)
    assert (credit.reach, credit.links) == (Reach.MECHANISM, (up, down, HOME))


def test_a_seizure_on_a_mechanisms_lookout_is_own_if_it_rests_on_own_items(write):
    case = write.case(0)
    up = hub_link(write.plan, CUSTOMS, HUB)
    item, entry = write.known(1, CUSTOMS, case, 0.6)
    entry = write.sent(2, up, item, entry)
    seizure(write, case, flagged(write, case, HUB, entry), CUSTOMS)
    credit = the_credit(write)
    assert (credit.reach, credit.links) == (Reach.OWN, ())


def test_a_seizure_on_a_mechanisms_lookout_credits_the_links_that_fed_it(write):
    case = write.case(0)
    up = hub_link(write.plan, PARTNER, HUB)
    item, entry = write.known(1, PARTNER, case, 0.6)
    entry = write.sent(2, up, item, entry)
    seizure(write, case, flagged(write, case, HUB, entry), CUSTOMS)
    credit = the_credit(write)
    assert (credit.reach, credit.items, credit.links) == (Reach.MECHANISM, (item,), (up,))


def test_every_interdiction_of_a_played_log_has_a_credit_whose_items_its_agency_could_hold():
    plan = small_plan()
    seen = set()
    for replication in range(12):
        log = simulate(plan, 5, replication)
        found = credits(plan, log)
        assert [credit.row for credit in found] == [
            row for row in range(len(log)) if log["event"][row] == Event.INTERDICTED
        ]
        for credit in found:
            seen.add((credit.how, credit.reach))
            assert bool(credit.links) <= (credit.reach > Reach.OWN)
            decided = sum(round(log["value"][row] * 1e6) for row in credit.entries)
            if credit.how == "response":
                assert decided >= plan.agencies[credit.agency].act_at
                assert {log["agency"][row] for row in credit.entries} == {credit.agency}
    assert seen >= {("control", Reach.OWN), ("control", Reach.CROSS_BORDER), ("response", Reach.CROSS_BORDER)}


@pytest.fixture(scope="module")
def with_and_without_hub() -> list[tuple[Plan, EventLog, EventLog]]:
    """Replications of one uncongested world on the same draws, with its hub and without."""
    agencies = copy.deepcopy(WORLD["agencies"])
    flows = copy.deepcopy(WORLD["flows"])[:1]
    flows[0]["prior_knowledge"] = [{"agency": "partner", "about": "cell", "share": 0.6, "evidence": 0.5}]
    flows[0]["routes"] = {"choice": "fixed", "paths": [{"places": ["kovan", "oster"]}]}
    wait = {"uniform": {"low": "1 h", "high": "20 h"}}
    links, (hub,) = copy.deepcopy(WORLD["links"]), copy.deepcopy(WORLD["mechanisms"])
    links[1]["clearance"] = hub["clearance"] = wait
    hub |= {"analysts": 0, "willingness": 0.7}
    for agency in agencies:
        agency |= {"analysts": 0, "teams": 50, "success": 1, "response": "1 h"}
    changed = {"agencies": agencies, "flows": flows, "links": links}
    full = build_plan(scenario(**changed, mechanisms=[hub]))
    bare = build_plan(scenario(**changed, mechanisms=[]))
    return [
        (full, simulate(full, 3, replication), simulate(bare, 3, replication)) for replication in range(25)
    ]


def stopped_at(log: EventLog) -> dict[int, int]:
    rows = log.of(Event.INTERDICTED)
    return dict(zip(log.cases["address"][rows["case"]].tolist(), rows["time"].tolist(), strict=True))


def test_what_needed_no_mechanism_happens_just_so_without_it(with_and_without_hub):
    checked = 0
    for plan, full, bare in with_and_without_hub:
        alone = stopped_at(bare)
        for credit in credits(plan, full):
            if credit.reach < Reach.MECHANISM:
                assert alone[int(full.cases["address"][credit.case])] == full["time"][credit.row]
                checked += credit.how == "response"
    assert checked > 20


def test_what_needed_the_mechanism_happens_later_or_never_without_it(with_and_without_hub):
    checked = 0
    for plan, full, bare in with_and_without_hub:
        alone = stopped_at(bare)
        for credit in credits(plan, full):
            if credit.reach == Reach.MECHANISM:
                then = alone.get(int(full.cases["address"][credit.case]))
                assert then is None or then > full["time"][credit.row]
                checked += 1
    assert checked > 20
