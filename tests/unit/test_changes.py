from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.changeable import CHANGEABLE, CORRUPTION, PER_THREAT, ChangeError, changeable
from simulator.scenario.changes import Parsed, Switch, Targets, parse_change, parse_switch
from simulator.scenario.distributions import Constant
from simulator.scenario.expansion import expand
from simulator.scenario.hours import ALWAYS
from simulator.scenario.load import build
from simulator.scenario.schema import Change, Close, Open, RateProfile, Shift
from tests.unit.small import small

HUB = {"id": "centre", "kind": "hub", "members": ["customs", "police"], "willingness": 1, "clearance": "1 h"}


@pytest.fixture(scope="module")
def targets() -> Targets:
    scenario = build(small(mechanisms=[HUB]))
    return Targets.of(scenario, expand(scenario))


@pytest.mark.parametrize(
    ("section", "key"), [(section, key) for section, keys in CHANGEABLE.items() for key in keys]
)
def test_every_changeable_value_has_a_type(section: str, key: str) -> None:
    adapter = changeable(section, f"{key}.drugs" if key in PER_THREAT | {CORRUPTION} else key)
    with pytest.raises(ValueError, match="validation error"):
        adapter.validate_python({"no": "such value"})


@pytest.mark.parametrize(
    ("path", "to", "value"),
    [
        ("controls.lane.examine", "2 %", 0.02),
        ("controls.lane.detect.drugs", 0.8, 0.8),
        ("controls.lane.detect_flagged.nuclear", "1 in 4", 0.25),
        ("controls.lane.traffic", "100 / d", RateProfile(rate="100 / d")),
        ("controls.lane.bays", None, None),
        ("controls.wiretap.watch", "1 / h", 1 / 3600),
        ("agencies.police.perishable", None, None),
        ("agencies.police.response", "3 h", Constant(3 * 3600.0)),
        ("agencies.police.analysts", 9, (Shift(n=9, hours="24/7"),)),
        ("agencies.police.analysts", 0, (Shift(n=0, hours="24/7"),)),
        ("agencies.centre.triage", "1 h", Constant(3600.0)),
        ("links.tell.onward", "free", "free"),
        ("links.centre_customs_to_centre.clearance", "2 h", Constant(7200.0)),
        ("flows.heroin.arrivals.poisson", "4 / d", RateProfile(rate="4 / d")),
        ("flows.heroin.concealment", 0.5, Constant(0.5)),
        ("legs.a_to_gate.duration", "20 h", Constant(72000.0)),
        ("places.c.stay", "1 h", Constant(3600.0)),
    ],
)
def test_a_change_gives_the_checked_value(targets: Targets, path: str, to: Any, value: Any) -> None:
    section, name, key = path.split(".", 2)
    assert parse_change(targets, Change(change=path, to=to)) == Parsed(section, name, key, value)


def test_plain_analysts_work_the_hours_of_their_agency(targets: Targets) -> None:
    police = parse_change(targets, Change(change="agencies.police.analysts", to=2))
    customs = parse_change(targets, Change(change="agencies.customs.analysts", to=2))
    assert police.value[0].hours == ALWAYS
    assert customs.value[0].hours != ALWAYS


@pytest.mark.parametrize(
    ("path", "to", "key", "words"),
    [
        ("controls", 1, "change", "not a value"),
        ("controls.lane", 1, "change", "not a value"),
        ("control.lane.examine", 1, "change", 'nothing in "control"'),
        ("controls.lan.examine", 1, "change", 'no "lan" in controls'),
        ("controls.lane.examin", 1, "change", '"examin" cannot change'),
        ("controls.lane.agency", "police", "change", '"agency" cannot change'),
        ("controls.lane.detect", {"drugs": 1}, "change", "for each threat"),
        ("agencies.police.hours", "24/7", "change", '"hours" cannot change'),
        ("mechanisms.centre.willingness", 1, "change", 'nothing in "mechanisms"'),
        ("scenario.small.horizon", "1 d", "change", 'nothing in "scenario"'),
        ("controls.lane.examine", 3, "to", "probability"),
        ("controls.lane.examine", None, "to", "probability"),
        ("controls.lane.detect.drugs", "x", "to", "probability"),
        ("controls.lane.watch", "1 / d", "change", "begin or cease to watch"),
        ("controls.wiretap.watch", None, "change", "begin or cease to watch"),
        ("controls.wiretap.bays", 2, "change", "watches"),
        ("controls.wiretap.examine", 0.2, "change", "watches"),
        ("controls.lane.bays", 0, "to", "no bay"),
        ("controls.lane.service", None, "to", "needs a service time"),
        ("links.tell.clearance", 3, "to", "bare number"),
        ("links.tell.onward", "always", "to", "never"),
        ("links.tell.fidelity", 2, "to", "at most 1"),
        ("flows.heroin.arrivals.poisson", None, "to", "found nothing"),
        ("agencies.police.analysts", -1, "to", "negative"),
        ("agencies.police.controlled_delivery.share", 0.5, "change", "has no controlled_delivery"),
    ],
)
def test_a_change_that_cannot_be_made_says_which_part_is_wrong(
    targets: Targets, path: str, to: Any, key: str, words: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        parse_change(targets, Change(change=path, to=to))
    assert (caught.value.key, words in caught.value.message) == (key, True)


def test_a_guess_is_offered_for_what_is_misspelt(targets: Targets) -> None:
    for path, guess in (
        ("control.lane.examine", "controls"),
        ("controls.lnae.examine", "lane"),
        ("controls.lane.examin", "examine"),
    ):
        with pytest.raises(ChangeError) as caught:
            parse_change(targets, Change(change=path, to=0.1))
        assert caught.value.hint == f'did you mean "{guess}"?'


def test_cases_that_do_not_arrive_at_random_have_no_rate() -> None:
    data = small()
    data["flows"][0]["arrivals"] = {"schedule": ["D+1"]}
    scenario = build(data)
    with pytest.raises(ChangeError, match="do not arrive at random"):
        parse_change(
            Targets.of(scenario, expand(scenario)), Change(change="flows.heroin.arrivals.poisson", to="1 / d")
        )


@pytest.mark.parametrize(
    ("text", "switch"),
    [
        ("links.tell", Switch("links", "tell")),
        ("controls.lane", Switch("controls", "lane")),
        ("agencies.police", Switch("agencies", "police")),
        ("flows.heroin", Switch("flows", "heroin")),
        ("mechanisms.centre", Switch("mechanisms", "centre")),
    ],
)
def test_what_opens_and_closes_is_found(targets: Targets, text: str, switch: Switch) -> None:
    assert parse_switch(targets, Open(open=text)) == switch
    assert parse_switch(targets, Close(close=text)) == switch


@pytest.mark.parametrize(
    "text",
    ["links", "links.", "links.tel", "places.a", "legs.a_to_gate", "tell", "links.tell.clearance"],
)
def test_what_does_not_open_and_close_is_refused(targets: Targets, text: str) -> None:
    with pytest.raises(ChangeError) as caught:
        parse_switch(targets, Open(open=text))
    assert caught.value.key == "open"
    with pytest.raises(ChangeError) as caught:
        parse_switch(targets, Close(close=text))
    assert caught.value.key == "close"
