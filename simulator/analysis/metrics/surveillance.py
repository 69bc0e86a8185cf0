"""What agencies do besides sending teams: let cases run, learn from those stopped, act, hand cases over."""

from __future__ import annotations

from simulator.analysis.metrics.base import Kind, Metric, Parts, Record
from simulator.analysis.metrics.chosen import Chosen, changed
from simulator.eventlog import Event
from simulator.world.plan import Plan


class ShadowMetrics(Chosen):
    """Controlled deliveries, for agencies that let cases run."""

    metrics = (
        Metric("shadowed", "cases", Kind.COUNT),
        Metric("shadow_lost", "cases", Kind.COUNT),
        Metric("controlled_deliveries", "cases", Kind.COUNT),
        Metric("controlled_delivery_share", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        running = [agency.index for agency in plan.agencies if agency.shadowing is not None]
        super().__init__("agency", plan.agencies, running)

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count what was let run, and how it ended."""
        columns = record.columns
        shadowed = self.count(columns.agency[columns.of_kind(Event.SHADOWED)])
        stopped = columns.of_kind(Event.INTERDICTED)
        stopped = stopped[columns.event[columns.cause[stopped]] == Event.SHADOWED]
        caught = self.count(columns.agency[stopped])
        return {
            "shadowed": (shadowed, None),
            "shadow_lost": (self.count(columns.agency[columns.of_kind(Event.SHADOW_LOST)]), None),
            "controlled_deliveries": (caught, None),
            # Of those that came to an end in either way: some were let run in the warm-up.
            "controlled_delivery_share": (
                caught,
                caught + self.count(columns.agency[columns.of_kind(Event.SHADOW_LOST)]),
            ),
        }


class ExploitationMetrics(Chosen):
    """What cases that were stopped tell, for agencies that make use of it."""

    metrics = (Metric("items_exploited", "items", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            "agency", plan.agencies, [agency.index for agency in plan.agencies if agency.exploitation]
        )

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count items that an interdiction brought about."""
        columns = record.columns
        made = columns.of_kind(Event.MADE)
        made = made[columns.cause[made] >= 0]
        made = made[columns.event[columns.cause[made]] == Event.INTERDICTED]
        return {"items_exploited": (self.count(columns.agency[made]), None)}


class ActionMetrics(Chosen):
    """Responses without a team."""

    metrics = (
        Metric("acted", "responses", Kind.COUNT),
        Metric("acted_success_rate", "share", Kind.PROPORTION),
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__("agency", plan.agencies, plan.acts)

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count actions and those that took effect."""
        columns = record.columns
        rows = columns.of_kind(Event.ACTED)
        acted = self.count(columns.agency[rows])
        return {
            "acted": (acted, None),
            "acted_success_rate": (self.count(columns.agency[rows], columns.value[rows]), acted),
        }


class PursuitMetrics(Chosen):
    """Cases handed over, for links with pursuit."""

    metrics = (Metric("handed_over", "cases", Kind.COUNT),)

    def __init__(self, plan: Plan) -> None:
        pursuing = {link.index for link in plan.links if link.pursuit}
        super().__init__("link", plan.links, pursuing | changed(plan, "links", "pursuit"))

    def measure(self, record: Record) -> dict[str, Parts]:
        """Count the rows."""
        columns = record.columns
        return {"handed_over": (self.count(columns.link[columns.of_kind(Event.HANDED_OVER)]), None)}
