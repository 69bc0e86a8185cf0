"""Data compared with lists: a control at each place and leg."""

from __future__ import annotations

from typing import Any

from simulator.scenario.expansion.looking import listed_control, screener
from simulator.scenario.expansion.naming import at_place, on_leg
from simulator.scenario.expansion.result import Ground, Made
from simulator.scenario.schema import Control
from simulator.scenario.schema.controls import TraitTerms
from simulator.scenario.schema.mechanisms import ScreeningFeed

_KEYS = (
    "ahead", "consults", "threats", "match", "seize", "evidence", "about", "report_delay", "traffic", "false_alarm",
)  # fmt: skip


def expand(feed: ScreeningFeed, ground: Ground) -> Made:
    """A control that finds only cases with a lookout on them, for the member responsible there."""
    places = [
        _screening(feed, ground, place, place, at=place, name=at_place(feed, place, ground))
        for place in feed.at
    ]
    legs = [
        _screening(
            feed, ground, f"{start}_to_{end}", end, on_leg=(start, end), name=on_leg(feed, start, end, ground)
        )
        for start, end in feed.on_legs
    ]
    return Made(controls=(*places, *legs))


def _screening(feed: ScreeningFeed, ground: Ground, part: str, area: str, **own: Any) -> Control:
    values = {key: getattr(feed, key) for key in _KEYS}
    by_trait = {trait: TraitTerms(match=terms.match) for trait, terms in feed.if_trait.items()}
    agency = screener(feed, area, ground)
    return listed_control(feed, part, agency=agency, if_trait=by_trait, **own, **values)
