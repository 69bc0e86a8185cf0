"""The words of the page, for those who meet them first."""

from __future__ import annotations

from typing import Final

from simulator.report.page.blocks import Pairs, Section
from simulator.report.page.material import Material

_WORDS: Final = (
    ("Case", "one thing that moves: a consignment, a journey, a payment, an intrusion."),
    ("Interdicted", "stopped by a team or at a control: seized, frozen, contained, as the threat has it. Every other "
     "case was delivered, given up, or still under way at the end."),
    ("Item", "one piece of evidence: what a control, a source or a partner found out about a case, about the person or "
     "vehicle, or about the group behind it."),
    ("Belief", "the weight of the items that an agency holds on a case. Above one threshold its controls watch out for "
     "the case, above another it may send a team."),
    ("Rests on what agencies shared", "without items from other agencies the same team would not have been sent, or "
     "the same control would not have looked."),
    ("Clearance", "the time until somebody has allowed an item to be passed on; triage is the time until an analyst of "
     "the receiver has read it."),
    ("Credits", "how often an item that came by a link was among those without which an interdiction would not have "
     "happened."),
    ("Moved", "the share of cases that take other routes in the last third than in the first. With few cases chance "
     "alone moves many, so both are shown."),
    ("Stopped in vain", "a legitimate traveller, vehicle, consignment or payment that was held to be a case."),
    ("95 %, chance only", "of 100 such studies with other luck, about 95 would have an interval that holds the mean of "
     "the simulated world. Whether its inputs are right is another question."),
)  # fmt: skip


def words(_: Material) -> Section:
    """What the words mean."""
    return Section("words", "Words", (Pairs(_WORDS),))
