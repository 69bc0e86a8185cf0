"""Rules about mechanisms: who is responsible where, names that are taken, and times that never come."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem, did_you_mean, shown
from simulator.scenario.changes import Switch
from simulator.scenario.defaults import known_kinds
from simulator.scenario.expansion.looking import responsible
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.rules.times import seconds_from_start
from simulator.scenario.schema.mechanisms import (
    Arrangement,
    CapacityBuilding,
    HumanitarianReferral,
    JointOperation,
    LegalAssistance,
    PublicPrivate,
    SanctionsList,
    ScreeningFeed,
)

_ROUNDING = 1e-9


def places_have_one_member(facts: Facts) -> Iterator[Problem]:
    """Where a mechanism makes a control, exactly one member is responsible."""
    areas = {place.id: place.jurisdiction for place in facts.scenario.places}
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        for path, place in _screened(mechanism):
            here = responsible(mechanism.members, areas[place], facts.expansion.agencies)
            if len(here) != 1:
                found = "no member is" if not here else f"{', '.join(here)} are all"
                message = f"{found} responsible for {place}"
                hint = "exactly one member needs the jurisdiction of the place"
                yield Problem("E406", f"mechanisms[{number}].{path}", message, hint)


def _screened(mechanism: Arrangement) -> Iterator[tuple[str, str]]:
    """Where a mechanism makes controls for the members responsible there: path and place."""
    if isinstance(mechanism, ScreeningFeed):
        yield from ((f"at[{which}]", place) for which, place in enumerate(mechanism.at))
        yield from ((f"on_legs[{which}]", end) for which, (_, end) in enumerate(mechanism.on_legs))
    if isinstance(mechanism, SanctionsList):
        yield from ((f"freezing.at[{which}]", place) for which, place in enumerate(mechanism.freezing.at))


def screened_legs_exist(facts: Facts) -> Iterator[Problem]:
    """Data about a leg need the leg."""
    pairs = {(leg.from_, leg.to) for leg in facts.scenario.legs}
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        if isinstance(mechanism, ScreeningFeed):
            for which, (start, end) in enumerate(mechanism.on_legs):
                if (start, end) not in pairs:
                    message = f"there is no leg from {start} to {end}"
                    path = f"mechanisms[{number}].on_legs[{which}]"
                    yield Problem("E208", path, message, facts.legs_hint(start))


def made_names_are_free(facts: Facts) -> Iterator[Problem]:
    """What a mechanism makes must not bear a name that is taken; links and agencies are looked at elsewhere."""
    numbers = {mechanism.id: number for number, mechanism in enumerate(facts.scenario.mechanisms)}
    for section, noun in (("controls", "control"), ("pools", "pool")):
        seen: set[str] = set()
        for one in getattr(facts.expansion, section):
            maker = facts.expansion.made_by.get((section, one.id))
            if one.id in seen and maker is not None:
                message = f'the mechanism {maker} makes a second {noun} "{one.id}"'
                yield Problem("E404", f"mechanisms[{numbers[maker]}]", message, "give it another id")
            seen.add(one.id)


def times_come(facts: Facts) -> Iterator[Problem]:
    """What a mechanism does in time begins before the horizon, and has not ended before the start."""
    scenario = facts.scenario
    for number, mechanism in enumerate(scenario.mechanisms):
        if not isinstance(mechanism, JointOperation | CapacityBuilding | LegalAssistance):
            continue
        begin = seconds_from_start(mechanism.starts, scenario.scenario)
        path = f"mechanisms[{number}].starts"
        if begin >= scenario.horizon:
            message = f"{mechanism.id} does nothing: {mechanism.starts} lies after the horizon"
            yield warning("W611", path, message)
        elif isinstance(mechanism, JointOperation) and begin + mechanism.lasts <= 0:
            yield warning("W611", path, f"{mechanism.id} does nothing: it is over before the start")


def something_changes(facts: Facts) -> Iterator[Problem]:
    """A mechanism that changes what there is finds something to change."""
    programmes = {programme.id: programme for programme in facts.expansion.programmes}
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        programme = programmes.get(mechanism.id)
        if programme is None or any(step.actions for step in programme.steps):
            continue
        slow = "no link among its members is slower"
        why = slow if isinstance(mechanism, LegalAssistance) else "no control has a skill that it could raise"
        yield warning("W635", f"mechanisms[{number}]", f"{mechanism.id} changes nothing: {why}")


def what_closes_has_something_to_close(facts: Facts) -> Iterator[Problem]:
    """An inject that opens or closes a mechanism finds something of it that works or does not."""
    closing = {path: one for path, one in facts.actions.items() if isinstance(one, Switch)}
    for path, action in closing.items():
        if action.section == "mechanisms" and not facts.expansion.switched.get(action.id):
            message = f"nothing that {action.id} makes opens or closes while the scenario plays"
            yield Problem("E209", path, message, "change the number of its places: care.ID.places")


def outcomes_share_the_whole(facts: Facts) -> Iterator[Problem]:
    """What several mechanisms add to the aftermath of one agency's interdictions is at most the whole."""
    numbers = {flow.id: number for number, flow in enumerate(facts.scenario.flows)}
    for flow, outcomes in facts.expansion.aftermath.items():
        written = facts.scenario.flows[numbers[flow]].aftermath
        shares: dict[str, float] = {}
        for one in (*outcomes, *written):
            for agency in one.by or ():
                shares[agency] = shares.get(agency, 0.0) + one.probability
        for agency, share in shares.items():
            if share > 1 + _ROUNDING:
                message = (
                    f"mechanisms give {share:.3g} of the interdictions by {agency} an outcome, more than all"
                )
                yield Problem("E407", f"flows[{numbers[flow]}].aftermath", message, "lower the shares")


def referrals_find_cases(facts: Facts) -> Iterator[Problem]:
    """A referral is for threats that occur."""
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        if not isinstance(mechanism, HumanitarianReferral):
            continue
        for which, threat in enumerate(mechanism.threats):
            if threat not in facts.passing.by_threat:
                hint = did_you_mean(threat, facts.passing.by_threat)
                path = f"mechanisms[{number}].threats[{which}]"
                yield warning("W610", path, f"no flow has the threat {shown(threat)}", hint)


def firms_look_in_known_ways(facts: Facts) -> Iterator[Problem]:
    """The kind of firms' controls is one of the library, which says what they find."""
    known = known_kinds("controls")
    for number, mechanism in enumerate(facts.scenario.mechanisms):
        if isinstance(mechanism, PublicPrivate) and mechanism.control.kind not in known:
            kind = mechanism.control.kind
            hint = did_you_mean(kind, known) or f"there are {', '.join(sorted(known))}"
            message = f"no kind {shown(kind)} of control in the library"
            yield warning("W609", f"mechanisms[{number}].control.kind", message, hint)


RULES = (
    places_have_one_member,
    screened_legs_exist,
    made_names_are_free,
    times_come,
    something_changes,
    what_closes_has_something_to_close,
    outcomes_share_the_whole,
    referrals_find_cases,
    firms_look_in_known_ways,
)
