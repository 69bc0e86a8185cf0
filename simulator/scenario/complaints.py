"""From what pydantic finds wrong to problems in a planner's words, each at the line it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulator.errors import Position, Problem, did_you_mean, shown
from simulator.scenario.annotations import is_annotated
from simulator.scenario.headings import meant_key
from simulator.scenario.kinds import own_kinds
from simulator.scenario.prepare import prepare
from simulator.scenario.schema import Scenario
from simulator.scenario.schema.conditions import TAGS as CONDITIONS
from simulator.scenario.schema.conditions import tag_of
from simulator.scenario.schema.mechanisms import MECHANISM_KINDS
from simulator.scenario.source import IN_QUOTES, Path, path_text
from simulator.scenario.units.numbers import NO_FRACTION

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_QUOTED: Final = re.compile(r"'([^']*)'")
_MOST_LISTED: Final = 30
_KEY_MARK: Final = "[key]"
_USUAL_KEY: Final[Mapping[str | int, str]] = {
    "arrivals": "poisson",
    "detect": "drugs",
    "detect_flagged": "drugs",
}
"""A key of a mapping for whose value the bare value is often written."""
Explanation = tuple[str, str, str]
"""The code, the message and the hint of a problem."""
_Choice = tuple[int, str]
"""How deep in a location a member of a union was chosen, and which."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where the values of a document stand.

    Attributes:
        positions: The position of each value, by path.
        key_positions: The position of each key, by path.
        lines: The lines of each file, by its name; the file that was asked for first.
        settings: The position of each value that was set from outside, which is also that of its parts.
    """

    positions: Mapping[Path, Position] = field(default_factory=dict)
    key_positions: Mapping[Path, Position] = field(default_factory=dict)
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    settings: Mapping[Path, Position] = field(default_factory=dict)

    def where(self, path: Path, *, key: bool = False) -> Position | None:
        """The position of a value (or of its key), else of the nearest part of the document around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.settings:
                return self.settings[path[:end]]
        if key and path in self.key_positions:
            return self.key_positions[path]
        around = (path[:end] for end in range(len(path), -1, -1))
        return next((self.positions[part] for part in around if part in self.positions), None)

    def sorted(self, problems: Sequence[Problem]) -> list[Problem]:
        """The problems in the order of files and lines, each once."""
        order = {name: number for number, name in enumerate(self.lines)}

        def rank(problem: Problem) -> tuple[int, int, int]:
            at = problem.position
            return (order.get(at.file, len(order)), at.line, at.column) if at else (len(order) + 1, 0, 0)

        return sorted(dict.fromkeys(problems), key=rank)


def path_of(text: str) -> Path:
    """The path that `path_text` shows as this text."""
    return tuple(int(index) if index else key for key, index in _STEP.findall(text))


def locate_all(
    problems: Sequence[Problem], written: Written, from_kinds: Mapping[Path, Path]
) -> list[Problem]:
    """The problems with their positions, found by their paths; what a kind says wrong is wrong there."""
    places = [whence(path_of(problem.path), from_kinds) for problem in problems]
    return [
        replace(problem, path=path_text(place), position=written.where(place))
        for problem, place in zip(problems, places, strict=True)
    ]


def whence(path: Path, from_kinds: Mapping[Path, Path]) -> Path:
    """Where a value is written: in a kind, if its entity takes it from there."""
    around = (end for end in range(len(path), 2, -1) if path[:end] in from_kinds)
    end = next(around, 0)
    return (*from_kinds[path[:end]], *path[end:]) if end else path


def problems_of(error: ValidationError, given: Mapping[str, Any], written: Written) -> list[Problem]:
    """What a validation found wrong, as problems.

    Args:
        error: What pydantic raised.
        given: The document as written.
        written: Where its values stand.
    """
    from_kinds = prepare(given).from_kinds  # once more: an error of pydantic cannot carry it
    complaints = [_Complaint.of(details, given, from_kinds) for details in error.errors(include_url=False)]
    found = [_problem(complaint, written) for complaint in complaints]
    return written.sorted([problem for problem in found if problem is not None])


def explain(error: ValidationError) -> tuple[str, str]:
    """The message and the hint of the first thing that a validation of a single value found wrong."""
    complaint = _Complaint.of(error.errors(include_url=False)[0], {}, {})
    _, message, hint = _explained(complaint)
    return message, hint


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One finding of pydantic.

    Attributes:
        kind: Its type, such as "missing".
        path: The value at fault, as people would name it.
        place: The same in the document as written, where `{value: X}` is a level of its own.
        rest: What pydantic names below that value, but nobody wrote (the parts of a shorthand).
        models: The models whose keys belong where the value stands.
    """

    kind: str
    path: Path
    place: Path
    rest: Path
    models: Sequence[type[BaseModel]]
    found: Any
    text: str
    context: Mapping[str, Any]

    @property
    def length(self) -> int:
        """How many entries were written."""
        return len(self.found) if isinstance(self.found, list | tuple) else 0

    @classmethod
    def of(cls, details: Any, given: Mapping[str, Any], from_kinds: Mapping[Path, Path]) -> _Complaint:
        location = tuple(part for part in details["loc"] if part != _KEY_MARK)
        choice = None
        context = details.get("ctx", {})
        if details["type"] != "flaw":
            location, choice = _untagged(location)
        models = _models_at(location[:-1], choice)
        location = whence(location, from_kinds)
        path, place = _as_written(location, given)
        if details["type"] == "union_tag_invalid":
            path, place = (*path, "kind"), (*place, "kind")
            context = context | {"own": own_kinds(given, "mechanisms")}
        return cls(
            kind=details["type"],
            path=path,
            place=place,
            rest=location[len(path) :],
            models=models,
            found=details["input"],
            text=details["msg"],
            context=context,
        )


def _untagged(location: Path) -> tuple[Path, _Choice | None]:
    """The location without the names that pydantic adds for chosen members of unions, and the last of these."""
    conditions = [depth for depth, part in enumerate(location) if tag_of(part)]
    if conditions:
        bare = tuple(part for part in location if not tag_of(part))
        return bare, (conditions[-1] - len(conditions) + 1, tag_of(location[conditions[-1]]))
    match location:
        case ("mechanisms", _, _, *_):
            depth = 2
        case ("injects", _, "actions", _, _, *_):
            depth = 4
        case ("agencies", _, "respond_with", "actions", _, _, *_):
            depth = 5
        case ("injects", _, "options", _, "actions", _, _, *_):
            depth = 6
        case _:
            return location, None
    return (*location[:depth], *location[depth + 1 :]), (depth, str(location[depth]))


def _as_written(location: Path, given: Any) -> tuple[Path, Path]:
    """As much of the location as was written, and the same with the levels of annotated values."""
    node = given
    path: Path = ()
    place: Path = ()
    for part in location:
        if is_annotated(node) and part not in node:
            node, place = node["value"], (*place, "value")
        parts = dict(enumerate(node)) if isinstance(node, list | tuple) else node
        if not isinstance(parts, Mapping) or part not in parts:
            return path, place
        node, path, place = parts[part], (*path, part), (*place, part)
    return path, (*place, "value") if is_annotated(node) else place


def _models_at(location: Path, choice: _Choice | None) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [Scenario]
    for depth, part in enumerate(location, start=1):
        if isinstance(part, str):
            fields = [info for model in models if (info := _field(model, part)) is not None]
            if fields or not models:  # else it is a key of a mapping of parts
                models = [found for info in fields for found in _models_in(info.annotation)]
        if choice is not None and depth == choice[0]:
            models = [model for model in models if _tag(model) == choice[1]] or models
    return models


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    return next((info for name, info in model.model_fields.items() if key in (name, info.alias)), None)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        parts = parts[:1]
    return [model for part in parts for model in _models_in(part)]


def _tag(model: type[BaseModel]) -> str:
    for tag, condition in CONDITIONS.items():
        if model is condition:
            return tag
    kind = model.model_fields.get("kind")
    if kind is not None and get_origin(kind.annotation) is Literal:
        return str(get_args(kind.annotation)[0])
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def _keys(models: Sequence[type[BaseModel]]) -> list[str]:
    return sorted({info.alias or name for model in models for name, info in model.model_fields.items()})


def _problem(complaint: _Complaint, written: Written) -> Problem | None:
    if _echo(complaint):
        return None
    code, message, hint = _explained(complaint)
    if hint == IN_QUOTES and complaint.place in written.settings:  # the key of the setting itself
        hint = f"a key has no blanks; {_taken(_keys(complaint.models))}"
    at_key = complaint.kind in ("extra_forbidden", "flaw", "string_pattern_mismatch")
    path = (*complaint.path, *complaint.rest) if complaint.kind == "missing" else complaint.path
    first = complaint.context.get("first")
    if first is not None:
        where = written.where(first)
        message += f"; first at {where.file}:{where.line}" if where else f"; first at {path_text(first)}"
    return Problem(code, path_text(path), message, hint, position=written.where(complaint.place, key=at_key))


def _explained(complaint: _Complaint) -> Explanation:
    family = _FAMILIES.get(complaint.kind.split("_", maxsplit=1)[0], _other)
    return _EXPLANATIONS.get(complaint.kind, family)(complaint)


def _echo(complaint: _Complaint) -> bool:
    """Whether it repeats what another complaint says."""
    # Plain `analysts: 3` borrows the hours of the agency; entries that are wrong themselves are not counted.
    borrowed = complaint.path[-1:] == ("analysts",) and complaint.rest[-1:] == ("hours",)
    counted = complaint.kind == "too_short" and complaint.length >= complaint.context["min_length"]
    # That a kind of the scenario's own is like no mechanism is told where the kind is written.
    baseless = complaint.context.get("tag") in complaint.context.get("own", ())
    return borrowed or counted or baseless


def _missing(complaint: _Complaint) -> Explanation:
    key = str(complaint.rest[-1]) if complaint.rest else ""
    described = (info.description for model in complaint.models if (info := _field(model, key)) is not None)
    return "E204", f'missing: "{key}"', next((text for text in described if text), "")


def _unknown_key(complaint: _Complaint) -> Explanation:
    key, keys = str(complaint.path[-1]), _keys(complaint.models)
    section = str(complaint.path[0]) if len(complaint.path) > 1 else ""
    meant = meant_key(section, key, keys)
    hint = f'did you mean "{meant}"?' if meant else did_you_mean(key, keys)
    if not hint and (" " in key or key.endswith(".")):
        hint = IN_QUOTES
    return "E202", f"unknown key {shown(key)}", hint or _taken(keys)


def _taken(keys: Sequence[str]) -> str:
    """The keys that belong somewhere; the rest of very many is in the reference."""
    named = ", ".join(keys[:_MOST_LISTED])
    more = len(keys) - _MOST_LISTED
    if not keys:
        return ""
    return f"it takes {named}" if more <= 0 else f"it takes {named} and {more} more: docs/reference.md"


def _custom(complaint: _Complaint) -> Explanation:
    context = complaint.context
    message = context.get("message", complaint.text)
    return str(context.get("code", "E201")), str(message), str(context.get("hint", ""))


def _refused(complaint: _Complaint) -> Explanation:
    message, semicolon, question = complaint.text.removeprefix("Value error, ").partition("; did you mean")
    if complaint.path[-1:] == ("analysts",) and message.endswith(NO_FRACTION):
        return (
            "E301",
            message,
            "for part of the time, write shifts: [{n: 3, hours: 24/7}, {n: 1, hours: ...}]",
        )
    return "E301", message, f"did you mean{question}" if semicolon else ""


def _choice(complaint: _Complaint) -> Explanation:
    context = complaint.context
    options = _QUOTED.findall(str(context.get("expected", context.get("expected_tags", ""))))
    found = context.get("tag", complaint.found)
    hint = did_you_mean(found, [*options, *context.get("own", ())]) if isinstance(found, str) else ""
    return "E304", f"expected one of {', '.join(options)}, found {shown(found)}", hint


def _identifier(complaint: _Complaint) -> Explanation:
    found = str(complaint.found)
    better = re.sub(r"[^a-z0-9]+", "_", found.lower()).strip("_").lstrip("0123456789_")
    message = f"{shown(found)} cannot be an identifier: write only a-z, 0-9 and _, first a letter"
    return "E205", message, f"write {better}" if better else ""


def _text(complaint: _Complaint) -> Explanation:
    plain = isinstance(complaint.found, int | float)
    return "E302", f"expected text, found {shown(complaint.found)}", "put it in quotes" if plain else ""


def _list(complaint: _Complaint) -> Explanation:
    plain = isinstance(complaint.found, str)
    hint = f"write [{complaint.found}]" if plain else ""
    return "E302", f"expected a list, found {shown(complaint.found)}", hint


def _mapping(complaint: _Complaint) -> Explanation:
    key = _USUAL_KEY.get(complaint.path[-1]) if complaint.path else None
    plain = isinstance(complaint.found, str | int | float) and not isinstance(complaint.found, bool)
    models = _models_of(complaint)
    needed = [
        info.alias or name for one in models for name, info in one.model_fields.items() if info.is_required()
    ]
    hints = [] if key else [_taken(_keys(models))]
    if plain and (key or (len(models) == 1 and len(needed) == 1)):
        hints.insert(0, f"write {{{key or needed[0]}: {complaint.found}}}")
    return (
        "E302",
        f"expected keys with values, found {shown(complaint.found)}",
        "; ".join(filter(None, hints)),
    )


def _models_of(complaint: _Complaint) -> list[type[BaseModel]]:
    """The models of which a value itself may be one."""
    key = complaint.path[-1] if complaint.path else None
    if not isinstance(key, str):
        return []
    fields = (info for model in complaint.models if (info := _field(model, key)) is not None)
    return [found for info in fields for found in _models_in(info.annotation)]


def _length(complaint: _Complaint) -> Explanation:
    context = complaint.context
    least, most = context.get("min_length"), context.get("max_length")
    wanted = f"at least {least}" if least is not None else f"at most {most}"
    found = complaint.length if isinstance(complaint.found, list | tuple) else shown(complaint.found)
    entries = "entry" if 1 in (least, most) else "entries"
    noun = "characters" if complaint.kind.startswith("string") else entries
    return "E303", f"expected {wanted} {noun}, found {found}", ""


def _bound(complaint: _Complaint) -> Explanation:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    ((operator, bound),) = ((key, value) for key, value in complaint.context.items() if key in words)
    return "E303", f"expected {words[operator]} {bound:g}, found {shown(complaint.found)}", ""


def _moment(complaint: _Complaint) -> Explanation:
    wanted = "a date and time with its offset, such as 2031-03-03T06:00Z"
    return "E301", f"expected {wanted}, found {shown(complaint.found)}", ""


def _date(complaint: _Complaint) -> Explanation:
    return "E301", f"expected a date such as 2031-03-21, found {shown(complaint.found)}", ""


def _truth(complaint: _Complaint) -> Explanation:
    return "E302", f"expected true or false, found {shown(complaint.found)}", ""


def _number(complaint: _Complaint) -> Explanation:
    return "E302", f"expected a number, found {shown(complaint.found)}", ""


def _no_kind(complaint: _Complaint) -> Explanation:
    return "E204", 'missing: "kind"', f"one of {', '.join(MECHANISM_KINDS)}"


def _action(complaint: _Complaint) -> Explanation:
    keys = list(complaint.found) if isinstance(complaint.found, Mapping) else []
    verbs = ("change", "open", "close", "add_teams", "tip", "message")
    guesses = (did_you_mean(str(key), verbs) for key in keys)
    return "E305", complaint.text, next((guess for guess in guesses if guess), "")


def _condition(complaint: _Complaint) -> Explanation:
    keys = list(complaint.found) if isinstance(complaint.found, Mapping) else []
    guesses = (did_you_mean(str(key), CONDITIONS) for key in keys)
    return "E305", complaint.text, next((guess for guess in guesses if guess), "")


def _other(complaint: _Complaint) -> Explanation:
    return "E301", f"{complaint.text}; found {shown(complaint.found)}", ""


_EXPLANATIONS: Final[Mapping[str, Callable[[_Complaint], Explanation]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "flaw": _custom,
    "unreadable_text": _custom,
    "unknown_reference": _custom,
    "unknown_action": _action,
    "unknown_condition": _condition,
    "value_error": _refused,
    "literal_error": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": _no_kind,
    "string_pattern_mismatch": _identifier,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    "tuple_type": _list,
    "list_type": _list,
    "timezone_aware": _moment,
}
_FAMILIES: Final[Mapping[str, Callable[[_Complaint], Explanation]]] = {
    "model": _mapping,
    "string": _text,
    "dict": _mapping,
    "mapping": _mapping,
    "greater": _bound,
    "less": _bound,
    "datetime": _moment,
    "date": _date,
    "bool": _truth,
    "int": _number,
    "float": _number,
    "finite": _number,
}
