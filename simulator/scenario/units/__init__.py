"""Quantities as a planner writes them ("12 h", "400 / d", "1 in 2000"), read into values and written back.

Every reader takes what the YAML reader gives and raises `ValueError` with what was expected, what was found
and which units it takes. Durations become seconds, rates become events per second. Every writer gives text
that its reader turns into exactly the same value. The capitalised names are field types for a schema.
"""

from __future__ import annotations

from simulator.scenario.clock import Clock, When, clock, when, write_clock
from simulator.scenario.units.numbers import (
    Count,
    Probability,
    Weight,
    count,
    number,
    probability,
    weight,
    write_number,
)
from simulator.scenario.units.quantities import Amount, Money, Quantity, amount, money, write_quantity
from simulator.scenario.units.times import (
    DAY,
    HOUR,
    MINUTE,
    WEEK,
    Duration,
    Rate,
    duration,
    rate,
    write_duration,
    write_rate,
)

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "WEEK",
    "Amount",
    "Clock",
    "Count",
    "Duration",
    "Money",
    "Probability",
    "Quantity",
    "Rate",
    "Weight",
    "When",
    "amount",
    "clock",
    "count",
    "duration",
    "money",
    "number",
    "probability",
    "rate",
    "weight",
    "when",
    "write_clock",
    "write_duration",
    "write_number",
    "write_quantity",
    "write_rate",
]
