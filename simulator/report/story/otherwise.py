"""What would have had to be different, in sentences."""

from __future__ import annotations

from typing import Final

from simulator.analysis.cases import ABORTED, DELIVERED, INTERDICTED, OPEN
from simulator.experiment.whatif import NOT_BEGUN, Ending, Lever, Otherwise, WhatIf
from simulator.report.story.changes import in_words
from simulator.report.story.names import Names, listed, sentence
from simulator.report.story.nouns import Nouns, nouns_of
from simulator.report.words import counted

_FEW: Final = 4
"""How many changes that make no difference are named."""


def heading(names: Names, found: WhatIf) -> str:
    """What the list of changes says."""
    one = names.nouns.one
    paired = _paired(found)
    if names.story.end == INTERDICTED:
        end = _same_ending(found)
        if paired:
            return "It hung on no single thing; it would have gone on with any of these pairs"
        if end is None:
            return f"What the {one} would not have been {names.nouns.was_stopped} without"
        each = "This" if len(found.enough) == 1 else "Any one of these"
        return f"{each}, and {_ending(names, end)}"
    if not found.enough:
        return f"What would have {_stopped(names)} it"
    if paired:
        return "No single change would have been enough; any of these pairs would"
    if len(found.enough) == 1:
        return "This would have been enough"
    return "Any one of these would have been enough"


def _same_ending(found: WhatIf) -> Ending | None:
    """How it would have ended with any of the changes, if that is one and the same."""
    endings = {one.ending for one in found.enough}
    return endings.pop() if len(endings) == 1 else None


def _paired(found: WhatIf) -> bool:
    return any(len(one.changes) > 1 for one in found.enough)


def _stopped(names: Names) -> str:
    return names.nouns.was_stopped


def sentences(names: Names, found: WhatIf) -> list[str]:
    """One sentence for each change that changes the end."""
    if names.story.end == INTERDICTED and _same_ending(found) is not None and not _paired(found):
        return [sentence(_changes(names, one) + _besides(names, one)) for one in found.enough]
    return [
        sentence(f"{_changes(names, one)}: {_ending(names, one.ending)}{_besides(names, one)}")
        for one in found.enough
    ]


def remarks(names: Names, found: WhatIf) -> list[str]:
    """What holds of all of them: how it was found, and what made no difference."""
    told: list[str] = []
    caught = names.story.end == INTERDICTED
    if not found.enough and not found.not_enough and found.complete:
        told.append("Nothing happened to it at which a single change could have been tried.")
    elif not found.enough:
        tried = counted(len(found.not_enough), "change")
        pairs = f", nor any of {counted(found.pairs_tried, 'pair')} of them" if found.pairs_tried else ""
        outcome = "let it go" if caught else "been enough"
        alone = "The one change" if len(found.not_enough) == 1 else f"None of {tried}"
        negated, verb = ("not ", "was") if len(found.not_enough) == 1 else ("", "were")
        told.append(f"{alone} that {verb} tried would {negated}have {outcome} alone{pairs}.")
    if caught and found.enough and found.not_enough:
        without = [in_words(names, lever, _strongest(lever)) for lever in found.not_enough[:_FEW]]
        if len(found.not_enough) > _FEW:
            without.append(f"with {counted(len(found.not_enough) - _FEW, 'other change')} of those tried")
        told.append(
            sentence(
                f"it would have been {names.nouns.was_stopped} all the same, there or later, {listed(without)}"
            )
        )
    told += [sentence(f"{_changes(names, one)}: {_ending(names, one.ending)}") for one in found.unwarned]
    if found.not_begun:
        told.append(
            f"With {counted(found.not_begun, 'other change')} of those tried it would not have begun, as what went "
            "before would have ended otherwise."
        )
    if found.runs:
        told.append(
            f"Found by playing this history again {counted(found.runs, 'time')}, with the same luck and one thing "
            "otherwise; it holds for this history, not on average."
        )
    if not found.complete:
        told.append("There was more to try than the simulations allowed.")
    return told


def _changes(names: Names, one: Otherwise) -> str:
    return " and ".join(in_words(names, lever, value) for lever, value in one.changes)


def _ending(names: Names, ending: Ending) -> str:
    nouns = names.nouns
    if ending.end == NOT_BEGUN:
        return "it would not have begun"
    if ending.end == OPEN:
        return "it would still have been under way at the end of the time that is played"
    when = f"on {names.time(ending.time)}"
    if ending.end == INTERDICTED:
        who = names.control(ending.control) if ending.control >= 0 else names.agency(ending.agency)
        return f"{who} would have {nouns.was_stopped} it {names.where(ending.place)} {when}"
    if ending.end == ABORTED:
        return f"it would have been given up {when}"
    assert ending.end == DELIVERED
    return f"it {nouns.would_end} {when}"


def _besides(names: Names, one: Otherwise) -> str:
    """What else changes in the same history."""
    noun, several, stopped = _of_all(names)
    changes = ((one.gained, "more"), (one.lost, "fewer"))
    parts = [f"{count} other {noun if count == 1 else several} {which}" for count, which in changes if count]
    if not parts:
        return ""
    return f". In the same history {' and '.join(parts)} would have been {stopped}"


def _of_all(names: Names) -> tuple[str, str, str]:
    """How to speak of one case, of several, and of their end, where they may be of any flow."""
    plan = names.story.plan
    words = {nouns_of(plan.threats[flow.threat]) for flow in plan.flows}
    nouns = words.pop() if len(words) == 1 else Nouns()
    return nouns.one, nouns.several, nouns.was_stopped


def _strongest(lever: Lever) -> float | None:
    return lever.values[-1] if lever.values else None
