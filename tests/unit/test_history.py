"""The history of replications agrees with their metrics where both say the same."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.history import even_times
from simulator.analysis.history.ends import ENDS
from simulator.analysis.history.ground import GROUND
from simulator.experiment import Study, replicate
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan


@pytest.fixture(scope="module")
def study() -> Study:
    return replicate(build_plan(load_scenario("scenarios/two_borders.yaml")), 6, steps=30)


def test_a_study_keeps_no_history_unless_asked(study: Study) -> None:
    assert replicate(study.plan, 1).history is None


def test_steps_run_from_the_start_to_the_horizon() -> None:
    assert even_times(30, 3).tolist() == [0, 10, 20, 30]


@pytest.mark.parametrize("end", ENDS)
def test_the_last_step_counts_what_the_metric_counts(study: Study, end: str) -> None:
    assert study.history is not None
    number = ENDS.index(end)
    flow = f"flow:{study.plan.flows[0].id}"
    last = study.history.parts["cases"][:, 0, number, -1]
    assert last.tolist() == study.measures.of(end, flow).tolist()
    payload = study.history.parts["payload"][:, 0, number, -1]
    assert payload == pytest.approx(study.measures.of(f"payload_{end}", flow))


def test_counts_never_fall_and_ends_never_exceed_launches(study: Study) -> None:
    assert study.history is not None
    cases = study.history.parts["cases"]
    assert (np.diff(cases, axis=-1) >= 0).all()
    assert (cases[:, :, 0] >= cases[:, :, 1:].sum(axis=2)).all()


def test_the_history_is_the_same_for_any_number_of_processes(study: Study) -> None:
    other = replicate(study.plan, 6, jobs=2, steps=30).history
    assert study.history is not None
    assert other is not None
    assert all((other.parts[name] == part).all() for name, part in study.history.parts.items())


def test_interdictions_on_the_ground_add_up_to_the_metric(study: Study) -> None:
    assert study.history is not None
    ground = study.history.parts["ground"]
    flow = f"flow:{study.plan.flows[0].id}"
    counts = ground[:, 0, :, GROUND.index("interdicted")].sum(axis=1)
    assert counts.tolist() == study.measures.of("interdicted", flow).tolist()
    payload = ground[:, 0, :, GROUND.index("payload_interdicted")].sum(axis=1)
    assert payload == pytest.approx(study.measures.of("payload_interdicted", flow))


def test_cases_depart_on_legs_alone_and_no_more_set_out_than_were_launched(study: Study) -> None:
    assert study.history is not None
    departed = study.history.parts["ground"][:, 0, :, GROUND.index("departed")]
    places = len(study.plan.places)
    assert (departed[:, :places] == 0).all()
    first = [leg.position for leg in study.plan.legs if leg.origin == study.plan.flows[0].origin]
    assert 0 < departed[:, first].sum() <= study.measures.of("launched").sum()
