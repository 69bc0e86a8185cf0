"""Rules about what follows interdictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.rules.facts import Facts, warning


def places_are_told_apart(facts: Facts) -> Iterator[Problem]:
    """Places of their own go by the flow, the outcome and by whom."""
    for number, flow in enumerate(facts.scenario.flows):
        own = Counter((one.outcome, one.by) for one in flow.aftermath if isinstance(one.places, int))
        for (outcome, _), count in own.items():
            if count > 1:
                message = f"{count} entries have a number of places for {outcome}"
                hint = "join them, or write the places in care and name them"
                yield Problem("E206", f"flows[{number}].aftermath", message, hint)


def care_is_used(facts: Facts) -> Iterator[Problem]:
    """Shared places serve some outcome of some flow."""
    used = {one.places for flow in facts.scenario.flows for one in flow.aftermath}
    used |= {one.places for outcomes in facts.expansion.aftermath.values() for one in outcomes}
    for number, care in enumerate(facts.scenario.care):
        if care.id not in used:
            message = f"no outcome of a flow leads to {care.id}"
            yield warning("W641", f"care[{number}]", message, f"write places: {care.id} at one of them")


RULES = (places_are_told_apart, care_is_used)
