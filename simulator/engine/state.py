"""Everything that changes while a scenario plays, and the log that records it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulator.engine.actors import AgencyState, ControlState, FlowState, LinkState, ProgrammeState
from simulator.engine.aftermath import CareState
from simulator.engine.agenda import Agenda, Handler, Rank
from simulator.engine.chances import chance_by_traits, share_selected_specially
from simulator.engine.items import Item
from simulator.engine.moving import Case, Stop
from simulator.engine.recorder import writers
from simulator.engine.teams import create_pools
from simulator.eventlog import ABOUT, EventLog, pack_case, pack_item
from simulator.scenario.distributions import Distribution
from simulator.world.draws import Batch, Draws
from simulator.world.plan import ChangePlan, Choice, ControlPlan, FlowPlan, LegPlan, PlacePlan, Plan

if TYPE_CHECKING:
    from simulator.engine.offspring import Family


class Lanes:
    """How what is an event itself is scheduled: its handler, and what its address is added to for its order."""

    __slots__ = (
        "arrival",
        "cleared",
        "delivery",
        "departure",
        "received",
        "reported",
        "service_done",
        "service_start",
        "triage_done",
    )

    def __init__(self, agenda: Agenda) -> None:
        self.departure = agenda.lane(Rank.DEPARTURE)
        self.delivery = agenda.lane(Rank.DELIVERY)
        self.arrival = agenda.lane(Rank.ARRIVAL)
        self.service_start = agenda.lane(Rank.SERVICE_START)
        self.service_done = agenda.lane(Rank.SERVICE_DONE)
        self.cleared = agenda.lane(Rank.CLEARED)
        self.reported = agenda.lane(Rank.REPORTED)
        self.received = agenda.lane(Rank.RECEIVED)
        self.triage_done = agenda.lane(Rank.TRIAGE_DONE)


class World:
    """All that changes, and the log."""

    __slots__ = (
        "after", "agencies", "agenda", "care", "case_count", "case_rows", "cases_of", "cells_matter",
        "changed_durations", "changed_stays", "choices", "clock", "controls", "draws", "families", "flows",
        "interested", "item_count", "item_rows", "lanes", "links", "looks", "note", "note_item", "originals",
        "plan", "pools", "programmes", "record", "responders", "rows", "schedule", "stacks", "subjects_matter",
        "tries", "under_way", "watches",
    )  # fmt: skip

    def __init__(
        self, plan: Plan, draws: Draws, handlers: Mapping[int, Handler], choices: Sequence[Choice] = ()
    ) -> None:
        self.plan = plan
        self.draws, self.choices = draws, choices
        self.agenda = Agenda(-plan.warm_up, handlers)
        self.lanes = Lanes(self.agenda)
        self.clock = self.agenda.clock
        self.after = self.agenda.after
        self.schedule = self.agenda.schedule
        self.agencies = [AgencyState(agency, plan, draws) for agency in plan.agencies]
        self.pools = create_pools(plan.pools, self.agencies, draws)
        self.care = [CareState(care, draws) for care in plan.care]
        self.controls = [ControlState(control, draws) for control in plan.controls]
        self.links = [LinkState(link, draws) for link in plan.links]
        self.flows = [FlowState(flow, plan, draws) for flow in plan.flows]
        self.programmes = [ProgrammeState(programme) for programme in plan.programmes]
        self._join()
        self.responders: dict[int, list[AgencyState]] = {}
        """Jurisdiction -> its agencies."""
        for agency in sorted(self.agencies, key=lambda one: one.address):
            if agency.jurisdiction >= 0:
                self.responders.setdefault(agency.jurisdiction, []).append(agency)
        self.changed_durations: dict[int, Distribution] = {}
        """Leg -> duration, where an inject changed it."""
        self.changed_stays: dict[int, Distribution | None] = {}
        """Place -> stay, where an inject changed it."""
        spots: tuple[PlacePlan | LegPlan, ...] = (*plan.places, *plan.legs)
        self.looks = [tuple(self.controls[i] for i in spot.looks) for spot in spots]
        self.watches = [tuple(self.controls[i] for i in spot.watches) for spot in spots]
        self.under_way: dict[int, Case] = {}
        """Address -> open case."""
        self.cases_of: dict[int, dict[int, Case]] = {}
        """Address of a subject or cell -> its open cases by address."""
        self.subjects_matter = _matters(plan, "subject")
        self.cells_matter = _matters(plan, "cell") or any(flow.after_loss is not None for flow in plan.flows)
        """Whether any item can be about a cell, or a cell gives up cases."""
        self.interested: dict[int, dict[int, AgencyState]] = {}
        """Address of a subject or cell -> agencies that hold something on it, by address."""
        self.stacks: dict[tuple[str, int, str, int | None], list[ChangePlan]] = {}
        """Changes that hold now, by what they change; the last one counts."""
        self.originals: dict[tuple[str, int, str, int | None], Any] = {}
        self.tries: dict[int, int] = {}
        """Address of a case that is tried again -> which attempt it is."""
        self.families: dict[int, Family] = {}
        """Address of a case that copies itself, or of a copy -> what they have in common."""
        for flow in self.flows:
            flow.stops = [self.stops_along(flow.plan, route.positions) for route in flow.plan.routes]
        self.rows, self.case_rows, self.item_rows = bytearray(), bytearray(), bytearray()
        self.note, self.note_item, self.record = writers(self.clock, self.rows)
        self.case_count = self.item_count = 0

    def _join(self) -> None:
        """Let actors know of those that they deal with."""
        # By address where the order shows in the log: it must not depend on the order in the scenario.
        for link in sorted(self.links, key=lambda one: one.address):
            sender, receiver = self.agencies[link.sender], self.agencies[link.receiver]
            sender.links.append(link)
            (receiver.asks if link.on_request else sender.pushes).append(link)
            sender.shares_late |= link.share_at is not None
        for control in self.controls:
            _prepare(self.plan, control, self.agencies)

    def stops_along(self, flow: FlowPlan, positions: tuple[int, ...]) -> tuple[Stop, ...]:
        """What the cases of a flow meet along a way (place, leg, place, ...)."""
        onward = None if flow.spread is None else flow.spread.legs
        return tuple(
            Stop(self.plan, self.draws, self.looks, positions, step, onward) for step in range(len(positions))
        )

    def register_case(self, case: Case, ordinal: int, cell: int, relation: int, parent: int) -> None:
        """Enter a case in the table of cases."""
        self.case_rows += pack_case(
            case.address,
            case.flow_index,
            ordinal,
            parent,
            relation,
            cell,
            case.subject,
            case.payload,
            case.concealment,
            case.route,
        )
        self.case_count += 1

    def make_item(
        self,
        batch: Batch,
        k: int,
        agency: int,
        control: int,
        about: str,
        target: int,
        case: int,
        flow: FlowPlan,
        weight: int,
        made: int,
        valid_until: int,
    ) -> Item:
        """Create an item of evidence and enter it in the table of items.

        Args:
            batch: addresses of it and its like.
            k: which of them is its own.
            agency: who made it.
            control: at which control; -1 for none.
            about: "case", "subject" or "cell".
            target: address of what it is about.
            case: number of the case it is about; -1 for none.
            flow: whose threat and severity it has.
            weight: in millionths.
            made: tick.
            valid_until: tick from which it counts no more.
        """
        number = self.item_count
        address = batch.addresses[k]
        self.item_rows += pack_item(
            address,
            address,
            agency,
            control,
            ABOUT.index(about),
            target,
            case,
            flow.index,
            weight,
            made,
            valid_until,
        )
        self.item_count = number + 1
        return Item(
            number, address, address, agency, control, batch, k, about, target, case, flow.index, flow.threat,
            flow.severity, weight, made,
            valid_until, [],
        )  # fmt: skip

    def log(self) -> EventLog:
        """The log of all that happened; the world is of no use after that."""
        for agency in self.agencies:
            agency.requests.clear()
        return EventLog.from_bytes(self.draws.replication, self.rows, self.case_rows, self.item_rows)


def _prepare(plan: Plan, control: ControlState, agencies: list[AgencyState]) -> None:
    """Say of a control whether it works, how it looks where it does not look at every case alike, and for whom."""
    terms = control.plan
    control.on_duty = terms.calendar.always
    control.works = control.open and agencies[control.agency].open
    control.may_find = _found_by(plan, terms)
    for reader in control.readers if terms.watch is None else ():
        agencies[reader].flags_matter |= control.may_find
    control.thresholds = {
        flow.index: tuple((least, share) for unit, least, share in terms.examine_from if unit == flow.unit)
        for flow in plan.flows
    }
    if terms.examine_from or terms.by_trait:
        control.share = share_selected_specially
    if terms.by_trait:
        control.find = chance_by_traits
    control.bribed = any(control.index in flow.corruption for flow in plan.flows)
    control.special = bool(terms.examine_from or terms.by_trait or control.bribed) or terms.ahead is not None


def _found_by(plan: Plan, control: ControlPlan) -> set[int]:
    """The threats that a control can ever find."""
    taught = {
        change.element
        for inject in plan.injects
        for change in inject.possible_changes
        if change.section == "controls" and change.index == control.index and change.element is not None
    }
    return taught | {threat for threat in range(len(plan.threats)) if control.sees(threat)}


def _matters(plan: Plan, about: str) -> bool:
    """Whether any item can be about a subject, or a cell."""
    abouts = {control.about for control in plan.controls}
    abouts |= {prior.about for flow in plan.flows for prior in flow.prior}
    abouts |= {tip.about for inject in plan.injects for tip in inject.possible_tips}
    yields = {one.about for agency in plan.agencies for one in agency.exploitation}
    # The sisters of a case are found by their cell.
    abouts |= {"cell" if one == "sisters" else one for one in yields}
    return about in abouts
