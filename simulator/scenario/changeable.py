"""What may change while a scenario plays, and what type its values have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from simulator.errors import did_you_mean, shown
from simulator.scenario.schema import Agency, Care, Control, Flow, Leg, Link, Place, Pool
from simulator.scenario.units import Probability

ActionKey = Literal["change", "to", "times", "by", "open", "close"]

SWITCHES: Final = ("links", "controls", "agencies", "pools", "flows", "mechanisms")
"""The sections whose entities open and close."""
CHANGEABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "agencies": (
        "analysts", "triage", "routine_leads", "lookout_at", "lookout_delay", "act_at", "teams", "response",
        "success", "skill", "perishable", "recovery", "controlled_delivery.share",
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
POISSON: Final = "arrivals.poisson"
_MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "agencies": Agency, "controls": Control, "links": Link, "flows": Flow, "legs": Leg, "places": Place,
    "pools": Pool,
    "care": Care,
}  # fmt: skip


class ChangeError(ValueError):
    """An action that cannot be carried out; `key` is the part of it at fault."""

    def __init__(self, message: str, hint: str = "", key: ActionKey = "change") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.key = key


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
    if field in PER_THREAT and key != POISSON:
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
