"""Links on request: who believes enough asks, and the holder refuses, knows nothing, or passes on what it holds."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.provenance import Reach, credits
from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.scenario.load import build
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    agency,
    control,
    events_of,
    flow,
    hours_of,
    inject,
    line,
    link,
    story,
    tip,
)

REPLIES = (Event.ASKED, Event.ANSWERED, Event.NOTHING_KNOWN, Event.REFUSED, Event.LOST)
SENT = (Event.OFFERED, Event.QUEUED, Event.SENT, Event.RECEIVED)


def wire(**values: Any) -> World:
    """A link on which the guard asks the police."""
    return link("police", "guard", **({"mode": "on_request", "ask_at": 0.5} | values))


def asking(*links: World, knows: tuple[World, ...] = (), hour: float = 3, **values: Any) -> World:
    """A guard that is tipped off about a case at an hour, and what the police know of it from the second hour on."""
    values.setdefault("agencies", (agency("guard"), agency("police"), agency("service")))
    tips = (inject(hour, tip("guard"), name="rumour"), inject(2, *(knows or (tip("police"),)), name="file"))
    injects = (*values.pop("injects", ()), *tips)
    return line(links=links or (wire(),), injects=injects, **values)


def told(world: World, *kinds: Event) -> list[tuple[Event, str, float]]:
    return [(row.event, row.agency, row.time / HOUR) for row in story(world, *(kinds or (*REPLIES, *SENT)))]


def test_who_believes_enough_asks_and_gets_what_the_holder_has() -> None:
    assert told(asking(wire(transit="2 h", clearance="1 h"))) == [
        (Event.ASKED, "guard", 3),
        (Event.ANSWERED, "police", 5),
        (Event.OFFERED, "police", 5),
        (Event.QUEUED, "police", 6),
        (Event.SENT, "police", 6),
        (Event.RECEIVED, "guard", 8),
    ]


def test_the_rows_say_about_which_case_and_how_many_items() -> None:
    world = asking(knows=(tip("police"), tip("police", about="cell", evidence=0.2)))
    (asked,) = story(world, Event.ASKED)
    (answered,) = story(world, Event.ANSWERED)
    assert (asked.case, asked.link, asked.value) == ("loads/0", "wire", 0.6)
    assert (answered.case, answered.link, answered.value) == ("loads/0", "wire", 2)
    assert len(story(world, Event.RECEIVED)) == 2


def test_nothing_is_passed_without_being_asked_for() -> None:
    assert told(asking(wire(ask_at=0.61))) == []


def test_each_answer_leads_back_to_the_question_and_to_what_made_the_asker_ask() -> None:
    world = asking(agencies=(agency("guard"), agency("police", analysts=1, triage="1 h")))
    rows = story(world)
    (number,) = [i for i, row in enumerate(rows) if row.event is Event.RECEIVED]
    chain = []
    while number >= 0:
        chain.append(rows[number].event)
        number = rows[number].cause
    assert chain[::-1] == [
        Event.INJECT_FIRED, Event.MADE, Event.REPORTED, Event.TRIAGED, Event.ASKED, Event.TRIAGE_STARTED,
        Event.ANSWERED, Event.OFFERED, Event.QUEUED, Event.SENT, Event.RECEIVED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("knows", "onward"),
    [
        ((tip("service"),), "free"),
        ((tip("police", valid_for="30 min"),), "free"),
        ((tip("service", about="subject", evidence=0.6),), "never"),
    ],
    ids=["no item", "expired", "may not be passed on"],
)
def test_nothing_is_known_where_the_holder_has_nothing_valid_that_it_may_pass(
    knows: tuple[World, ...], onward: str
) -> None:
    others = () if onward == "free" else (link("service", "police", "told", onward="never"),)
    world = asking(wire(transit="2 h"), *others, knows=knows)
    assert told(world, *REPLIES) == [(Event.ASKED, "guard", 3), (Event.NOTHING_KNOWN, "police", 5)]
    assert [row.value / HOUR for row in story(world, Event.NOTHING_KNOWN)] == [2]
    assert len(story(world, Event.BARRED, link="wire")) == (onward == "never")


def test_an_item_never_goes_back_to_its_maker_or_sender() -> None:
    world = asking(wire(), link("guard", "police", "there"), knows=(tip("service"),))
    assert told(world, *REPLIES) == [(Event.ASKED, "guard", 3), (Event.NOTHING_KNOWN, "police", 3)]


def test_a_refusal_sticks_to_the_case_and_says_when_it_is_heard() -> None:
    world = asking(
        wire(willingness=0.0, transit="2 h", ask_again="5 h"), injects=(inject(15, tip(), name="more"),)
    )
    assert told(world) == [
        (Event.ASKED, "guard", 3),
        (Event.REFUSED, "police", 5),
        (Event.ASKED, "guard", 15),
        (Event.REFUSED, "police", 17),
    ]
    assert [row.value / HOUR for row in story(world, Event.REFUSED)] == [2, 2]


def test_willingness_is_a_matter_of_each_case() -> None:
    informed = flow(
        at=tuple(range(40)),
        prior_knowledge=[
            {"agency": name, "about": "case", "share": 1.0, "evidence": 0.6} for name in ("guard", "police")
        ],
    )
    world = line(
        agencies=(agency("guard"), agency("police")), links=(wire(willingness=0.5),), flows=(informed,)
    )
    answered, refused = ({row.case for row in story(world, kind)} for kind in (Event.ANSWERED, Event.REFUSED))
    assert answered.isdisjoint(refused)
    assert len(answered | refused) == 40
    assert min(len(answered), len(refused)) > 8


def test_a_case_is_asked_about_once_unless_asking_again_is_allowed() -> None:
    more = tuple(inject(hour, tip(evidence=0.1), name=f"more{hour}") for hour in (5, 8, 9))
    assert hours_of(asking(injects=more), Event.ASKED) == [3]
    assert hours_of(asking(wire(ask_again="4 h"), injects=more), Event.ASKED) == [3, 8]


def test_what_the_holder_learns_later_is_sent_only_if_it_is_asked_again() -> None:
    later = (inject(6, tip("police", evidence=0.3), name="later"), inject(8, tip(evidence=0.1), name="more"))
    assert hours_of(asking(injects=later), Event.RECEIVED) == [3]
    assert hours_of(asking(wire(ask_again="1 h"), injects=later), Event.RECEIVED) == [3, 8]


def test_a_question_takes_its_turn_after_evidence_and_before_false_alarms() -> None:
    desk = agency("police", analysts=1, triage="4 h")
    lane = control(
        agency="police", at="town", detect={"drugs": 0.0}, traffic="2400 / d", examine=1.0, false_alarm=0.01
    )
    world = asking(agencies=(agency("guard"), desk), controls=(lane,), hour=6, knows=(tip("police"),))
    busy = [row for row in story(world, Event.TRIAGE_STARTED, agency="police") if row.time >= 6 * HOUR]
    rows = story(world)
    assert [rows[row.cause].event for row in busy][:2] == [Event.ASKED, Event.FALSE_ALARM]
    assert story(world, Event.ANSWERED)[0].time - busy[0].time == 4 * HOUR


def test_an_answer_takes_its_own_time_where_it_is_written() -> None:
    desk = agency("police", analysts=1, triage="1 h", hours={"days": "daily", "from": "08:00", "to": "18:00"})
    world = asking(wire(answer="3 h"), agencies=(agency("guard"), desk), flows=(flow(at=(0,)),), hours="60 h")
    assert hours_of(world, Event.ANSWERED) == [8 + 1 + 3]


def test_a_question_may_be_lost_and_a_closed_agency_never_sees_it() -> None:
    assert events_of(asking(wire(reliability=0.0)), link="wire") == [Event.ASKED, Event.LOST]
    closing = (inject(4, {"close": "agencies.police"}, name="closing"),)
    assert events_of(asking(wire(transit="2 h"), injects=closing), link="wire") == [Event.ASKED, Event.LOST]


def test_nobody_asks_on_a_closed_link_and_asks_as_it_opens() -> None:
    opening = (inject(5, {"open": "links.wire"}, name="opening"),)
    assert hours_of(asking(wire(open=False), injects=opening), Event.ASKED) == [5]
    assert told(asking(wire(threats=["fighters"]))) == []


def test_what_needs_consent_follows_once_it_is_given() -> None:
    consent = {"granted": 1.0, "delay": "5 h"}
    bound = link("service", "police", "told", onward="with_consent", consent=consent)
    world = asking(wire(), bound, knows=(tip("service"),))
    assert told(world, *REPLIES) == [(Event.ASKED, "guard", 3), (Event.ANSWERED, "police", 3)]
    assert [row.value for row in story(world, Event.ANSWERED)] == [0]
    assert hours_of(world, Event.RECEIVED, agency="guard") == [8]
    refused = asking(wire(), bound | {"consent": consent | {"granted": 0.0}}, knows=(tip("service"),))
    assert hours_of(refused, Event.RECEIVED, agency="guard") == []
    assert hours_of(refused, Event.BARRED, link="wire") == [8]


def test_an_interdiction_that_an_answer_made_possible_is_owed_to_its_link() -> None:
    world = asking(
        knows=(tip("police", about="cell", evidence=0.5),),
        agencies=(agency("guard", teams=1, response="30 min"), agency("police", jurisdiction="east")),
    )
    plan, log = plan_of(world), play(world)
    (credit,) = credits(plan, log)
    assert (credit.reach, credit.links) == (Reach.CROSS_BORDER, (0,))
    silent = asking(
        wire(willingness=0.0),
        knows=(tip("police", about="cell", evidence=0.5),),
        agencies=(agency("guard", teams=1, response="30 min"), agency("police", jurisdiction="east")),
    )
    assert story(silent, Event.INTERDICTED) == []


def test_questions_change_nothing_where_the_holder_never_knows_anything() -> None:
    kinds = (Event.ASKED, Event.NOTHING_KNOWN)
    known = (tip("service"),)
    mute = [row[:-1] for row in story(asking(wire(open=False), knows=known))]
    asked = [row[:-1] for row in story(asking(knows=known)) if row.event not in kinds]
    assert asked == mute


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"share_at": 0.4}, "share_at means nothing where mode is on_request"),
        ({"mode": "push"}, "ask_at means nothing where mode is push"),
        ({"mode": "push", "ask_at": None, "answer": "3 h"}, "answer means nothing where mode is push"),
        ({"mode": "pull"}, "on_request"),
    ],
)
def test_keys_that_do_not_fit_the_mode_are_refused(values: World, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        build(asking(wire(**values)))


def test_what_is_left_out_comes_from_the_defaults() -> None:
    one = plan_of(asking(link("police", "guard", mode="on_request"))).links[0]
    assert (one.ask_at, one.ask_again, one.answer) == (300_000, None, None)


def test_injects_change_when_it_asks_but_not_on_a_link_that_pushes() -> None:
    sooner = (inject(1, {"change": "links.wire.ask_at", "to": 0.7}, name="later"),)
    assert told(asking(injects=sooner)) == []
    with pytest.raises(ScenarioError, match="nobody asks on wire"):
        plan_of(asking(link("police", "guard"), injects=sooner))
