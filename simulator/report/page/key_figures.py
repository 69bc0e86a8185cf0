"""The figures that a room remembers: what is stopped, what sharing adds, and what it costs others."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.analysis.intervals import Interval
from simulator.report.asked import Compared, compared
from simulator.report.burden import busy_controls
from simulator.report.flows import most_moved
from simulator.report.numbers import amount_of, share_of
from simulator.report.outcome import period
from simulator.report.page.blocks import Card, Cards, Paragraph, Section
from simulator.report.page.material import Material
from simulator.report.threats import ends_of
from simulator.report.words import amount, percent, rough, signed


def key_figures(material: Material) -> Section:
    """Cards, and what their intervals cover."""
    cards = [
        *_stopped(material),
        *_shared(material),
        *_change(material),
        *_moved(material),
        *_price(material),
    ]
    return Section("key-figures", "Key figures", (Cards(cards), Paragraph(material.caution, "note")))


def card(shown: str, label: str, remark: str = "", side: str = "success") -> Card:
    """A card of an estimate as it is written, its interval apart: 15.5 % (14.2-16.9)."""
    value, _, interval = shown.partition(" (")
    return Card(value, interval.rstrip(")"), label, remark, side)  # type: ignore[arg-type]


def _stopped(material: Material) -> Iterator[Card]:
    numbers = material.numbers
    if not numbers.mean("launched") > 0:
        return
    yield card(
        share_of(numbers.of("interdiction_rate")), f"of the cases were {_word(material)}", _load(material)
    )


def _word(material: Material) -> str:
    """What is said of cases that agencies ended, as it fits the threats."""
    plan = material.numbers.plan
    return ends_of(plan.threats[flow.threat] for flow in plan.flows).interdicted


def _load(material: Material) -> str:
    """The payload stopped, where all flows have one unit."""
    numbers = material.numbers
    units = {
        column.metric: column.unit for column in numbers.study.measures.columns if column.subject == "all"
    }
    unit = units.get("payload_interdicted")
    if unit is None:
        return ""
    everything = amount(rough(numbers.mean("payload_launched"), 3), unit)
    return f"{amount_of(numbers.of('payload_interdicted'), unit)} of {everything} in {period(numbers)}"


def _shared(material: Material) -> Iterator[Card]:
    numbers = material.numbers
    if numbers.mean("interdicted") > 0:
        rate = share_of(numbers.of("cooperation_enabled_rate"))
        yield card(
            share_of(numbers.of("cooperation_enabled_share")),
            "of these rest on what agencies shared",
            f"{rate} of all cases",
        )


def _change(material: Material) -> Iterator[Card]:
    """How many more are interdicted than in the baseline, absolutely and relatively."""
    found = _against(material, "interdiction_rate")
    if found is None or material.comparison is None:
        return
    change, beside = found.change, material.comparison
    mean, bounds = signed(*(100 * one for one in _three(change.absolute)))
    relative, _ = signed(*(100 * one for one in _three(change.relative)))
    level = f"{percent(change.there.mean)} {beside.briefly}"
    remark = level if math.isnan(change.relative.mean) else f"{relative} %, from {level}"
    if found.stays:
        bounds, remark = "", f"the same in every run: {level}"
    elif not change.clear:
        remark = f"no clear difference: {level}"
    yield Card(
        f"{mean} points",
        bounds,
        f"in cases {_word(material)}, compared with: {beside.label}",
        remark,
        "change",
    )


def _against(material: Material, metric: str) -> Compared | None:
    """How a metric differs from the baseline, where there is one and it has something of it."""
    if material.comparison is None:
        return None
    return next((one for one in compared(material.comparison) if one.asked.metric == metric), None)


def _three(interval: Interval) -> tuple[float, float, float]:
    return interval.mean, interval.low, interval.high


def _moved(material: Material) -> Iterator[Card]:
    """The flow that the figure of routes shows, where there was another way to take, beside what chance moves."""
    numbers = material.numbers
    found = most_moved(numbers)
    if not found:
        return
    flow, excess = found[0]
    subject = f"flow:{flow.id}"
    several = sum(len(one.routes) > 1 for one in numbers.plan.flows) > 1
    label = "how far the routes of the last third of cases differ from those of the first"
    label += f": {flow.name}" if several else ""
    alone = percent(numbers.mean("displacement_by_chance", subject))
    clear = excess.low > 0
    remark = (
        f"chance alone would move {alone}" if clear else f"no clear difference from chance alone: {alone}"
    )
    yield card(share_of(numbers.of("displacement", subject)), label, remark, "price")


def _more(material: Material) -> str:
    """How many more are stopped in vain than in the baseline."""
    found, beside = _against(material, "innocent_stopped"), material.comparison
    if found is None or beside is None:
        return ""
    if found.stays:
        return f"; {beside.briefly}: the same in every run"
    if not found.change.clear:
        return f"; {beside.briefly}: no clear difference"
    mean, bounds = signed(*_three(found.change.absolute))
    return f"; {mean} ({bounds}) compared with: {beside.label}"


def _price(material: Material) -> Iterator[Card]:
    """What those bear who carry nothing."""
    numbers = material.numbers
    controls = list(busy_controls(numbers))
    if not controls:
        return
    vain = numbers.added("innocent_stopped", controls)
    found = numbers.ratio("innocent_stopped", "detected", controls)
    each = f"{amount_of(found)} for every case found there" if found.mean >= 0 else "no case was found there"
    yield card(amount_of(vain), "others stopped in vain", f"{each}{_more(material)}", "price")
    waiting = [one for one in controls if numbers.has("traffic_hours_lost", one)]
    if waiting:
        lost = numbers.added("traffic_hours_lost", waiting)
        through = rough(numbers.total("traffic_examined", controls))
        yield card(amount_of(lost, "h"), "lost by others in queues", f"{through} were examined", "price")
