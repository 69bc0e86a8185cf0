"""Teams that go out together: those of an agency, or of a pool that several agencies share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.agenda import Rank
from simulator.eventlog import FOREVER, Event
from simulator.world.address import child, name_address
from simulator.world.draws import Decider, Draws, Slot

if TYPE_CHECKING:
    from simulator.engine.actors import AgencyState
    from simulator.engine.agenda import Due
    from simulator.engine.state import World
    from simulator.scenario.distributions import Distribution
    from simulator.world.plan import PoolPlan


class Crew:
    """Teams that are sent out alike: `index` is the number of their pool, -1 for an agency's own."""

    __slots__ = (
        "address", "asked", "busy", "calls", "consensus", "decider", "index", "mandate", "members", "mobilisation",
        "open", "recovery", "teams", "until",
    )  # fmt: skip

    def __init__(self, teams: int) -> None:
        self.index = -1
        self.address = 0
        self.members: list[AgencyState] = []
        """Who may send them, in order of their addresses."""
        self.open = True
        self.teams = teams
        self.busy = 0
        self.decider: Decider
        self.mobilisation: Distribution | None = None
        self.consensus: Distribution | None = None
        self.mandate: int | None = None
        self.recovery: Distribution | None = None
        self.until = -FOREVER
        """Until when those who decide have agreed that they go out."""
        self.asked = False
        """Whether they are asked to agree."""
        self.calls = 0
        """How often they were asked."""

    @classmethod
    def of_pool(cls, plan: PoolPlan, draws: Draws, members: list[AgencyState]) -> Crew:
        """The teams of a pool."""
        crew = cls(plan.teams)
        crew.index = plan.index
        crew.address = name_address("pool", plan.id)
        crew.members = sorted(members, key=lambda one: one.address)
        crew.open = plan.open
        crew.decider = draws.decider(f"pool:{plan.id}")
        crew.mobilisation, crew.consensus = plan.mobilisation, plan.consensus
        crew.mandate, crew.recovery = plan.mandate, plan.recovery
        return crew

    def may_go(self, now: int) -> bool:
        """Whether nobody has to agree first."""
        return self.open and (self.consensus is None or now < self.until)

    def is_free(self, now: int) -> bool:
        """Whether a team can go at once."""
        return self.busy < self.teams and self.may_go(now)


def create_pools(plans: tuple[PoolPlan, ...], agencies: list[AgencyState], draws: Draws) -> list[Crew]:
    """The pools of a scenario, made known to their members: each tries its own teams first, then these by address."""
    pools = [Crew.of_pool(plan, draws, [agencies[i] for i in plan.members]) for plan in plans]
    for pool in sorted(pools, key=lambda one: one.address):
        for agency in pool.members:
            agency.crews.append(pool)
    for agency in agencies:
        count_on(agency)
    return pools


def count_on(agency: AgencyState) -> None:
    """Find out whether an agency has any team that it could send."""
    agency.responds = agency.act is not None or any(crew.teams > 0 and crew.open for crew in agency.crews)


def call_up(world: World, crew: Crew, agency: AgencyState, cause: int) -> None:
    """Ask those who decide to let the teams of a pool go out, unless they have agreed or are being asked.

    Args:
        world: everything that changes.
        crew: the teams.
        agency: who needs them.
        cause: record of the request.
    """
    if crew.asked or not crew.open or crew.teams == 0 or crew.may_go(world.clock._now):
        return
    assert crew.consensus is not None
    crew.asked = True
    call, crew.calls = crew.calls, crew.calls + 1
    delay = crew.decider.ticks(crew.consensus, crew.address, Slot.CONSENSUS, call)
    order = child(crew.address, Rank.POOL_READY, call)
    world.after(delay, Rank.POOL_READY, order, (crew, agency, world.clock._now), cause)


def agree(world: World, due: Due) -> Crew:
    """Let the teams of a pool go out from now on, until their mandate ends."""
    subject: tuple[Crew, AgencyState, int] = due.subject
    crew, agency, since = subject
    now = world.clock._now
    crew.asked = False
    row = world.record(
        Event.MOBILISED, due.cause, agency=agency.index, item=crew.index, value=float(now - since)
    )
    crew.until = FOREVER if crew.mandate is None else min(FOREVER, now + crew.mandate)
    if crew.until < FOREVER:
        order = child(crew.address, Rank.POOL_READY, -crew.calls)
        world.after(crew.until - now, Rank.POOL_READY, order, (crew, None, now), row)
    return crew
