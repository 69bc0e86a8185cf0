"""docs/metrics.md has the formula, unit, kind and subjects of every metric, and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from simulator.analysis.metrics import METRICS, Column, Kind, Meter
from simulator.eventlog import Event
from simulator.scenario.load import load_scenario
from simulator.world.compile import build_plan

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/metrics.md").read_text(encoding="utf-8")
KINDS = {"count": Kind.COUNT, "share": Kind.PROPORTION, "ratio": Kind.RATIO, "value": Kind.VALUE,
         "occurrence": Kind.OCCURRENCE}  # fmt: skip
DEPENDS = {"unit of the flow", "currency"}
"""Units that depend on the subject."""


class Entry(NamedTuple):
    """A row of a table."""

    subjects: frozenset[str]
    name: str
    unit: str
    kind: Kind
    formula: str


def entries() -> Iterator[Entry]:
    for section in re.split(r"^###? ", PAGE, flags=re.MULTILINE)[1:]:
        rows = re.findall(r"^\| `([a-z0-9_{},]+)` \| ([^|]+) \| (\w+) \| (.+) \|$", section, re.MULTILINE)
        if not rows:
            continue
        said = re.search(r"^Subjects: (.*?)(?:[.;]|, those)", section, re.MULTILINE | re.DOTALL)
        assert said, section.splitlines()[0]
        subjects = frozenset(re.findall(r"`(\w+)`", said[1]))
        assert "Horizon: " in section, section.splitlines()[0]
        for name, unit, kind, formula in rows:
            stem, _, ends = name.partition("{")
            ends, _, tail = ends.partition("}")
            for end in ends.split(","):
                yield Entry(subjects, stem + end + tail, unit, KINDS[kind], formula)


ENTRIES = list(entries())


@cache
def measured() -> tuple[Column, ...]:
    """The columns of worlds that use every part of the language between them."""
    worlds = (ROOT / "tests/golden/everything.yaml", *sorted((ROOT / "scenarios").glob("*.yaml")))
    return tuple(column for world in worlds for column in Meter(build_plan(load_scenario(world))).columns)


def kind_of_subject(column: Column) -> str:
    return column.subject.partition(":")[0]


def test_every_metric_has_an_entry_and_every_entry_names_a_metric() -> None:
    assert {entry.name for entry in ENTRIES} == {metric.name for metric in METRICS}


def test_units_and_kinds_are_those_of_the_program() -> None:
    said = {(entry.name, entry.unit, entry.kind) for entry in ENTRIES}
    held = {(metric.name, metric.unit, metric.kind) for metric in METRICS}
    assert {one for one in said if one[1] not in DEPENDS} == {one for one in held if one[1]}
    assert {(name, kind) for name, unit, kind in said if unit in DEPENDS} == {
        (name, kind) for name, unit, kind in held if not unit
    }


def test_an_entry_stands_where_the_subjects_are_those_that_have_the_metric() -> None:
    said = {(entry.name, subject) for entry in ENTRIES for subject in entry.subjects}
    has = {(column.metric, kind_of_subject(column)) for column in measured()}
    assert has <= said
    assert [entry.name for entry in ENTRIES if not {(entry.name, one) for one in entry.subjects} & has] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_formula_speaks_of_rows_that_there_are(entry: Entry) -> None:
    assert len(entry.formula) > 3
    kinds = {event.name.lower() for event in Event}
    assert (
        set(re.findall(r"`(?:#|Σ )(\w+)`|T\(`(\w+)`", entry.formula))
        - {(one, "") for one in kinds}
        - {("", one) for one in kinds}
        == set()
    )


def test_every_kind_of_pooling_is_explained() -> None:
    table = PAGE.split("### Over replications")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| (\w+) \| .* \| .* \|$", table, re.MULTILINE)) - {"kind"} == set(KINDS)
