"""docs/kinds.md: what `simulator/scenario/defaults.yaml` says, and what injects can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docs.refresh import DOCS, Written
from simulator.scenario.changeable import CHANGEABLE, PER_THREAT, SWITCHES
from simulator.scenario.defaults import EVERY_KIND, KIND_KEY, LIBRARY, flat
from simulator.scenario.schema.conditions import EVENTS
from simulator.scenario.source import read_document

REMARKS = frozenset({"status", "note", "source"})

HEAD = """\
# Kinds and their default values

Written by `python -m docs` from `simulator/scenario/defaults.yaml`; change that file, not this page.

The `kind` of an entity (of a flow: its `threat`) says what a value is that the scenario leaves out: the
kind's, else that of any kind. All of them are assumed orders of magnitude for an exercise and no
measurements: replace what matters. A kind that is neither here nor in the scenario's own `kinds` has the
values of any kind only, and a warning (W609) says so.
"""

ACTIONS = {
    "change": (
        "one value becomes another",
        "{change: controls.north_gate_lane.examine, to: 0.2, for: 10 d}",
    ),
    "open": ("something works (again)", "{open: links.customs_to_police}"),
    "close": ("something stops working", "{close: links.customs_to_police, for: 7 d}"),
    "add_teams": ("an agency has more response teams", "{add_teams: borin_drug_police, n: 2, for: 14 d}"),
    "tip": (
        "an agency is handed an item of evidence",
        "{tip: {agency: borin_drug_police, about: cell, flow: heroin_north, evidence: 0.5, valid_for: 30 d}}",
    ),
    "message": (
        "a role is told something; nothing changes",
        "{message: {to: police_desk, text: The strike may last.}}",
    ),
}
"""Action of an inject -> what it does, and one that the scenario two_borders could have."""
CONDITIONS = {
    "event": (
        "so many events of a kind have happened, of an agency, control, flow, link or place where it is named",
        "{event: detected, agency: arda_customs, count: 3}",
    ),
    "belief": (
        "an agency believes so much in some case of a flow under way",
        "{belief: {agency: borin_drug_police, flow: heroin_north, at_least: 0.5}}",
    ),
    "queue": (
        "so many wait for analysts (`agency`), bays (`control`), room (`link`) or teams (`requests_at`)",
        "{queue: {agency: arda_customs, at_least: 10}}",
    ),
    "metric": (
        "a count, payload or rate of a flow, or of all, has come so far",
        "{metric: interdiction_rate, flow: heroin_north, at_least: 0.3}",
    ),
    "inject": ("another inject has fired", "{inject: strike}"),
    "decision": (
        "a decision has been taken in a certain way",
        "{decision: share_directly, option: direct}",
    ),
    "time": ("it is so late", "{time: D+5}"),
    "all": ("all of several conditions hold", "{all: [{inject: strike}, {time: D+12}]}"),
    "any": ("any of several conditions holds", "{any: [{event: escaped}, {time: D+12}]}"),
    "not": ("a condition does not hold", "{all: [{time: D+12}, {not: {event: escaped}}]}"),
}
"""Condition of an inject -> when it holds, and one that the scenario two_borders could have."""

NAMES = """\
## How things are named

`--set PATH=VALUE` changes one value of a scenario for one run; PATH is SECTION.ID.KEY, such as
`flows.heroin_north.cells`. Positions in lists, which messages show as `flows[0]`, are no names: write the
`id`. Deeper keys follow after dots (`flows.heroin_north.arrivals.poisson`).

A leg needs no `id`: it is called FROM_to_TO after its two ends, in `--set` and in injects alike. The time
that the leg from `north_gate` to `oster` takes is `legs.north_gate_to_oster.duration`. Where a leg has an
`id`, that is its name.

## What D+0 means

`D+0` is the date of `scenario.start` in `scenario.timezone`, whatever the hour; `D+3 06:00` is six in the
morning there, three dates later. `D+3` alone is the time of day at which the scenario starts. With `start:
2031-03-03T22:00Z` and `timezone: Asia/Tashkent` (UTC+5) the scenario begins at 03:00 on 4 March, so `D+0` is
4 March, and `D+0 02:00` lies before the start.
"""


def written() -> Written:
    """The page."""
    yield DOCS / "kinds.md", page().encode()


def page() -> str:
    """The text of docs/kinds.md."""
    library = read_document(LIBRARY).data
    tables = [line for section, kinds in library.items() for line in _section(section, kinds)]
    return "\n".join([HEAD, *tables, NAMES, *_actions()])


def _section(section: str, kinds: Mapping[str, Any]) -> list[str]:
    lines = [f"## {section} (`{KIND_KEY[section]}`)", ""]
    if EVERY_KIND in kinds:
        everywhere = kinds[EVERY_KIND]
        lines += [f"Any: {everywhere['note']}.", "", "| key | value for any kind |", "|---|---|"]
        lines += [f"| `{key}` | `{value}` |" for key, value in _values(everywhere)] + [""]
    differs = "what differs from any kind" if EVERY_KIND in kinds else "values"
    lines += [f"| kind | what it is | {differs} |", "|---|---|---|"]
    for name, kind in kinds.items():
        if name != EVERY_KIND:
            values = "<br>".join(f"`{key}: {value}`" for key, value in _values(kind))
            lines.append(f"| `{name}` | {kind['note']} | {values} |")
    return [*lines, ""]


def _values(kind: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(".".join(path), _written(value)) for path, value in flat(kind) if path[0] not in REMARKS]


def _written(value: Any) -> str:
    """A value as a scenario could have it."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_written(part)}' for key, part in value.items())}}}"
    return str(value)


def _actions() -> list[str]:
    lines = ["## Actions of injects", "", "| action | what it does | example |", "|---|---|---|"]
    lines += [f"| `{verb}` | {what} | `{example}` |" for verb, (what, example) in ACTIONS.items()]
    lines += [
        "",
        "`change` takes `to: VALUE`, or `times: 1.5` (what holds is multiplied), or `by: 2` (it is added; `by: -2` is "
        "taken off). A share ends at 1, and nothing falls below 0.",
    ]
    lines += [
        "",
        "An inject fires `at` a moment, or once `when` a condition comes true (and `delay` later):",
        "",
    ]
    lines += ["| condition | holds when | example |", "|---|---|---|"]
    lines += [f"| `{key}` | {what} | `{example}` |" for key, (what, example) in CONDITIONS.items()]
    lines += ["", f"Kinds of event: {', '.join(EVENTS)}."]
    lines += ["", "Without `for` an action is for good. A `tip` takes none: its item counts for `valid_for`."]
    lines += [
        "",
        f"`open` and `close` take SECTION.ID of {_listed(SWITCHES)}. `change` takes SECTION.ID.KEY:",
        "",
    ]
    lines += ["| section | keys that may change |", "|---|---|"]
    for section, keys in CHANGEABLE.items():
        full = (f"{key}.THREAT" if key in PER_THREAT else key for key in keys)
        lines.append(f"| {section} | {', '.join(f'`{key}`' for key in full)} |")
    return [*lines, ""]


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
