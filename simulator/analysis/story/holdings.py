"""What agencies held on a case while it was under way."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.story.knowledge import Knowledge
from simulator.analysis.story.life import Life, can_respond
from simulator.analysis.story.steps import Holding


def holdings(life: Life, knowledge: Knowledge) -> list[Holding]:
    """What each agency held that held anything, who held most first."""
    moments = _moments(life, knowledge)
    here = {life.plan.position_jurisdictions[place] for place in life.places}
    found: list[Holding] = []
    for agency in sorted(knowledge.entries):
        beliefs = [(knowledge.belief(agency, row), row) for row in moments]
        most, at = max(beliefs, key=lambda pair: (pair[0], -pair[1]))
        if most <= 0:
            continue
        plan = life.plan.agencies[agency]
        found.append(
            Holding(
                agency=agency,
                before=beliefs[0][0],
                most=most,
                at=int(life.columns.time[at]),
                last=knowledge.belief(agency, life.last),
                on_case=any(
                    knowledge.is_about_case(item) and row <= life.last
                    for row, item, _ in knowledge.entries[agency]
                ),
                act_at=knowledge.threshold(agency, "act_at", life.last),
                lookout_at=knowledge.threshold(agency, "lookout_at", life.last),
                responds=can_respond(life.plan, agency),
                on_the_way=plan.jurisdiction >= 0 and plan.jurisdiction in here,
            )
        )
    return sorted(found, key=lambda one: (-one.most, one.agency))


def together(life: Life, knowledge: Knowledge) -> float:
    """What all that anybody knew would have come to in one hand, at its highest."""
    return max((knowledge.together(row) for row in _moments(life, knowledge)), default=0.0)


def _moments(life: Life, knowledge: Knowledge) -> Sequence[int]:
    """The rows at which anybody's knowledge of the case could be at its highest while it was under way."""
    entered = [row for entries in knowledge.entries.values() for row, _, _ in entries]
    return [life.first, *(row for row in sorted(entered) if life.first < row <= life.last)]
