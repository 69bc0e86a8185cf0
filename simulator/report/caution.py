"""What must be said beside every number of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.words import counted

if TYPE_CHECKING:
    from simulator.experiment import Study
    from simulator.report.inputs import Inputs


def caution(study: Study, inputs: Inputs) -> str:
    """What the intervals of a study cover, and what they do not.

    Args:
        study: At least one replication.
        inputs: How well founded the scenario is.
    """
    defaults = (
        f"{inputs.default:,}, in part the same, are defaults" if inputs.default else "none is a default"
    )
    doubt = f"{counted(inputs.total, 'input')}, of which {inputs.assumed:,} are assumed and {defaults}"
    if study.replications_done < 2:
        return f"One replication is one history among many. It rests on {doubt}."
    chance = f"Intervals: 95 %, chance only, over {study.replications_done} replications."
    return f"{chance} They do not cover doubt about the {doubt}."
