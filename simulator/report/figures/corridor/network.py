"""Agencies and who tells whom, put together where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulator.report.figures.material import Material
    from simulator.world.plan import AgencyPlan, Plan

MOST_SINGLE: Final = 8
"""So many agencies are drawn one by one; if there are more, those of one state with one seat together."""
_HALF: Final = 0.5

LatLon = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Seat:
    """Agencies drawn as one mark.

    Attributes:
        agencies: Their numbers.
        name: What it is called.
        jurisdiction: Whose they are; -1 for none.
        shared: Whether it is a mechanism: a centre or a registry.
        lat_lon: Where it is; None where nothing says so.
    """

    agencies: tuple[int, ...]
    name: str
    jurisdiction: int
    shared: bool
    lat_lon: LatLon | None


@dataclass(frozen=True, slots=True)
class Tie:
    """All links between two seats, by their numbers; items a replication, on average."""

    ends: tuple[int, int]
    offered: float
    delivered: float

    @property
    def used(self) -> bool:
        """Whether anything came through."""
        return self.delivered > 0

    @property
    def works(self) -> bool:
        """Whether at least half of what could be passed arrived."""
        return self.used and self.delivered >= _HALF * self.offered


def seats(material: Material) -> list[Seat]:
    """The agencies that share or look, one by one if they are few, else together by state and seat."""
    plan = material.plan
    names = [one.label for one in material.scenario.jurisdictions]
    busy = {control.agency for control in plan.controls}
    busy |= {end for link in plan.links for end in (link.sender, link.receiver)}
    drawn = [agency for agency in plan.agencies if agency.index in busy]
    where = {agency.index: _location(plan, agency) for agency in drawn}
    if len(drawn) <= MOST_SINGLE:
        return [_single(agency, where[agency.index]) for agency in drawn]
    groups: dict[tuple[int, LatLon | None], list[AgencyPlan]] = {}
    found: list[Seat] = []
    for agency in drawn:
        if agency.mechanism is not None or agency.jurisdiction < 0:
            continue
        groups.setdefault((agency.jurisdiction, agency.lat_lon), []).append(agency)
    for (jurisdiction, _), members in groups.items():
        if len(members) == 1:
            found.append(_single(members[0], where[members[0].index]))
            continue
        numbers = tuple(agency.index for agency in members)
        located = middle(where[number] for number in numbers)
        found.append(Seat(numbers, names[jurisdiction], jurisdiction, shared=False, lat_lon=located))
    grouped = {number for seat in found for number in seat.agencies}
    found += [_single(agency, where[agency.index]) for agency in drawn if agency.index not in grouped]
    return found


def ties(material: Material, seats: Sequence[Seat]) -> list[Tie]:
    """The links between seats; those within one are left out."""
    plan, numbers = material.plan, material.numbers
    seat_of = {number: i for i, seat in enumerate(seats) for number in seat.agencies}
    sums: dict[tuple[int, int], list[float]] = {}
    for link in plan.links:
        one, other = seat_of.get(link.sender), seat_of.get(link.receiver)
        if one is None or other is None or one == other:
            continue
        pair = sums.setdefault((min(one, other), max(one, other)), [0.0, 0.0])
        for i, metric in enumerate(("offered", "delivered")):
            pair[i] += numbers.mean(metric, f"link:{link.id}")
    return [Tie(ends, *pair) for ends, pair in sums.items()]


def middle(points: Iterable[LatLon | None]) -> LatLon | None:
    """The middle of the points that are known: the mean direction from the middle of the earth."""
    import numpy as np

    known = [point for point in points if point is not None]
    if not known:
        return None
    lat, lon = np.radians(np.array(known)).T
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    return float(np.degrees(np.arctan2(z, np.hypot(x, y)))), float(np.degrees(np.arctan2(y, x)))


def _single(agency: AgencyPlan, where: LatLon | None) -> Seat:
    return Seat((agency.index,), agency.name, agency.jurisdiction, agency.mechanism is not None, where)


def _location(plan: Plan, agency: AgencyPlan) -> LatLon | None:
    """Its seat; else amid its controls; else amid the places of its state; else amid those it is linked with."""
    own = _own_location(plan, agency)
    if own is not None:
        return own
    partners = {link.receiver for link in plan.links if link.sender == agency.index}
    partners |= {link.sender for link in plan.links if link.receiver == agency.index}
    return middle(_own_location(plan, one) for one in plan.agencies if one.index in partners)


def _own_location(plan: Plan, agency: AgencyPlan) -> LatLon | None:
    if agency.lat_lon is not None:
        return agency.lat_lon
    own = (control.position for control in plan.controls if control.agency == agency.index)
    found = middle(place_of(plan, position) for position in own)
    if found is not None or agency.jurisdiction < 0:
        return found
    return middle(place.lat_lon for place in plan.places if place.jurisdiction == agency.jurisdiction)


def place_of(plan: Plan, position: int) -> LatLon | None:
    """Where a place is, or the middle of a leg; None where nothing says so."""
    if position < len(plan.places):
        return plan.places[position].lat_lon
    leg = plan.legs[position - len(plan.places)]
    ends = (plan.places[leg.origin].lat_lon, plan.places[leg.destination].lat_lon)
    return middle(ends)
