"""What became of the cases, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from simulator.report.numbers import Numbers, amount_of, share_of
from simulator.report.threats import ends_of
from simulator.report.words import amount, counted, duration, frequency, number, percent, rough

if TYPE_CHECKING:
    from simulator.world.plan import Plan

MOST_FLOWS: Final = 6
DAY: Final = 86400.0


def outcome(numbers: Numbers) -> list[tuple[str, list[str]]]:
    """For each flow (the largest ones where there are many), and for all together: a title and sentences."""
    flows = sorted(
        numbers.plan.flows, key=lambda flow: (-numbers.mean("launched", f"flow:{flow.id}"), flow.index)
    )
    told = [(flow.name, list(_sentences(numbers, f"flow:{flow.id}"))) for flow in flows[:MOST_FLOWS]]
    if len(flows) > 1:
        left = len(flows) - len(told)
        title = f"All {len(flows)} flows" + (f" ({left} of them only in metrics.csv)" if left else "")
        told.append((title, list(_sentences(numbers, "all"))))
    return told


def _sentences(numbers: Numbers, subject: str) -> Iterator[str]:
    launched = numbers.of("launched", subject)
    if not launched.mean > 0:
        yield "No case began."
        return
    interdicted = numbers.of("interdiction_rate", subject)
    delivered = numbers.mean("delivered", subject) / launched.mean
    still_open = numbers.mean("open", subject) / launched.mean
    often = frequency(launched.mean / numbers.plan.horizon, "cases")
    given_up = numbers.mean("aborted", subject) / launched.mean
    words = ends_of(_threats(numbers.plan, subject))
    end = f", {percent(given_up)} {words.aborted}" if given_up > 0 else ""
    end += f", {percent(still_open)} {words.open} at the end" if still_open > 0 else ""
    yield (
        f"Of {often}, {share_of(interdicted)} were {words.interdicted}, {percent(delivered)} {words.delivered}{end}."
    )
    enabled = numbers.of("cooperation_enabled_share", subject)
    if interdicted.mean > 0:
        yield (
            f"{share_of(enabled)} of the interdictions rest on what agencies shared."
            if enabled.mean > 0
            else "None of the interdictions needed what other agencies had shared."
        )
    yield from _payload(numbers, subject)


def _threats(plan: Plan, subject: str) -> Iterator[str]:
    """What moves in a flow, or in all of them."""
    flows = (flow for flow in plan.flows if subject in ("all", f"flow:{flow.id}"))
    return (plan.threats[flow.threat] for flow in flows)


def _payload(numbers: Numbers, subject: str) -> Iterator[str]:
    units = {
        column.metric: column.unit for column in numbers.study.measures.columns if column.subject == subject
    }
    unit = units.get("payload_interdicted")
    if unit is None:
        return
    stopped, launched = numbers.of("payload_interdicted", subject), numbers.mean("payload_launched", subject)
    currency = units.get("value_denied")
    value = numbers.mean("value_denied", subject) if currency else 0.0
    worth = f", worth {rough(value)} {currency.upper()}" if currency and value > 0 else ""
    everything = amount(rough(launched, 3), unit)
    yield f"Stopped: {amount_of(stopped, unit)} of {everything} in {period(numbers)}{worth}."


def length(numbers: Numbers) -> str:
    """How long the scenario plays and how often it was played."""
    return f"{period(numbers)}, {counted(numbers.replications, 'replication')}"


def period(numbers: Numbers) -> str:
    """The length of the scenario in words: 30 days."""
    days = numbers.plan.horizon / DAY
    if days < 2 and days != 1:
        return duration(numbers.plan.horizon)
    return "1 day" if days == 1 else f"{number(days)} days"
