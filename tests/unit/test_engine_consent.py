"""The third-party rule with consent: what came by such a link goes on once its maker allows it."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.eventlog import Event
from simulator.world.draws import Slot
from tests.property.worlds import World, plan_of, play
from tests.unit.engine_worlds import (
    HOUR,
    agency,
    control,
    flow,
    hours_of,
    inject,
    line,
    link,
    luck,
    story,
)

THREE = (agency("guard"), agency("police"), agency("service"))
ANSWERS = (Event.CONSENT_ASKED, Event.CONSENT_GIVEN, Event.CONSENT_REFUSED, Event.BARRED)


def bound(granted: float = 1.0, delay: str = "5 h", *, name: str = "in", **values: object) -> World:
    """A link on which a guard passes to the police what these may pass on if the guard allows it."""
    consent = {"granted": granted, "delay": delay}
    return link("guard", "police", name, onward="with_consent", consent=consent, **values)


def third_state(*links: World, cases: int = 1, **values: object) -> World:
    """A guard's source at the start of the line, the police, and a service that hears of it through the police."""
    return line(
        agencies=THREE,
        controls=(control("source", at="start"),),
        links=links,
        flows=(flow(at=tuple(range(cases))),),
        **values,  # type: ignore[arg-type]
    )


def rows(world: World) -> list[tuple[Event, str, str, float]]:
    return [(row.event, row.agency, row.link, row.time / HOUR) for row in story(world, *ANSWERS)]


def test_what_the_maker_allows_goes_on_once_it_has_answered() -> None:
    world = third_state(bound(), link("police", "service", "on"))
    assert rows(world) == [
        (Event.CONSENT_ASKED, "police", "in", 0),
        (Event.CONSENT_GIVEN, "police", "in", 5),
    ]
    assert hours_of(world, Event.RECEIVED, agency="service") == [5]


def test_what_the_maker_refuses_is_barred_and_goes_nowhere() -> None:
    world = third_state(bound(0.0), link("police", "service", "on"))
    assert rows(world) == [
        (Event.CONSENT_ASKED, "police", "in", 0),
        (Event.CONSENT_REFUSED, "police", "in", 5),
        (Event.BARRED, "police", "on", 5),
    ]
    assert story(world, Event.RECEIVED, agency="service") == []


def test_an_item_reaches_a_third_state_if_and_only_if_consent_was_given() -> None:
    world = third_state(bound(0.4), link("police", "service", "on"), cases=60)
    log, plan = play(world), plan_of(world)
    number = {agency.id: agency.index for agency in plan.agencies}
    given = {
        item
        for item in range(len(log.items))
        if luck("link:in", int(log.items["address"][item]), Slot.CONSENT) < 0.4
    }
    received = log.of(Event.RECEIVED)
    assert set(received["item"][received["agency"] == number["service"]].tolist()) == given
    assert set(log.of(Event.CONSENT_GIVEN)["item"].tolist()) == given
    assert 0 < len(given) < 60 == len(log.of(Event.CONSENT_ASKED))


def test_a_link_with_consent_that_is_never_given_acts_like_one_that_forbids() -> None:
    on = link("police", "service", "on")
    forbidden = third_state(link("guard", "police", "in", onward="never"), on, cases=5)
    refused = third_state(bound(0.0), on, cases=5)
    kinds = (Event.OFFERED, Event.RECEIVED, Event.TRIAGED, Event.LOOKOUT_SET)
    assert [row[:-1] for row in story(refused, *kinds)] == [row[:-1] for row in story(forbidden, *kinds)]


def test_nobody_is_asked_where_there_is_nobody_to_pass_it_on_to() -> None:
    fighters = link("police", "service", "on", threats=["fighters"])
    closed = link("police", "service", "on", open=False)
    home = link("police", "guard", "home")
    for links in ((bound(),), (bound(), fighters), (bound(), closed), (bound(), home)):
        assert rows(third_state(*links)) == []


def test_the_maker_is_asked_once_however_many_links_lead_on() -> None:
    world = third_state(bound(), link("police", "service", "on"), link("police", "service", "other"))
    assert [row[0] for row in rows(world)] == [Event.CONSENT_ASKED, Event.CONSENT_GIVEN]
    assert {row.link for row in story(world, Event.SENT)} == {"in", "on", "other"}


def test_the_maker_is_asked_as_a_link_opens_on_which_it_could_go_on() -> None:
    world = third_state(bound(), link("police", "service", "on", opens="D+0 03:00"))
    assert [row[3] for row in rows(world)] == [3, 8]
    assert hours_of(world, Event.RECEIVED, agency="service") == [8]


def test_consent_is_not_asked_for_what_belief_does_not_let_go() -> None:
    world = third_state(bound(), link("police", "service", "on", share_at=0.7))
    assert rows(world) == []


def test_consent_serves_the_holder_that_asked_and_no_other() -> None:
    """The service holds the item on the same terms from the police, and has to ask the guard itself."""
    agencies = (*THREE, agency("bureau"))
    consent = {"granted": 1.0, "delay": "5 h"}
    on = link("police", "service", "on", onward="with_consent", consent=consent)
    world = third_state(bound(), on, link("service", "bureau", "last")) | {"agencies": list(agencies)}
    assert rows(world) == [
        (Event.CONSENT_ASKED, "police", "in", 0),
        (Event.CONSENT_GIVEN, "police", "in", 5),
        (Event.CONSENT_ASKED, "service", "on", 5),
        (Event.CONSENT_GIVEN, "service", "on", 10),
    ]
    assert hours_of(world, Event.RECEIVED, agency="bureau") == [10]


def test_what_also_comes_by_a_free_link_needs_no_consent() -> None:
    free = link("guard", "police", "free", transit="2 h")
    world = third_state(bound(0.0), free, link("police", "service", "on"))
    assert hours_of(world, Event.RECEIVED, agency="service") == [2]
    assert Event.BARRED not in [row[0] for row in rows(world)]


def test_after_a_refusal_the_maker_can_be_asked_on_another_link() -> None:
    for transit, answered in (("2 h", 10), ("7 h", 12)):
        again = bound(1.0, name="second", transit=transit)
        world = third_state(bound(0.0), again, link("police", "service", "on"))
        assert hours_of(world, Event.CONSENT_ASKED, link="second") == [answered - 5]
        assert hours_of(world, Event.RECEIVED, agency="service") == [answered]


def test_a_maker_that_is_closed_does_not_consent() -> None:
    world = third_state(
        bound(), link("police", "service", "on"), injects=(inject(3, {"close": "agencies.guard"}),)
    )
    assert [row[0] for row in rows(world)] == [Event.CONSENT_ASKED, Event.CONSENT_REFUSED, Event.BARRED]


def test_the_answer_is_the_cause_of_what_follows() -> None:
    world = third_state(bound(), link("police", "service", "on"))
    told = story(world)
    (offer,) = [row for row in told if row.event is Event.OFFERED and row.link == "on"]
    given = told[offer.cause]
    assert (given.event, told[given.cause].event) == (Event.CONSENT_GIVEN, Event.CONSENT_ASKED)
    assert told[told[given.cause].cause].event is Event.TRIAGED


def test_injects_change_how_makers_answer_and_whether_they_are_asked() -> None:
    on = link("police", "service", "on")
    source = inject(1, {"change": "links.in.consent.granted", "to": 0.0})
    refused = third_state(bound(), on, injects=(source,))
    assert story(refused, Event.CONSENT_GIVEN) == []
    freed = third_state(
        bound(), on, cases=3, injects=(inject(1.5, {"change": "links.in.onward", "to": "free"}),)
    )
    assert len(story(freed, Event.CONSENT_ASKED)) == 2
    assert len(story(freed, Event.RECEIVED, agency="service")) == 3


def test_an_inject_needs_the_terms_of_consent() -> None:
    change = inject(1, {"change": "links.in.onward", "to": "with_consent"})
    world = third_state(link("guard", "police", "in"), injects=(change,))
    with pytest.raises(ScenarioError, match="how makers answer"):
        plan_of(world)


def test_terms_that_are_left_out_come_from_the_defaults_and_only_where_they_are_needed() -> None:
    asks = link("guard", "police", "in", onward="with_consent", consent={"delay": "1 h"})
    plan = plan_of(third_state(asks, link("police", "service", "on")))
    assert (plan.links[0].granted, plan.links[0].consent_delay.mean) == (0.7, HOUR)
    assert plan.links[1].granted == 0.0
