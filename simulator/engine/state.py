"""What changes while a scenario plays: cases, what agencies know, who is busy. And the log that records it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from simulator.engine.agenda import Agenda
from simulator.engine.streams import Stream
from simulator.eventlog import ABOUT, FOREVER, EventLog, pack_case, pack_item, pack_row
from simulator.scenario.distributions import Distribution
from simulator.world.address import name_address
from simulator.world.draws import CaseBlock, Draws, FlowDraws, RouteRows
from simulator.world.plan import AgencyPlan, ChangePlan, ControlPlan, FlowPlan, LinkPlan, Plan, RoutePlan
from simulator.world.traffic import Fluid


class Case:
    """One instance of a flow, while it is under way."""

    __slots__ = (
        "address", "block", "cell", "concealment", "flags", "flow", "k", "last", "look", "lost", "number",
        "open", "payload", "position", "requests", "route", "rows", "step", "subject", "threat", "waiting",
        "watched",
    )  # fmt: skip

    def __init__(self, flow: FlowState, block: CaseBlock, k: int, route: int, number: int) -> None:
        plan = flow.plan
        self.flow = flow
        self.block = block
        self.k = k
        self.address = block.addresses[k]
        self.number = number
        self.threat = plan.threat
        self.payload = block.payload[k]
        self.concealment = block.concealment[k]
        self.cell = plan.cells[block.cells[k]]
        self.subject = 0
        self.route: RoutePlan = plan.routes[route]
        self.rows: RouteRows = block.along(route)
        self.step = 0
        """Index into route.positions: even at a place, odd on a leg."""
        self.position = self.route.positions[0]
        self.look = 0
        """How many of the position's looks it has met."""
        self.last = -1
        """Number of its latest record."""
        self.open = True
        self.lost = False
        self.flags: dict[int, int] = {}
        """Agency -> record of the lookout it has set."""
        self.waiting: Waiting | None = None
        self.watched: list[Exposure] = []
        self.requests: list[AgencyState] = []
        """Agencies at which it waits for a team."""


class Waiting:
    """A case that waits at a control for a bay, or is being examined in one."""

    __slots__ = ("case", "cause", "control", "flagged", "in_bay", "live", "shared", "since")

    def __init__(self, case: Case, control: ControlState, since: int, flagged: bool, cause: int) -> None:
        self.case = case
        self.control = control
        self.since = since
        self.flagged = flagged
        self.cause = cause
        self.in_bay = False
        self.shared = False
        """In a queue of legitimate traffic, which is not simulated vehicle by vehicle."""
        self.live = True


class Exposure:
    """A case under the eyes of a control that watches."""

    __slots__ = ("case", "cause", "control", "live", "rate", "remaining", "since", "turn")

    def __init__(self, case: Case, control: ControlState, remaining: float, since: int, cause: int) -> None:
        self.case = case
        self.control = control
        self.remaining = remaining
        self.since = since
        self.rate = 0.0
        self.cause = cause
        self.live = True
        self.turn = 0


@dataclass(slots=True, eq=False)
class Item:
    """One item of evidence."""

    number: int
    address: int
    origin: int
    agency: int
    about: str
    target: int
    case: Case | None
    threat: int
    severity: int
    weight: int
    made: int
    valid_until: int
    holders: list[AgencyState]


@dataclass(slots=True, eq=False)
class Held:
    """An item as one agency holds it."""

    item: Item
    weight: int
    onward: bool
    sender: int
    record: int


@dataclass(slots=True, eq=False)
class Job:
    """Something an analyst has to look at: an item on its way into the set, or a lead that comes to nothing."""

    address: int
    item: Item | None
    weight: int
    onward: bool
    sender: int
    since: int
    cause: int
    record: int = -1
    started: int = 0


class ShiftState:
    """Analysts who work the same hours."""

    __slots__ = ("busy", "calendar", "n")

    def __init__(self, n: int, calendar: Any) -> None:
        self.n = n
        self.calendar = calendar
        self.busy = 0


class AgencyState:
    """An agency: what it knows, and which of its people are busy."""

    def __init__(self, plan: AgencyPlan, draws: Draws) -> None:
        self.plan = plan
        self.index = plan.index
        self.address = name_address("agency", plan.id)
        self.jurisdiction = plan.jurisdiction
        self.open = plan.open
        self.triage = plan.triage
        self.lookout_at = plan.lookout_at
        self.act_at = plan.act_at
        self.lookout_delay = plan.lookout_delay
        self.teams = plan.teams
        self.response = plan.response
        self.success = plan.success
        self.perishable = plan.perishable
        self.recovery = plan.recovery
        self.waiting_requests = plan.waiting_requests
        self.routine_leads = plan.routine_leads
        self.shifts = [ShiftState(shift.n, shift.calendar) for shift in plan.shifts]
        self.words = draws.words(f"agency:{plan.id}")
        self.held: dict[int, Held] = {}
        """Item number -> the item as held."""
        self.known: dict[int, list[Held]] = {}
        """Address of a case, subject or cell -> the items on it."""
        self.jobs: list[tuple[int, int, int, int, Job]] = []
        self.wakes_at = FOREVER
        self.busy_teams = 0
        self.lookouts: dict[int, int] = {}
        """Address of a case -> record of the lookout, or -1 while it is being set."""
        self.lookout_turns: dict[int, int] = {}
        """How often a lookout on a case was ordered."""
        self.flags_matter = False
        """Whether any control reads its lookouts."""
        self.shares_late = False
        """Whether one of its links waits for a belief."""
        self.hits: dict[int, int] = {}
        """Address of a case -> when a flag on it was last met at a control of the agency."""
        self.actionable: set[int] = set()
        self.dispatched: set[int] = set()
        self.failed: set[int] = set()
        self.attempts: dict[int, int] = {}
        self.requests: dict[int, Request] = {}
        self.links: list[LinkState] = []
        """Links on which it sends."""
        self.leads: Stream | None = None
        self.next_lead = 0


@dataclass(slots=True, eq=False)
class Request:
    """A case that waits for a team."""

    case: Case
    since: int
    record: int


class ControlState:
    """A control: its parameters now, and who is in its bays."""

    def __init__(self, plan: ControlPlan, draws: Draws) -> None:
        self.plan = plan
        self.index = plan.index
        self.address = name_address("control", plan.id)
        self.agency = plan.agency
        self.position = plan.position
        self.open = plan.open
        self.readers = (plan.agency, *(agency for agency in plan.consults if agency != plan.agency))
        self.examine = plan.examine
        self.examine_flagged = plan.examine_flagged
        self.bays = plan.bays
        self.service = plan.service
        self.queue_limit = plan.queue_limit
        self.detect = list(plan.detect)
        self.detect_flagged = list(plan.detect_flagged)
        self.skill = plan.skill
        self.evidence = plan.evidence
        self.valid_for = plan.valid_for
        self.report_delay = plan.report_delay
        self.seize = plan.seize
        self.watch = plan.watch
        self.traffic = plan.traffic
        self.false_alarm = plan.false_alarm
        self.words = draws.words(f"control:{plan.id}")
        self.in_bays = 0
        self.queue: list[tuple[int, int, int, Waiting]] = []
        self.queued = 0
        self.present: dict[int, Exposure] = {}
        self.fluid = Fluid()
        """Backlog of legitimate traffic as the cases find it."""
        self.day_fluid = Fluid()
        """Backlog when traffic was last counted."""
        self.alarms: Stream | None = None
        self.next_alarm = 0
        self.alarms_counted = 0
        """False alarms since traffic was last counted."""
        self.counted_until = 0


class LinkState:
    """A link: its parameters now, and what waits on it."""

    def __init__(self, plan: LinkPlan, draws: Draws) -> None:
        self.plan = plan
        self.index = plan.index
        self.sender = plan.sender
        self.receiver = plan.receiver
        self.open = plan.open
        self.willingness = plan.willingness
        self.clearance = plan.clearance
        self.transit = plan.transit
        self.reliability = plan.reliability
        self.capacity = plan.capacity
        self.fidelity = plan.fidelity
        self.share_at = plan.share_at
        self.onward = plan.onward
        self.words = draws.words(f"link:{plan.id}")
        self.address = name_address("link", plan.id)
        self.offered: set[int] = set()
        self.barred: set[int] = set()
        self.queue: deque[Job] = deque()
        self.free_at = 0
        self.wakes = False


class FlowState:
    """A flow: its next case, and what it has learned of its routes."""

    def __init__(self, plan: FlowPlan, whole: Plan, draws: Draws) -> None:
        self.plan = plan
        self.open = plan.open
        self.arrivals = plan.arrivals
        self.concealment = plan.concealment
        self.draws = FlowDraws(whole, plan, draws)
        self.words = draws.words(f"flow:{plan.id}")
        self.stream: Stream | None = None
        self.next = 0
        self.experience: dict[int, tuple[float, float, int]] = {}
        """Position -> losses, successes, time of the last update; they fade with memory."""
        self.newest: Case | None = None


class World:
    """All that changes, and the log."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan = plan
        self.draws = draws
        self.agenda = Agenda(0)
        self.agencies = [AgencyState(agency, draws) for agency in plan.agencies]
        self.controls = [ControlState(control, draws) for control in plan.controls]
        self.links = [LinkState(link, draws) for link in plan.links]
        self.flows = [FlowState(flow, plan, draws) for flow in plan.flows]
        for link in self.links:
            self.agencies[link.sender].links.append(link)
            self.agencies[link.sender].shares_late |= link.share_at is not None
        for control in self.controls:
            for reader in control.readers if control.plan.watch is None else ():
                self.agencies[reader].flags_matter = True
        self.responders: dict[int, list[AgencyState]] = {}
        """Jurisdiction -> its agencies."""
        for agency in self.agencies:
            if agency.jurisdiction >= 0:
                self.responders.setdefault(agency.jurisdiction, []).append(agency)
        self.changed_durations: dict[int, Distribution] = {}
        """Leg -> duration, where an inject changed it."""
        self.changed_stays: dict[int, Distribution | None] = {}
        """Place -> stay, where an inject changed it."""
        self.looks: list[tuple[ControlState, ...]] = []
        self.watches: list[tuple[ControlState, ...]] = []
        for spot in (*plan.places, *plan.legs):
            self.looks.append(tuple(self.controls[i] for i in spot.looks))
            self.watches.append(tuple(self.controls[i] for i in spot.watches))
        self.under_way: dict[int, Case] = {}
        """Address -> open case."""
        self.cases_of: dict[int, dict[int, Case]] = {}
        """Address of a subject or cell -> its open cases by address."""
        self.interested: dict[int, dict[int, AgencyState]] = {}
        """Address of a subject or cell -> agencies that hold something on it."""
        self.stacks: dict[tuple[str, int, str, int | None], list[ChangePlan]] = {}
        """Changes that hold now, by what they change; the last one counts."""
        self.originals: dict[tuple[str, int, str, int | None], Any] = {}
        self.rows = bytearray()
        self.case_rows = bytearray()
        self.item_rows = bytearray()
        self.row_count = 0
        self.case_count = 0
        self.item_count = 0

    def record(
        self,
        event: int,
        cause: int,
        case: int = -1,
        flow: int = -1,
        agency: int = -1,
        place: int = -1,
        control: int = -1,
        link: int = -1,
        item: int = -1,
        value: float = 0.0,
    ) -> int:
        """Write a row to the log and return its number."""
        number = self.row_count
        self.rows += pack_row(
            self.agenda.environment._now, event, case, flow, agency, place, control, link, item, value, cause
        )
        self.row_count = number + 1
        return number

    def register_case(
        self,
        address: int,
        flow: int,
        ordinal: int,
        parent: int,
        cell: int,
        subject: int,
        payload: float,
        concealment: float,
        route: int,
    ) -> None:
        """Write a case to the table of cases."""
        self.case_rows += pack_case(address, flow, ordinal, parent, cell, subject, payload, concealment, route)
        self.case_count += 1

    def make_item(
        self,
        address: int,
        agency: int,
        control: int,
        about: str,
        target: int,
        case: Case | None,
        flow: FlowState,
        weight: int,
        made: int,
        valid_until: int,
    ) -> Item:
        """Create an item of evidence and enter it in the table of items."""
        number = self.item_count
        self.item_rows += pack_item(
            address, address, agency, control, ABOUT.index(about), target,
            -1 if case is None or about != "case" else case.number, flow.plan.index, weight, made, valid_until,
        )  # fmt: skip
        self.item_count = number + 1
        return Item(
            number, address, address, agency, about, target, case, flow.plan.threat, flow.plan.severity, weight, made,
            valid_until, [],
        )  # fmt: skip

    def log(self) -> EventLog:
        """The log so far."""
        return EventLog.from_bytes(
            self.draws.replication, bytes(self.rows), bytes(self.case_rows), bytes(self.item_rows)
        )
