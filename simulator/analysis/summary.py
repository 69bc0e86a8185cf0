"""Metrics over replications: means with their intervals, and quantiles."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from simulator.analysis.columns import Floats
from simulator.analysis.intervals import (
    Interval,
    paired_difference,
    paired_ratio_difference,
    paired_ratio_relative_change,
    paired_relative_change,
    pooled_proportion,
    pooled_ratio,
    student_t,
    wilson,
)
from simulator.analysis.metrics import Kind, Measures

POOLED: Final = frozenset({Kind.PROPORTION, Kind.RATIO})
"""The kinds that are pooled sum by sum."""
Parts = tuple[Floats, Floats]
QUANTILES: Final = {"median": 50, "p5": 5, "p95": 95}


def summarise(measures: Measures) -> list[dict[str, Any]]:
    """One row a metric and subject.

    Returns:
        Rows with metric, unit, subject, mean, ci_low, ci_high (95 %, chance only), median, p5, p95 (over the
        values of single replications) and n, the number of replications in which the metric could be
        observed. A number that cannot be had is None, so that the rows can be written as JSON.
    """
    values, points = measures.values, list(QUANTILES.values())
    rows = []
    for i, column in enumerate(measures.columns):
        seen = values[~np.isnan(values[:, i]), i]
        estimate = estimate_of(measures, i)
        spread = np.percentile(seen, points).tolist() if seen.size else [math.nan] * len(points)
        numbers = {"mean": estimate.mean, "ci_low": estimate.low, "ci_high": estimate.high}
        numbers |= dict(zip(QUANTILES, spread, strict=True))
        rows.append(
            {"metric": column.metric, "unit": column.unit, "subject": column.subject}
            | {name: None if math.isnan(number) else number for name, number in numbers.items()}
            | {"n": int(seen.size)}
        )
    return rows


def estimate_of(measures: Measures, column: int) -> Interval:
    """The mean of a column over replications with its interval, as its kind asks for; nothing is below 0."""
    parts = measures.numerators[:, column], measures.denominators[:, column]
    return estimate(measures.columns[column].kind, parts)


def estimate(kind: Kind, parts: Parts) -> Interval:
    """The mean over replications with its interval, as the kind asks for; nothing is below 0.

    Args:
        kind: Of the metric.
        parts: Numerators and denominators, one a replication.
    """
    top, bottom = parts
    match kind:
        case Kind.PROPORTION:
            return pooled_proportion(top, bottom)
        case Kind.RATIO:
            found = pooled_ratio(top, bottom)
        case Kind.OCCURRENCE:
            return wilson(float(np.nansum(top)), int(np.isfinite(top).sum()))
        case _:
            found = student_t(top)
    return Interval(found.mean, found.low if math.isnan(found.low) else max(0.0, found.low), found.high)


def difference_of(a: Measures, b: Measures, metric: str, subject: str = "all") -> Interval:
    """How much larger a metric is in a than in b, over the replications that both have (the same draws).

    Raises:
        UsageError: If one of them has no such metric or subject.
    """
    _, rows_a, rows_b = np.intersect1d(a.replications, b.replications, return_indices=True)
    i, j = a.number_of(metric, subject), b.number_of(metric, subject)
    mine = a.numerators[rows_a, i], a.denominators[rows_a, i]
    theirs = b.numerators[rows_b, j], b.denominators[rows_b, j]
    return difference(a.columns[i].kind, mine, theirs)


def difference(kind: Kind, a: Parts, b: Parts, family: int = 1) -> Interval:
    """How much larger the mean of a is than that of b over the same replications, as the kind asks for.

    Args:
        kind: Of the metric.
        a: Numerators and denominators, one a replication.
        b: The same of the other variant.
        family: How many such intervals are to hold together.
    """
    if kind in POOLED:
        return paired_ratio_difference(a, b, family)
    return paired_difference(a[0], b[0], family)


def relative_change(kind: Kind, a: Parts, b: Parts, family: int = 1) -> Interval:
    """The same as a share of the mean of b."""
    if kind in POOLED:
        return paired_ratio_relative_change(a, b, family)
    return paired_relative_change(a[0], b[0], family)
