"""Words that fit the threat: what moves, how it ends, and what agencies do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        end: That end as a noun.
        carrier: Who or what is behind one case.
    """

    one: str = "case"
    several: str = "cases"
    began: str = "began"
    stopped: str = "stopped"
    was_stopped: str = "stopped"
    delivered: str = "reached its end"
    end: str = "end"
    carrier: str = "who is behind it"


_GOODS: Final = Nouns(
    "load", "loads", "set out", "stopped", "stopped", "was handed over", "handover", "who carries it"
)
_THREATS: Final[Mapping[str, Nouns]] = {
    "drugs": _GOODS,
    "weapons": Nouns("consignment", "consignments", "set out", "stopped", "stopped", "was handed over", "handover",
                     "who carries it"),
    "isotopes": Nouns("consignment", "consignments", "set out", "stopped", "stopped", "was handed over", "handover",
                      "who carries it"),
    "fighters": Nouns("traveller", "travellers", "set out", "stopped", "stopped", "reached the destination",
                      "arrival", "the person"),
    "victims": Nouns("journey", "journeys", "set out", "stopped", "stopped", "came to its end", "end",
                     "the person"),
    "money": Nouns("transfer", "transfers", "was sent", "froze", "frozen", "was paid out", "payment",
                   "the account"),
    "malware": Nouns("intrusion", "intrusions", "began", "contained", "contained", "reached its target", "success",
                     "the attacker"),
}  # fmt: skip


def nouns_of(threat: str) -> Nouns:
    """How to speak of the cases of a threat; a threat that is not known has cases."""
    return _THREATS.get(threat, Nouns())
