"""Objectives: which metric a target means, and in how many runs it is met."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.intervals import wilson
from simulator.analysis.metrics import METRICS, Meter
from simulator.analysis.metrics.targets import METRICS as OF_TARGETS
from simulator.experiment import replicate
from simulator.experiment.objectives import attainability
from simulator.scenario.load import load_scenario
from simulator.scenario.measures import MEASURES
from simulator.world.compile import build_plan
from tests.property.worlds import World
from tests.unit.engine_worlds import control, flow, line, story
from tests.unit.small import codes, errors, small, warnings

ROOT = Path(__file__).parents[2]


def objective(*targets: dict[str, Any], name: str = "goal") -> dict[str, Any]:
    return {"id": name, "objective": "Stop it", "targets": list(targets)}


def aims(*targets: dict[str, Any]) -> dict[str, Any]:
    return small(objectives=[objective(*targets)])


# --- what can be a target


def test_targets_can_name_every_metric() -> None:
    """A metric that is new must be entered in simulator/scenario/measures.py."""
    own = {metric.name for metric in OF_TARGETS}
    assert {metric.name for metric in METRICS} - own == set(MEASURES)


@pytest.mark.parametrize("name", ["two_borders", "northern_route"])
def test_metrics_have_the_subjects_and_units_that_targets_are_checked_against(name: str) -> None:
    plan = build_plan(load_scenario(ROOT / f"scenarios/{name}.yaml"))
    columns = [one for one in Meter(plan).columns if one.metric in MEASURES]
    assert columns
    for column in columns:
        units = MEASURES[column.metric].units
        kind = column.subject.partition(":")[0]
        assert kind in units, column
        assert units[kind] in ("", column.unit), column


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"metric": "interdiction_rat", "at_least": 0.2}, [("E201", "objectives[0].targets[0].metric")]),
        ({"metric": "lead_time_hours", "at_least": 6}, [("E204", "objectives[0].targets[0].metric")]),
        (
            {"metric": "interdicted", "statistic": "p95", "at_least": 6},
            [("E320", "objectives[0].targets[0].statistic")],
        ),
        ({"metric": "lead_time_hours", "statistic": "p5", "at_least": 6},
         [("E320", "objectives[0].targets[0].statistic")]),
        ({"metric": "triage_wait_hours", "at_most": 6}, [("E204", "objectives[0].targets[0].metric")]),
        ({"metric": "triage_wait_hours", "subject": "agency:custom", "at_most": 6},
         [("E201", "objectives[0].targets[0].subject")]),
        ({"metric": "launched", "subject": "agency:customs", "at_most": 6},
         [("E201", "objectives[0].targets[0].subject")]),
        ({"metric": "launched"}, [("E301", "objectives[0].targets[0]")]),
        ({"metric": "launched", "at_least": 3, "at_most": 2}, [("E301", "objectives[0].targets[0]")]),
        ({"metric": "launched", "at_least": "many"}, [("E301", "objectives[0].targets[0].at_least")]),
        ({"metric": "launched", "at_least": 3, "at_mst": 2}, [("E202", "objectives[0].targets[0].at_mst")]),
    ],
)  # fmt: skip
def test_a_target_that_means_nothing_is_refused(
    target: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(errors(aims(target))) == expected


def test_a_misspelt_metric_or_subject_is_guessed() -> None:
    (metric,) = errors(aims({"metric": "interdiction_rat", "at_least": 0.2}))
    assert metric.hint == 'did you mean "interdiction_rate"?'
    (subject,) = errors(aims({"metric": "utilisation", "subject": "custums", "at_most": 0.9}))
    assert subject.hint == 'did you mean "customs"?'


@pytest.mark.parametrize(
    ("target", "subject", "metric"),
    [
        ({"metric": "interdiction_rate"}, "all", "interdiction_rate"),
        ({"metric": "lead_time_hours", "statistic": "median"}, "all", "lead_time_median_hours"),
        ({"metric": "lead_time_median_hours"}, "all", "lead_time_median_hours"),
        ({"metric": "traffic_wait_hours", "statistic": "p95", "subject": "lane"}, "control:lane",
         "traffic_wait_p95_hours"),
        ({"metric": "delivered", "subject": "tell"}, "link:tell", "delivered"),
        ({"metric": "delivered", "subject": "flow:heroin"}, "flow:heroin", "delivered"),
        ({"metric": "early_share", "subject": "route:heroin/1"}, "route:heroin/1", "early_share"),
    ],
)  # fmt: skip
def test_a_target_names_its_metric_and_subject(target: dict[str, Any], subject: str, metric: str) -> None:
    scenario = aims(target | {"at_least": 0.5})
    plan = build_plan(load(scenario))
    ((aim,),) = (one.targets for one in plan.objectives)
    assert (aim.metric, aim.subject, aim.at_least, aim.at_most) == (metric, subject, 0.5, None)


def load(data: dict[str, Any]) -> Any:
    from simulator.scenario.load import build

    return build(data)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"metric": "interdiction_rate", "at_least": 1.2}, "W620"),
        ({"metric": "interdicted", "at_most": -1}, "W620"),
        ({"metric": "interdicted", "at_least": 0}, "W621"),
        ({"metric": "interdiction_rate", "at_most": 1}, "W621"),
        ({"metric": "traffic_wait_hours", "statistic": "mean", "subject": "wiretap", "at_most": 3}, "W622"),
        ({"metric": "value_denied", "at_least": 3}, "W622"),
        ({"metric": "held", "subject": "lane", "at_least": 3}, "W622"),
        ({"metric": "announced", "subject": "lane", "at_least": 3}, "W622"),
        ({"metric": "consent_asked", "subject": "tell", "at_most": 3}, "W622"),
        ({"metric": "copies", "subject": "heroin", "at_most": 3}, "W622"),
        ({"metric": "rerouted_share", "subject": "heroin", "at_most": 0.5}, "W622"),
    ],
)
def test_a_bar_that_tests_nothing_is_doubted(target: dict[str, Any], code: str) -> None:
    data = aims(target)
    data["links"] = [{**link, "onward": "free"} for link in data["links"]]
    data["flows"] = [{**flow, "routes": {"choice": "shortest"}} for flow in data["flows"]]
    found = warnings(data)
    assert [problem.code for problem in found if problem.path.startswith("objectives")] == [code]


def test_sensible_targets_raise_no_doubt() -> None:
    data = aims({"metric": "interdiction_rate", "at_least": "25 %"}, {"metric": "interdicted", "at_most": 30})
    assert warnings(data) == warnings(small())


def test_lead_time_cannot_be_observed_where_nobody_can_act() -> None:
    data = aims({"metric": "lead_time_hours", "statistic": "median", "at_least": 6})
    data["agencies"] = [agency | {"teams": 0} for agency in data["agencies"]]
    assert "W622" in [problem.code for problem in warnings(data)]


def test_an_inject_that_misspells_its_objective_is_doubted() -> None:
    data = aims({"metric": "interdicted", "at_least": 1})

    def found(text: str) -> list[str]:
        data["injects"] = [{"id": "i", "at": "D+1", "objective": text}]
        return [problem.code for problem in warnings(data) if problem.path == "injects[0].objective"]

    assert [found(text) for text in ("goal", "gaol", "To see whether they phone")] == [[], ["W624"], []]


# --- what becomes of it


def world(*targets: dict[str, Any], examine: float = 0.5) -> World:
    return line(
        controls=(control(examine=examine, seize=1.0),),
        flows=(flow(at=tuple(range(4))),),
    ) | {"objectives": [objective(*targets), objective(*targets[:1], name="half")]}


def test_a_target_is_met_as_often_as_its_metric_says() -> None:
    study = replicate(
        load(world({"metric": "interdicted", "at_least": 2}, {"metric": "delivered", "at_most": 2})), 40, 3
    )
    stopped = study.measures.of("interdicted")
    assert 0 < np.sum(stopped >= 2) < 40
    both, half = study.objectives
    met = float(np.mean(stopped >= 2))
    assert half.met == half.targets[0].met == wilson(met * 40, 40)
    assert both.met.mean == pytest.approx(met)
    assert both.targets[0].observed.mean == 1
    assert both.targets[0].median == np.median(stopped)


def test_an_objective_is_attained_only_where_all_its_targets_are() -> None:
    study = replicate(
        load(world({"metric": "interdicted", "at_least": 2}, {"metric": "interdicted", "at_most": 1})), 20, 3
    )
    both, half = study.objectives
    assert both.met.mean == 0
    assert 0 < both.targets[0].met.mean < 1
    assert both.targets[0].met.mean + both.targets[1].met.mean == pytest.approx(1)
    assert half.met.mean == both.targets[0].met.mean


def test_what_cannot_be_observed_is_not_met() -> None:
    study = replicate(load(world({"metric": "ppv", "subject": "lane", "at_least": 0.5}, examine=0.2)), 40, 3)
    ((target,), _) = (one.targets for one in study.objectives)
    seen = np.isfinite(study.measures.of("ppv", "control:lane"))
    assert 0 < seen.sum() < 40
    assert target.observed.mean == target.met.mean == pytest.approx(seen.mean())
    assert target.median == 1


def test_a_metric_that_no_run_has_is_never_observed() -> None:
    study = replicate(load(world({"metric": "value_denied", "at_least": 1})), 5, 3)
    target = study.objectives[0].targets[0]
    assert (target.met.mean, target.observed.mean, target.unit) == (0, 0, "")
    assert math.isnan(target.median)


def test_objectives_change_nothing_in_the_simulated_world() -> None:
    plain = world({"metric": "interdicted", "at_least": 2})
    assert story(plain) == story({**plain, "objectives": []})


def test_attainability_follows_from_the_measures_alone() -> None:
    study = replicate(load(world({"metric": "interdicted", "at_least": 2})), 10, 3)
    assert attainability(study.plan.objectives, study.measures) == study.objectives
