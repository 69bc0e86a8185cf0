"""Why a case ended as it did: the furthest gate that it came to, and the evidence that came too late."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from simulator.analysis.cases import ABORTED, INTERDICTED
from simulator.analysis.columns import Columns
from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import can_respond
from simulator.analysis.story.steps import Fate, Hop
from simulator.analysis.story.telling import Story
from simulator.eventlog import Event
from simulator.world.plan import MICRO


class Verdict(StrEnum):
    """What decided over a case."""

    TEAM = "team"
    CONTROL = "control"
    HOLD = "hold"
    END_OF_SURVEILLANCE = "end_of_surveillance"
    LEAK = "leak"
    SISTER_LOST = "sister_lost"
    GIVEN_UP = "given_up"
    SIGHT_LOST = "sight_lost"
    FAILED = "failed"
    TOO_LATE = "too_late"
    UNSTOPPED = "unstopped"
    NO_TEAM = "no_team"
    RELEASED = "released"
    OUT_OF_AREA = "out_of_area"
    NOT_ENOUGH = "not_enough"
    UNNOTICED = "unnoticed"


@dataclass(frozen=True, slots=True)
class Late:
    """What would have been known by an agency on the way, had evidence that was on its way come sooner.

    Attributes:
        agency: Who would have known.
        hops: The evidence, in order of its beginning.
        belief: What it would have believed with all of it, in units of evidence.
        act_at: What it takes.
        seconds: How much too late the last of it came after the case had left; None if it never came.
        left: When the case had left the agency's area for good, or ended.
    """

    agency: int
    hops: tuple[Hop, ...]
    belief: float
    act_at: float
    seconds: int | None
    left: int

    @property
    def enough(self) -> bool:
        """Whether that would have been enough to act on."""
        return self.belief >= self.act_at


def verdict(story: Story) -> Verdict:
    """What decided over a case: how it was stopped or given up, or the furthest that anybody came with it."""
    if story.end == INTERDICTED:
        return _of_interdiction(story)
    if story.end == ABORTED:
        cause = int(story.log["cause"][story.last])
        if cause >= 0 and story.log["event"][cause] == Event.LEAKED:
            return Verdict.LEAK
        return Verdict.SISTER_LOST if cause >= 0 else Verdict.GIVEN_UP
    steps = (*story.steps, *story.after)
    seen = {step.event for step in steps}
    failed = any(step.event in (Event.TEAM_ARRIVED, Event.ACTED) and not step.value for step in steps)
    gates = (
        (Event.SHADOW_LOST in seen, Verdict.SIGHT_LOST),
        (failed, Verdict.FAILED),
        (Event.ESCAPED in seen, Verdict.TOO_LATE),
        (Event.RELEASED in seen, Verdict.RELEASED),
        (any(step.event is Event.ACTED and step.value for step in steps), Verdict.UNSTOPPED),
        (Event.REQUEST_DROPPED in seen, Verdict.NO_TEAM),
        (bool(seen & {Event.REQUESTED, Event.DISPATCHED}), Verdict.TOO_LATE),
        (Event.ACTIONABLE in seen, Verdict.OUT_OF_AREA),
        (noticed(story), Verdict.NOT_ENOUGH),
    )
    return next((found for holds, found in gates if holds), Verdict.UNNOTICED)


def noticed(story: Story) -> bool:
    """Whether anything was learned of the case itself before it ended."""
    return bool(story.of(Event.DETECTED, Event.FLAGGED)) or any(one.on_case for one in story.holdings)


def _of_interdiction(story: Story) -> Verdict:
    cause = int(story.log["cause"][story.last])
    event = story.log["event"][cause] if cause >= 0 else -1
    if event == Event.CONFIRMED:
        return Verdict.HOLD
    if event == Event.SHADOWED:
        return Verdict.END_OF_SURVEILLANCE
    return Verdict.TEAM if story.log["control"][story.last] < 0 else Verdict.CONTROL


def late(story: Story) -> list[Late]:
    """The evidence that was on its way to agencies that could have acted on it; where it would be most comes first."""
    plan, log = story.plan, story.log
    knowledge = Knowledge(plan, log, Columns.of(log), story.case)
    found: list[Late] = []
    for agency in sorted({hop.receiver for hop in story.hops}):
        left, row = _left(story, agency)
        if left is None or not can_respond(plan, agency):
            continue
        coming = [hop for hop in story.hops if hop.receiver == agency and hop.time <= left]
        hops = tuple(
            hop
            for hop in coming
            if hop.fate is Fate.PENDING or (hop.fate is Fate.COUNTED and hop.ended > row)
        )
        if hops:
            weights = {hop.item: _weight(story, hop) for hop in hops}
            ends = [hop.end for hop in hops]
            found.append(
                Late(
                    agency=agency,
                    hops=hops,
                    belief=knowledge.belief_with(agency, row, weights),
                    act_at=knowledge.threshold(agency, "act_at", row),
                    seconds=None if min(ends) < 0 else max(ends) - left,
                    left=left,
                )
            )
    return sorted(found, key=lambda one: (-one.belief / one.act_at, one.agency))


def _left(story: Story, agency: int) -> tuple[int | None, int]:
    """When a case left an agency's area for good, or ended there, and the row; None if it never was there."""
    plan, log = story.plan, story.log
    jurisdiction = plan.agencies[agency].jurisdiction
    rows = np.flatnonzero((log["case"] == story.case) & (log["place"] >= 0))
    rows = rows[rows <= story.last]
    where = np.array(plan.position_jurisdictions)[log["place"][rows]]
    inside = np.flatnonzero(where == jurisdiction)
    if jurisdiction < 0 or not inside.size:
        return None, story.last
    if inside[-1] == len(rows) - 1:
        return story.closed, story.last
    row = int(rows[inside[-1] + 1])
    return int(log["time"][row]), row


def left_before(story: Story, agency: int, row: int) -> int | None:
    """When a case had last left an agency's area by a row at which it is elsewhere; None if it had not been there."""
    plan, log = story.plan, story.log
    rows = np.flatnonzero((log["case"] == story.case) & (log["place"] >= 0))
    rows = rows[rows <= row]
    where = np.array(plan.position_jurisdictions)[log["place"][rows]]
    inside = np.flatnonzero(where == plan.agencies[agency].jurisdiction)
    if not inside.size or inside[-1] == len(rows) - 1:
        return None
    return int(log["time"][rows[inside[-1] + 1]])


def _weight(story: Story, hop: Hop) -> int:
    """With how much an item counts at the end of its way, in millionths."""
    if hop.ended >= 0:
        return round(float(story.log["value"][hop.ended]) * MICRO)
    fidelity = 1.0 if hop.link < 0 else story.plan.links[hop.link].fidelity
    return round(int(story.log.items["weight"][hop.item]) * fidelity)
