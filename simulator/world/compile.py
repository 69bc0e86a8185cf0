"""From a scenario to a plan: names become numbers, durations stay distributions, calendars are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from simulator.errors import ScenarioError, Severity
from simulator.scenario.changeable import PER_THREAT
from simulator.scenario.changes import Targets
from simulator.scenario.clock import When
from simulator.scenario.expansion import Expansion, expand
from simulator.scenario.hours import Hours
from simulator.scenario.rules import check
from simulator.scenario.schema import Change, Control, Hold, RateProfile, Scenario, Shift
from simulator.world.actors import compile_agency, compile_control, compile_link
from simulator.world.aftermath import compile_care, outcome_names
from simulator.world.amounts import number_of
from simulator.world.calendars import Calendar, lay_out, resolve
from simulator.world.departures import timetable
from simulator.world.flows import compile_flow
from simulator.world.injects import compile_injects
from simulator.world.intensity import Intensity, during, intensity
from simulator.world.objectives import compile_objectives
from simulator.world.plan import (
    AgencyPlan,
    ControlPlan,
    HoldPlan,
    LegPlan,
    PlacePlan,
    Plan,
    ProgrammePlan,
    ShiftPlan,
    TraitPlan,
)
from simulator.world.pools import compile_pools
from simulator.world.routes import Ground

_WEEK = 7 * 86400


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
    controls = [compile_control(compiler, i, control) for i, control in enumerate(compiler.expanded.controls)]
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
            cost=number_of(leg.cost),
            looks=tuple(looks.get(len(places) + i, ())),
            watches=tuple(watches.get(len(places) + i, ())),
        )
        for i, leg in enumerate(scenario.legs)
    ]
    agencies = [compile_agency(compiler, i, agency) for i, agency in enumerate(compiler.expanded.agencies)]
    ground = Ground(
        places, legs, [_with_its_agency(control, agencies) for control in controls], compiler.traits
    )
    links = [compile_link(compiler, i, link) for i, link in enumerate(compiler.expanded.links)]
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
        flows=tuple(compile_flow(compiler, ground, i, flow) for i, flow in enumerate(scenario.flows)),
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


def _with_its_agency(control: ControlPlan, agencies: Sequence[AgencyPlan]) -> ControlPlan:
    """The control as a case finds it: closed where its agency is."""
    return control if agencies[control.agency].open else replace(control, open=False)
