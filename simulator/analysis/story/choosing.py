"""Which case of a replication to tell of: the most typical, the one that nearly failed, the best cooperation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, NEVER, OPEN, Cases, case_labels
from simulator.analysis.columns import Columns
from simulator.analysis.provenance import Credit, Reach, credits
from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import can_respond
from simulator.errors import UsageError
from simulator.eventlog import Event, EventLog
from simulator.world.plan import Plan

END_NAMES: Final = {OPEN: "open", INTERDICTED: "interdicted", DELIVERED: "delivered", ABORTED: "given up"}


class How(StrEnum):
    """By what a case is chosen."""

    NAMED = "named"
    TYPICAL = "typical"
    CLOSEST_ESCAPE = "closest_escape"
    BEST_COOPERATION = "best_cooperation"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case, how it was chosen, and what spoke for it.

    Attributes:
        case: Its number in the log.
        how: By what.
        alike: Typical: how many cases of its flow ended like it, of `of`.
        of: How many cases there were to choose from.
        seconds: Closest escape: by how much a team came too late; -1 where none set out in time.
        failed: Closest escape: a team reached it and failed.
        belief: Closest escape: the belief nearest to what it takes, of `agency`.
        act_at: What it takes.
        agency: Whose team or belief; -1 for none.
        links: Best cooperation: how many links its evidence came by.
        agencies: How many agencies took part.
    """

    case: int
    how: How
    alike: int = 0
    of: int = 0
    seconds: int = -1
    failed: bool = False
    belief: float = 0.0
    act_at: float = 0.0
    agency: int = -1
    links: int = 0
    agencies: int = 0


def choose(plan: Plan, log: EventLog, how: How, columns: Columns | None = None) -> Chosen:
    """Choose a case of a replication.

    Args:
        plan: What was played.
        log: The replication.
        how: By what; not `NAMED`.
        columns: The log laid out, where the caller has it already.

    Raises:
        UsageError: If there is no such case in it.
    """
    columns = Columns.of(log) if columns is None else columns
    cases = Cases.of(log, columns)
    found = {
        How.TYPICAL: _typical,
        How.CLOSEST_ESCAPE: _closest_escape,
        How.BEST_COOPERATION: _best_cooperation,
    }[how](plan, log, columns, cases)
    if found is None:
        lacks = {
            How.TYPICAL: "no case began",
            How.CLOSEST_ESCAPE: "no case got through",
            How.BEST_COOPERATION: "no interdiction needed what agencies had shared",
        }[how]
        message = f"{lacks} in replication {log.replication}; try another with --replication"
        raise UsageError(message)
    return found


def find(plan: Plan, log: EventLog, name: str) -> Chosen:
    """The case of a name.

    Raises:
        UsageError: If there is none.
    """
    from simulator.errors import did_you_mean

    labels = case_labels(plan, log)
    if name in labels:
        return Chosen(labels.index(name), How.NAMED)
    if not labels:
        message = f"no case began in replication {log.replication}"
        raise UsageError(message)
    hint = did_you_mean(name, labels)
    examples = _examples(plan, log, labels)
    lines = [f'there is no case "{name}" in replication {log.replication}' + (f"; {hint}" if hint else "")]
    lines += [f"  cases of {flow}: {text}" for flow, text in examples]
    raise UsageError("\n".join(lines))


def _examples(plan: Plan, log: EventLog, labels: list[str]) -> list[tuple[str, str]]:
    """For each flow, a few names and how many there are."""
    told: list[tuple[str, str]] = []
    for flow in plan.flows:
        names = [label for label, of in zip(labels, log.cases["flow"], strict=True) if of == flow.index]
        if names:
            few = names if len(names) <= 4 else [*names[:2], "...", names[-1]]
            told.append((flow.id, f"{', '.join(few)} ({len(names)})" if len(names) > 4 else ", ".join(few)))
    return told


def _typical(plan: Plan, log: EventLog, columns: Columns, cases: Cases) -> Chosen | None:
    """Of the most frequent kind of outcome, the case whose times are nearest the medians of its kind."""
    if not cases.number.size:
        return None
    kinds = [
        (flow, end, detected < closed, actionable < closed)
        for flow, end, detected, actionable, closed in zip(
            cases.flow.tolist(),
            cases.end.tolist(),
            cases.detected.tolist(),
            cases.actionable.tolist(),
            np.minimum(cases.closed, plan.horizon).tolist(),
            strict=True,
        )
    ]
    counts = Counter(kind for kind in kinds if kind[1] != OPEN) or Counter(kinds)
    most = max(counts, key=lambda kind: (counts[kind], tuple(-int(part) for part in kind)))
    alike = np.array([i for i, kind in enumerate(kinds) if kind == most])
    distance = np.zeros(len(alike))
    for times in (cases.detected, cases.actionable, np.minimum(cases.closed, plan.horizon)):
        took = (times - cases.launched)[alike].astype(np.float64)
        known = times[alike] < NEVER
        if known.all():
            middle = float(np.median(took))
            distance += np.abs(took - middle) / max(middle, 1.0)
    best = int(alike[int(np.argmin(distance))])
    return Chosen(int(cases.number[best]), How.TYPICAL, alike=len(alike), of=len(kinds))


def _closest_escape(plan: Plan, log: EventLog, columns: Columns, cases: Cases) -> Chosen | None:
    """The delivered case that a team missed by the least time; else one that it failed to stop; else by belief."""
    lost = cases.number[cases.end == DELIVERED].tolist()
    missed = _missed_by(plan, log, columns, set(lost))
    if missed:
        seconds, case, agency = min(missed)
        return Chosen(case, How.CLOSEST_ESCAPE, of=len(lost), seconds=seconds, agency=agency)
    arrived = columns.all_of(Event.TEAM_ARRIVED)
    wanted = set(lost)
    failed = [row for row in arrived.tolist() if int(columns.case[row]) in wanted and not columns.value[row]]
    if failed:
        case, agency = int(columns.case[failed[0]]), int(columns.agency[failed[0]])
        return Chosen(case, How.CLOSEST_ESCAPE, of=len(lost), failed=True, agency=agency)
    nearest: tuple[float, int, Chosen] | None = None
    for case in lost:
        knowledge = Knowledge(plan, log, columns, case)
        closed = int(
            columns.all_of(Event.DELIVERED)[columns.case[columns.all_of(Event.DELIVERED)] == case][0]
        )
        for agency in sorted(knowledge.entries):
            if not can_respond(plan, agency):
                continue
            rows = [row for row, _, _ in knowledge.entries[agency] if row <= closed]
            belief = max((knowledge.belief(agency, row) for row in (*rows, closed)), default=0.0)
            act_at = knowledge.threshold(agency, "act_at", closed)
            gap = (act_at - belief) / act_at if act_at else 0.0
            if belief > 0 and (nearest is None or (gap, case) < nearest[:2]):
                one = Chosen(
                    case, How.CLOSEST_ESCAPE, of=len(lost), belief=belief, act_at=act_at, agency=agency
                )
                nearest = gap, case, one
    if nearest is not None:
        return nearest[2]
    return Chosen(lost[0], How.CLOSEST_ESCAPE, of=len(lost)) if lost else None


def _missed_by(plan: Plan, log: EventLog, columns: Columns, lost: set[int]) -> list[tuple[int, int, int]]:
    """By how many seconds each team came too late for one of these cases, the case, and whose team it was."""
    found: list[tuple[int, int, int]] = []
    for row in columns.all_of(Event.ESCAPED).tolist():
        case, agency = int(columns.case[row]), int(columns.agency[row])
        went = gone(plan, log, case, agency, row) if case in lost else None
        if went is not None:
            found.append((int(columns.time[row]) - went, case, agency))
    return found


def gone(plan: Plan, log: EventLog, case: int, agency: int, row: int) -> int | None:
    """When a case had left an agency's area, or ended, by a row at which its team found it gone."""
    jurisdiction = plan.agencies[agency].jurisdiction
    sent = np.flatnonzero((log["case"] == case) & (log["agency"] == agency))
    kinds = (Event.DISPATCHED, Event.REQUESTED)
    starts = [one for one in sent.tolist() if one < row and log["event"][one] in kinds]
    if not starts:
        return None
    rows = np.flatnonzero((log["case"] == case) & (log["place"] >= 0))
    for one in rows[(rows > starts[-1]) & (rows <= row)].tolist():
        if Event(log["event"][one]) in (Event.DELIVERED, Event.ABORTED, Event.INTERDICTED):
            return int(log["time"][one])
        if plan.position_jurisdictions[log["place"][one]] != jurisdiction:
            return int(log["time"][one])
    return None


def _best_cooperation(plan: Plan, log: EventLog, columns: Columns, cases: Cases) -> Chosen | None:
    """The interdiction whose evidence came by the most links, of the most agencies."""
    counted = set(cases.number.tolist())
    shared = [
        one for one in credits(plan, log, columns) if one.reach is not Reach.OWN and one.case in counted
    ]
    if not shared:
        return None
    best = max(
        shared, key=lambda one: (len(one.links), len(_taking_part(plan, log, one)), one.reach, -one.row)
    )
    agencies = len(_taking_part(plan, log, best))
    return Chosen(best.case, How.BEST_COOPERATION, of=len(shared), links=len(best.links), agencies=agencies)


def _taking_part(plan: Plan, log: EventLog, credit: Credit) -> set[int]:
    """The agencies without which an interdiction would not have been."""
    makers = {int(log.items["agency"][item]) for item in credit.items}
    ends = {end for link in credit.links for end in (plan.links[link].sender, plan.links[link].receiver)}
    return makers | ends | {credit.agency}
