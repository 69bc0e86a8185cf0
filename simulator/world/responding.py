"""What agencies do beyond stopping a case, as the engine knows it."""

from __future__ import annotations

from collections import Counter

from simulator.scenario.schema import Agency
from simulator.world.address import name_address
from simulator.world.plan import MICRO, ShadowPlan, YieldPlan


def compile_exploitation(agency: Agency) -> tuple[YieldPlan, ...]:
    """What stopped cases tell an agency."""
    alike: Counter[str] = Counter()
    plans = []
    for terms in agency.exploitation:
        # Numbered among its like alone, so that what else is learnt leaves its draws as they are.
        number = alike[terms.about]
        alike[terms.about] += 1
        plans.append(
            YieldPlan(
                address=name_address("exploitation", terms.about, number),
                about=terms.about,
                probability=terms.probability,
                delay=terms.delay,
                evidence=round(terms.evidence * MICRO),
                valid_for=None if terms.valid_for is None else round(terms.valid_for),
                times_shadowed=terms.times_shadowed,
            )
        )
    return tuple(plans)


def compile_shadowing(agency: Agency) -> ShadowPlan | None:
    """How an agency lets cases run."""
    terms = agency.controlled_delivery
    return None if terms is None else ShadowPlan(terms.share, terms.lost)
