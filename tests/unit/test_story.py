"""The story of a case from logs written by hand: which way evidence took, and why the case ended as it did."""

from __future__ import annotations

import pytest

from simulator.analysis.cases import DELIVERED, INTERDICTED, OPEN
from simulator.analysis.story import Fate, How, Part, Stage, Story, Verdict, choose, find, late, tell, verdict
from simulator.errors import UsageError
from simulator.eventlog import Event
from tests.unit.hand_made import HOUR, Writer, number, small_plan

CUSTOMS, POLICE, PARTNER, HUB = range(4)
HOME, ABROAD = 0, 1
KOVAN, PASS, OSTER = range(3)


@pytest.fixture
def write() -> Writer:
    return Writer(small_plan())


def story(write: Writer, case: int = 0) -> Story:
    return tell(write.plan, write.log(), case)


def begun(write: Writer, time: float = 0) -> int:
    """A case that begins in Kovan; its row of the launch has a place."""
    case = write.case(time)
    write.row(Event.DEPARTED, time, case=case, flow=0, place=len(write.plan.places))
    return case


def arrives(write: Writer, time: float, case: int) -> int:
    return write.row(Event.ARRIVED, time, value=HOUR, case=case, flow=0, place=OSTER)


def delivered(write: Writer, time: float, case: int) -> int:
    return write.row(Event.DELIVERED, time, case=case, flow=0, place=OSTER, value=1.0)


def test_a_case_of_which_nobody_knew_anything_was_unnoticed_and_ends_with_its_delivery(write):
    case = begun(write)
    arrives(write, 5, case)
    end = delivered(write, 29, case)
    told = story(write)
    assert verdict(told) is Verdict.UNNOTICED
    assert (told.end, told.closed, told.steps[-1].row) == (DELIVERED, 29 * HOUR, end)
    assert [step.event for step in told.steps] == [Event.LAUNCHED, Event.ARRIVED, Event.DELIVERED]


def test_a_case_without_an_end_is_open_to_the_horizon(write):
    begun(write)
    told = story(write)
    assert (told.end, told.closed) == (OPEN, write.plan.horizon)


def test_the_way_of_a_lead_is_told_with_what_each_part_took(write):
    case = write.case(0)  # and it stays in Kovan
    item = write.item(CUSTOMS, case, 0.6)
    made = write.row(Event.MADE, 1, agency=CUSTOMS, item=item, value=0.6)
    row = write.row(Event.REPORTED, 3, made, value=2 * HOUR, agency=CUSTOMS, item=item)
    row = write.row(Event.TRIAGE_STARTED, 4, row, value=HOUR, agency=CUSTOMS, item=item)
    known = write.row(Event.TRIAGED, 6, row, value=0.6, agency=CUSTOMS, item=item)
    link = number(write.plan, "link", "hub_customs_to_hub")
    row = write.row(Event.OFFERED, 6, known, agency=CUSTOMS, item=item, link=HOME)
    write.row(Event.WITHHELD, 6, write.row(Event.OFFERED, 6, known, agency=CUSTOMS, item=item, link=link),
              agency=CUSTOMS, item=item, link=link)  # fmt: skip
    row = write.row(Event.QUEUED, 7, row, value=HOUR, agency=CUSTOMS, item=item, link=HOME)
    row = write.row(Event.SENT, 9, row, value=2 * HOUR, agency=CUSTOMS, item=item, link=HOME)
    row = write.row(Event.RECEIVED, 10, row, value=HOUR, agency=POLICE, item=item, link=HOME)
    write.row(Event.TRIAGED, 10, row, value=0.6, agency=POLICE, item=item)
    hops = {(hop.link, hop.fate): hop for hop in story(write).hops}
    own, shared = hops[-1, Fate.COUNTED], hops[HOME, Fate.COUNTED]
    assert own.parts == (
        Part(Stage.REPORT, 2 * HOUR), Part(Stage.ANALYST, HOUR), Part(Stage.TRIAGE, 2 * HOUR)
    )  # fmt: skip
    assert shared.parts == (
        Part(Stage.CLEARANCE, HOUR), Part(Stage.QUEUE, 2 * HOUR), Part(Stage.TRANSIT, HOUR)
    )  # fmt: skip
    assert (shared.sender, shared.receiver, shared.end) == (CUSTOMS, POLICE, 10 * HOUR)


def test_a_lead_in_clearance_when_the_case_ended_came_too_late_and_would_have_been_enough(write):
    case = begun(write)
    item, known = write.known(1, POLICE, case, 0.6)
    write.known(2, PARTNER, case, 0.5, about="cell")
    row = write.row(Event.OFFERED, 1 + 1, known, agency=POLICE, item=item, link=ABROAD)
    arrives(write, 5, case)
    delivered(write, 29, case)
    row = write.row(Event.QUEUED, 43, row, value=41 * HOUR, agency=POLICE, item=item, link=ABROAD)
    row = write.row(Event.SENT, 43, row, agency=POLICE, item=item, link=ABROAD)
    row = write.row(Event.RECEIVED, 43, row, agency=PARTNER, item=item, link=ABROAD)
    write.row(Event.TRIAGED, 43, row, value=0.6, agency=PARTNER, item=item)
    told = story(write)
    assert verdict(told) is Verdict.NOT_ENOUGH
    (one,) = late(told)
    assert (one.agency, one.seconds, one.enough) == (PARTNER, 14 * HOUR, True)
    assert one.belief == pytest.approx(1.1)
    assert told.together == pytest.approx(1.1)
    assert {held.agency: held.most for held in told.holdings} == {POLICE: 0.6, PARTNER: 0.5}
    assert [step.time for step in told.after] == [43 * HOUR]


def test_a_lead_that_never_came_is_pending_where_it_is_stuck(write):
    case = begun(write)
    item, known = write.known(1, POLICE, case, 0.6)
    write.row(Event.OFFERED, 1, known, agency=POLICE, item=item, link=ABROAD)
    arrives(write, 5, case)
    delivered(write, 29, case)
    told = story(write)
    (hop,) = told.pending
    assert (hop.stage, hop.receiver) == (Stage.CLEARANCE, PARTNER)
    (one,) = late(told)
    assert one.seconds is None


def test_what_came_to_an_agency_after_the_case_had_left_its_area_is_not_worth_telling(write):
    case = begun(write)
    item, known = write.known(1, CUSTOMS, case, 0.6)
    write.sent(6, HOME, item, known)
    arrives(write, 7, case)
    delivered(write, 29, case)
    assert POLICE not in {hop.receiver for hop in story(write).hops}


def test_a_team_that_came_after_the_delivery_was_too_late(write):
    case = begun(write)
    arrives(write, 5, case)
    _, known = write.known(6, PARTNER, case, 1.0)
    row = write.row(Event.REQUESTED, 6, known, agency=PARTNER, case=case, place=OSTER)
    row = write.row(Event.DISPATCHED, 6, row, agency=PARTNER, case=case, place=OSTER)
    delivered(write, 29, case)
    write.row(Event.ESCAPED, 29.25, row, agency=PARTNER, case=case, place=OSTER)
    told = story(write)
    assert verdict(told) is Verdict.TOO_LATE
    chosen = choose(write.plan, write.log(), How.CLOSEST_ESCAPE)
    assert (chosen.case, chosen.seconds, chosen.agency) == (case, HOUR / 4, PARTNER)


@pytest.mark.parametrize(
    ("event", "value", "expected"),
    [
        (Event.TEAM_ARRIVED, 0.0, Verdict.FAILED),
        (Event.REQUEST_DROPPED, 0.0, Verdict.NO_TEAM),
        (Event.SHADOW_LOST, 0.0, Verdict.SIGHT_LOST),
        (Event.RELEASED, 9.0, Verdict.RELEASED),
        (Event.ACTED, 0.0, Verdict.FAILED),
        (Event.ACTED, 1.0, Verdict.UNSTOPPED),
    ],
)
def test_the_furthest_gate_says_why_a_case_was_lost(write, event, value, expected):
    case = begun(write)
    arrives(write, 5, case)
    _, known = write.known(6, PARTNER, case, 1.0)
    row = write.row(Event.ACTIONABLE, 6, known, 1.0, agency=PARTNER, case=case, place=OSTER)
    write.row(event, 8, row, value, agency=PARTNER, case=case, place=OSTER)
    delivered(write, 29, case)
    assert verdict(story(write)) is expected


def test_enough_known_where_the_case_was_not_is_out_of_area(write):
    case = begun(write)
    _, known = write.known(1, PARTNER, case, 1.0)
    write.row(Event.ACTIONABLE, 1, known, 1.0, agency=PARTNER, case=case, place=KOVAN)
    arrives(write, 5, case)
    delivered(write, 29, case)
    assert verdict(story(write)) is Verdict.OUT_OF_AREA


def test_a_case_given_up_after_the_loss_of_another_names_it(write):
    lost, case = begun(write), begun(write)
    end = write.row(Event.INTERDICTED, 2, case=lost, flow=0, place=OSTER, agency=PARTNER, value=1.0)
    write.row(Event.ABORTED, 4, end, 1.0, case=case, flow=0, place=OSTER)
    told = story(write, case)
    assert verdict(told) is Verdict.SISTER_LOST
    assert told.steps[-1].other == lost


def test_an_interdiction_is_told_with_what_it_is_owed_to(write):
    case = begun(write)
    arrives(write, 5, case)
    item, known = write.known(6, POLICE, case, 1.0)
    entry = write.sent(7, ABROAD, item, known)
    write.response(9, PARTNER, case, entry)
    told = story(write)
    assert (told.end, verdict(told)) == (INTERDICTED, Verdict.TEAM)
    assert told.credit is not None
    assert told.credit.links == (ABROAD,)


def test_typical_is_the_case_with_the_middle_times_of_the_most_frequent_outcome(write):
    for begins in (0, 1, 2):
        begun(write, begins)
    for case, ends in ((0, 10), (1, 21), (2, 52)):
        delivered(write, ends, case)
    chosen = choose(write.plan, write.log(), How.TYPICAL)
    assert (chosen.case, chosen.alike, chosen.of) == (1, 3, 3)


def test_the_best_cooperation_is_the_interdiction_with_the_most_links(write):
    near, far = begun(write), begun(write)
    item, known = write.known(6, CUSTOMS, near, 1.0)
    write.response(8, POLICE, near, write.sent(7, HOME, item, known))
    item, known = write.known(9, CUSTOMS, far, 1.0)
    there = write.sent(10, HOME, item, known)
    write.response(12, PARTNER, far, write.sent(11, ABROAD, item, there))
    chosen = choose(write.plan, write.log(), How.BEST_COOPERATION)
    assert (chosen.case, chosen.links, chosen.agencies) == (far, 2, 3)


def test_where_no_case_fits_the_wish_an_error_says_so(write):
    with pytest.raises(UsageError, match="no case began in replication 0"):
        choose(write.plan, write.log(), How.TYPICAL)
    begun(write)
    with pytest.raises(UsageError, match="no case got through"):
        choose(write.plan, write.log(), How.CLOSEST_ESCAPE)
    with pytest.raises(UsageError, match="no interdiction needed"):
        choose(write.plan, write.log(), How.BEST_COOPERATION)


def test_an_unknown_case_is_an_error_with_a_guess_and_examples(write):
    for _ in range(7):
        begun(write)
    assert find(write.plan, write.log(), "north/3").case == 2
    with pytest.raises(UsageError) as error:
        find(write.plan, write.log(), "nort/1")
    message = str(error.value)
    assert 'did you mean "north/1"?' in message
    assert "cases of north:" in message
    assert "(7)" in message
