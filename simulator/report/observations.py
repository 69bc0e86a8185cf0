"""What a study shows, in a few sentences that follow from its numbers and say when they do not tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from simulator.report.actors import PARTS, credited
from simulator.report.effects import Observation, effects
from simulator.report.numbers import Numbers, amount_of, apart, bounds, share_of
from simulator.report.words import percent, rough

if TYPE_CHECKING:
    from simulator.experiment import Comparison

MOST: Final = 6
_BUSY: Final = 0.8
_LATE: Final = 0.1
_FEW: Final = 1.0
"""Mean count a replication below which nothing is said of a share."""


def observations(numbers: Numbers, comparison: Comparison | None = None, most: int = MOST) -> list[str]:
    """What a study shows, in the order in which people ask.

    First what the run changed against its baseline, what that cost and how the flows answer, clear or not: a success is
    never told without its price. Then what else the intervals bear out, in a fixed order, and last what they do not.
    Where one of several is picked out (the busiest agency, the flow that is stopped most), the intervals are so much
    wider that they hold for all of them together (Bonferroni).

    Args:
        numbers: The study.
        comparison: The study beside its baseline, if it has one.
        most: How many are told at most.
    """
    first = [] if comparison is None else list(effects(comparison))
    looks = (
        _LOOKS
        if first
        else (_sharing, _burden, *(look for look in _LOOKS if look not in (_sharing, _burden)))
    )
    found = [observation for look in looks for observation in look(numbers)]
    ranked = [*first, *(one for one in found if one.clear), *(one for one in found if not one.clear)]
    return [observation.text for observation in ranked[:most]]


def _sharing(numbers: Numbers) -> Iterator[Observation]:
    """What cooperation made possible, and by which way most of it came."""
    enabled = numbers.of("cooperation_enabled_share")
    if not numbers.mean("interdicted") >= _FEW:
        return
    if enabled.high < 0.05:
        yield Observation(f"Sharing hardly mattered: {share_of(enabled)} of the interdictions needed it.")
        return
    ways = {
        "agencies of the same state": numbers.of("cooperation_enabled_domestic"),
        "links across borders": numbers.of("cooperation_enabled_cross_border"),
        "mechanisms": numbers.of("cooperation_enabled_mechanism"),
    }
    (first, most), (second, next_most), *_ = sorted(ways.items(), key=lambda way: -way[1].mean)
    start = f"{share_of(enabled)} of the interdictions rest on what agencies shared"
    if apart(most, next_most):
        yield Observation(f"{start}; most through {first}: {share_of(most)}.")
    else:
        yield Observation(f"{start}; whether more of them through {first} or {second} is too close to say.")


def _channels(numbers: Numbers) -> Iterator[Observation]:
    """Which channel most of what sharing made possible leans on."""
    subjects = credited(numbers)
    if len(subjects) < 2:
        return
    ranked = sorted(subjects, key=lambda name: -numbers.total("interdictions_credited", subjects[name]))
    family = len(subjects)
    first, second = (numbers.among("interdictions_credited", subjects[name], family) for name in ranked[:2])
    if first.mean < _FEW / 2:
        return
    pairs = family * (family - 1) // 2
    gap = numbers.difference("interdictions_credited", subjects[ranked[0]], subjects[ranked[1]], pairs)
    told = [f"{name}, {amount_of(one)} a run" for name, one in zip(ranked, (first, second), strict=False)]
    if gap.low > 0:
        yield Observation(f"The channel on which most interdictions lean: {told[0]}; next {told[1]}.")
    else:
        yield Observation(
            f"The channels on which most interdictions lean: {told[0]}, and {told[1]}; which of them on more is too "
            "close to say."
        )


def _gap(numbers: Numbers) -> Iterator[Observation]:
    """Cases that somebody saw and nobody could act on."""
    seen, never = numbers.of("detected_share"), numbers.of("never_actionable_share")
    if seen.low > 1 - never.low and seen.mean - (1 - never.mean) > 0.05:
        alone = "; controls also seize without one" if any(one.seize for one in numbers.plan.controls) else ""
        yield Observation(
            f"Somebody detects {share_of(seen)} of the cases, but in {share_of(never)} of all cases that ended no "
            f"agency had ever held enough to send a team{alone}."
        )


def _where_hours_go(numbers: Numbers) -> Iterator[Observation]:
    """The largest part of the delay between agencies."""
    links = [f"link:{link.id}" for link in numbers.plan.links]
    if not links or numbers.total("delivered", links) < _FEW:
        return
    whole = numbers.pooled("delay_hours", links)
    parts = {part: numbers.pooled(f"delay_{part}_hours", links) for part in PARTS}
    (first, most), (second, next_most), *_ = sorted(parts.items(), key=lambda part: -part[1].mean)
    start = f"An item takes {amount_of(whole, 'h')} from one agency into the files of the next"
    if apart(most, next_most):
        yield Observation(
            f"{start}; {percent(most.mean / whole.mean)} of that is {first}: {amount_of(most, 'h')}."
        )
    else:
        yield Observation(
            f"{start}; whether {first} or {second} takes longer is too close to say.", clear=False
        )


def _too_late(numbers: Numbers) -> Iterator[Observation]:
    """Teams that find the case gone."""
    plan = numbers.plan
    sharing = {member for pool in plan.pools for member in pool.members}
    agencies = [f"agency:{one.id}" for one in plan.agencies if one.teams or one.index in sharing]
    if not agencies or numbers.total("responses", agencies) < _FEW:
        return
    late = numbers.portion("escaped", "responses", agencies)
    if late.low > _LATE:
        yield Observation(f"Teams come too late in {share_of(late)} of the responses.")


def _overloaded(numbers: Numbers) -> Iterator[Observation]:
    """The busiest analysts, if they are the bottleneck."""
    agencies = {f"agency:{agency.id}": agency.name for agency in numbers.plan.agencies if agency.shifts}
    if not agencies:
        return
    busiest = max(agencies, key=lambda subject: numbers.mean("utilisation", subject))
    busy = numbers.among("utilisation", [busiest], len(agencies))
    if busy.low > _BUSY:
        wait = numbers.among("triage_wait_hours", [busiest], len(agencies))
        yield Observation(
            f"Analysts are the bottleneck at {agencies[busiest]}: busy {share_of(busy)} of their hours; an item "
            f"waits {amount_of(wait, 'h')} for one."
        )


def _flows(numbers: Numbers) -> Iterator[Observation]:
    """Which flow is stopped most, and which least."""
    flows = {
        f"flow:{flow.id}": flow.name
        for flow in numbers.plan.flows
        if numbers.mean("launched", f"flow:{flow.id}") >= _FEW
    }
    if len(flows) < 2:
        return
    ranked = sorted(flows, key=lambda subject: -numbers.mean("interdiction_rate", subject))
    most, least = ranked[0], ranked[-1]
    gap = numbers.difference("interdiction_rate", [most], [least], len(flows) * (len(flows) - 1) // 2)
    if gap.low > 0:
        yield Observation(
            f"{flows[most]} is stopped more often than {flows[least]}: "
            f"{percent(numbers.mean('interdiction_rate', most))} against "
            f"{percent(numbers.mean('interdiction_rate', least))}, a difference of "
            f"{rough(100 * gap.mean)} points ({bounds(gap, 100)})."
        )
    else:
        yield Observation("No clear difference between the flows in how often they are stopped.", clear=False)


def _burden(numbers: Numbers) -> Iterator[Observation]:
    """What controls cost those who carry nothing."""
    controls = [f"control:{control.id}" for control in numbers.plan.controls if control.traffic is not None]
    if not controls or numbers.total("detected", controls) < _FEW:
        return
    burden = numbers.ratio("innocent_stopped", "detected", controls)
    if burden.low > 1:
        yield Observation(f"For every case found in a lane, {amount_of(burden)} others are stopped in vain.")


def _displaced(numbers: Numbers) -> Iterator[Observation]:
    """Flows that have moved to other routes."""
    flows = numbers.plan.flows
    for flow in flows:
        moved = numbers.among("displacement", [f"flow:{flow.id}"], len(flows))
        chance = numbers.among("displacement_by_chance", [f"flow:{flow.id}"], len(flows))
        if moved.low > chance.high:
            yield Observation(
                f"Other routes, {flow.name}: {share_of(moved)} of the cases change routes from the first third to "
                f"the last, where chance alone would move {percent(chance.mean)}."
            )
            return


_LOOKS: Final[tuple[Callable[[Numbers], Iterator[Observation]], ...]] = (
    _sharing, _channels, _where_hours_go, _burden, _gap, _too_late, _overloaded, _displaced, _flows,
)  # fmt: skip
