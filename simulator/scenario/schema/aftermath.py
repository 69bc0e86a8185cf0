"""What follows an interdiction: charges, releases, referrals, and the places there are for those in care."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from simulator.errors import shown
from simulator.scenario.distributions import DurationDist
from simulator.scenario.schema.base import AgencyId, CareId, Entity, Identifier, Part
from simulator.scenario.units import Count, Probability

_ROUNDING = 1e-9


class Care(Entity):
    """Limited places that several flows or outcomes share: a shelter, a programme, a court's calendar."""

    places: Count
    """How many there are."""
    stay: DurationDist
    """How long each case takes one."""


def _number_or_name(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    message = f"expected a number of places, or the id of a section of care; found {shown(value)}"
    raise ValueError(message)


class Outcome(Part):
    """One thing that may follow an interdiction."""

    outcome: Identifier
    """charged, released, extradited, referred_to_care, assets_recovered, returned, deported, ..."""
    probability: Probability
    """Share of the interdicted cases."""
    delay: DurationDist
    """From the interdiction on."""
    by: tuple[AgencyId, ...] | None = None
    """Only where one of these agencies interdicted; such outcomes come first, and the others share what they leave."""
    places: Annotated[CareId | Count | None, BeforeValidator(_number_or_name)] = None
    """How many cases there is room for, or the id of a section of care; any number where it is left out. A case that
    finds no room waits, the oldest first."""
    stay: DurationDist | None = None
    """How long a case takes a place, where `places` is a number."""
    otherwise: Identifier | None = None
    """What happens at once to a case that finds no room, instead of waiting."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if isinstance(self.places, int) and self.stay is None:
            message = "places need a stay: how long a case takes one"
            raise ValueError(message)
        if not isinstance(self.places, int) and self.stay is not None:
            message = "a stay goes with a number of places; that of shared places is written in care"
            raise ValueError(message)
        if self.places is None and self.otherwise is not None:
            message = (
                "otherwise says what happens where there is no room, and there is always room without places"
            )
            raise ValueError(message)
        return self


def adds_up(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Refuse outcomes whose shares exceed the whole.

    Raises:
        ValueError: they do.
    """
    for whose, total in _totals(outcomes):
        if total > 1.0 + _ROUNDING:
            message = f"the probabilities of the outcomes{whose} add up to {total:g}, more than 1"
            raise ValueError(message)
    return outcomes


def _totals(outcomes: tuple[Outcome, ...]) -> Iterator[tuple[str, float]]:
    yield "", sum(one.probability for one in outcomes if one.by is None)
    for agency in sorted({agency for one in outcomes for agency in one.by or ()}):
        yield f" by {agency}", sum(one.probability for one in outcomes if one.by and agency in one.by)


Aftermath = Annotated[tuple[Outcome, ...], AfterValidator(adds_up)]
