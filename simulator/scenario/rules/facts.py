"""What several rules need to know about a scenario, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from simulator.errors import Problem, Severity
from simulator.scenario.changeable import PER_THREAT, ChangeError
from simulator.scenario.changes import Parsed, Switch, Targets, parse_change, parse_switch
from simulator.scenario.defaults import EVERY_KIND, known_kinds
from simulator.scenario.expansion import Expansion, expand
from simulator.scenario.rules.reach import Passing, passing
from simulator.scenario.schema import AddTeams, Change, Close, Open, Pool, Scenario
from simulator.scenario.schema.injects import Action, Timed
from simulator.scenario.schema.responses import HoldCase


@dataclass(frozen=True)
class Facts:
    """A scenario and what follows from it.

    Attributes:
        scenario: The scenario.
        expansion: The scenario in primitives.
        targets: What injects can change, open and close.
        passing: Where each flow can pass.
    """

    scenario: Scenario
    expansion: Expansion
    targets: Targets
    passing: Passing

    @classmethod
    def of(cls, scenario: Scenario) -> Facts:
        """Work out the facts of a scenario."""
        expansion = expand(scenario)
        return cls(scenario, expansion, Targets.of(scenario, expansion), passing(scenario))

    @cached_property
    def written_actions(self) -> Mapping[str, Action | HoldCase]:
        """Path of an action, such as injects[0].actions[1] -> the action; those of responses included."""
        found: dict[str, Action | HoldCase] = {
            f"injects[{number}].{place}": action
            for number, inject in enumerate(self.scenario.injects)
            for place, action in inject.every_action()
        }
        for number, agency in enumerate(self.scenario.agencies):
            for which, action in enumerate(agency.respond_with.actions if agency.respond_with else ()):
                found[f"agencies[{number}].respond_with.actions[{which}]"] = action
        return found

    @cached_property
    def actions(self) -> Mapping[str, Parsed | Switch | ChangeError]:
        """Path of an action -> what changes, opens or closes, or what is wrong."""
        found: dict[str, Parsed | Switch | ChangeError] = {}
        for path, action in self.written_actions.items():
            try:
                if isinstance(action, Change):
                    found[path] = parse_change(self.targets, action)
                elif isinstance(action, Open | Close):
                    found[path] = parse_switch(self.targets, action)
            except ChangeError as error:
                found[path] = error
        return found

    @cached_property
    def touched(self) -> frozenset[str]:
        """Identifiers of all that an inject or programme changes, opens or closes; parts of mechanisms included.

        What holds of these at the start may not hold later, so no warning is given about them.
        """
        done = [action for action in self.actions.values() if not isinstance(action, ChangeError)]
        return frozenset(
            name for action in done for _, name in self.expansion.affected(action.section, action.id)
        ).union(
            (action.add_teams for action in self.written_actions.values() if isinstance(action, AddTeams)),
            self.programmed,
        )

    @cached_property
    def programmed(self) -> frozenset[str]:
        """Identifiers of all that a programme changes, opens or closes."""
        return frozenset(
            _subject(action)
            for programme in self.expansion.programmes
            for step in programme.steps
            for action in step.actions
        )

    def pools_of(self, agency: str) -> tuple[Pool, ...]:
        """The pools with teams that an agency can call on."""
        return self._pools.get(agency, ())

    @cached_property
    def _pools(self) -> Mapping[str, tuple[Pool, ...]]:
        found: dict[str, tuple[Pool, ...]] = {}
        for pool in self.expansion.pools:
            for member in pool.members if pool.teams > 0 else ():
                found[member] = (*found.get(member, ()), pool)
        return found

    @cached_property
    def detections_changed(self) -> frozenset[tuple[str, str]]:
        """(Control, threat) for which an inject changes the chance of a detection."""
        detect = {control.id: control.detect for control in self.expansion.controls}
        found: set[tuple[str, str]] = set()
        for action in self.actions.values():
            if isinstance(action, Parsed) and action.section == "controls":
                key, _, threat = action.key.partition(".")
                threats = [threat] if key in PER_THREAT else detect[action.id] if key == "skill" else []
                found.update((action.id, threat) for threat in threats)
        return frozenset(found)

    def has_kind(self, section: str, kind: str) -> bool:
        """Whether the library or the scenario describes a kind, or the word claims none."""
        return kind in NO_KIND or kind in self.kinds_of(section)

    def kinds_of(self, section: str) -> frozenset[str]:
        """The kinds of a section that the library or the scenario describes."""
        own: Mapping[str, object] = getattr(self.scenario.kinds, section)
        return known_kinds(section).union(own)

    @cached_property
    def legs_from(self) -> Mapping[str, tuple[str, ...]]:
        """Place -> the places to which a leg leads from it."""
        found: dict[str, list[str]] = {}
        for leg in self.scenario.legs:
            found.setdefault(leg.from_, []).append(leg.to)
        return {place: tuple(to) for place, to in found.items()}

    def legs_hint(self, place: str) -> str:
        """Where legs lead from a place, in words."""
        to = self.legs_from.get(place, ())
        if not to:
            return f"no leg starts at {place}"
        more = f" and {len(to) - MOST_LISTED} more" if len(to) > MOST_LISTED else ""
        return f"legs from {place} lead to {', '.join(to[:MOST_LISTED])}{more}"


def _subject(action: Timed) -> str:
    match action:
        case AddTeams():
            return action.add_teams
        case Change():
            return action.change.split(".")[1]
        case Open():
            return action.open.split(".")[1]
        case Close():
            return action.close.split(".")[1]
        case _:
            return ""


MOST_LISTED = 8
NO_KIND = frozenset({EVERY_KIND, "other"})


def warning(code: str, path: str, message: str, hint: str = "") -> Problem:
    """A problem that does not stop a run."""
    return Problem(code, path, message, hint, Severity.WARNING)
