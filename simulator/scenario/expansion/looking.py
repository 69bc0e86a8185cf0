"""Controls that mechanisms make, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from simulator.scenario.defaults import leaves
from simulator.scenario.expansion.result import Ground
from simulator.scenario.schema import Agency, Control
from simulator.scenario.schema.mechanisms import Arrangement


def responsible(
    members: Iterable[str], jurisdiction: str | None, agencies: Iterable[Agency]
) -> tuple[str, ...]:
    """The members that have a jurisdiction; rules refuse a scenario in which that is not exactly one."""
    areas = {agency.id: agency.jurisdiction for agency in agencies}
    return tuple(one for one in members if jurisdiction is not None and areas.get(one) == jurisdiction)


def screener(mechanism: Arrangement, place: str, ground: Ground) -> str:
    """The member that compares names at a place; any where nobody is responsible, which rules refuse."""
    area = next(one.jurisdiction for one in ground.scenario.places if one.id == place)
    return next(iter(responsible(mechanism.members, area, ground.agencies)), mechanism.members[0])


def listed_control(mechanism: Arrangement, part: str, **values: Any) -> Control:
    """A control that compares names with lists."""
    return control_of(
        mechanism, part, "screening", requires="lookout", detect={}, detect_flagged=None, **values
    )


def control_of(mechanism: Arrangement, part: str, kind: str, **values: Any) -> Control:
    """A control that a mechanism makes: as its kind usually is, with the given values.

    Args:
        mechanism: What makes it.
        part: What tells it apart, in its identifier, from what else the mechanism makes.
        kind: Of the control.
        values: Its own, its name among them.
    """
    own: dict[str, Any] = {
        "id": f"{mechanism.id}_{part}",
        "open": mechanism.open,
        "status": mechanism.status,
        "source": mechanism.source,
    }
    # The values were checked when the scenario was read.
    return _typical(kind).model_copy(update={"at": None, **own, **values})


@cache
def _typical(kind: str) -> Control:
    """A control as the defaults of its kind describe it."""
    usual = {leaf.path[0]: leaf.value for leaf in leaves("controls", kind)}
    return Control.model_validate({"id": kind, "kind": kind, "at": "-", "agency": "-", **usual})
