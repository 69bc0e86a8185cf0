"""What becomes of cases, in the words that fit what moves: goods are seized, people are stopped, plans prevented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Ends:
    """What is said of cases by how they ended.

    Attributes:
        interdicted: Of those that agencies ended.
        delivered: Of those that came to their end.
        aborted: Of those that were given up.
        open: Of those that had not ended by the horizon.
    """

    interdicted: str
    delivered: str
    aborted: str = "given up"
    open: str = "still under way"


ANY: Final = Ends("stopped", "got through")
"""What is true of every threat."""
_GOODS: Final = Ends("seized", "delivered")
_BY_THREAT: Final[Mapping[str, Ends]] = {
    "drugs": _GOODS,
    "contraband": _GOODS,
    "weapons": _GOODS,
    "nuclear": _GOODS,
    "fighters": Ends("stopped", "arrived"),
    "victims": Ends("found", "arrived"),
    "money": Ends("frozen", "paid out"),
    "malware": Ends("contained", "in place"),
    "plans": Ends("prevented", "carried out"),
}


def ends_of(threats: Iterable[str]) -> Ends:
    """The words for cases of some threats: each word that fits all of them, and neutral ones where none does."""
    found = {_BY_THREAT.get(threat, ANY) for threat in threats} or {ANY}
    stopped, through = {one.interdicted for one in found}, {one.delivered for one in found}
    return Ends(
        stopped.pop() if len(stopped) == 1 else ANY.interdicted,
        through.pop() if len(through) == 1 else ANY.delivered,
    )
