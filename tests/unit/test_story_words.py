"""A story in words: sentences from logs written by hand, names and times as people write them."""

from __future__ import annotations

import pytest

from simulator.analysis.cases import DELIVERED, INTERDICTED
from simulator.analysis.story import Chosen, How, tell
from simulator.eventlog import Event
from simulator.experiment.whatif import Ending, Kind, Lever, Otherwise, WhatIf
from simulator.report.story import Told, told
from simulator.report.story.names import belief, listed, plain, span
from simulator.report.story.nouns import Nouns, nouns_of
from simulator.report.threats import ANY, ends_of
from tests.unit.hand_made import HOUR, Writer, scenario, small_plan

CUSTOMS, POLICE, PARTNER, HUB = range(4)
HOME, ABROAD = 0, 1
OSTER = 2
LANE, POST = 0, 1


@pytest.fixture
def write() -> Writer:
    return Writer(small_plan())


def shown(write: Writer, case: int = 0, found: WhatIf | None = None) -> Told:
    return told(scenario(), tell(write.plan, write.log(), case), Chosen(case, How.NAMED), found)


def lost_with_a_lead_in_clearance(write: Writer) -> int:
    case = write.case(0)
    write.row(Event.PASSED, 0, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    departed = write.row(Event.DEPARTED, 12, case=case, flow=0, place=len(write.plan.places))
    item, known = write.known(13, POLICE, case, 0.6)
    write.known(14, PARTNER, case, 0.5, about="cell")
    row = write.row(Event.OFFERED, 14, known, agency=POLICE, item=item, link=ABROAD)
    write.row(Event.ARRIVED, 21, departed, 9 * HOUR, case=case, flow=0, place=OSTER)
    write.row(Event.DELIVERED, 45, value=1.0, case=case, flow=0, place=OSTER)
    row = write.row(Event.QUEUED, 59, row, 45 * HOUR, agency=POLICE, item=item, link=ABROAD)
    row = write.row(Event.SENT, 59, row, agency=POLICE, item=item, link=ABROAD)
    row = write.row(Event.RECEIVED, 59, row, agency=PARTNER, item=item, link=ABROAD)
    write.row(Event.TRIAGED, 59, row, 0.6, agency=PARTNER, item=item)
    return case


def test_a_lost_case_is_told_with_times_and_the_reason(write: Writer) -> None:
    lost_with_a_lead_in_clearance(write)
    story = shown(write)
    assert story.title == "north/1"
    assert story.subtitle == "north: handed over after 45 h (replication 0)"
    lines = [(line.time, line.elapsed, line.text) for line in story.lines]
    assert lines[0] == ("D+0 00:00", "+0.0 h", "The load (1 kg) set out from kovan for oster.")
    assert lines[1] == ("D+0 00:00", "+0.0 h", "Lane did not pick it for examination.")
    assert lines[-2][2] == "After 12 h at kovan it went on and reached oster (9 h by road)."
    assert lines[-1] == ("D+1 21:00", "+45.0 h", "It was handed over at oster, 45 h after it began.")
    (late,) = story.after
    assert late.text.startswith(
        "What police knew of the load itself came to partner (abroad): 45 h clearance."
    )
    assert story.why == (
        "The load was noticed, but no agency that could have stopped it knew enough of it in time.",
        "Police came to 0.6 of the 1.0 that it takes.",
        "Partner came to 0.5 of the 1.0 that it takes, and nothing on the case itself.",
        "In one hand, all that anybody knew would have come to 1.1: enough.",
        "What police knew of the load itself counted 14 h after the handover; with it partner would have "
        "believed 1.1, which is enough.",
    )


def texts(story: Told) -> list[str]:
    return [line.text for line in story.brief]


def test_stops_at_which_nothing_happened_share_a_line_and_so_do_controls_that_did_the_same(
    write: Writer,
) -> None:
    case = write.case(0)
    places = len(write.plan.places)
    departed = write.row(Event.DEPARTED, 2, case=case, flow=0, place=places)
    write.row(Event.ARRIVED, 5, departed, 3 * HOUR, case=case, flow=0, place=1)
    write.row(Event.PASSED, 5, case=case, flow=0, place=1, agency=CUSTOMS, control=LANE)
    write.row(Event.PASSED, 5, case=case, flow=0, place=1, agency=CUSTOMS, control=POST)
    departed = write.row(Event.DEPARTED, 9, case=case, flow=0, place=places + 1)
    write.row(Event.ARRIVED, 11, departed, 2 * HOUR, case=case, flow=0, place=OSTER)
    write.row(Event.DELIVERED, 45, value=1.0, case=case, flow=0, place=OSTER)
    story = shown(write)
    _, way, end = story.brief
    place = write.plan.places[1].name
    assert way.text.startswith("It reached oster (2 h")
    assert f"by way of {place} (3 h" in way.text
    assert way.text.endswith("Lane and post did not pick it for examination.")
    assert (way.seconds, end.seconds) == (11 * HOUR, 45 * HOUR)
    assert len(story.lines) == 6


def test_a_find_is_told_by_itself_and_parts_the_way(write: Writer) -> None:
    case = write.case(0)
    looked = write.row(Event.EXAMINED, 0, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    write.row(Event.DETECTED, 0, looked, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    departed = write.row(Event.DEPARTED, 2, case=case, flow=0, place=len(write.plan.places))
    write.row(Event.ARRIVED, 5, departed, 3 * HOUR, case=case, flow=0, place=OSTER)
    story = shown(write)
    assert [line.text for line in story.lines] == texts(story)


def test_every_response_in_vain_is_named_with_what_became_of_it(write: Writer) -> None:
    case = write.case(0)
    departed = write.row(Event.DEPARTED, 0, case=case, flow=0, place=len(write.plan.places))
    write.row(Event.ARRIVED, 5, departed, 5 * HOUR, case=case, flow=0, place=OSTER)
    sent = write.row(Event.DISPATCHED, 7, case=case, flow=0, place=OSTER, agency=PARTNER)
    write.row(Event.TEAM_ARRIVED, 9, sent, 0.0, case=case, flow=0, place=OSTER, agency=PARTNER)
    again = write.row(Event.DISPATCHED, 10, case=case, flow=0, place=OSTER, agency=PARTNER)
    write.row(Event.DELIVERED, 20, value=1.0, case=case, flow=0, place=OSTER)
    write.row(Event.ESCAPED, 22, again, case=case, flow=0, place=OSTER, agency=PARTNER)
    assert shown(write).why == (
        "Enough was known of the load, but it was not stopped when it was reached.",
        "The team of partner reached it at oster and failed to stop it.",
        "The team of partner came 2 h too late: it had been handed over.",
    )


def test_a_response_too_late_is_told_with_how_long_there_was_before_the_case_left_the_area(
    write: Writer,
) -> None:
    case = write.case(0)
    write.row(Event.PASSED, 0, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    write.row(Event.ACTIONABLE, 2, value=1.2, case=case, flow=0, place=0, agency=POLICE)
    sent = write.row(Event.DISPATCHED, 2, case=case, flow=0, place=0, agency=POLICE)
    departed = write.row(Event.DEPARTED, 3, case=case, flow=0, place=len(write.plan.places))
    write.row(Event.ARRIVED, 12, departed, 9 * HOUR, case=case, flow=0, place=OSTER)
    write.row(Event.ESCAPED, 16, sent, case=case, flow=0, place=OSTER, agency=POLICE)
    write.row(Event.DELIVERED, 45, value=1.0, case=case, flow=0, place=OSTER)
    verdict, known, late = shown(write).why
    assert verdict == "Enough was known of the load, but the response came too late."
    assert known.startswith("Police knew enough 2 h after it began, ")
    assert known.endswith("before it left its area.")
    assert late.startswith("The team of police came ")
    assert late.endswith("too late: it had left its area.")


def test_measures_that_took_effect_without_stopping_a_case_are_not_told_as_still_under_way(
    write: Writer,
) -> None:
    case = write.case(0)
    _, known = write.known(6, PARTNER, case, 1.0)
    row = write.row(Event.ACTIONABLE, 6, known, 1.0, agency=PARTNER, case=case, flow=0, place=OSTER)
    row = write.row(Event.REQUESTED, 6, row, 1.0, agency=PARTNER, case=case, flow=0, place=OSTER)
    write.row(Event.ACTED, 8, row, 1.0, agency=PARTNER, case=case, flow=0, place=OSTER)
    write.row(Event.DELIVERED, 20, value=1.0, case=case, flow=0, place=OSTER)
    assert shown(write).why == ("What partner did about the load took effect, but did not stop it.",)


def test_the_widest_cooperation_tells_who_took_part_and_by_how_many_links(write: Writer) -> None:
    case = write.case(0)
    chosen = Chosen(case, How.BEST_COOPERATION, of=3, links=2, agencies=3)
    assert told(scenario(), tell(write.plan, write.log(), case), chosen, None).chosen == (
        "The widest cooperation of 3 interdictions that needed any: 3 agencies took part, and the evidence came by "
        "2 links."
    )


def test_what_was_found_and_never_weighed_is_said_to_have_counted_with_nobody(write: Writer) -> None:
    case = write.case(0)
    looked = write.row(Event.EXAMINED, 0, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    write.row(Event.DETECTED, 0, looked, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    write.row(Event.DELIVERED, 20, value=1.0, case=case, flow=0, place=OSTER)
    assert shown(write).why[1] == "What lane found had come to count with nobody before it ended."


def test_who_knew_enough_elsewhere_is_told_with_how_long_the_case_had_been_gone(write: Writer) -> None:
    case = write.case(0)
    write.row(Event.PASSED, 0, case=case, flow=0, place=0, agency=CUSTOMS, control=LANE)
    departed = write.row(Event.DEPARTED, 3, case=case, flow=0, place=len(write.plan.places))
    write.row(Event.ARRIVED, 12, departed, 9 * HOUR, case=case, flow=0, place=OSTER)
    write.row(Event.ACTIONABLE, 20, value=1.2, case=case, flow=0, place=OSTER, agency=POLICE)
    write.row(Event.DELIVERED, 45, value=1.0, case=case, flow=0, place=OSTER)
    first, second, *rest = shown(write).why
    assert first == (
        "Enough was known of the load, but not by anybody who could have stopped it where it was."
    )
    assert second.startswith("Police knew enough ")
    assert second.endswith("after it had left its area.")
    assert not rest


def test_a_change_that_would_have_been_enough_is_one_sentence_with_what_else_it_changes(
    write: Writer,
) -> None:
    lost_with_a_lead_in_clearance(write)
    lever = Lever(Kind.CLEARANCE, ABROAD, actual=45 * HOUR, values=(36 * HOUR, 24 * HOUR))
    ending = Ending(INTERDICTED, 40 * HOUR, PARTNER, -1, OSTER)
    found = WhatIf((Otherwise(((lever, 24 * HOUR),), ending, 1, 2),), (), 9, complete=True)
    story = shown(write, found=found)
    assert story.what_if == "This would have been enough"
    assert story.enough == (
        "Had clearance taken at most 24 h instead of 45 h (abroad, police to partner): partner would have stopped it "
        "at oster on D+1 16:00. In the same history 1 other load more and 2 other loads fewer would have been stopped.",
    )
    assert "9 times, with the same luck" in story.remarks[-1]


def test_what_a_caught_case_hung_on_is_a_list_under_one_heading(write: Writer) -> None:
    case = write.case(0)
    departed = write.row(Event.DEPARTED, 0, case=case, flow=0, place=len(write.plan.places))
    write.row(Event.ARRIVED, 5, departed, 5 * HOUR, case=case, flow=0, place=OSTER)
    item, known = write.known(6, POLICE, case, 1.0)
    write.response(9, PARTNER, case, write.sent(7, ABROAD, item, known))
    ending = Ending(DELIVERED, 29 * HOUR, place=OSTER)
    levers = (Lever(Kind.NO_LINK, ABROAD), Lever(Kind.NO_TEAMS, PARTNER))
    found = WhatIf(tuple(Otherwise(((one, None),), ending, 0, 0) for one in levers), (), 4, complete=False)
    story = shown(write, found=found)
    assert story.what_if == "Any one of these, and it would have been handed over on D+1 05:00"
    assert story.enough == ("Without the link abroad, police to partner.", "Without the teams of partner.")
    assert "There was more to try than the simulations allowed." in story.remarks


@pytest.mark.parametrize(
    ("threat", "was_stopped", "one"),
    [("drugs", "stopped", "load"), ("money", "frozen", "transfer"), ("malware", "contained", "intrusion"),
     ("victims", "stopped", "journey"), ("fighters", "stopped", "journey"), ("spies", "stopped", "case")],
)  # fmt: skip
def test_words_fit_the_threat_and_people_are_never_seized(threat: str, was_stopped: str, one: str) -> None:
    nouns = nouns_of(threat)
    assert (nouns.was_stopped, nouns.one) == (was_stopped, one)
    assert all("seize" not in getattr(nouns, name) for name in Nouns.__slots__)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (90, "2 min"),
        (3600, "1 h"),
        (5400, "1.5 h"),
        (36_000, "10 h"),
        (300_000, "3.5 d"),
    ],
)
def test_spans_are_in_the_unit_in_which_people_speak_of_them(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_names_beliefs_and_lists_read_as_words() -> None:
    assert plain("west_police") == "west police"
    assert plain("Border_ service (KZ)") == "Border_ service (KZ)"
    assert (belief(1.0), belief(0.55), belief(0.475)) == ("1.0", "0.55", "0.47")
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")


@pytest.mark.parametrize(
    "threat",
    ["drugs", "contraband", "weapons", "nuclear", "fighters", "victims", "money", "malware", "plans"],
)
def test_a_story_and_a_report_have_words_for_the_same_threats(threat: str) -> None:
    assert nouns_of(threat) != Nouns()
    assert ends_of([threat]) != ANY
