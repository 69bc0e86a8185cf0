"""What an inject may change while a scenario plays, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from simulator.errors import did_you_mean, shown
from simulator.scenario.complaints import explain
from simulator.scenario.distributions import Constant, Distribution
from simulator.scenario.expansion import Expansion
from simulator.scenario.schema import (
    Agency,
    Care,
    Change,
    Close,
    Control,
    Flow,
    Hold,
    Leg,
    Link,
    Open,
    Place,
    Pool,
    RateProfile,
    Scenario,
)
from simulator.scenario.schema.injects import How
from simulator.scenario.units import Probability

ActionKey = Literal["change", "to", "times", "by", "open", "close"]

SWITCHES: Final = ("links", "controls", "agencies", "pools", "flows", "mechanisms")
"""The sections whose entities open and close."""
CHANGEABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "agencies": (
        "analysts", "triage", "routine_leads", "lookout_at", "lookout_delay", "act_at", "teams", "response",
        "success", "skill", "perishable", "recovery",
    ),
    "controls": (
        "examine", "examine_flagged", "detect", "detect_flagged", "skill", "evidence", "valid_for",
        "report_delay", "seize", "hold", "match", "watch", "traffic", "false_alarm", "service", "bays", "queue_limit",
    ),
    "links": (
        "willingness", "clearance", "transit", "reliability", "capacity", "fidelity", "share_at", "onward",
        "leak", "consent.granted", "consent.delay", "ask_at", "ask_again", "answer", "pursuit",
    ),
    "flows": (
        "arrivals.poisson", "concealment", "abort.after_loss", "retry.probability", "spread.probability", "corruption",
    ),
    "legs": ("duration",),
    "places": ("stay",),
    "care": ("places", "stay"),
    "pools": ("teams", "mobilisation", "consensus", "mandate", "recovery"),
}  # fmt: skip
"""The values that may change, by section; those of PER_THREAT with the threat after a dot."""
PER_THREAT: Final = frozenset({"detect", "detect_flagged"})
CORRUPTION: Final = "corruption"
"""Changes by control, whose name stands after a dot."""
_MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "agencies": Agency, "controls": Control, "links": Link, "flows": Flow, "legs": Leg, "places": Place,
    "pools": Pool,
    "care": Care,
}  # fmt: skip
_LOOKING_ONCE: Final = frozenset(
    {"bays", "queue_limit", "service", "traffic", "examine", "examine_flagged", "false_alarm"}
)
_WHEN_ASKED: Final = frozenset({"ask_at", "ask_again", "answer"})
_POISSON: Final = "arrivals.poisson"
_CHANGE_FORM: Final = "write SECTION.ID.KEY, such as controls.north_gate_lane.examine"
_PART: Final[Mapping[How, ActionKey]] = {"set": "to", "times": "times", "add": "by"}
_SWITCH_FORM: Final = "write SECTION.ID, such as links.customs_to_police"


class ChangeError(ValueError):
    """An action that cannot be carried out; `key` is the part of it at fault."""

    def __init__(self, message: str, hint: str = "", key: ActionKey = "change") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.key = key


@dataclass(frozen=True, slots=True)
class Parsed:
    """A change ready to be compiled: what changes, and the checked new value (or the factor, or what is added)."""

    section: str
    id: str
    key: str
    value: Any
    how: How = "set"


@dataclass(frozen=True, slots=True)
class Switch:
    """What opens or closes."""

    section: str
    id: str


@dataclass(frozen=True)
class Targets:
    """The entities that injects can reach, by section and identifier; those that mechanisms make included."""

    by_section: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, scenario: Scenario, expansion: Expansion) -> Targets:
        """Collect the entities of a scenario and of its expansion."""
        return cls(
            {
                "agencies": {agency.id: agency for agency in expansion.agencies},
                "controls": {control.id: control for control in expansion.controls},
                "links": {link.id: link for link in expansion.links},
                "care": {care.id: care for care in expansion.care},
                "pools": {pool.id: pool for pool in expansion.pools},
                "mechanisms": {mechanism.id: mechanism for mechanism in scenario.mechanisms},
                "flows": {flow.id: flow for flow in scenario.flows},
                "legs": {leg.key: leg for leg in scenario.legs},
                "places": {place.id: place for place in scenario.places},
            }
        )

    def find(self, section: str, name: str, key: ActionKey = "change") -> Any:
        """The entity of a section.

        Args:
            section: One of those that change, open or close.
            name: Its identifier.
            key: The part of an action that names it.

        Raises:
            ChangeError: There is none of that name.
        """
        entities = self.by_section[section]
        if name not in entities:
            message = f"there is no {shown(name)} in {section}"
            raise ChangeError(message, did_you_mean(name, entities), key)
        return entities[name]


def changeable(section: str, key: str) -> TypeAdapter[Any]:
    """The type of a value that may change, as the scenario language has it.

    Args:
        section: Such as "controls".
        key: Such as "examine" or "detect.drugs".

    Raises:
        ChangeError: It may not change.
    """
    if section not in CHANGEABLE:
        hint = did_you_mean(section, CHANGEABLE) or f"sections: {', '.join(CHANGEABLE)}"
        if section == "mechanisms":
            hint = "open or close it, or change one of its links: links.MECHANISM_FROM_to_TO.KEY"
        message = f"nothing in {shown(section)} can change while the scenario plays"
        raise ChangeError(message, hint)
    field, _, threat = key.partition(".")
    if field in PER_THREAT and key != _POISSON:
        if not threat:
            message = f"{field} is a value for each threat"
            raise ChangeError(message, f"write {section}.ID.{field}.THREAT")
        return _adapter(section, field)
    if field == CORRUPTION and section == "flows":
        if not threat:
            message = f"{field} is a value for each control"
            raise ChangeError(message, f"write {section}.ID.{field}.CONTROL")
        return TypeAdapter(Probability)
    if key not in CHANGEABLE[section]:
        message = f"{shown(key)} cannot change while the scenario plays"
        hint = did_you_mean(key, CHANGEABLE[section]) or f"these can: {', '.join(CHANGEABLE[section])}"
        raise ChangeError(message, hint)
    return _adapter(section, key)


def parse_change(targets: Targets, action: Change) -> Parsed:
    """Find what a change means, and check its new value.

    Args:
        targets: What the scenario has that can change.
        action: The action of an inject.

    Raises:
        ChangeError: It changes nothing that may change, or the value does not fit.
    """
    section, entity_id, key = _split(action.change)
    adapter = changeable(section, key)
    entity = targets.find(section, entity_id)
    if key.startswith(f"{CORRUPTION}."):
        targets.find("controls", key.partition(".")[2])
    if action.how == "set":
        _check_fit(entity, key, action.to)
        value = _read(adapter, entity, key, action.to, "to")
        if isinstance(value, Hold) and value.confirmed_by is not None:
            targets.find("agencies", value.confirmed_by, "to")
    else:
        _check_number(entity, key, action.how)
        _check_fit(entity, key, now(entity, key))
        value = action.times if action.how == "times" else _added(adapter, entity, key, action.by)
    return Parsed(section, entity_id, key, value, action.how)


def now(entity: Any, key: str) -> Any:
    """The value that a changeable key has in the scenario; None where there is none."""
    field, _, rest = key.partition(".")
    value = getattr(entity, field)
    if field in PER_THREAT or field == CORRUPTION:
        return (value or {}).get(rest)
    return getattr(value, rest) if rest and value is not None else value


@cache
def is_share(section: str, key: str) -> bool:
    """Whether a changeable value is a share, which ends at 1."""
    return _takes(section, key, 1.0) and not _takes(section, key, 1.5)


def _takes(section: str, key: str, value: float) -> bool:
    try:
        changeable(section, key).validate_python(value)
    except ValidationError:
        return False
    return True


def _read(adapter: TypeAdapter[Any], entity: Any, key: str, written: Any, part: ActionKey) -> Any:
    """A value as the scenario language has it.

    Raises:
        ChangeError: It does not fit; `part` of the action is at fault.
    """
    if key == "analysts" and not isinstance(written, list | tuple):
        written = [{"n": written, "hours": entity.hours}]
    try:
        return adapter.validate_python(written)
    except ValidationError as error:
        message, hint = explain(error)
        raise ChangeError(message, hint, part) from None


def _check_number(entity: Any, key: str, how: How) -> None:
    """Refuse to multiply or add to what is no number.

    Raises:
        ChangeError: It is none.
    """
    value, part = now(entity, key), _PART[how]
    if value is None:
        message = f"{entity.id} has no {key} that could be changed relative to what it is"
        raise ChangeError(message, "give it a value first, or write to: VALUE", part)
    if isinstance(value, str | Hold):
        message = f"{key} is {'a hold' if isinstance(value, Hold) else value}, and no number"
        raise ChangeError(message, "write to: VALUE", part)
    if isinstance(value, RateProfile) and how == "add":
        message = f"{key} is a profile: it can be multiplied, not added to"
        raise ChangeError(message, "write times: 1.5", part)


def _added(adapter: TypeAdapter[Any], entity: Any, key: str, written: Any) -> Any:
    """What is added to a value; less than nothing takes away.

    Raises:
        ChangeError: It is not in the unit of the value, or a duration that is distributed would become negative.
    """
    amount, takes_away = _unsigned(written)
    value = _read(adapter, entity, key, amount, "by")
    if isinstance(value, Distribution):
        if takes_away or not isinstance(value, Constant):
            message = f"to {key}, which is distributed, a fixed value of zero or more can be added"
            raise ChangeError(message, "write times: 0.5 for less", "by")
        return value.value
    if value is None or (takes_away and isinstance(value, tuple)):
        message = f"expected a number to add, found {shown(written)}"
        raise ChangeError(message, "write to: VALUE", "by")
    return -value if takes_away else value


def _unsigned(written: Any) -> tuple[Any, bool]:
    """A number or a quantity without its minus, and whether it had one."""
    if isinstance(written, str) and written.strip().startswith("-"):
        return written.strip()[1:].lstrip(), True
    if isinstance(written, int | float) and not isinstance(written, bool) and written < 0:
        return -written, True
    return written, False


def parse_switch(targets: Targets, action: Open | Close) -> Switch:
    """Find what opens or closes.

    Args:
        targets: What the scenario has that can open and close.
        action: The action of an inject.

    Raises:
        ChangeError: There is nothing of that name.
    """
    text, key = _switched(action)
    section, _, entity_id = text.partition(".")
    if not entity_id or "." in entity_id:
        message = f"{shown(text)} names nothing that opens and closes"
        raise ChangeError(message, _SWITCH_FORM, key)
    if section not in SWITCHES:
        message = f"nothing in {shown(section)} opens and closes"
        hint = did_you_mean(section, SWITCHES) or f"sections: {', '.join(SWITCHES)}"
        raise ChangeError(message, hint, key)
    targets.find(section, entity_id, key)
    return Switch(section, entity_id)


def _switched(action: Open | Close) -> tuple[str, ActionKey]:
    return (action.open, "open") if isinstance(action, Open) else (action.close, "close")


def _split(path: str) -> tuple[str, str, str]:
    section, _, rest = path.partition(".")
    entity_id, _, key = rest.partition(".")
    if not (section and entity_id and key):
        message = f"{shown(path)} is not a value of the scenario"
        raise ChangeError(message, _CHANGE_FORM)
    return section, entity_id, key


@cache
def _adapter(section: str, key: str) -> TypeAdapter[Any]:
    if key in PER_THREAT:
        return TypeAdapter(Probability)
    model = _MODELS[section]
    *parts, last = key.split(".")
    for part in parts:
        model = next(
            one
            for one in (model.model_fields[part].annotation, *get_args(model.model_fields[part].annotation))
            if isinstance(one, type) and issubclass(one, BaseModel)
        )
    field = model.model_fields[last]
    kind: Any = field.annotation
    for constraint in field.metadata:
        kind = Annotated[kind, constraint]
    return TypeAdapter(kind)


def _check_fit(entity: Any, key: str, value: Any) -> None:
    """Refuse what would turn an entity into another sort of thing.

    Raises:
        ChangeError: It would.
    """
    if isinstance(entity, Flow):
        _check_flow(entity, key, value)
    if isinstance(entity, Link):
        _check_link(entity, key, value)
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
    if key == _POISSON:
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
