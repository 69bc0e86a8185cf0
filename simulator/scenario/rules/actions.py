"""Rules about what injects do."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import Problem
from simulator.scenario.changeable import ChangeError
from simulator.scenario.rules.facts import Facts
from simulator.scenario.schema import Flow, Tip
from simulator.scenario.schema.injects import Timed


def actions_can_be_done(facts: Facts) -> Iterator[Problem]:
    """A change names a value that may change and gives one that fits; what opens or closes exists."""
    for path, action in facts.actions.items():
        if isinstance(action, ChangeError):
            code = "E301" if action.key in {"to", "times", "by"} else "E209"
            yield Problem(code, f"{path}.{action.key}", action.message, action.hint)


def actions_last(facts: Facts) -> Iterator[Problem]:
    """An action that is undone at once does nothing."""
    for path, action in facts.written_actions.items():
        if isinstance(action, Timed) and action.for_ is not None and round(action.for_) <= 0:
            message = "it must last longer than 0"
            yield Problem("E303", f"{path}.for", message, "leave it out: for good")


def tips_are_about_someone(facts: Facts) -> Iterator[Problem]:
    """A tip about a cell or subject names one that exists."""
    flows = {flow.id: flow for flow in facts.scenario.flows}
    for path, action in facts.written_actions.items():
        if not isinstance(action, Tip):
            continue
        last = _last_number(flows[action.tip.flow], action.tip.about)
        if last is not None and action.tip.number > last:
            tip = action.tip
            message = f"{tip.flow} has no {tip.about} number {tip.number}: there are {last}"
            yield Problem("E310", f"{path}.tip.number", message)


def _last_number(flow: Flow, about: str) -> int | None:
    if about == "cell":
        return flow.cells
    if about == "subject" and flow.subjects is not None:
        return flow.cells * flow.subjects
    return None


RULES = (actions_can_be_done, actions_last, tips_are_about_someone)
