"""What analysts must expect of evidence, held against what comes in."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.experiment import replicate
from simulator.scenario.load import build
from simulator.scenario.rules.evidence import expected_evidence
from simulator.scenario.rules.facts import Facts
from tests.unit.engine_worlds import DAY, agency, control, flow, line, link
from tests.unit.small import warnings


def world(rate: str = "8 / d", **values: Any) -> dict[str, Any]:
    many = {key: value for key, value in flow().items() if key != "arrivals"}
    return line(
        agencies=(agency(analysts=1, triage="1 h"), agency("police", analysts=1, triage="1 h")),
        controls=(
            control(examine=0.5, detect={"drugs": 0.8}),
            control("eyes", at="town", agency="police", watch="1 / d", detect={}),
        ),
        links=(link("guard", "police", willingness=0.5, reliability=0.8),),
        flows=({**many, "arrivals": {"poisson": rate}, "concealment": 0.25},),
        stays={"town": "12 h"},
        horizon="60 d",
    ) | values  # fmt: skip


def expected(data: dict[str, Any]) -> dict[str, float]:
    return {agency: DAY * rate for agency, rate in expected_evidence(Facts.of(build(data))).items()}


def test_as_much_evidence_is_expected_as_comes_in() -> None:
    study = replicate(build(world()), 20)
    found = expected(world())
    for name, metrics in (("guard", ["items_reported"]), ("police", ["items_reported", "items_received"])):
        rows = sum(study.measures.of(metric, f"agency:{name}") for metric in metrics) / 60
        error = rows.std(ddof=1) / len(rows) ** 0.5
        # Those on their way at the end are missing.
        assert abs(rows.mean() - found[name]) < 4 * error + 0.02 * found[name]


def test_a_control_that_a_route_avoids_is_not_counted_on() -> None:
    detour = {"from": "start", "to": "town", "mode": "road", "duration": "30 h"}
    data = world()
    data["legs"] = [*data["legs"], detour]
    assert "guard" not in expected(data)
    assert expected(data)["police"] == pytest.approx(expected(world())["police"] - 8 * 0.3 * 0.4)


def test_evidence_counts_as_work_for_analysts() -> None:
    assert [problem.code for problem in warnings(world())] == []
    (problem,) = (one for one in warnings(world(rate="80 / d")) if "guard" in one.message)
    assert problem.code == "W601"
    assert "at least 24 / d" in problem.message


def test_closed_links_and_controls_bring_nothing() -> None:
    data = world()
    data["links"] = [{**one, "open": False} for one in data["links"]]
    data["controls"] = data["controls"][:1]
    assert expected(data) == {"guard": pytest.approx(8 * 0.5 * 0.8 * 0.75)}
