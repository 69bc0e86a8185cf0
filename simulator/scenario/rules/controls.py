"""Rules about what controls require and do."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.rules.facts import Facts


def lists_need_no_search(facts: Facts) -> Iterator[Problem]:
    """A control that requires a lookout finds by comparing with a list, not by searching.

    What its kind says of searching does no harm: it is not used.
    """
    scenario = facts.scenario
    for number, control in enumerate(scenario.controls):
        if control.requires is None:
            continue
        for key in ("detect", "detect_flagged"):
            if getattr(control, key) and ("controls", number, key) not in scenario.origins:
                message = f"{control.id} requires a lookout, so {key} means nothing there"
                hint = "match is its chance to recognise a case; threats says which threats it is for"
                yield Problem("E320", f"controls[{number}].{key}", message, hint)


RULES = (lists_need_no_search,)
