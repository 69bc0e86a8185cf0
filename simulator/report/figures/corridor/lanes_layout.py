"""Where places go in a diagram of lanes: a lane for each state, a column for each stage of the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulator.report.figures.corridor.labels import Box
from simulator.report.figures.corridor.traffic import Traffic

if TYPE_CHECKING:
    from simulator.world.plan import Plan

_PITCH: Final = 28.0
"""Least height of a row where there is room, in points."""
_PAD: Final = 14.0


@dataclass(frozen=True, slots=True)
class Lane:
    """A state's strip: its number (-1: places of none), its box, and the rows of its places, top to bottom."""

    jurisdiction: int
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """The lanes from top to bottom, and the middle of each place's mark by its number."""

    lanes: tuple[Lane, ...]
    nodes: Mapping[int, tuple[float, float]]


def lay_out(traffic: Traffic, widths: Mapping[int, float], headers: Mapping[int, float], room: Box) -> Layout:
    """Lay out the places that anything comes through.

    Args:
        traffic: The flows.
        widths: How wide the label of each place is, in points.
        headers: How high the words at the head of each lane are, by jurisdiction; it has a lane even without places.
        room: What there is for places; lanes reach as far from top to bottom.
    """
    column = stages(traffic)
    lanes = _lanes(traffic, column, headers)
    last = max(column.values(), default=0)
    step = (room[2] - room[0]) / max(last, 1)
    x = {place: room[0] + stage * step for place, stage in column.items()}
    rows = _rows(traffic, lanes, x, widths)
    counts = {lane: max((rows[place] + 1 for place in places), default=0) for lane, places in lanes.items()}
    heights = _heights(counts, headers, room[3] - room[1])
    done: list[Lane] = []
    nodes: dict[int, tuple[float, float]] = {}
    top = room[3]
    for lane, places in lanes.items():
        height = heights[lane]
        pitch = (height - _PAD) / max(counts[lane], 1)
        for place in places:
            # The label stands below its mark.
            nodes[place] = (x[place], top - _PAD / 2 - (rows[place] + 0.36) * pitch)
        done.append(Lane(lane, (room[0], top - height, room[2], top)))
        top -= height
    return Layout(tuple(done), nodes)


def stages(traffic: Traffic) -> dict[int, int]:
    """The column of each place: one after all places that lead to it, in the order in which flows reach them."""
    plan = traffic.plan
    reached = hours(traffic)
    used = [leg for leg in plan.legs if traffic.departures[:, leg.index].any()]
    order = sorted(traffic.places, key=lambda place: (reached.get(place, float("inf")), place))
    rank = {place: i for i, place in enumerate(order)}
    column = dict.fromkeys(order, 0)
    for place in order:
        for leg in used:
            if leg.origin == place and rank[leg.destination] > rank[place]:
                column[leg.destination] = max(column[leg.destination], column[place] + 1)
    return column


def hours(traffic: Traffic) -> dict[int, float]:
    """Hours from the nearest start of a flow to each place, by mean durations, where there is no waiting."""
    import heapq

    plan = traffic.plan
    starts = sorted(place for place, end in traffic.ends.items() if end == "from")
    best: dict[int, float] = {}
    waiting = [(0.0, place) for place in starts]
    while waiting:
        time, place = heapq.heappop(waiting)
        if place in best:
            continue
        best[place] = time
        stay = plan.places[place].stay
        rest = 0.0 if stay is None or place in starts else stay.mean / 3600
        for leg in plan.legs:
            if leg.origin == place and leg.destination not in best and traffic.departures[:, leg.index].any():
                heapq.heappush(waiting, (time + rest + leg.duration.mean / 3600, leg.destination))
    return best


def _lanes(traffic: Traffic, column: Mapping[int, int], headers: Mapping[int, float]) -> dict[int, list[int]]:
    """Places by jurisdiction; the one that flows reach first is the first, those without places come last."""
    by_state: dict[int, list[int]] = {}
    for place in traffic.places:
        by_state.setdefault(traffic.plan.places[place].jurisdiction, []).append(place)

    def along(jurisdiction: int) -> tuple[float, int]:
        places = by_state[jurisdiction]
        return sum(column[place] for place in places) / len(places), jurisdiction

    empty = [one for one in headers if one not in by_state]
    return {one: by_state[one] for one in sorted(by_state, key=along)} | {one: [] for one in empty}


def _rows(
    traffic: Traffic, lanes: Mapping[int, Sequence[int]], x: Mapping[int, float], widths: Mapping[int, float]
) -> dict[int, int]:
    """The row of each place in its lane: that of the place before it if its label has room there, else the next."""
    before = _before(traffic.plan, traffic)
    rows: dict[int, int] = {}
    for places in lanes.values():
        taken: list[list[int]] = []
        for place in sorted(places, key=lambda one: (x[one], one)):
            wish = max(
                (rows[one] for one in before.get(place, ()) if one in rows and one in places), default=0
            )
            order = sorted(range(len(taken)), key=lambda row: (abs(row - wish), row))
            for row in order:
                if all(
                    abs(x[place] - x[other]) > (widths[place] + widths[other]) / 2 + 8 for other in taken[row]
                ):
                    break
            else:
                row = len(taken)
                taken.append([])
            taken[row].append(place)
            rows[place] = row
    return rows


def _before(plan: Plan, traffic: Traffic) -> dict[int, list[int]]:
    before: dict[int, list[int]] = {}
    for leg in plan.legs:
        if traffic.departures[:, leg.index].any():
            before.setdefault(leg.destination, []).append(leg.origin)
    return before


def _heights(counts: Mapping[int, int], headers: Mapping[int, float], room: float) -> dict[int, float]:
    """Heights of lanes that fill the room: none lower than its header, the rest shared out by rows."""
    heads = {lane: headers.get(lane, 0.0) + _PAD for lane in counts}
    least = {lane: max(heads[lane], count * _PITCH + _PAD) for lane, count in counts.items()}
    spare = room - sum(least.values())
    rows = sum(counts.values())
    if spare > 0 and rows:
        return {lane: least[lane] + spare * count / rows for lane, count in counts.items()}
    # Rows are drawn closer rather than headers cut.
    fixed, over = sum(heads.values()), sum(least.values()) - sum(heads.values())
    share = max(0.0, room - fixed) / over if over > 0 else 0.0
    return {lane: heads[lane] + share * (least[lane] - heads[lane]) for lane in counts}
