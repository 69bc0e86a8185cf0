"""What could have been different for one case: one change of the plan each, derived from what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is changed, by the key that names it in results."""

    # Sharing
    WILLING = "willing"
    CLEARANCE = "clearance"
    CLOCK = "clearance_clock"
    TRANSIT = "transit"
    RELIABLE = "reliable"
    CAPACITY = "capacity"
    FIDELITY = "fidelity"
    ONWARD = "onward"
    CONSENT = "consent"
    LINK_OPEN = "link_open"
    UNASKED = "unasked"
    WHATEVER_BELIEF = "whatever_belief"
    NO_LEAK = "no_leak"
    PURSUIT = "pursuit"
    NEW_LINK = "new_link"
    CONSULT = "consult"
    # Looking
    EXAMINE = "examine"
    FIND = "find"
    NEVER_WAVED = "never_waved_through"
    INCORRUPT = "incorrupt"
    WATCH = "watch"
    SEIZE = "seize"
    CONTROL_OPEN = "control_open"
    REPORT = "report_delay"
    WEIGHT = "evidence"
    HOLD = "hold"
    # Weighing and acting
    ANALYSTS = "analysts"
    TRIAGE = "triage"
    LOOKOUT_AT = "lookout_at"
    LOOKOUT_DELAY = "lookout_delay"
    ACT_AT = "act_at"
    RESPONSE = "response"
    TEAMS = "teams"
    SUCCESS = "success"
    STOP_AT_ONCE = "stop_at_once"
    # The exercise
    INJECT = "inject"
    DECISION = "decision"
    # What a caught case hung on
    NO_LINK = "without_link"
    NO_CONTROL = "without_control"
    NO_TEAMS = "without_teams"
    NO_LOOKOUTS = "without_lookouts"
    NO_PRIOR = "without_prior_knowledge"
    SLOWER_CLEARANCE = "slower_clearance"
    SLOWER_RESPONSE = "slower_response"


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that could have been different.

    Attributes:
        kind: What.
        index: Of the link, control, agency or inject that it is about.
        other: Of a second one: the receiver of a new link, whose lookouts are consulted, which option is taken,
            which flow a control is bribed by, which prior knowledge of the flow `index` is not there.
        actual: How it was, where it is a quantity (seconds, counts, units of evidence, a factor).
        values: What is tried, the least change first; empty where there is nothing to measure.
    """

    kind: Kind
    index: int
    other: int = -1
    actual: float = 0.0
    values: tuple[float, ...] = ()

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from others."""
        return self.kind.value, self.index, self.other


_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_DURATIONS = (
    0, *(n * _MINUTE for n in (5, 10, 15, 20, 30, 45, 60, 90)),
    *(n * _HOUR for n in (2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 24, 28, 32)),
    *(n * _HOUR for n in (36, 42, 48, 54, 60, 66)),
    *(n * _DAY for n in (3, 3.5, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 21, 25, 30, 40, 50, 60)),
)  # fmt: skip
_COUNTS = (1, 2, 3, 4, 6, 8, 12)
_FACTORS = (1.25, 1.5, 2, 3, 4, 5, 7, 10)


def shorter(actual: float) -> tuple[float, ...]:
    """Round durations below an actual one, the longest first."""
    return tuple(float(one) for one in reversed(_DURATIONS) if one < actual)


def longer(most: float) -> tuple[float, ...]:
    """Round durations up to one, the shortest first."""
    return tuple(float(one) for one in _DURATIONS if 0 < one <= most)


def more() -> tuple[float, ...]:
    """Numbers of people or teams to add, the fewest first."""
    return tuple(float(one) for one in _COUNTS)


def multiplied() -> tuple[float, ...]:
    """Factors, the smallest first."""
    return tuple(float(one) for one in _FACTORS)


def lower(actual: float, least: float) -> tuple[float, ...]:
    """Steps of 0.05 below a threshold, down to a belief that was reached, the highest first."""
    return tuple(step / 20 for step in range(round(actual * 20), 0, -1) if least - 0.05 < step / 20 < actual)


def higher(actual: float, most: float) -> tuple[float, ...]:
    """Steps of 0.05 above a weight, the lowest first."""
    return tuple(step / 20 for step in range(1, round(most * 20) + 1) if actual < step / 20)
