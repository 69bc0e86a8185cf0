"""What mechanisms make, and what that changes in a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.eventlog import Event
from simulator.scenario.distributions import Exponential, Lognormal, Slowest, parse
from simulator.scenario.expansion import Expansion, expand
from simulator.scenario.load import build
from simulator.scenario.schema.mechanisms import MECHANISM_KINDS
from simulator.scenario.units import duration
from tests.property.worlds import Told, World
from tests.unit.engine_worlds import HOUR, agency, control, flow, hours_of, inject, line, link, story
from tests.unit.small import codes, errors, warnings

GUARD, POLICE = agency(), agency("police", jurisdiction="east")
ENDED = (Event.INTERDICTED, Event.DELIVERED)


def expansion_of(world: World) -> Expansion:
    return expand(build(world))


def changes(world: World) -> list[tuple[float, str, str, str]]:
    """When what became what: hours, control or link, key, value."""
    told = story(world, Event.PARAMETER_CHANGED)
    return [(row.time / HOUR, row.control or row.link or row.agency, *row.value) for row in told]


def ends(world: World) -> list[tuple[str, Event]]:
    return [(row.case, row.event) for row in story(world, *ENDED)]


class TestSlowest:
    def test_its_mean_and_variance_are_those_of_the_last_of_several_exponentials(self) -> None:
        last = Slowest(5, Exponential.of_mean(10.0))
        assert last.mean == pytest.approx(10 * sum(1 / k for k in range(1, 6)), rel=1e-9)
        assert last.variance == pytest.approx(100 * sum(1 / k**2 for k in range(1, 6)), rel=1e-9)

    def test_it_lies_below_a_value_when_all_do(self) -> None:
        one = Lognormal.of_median_p90(3.0, 9.0)
        u = np.array([0.001, 0.2, 0.5, 0.9, 0.999])
        assert Slowest(3, one).ppf(u**3) == pytest.approx(one.ppf(u), rel=1e-12)
        assert np.array_equal(Slowest(1, one).ppf(u), one.ppf(u))

    def test_it_is_read_and_written(self) -> None:
        read = parse({"slowest": {"n": 3, "of": {"exponential": {"mean": "2 h"}}}}, duration)
        assert read == Slowest(3, Exponential.of_mean(7200.0))
        assert parse(read.written(lambda seconds: f"{seconds} s"), duration) == read

    @pytest.mark.parametrize(
        "body", [3, {"n": 3}, {"n": 0, "of": "2 h"}, {"n": 1.5, "of": "2 h"}, {"of": "2 h"}]
    )
    def test_it_needs_a_number_and_a_distribution(self, body: Any) -> None:
        with pytest.raises(ValueError, match="n"):
            parse({"slowest": body}, duration)


def training(**values: Any) -> World:
    terms = {"skill": 2.0, "starts": "D+1", "over": "4 d", "steps": 4}
    return {"id": "school", "kind": "capacity_building", "members": ["guard"], **terms, **values}


class TestCapacityBuilding:
    def test_skill_grows_in_even_steps_to_its_end(self) -> None:
        found = changes(line(controls=[control(skill=1.5)], mechanisms=[training()]))
        assert [(hours, name, key) for hours, name, key, _ in found] == [
            (24.0 * day, "lane", "skill") for day in (2, 3, 4, 5)
        ]
        assert [float(value) for *_, value in found] == pytest.approx([1.875, 2.25, 2.625, 3.0])

    def test_detections_rise_with_skill_on_the_same_draws(self) -> None:
        cases = tuple(float(hours) for hours in range(0, 240, 2))

        def detected(*mechanisms: World) -> set[str]:
            world = line(
                controls=[control(detect={"drugs": 0.4})],
                flows=[flow(at=cases)],
                mechanisms=mechanisms,
            )
            return {row.case for row in story(world, Event.DETECTED)}

        plain, trained = detected(), detected(training())
        assert plain < trained
        assert detected(training(skill=1.0)) == plain
        assert detected(training(open=False)) == plain

    def test_closed_its_effect_is_gone_and_reopened_it_is_back(self) -> None:
        world = line(
            controls=[control()],
            mechanisms=[training(steps=1)],
            injects=[
                inject(24 * 6, {"close": "mechanisms.school"}, name="a"),
                inject(24 * 7, {"open": "mechanisms.school"}, name="b"),
            ],
        )
        skill = [(hours / 24, float(value)) for hours, _, key, value in changes(world) if key == "skill"]
        assert skill == [(5, 2.0), (6, 1.0), (7, 2.0)]

    def test_teams_of_members_learn_too(self) -> None:
        responders = agency(teams=1, skill=0.4)
        found = changes(line(agencies=[responders], mechanisms=[training(steps=1)]))
        assert [(name, key, float(value)) for _, name, key, value in found] == [("guard", "skill", 0.8)]

    def test_a_control_that_compares_with_lists_has_no_use_for_it(self) -> None:
        listed = control("listed", requires="lookout", match=1.0, detect={})
        found = changes(line(controls=[listed, control()], mechanisms=[training(steps=1)]))
        assert [name for _, name, _, _ in found] == ["lane"]


def operation(**values: Any) -> World:
    terms = {"starts": "D+2", "lasts": "1 d", "clearance": "1 h", "examine_times": 3}
    return {"id": "net", "kind": "joint_operation", "members": ["guard", "police"], **terms, **values}


class TestJointOperation:
    def world(self, *mechanisms: World, **more: Any) -> World:
        return line(
            agencies=[GUARD, agency("police", jurisdiction="east", teams=2)],
            controls=[control(examine=0.2)],
            links=[link("guard", "police", clearance="9 h", threats=["weapons"])],
            mechanisms=mechanisms,
            **more,
        )

    def test_what_it_changes_is_as_before_when_it_is_over(self) -> None:
        found = changes(self.world(operation()))
        began = {(name, key): value for hours, name, key, value in found if hours == 48}
        ended = {(name, key): value for hours, name, key, value in found if hours == 72}
        assert float(began["lane", "examine"]) == pytest.approx(0.6)
        assert float(began["police", "teams"]) == 3
        assert float(ended["police", "teams"]) == 2
        assert float(ended["lane", "examine"]) == 0.2
        assert ("wire", "clearance") in began
        assert ("wire", "clearance") in ended
        assert len(found) == len(began) + len(ended)

    def test_shared_command_carries_evidence_only_while_it_lasts(self) -> None:
        cases = tuple(float(hours) for hours in range(0, 120, 6))
        world = self.world(operation(examine_times=9), flows=[flow(at=cases)])
        heard = hours_of(world, Event.SENT, link="net_guard_to_police")
        assert heard
        assert all(48 <= hours < 73 for hours in heard)

    def test_without_the_operation_or_with_it_closed_nothing_happens(self) -> None:
        cases = tuple(float(hours) for hours in range(0, 120, 6))

        def told(*mechanisms: World) -> list[Told]:
            left_out = {"net_guard_to_police", "net_police_to_guard"}
            return [
                row
                for row in story(self.world(*mechanisms, flows=[flow(at=cases)]))
                if row.link not in left_out
            ]

        assert told(operation(open=False)) == told()
        assert told(operation()) != told()

    def test_closed_on_the_way_it_ends_at_once(self) -> None:
        world = self.world(operation(), injects=[inject(54, {"close": "mechanisms.net"})])
        found = [(hours, float(value)) for hours, _, key, value in changes(world) if key == "examine"]
        assert [hours for hours, _ in found] == [48, 54]
        assert [value for _, value in found] == pytest.approx([0.6, 0.2])


class TestLegalAssistance:
    def test_it_replaces_what_is_slower_from_its_date_on(self) -> None:
        treaty = {
            "id": "treaty",
            "kind": "legal_assistance",
            "members": ["guard", "police"],
            "starts": "D+4",
            "clearance": "2 h",
        }
        cases = (0.0, 240.0)

        def received(*mechanisms: World) -> list[float]:
            slow, fast = link("guard", "police", "slow", clearance="2 d"), link("police", "guard", "fast")
            world = line(
                agencies=[GUARD, POLICE],
                controls=[control()],
                links=[slow, fast],
                mechanisms=mechanisms,
                flows=[flow(at=cases)],
            )
            return hours_of(world, Event.SENT, link="slow")

        assert received() == [58.0, 298.0]
        assert received(treaty) == [58.0, 252.0]

    def test_a_treaty_that_speeds_nothing_up_is_pointed_out(self) -> None:
        treaty = {"id": "t", "kind": "legal_assistance", "members": ["guard", "police"], "starts": "D+4"}
        world = line(agencies=[GUARD, POLICE], links=[link("guard", "police")], mechanisms=[treaty])
        assert ("W635", "mechanisms[0]") in codes(warnings(world))


def force(**values: Any) -> World:
    terms = {"teams": 1, "mobilisation": "2 h", "consensus": "5 h", "mandate": "2 d", "recovery": "1 h"}
    return {"id": "force", "kind": "reaction_force", "members": ["guard", "police"], **terms, **values}


class TestReactionForce:
    def test_it_is_a_pool_that_waits_for_the_slowest(self) -> None:
        one = force(consensus={"exponential": {"mean": "3 h"}})
        (pool,) = expansion_of(line(agencies=[GUARD, POLICE], mechanisms=[one])).pools
        assert (pool.id, pool.members, pool.teams) == ("force", ("guard", "police"), 1)
        assert pool.consensus == Slowest(2, Exponential.of_mean(3 * 3600.0))

    def test_it_stops_a_case_for_an_agency_without_teams_once_all_agree(self) -> None:
        def told(*mechanisms: World) -> list[tuple[Event, float]]:
            world = line(
                agencies=[agency(lookout_at=0.3, act_at=0.5), POLICE],
                controls=[control()],
                mechanisms=mechanisms,
                stays={"border": "3 d"},
            )
            kinds = (Event.MOBILISED, Event.DISPATCHED, Event.INTERDICTED, Event.DELIVERED)
            return [(row.event, row.time / HOUR) for row in story(world, *kinds)]

        assert told() == [(Event.DELIVERED, 92.0)]
        assert told(force()) == [(Event.MOBILISED, 15.0), (Event.DISPATCHED, 15.0), (Event.INTERDICTED, 18.0)]
        assert told(force(open=False)) == told()

    def test_an_inject_can_reinforce_it(self) -> None:
        more = inject(5, {"add_teams": "force", "n": 2})
        world = line(agencies=[GUARD, POLICE], mechanisms=[force()], injects=[more])
        assert [(key, value) for _, _, key, value in changes(world)] == [("teams", "3.0")]


KNOWN = {"agency": "police", "about": "subject", "share": 1.0, "evidence": 0.6}


def listing(**freezing: Any) -> World:
    terms = {"match": 1.0, "seize": 0.0, "for": "6 h", "evidence": 0.0, **freezing}
    return {
        "id": "un_list",
        "kind": "sanctions_list",
        "members": ["guard", "police"],
        "willingness": 1.0,
        "clearance": "3 h",
        "transit": "1 h",
        "lookout_delay": "1 h",
        "freezing": {"at": ["border"], **terms},
    }


class TestSanctionsList:
    def world(self, *mechanisms: World, at: float = 24.0) -> World:
        known = flow(at=(at,), prior_knowledge=[KNOWN])
        return line(agencies=[GUARD, POLICE], mechanisms=mechanisms, flows=[known])

    def test_it_is_a_registry_that_the_slowest_member_lets_names_onto(self) -> None:
        made = expansion_of(self.world(listing() | {"clearance": {"exponential": {"mean": "1 d"}}}))
        (lane,) = made.controls
        assert (lane.id, lane.agency, lane.requires, lane.consults) == (
            "un_list_border", "guard", "lookout", ("un_list",),
        )  # fmt: skip
        assert {one.clearance for one in made.links} == {Slowest(2, Exponential.of_mean(86400.0))}
        assert [one.id for one in made.agencies] == ["guard", "police", "un_list"]

    def test_a_listed_name_is_frozen_and_one_not_yet_listed_is_not(self) -> None:
        seized = listing(seize=1.0)
        assert ends(self.world(seized)) == [("loads/0", Event.INTERDICTED)]
        assert ends(self.world()) == [("loads/0", Event.DELIVERED)]
        # the case comes before the members have agreed
        assert ends(self.world(seized | {"clearance": "5 d"})) == [("loads/0", Event.DELIVERED)]
        assert ends(self.world(listing(seize=1.0, match=0.0))) == [("loads/0", Event.DELIVERED)]

    def test_a_match_that_nobody_confirms_is_released_after_its_time(self) -> None:
        world = self.world(listing())
        (held,), (released,) = hours_of(world, Event.HELD), hours_of(world, Event.RELEASED)
        assert released - held == 6
        assert ends(world) == [("loads/0", Event.DELIVERED)]


def feed(**values: Any) -> World:
    terms = {"at": ["border"], "consults": ["police"], "match": 1.0, "seize": 1.0, "report_delay": "0 h"}
    return {"id": "pnr", "kind": "screening_feed", "members": ["guard"], **terms, **values}


class TestScreeningFeed:
    def world(self, *mechanisms: World, about: str = "subject") -> World:
        known = flow(at=(24.0,), prior_knowledge=[KNOWN | {"about": about}])
        return line(agencies=[GUARD, POLICE], mechanisms=mechanisms, flows=[known])

    def test_it_stops_whom_somebody_it_consults_looks_out_for(self) -> None:
        assert ends(self.world(feed())) == [("loads/0", Event.INTERDICTED)]
        assert ends(self.world(feed(consults=[]))) == [("loads/0", Event.DELIVERED)]
        assert ends(self.world(feed(match=0.0))) == [("loads/0", Event.DELIVERED)]

    def test_a_trait_changes_whom_it_recognises(self) -> None:
        def world(share: float, match: float) -> World:
            known = flow(
                at=(24.0,),
                subjects=None,
                traits={"false_document": share},
                prior_knowledge=[KNOWN | {"about": "subject"}],
            )
            terms = feed(if_trait={"false_document": {"match": match}})
            return line(agencies=[GUARD, POLICE], mechanisms=[terms], flows=[known])

        assert ends(world(1.0, 0.0)) == [("loads/0", Event.DELIVERED)]
        assert ends(world(1.0, 1.0)) == [("loads/0", Event.INTERDICTED)]
        assert ends(world(0.0, 0.0)) == [("loads/0", Event.INTERDICTED)]

    def test_data_come_ahead_of_the_arrival(self) -> None:
        world = self.world(feed(ahead="4 h"))
        assert hours_of(world, Event.ANNOUNCED, Event.DETECTED) == [30.0, 30.0]
        assert hours_of(world, Event.INTERDICTED) == [34.0]

    def test_each_place_and_leg_is_screened_by_the_member_responsible_there(self) -> None:
        both = feed(members=["guard", "police"], consults=[], on_legs=[["border", "town"]])
        made = expansion_of(self.world(both))
        assert [(one.id, one.agency, one.at, one.on_leg) for one in made.controls] == [
            ("pnr_border", "guard", "border", None),
            ("pnr_border_to_town", "police", None, ("border", "town")),
        ]

    def test_a_place_without_one_responsible_member_is_an_error(self) -> None:
        assert codes(errors(self.world(feed(at=["town"])))) == [("E406", "mechanisms[0].at[0]")]
        two = line(
            agencies=[GUARD, agency("customs")], mechanisms=[feed(members=["guard", "customs"], consults=[])]
        )
        assert ("E406", "mechanisms[0].at[0]") in codes(errors(two))
        assert codes(errors(self.world(feed(on_legs=[["town", "border"]])))) == [
            ("E208", "mechanisms[0].on_legs[0]")
        ]


def partnership(**values: Any) -> World:
    terms: World = {
        "at": ["border"],
        "control": {"kind": "screening", "detect": {"drugs": 1.0}, "evidence": 0.6, "report_delay": "0 h"},
        "reports_to": "police",
        "willingness": 1.0,
        "clearance": "5 h",
        "clearance_clock": "calendar",
        "reliability": 1.0,
        "transit": "1 h",
    }
    return {"id": "ppp", "kind": "public_private", "members": ["firm"], **terms, **values}


class TestPublicPrivate:
    def world(self, *mechanisms: World) -> World:
        return line(agencies=[agency("firm"), POLICE], mechanisms=mechanisms)

    def test_what_a_firm_finds_reaches_the_authority(self) -> None:
        assert hours_of(self.world(partnership()), Event.RECEIVED, agency="police") == [16.0]
        assert hours_of(self.world(partnership(willingness=0.0)), Event.RECEIVED) == []
        assert hours_of(self.world(), Event.RECEIVED) == []

    def test_firms_look_each_at_its_places_and_hear_back_where_that_is_agreed(self) -> None:
        terms = {"willingness": 1, "clearance": "1 h", "clearance_clock": "calendar", "transit": "1 h",
                 "reliability": 1, "fidelity": 1, "leak": 0, "onward": "never"}  # fmt: skip
        two = partnership(
            members=["firm", "bank"], at={"firm": ["border", "town"], "bank": ["town"]}, feedback=terms
        )
        made = expansion_of(line(agencies=[agency("firm"), agency("bank"), POLICE], mechanisms=[two]))
        assert [one.id for one in made.controls] == ["ppp_firm_border", "ppp_firm_town", "ppp_bank_town"]
        assert [one.id for one in made.links] == [
            "ppp_firm_to_police", "ppp_bank_to_police", "ppp_police_to_firm", "ppp_police_to_bank",
        ]  # fmt: skip
        (border, *_) = made.controls
        assert (border.kind, border.evidence, border.false_alarm) == ("screening", 0.6, 0.002)

    @pytest.mark.parametrize(
        "values", [{"reports_to": "firm"}, {"at": []}, {"at": {"police": ["border"]}}, {"at": {"firm": []}}]
    )
    def test_a_partnership_that_makes_no_sense_is_an_error(self, values: World) -> None:
        assert [code for code, _ in codes(errors(self.world(partnership(**values))))] == ["E301"]


def test_liaison_officers_join_all_pairs_around_the_clock() -> None:
    liaison = {"id": "desk", "kind": "liaison", "members": ["guard", "police"]}
    links = expansion_of(line(agencies=[GUARD, POLICE], mechanisms=[liaison])).links
    assert [(one.id, one.clearance_clock) for one in links] == [
        ("desk_guard_to_police", "calendar"), ("desk_police_to_guard", "calendar"),
    ]  # fmt: skip


def test_liaison_officers_and_a_shared_command_hand_over_who_gets_away() -> None:
    liaison = {"id": "desk", "kind": "liaison", "members": ["guard", "police"]}
    made = expansion_of(line(agencies=[GUARD, POLICE], mechanisms=[liaison, operation()]))
    assert {one.pursuit for one in made.links} == {True}


def test_a_name_that_is_taken_is_an_error() -> None:
    taken = line(agencies=[GUARD, POLICE], controls=[control("pnr_border")], mechanisms=[feed()])
    assert codes(errors(taken)) == [("E404", "mechanisms[0]")]


@pytest.mark.parametrize("starts", ["D+40", "D-9"])
def test_an_operation_outside_the_exercise_is_pointed_out(starts: str) -> None:
    world = line(agencies=[GUARD, POLICE], controls=[control()], mechanisms=[operation(starts=starts)])
    assert ("W611", "mechanisms[0].starts") in codes(warnings(world))
    assert ends(world) == ends(line(agencies=[GUARD, POLICE], controls=[control()]))


def test_every_kind_is_in_the_list() -> None:
    assert len(MECHANISM_KINDS) == len(set(MECHANISM_KINDS)) >= 11


def shelter(**values: Any) -> World:
    terms = {"threats": ["drugs"], "share": 1.0, "delay": "1 d", "places": 1, "stay": "10 d"}
    return {"id": "shelter", "kind": "humanitarian_referral", "members": ["guard"], **terms, **values}


class TestHumanitarianReferral:
    def followed(self, *mechanisms: World) -> list[tuple[str, float, str]]:
        charged = {"outcome": "charged", "probability": 1.0, "delay": "2 d"}
        world = line(
            agencies=[GUARD, POLICE],
            controls=[control(seize=1.0)],
            mechanisms=mechanisms,
            flows=[flow(at=(0.0, 24.0, 48.0), aftermath=[charged])],
            horizon="40 d",
        )
        return [(row.case, row.time / HOUR, str(row.item)) for row in story(world, Event.AFTERMATH)]

    def test_it_comes_before_what_else_may_follow_as_far_as_there_are_places(self) -> None:
        charged = [(f"loads/{number}", 10.0 + 24 * (number + 2), "charged") for number in range(3)]
        assert self.followed() == charged
        assert self.followed(shelter(share=0.0)) == charged
        assert self.followed(shelter(open=False)) == charged
        referred = self.followed(shelter(places=3))
        assert [(case, hours) for case, hours, _ in referred] == [
            (f"loads/{n}", 34.0 + 24 * n) for n in range(3)
        ]
        assert {outcome for *_, outcome in referred} == {"referred_to_care"}

    def test_who_finds_no_place_waits_or_goes_another_way(self) -> None:
        waited = self.followed(shelter())
        assert [hours for _, hours, _ in waited] == [34.0, 34.0 + 240, 34.0 + 480]
        elsewhere = self.followed(shelter(otherwise="released"))
        assert [outcome for *_, outcome in elsewhere] == ["referred_to_care", "released", "released"]

    def test_only_members_refer_and_only_cases_of_its_threats(self) -> None:
        plain = self.followed()
        assert self.followed(shelter(members=["police"])) == plain
        assert self.followed(shelter(threats=["victims"])) == plain
        world = line(agencies=[GUARD], mechanisms=[shelter(threats=["drug"])])
        assert ("W610", "mechanisms[0].threats[0]") in codes(warnings(world))

    def test_two_that_claim_more_than_all_cases_are_an_error(self) -> None:
        world = line(agencies=[GUARD], mechanisms=[shelter(), shelter(id="home", share=0.5)])
        assert codes(errors(world)) == [("E407", "flows[0].aftermath")]

    def test_an_inject_cannot_close_it(self) -> None:
        world = line(
            agencies=[GUARD], mechanisms=[shelter()], injects=[inject(1, {"close": "mechanisms.shelter"})]
        )
        assert [code for code, _ in codes(errors(world))] == ["E209"]

    def test_an_inject_can_add_places(self) -> None:
        more = inject(36, {"change": "care.shelter.places", "by": 2})
        world = line(
            agencies=[GUARD],
            controls=[control(seize=1.0)],
            mechanisms=[shelter()],
            flows=[flow(at=(0.0, 24.0))],
            injects=[more],
        )
        assert hours_of(world, Event.AFTERMATH) == [34.0, 58.0]


def test_a_treaty_adds_what_may_follow_interdictions_by_its_members() -> None:
    def treaty(**values: Any) -> World:
        handed = {"outcome": "extradited", "probability": 1.0, "delay": "3 d"}
        terms = {"starts": "D+0", "clearance": "1 h", "aftermath": [handed], **values}
        return {"id": "treaty", "kind": "legal_assistance", "members": ["guard", "police"], **terms}

    def followed(*mechanisms: World) -> list[str]:
        world = line(agencies=[GUARD, POLICE], controls=[control(seize=1.0)], mechanisms=mechanisms)
        return [str(row.item) for row in story(world, Event.AFTERMATH)]

    assert followed(treaty()) == ["extradited"]
    assert followed(treaty(threats=["money"])) == followed()
    assert followed(treaty(open=False)) == followed()
