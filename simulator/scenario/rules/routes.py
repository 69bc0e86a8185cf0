"""Rules about routes: destinations that can be reached, paths that exist, controls that something passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.errors import Problem, shown
from simulator.scenario.rules.facts import Facts, warning
from simulator.scenario.schema import Control


def destinations_are_reachable(facts: Facts) -> Iterator[Problem]:
    """A flow without explicit paths needs a way over the legs."""
    passing = facts.passing
    for number, flow in enumerate(facts.scenario.flows):
        if flow.routes.paths is not None or passing.from_origin.get(flow.to, 0) >> number & 1:
            continue
        message = f"no way over the legs from {flow.from_} to {flow.to}"
        ends_here = not facts.legs_from.get(flow.from_)
        hint = (
            facts.legs_hint(flow.from_) if ends_here else "legs go one way: write one back where there is one"
        )
        yield Problem("E501", f"flows[{number}].to", message, hint)


def paths_exist(facts: Facts) -> Iterator[Problem]:
    """An explicit path is a chain of legs from the flow's origin to its destination."""
    pairs = {(leg.from_, leg.to) for leg in facts.scenario.legs}
    for number, flow in enumerate(facts.scenario.flows):
        for which, path in enumerate(flow.routes.paths or ()):
            at = f"flows[{number}].routes.paths[{which}].places"
            for place, wanted, word in ((0, flow.from_, "start"), (-1, flow.to, "end")):
                if path.places[place] != wanted:
                    message = f"the path must {word} at {wanted}, found {path.places[place]}"
                    yield Problem("E502", f"{at}[{place % len(path.places)}]", message)
            for step, (start, end) in enumerate(pairwise(path.places), start=1):
                if (start, end) not in pairs:
                    message = f"there is no leg from {start} to {end}"
                    yield Problem("E502", f"{at}[{step}]", message, facts.legs_hint(start))


def controls_are_passed(facts: Facts) -> Iterator[Problem]:
    """A control where no flow can pass does nothing about any threat."""
    pairs = {(leg.from_, leg.to) for leg in facts.scenario.legs}
    for number, control in enumerate(facts.scenario.controls):
        if control.on_leg is not None and control.on_leg not in pairs:
            continue
        if not facts.passing.at(control):
            where = control.at or " - ".join(control.on_leg or ())
            message = f"no route of a flow passes {control.id}"
            yield warning("W605", f"controls[{number}]", message, f"no flow can pass {where} on its way")


def controls_find_something(facts: Facts) -> Iterator[Problem]:
    """A control that is passed should be able to find what passes."""
    for number, control in enumerate(facts.scenario.controls):
        threats = facts.passing.threats_at(control)
        hopeful = (finds(control, t) or (control.id, t) in facts.detections_changed for t in threats)
        if threats and not any(hopeful):
            message = f"{control.id} can find none of what passes: {', '.join(threats)}"
            hint = f"write detect: {{{threats[0]}: ...}}"
            taken = ("controls", number, "detect") in facts.scenario.origins
            if taken and not facts.has_kind("controls", control.kind):
                hint = f"no kind {shown(control.kind)} says what it finds: {hint}"
            yield warning("W608", f"controls[{number}].detect", message, hint)


def finds(control: Control, threat: str) -> bool:
    """Whether a control can find cases of a threat."""
    if control.requires is not None:
        return bool(control.match) and (control.threats is None or threat in control.threats)
    if control.watch is not None and not control.detect:
        return True
    skill = max(control.skill, control.growth.to if control.growth is not None else 0.0)
    unflagged = control.detect.get(threat, 0.0) * skill
    flagged = unflagged if control.detect_flagged is None else control.detect_flagged.get(threat, 0.0)
    return unflagged > 0 or flagged > 0


RULES = (destinations_are_reachable, paths_exist, controls_are_passed, controls_find_something)
