"""What can be measured of a run, by name: what targets and conditions may speak of.

The numbers themselves come from the event log (`simulator.analysis.metrics`); a test holds the two lists together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ALL: Final = "all"
SHARE: Final = "share"
_WITHIN: Final = (6, 12, 24, 48, 96, 168)


def _within(milestone: str) -> str:
    return " ".join(f"{milestone}_within_{hours}_h" for hours in _WITHIN)


# Kinds of subject -> unit ("" where it depends on the subject) -> names.
_NAMES: Final[tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]] = (
    (
        ("flow", ALL),
        {
            "cases": "launched interdicted delivered aborted open",
            SHARE: "interdiction_rate interdiction_rate_closed detected_share never_actionable_share payload_rate "
            "cooperation_enabled_share cooperation_enabled_domestic cooperation_enabled_cross_border "
            "cooperation_enabled_mechanism cooperation_enabled_rate lead_time_at_least_6_h "
            f"{_within('detected')} {_within('actionable')} {_within('interdicted')}",
            "": "payload_launched payload_interdicted payload_delivered payload_aborted payload_open "
            "value_denied",
            "h": "lead_time_median_hours",
        },
    ),
    (
        ("flow",),
        {
            SHARE: "displacement displacement_by_chance rerouted_share",
            "cases": "deterred rerouted further_carriers retries copies started_by_others",
            "": "payload_deterred",
            "times": "lay_low",
            "routes": "routes_in_use",
        },
    ),
    (("outcome",), {"cases": "followed", SHARE: "followed_share", "h": "followed_hours"}),
    (("route",), {"cases": "launched", SHARE: "early_share late_share"}),
    (
        ("agency",),
        {
            "items": "items_reported items_received false_leads items_exploited",
            "cases": "shadowed shadow_lost controlled_deliveries",
            "h": "triage_wait_hours team_wait_hours",
            SHARE: "triage_waiting_share utilisation response_success_rate team_utilisation "
            "controlled_delivery_share acted_success_rate",
            "lookouts": "lookouts",
            "responses": "responses escaped stood_down acted",
            "requests": "requests_dropped",
        },
    ),
    (("agency", ALL), {"": "cost"}),
    (
        ("pool",),
        {
            "responses": "responses",
            "times": "mobilised",
            "h": "mobilisation_hours team_wait_hours",
            SHARE: "team_utilisation",
        },
    ),
    (
        ("control",),
        {
            "cases": "examined detected missed waved_through announced let_pass",
            "factor": "skill_at_end",
            "items": "false_alarms innocent_stopped traffic_examined traffic_waved_through",
            "holds": "held confirmed released",
            SHARE: "ppv confirmed_share",
            "h": "traffic_wait_mean_hours traffic_wait_p95_hours hold_hours innocent_held_hours "
            "traffic_hours_lost notice_hours",
        },
    ),
    (("mechanism",), {"interdictions": "interdictions_credited"}),
    (("inject",), {SHARE: "inject_fired", "h": "inject_fired_hours"}),
    (("decision",), {SHARE: "option_taken", "": "decision_cost"}),
    ((ALL,), {"": "decision_cost"}),
    (
        ("link",),
        {
            "items": "offered withheld barred lost delivered records_per_interdiction leaked leaked_given_up "
            "leaked_lay_low leaked_source_lost",
            "h": "delay_hours delay_clearance_hours delay_queue_hours delay_transit_hours delay_triage_hours "
            "consent_hours reply_hours",
            "interdictions": "interdictions_credited",
            "cases": "handed_over",
            "questions": "asked answered nothing_known refused questions_lost",
            SHARE: "answered_share",
            "requests": "consent_asked consent_given consent_refused",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured.

    Attributes:
        name: As in metrics.csv.
        units: Kind of subject ("flow", "agency", ..., "all") -> unit; empty where it depends on the subject.
    """

    name: str
    units: Mapping[str, str]


def _measures() -> dict[str, Measure]:
    units: dict[str, dict[str, str]] = {}
    for kinds, by_unit in _NAMES:
        for unit, names in by_unit.items():
            for name in names.split():
                units.setdefault(name, {}).update(dict.fromkeys(kinds, unit))
    return {name: Measure(name, kinds) for name, kinds in units.items()}


MEASURES: Final[Mapping[str, Measure]] = _measures()
