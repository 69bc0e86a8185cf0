"""Words that fit the threat: what moves, how it ends, and what agencies do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Nouns:
    """How to speak of the cases of a threat.

    Attributes:
        one: What a case is.
        several: More of them.
        began: What it did first, with "from A for B" after it.
        stopped: What an agency did to it, before "it".
        was_stopped: The same, after "it was".
        delivered: How it ends where nobody stops it, after "it".
        would_end: The same of another history.
        end: That end as a noun.
        carrier: Who or what is behind one case.
    """

    one: str = "case"
    several: str = "cases"
    began: str = "began"
    stopped: str = "stopped"
    was_stopped: str = "stopped"
    delivered: str = "reached its end"
    would_end: str = "would have reached its end"
    end: str = "end"
    carrier: str = "who is behind it"


_GOODS: Final = Nouns(
    "load", "loads", "set out", "stopped", "stopped", "was handed over", "would have been handed over", "handover",
    "who carries it",
)  # fmt: skip
_CONSIGNMENT: Final = replace(_GOODS, one="consignment", several="consignments")
_JOURNEY: Final = Nouns(
    "journey", "journeys", "set out", "stopped", "stopped", "reached its destination",
    "would have reached its destination", "arrival", "the traveller",
)  # fmt: skip
"""Of people it is their journey that is told of."""
_THREATS: Final[Mapping[str, Nouns]] = {
    "drugs": _GOODS,
    "contraband": _GOODS,
    "weapons": _CONSIGNMENT,
    "nuclear": _CONSIGNMENT,
    "isotopes": _CONSIGNMENT,
    "fighters": _JOURNEY,
    "victims": replace(_JOURNEY, carrier="the person"),
    "money": Nouns(
        "transfer", "transfers", "was sent", "froze", "frozen", "was paid out", "would have been paid out", "payment",
        "the account",
    ),
    "malware": Nouns(
        "intrusion", "intrusions", "began", "contained", "contained", "reached its target",
        "would have reached its target", "success", "the attacker",
    ),
    "plans": Nouns(
        "plan", "plans", "began", "prevented", "prevented", "was carried out", "would have been carried out", "end",
        "the group",
    ),
}  # fmt: skip


def nouns_of(threat: str) -> Nouns:
    """How to speak of the cases of a threat; a threat that is not known has cases."""
    return _THREATS.get(threat, Nouns())
