"""What a run is compared with: the same where nobody shares, or the scenario as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from simulator.experiment import Variant
from simulator.report.resolved import resolved_text
from simulator.world.compile import build_plan
from simulator.world.sharing import nobody_shares

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario

Kind = Literal["no-sharing", "as-written"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_LABELS: Final[dict[Kind, str]] = {"no-sharing": "nobody shares", "as-written": "the scenario as written"}
_BRIEFLY: Final[dict[Kind, str]] = {"no-sharing": "without sharing", "as-written": "as written"}


@dataclass(frozen=True, eq=False)
class Baseline:
    """A baseline.

    Attributes:
        kind: Which one.
        scenario: The scenario as written, for that kind; None for the other, which follows from the run's own.
    """

    kind: Kind
    scenario: Scenario | None = None

    @property
    def label(self) -> str:
        """What it is: "nobody shares"."""
        return _LABELS[self.kind]

    @property
    def briefly(self) -> str:
        """The same after a number: "6.1 % without sharing"."""
        return _BRIEFLY[self.kind]

    @property
    def resolved(self) -> str:
        """All values of the scenario as written; empty where the run's own are played."""
        return "" if self.scenario is None else resolved_text(self.scenario)

    def beside(self, variant: Variant) -> Variant:
        """What is played beside a variant: by default all decisions are taken in the scenario as written."""
        if self.scenario is None:
            return Variant(nobody_shares(variant.plan), variant.choices)
        return Variant(build_plan(self.scenario))
