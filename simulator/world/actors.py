"""Agencies, controls and links of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.scenario.distributions import Constant
from simulator.scenario.schema import Agency, Control, Costs, Link
from simulator.world.amounts import micro, number_of
from simulator.world.plan import ONWARD, AgencyPlan, ControlPlan, LinkPlan
from simulator.world.responding import compile_exploitation, compile_shadowing

if TYPE_CHECKING:
    from simulator.world.compile import Compiler


def compile_agency(compiler: Compiler, index: int, agency: Agency) -> AgencyPlan:
    """An agency with its names looked up."""
    costs = agency.costs or Costs()
    return AgencyPlan(
        index=index,
        id=agency.id,
        name=agency.label,
        kind=agency.kind,
        jurisdiction=compiler.jurisdictions[agency.jurisdiction] if agency.jurisdiction else -1,
        lat_lon=agency.lat_lon,
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
        analyst_hour=number_of(costs.analyst_hour),
        response_cost=number_of(costs.response),
        currency=next((one.unit for one in (costs.analyst_hour, costs.response) if one is not None), ""),
        exploitation=compile_exploitation(agency),
        shadowing=compile_shadowing(agency),
    )


def compile_control(compiler: Compiler, index: int, control: Control) -> ControlPlan:
    """A control with its names looked up."""
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


def compile_link(compiler: Compiler, index: int, link: Link) -> LinkPlan:
    """A link with its names looked up; one that opens later is closed at first."""
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
