"""Whether a change fits the entity that it is made to."""

from __future__ import annotations

from typing import Any, Final

from simulator.scenario.changeable import POISSON, ChangeError, now
from simulator.scenario.schema import Agency, Control, Flow, Link

_LOOKING_ONCE: Final = frozenset(
    {"bays", "queue_limit", "service", "traffic", "examine", "examine_flagged", "false_alarm"}
)
_WHEN_ASKED: Final = frozenset({"ask_at", "ask_again", "answer"})


def check_fit(entity: Any, key: str, value: Any) -> None:
    """Refuse what would turn an entity into another sort of thing.

    Raises:
        ChangeError: It would.
    """
    if isinstance(entity, Flow):
        _check_flow(entity, key, value)
    if isinstance(entity, Link):
        _check_link(entity, key, value)
    if isinstance(entity, Agency) and "." in key and entity.controlled_delivery is None:
        message = f"{entity.id} has no controlled_delivery that could change"
        raise ChangeError(
            message, "write controlled_delivery: {share: 0} in the agency if it lets none run at first"
        )
    if not isinstance(entity, Control):
        return
    watches = entity.watch is not None
    if key == "match" and (entity.requires is None or value is None):
        message = f"{entity.id} {'does not require' if entity.requires is None else 'requires'} a lookout"
        raise ChangeError(message, "match is the chance to recognise a case on a list")
    if key == "watch" and (not watches or value is None):
        message = "a control cannot begin or cease to watch while the scenario plays"
        raise ChangeError(message, "write two controls, and open and close them")
    if key in _LOOKING_ONCE and watches:
        message = f"{entity.id} watches: {key} means nothing there"
        raise ChangeError(message, "change its watch rate")
    if key == "service" and value is None and entity.bays is not None:
        message = f"{entity.id} has bays and needs a service time"
        raise ChangeError(message, "give it a short one", "to")
    if key == "bays" and value is not None and entity.service is None:
        message = f"{entity.id} has no service time, so bays mean nothing there"
        raise ChangeError(message, "give the control a service time")
    if key == "bays" and value == 0:
        message = "with no bay nobody is examined"
        raise ChangeError(message, "change examine to 0, or close the control", "to")


def _check_flow(entity: Flow, key: str, value: Any) -> None:
    """Refuse to change what a flow does not do.

    Raises:
        ChangeError: It does not.
    """
    if key == POISSON:
        if now(entity, key) is None:
            message = f"the cases of {entity.id} do not arrive at random"
            raise ChangeError(message, "only arrivals.poisson can change")
        if value is None:
            message = "expected a rate, found nothing"
            raise ChangeError(message, f"to stop the flow write {{close: flows.{entity.id}}}", "to")
    if "." in key and getattr(entity, part := key.partition(".")[0]) is None:
        message = f"{entity.id} has no {part} that could change"
        raise ChangeError(
            message, f"write {part} in the flow, with a probability of 0 if there is none at first"
        )


def _check_link(link: Link, key: str, value: Any) -> None:
    """Refuse what means nothing on a link as it is.

    Raises:
        ChangeError: It does.
    """
    if link.consent is None and (key, value) == ("onward", "with_consent"):
        message = f"{link.id} does not say how makers answer when they are asked for their consent"
        raise ChangeError(message, "give the link consent: {granted: ..., delay: ...}", "to")
    if link.consent is None and key.startswith("consent."):
        message = f"nobody is asked for consent on {link.id}"
        raise ChangeError(message, "give the link consent: {granted: ..., delay: ...}")
    if key in _WHEN_ASKED and link.mode != "on_request":
        message = f"nobody asks on {link.id}, which is not on_request"
        raise ChangeError(message)
    if (key, value) == ("ask_at", None):
        message = "expected a weight, found nothing"
        raise ChangeError(message, "to stop it close the link", "to")
    if key == "share_at" and link.mode == "on_request":
        message = f"{link.id} is on_request: what it carries depends on ask_at"
        raise ChangeError(message)
