"""From a scenario to a plan: names become numbers, durations stay distributions, calendars are laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from simulator.errors import ScenarioError, Severity
from simulator.scenario.changeable import PER_THREAT
from simulator.scenario.changes import Targets
from simulator.scenario.clock import When
from simulator.scenario.distributions import Constant
from simulator.scenario.expansion import Expansion, expand
from simulator.scenario.hours import Hours
from simulator.scenario.rules import check
from simulator.scenario.schema import (
    Agency,
    Change,
    Control,
    Costs,
    Flow,
    Hold,
    Link,
    RateProfile,
    Scenario,
    Shift,
)
from simulator.scenario.units import Quantity
from simulator.world.address import child, name_address
from simulator.world.aftermath import compile_care, compile_outcomes, outcome_names
from simulator.world.behaviour import behaviour
from simulator.world.calendars import Calendar, lay_out, resolve
from simulator.world.departures import timetable
from simulator.world.draws import Relation
from simulator.world.injects import compile_injects
from simulator.world.intensity import Intensity, during, intensity
from simulator.world.objectives import compile_objectives
from simulator.world.plan import (
    MICRO,
    ONWARD,
    AgencyPlan,
    ChoicePlan,
    ControlPlan,
    FlowPlan,
    HoldPlan,
    LeakPlan,
    LegPlan,
    LinkPlan,
    PlacePlan,
    Plan,
    PriorPlan,
    ProgrammePlan,
    ShiftPlan,
    TraitPlan,
)
from simulator.world.pools import compile_pools
from simulator.world.responding import compile_exploitation, compile_shadowing
from simulator.world.routes import Ground, plan_routes

_WEEK = 7 * 86400


def micro(weight: float) -> int:
    """Evidence weight in whole millionths."""
    return round(weight * MICRO)


class Compiler:
    """Looks names up while a scenario is compiled; one for each scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.expanded: Expansion = expand(scenario)
        self.zone = scenario.scenario.timezone
        self.first = -round(scenario.scenario.warm_up)
        """Tick at which the engine starts."""
        self.places = _numbers(place.id for place in scenario.places)
        self.jurisdictions = _numbers(jurisdiction.id for jurisdiction in scenario.jurisdictions)
        self.agencies = _numbers(agency.id for agency in self.expanded.agencies)
        self.controls = _numbers(control.id for control in self.expanded.controls)
        self.links = _numbers(link.id for link in self.expanded.links)
        self.pools = _numbers(pool.id for pool in self.expanded.pools)
        self.flows = _numbers(flow.id for flow in scenario.flows)
        self.injects = _numbers(inject.id for inject in scenario.injects)
        self.legs = _numbers(leg.key for leg in scenario.legs)
        self.programmes = _numbers(programme.id for programme in self.expanded.programmes)
        self.leg_between = {(leg.from_, leg.to): i for i, leg in enumerate(scenario.legs)}
        self.threats = _threats(scenario, self.expanded)
        self.traits = tuple(dict.fromkeys(trait for flow in scenario.flows for trait in flow.traits))
        self.outcomes = _numbers(outcome_names(self))
        self.care = _numbers(care.id for care in compile_care(self))
        self.targets = Targets.of(scenario, self.expanded)
        self.lay_out = cache(self._lay_out)
        self.intensity = cache(self._intensity)

    def number(self, section: str, name: str) -> int:
        """Number of an entity in its section."""
        numbers = {
            "agencies": self.agencies,
            "controls": self.controls,
            "links": self.links,
            "flows": self.flows,
            "legs": self.legs,
            "places": self.places,
            "pools": self.pools,
            "programmes": self.programmes,
            "care": self.care,
        }
        return numbers[section][name]

    def when(self, moment: When) -> int:
        """A moment as a tick."""
        return resolve(moment, self.zone, self.scenario.start)

    def _lay_out(self, hours: Hours, jurisdiction: str | None) -> Calendar:
        place = next((one for one in self.scenario.jurisdictions if one.id == jurisdiction), None)
        zone, holidays = (self.zone, ()) if place is None else (place.timezone, place.holidays)
        last = max(self.scenario.horizon, _WEEK)  # as for traffic
        return lay_out(hours, zone, holidays, self.scenario.start, self.first, last)

    def _intensity(self, profile: RateProfile) -> Intensity:
        # `evasion` weighs a week of traffic: a shorter run must not see less of it.
        last = max(self.scenario.horizon, _WEEK)
        return intensity(profile, self.zone, self.scenario.start, self.first, last)

    def rate(self, profile: RateProfile | None) -> Intensity | None:
        """A rate profile laid out over the exercise; None where there is none."""
        return None if profile is None or profile.rate == 0 else self.intensity(profile)

    def opening(self, control: Control) -> Calendar:
        """The opening hours of a control."""
        owner = next(one for one in self.expanded.agencies if one.id == control.agency)
        return self.lay_out(control.hours, owner.jurisdiction)

    def traffic(self, control: Control, profile: RateProfile | None) -> Intensity | None:
        """The legitimate traffic of a control: none comes through while it is closed."""
        rate = self.rate(profile)
        return None if rate is None else during(rate, self.opening(control))

    def shifts(self, shifts: Sequence[Shift], jurisdiction: str | None) -> tuple[ShiftPlan, ...]:
        """Analysts by shift; shifts without analysts are left out."""
        return tuple(
            ShiftPlan(shift.n, self.lay_out(shift.hours, jurisdiction)) for shift in shifts if shift.n
        )

    def position(self, control: Control) -> int:
        """Where a control looks."""
        if control.at is not None:
            return self.places[control.at]
        assert control.on_leg is not None
        return len(self.places) + self.leg_between[control.on_leg]

    def hold(self, control: Control, hold: Hold | None) -> HoldPlan | None:
        """The terms on which a control holds what it finds."""
        if hold is None:
            return None
        confirmed_by = self.agencies[hold.confirmed_by or control.agency]
        return HoldPlan(max(1, round(hold.for_)), hold.share, confirmed_by)

    def matches(self, control: Control, match: float | None) -> tuple[float | None, ...]:
        """The chance of a match by threat, for those that a control that requires a lookout is for."""
        known = self.threats if control.threats is None else control.threats
        return self.by_threat({} if match is None else dict.fromkeys(known, match))

    def by_trait(self, control: Control) -> tuple[TraitPlan, ...]:
        """How a control looks at subjects with a trait; traits that nobody has are left out."""
        return tuple(
            TraitPlan(
                trait=self.traits.index(trait),
                examine=terms.examine,
                examine_flagged=terms.examine_flagged,
                detect=self.by_threat(terms.detect),
                detect_flagged=self.by_threat(terms.detect_flagged)
                if control.requires is None
                else self.matches(control, terms.match),
            )
            for trait, terms in control.if_trait.items()
            if trait in self.traits
        )

    def by_threat(self, values: dict[str, float] | None) -> tuple[float | None, ...]:
        """Values by name of the threat as values by its number."""
        return tuple((values or {}).get(threat) for threat in self.threats)


def build_plan(scenario: Scenario) -> Plan:
    """Compile a scenario into what the engine runs.

    Args:
        scenario: a scenario; one that was not loaded from a file is checked here.

    Raises:
        ScenarioError: its parts do not fit together.
    """
    problems = [problem for problem in check(scenario) if problem.severity is Severity.ERROR]
    if problems:
        raise ScenarioError(problems)
    compiler = Compiler(scenario)
    controls = [_control(compiler, i, control) for i, control in enumerate(compiler.expanded.controls)]
    looks: dict[int, list[int]] = {}
    watches: dict[int, list[int]] = {}
    for control in controls:
        (looks if control.watch is None else watches).setdefault(control.position, []).append(control.index)
    places = [
        PlacePlan(
            index=i,
            id=place.id,
            name=place.label,
            kind=place.kind,
            jurisdiction=compiler.jurisdictions[place.jurisdiction] if place.jurisdiction else -1,
            lat_lon=place.lat_lon,
            stay=place.stay,
            looks=tuple(looks.get(i, ())),
            watches=tuple(watches.get(i, ())),
        )
        for i, place in enumerate(scenario.places)
    ]
    legs = [
        LegPlan(
            index=i,
            position=len(places) + i,
            id=leg.key,
            origin=compiler.places[leg.from_],
            destination=compiler.places[leg.to],
            mode=leg.mode,
            duration=leg.duration,
            departures=timetable(scenario, leg, compiler.first),
            cost=_sum(leg.cost),
            looks=tuple(looks.get(len(places) + i, ())),
            watches=tuple(watches.get(len(places) + i, ())),
        )
        for i, leg in enumerate(scenario.legs)
    ]
    agencies = [_agency(compiler, i, agency) for i, agency in enumerate(compiler.expanded.agencies)]
    ground = Ground(
        places, legs, [_with_its_agency(control, agencies) for control in controls], compiler.traits
    )
    links = [_link(compiler, i, link) for i, link in enumerate(compiler.expanded.links)]
    injects, acts, parameters = compile_injects(compiler)
    return Plan(
        scenario_id=scenario.id,
        title=scenario.scenario.title,
        horizon=scenario.horizon,
        warm_up=-compiler.first,
        threats=compiler.threats,
        traits=compiler.traits,
        jurisdictions=tuple(compiler.jurisdictions),
        places=tuple(places),
        legs=tuple(legs),
        agencies=tuple(agencies),
        controls=tuple(controls),
        links=tuple(links),
        flows=tuple(_flow(compiler, ground, i, flow) for i, flow in enumerate(scenario.flows)),
        programmes=tuple(
            ProgrammePlan(i, programme.id, programme.open)
            for i, programme in enumerate(compiler.expanded.programmes)
        ),
        injects=injects,
        parameters=parameters,
        position_names=(*(place.id for place in places), *(leg.id for leg in legs)),
        position_jurisdictions=(
            *(place.jurisdiction for place in places),
            *(places[leg.destination].jurisdiction for leg in legs),
        ),
        objectives=compile_objectives(scenario, compiler.expanded),
        pools=compile_pools(compiler),
        belief=scenario.scenario.belief,
        acts=acts,
        care=compile_care(compiler),
        outcomes=tuple(compiler.outcomes),
    )


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def _threats(scenario: Scenario, expanded: Expansion) -> tuple[str, ...]:
    named: dict[str, None] = {flow.threat: None for flow in scenario.flows}
    for control in expanded.controls:
        named |= dict.fromkeys((*control.detect, *(control.detect_flagged or ()), *(control.threats or ())))
        for terms in control.if_trait.values():
            named |= dict.fromkeys((*(terms.detect or ()), *(terms.detect_flagged or ())))
    for link in expanded.links:
        named |= dict.fromkeys(link.threats or ())
    for inject in scenario.injects:
        for _, action in inject.every_action():
            if isinstance(action, Change) and (parts := action.change.split("."))[-2] in PER_THREAT:
                named[parts[-1]] = None
    return tuple(named)


def _sum(money: Quantity | None) -> float:
    return money.number if money is not None else 0.0


def _agency(compiler: Compiler, index: int, agency: Agency) -> AgencyPlan:
    costs = agency.costs or Costs()
    return AgencyPlan(
        index=index,
        id=agency.id,
        name=agency.label,
        kind=agency.kind,
        jurisdiction=compiler.jurisdictions[agency.jurisdiction] if agency.jurisdiction else -1,
        mechanism=compiler.expanded.made_by.get(("agencies", agency.id)),
        open=agency.open,
        calendar=compiler.lay_out(agency.hours, agency.jurisdiction),
        shifts=compiler.shifts(agency.analysts, agency.jurisdiction),
        triage=agency.triage,
        routine_leads=compiler.rate(agency.routine_leads),
        lookout_at=micro(agency.lookout_at),
        act_at=micro(agency.act_at),
        lookout_delay=agency.lookout_delay,
        teams=agency.teams,
        response=agency.response,
        success=agency.success,
        skill=agency.skill,
        perishable=agency.perishable,
        recovery=agency.recovery,
        waiting_requests=agency.waiting_requests,
        analyst_hour=_sum(costs.analyst_hour),
        response_cost=_sum(costs.response),
        currency=next((one.unit for one in (costs.analyst_hour, costs.response) if one is not None), ""),
        exploitation=compile_exploitation(agency),
        shadowing=compile_shadowing(agency),
    )


def _control(compiler: Compiler, index: int, control: Control) -> ControlPlan:
    sees_through = control.watch is not None and not control.detect
    detect = compiler.by_threat(control.detect)
    flagged = compiler.by_threat(control.detect_flagged)
    if control.requires is not None:
        detect, flagged = compiler.by_threat(None), compiler.matches(control, control.match)
    by_trait = compiler.by_trait(control)
    # What is found of some subjects alone is looked for in all.
    named = {i for terms in by_trait for i, chance in enumerate(terms.detect) if chance is not None}
    detect = tuple(0.0 if one is None and i in named else one for i, one in enumerate(detect))
    return ControlPlan(
        index=index,
        id=control.id,
        name=control.label,
        kind=control.kind,
        position=compiler.position(control),
        agency=compiler.agencies[control.agency],
        open=control.open,
        calendar=compiler.opening(control),
        ahead=None if control.ahead is None else max(1, round(control.ahead)),
        consults=tuple(compiler.agencies[agency] for agency in control.consults),
        examine=control.examine,
        examine_from=tuple(
            sorted(
                ((one.payload.unit, one.payload.number, one.examine) for one in control.examine_from),
                reverse=True,
            )
        ),
        examine_flagged=control.examine_flagged,
        by_trait=by_trait,
        bays=control.bays,
        service=control.service,
        queue_limit=control.queue_limit,
        detect=(1.0,) * len(detect) if sees_through else detect,
        detect_flagged=flagged,
        sees_through=sees_through,
        skill=control.skill,
        evidence=micro(control.evidence),
        about=control.about,
        valid_for=None if control.valid_for is None else round(control.valid_for),
        report_delay=control.report_delay,
        seize=control.seize,
        hold=compiler.hold(control, control.hold),
        requires_lookout=control.requires is not None,
        match=control.match or 0.0,
        watch=control.watch,
        traffic=compiler.traffic(control, control.traffic),
        false_alarm=control.false_alarm,
    )


def _with_its_agency(control: ControlPlan, agencies: Sequence[AgencyPlan]) -> ControlPlan:
    """The control as a case finds it: closed where its agency is."""
    return control if agencies[control.agency].open else replace(control, open=False)


def _link(compiler: Compiler, index: int, link: Link) -> LinkPlan:
    return LinkPlan(
        index=index,
        id=link.id,
        name=link.label,
        sender=compiler.agencies[link.from_],
        receiver=compiler.agencies[link.to],
        mechanism=compiler.expanded.made_by.get(("links", link.id)),
        open=link.open and link.opens is None,
        threats=tuple(link.threats is None or threat in link.threats for threat in compiler.threats),
        willingness=link.willingness,
        clearance=link.clearance,
        clearance_working=link.clearance_clock == "working",
        transit=link.transit,
        reliability=link.reliability,
        capacity=link.capacity,
        fidelity=link.fidelity,
        share_at=None if link.share_at is None else micro(link.share_at),
        onward=ONWARD[link.onward],
        leak=link.leak,
        granted=0.0 if link.consent is None else link.consent.granted,
        consent_delay=Constant(0.0) if link.consent is None else link.consent.delay,
        pursuit=link.pursuit,
        on_request=link.mode == "on_request",
        ask_at=0 if link.ask_at is None else micro(link.ask_at),
        ask_again=None if link.ask_again is None else round(link.ask_again),
        answer=link.answer,
    )


def _flow(compiler: Compiler, ground: Ground, index: int, flow: Flow) -> FlowPlan:
    address = name_address("flow", flow.id)
    origin, destination = compiler.places[flow.from_], compiler.places[flow.to]
    threat = compiler.threats.index(flow.threat)
    choice = _choice(flow)
    return FlowPlan(
        index=index,
        id=flow.id,
        name=flow.label,
        address=address,
        threat=threat,
        severity=flow.severity,
        origin=origin,
        destination=destination,
        open=flow.open,
        arrivals=None
        if flow.arrivals is None or flow.arrivals.poisson is None
        else compiler.intensity(flow.arrivals.poisson),
        times=_known_times(compiler, flow),
        unit=flow.payload.unit,
        payload=flow.payload.amount,
        unit_value=_sum(flow.unit_value),
        currency=flow.unit_value.unit if flow.unit_value is not None else "",
        concealment=flow.concealment,
        cells=tuple(child(address, Relation.CELL, k) for k in range(flow.cells)),
        subjects=flow.subjects,
        prior=_priors(compiler, flow),
        handover=flow.handover,
        routes=plan_routes(ground, flow, origin, destination, threat, choice),
        choice=choice,
        **behaviour(compiler, ground.legs, flow),
        on_leak=LeakPlan(
            flow.on_leak.abort, flow.on_leak.lie_low, flow.on_leak.source_lost, round(flow.on_leak.for_)
        ),
        aftermath=compile_outcomes(compiler, flow),
    )


def _priors(compiler: Compiler, flow: Flow) -> tuple[PriorPlan, ...]:
    alike: Counter[tuple[str, str]] = Counter()
    plans = []
    for entry in flow.prior_knowledge:
        # Numbered among its like alone, so that another agency's knowledge leaves its draws as they are.
        number = alike[entry.agency, entry.about]
        alike[entry.agency, entry.about] += 1
        plans.append(
            PriorPlan(
                name=f"prior:{flow.id}:{entry.agency}:{entry.about}:{number}",
                agency=compiler.agencies[entry.agency],
                about=entry.about,
                share=entry.share,
                evidence=micro(entry.evidence),
                valid_for=None if entry.valid_for is None else round(entry.valid_for),
            )
        )
    return tuple(plans)


def _choice(flow: Flow) -> ChoicePlan:
    routes = flow.routes
    return ChoicePlan(
        choice=routes.choice,
        news_delay=routes.news_delay,
        memory=routes.memory,
        expected_losses=routes.expected_losses,
        expected_successes=routes.expected_successes,
        time_weight=routes.time_weight,
        cost_weight=routes.cost_weight,
        risk_weight=routes.risk_weight,
    )


def _known_times(compiler: Compiler, flow: Flow) -> tuple[int, ...]:
    if flow.arrivals is None:
        return ()
    if flow.arrivals.schedule is not None:
        return tuple(sorted(compiler.when(moment) for moment in flow.arrivals.schedule))
    batch = flow.arrivals.batch
    if batch is None:
        return ()
    until = compiler.scenario.horizon if batch.until is None else compiler.when(batch.until)
    starts = range(
        compiler.when(batch.from_), min(until, compiler.scenario.horizon), max(1, round(batch.every))
    )
    return tuple(start for start in starts if start >= compiler.first for _ in range(batch.size))
