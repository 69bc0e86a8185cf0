"""A story as one JSON object: identifiers and numbers beside the sentences."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.analysis.story import Step, verdict
from simulator.analysis.story.choosing import END_NAMES
from simulator.experiment.whatif.changing import section_of
from simulator.report.story.sentences import is_told

if TYPE_CHECKING:
    from simulator.analysis.story import Story
    from simulator.experiment.whatif import Lever, WhatIf
    from simulator.report.story.told import Line, Told


def as_json(story: Story, shown: Told, found: WhatIf | None, seed: int) -> dict[str, Any]:
    """The story as one object: identifiers and numbers beside the sentences.

    Times are seconds from the scenario's start; `elapsed_seconds` count from the beginning of the case.
    """
    plan, log = story.plan, story.log
    return {
        "scenario": plan.scenario_id,
        "seed": seed,
        "replication": log.replication,
        "case": story.label,
        "flow": plan.flows[story.flow].id,
        "payload": float(story.record["payload"]),
        "unit": plan.flows[story.flow].unit,
        "launched": story.launched,
        "end": END_NAMES[story.end].replace(" ", "_"),
        "ended": story.closed if story.end else None,
        "verdict": verdict(story).value,
        "chosen": shown.chosen,
        "steps": [_step(story, step, line) for step, line in _pairs(story.steps, shown.lines)],
        "after": [_step(story, step, line) for step, line in _pairs(story.after, shown.after)],
        "pending": list(shown.pending),
        "knowledge": [
            {
                "agency": plan.agencies[one.agency].id,
                "before": one.before,
                "most": one.most,
                "at": one.at,
                "last": one.last,
                "on_case": one.on_case,
                "act_at": one.act_at,
                "lookout_at": one.lookout_at,
            }
            for one in story.holdings
        ],
        "why": list(shown.why),
        "what_if": None if found is None else _what_if(story, shown, found),
    }


def _pairs(steps: tuple[Step, ...], lines: tuple[Line, ...]) -> list[tuple[Step, Line]]:
    return list(zip([step for step in steps if is_told(step)], lines, strict=True))


def _step(story: Story, step: Step, line: Line) -> dict[str, Any]:
    plan = story.plan
    columns = {
        "agency": (step.agency, plan.subjects["agency"]),
        "place": (step.place, plan.position_names),
        "control": (step.control, plan.subjects["control"]),
        "link": (step.link, plan.subjects["link"]),
    }
    found: dict[str, Any] = {
        "row": step.row,
        "seconds": step.time,
        "elapsed_seconds": line.seconds,
        "time": line.time,
        "event": step.event.name.lower(),
        "text": line.text,
    }
    found |= {name: of[index] for name, (index, of) in columns.items() if index >= 0}
    if step.hop is not None:
        found["item"] = step.item
        found["delays"] = {part.stage.name.lower(): part.seconds for part in step.hop.parts}
    if not isnan(step.belief):
        found["belief"] = step.belief
    return found


def _what_if(story: Story, shown: Told, found: WhatIf) -> dict[str, Any]:
    changes = [
        {
            "text": text,
            "changes": [
                {
                    "kind": lever.kind.value,
                    "subject": _subject(story, lever),
                    "actual": lever.actual,
                    "value": value,
                }
                for lever, value in one.changes
            ],
            "end": END_NAMES.get(one.ending.end, "not begun").replace(" ", "_"),
            "ended": one.ending.time if one.ending.time >= 0 else None,
            "others_gained": one.gained,
            "others_lost": one.lost,
        }
        for one, text in zip(found.enough, shown.enough, strict=True)
    ]
    return {
        "heading": shown.what_if,
        "enough": changes,
        "not_enough": [
            {"kind": lever.kind.value, "subject": _subject(story, lever)} for lever in found.not_enough
        ],
        "runs": found.runs,
        "complete": found.complete,
        "remarks": list(shown.remarks),
    }


def _subject(story: Story, lever: Lever) -> str:
    """What a change is about, by its identifier."""
    section = section_of(lever.kind)
    if section == "injects":
        return next(one.id for one in story.plan.injects if one.index == lever.index)
    return str(getattr(story.plan, section)[lever.index].id)
