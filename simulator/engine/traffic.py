"""Legitimate traffic: its stationary queue as a case finds it, its false alarms, and what it costs."""

from __future__ import annotations

import math

from simulator.engine.actors import AgencyState, ControlState
from simulator.engine.agenda import Due, Rank
from simulator.engine.items import Job
from simulator.engine.knowledge import FALSE_ALARM, ROUTINE_LEAD, enqueue
from simulator.engine.state import World
from simulator.engine.streams import Stream
from simulator.eventlog import Event
from simulator.world.address import child
from simulator.world.calendars import NEVER
from simulator.world.draws import Relation, Slot
from simulator.world.intensity import Intensity
from simulator.world.traffic import Fluid, TrafficLaw, stationary

_DAY = 86400
_PROBES = 2
"""Legitimate items a day whose wait is sampled."""
_PROBE_SLOTS = (Slot.PROBE_TIME, Slot.PROBE_STATE, Slot.PROBE_WAIT)


def wait_in_traffic(world: World, control: ControlState, address: int, *, flagged: bool) -> int | None:
    """Sample how long a case waits for a bay that it shares with legitimate traffic.

    Args:
        world: everything that changes.
        control: a control with traffic and bays.
        address: of the case.
        flagged: whether it goes ahead of the traffic.

    Returns:
        Seconds, or None if it is waved through.
    """
    u_state = control.decider.uniform(address, Slot.QUEUE_STATE)
    u_wait = control.decider.uniform(address, Slot.QUEUE_WAIT)
    now = world.clock._now
    control.fluid = _advanced(control, control.fluid, now)
    wait = _wait(control, control.fluid, now, u_state, u_wait, flagged=flagged)
    return None if wait is None else round(wait)


def _advanced(control: ControlState, fluid: Fluid, now: int) -> Fluid:
    """The backlog of an unlimited queue at a later tick; a limited one never has more than its limit."""
    if (
        control.queue_limit is not None
        or control.traffic is None
        or control.bays is None
        or control.service is None
    ):
        return Fluid(now, 0.0)
    segments = control.traffic.segments(fluid.time, now)
    return fluid.advance(segments, control.bays / control.service.mean, control.examine)


def _wait(
    control: ControlState, fluid: Fluid, now: int, u_state: float, u_wait: float, *, flagged: bool
) -> float | None:
    assert control.traffic is not None
    assert control.bays is not None
    assert control.service is not None
    capacity = control.bays / control.service.mean
    law = _law(control, control.traffic.rate_at(now))
    if law is None or fluid.backlog > 0.0:
        # All bays are busy: a flagged case waits for the first to be free, others for the whole backlog.
        return -math.log1p(-u_wait) / capacity if flagged else fluid.wait(capacity)
    return law.sample(u_state, u_wait, flagged)


def _law(control: ControlState, rate: float) -> TrafficLaw | None:
    assert control.bays is not None
    assert control.service is not None
    return stationary(rate * control.examine, control.service.mean, control.bays, control.queue_limit)


def _shares(control: ControlState, rate: float) -> tuple[float, float]:
    """Legitimate items examined and waved through per second, at a rate of traffic."""
    wanted = rate * control.examine
    if control.bays is None or control.service is None or control.service.mean <= 0.0:
        return wanted, 0.0
    law = _law(control, rate)
    if law is None:
        return control.bays / control.service.mean, 0.0
    return wanted * (1.0 - law.p_waved), wanted * law.p_waved


def _alarm_rate(world: World, control: ControlState) -> Intensity | None:
    traffic = control.traffic
    if traffic is None or not control.open or not world.agencies[control.agency].open:
        return None
    rates = tuple(_shares(control, rate)[0] * control.false_alarm for rate in traffic.rates)
    return Intensity(traffic.breaks, rates) if any(rates) else None


def start_traffic(world: World) -> None:
    """Set the streams of false alarms and routine leads going, and the daily count of traffic."""
    now = world.clock._now
    for control in world.controls:
        if control.plan.traffic is not None:
            control.counted_until = now
            control.fluid = control.day_fluid = Fluid(now)
            control.alarms = Stream(control.decider, Slot.FALSE_ALARM, control.address, Slot.FALSE_ALARM)
            control.alarms.change(now, _alarm_rate(world, control))
            _await_alarm(world, control)
            world.after((-now % _DAY or _DAY) - 1, Rank.TRAFFIC_DAY, control.address, control, -1)
    for agency in world.agencies:
        if agency.routine_leads is not None and agency.shifts:
            start_leads(world, agency)


def start_leads(world: World, agency: AgencyState) -> None:
    """Set the stream of an agency's routine leads going."""
    agency.leads = Stream(agency.decider, Slot.LEAD, agency.address, Slot.LEAD)
    agency.leads.change(world.clock._now, agency.routine_leads)
    _await_lead(world, agency)


def alarm_rate_changes(world: World, control: ControlState) -> None:
    """Let the present parameters of a control hold for its false alarms."""
    if control.alarms is not None:
        control.alarms.change(world.clock._now, _alarm_rate(world, control))
        _await_alarm(world, control)


def lead_rate_changes(world: World, agency: AgencyState) -> None:
    """Let the present rate of routine leads hold."""
    if agency.leads is None:
        start_leads(world, agency)
    else:
        agency.leads.change(world.clock._now, agency.routine_leads)
        _await_lead(world, agency)


def _await_alarm(world: World, control: ControlState) -> None:
    stream = control.alarms
    assert stream is not None
    time = stream.time_of(control.next_alarm)
    if time < min(world.plan.horizon, NEVER):
        address = child(control.address, Slot.FALSE_ALARM, control.next_alarm)
        due = (control, stream.turn)
        world.after(max(0, time - world.clock._now), Rank.FALSE_ALARM, address, due, -1)


def false_alarm(world: World, due: Due) -> None:
    """An innocent traveller or vehicle is stopped; an analyst will find that there is nothing in it."""
    subject: tuple[ControlState, int] = due.subject
    control, turn = subject
    if control.alarms is None or turn != control.alarms.turn:
        return
    row = world.record(
        Event.FALSE_ALARM, -1, agency=control.agency, place=control.position, control=control.index
    )
    job = Job(
        control.alarms.batch,
        control.next_alarm - control.alarms.first,
        None,
        0,
        False,
        -1,
        world.clock._now,
        row,
    )
    control.next_alarm += 1
    control.alarms_counted += 1
    _await_alarm(world, control)
    enqueue(world, world.agencies[control.agency], job, FALSE_ALARM)


def _await_lead(world: World, agency: AgencyState) -> None:
    stream = agency.leads
    assert stream is not None
    time = stream.time_of(agency.next_lead)
    if time < min(world.plan.horizon, NEVER):
        address = child(agency.address, Slot.LEAD, agency.next_lead)
        world.after(max(0, time - world.clock._now), Rank.ROUTINE_LEAD, address, (agency, stream.turn), -1)


def routine_lead(world: World, due: Due) -> None:
    """A lead from elsewhere takes its place in the queue."""
    subject: tuple[AgencyState, int] = due.subject
    agency, turn = subject
    if agency.leads is None or turn != agency.leads.turn:
        return
    batch, k = agency.leads.batch, agency.next_lead - agency.leads.first
    agency.next_lead += 1
    _await_lead(world, agency)
    if agency.open:
        row = world.note_item(Event.ROUTINE_LEAD, -1, agency.index, -1)
        enqueue(world, agency, Job(batch, k, None, 0, False, -1, world.clock._now, row), ROUTINE_LEAD)


def day_ends(world: World, due: Due) -> None:
    """Count the legitimate traffic of a day in its last second, and sample what some of it waits."""
    control: ControlState = due.subject
    count_traffic(world, control, world.clock._now + 1)
    world.after(_DAY, Rank.TRAFFIC_DAY, control.address, control, -1)


def count_traffic(world: World, control: ControlState, until: int) -> None:
    """Record the legitimate traffic since it was last counted, under the parameters that held.

    Args:
        world: everything that changes.
        control: a control; one without traffic has nothing to count.
        until: the tick up to which to count.
    """
    first = control.counted_until
    if control.traffic is None or until <= first:
        return
    control.counted_until = until
    alarms, control.alarms_counted = control.alarms_counted, 0
    examined = waved = 0.0
    if control.open and world.agencies[control.agency].open:
        for start, end, rate in control.traffic.segments(first, until):
            one, other = _shares(control, rate)
            examined += one * (end - start)
            waved += other * (end - start)
    where = {"agency": control.agency, "place": control.position, "control": control.index}
    address = child(control.address, Relation.DAY, first)
    harmless = _poisson(examined * (1.0 - control.false_alarm), control, address, Slot.TRAFFIC_EXAMINED)
    world.record(Event.TRAFFIC_EXAMINED, -1, **where, value=float(alarms + harmless))
    if control.bays is None or control.service is None:
        return
    if control.queue_limit is not None:
        passed = _poisson(waved, control, address, Slot.TRAFFIC_WAVED)
        world.record(Event.TRAFFIC_WAVED_THROUGH, -1, **where, value=float(passed))
    fluid = control.day_fluid
    if examined > 0.0:
        for time, u_state, u_wait in _probes(world, control, address, first, until):
            fluid = _advanced(control, fluid, time)
            seconds = _wait(control, fluid, time, u_state, u_wait, flagged=False)
            if seconds is not None:
                world.record(Event.TRAFFIC_WAIT, -1, **where, value=seconds)
    control.day_fluid = _advanced(control, fluid, until)


def _probes(
    world: World, control: ControlState, address: int, first: int, until: int
) -> list[tuple[int, float, float]]:
    """Legitimate items picked at random from the traffic: when they come, and the luck they have."""
    traffic = control.traffic
    assert traffic is not None
    total = traffic.cumulative(until) - traffic.cumulative(first)
    probes = []
    for k in range(_PROBES):
        one = child(address, Relation.ITEM, k)
        u, state, wait = (control.decider.uniform(one, slot) for slot in _PROBE_SLOTS)
        probes.append((min(traffic.time_at(first, u * total), until - 1), state, wait))
    return sorted(probes)


def parameters_will_change(world: World, control: ControlState) -> None:
    """Settle what the parameters of a control brought about until now."""
    if control.plan.traffic is not None:
        count_traffic(world, control, world.clock._now)
        control.fluid = _advanced(control, control.fluid, world.clock._now)


def _poisson(mean: float, control: ControlState, address: int, slot: int) -> int:
    """Poisson number by inversion: the smallest k whose cumulative probability reaches a uniform draw."""
    if mean <= 0.0:
        return 0
    from scipy.special import pdtr, pdtrik  # slow to import, and not needed without traffic

    u = control.decider.uniform(address, slot)
    if u <= math.exp(-mean):
        return 0
    guess = math.ceil(float(pdtrik(u, mean)))
    return guess - 1 if guess > 0 and pdtr(guess - 1, mean) >= u else guess
