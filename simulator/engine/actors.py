"""Who acts, as they are now: agencies, controls, links and flows with the parameters that hold."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.engine.chances import chance_to_find, share_selected
from simulator.engine.items import Held, Job, Request
from simulator.engine.moving import Case, Exposure, Stop, Waiting
from simulator.engine.teams import Crew
from simulator.eventlog import FOREVER
from simulator.world.address import name_address
from simulator.world.belief import RULES
from simulator.world.blocks import FlowDraws
from simulator.world.calendars import Calendar
from simulator.world.draws import Draws, Slot
from simulator.world.plan import AgencyPlan, ControlPlan, FlowPlan, LinkPlan, Plan, ProgrammePlan
from simulator.world.traffic import Fluid

if TYPE_CHECKING:
    from simulator.engine.streams import Stream


class ShiftState:
    """Analysts who work the same hours."""

    __slots__ = ("busy", "calendar", "n")

    def __init__(self, n: int, calendar: Calendar) -> None:
        self.n = n
        self.calendar = calendar
        self.busy = 0


class AgencyState:
    """An agency: what it knows, and which of its people are busy."""

    __slots__ = (
        "act", "act_at", "actionable", "address", "asks", "attempts", "crews", "decider", "dispatched", "failed",
        "flags_matter", "held", "hits", "index", "jobs", "jurisdiction", "known", "leads", "links",
        "lookout_at", "lookout_delay", "lookout_turns", "lookouts", "next_lead", "open", "perishable",
        "plan", "pushes", "recovery", "requests", "responds", "response", "routine_leads", "shadowed_share",
        "shares_late", "shifts", "skill", "success", "triage", "waiting_requests", "wakes_at", "weigh",
    )  # fmt: skip

    links: list[LinkState]
    """Links on which it sends."""
    pushes: list[LinkState]
    """Those on which it offers what it has without being asked."""
    asks: list[LinkState]
    """Links on which it receives what it asks for."""

    def __init__(self, plan: AgencyPlan, whole: Plan, draws: Draws) -> None:
        self.plan = plan
        self.weigh = RULES[whole.belief]
        """From the weights of items to a belief."""
        self.index = plan.index
        self.address = name_address("agency", plan.id)
        self.jurisdiction = plan.jurisdiction
        self.open = plan.open
        self.triage = plan.triage
        self.lookout_at = plan.lookout_at
        self.act_at = plan.act_at
        self.lookout_delay = plan.lookout_delay
        own = Crew(plan.teams)
        own.members.append(self)
        self.crews = [own]
        """Its own teams, then the pools it can call on."""
        self.act = whole.acts.get(plan.index)
        """What it does instead of sending a team."""
        self.responds = plan.teams > 0
        """Whether it has any team that it could send."""
        self.response, self.recovery = plan.response, plan.recovery
        self.success, self.skill, self.perishable = plan.success, plan.skill, plan.perishable
        self.waiting_requests = plan.waiting_requests
        self.shadowed_share = 0.0 if plan.shadowing is None else plan.shadowing.share
        self.routine_leads = plan.routine_leads
        self.shifts = [ShiftState(shift.n, shift.calendar) for shift in plan.shifts]
        self.decider = draws.decider(f"agency:{plan.id}")
        self.held: dict[int, Held] = {}
        """Item number -> the item as held."""
        self.known: dict[int, list[Held]] = {}
        """Address of a case, subject or cell -> the items on it."""
        self.jobs: list[tuple[int, int, int, int, Job]] = []
        self.wakes_at = FOREVER
        self.lookouts: dict[int, int] = {}
        """Address of a case -> record of the lookout, or -1 while it is being set."""
        self.lookout_turns: dict[int, int] = {}
        """How often a lookout on a case was ordered."""
        self.flags_matter: set[int] = set()
        """Threats that some control finds which reads its lookouts."""
        self.shares_late = False
        """Whether one of its links waits for a belief."""
        self.hits: dict[int, int] = {}
        """Address of a case -> when a flag on it was last met at a control of the agency."""
        self.actionable: set[int] = set()
        self.dispatched: set[int] = set()
        self.failed: set[int] = set()
        self.attempts: dict[int, int] = {}
        self.requests: dict[int, Request] = {}
        self.links, self.pushes, self.asks = [], [], []
        self.leads: Stream | None = None
        self.next_lead = 0

    @property
    def teams(self) -> int:
        """How many teams of its own it has."""
        return self.crews[0].teams

    @teams.setter
    def teams(self, teams: int) -> None:
        self.crews[0].teams = teams


class ControlState:
    """A control: its parameters now, and who is in its bays."""

    __slots__ = (
        "address", "agency", "alarms", "alarms_counted", "bays", "blind", "bribed", "counted_until", "day_fluid",
        "decider", "detect", "detect_flagged", "detect_row", "evidence", "examine", "examine_flagged",
        "examine_row", "false_alarm", "find", "fluid", "hold", "in_bays", "index", "match", "may_find",
        "next_alarm", "on_duty", "open", "plan", "position", "present", "queue", "queue_limit", "queued",
        "readers", "report_delay", "seize", "service", "share", "sighted", "skill", "special", "thresholds",
        "traffic", "valid_for", "watch", "works",
    )  # fmt: skip

    def __init__(self, plan: ControlPlan, draws: Draws) -> None:
        self.plan = plan
        self.index = plan.index
        self.address = name_address("control", plan.id)
        self.agency = plan.agency
        self.position = plan.position
        self.open = plan.open
        self.thresholds: dict[int, tuple[tuple[float, float], ...]] = {}
        """Flow -> payloads, the highest first, from which on a share of its own is selected."""
        self.bribed = False
        """Whether it lets cases of some flow pass."""
        self.blind: dict[int, int] = {}
        """Cells of which it has lost its source -> until when."""
        self.sighted: tuple[Callable[[Case, ControlState, bool], float], bool]
        """`find` and `special` as they are with all sources."""
        self.special = False
        """Whether it does not look at every case alike, as it passes."""
        self.share: Callable[[Case, ControlState, bool], float] = share_selected
        """Chance that a case is selected, flagged or not."""
        self.find: Callable[[Case, ControlState, bool], float] = chance_to_find
        """Chance that an examination finds a case, flagged or not."""
        self.may_find: set[int] = set()
        """The threats that it finds, or can be taught to find by an inject."""
        self.on_duty = True
        """Whether it is within its opening hours."""
        self.works = plan.open
        """Whether it and its agency are open, and on duty."""
        self.readers = (plan.agency, *(agency for agency in plan.consults if agency != plan.agency))
        self._take_up(plan)
        self.decider = draws.decider(f"control:{plan.id}")
        self.examine_row = self.decider.row + Slot.EXAMINE
        self.detect_row = self.decider.row + Slot.DETECT
        """Where the draws of its looks are kept."""
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

    def _take_up(self, plan: ControlPlan) -> None:
        """Let the parameters be those of the plan; injects change them."""
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
        self.hold = plan.hold
        self.match = plan.match
        self.watch = plan.watch
        self.traffic = plan.traffic
        self.false_alarm = plan.false_alarm


class LinkState:
    """A link: its parameters now, and what waits on it."""

    __slots__ = (
        "address", "answer", "ask_again", "ask_at", "asked", "barred", "capacity", "clearance",
        "consent_delay", "consulted", "decider", "fidelity", "free_at", "granted", "handed", "index", "leak",
        "offered", "on_request", "onward", "open", "plan", "promised", "pursuit", "queue", "receiver",
        "reliability", "sender", "share_at", "transit", "wakes", "willingness",
    )  # fmt: skip

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
        self.leak = plan.leak
        self.granted = plan.granted
        self.consent_delay = plan.consent_delay
        self.decider = draws.decider(f"link:{plan.id}")
        self.address = name_address("link", plan.id)
        self.pursuit = plan.pursuit
        self.offered: set[int] = set()
        self.handed: set[int] = set()
        """Items handed over in pursuit."""
        self.on_request = plan.on_request
        self.ask_at = plan.ask_at
        self.ask_again = plan.ask_again
        self.answer = plan.answer
        self.asked: dict[int, tuple[int, int]] = {}
        """Address of a case -> when its receiver last asked about it, and how often before."""
        self.promised: set[int] = set()
        """Items that it is to carry once their makers agree, as somebody asked."""
        self.barred: set[int] = set()
        self.consulted: set[int] = set()
        """Items that came by it and whose maker was asked whether they may be passed on."""
        self.queue: deque[Job] = deque()
        self.free_at = -FOREVER
        self.wakes = False


class FlowState:
    """A flow: its next case, and what it and its cells have learned."""

    __slots__ = (
        "after_loss", "arrivals", "asked_about", "cell_losses", "concealment", "corruption", "decider", "delivered",
        "draws", "experience", "feeds", "hears", "in_use", "leg_stops", "losses", "low", "next", "open", "plan",
        "retry", "seconds", "seen", "spread", "stops", "strangers", "stream", "traits",
    )  # fmt: skip

    def __init__(self, plan: FlowPlan, whole: Plan, draws: Draws) -> None:
        self.plan = plan
        self.open = plan.open
        self.arrivals = plan.arrivals
        self.concealment = plan.concealment
        self.draws = FlowDraws(whole, plan, draws)
        self.decider = draws.decider(f"flow:{plan.id}")
        self.stream: Stream | None = None
        self.next = 0
        self.experience: dict[int, tuple[float, float, int]] = {}
        """Position -> losses, successes, time of the last update; they fade with memory."""
        acts = (plan.low, plan.expand, plan.after_loss, plan.retry)
        self.corruption = defaultdict(float, plan.corruption)
        """Number of a control -> share of the cases that it lets pass."""
        self.retry = 0.0 if plan.retry is None else plan.retry.probability
        self.spread = 0.0 if plan.spread is None else plan.spread.probability
        self.feeds = bool(plan.follow or plan.totals)
        """Whether cases of other flows come of its deliveries."""
        self.delivered = 0
        """What it has delivered, in millionths of a unit, if something comes of the sum."""
        self.leg_stops: dict[int, tuple[Stop, ...]] = {}
        """What its copies meet on a leg."""
        self.hears = plan.choice.choice == "adaptive" or any(one is not None for one in acts)
        """Whether anything comes of news of its cases."""
        self.after_loss = plan.after_loss or 0.0
        """Chance that a case under way gives up when its cell learns of a loss."""
        self.low: dict[int, tuple[int, int]] = {}
        """Address of a cell that lies low -> until when, and the record that says so."""
        self.cell_losses: dict[int, list[int]] = {}
        """Address of a cell -> when it learned of losses."""
        self.losses: list[int] = []
        """When the flow learned of losses, since it opened a route last."""
        self.in_use = len(plan.routes) if plan.expand is None else min(plan.expand.start, len(plan.routes))
        """How many of its routes it uses."""
        self.traits = [
            (1 << number, share, draws.decider(f"trait:{whole.traits[number]}"))
            for number, share in plan.traits
        ]
        self.asked_about = (-1, 0)
        """The subject whose traits were asked for last, and its traits."""
        self.strangers: dict[int, FlowState] = {}
        """Address of a subject that another flow brought in -> that flow."""
        self.seconds: list[float] | None = None
        """Mean time that each of its routes takes, where an inject has changed one."""
        self.seen: set[int] = set()
        """Subjects of its cases so far, if somebody may know them beforehand."""
        self.stops: list[tuple[Stop, ...]] = []
        """For each candidate route, what a case meets on it."""

    def traits_of(self, subject: int) -> int:
        """The traits of a subject as bits by number; one that another flow brought in has them by its shares.

        Args:
            subject: its address.
        """
        if subject != self.asked_about[0]:  # a control asks several times of the case before it
            origin = self.strangers.get(subject, self)
            bits = sum(
                bit for bit, share, decider in origin.traits if decider.uniform(subject, Slot.TRAIT) < share
            )
            self.asked_about = (subject, bits)
        return self.asked_about[1]


class ProgrammeState:
    """Changes in time, and whether they hold."""

    __slots__ = ("index", "open")

    def __init__(self, plan: ProgrammePlan) -> None:
        self.index = plan.index
        self.open = plan.open
