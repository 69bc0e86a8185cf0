"""The log's side of rule 11: every outcome can be followed back to where it began."""

from __future__ import annotations

from simulator.eventlog import Event
from tests.property.worlds import Told, World
from tests.unit.engine_worlds import agency, control, flow, inject, line, link, story, tip


def chain(world: World, kind: Event) -> list[tuple[Event, str]]:
    """What led to the only row of a kind, from the beginning on."""
    rows = story(world)
    (number,) = [i for i, row in enumerate(rows) if row.event is kind]
    found: list[Told] = []
    while number >= 0:
        found.append(rows[number])
        number = rows[number].cause
    return [(row.event, row.agency) for row in reversed(found)]


def test_a_seizure_leads_back_to_the_launch() -> None:
    assert chain(line(controls=(control(seize=1.0),)), Event.INTERDICTED) == [
        (Event.LAUNCHED, ""),
        (Event.DEPARTED, ""),
        (Event.ARRIVED, ""),
        (Event.EXAMINED, "guard"),
        (Event.DETECTED, "guard"),
        (Event.INTERDICTED, "guard"),
    ]


def test_a_response_to_a_shared_item_leads_back_over_the_link_to_the_detection() -> None:
    world = line(
        agencies=(agency("police", analysts=1, triage="1 h"), agency("guard", teams=1, act_at=0.5)),
        controls=(control("source", at="start", agency="police"),),
        links=(link("police", "guard", clearance="1 h", transit="1 h"),),
    )
    assert chain(world, Event.INTERDICTED) == [
        (Event.LAUNCHED, ""),
        (Event.EXAMINED, "police"),
        (Event.DETECTED, "police"),
        (Event.MADE, "police"),
        (Event.REPORTED, "police"),
        (Event.TRIAGE_STARTED, "police"),
        (Event.TRIAGED, "police"),
        (Event.OFFERED, "police"),
        (Event.QUEUED, "police"),
        (Event.SENT, "police"),
        (Event.RECEIVED, "guard"),
        (Event.TRIAGED, "guard"),
        (Event.ACTIONABLE, "guard"),
        (Event.REQUESTED, "guard"),
        (Event.DISPATCHED, "guard"),
        (Event.TEAM_ARRIVED, "guard"),
        (Event.INTERDICTED, "guard"),
    ]


def test_a_seizure_of_a_flagged_case_leads_back_to_the_item_behind_the_lookout() -> None:
    world = line(controls=(control(examine=0.0, seize=1.0),), injects=(inject(3, tip()),))
    assert chain(world, Event.INTERDICTED) == [
        (Event.INJECT_FIRED, ""),
        (Event.MADE, "guard"),
        (Event.REPORTED, "guard"),
        (Event.TRIAGED, "guard"),
        (Event.LOOKOUT_SET, "guard"),
        (Event.FLAGGED, "guard"),
        (Event.EXAMINED, "guard"),
        (Event.DETECTED, "guard"),
        (Event.INTERDICTED, "guard"),
    ]


def test_the_flag_names_whose_lookout_it_was_and_the_seizure_whose_control() -> None:
    world = line(
        agencies=(agency("guard"), agency("police")),
        controls=(control(examine=0.0, seize=1.0, consults=["police"]),),
        injects=(inject(3, tip("police")),),
    )
    assert [row.agency for row in story(world, Event.FLAGGED)] == ["police"]
    assert [(row.agency, row.control) for row in story(world, Event.INTERDICTED)] == [("guard", "lane")]


def test_a_case_flagged_while_it_waited_was_examined_because_of_that_flag() -> None:
    lane = control(bays=1, service="5 h", detect={"drugs": 0.0}, detect_flagged={"drugs": 1.0}, seize=1.0)
    world = line(controls=(lane,), flows=(flow(at=(0, 1)),), injects=(inject(12, tip()),))
    assert (Event.FLAGGED, "guard") in chain(world, Event.INTERDICTED)


def test_an_item_offered_as_a_link_opens_leads_back_to_the_opening() -> None:
    world = line(
        agencies=(agency("guard"), agency("police")),
        controls=(control("source", at="start"),),
        links=(link("guard", "police"),),
        injects=(inject(0, {"close": "links.wire", "for": "5 h"}),),
    )
    assert chain(world, Event.RECEIVED) == [
        (Event.INJECT_FIRED, ""),
        (Event.PARAMETER_CHANGED, ""),
        (Event.OFFERED, "guard"),
        (Event.QUEUED, "guard"),
        (Event.SENT, "guard"),
        (Event.RECEIVED, "police"),
    ]


def test_what_was_known_from_the_start_has_no_cause() -> None:
    known = flow(prior_knowledge=[{"agency": "guard", "about": "cell", "share": 1.0, "evidence": 0.5}])
    world = line(controls=(control(examine=0.0, seize=1.0),), flows=(known,))
    assert chain(world, Event.INTERDICTED) == [
        (Event.LAUNCHED, ""),
        (Event.LOOKOUT_SET, "guard"),
        (Event.FLAGGED, "guard"),
        (Event.EXAMINED, "guard"),
        (Event.DETECTED, "guard"),
        (Event.INTERDICTED, "guard"),
    ]
    entry = story(world, Event.TRIAGED)[0]
    assert story(world)[entry.cause].event is Event.MADE
    assert story(world)[entry.cause].cause == -1
