"""What agencies knew of one case, at any row of a log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from simulator.analysis.columns import Columns
from simulator.eventlog import ABOUT, Event, EventLog
from simulator.world.belief import RULES
from simulator.world.plan import MICRO, Plan

Key = Literal["act_at", "lookout_at"]


class Knowledge:
    """The items that bear on a case, and the sets of the agencies that held them."""

    def __init__(self, plan: Plan, log: EventLog, columns: Columns, case: int) -> None:
        self.plan = plan
        self.log = log
        self.columns = columns
        record = log.cases[case]
        about = [int(record["address"]), int(record["subject"])]
        if record["cell"] >= 0:
            about.append(plan.flows[record["flow"]].cells[record["cell"]])
        targets = np.array(about, dtype=np.uint64)
        self.items = frozenset(np.flatnonzero(np.isin(log.items["target"], targets)).tolist())
        """Numbers of the items on the case, its subject and its cell."""
        self.entries: dict[int, list[tuple[int, int, int]]] = {}
        """Agency -> (row, item, weight in millionths) of what entered its set, in order."""
        entered = np.concatenate((columns.all_of(Event.TRIAGED), columns.all_of(Event.DUPLICATE)))
        of_these = np.array(sorted(self.items), dtype=np.int64)
        for row in np.sort(entered[np.isin(columns.item[entered], of_these)]).tolist():
            weight = round(float(columns.value[row]) * MICRO)
            entry = row, int(columns.item[row]), weight
            self.entries.setdefault(int(columns.agency[row]), []).append(entry)
        self._weigh = RULES[plan.belief]
        self._changes = [
            (row, *plan.parameters[columns.item[row]], float(columns.value[row]))
            for row in columns.all_of(Event.PARAMETER_CHANGED).tolist()
        ]

    def is_about_case(self, item: int) -> bool:
        """Whether an item is about the case itself: who knows only the group does not know when it moves."""
        return ABOUT[self.log.items["about"][item]] == "case"

    def held(self, agency: int, row: int) -> dict[int, int]:
        """The valid items of an agency after a row, with their weights in millionths."""
        now = self.columns.time[row]
        found: dict[int, int] = {}
        for entry, item, weight in self.entries.get(agency, ()):
            if entry > row:
                break
            if self.log.items["valid_until"][item] > now:
                found[item] = max(weight, found.get(item, 0))
        return found

    def belief(self, agency: int, row: int) -> float:
        """The belief of an agency in the case after a row."""
        return self._together([self.held(agency, row)])

    def belief_with(self, agency: int, row: int, more: Mapping[int, int]) -> float:
        """The belief of an agency after a row, had it held more items by then (with weights in millionths)."""
        return self._together([self.held(agency, row), dict(more)])

    def together(self, row: int) -> float:
        """What all that agencies held after a row would have come to in one hand."""
        return self._together([self.held(agency, row) for agency in sorted(self.entries)])

    def _together(self, sets: list[dict[int, int]]) -> float:
        best: dict[int, int] = {}
        for held in sets:
            for item, weight in held.items():
                origin = int(self.log.items["origin"][item])
                best[origin] = max(weight, best.get(origin, 0))
        return self._weigh(best.values()) / MICRO

    def threshold(self, agency: int, key: Key, row: int) -> float:
        """A threshold of an agency as it was at a row."""
        plan = self.plan.agencies[agency]
        value = plan.act_at if key == "act_at" else plan.lookout_at
        for changed, section, index, name, new in self._changes:
            if changed < row and section == "agencies" and index == agency and name == key:
                value = round(new)
        return value / MICRO
