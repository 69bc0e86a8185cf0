"""A story can be told of every case of any world: in order of time, to its end, and why it ended so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from simulator.analysis.cases import OPEN
from simulator.analysis.columns import Columns
from simulator.analysis.story import Chosen, Fate, How, late, tell
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.experiment.whatif.candidates import candidates
from simulator.experiment.whatif.changing import apply
from simulator.report.story import as_json, told
from simulator.scenario.load import load_scenario
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan
from simulator.world.plan import Plan
from tests.property.full_worlds import full_worlds
from tests.property.worlds import World, drawn, plan_of, play

GOLDEN = Path(__file__).parents[1] / "golden"
BELIEVED = (Event.ACTIONABLE, Event.REQUESTED, Event.LOOKOUT_SET, Event.ASKED)
ENDS = (Event.INTERDICTED, Event.DELIVERED, Event.ABORTED)


def every_story_holds(scenario: Scenario, plan: Plan, log: EventLog) -> None:
    columns = Columns.of(log)
    for case in range(len(log.cases)):
        story = tell(plan, log, case, columns)
        times = [step.time for step in story.steps]
        assert times == sorted(times)
        assert [step.time for step in story.after] == sorted(step.time for step in story.after)
        assert all(step.row <= story.last for step in story.steps)
        assert all(step.row > story.last for step in story.after)
        if story.end != OPEN:
            assert story.steps[-1].event in ENDS
            assert story.steps[-1].time == story.closed
        assert all(one.most >= one.before for one in story.holdings)
        for step in story.steps:
            if step.event in BELIEVED:  # as the engine had it
                assert step.belief == pytest.approx(step.value, abs=1e-9)
        for hop in story.hops:
            if hop.fate is Fate.COUNTED:
                assert sum(part.seconds for part in hop.parts) == hop.end - hop.time
        late(story)
        shown = told(scenario, story, Chosen(case, How.NAMED), None)
        texts = [*(line.text for line in (*shown.lines, *shown.after)), *shown.why, *shown.pending]
        assert shown.why
        for text in texts:
            assert text[0] == text[0].upper()
            assert text.endswith((".", "?", "!"))
            assert "  " not in text
            assert "nan" not in text.split()
        as_json(story, shown, None, 1)
        for lever in candidates(story):
            apply((plan, ()), lever, lever.values[-1] if lever.values else None)


@pytest.mark.parametrize("name", ["everything", "everything_noisy_or"])
def test_every_case_of_the_world_that_has_everything_has_a_story(name: str) -> None:
    scenario = load_scenario(GOLDEN / f"{name}.yaml")
    plan = build_plan(scenario)
    every_story_holds(scenario, plan, simulate(plan, 1, 0))


@settings(drawn, max_examples=30)
@given(full_worlds())
def test_every_case_of_any_world_has_a_story(world: World) -> None:
    every_story_holds(Scenario.model_validate(world), plan_of(world), play(world))
