"""The shipped scenarios, and a world that uses every part of the language, give the logs they gave before.

A difference is either a mistake or a change on purpose. For the latter, look at what changed in the rows and renew
the files: python -m pytest tests/golden --update-golden
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from simulator.analysis.cases import case_labels
from simulator.engine.simulate import simulate
from simulator.eventlog import Event, EventLog
from simulator.scenario.load import load_scenario
from simulator.scenario.schema.mechanisms import Mechanism
from simulator.world.compile import build_plan
from simulator.world.plan import Plan

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
NAMES = ("two_borders", "northern_route", "fighter_transit", "everything", "everything_noisy_or")
REPLICATIONS = 3
FIRST_ROWS = 200
COLUMNS = (
    "row",
    "time",
    "event",
    "case",
    "flow",
    "agency",
    "place",
    "control",
    "link",
    "item",
    "value",
    "cause",
)
LIBRARIES = ("numpy", "scipy")
"""What the last digits of an inverse distribution function depend on."""


@cache
def plan_of(name: str) -> Plan:
    folder = HERE if name.startswith("everything") else SCENARIOS
    return build_plan(load_scenario(folder / f"{name}.yaml"))


@cache
def log_of(name: str, replication: int) -> EventLog:
    return simulate(plan_of(name), 1, replication)


def first_rows(name: str) -> str:
    """The first rows of the first replication with names, as a planner can read them."""
    log, subjects = log_of(name, 0), plan_of(name).subjects
    named = [(column, (*subjects[column], "")) for column in ("flow", "agency", "place", "control", "link")]
    labels = case_labels(plan_of(name), log)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(log.rows[:FIRST_ROWS]):
        flow, *rest = (names[row[column]] for column, names in named)
        case = labels[row["case"]] if row["case"] >= 0 else ""
        item = "" if row["item"] < 0 else row["item"]
        cause = "" if row["cause"] < 0 else row["cause"]
        event = Event(row["event"]).name
        writer.writerow([number, row["time"], event, case, flow, *rest, item, f"{row['value']:.6g}", cause])
    return text.getvalue()


def counts(name: str) -> str:
    """How many rows of each kind each replication has."""
    logs = [log_of(name, replication) for replication in range(REPLICATIONS)]
    by_kind = [Counter(log["event"].tolist()) for log in logs]
    lines = [f"{kind.name.lower()},{','.join(str(one[kind]) for one in by_kind)}" for kind in Event]
    header = ",".join(("event", *(f"replication {k}" for k in range(REPLICATIONS))))
    return "\n".join((header, *lines, ""))


def digest(log: EventLog) -> str:
    """SHA-256 of a log with its amounts in single precision: processors differ in the last digits of a logarithm."""
    found = hashlib.sha256()
    for table in (log.rows, log.cases, log.items):
        for column in table.dtype.names:
            values = table[column]
            found.update((values.astype("<f4") if values.dtype.kind == "f" else values).tobytes())
    return found.hexdigest()


def digests(name: str) -> str:
    """The digests of the logs, and the versions for which they hold."""
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    return "\n".join((*libraries, *(digest(log_of(name, k)) for k in range(REPLICATIONS)), ""))


def compare(path: Path, found: str, *, update: bool) -> None:
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8"), f"{path.name} differs; {__doc__}"


@pytest.mark.parametrize("name", NAMES)
def test_the_first_rows_are_those_that_were_looked_at(name: str, update_golden: bool) -> None:
    compare(HERE / f"{name}.rows.csv", first_rows(name), update=update_golden)


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_row_is_as_frequent_as_before(name: str, update_golden: bool) -> None:
    compare(HERE / f"{name}.counts.csv", counts(name), update=update_golden)


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_logs_are_the_same(name: str, update_golden: bool) -> None:
    path, found = HERE / f"{name}.sha", digests(name)
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if not update_golden and known.splitlines()[: len(LIBRARIES)] != found.splitlines()[: len(LIBRARIES)]:
        pytest.skip(f"digests are known for {', '.join(known.splitlines()[: len(LIBRARIES)])} only")
    compare(path, found, update=update_golden)


def test_every_kind_of_record_and_of_mechanism_has_a_place_in_a_golden_log() -> None:
    logs = [log_of("everything", replication) for replication in range(REPLICATIONS)]
    seen = {kind for log in logs for kind in np.unique(log["event"]).tolist()}
    assert not [kind.name for kind in Event if kind not in seen]
    mechanisms = {mechanism.kind for mechanism in load_scenario(HERE / "everything.yaml").mechanisms}
    assert mechanisms == {
        kind.model_fields["kind"].annotation.__args__[0] for kind in get_args(get_args(Mechanism)[0])
    }
