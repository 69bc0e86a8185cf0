"""What an inject changes, opens or closes, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from simulator.errors import did_you_mean, shown
from simulator.scenario.changeable import CORRUPTION, SWITCHES, ActionKey, ChangeError, changeable, now
from simulator.scenario.complaints import explain
from simulator.scenario.distributions import Constant, Distribution
from simulator.scenario.expansion import Expansion
from simulator.scenario.fitness import check_fit
from simulator.scenario.schema import Change, Close, Hold, Open, RateProfile, Scenario
from simulator.scenario.schema.injects import How

_CHANGE_FORM: Final = "write SECTION.ID.KEY, such as controls.north_gate_lane.examine"
_PART: Final[Mapping[How, ActionKey]] = {"set": "to", "times": "times", "add": "by"}
_SWITCH_FORM: Final = "write SECTION.ID, such as links.customs_to_police"


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
        check_fit(entity, key, action.to)
        value = _read(adapter, entity, key, action.to, "to")
        if isinstance(value, Hold) and value.confirmed_by is not None:
            targets.find("agencies", value.confirmed_by, "to")
    else:
        _check_number(entity, key, action.how)
        check_fit(entity, key, now(entity, key))
        value = action.times if action.how == "times" else _added(adapter, entity, key, action.by)
    return Parsed(section, entity_id, key, value, action.how)


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
