"""The files of a run."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TextIO

from simulator.experiment.comparison import ROW
from simulator.report.events import write_events
from simulator.report.figures.picture import Picture, png, svg
from simulator.report.folder import Writer, text_file
from simulator.report.inputs import COLUMNS as INPUTS
from simulator.report.msel import FIELDS as MSEL
from simulator.report.objectives import described

if TYPE_CHECKING:
    from simulator.experiment import Comparison, Study

RESOLVED: Final = "scenario.resolved.yaml"
"""The file with every value of the scenario as it was simulated."""
AS_WRITTEN: Final = "baseline.resolved.yaml"
"""The same of the scenario as written, where a run that sets or decides otherwise is compared with that."""
_SUMMARY = ("metric", "subject", "unit", "mean", "ci_low", "ci_high", "median", "p5", "p95", "n")
_TIDY = ("metric", "unit", "subject", "replication", "value")


def result(scenario: str, study: Study, comparison: Comparison | None = None) -> dict[str, Any]:
    """The summary of a run as one object; numbers that cannot be had are None."""
    compared = comparison and {"baseline": comparison.label, "metrics": list(comparison.rows())}
    return {
        "scenario": scenario,
        "seed": study.seed,
        "replications": study.replications_done,
        **({"objectives": described(study.objectives)} if study.objectives else {}),
        "metrics": [{key: row[key] for key in _SUMMARY} for row in study.summary()],
        **({"comparison": compared} if compared else {}),
    }


def files(
    study: Study,
    summary: Mapping[str, Any],
    resolved: str,
    inputs: Sequence[Mapping[str, Any]],
    msel: Sequence[Mapping[str, Any]],
) -> dict[str, Writer]:
    """What a run's folder holds beside its manifest: name -> what writes it.

    Args:
        study: What was simulated; the first log it kept is written out.
        summary: Its `result`.
        resolved: The scenario in full.
        inputs: Its inputs, one row each.
        msel: Its master scenario events list, one row an entry; no file where there is none.
    """
    written: dict[str, Writer] = {
        RESOLVED: text_file(lambda file: file.write(resolved)),
        "inputs.csv": _table(INPUTS, lambda: inputs),
        **({"msel.csv": _table(MSEL, lambda: msel)} if msel else {}),
        "summary.json": _json(summary),
        "summary.csv": _table(_SUMMARY, lambda: summary["metrics"]),
        "metrics.csv": _table(_TIDY, study.measures.rows),
        **(
            {"comparison.csv": _table(ROW, lambda: summary["comparison"]["metrics"])}
            if "comparison" in summary
            else {}
        ),
    }
    log = next(iter(study.logs.values()), None)
    if log is None:
        return written
    return {**written, "events.csv": text_file(partial(write_events, plan=study.plan, log=log))}


def figure_files(pictures: Sequence[Picture]) -> dict[str, Writer]:
    """The files of figures, two each: one that scales, one for slides."""
    return {
        f"figures/{picture.name}.{kind}": _bytes(partial(draw, picture))
        for picture in pictures
        for kind, draw in (("svg", svg), ("png", png))
    }


def _bytes(make: Callable[[], bytes]) -> Writer:
    return lambda file: file.write(make())


def _json(data: Mapping[str, Any]) -> Writer:
    def write(file: TextIO) -> None:
        json.dump(data, file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")

    return text_file(write)


def _table(columns: tuple[str, ...], rows: Callable[[], Any]) -> Writer:
    def write(file: TextIO) -> None:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if row[key] is None else row[key] for key in columns] for row in rows())

    return text_file(write)
