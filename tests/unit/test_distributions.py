"""Distributions: how they are written in a scenario, and what is refused with which words."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from simulator.scenario.distributions import (
    KINDS,
    AmountDist,
    Constant,
    Distribution,
    DurationDist,
    Empirical,
    Exponential,
    FractionDist,
    Gamma,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
    Weibull,
    parse,
)
from simulator.scenario.units import duration, number

HOUR = 3_600.0


class Fields(BaseModel):
    delay: DurationDist
    payload: AmountDist
    concealment: FractionDist


WRITTEN = {
    "delay": {"lognormal": {"median": "12 h", "p90": "30 h"}},
    "payload": {"gamma": {"mean": 12, "cv": 0.5}},
    "concealment": {"pert": {"min": 0.1, "mode": "40 %", "max": 0.8}},
}


def message_of(value: object) -> str:
    with pytest.raises(ValueError, match=r"\S") as caught:
        parse(value, duration)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12 h", Constant(12 * HOUR)),
        ({"constant": "12 h"}, Constant(12 * HOUR)),
        ({"constant": {"value": "12 h"}}, Constant(12 * HOUR)),
        ({"uniform": {"low": "1 h", "high": "3 h"}}, Uniform(HOUR, 3 * HOUR)),
        (
            {"triangular": {"low": "20 min", "mode": "40 min", "high": "2 h"}},
            Triangular(1_200.0, 2_400.0, 7_200.0),
        ),
        ({"triangular": {"low": "1 h", "mode": "1 h", "high": "2 h"}}, Triangular(HOUR, HOUR, 2 * HOUR)),
        ({"pert": {"min": "1 h", "mode": "2 h", "max": "3 h"}}, Pert(HOUR, 2 * HOUR, 3 * HOUR)),
        ({"exponential": {"mean": "2 h"}}, Exponential.of_mean(2 * HOUR)),
        ({"lognormal": {"median": "1 h", "p90": "2 h"}}, Lognormal.of_median_p90(HOUR, 2 * HOUR)),
        ({"lognormal": {"p90": "2 h", "median": "1 h"}}, Lognormal.of_median_p90(HOUR, 2 * HOUR)),
        ({"lognormal": {"mean": "1 h", "sd": "2 h"}}, Lognormal.of_mean_sd(HOUR, 2 * HOUR)),
        ({"gamma": {"mean": "1 h", "cv": 0.5}}, Gamma.of_mean_cv(HOUR, 0.5)),
        ({"weibull": {"shape": 1.5, "scale": "1 h"}}, Weibull.of_shape_scale(1.5, HOUR)),
        ({"weibull": {"median": "1 h", "p90": "3 h"}}, Weibull.of_median_p90(HOUR, 3 * HOUR)),
        ({"empirical": ["2 h", "1 h"]}, Empirical((HOUR, 2 * HOUR))),
        ({"empirical": {"values": ["2 h", "1 h"]}}, Empirical((HOUR, 2 * HOUR))),
        (
            {"empirical": {"values": ["2 h", "1 h"], "weights": [1, 3]}},
            Empirical((HOUR, 2 * HOUR), (3.0, 1.0)),
        ),
    ],
)
def test_every_kind_is_read_with_units(value: object, expected: Distribution) -> None:
    assert parse(value, duration) == expected


def test_a_distribution_is_passed_through() -> None:
    given = Uniform(1.0, 2.0)
    assert parse(given, duration) is given


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"lognormal": {"median": "3 h", "p90": "2 h"}}, "p90 (2 h) must exceed median (3 h)"),
        ({"lognormal": {"median": "3 h", "p90": "180 min"}}, "p90 (180 min) must exceed median (3 h)"),
        ({"lognormal": {"median": "0 h", "p90": "2 h"}}, "median (0 h) must be more than zero"),
        ({"lognormal": {"median": "1 s", "p90": "2 h"}}, "p90 (2 h) is more than 1000 times median (1 s)"),
        ({"lognormal": {"mean": "1 h", "sd": "0 h"}}, "sd (0 h) must be more than zero"),
        ({"lognormal": {"mean": "1 s", "sd": "1 h"}}, "sd (1 h) is more than 1000 times mean (1 s)"),
        ({"weibull": {"median": "3 h", "p90": "2 h"}}, "p90 (2 h) must exceed median (3 h)"),
        ({"weibull": {"median": "3 h", "p90": "3.01 h"}}, "p90 (3.01 h) is too close to median (3 h)"),
        ({"weibull": {"shape": 0.01, "scale": "1 h"}}, "shape (0.01) must lie between 0.1 and 100"),
        ({"weibull": {"shape": 1, "scale": "0 s"}}, "scale (0 s) must be more than zero"),
        ({"gamma": {"mean": "1 h", "cv": 11}}, "cv (11) must lie between 0.001 and 10"),
        ({"gamma": {"mean": "1 h", "cv": 0}}, "cv (0) must lie between 0.001 and 10"),
        ({"exponential": {"mean": "0 s"}}, "mean (0 s) must be more than zero"),
        ({"uniform": {"low": "3 h", "high": "2 h"}}, "high (2 h) must not be below low (3 h)"),
        ({"uniform": {"low": "3 h", "high": "3 h"}}, "for one fixed value write 3 h alone"),
        (
            {"triangular": {"low": "1 h", "mode": "4 h", "high": "3 h"}},
            "high (3 h) must not be below mode (4 h)",
        ),
        ({"pert": {"min": "3 h", "mode": "2 h", "max": "4 h"}}, "mode (2 h) must not be below min (3 h)"),
        ({"empirical": {"values": ["1 h"], "weights": [0]}}, "weights must not all be zero"),
        (
            {"empirical": {"values": ["1 h"], "weights": [1, 2]}},
            "weights (2 of them) must be as many as values (1)",
        ),
        ({"empirical": []}, "values must be a list"),
        ({"empirical": {"weights": [1]}}, "empirical takes [value, value, ...]"),
        ({"empirical": "1 h"}, 'found "1 h"'),
    ],
)
def test_contradictions_are_told_in_the_planners_own_numbers(value: object, message: str) -> None:
    assert message in message_of(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"lognormal": {"median": 12, "p90": "30 h"}},
            "median: found 12, a bare number where a duration belongs",
        ),
        ({"lognormal": {"median": "12 h", "p90": "x"}}, "p90: expected a duration"),
        ({"gamma": {"mean": "1 h", "cv": "1 h"}}, "cv: expected a number"),
        ({"gamma": {"mean": "1 h", "cv": True}}, "cv: expected a number"),
        ({"empirical": {"values": ["1 h"], "weights": [-1]}}, "weights: a number cannot be negative"),
        ({"lognorm": {"median": "1 h"}}, 'did you mean "lognormal"?'),
        ({"lognormal": {"median": "1 h", "p9": "2 h"}}, 'did you mean "p90"?'),
        (
            {"lognormal": {"median": "1 h", "sd": "2 h"}},
            "takes {median, p90} or {mean, sd}, found median, sd",
        ),
        ({"lognormal": {"median": "1 h"}}, "takes {median, p90} or {mean, sd}, found median"),
        ({"lognormal": None}, "takes {median, p90} or {mean, sd}, found nothing"),
        ({"pert": {"low": "1 h", "mode": "2 h", "high": "3 h"}}, "pert takes {min, mode, max}"),
        ({}, "expected one of constant, uniform"),
        ({"uniform": {"low": "1 h", "high": "2 h"}, "pert": {}}, "found uniform, pert"),
        (["1 h", "2 h"], "for a range write {uniform: {low: ..., high: ...}}"),
        (12, "a bare number where a duration belongs"),
        (True, "found true"),
        (None, "found nothing"),
        ({str(n): n for n in range(100_000)}, "found 0, 1, 2, 3, 4, ..."),
    ],
)
def test_what_is_no_distribution_is_refused_with_what_it_takes(value: object, message: str) -> None:
    assert message in message_of(value)


@pytest.mark.parametrize(
    ("given", "mean", "variance", "median"),
    [
        (Constant(3.0), 3.0, 0.0, 3.0),
        (Uniform(1.0, 5.0), 3.0, 16 / 12, 3.0),
        (Triangular(0.0, 0.0, 2.0), 2 / 3, 4 / 18, 2 - math.sqrt(2)),
        (Pert(0.0, 3.0, 6.0), 3.0, 9 / 7, 3.0),
        (Exponential.of_mean(2.0), 2.0, 4.0, 2 * math.log(2)),
        (Lognormal.of_mean_sd(5.0, 9.0), 5.0, 81.0, 5 / math.sqrt(1 + 81 / 25)),
        (Gamma.of_mean_cv(4.0, 0.5), 4.0, 4.0, 3.6720607489),
        (Gamma.of_mean_cv(2.0, 1.0), 2.0, 4.0, 2 * math.log(2)),
        (Weibull.of_shape_scale(2.0, 1.0), math.sqrt(math.pi) / 2, 1 - math.pi / 4, math.sqrt(math.log(2))),
        (Empirical((1.0, 2.0, 6.0)), 3.0, 14 / 3, 2.0),
        (Empirical((1.0, 5.0), (3.0, 1.0)), 2.0, 3.0, 1.0),
    ],
)
def test_moments_are_those_of_the_textbook(
    given: Distribution, mean: float, variance: float, median: float
) -> None:
    assert given.mean == pytest.approx(mean, rel=1e-9)
    assert given.variance == pytest.approx(variance, rel=1e-9)
    assert given.median == pytest.approx(median, rel=1e-9)


@pytest.mark.parametrize(
    ("given", "u", "value"),
    [
        (Uniform(1.0, 5.0), 0.25, 2.0),
        (Triangular(0.0, 1.0, 3.0), 1 / 3, 1.0),
        (Triangular(0.0, 1.0, 3.0), 1 / 12, 0.5),
        (Triangular(0.0, 1.0, 3.0), 5 / 6, 2.0),
        (Exponential.of_mean(2.0), 1 - math.exp(-3), 6.0),
        (Lognormal.of_median_p90(12.0, 30.0), 0.9, 30.0),
        (Lognormal.of_median_p90(12.0, 30.0), 0.1, 12 * 12 / 30),
        (Weibull.of_median_p90(12.0, 30.0), 0.9, 30.0),
        (Weibull.of_median_p90(12.0, 30.0), 0.5, 12.0),
        (Weibull.of_shape_scale(3.0, 7.0), 1 - math.exp(-1), 7.0),
        (Gamma.of_mean_cv(1.0, 1.0), 1 - math.exp(-2), 2.0),
        (Empirical((1.0, 2.0, 6.0)), 0.34, 2.0),
        (Empirical((1.0, 2.0, 6.0), (0.0, 1.0, 0.0)), 2.0**-53, 2.0),
        (Empirical((1.0, 2.0, 6.0), (0.0, 1.0, 0.0)), 1 - 2.0**-53, 2.0),
        (Empirical((1.0,) * 9 + (2.0,), (0.1,) * 9 + (0.0,)), 1 - 2.0**-53, 1.0),
    ],
)
def test_quantiles_are_those_of_the_textbook(given: Distribution, u: float, value: float) -> None:
    assert float(given.ppf(u)) == pytest.approx(value, rel=1e-12)


def test_values_without_weight_are_outside_the_bounds() -> None:
    assert Empirical((1.0, 2.0, 6.0, 9.0), (0.0, 1.0, 2.0, 0.0)).bounds == (2.0, 6.0)


@pytest.mark.parametrize(
    "given", [Uniform(1.0, 2.0), Gamma.of_mean_cv(1.0, 2.0), Empirical((1.0, 2.0), (1.0, 3.0))]
)
def test_a_used_distribution_can_be_hashed_and_sent_to_a_worker(given: Distribution) -> None:
    given.ppf(0.5)
    sent = pickle.loads(pickle.dumps(given))
    assert sent == given
    assert hash(sent) == hash(given)
    assert sent.written() == given.written()


def test_a_field_writes_the_mapping_the_planner_wrote() -> None:
    fields = Fields.model_validate(WRITTEN)
    assert fields.model_dump(mode="json") == {
        "delay": {"lognormal": {"median": "12 h", "p90": "30 h"}},
        "payload": {"gamma": {"mean": 12, "cv": 0.5}},
        "concealment": {"pert": {"min": 0.1, "mode": 0.4, "max": 0.8}},
    }


@pytest.mark.parametrize("mode", ["python", "json"])
def test_what_a_field_writes_it_reads_again(mode: Any) -> None:
    fields = Fields.model_validate(WRITTEN)
    assert Fields.model_validate(fields.model_dump(mode=mode)) == fields


def test_a_field_takes_a_distribution_as_it_is() -> None:
    fields = Fields.model_validate(WRITTEN)
    again = Fields(delay=fields.delay, payload=fields.payload, concealment=fields.concealment)
    assert again == fields


def test_a_share_must_stay_within_zero_and_one() -> None:
    unbounded = {"lognormal": {"median": 0.2, "p90": 0.4}}
    with pytest.raises(ValidationError, match="lognormal can exceed 1: for a share use uniform"):
        Fields.model_validate(WRITTEN | {"concealment": unbounded})
    with pytest.raises(ValidationError, match="uniform can exceed 1"):
        Fields.model_validate(WRITTEN | {"concealment": Uniform(0.0, 2.0)})


def test_nothing_may_be_negative_however_it_is_given() -> None:
    with pytest.raises(ValidationError, match="zero or more"):
        Fields.model_validate(WRITTEN | {"delay": Uniform(-1.0, 2.0)})
    with pytest.raises(ValidationError, match="cannot be negative"):
        Fields.model_validate(WRITTEN | {"payload": -1})


def test_the_json_schema_names_every_kind_and_its_parameters() -> None:
    schema = Fields.model_json_schema()["properties"]["delay"]
    (mapping,) = (form for form in schema["anyOf"] if form["type"] == "object")
    forms = mapping["properties"]["lognormal"]["anyOf"]
    assert [form["required"] for form in forms] == [["median", "p90"], ["mean", "sd"]]
    assert set(mapping["properties"]) == set(KINDS)


def test_moments_of_a_distribution_of_numbers_need_no_unit() -> None:
    assert parse({"exponential": {"mean": 3}}, number).mean == 3.0
