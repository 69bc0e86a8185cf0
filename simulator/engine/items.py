"""What agencies know and work on: items of evidence, how they hold them, and jobs for analysts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.world.draws import Batch

if TYPE_CHECKING:
    from simulator.engine.actors import AgencyState, LinkState, ShiftState
    from simulator.engine.agenda import Handler
    from simulator.engine.moving import Case


@dataclass(slots=True, eq=False)
class Item:
    """One item of evidence."""

    number: int
    address: int
    origin: int
    agency: int
    control: int
    batch: Batch
    k: int
    about: str
    target: int
    case: int
    flow: int
    threat: int
    severity: int
    weight: int
    made: int
    valid_until: int
    holders: list[int]


@dataclass(slots=True, eq=False)
class Held:
    """An item as one agency holds it.

    `onward` says whether it may be passed on now; `asking` whether its maker has still to answer; `consents` are the
    links by which it came and on which the maker could be asked.
    """

    item: Item
    weight: int
    onward: bool
    sender: int
    record: int
    asking: bool = False
    consents: tuple[LinkState, ...] = ()


class Job:
    """Something an analyst has to look at: an item on its way into the set, or a lead that comes to nothing.

    While an item travels a link it is the message; it is the event of its own next stage in the queue.
    """

    __slots__ = (
        "address", "agency", "batch", "cause", "handler", "item", "k", "link", "onward", "sender", "shift", "since",
        "weight",
    )  # fmt: skip

    def __init__(
        self,
        batch: Batch,
        k: int,
        item: Item | None,
        weight: int,
        onward: int,
        sender: int,
        since: int,
        cause: int,
    ) -> None:
        self.batch = batch
        self.k = k
        self.address = batch.addresses[k]
        self.item = item
        self.weight = weight
        self.onward = onward
        """Third-party rule under which it comes; an `Onward`."""
        self.sender = sender
        self.since = since
        """When the present stage began."""
        self.cause = cause
        self.handler: Handler
        self.link: LinkState
        self.agency: AgencyState
        self.shift: ShiftState


@dataclass(slots=True, eq=False)
class Request:
    """A case that waits for a team."""

    case: Case
    since: int
    record: int
