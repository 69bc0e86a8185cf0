"""A scenario as the engine sees it: tables of its parts, each value marked by where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from simulator.report.conditions import in_words
from simulator.report.msel import listed
from simulator.report.tables import Column, fitted, heading
from simulator.report.words import UNKNOWN, counted, duration, in_one_line, number, rate, share
from simulator.scenario.clock import write_clock
from simulator.scenario.distributions import Distribution
from simulator.scenario.schema.injects import AddTeams, Change, Close, Message, Open
from simulator.scenario.schema.responses import HoldCase

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from simulator.scenario.expansion import Expansion
    from simulator.scenario.schema import Scenario

MARKS: Final = {"default": "*", "library": "+"}
LEGEND: Final = (
    "* default of its kind   + from a library   no mark: given   times, amounts: median (nine in ten below)"
)
OF_MECHANISMS: Final = (
    "The count is of the scenario as written: not of what the agency of a mechanism takes from defaults."
)

Origin = Callable[[str], str | None]
"""Field of an entity -> "default" or "library"; None where it is given."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a listing: under which key an entity has its value, and how that reads.

    One that is `seldom` used is left out where no entity has anything to say in it.
    """

    column: Column
    key: Callable[[Any], str]
    shown: Callable[[Any], str]
    seldom: bool = False


def _field(column: Column, key: str, shown: Callable[[Any], str]) -> Field:
    return Field(column, lambda entity: key, lambda entity: shown(getattr(entity, key)))


def _seldom(column: Column, key: str, shown: Callable[[Any], str]) -> Field:
    return replace(_field(column, key, shown), seldom=True)


def listing(scenario: Scenario, expansion: Expansion, width: int, *, expanded: bool) -> list[RenderableType]:
    """The tables of a scenario.

    Args:
        scenario: The scenario.
        expansion: Its primitives.
        width: How many characters there are.
        expanded: Whether to list what mechanisms make, instead of the mechanisms themselves.
    """
    threats = list(dict.fromkeys(flow.threat for flow in scenario.flows))
    besides = [_BESIDES] if any(map(_besides, expansion.controls)) else []
    sections: list[tuple[str, Sequence[Any], Sequence[Field]]] = [
        ("Places", scenario.places, _PLACE),
        ("Legs", scenario.legs, _LEG),
        ("Agencies", _told("agencies", expansion, expanded=expanded), _AGENCY),
        (
            "Controls",
            _told("controls", expansion, expanded=expanded),
            [*_CONTROL[:1], _finds(threats), *_CONTROL[1:], *besides],
        ),
        ("Links", _told("links", expansion, expanded=expanded), _LINK),
        ("Pools", _told("pools", expansion, expanded=expanded), _POOL),
        ("Care", _told("care", expansion, expanded=expanded), _CARE),
        ("Flows", scenario.flows, _FLOW),
        ("Roles", scenario.roles, _ROLE),
        ("Moves", scenario.exercise.moves, _MOVE),
        ("Injects", [one for one in scenario.injects if one.actions], _INJECT),
        ("Decisions", [one for one in scenario.injects if one.options], _DECISION),
        ("Objectives", scenario.objectives, _OBJECTIVE),
    ]
    if expanded:
        sections.insert(7, ("Programmes", _steps(expansion), _STEP))
    else:
        sections.insert(6, ("Mechanisms", scenario.mechanisms, _MECHANISM))
    origins = _Origins(scenario, expansion.made_by)
    parts: list[RenderableType] = []
    for title, entities, fields in sections:
        if entities:
            made = makes(expansion) if title == "Mechanisms" else _makers(expansion, title.lower())
            parts += [
                heading(
                    title, f"{len({entity.id for entity in entities} if title == 'Programmes' else entities)}"
                ),
                *_listed(title.lower(), entities, fields, origins, made, width),
                "",
            ]
    columns, rows = listed(scenario)
    if rows:
        remark = "master scenario events list; what waits for a condition comes last"
        parts += [heading("MSEL", remark, width), *fitted(columns, rows, width), ""]
    return parts


def _told(section: str, expansion: Expansion, *, expanded: bool) -> list[Any]:
    """The primitives of a section; those that mechanisms make only where they are asked for."""
    those = getattr(expansion, section)
    return [one for one in those if expanded or (section, one.id) not in expansion.made_by]


def _makers(expansion: Expansion, section: str) -> dict[str, str]:
    """What mechanisms made of a section, and which."""
    return {name: maker for (of, name), maker in expansion.made_by.items() if of == section}


@dataclass(frozen=True, slots=True)
class _Change:
    """One line of a programme."""

    id: str
    at: str
    actions: tuple[Any, ...]


def _steps(expansion: Expansion) -> list[_Change]:
    return [
        _Change(
            programme.id, f"{step.at} + {duration(step.delay)}" if step.delay else str(step.at), (action,)
        )
        for programme in expansion.programmes
        for step in programme.steps
        for action in step.actions
    ]


def _listed(
    section: str,
    entities: Sequence[Any],
    fields: Sequence[Field],
    origins: _Origins,
    made: Mapping[str, str],
    width: int,
) -> list[RenderableType]:
    # A leg is named by where it leads, unless it has a name of its own.
    named = [entity for entity in entities if entity.id is not None]
    fields = [field for field in fields if not field.seldom or any(map(field.shown, entities))]
    columns = [*([Column("id", text=True)] if named else []), *(field.column for field in fields)]
    rows: list[list[str | Text]] = []
    for entity in entities:
        origin = origins.of(section, entity)
        name = [entity.id or ""] if named else []
        rows.append([*name, *(_marked(field, entity, origin(field.key(entity))) for field in fields)])
    if any(entity.id in made for entity in entities):
        columns.append(Column("makes" if section == "mechanisms" else "made by", 1, text=True))
        rows = [[*row, made.get(entity.id, "")] for row, entity in zip(rows, entities, strict=True)]
    return fitted(columns, rows, width)


def _marked(field: Field, entity: Any, origin: str | None) -> Text:
    from rich.text import Text

    text = field.shown(entity)
    if origin is None:
        return Text(text)
    return Text(f"{text}{MARKS[origin]}", style="dim")


class _Origins:
    """Where the values of entities come from; those that a mechanism makes have theirs from the mechanism."""

    def __init__(self, scenario: Scenario, made_by: Mapping[tuple[str, str], str]) -> None:
        self._paths = scenario.origins
        self._made_by = made_by
        self._mechanisms = scenario.mechanisms
        self._index: dict[tuple[str, str], int] = {
            (section, entity.id): index
            for section in ("places", "agencies", "controls", "links", "pools", "care", "mechanisms", "flows")
            for index, entity in enumerate(getattr(scenario, section))
        }
        self._first: dict[tuple[str | int, ...], str] = {}
        for path, origin in self._paths.items():
            self._first.setdefault(path[:3], origin)
            self._first.setdefault(path[:4], origin)

    def of(self, section: str, entity: Any) -> Origin:
        """Where the fields of one entity come from."""
        if section == "programmes":
            return lambda key: None
        maker = self._made_by.get((section, entity.id))
        place = self._index.get((section, entity.id))
        if place is None and section == "links":  # the second direction of a link has the terms of the first
            place = self._index.get((section, entity.id.removesuffix("_back")))
        if maker is None:
            return lambda key: self._first.get((section, place if place is not None else -1, _alias(key)))
        mechanism = self._index["mechanisms", maker]
        part = _TERMS_OF.get(entity.kind) if section == "links" else None
        inner = () if part is None else (part,)

        def origin(key: str) -> str | None:
            if section == "agencies" and key not in _OF_MECHANISM:
                return "default"
            if section == "controls":
                return self._of_control(mechanism, key)
            return self._first.get(("mechanisms", mechanism, *inner, key))

        return origin

    def _of_control(self, mechanism: int, key: str) -> str | None:
        """Where a value of a control comes from that a mechanism made."""
        maker: Any = self._mechanisms[mechanism]
        inner = _INNER.get(maker.kind)
        place = ("mechanisms", mechanism, key) if inner is None else ("mechanisms", mechanism, inner, key)
        written = maker if inner is None else getattr(maker, inner)
        given = key in _WHERE or key in written.model_fields_set
        return self._first.get(place, None if given else "default")


_TERMS_OF: Final = {"hub_distribution": "distribution", "command": "command", "feedback": "feedback"}
"""Kind of link that mechanisms make -> the part of the mechanism that has its terms, where it is not the whole."""
_INNER: Final = {"sanctions_list": "freezing", "public_private": "control"}
"""Kind of mechanism -> its part that says how its controls look."""
_WHERE: Final = frozenset({"at", "on_leg", "agency", "consults"})
_OF_MECHANISM: Final = frozenset(
    {
        "id",
        "name",
        "kind",
        "jurisdiction",
        "hours",
        "analysts",
        "triage",
        "routine_leads",
        "lookout_at",
        "lookout_delay",
    }
)


def makes(expansion: Expansion) -> dict[str, str]:
    """What each mechanism turns into, in words."""
    said = {}
    for mechanism, pieces in expansion.parts.items():
        sections = [section for section, _ in pieces]
        body = ["an agency"] if "agencies" in sections else []
        for section, noun in (("controls", "control"), ("links", "link")):
            body += [counted(sections.count(section), noun)] if section in sections else []
        body += ["a pool of teams"] if "pools" in sections else []
        body += ["places of care"] if "care" in sections else []
        body += ["changes in time"] if "programmes" in sections else []
        said[mechanism] = " and ".join([", ".join(body[:-1]), body[-1]] if body[1:] else body)
    return said


def _alias(key: str) -> str:
    return key.removesuffix("_")


def spread(distribution: Distribution) -> str:
    """A distribution of durations: its median, and what nine in ten stay below."""
    low, high = distribution.bounds
    if low == high:
        return duration(low)
    return f"{duration(distribution.median)} ({duration(float(distribution.ppf(0.9)))})"


def amounts(distribution: Distribution) -> str:
    """A distribution of plain numbers, in the same form."""
    low, high = distribution.bounds
    if low == high:
        return number(low)
    return f"{number(distribution.median)} ({number(float(distribution.ppf(0.9)))})"


def _optional(shown: Callable[[Any], str], nothing: str = "") -> Callable[[Any], str]:
    return lambda value: nothing if value is None else shown(value)


def _analysts(shifts: Any) -> str:
    return "+".join(str(shift.n) for shift in shifts) or "none"


def _hours(value: Any) -> str:
    from simulator.scenario.hours import write_hours

    written = write_hours(value)
    if isinstance(written, dict):
        return f"{written['days']} {written['from']}-{written['to']}"
    return written if isinstance(written, str) else "shifts"


def _finds(threats: Sequence[str]) -> Field:
    """What a control finds of the threats that occur."""

    def shown(control: Any) -> str:
        searched = control.detect if control.requires is None else {}
        chances = {threat: share(searched[threat]) for threat in threats if threat in searched}
        if len(threats) == 1:
            return next(iter(chances.values()), UNKNOWN)
        return ", ".join(f"{threat} {chance}" for threat, chance in chances.items()) or UNKNOWN

    return Field(Column("finds", text=len(threats) > 1), lambda control: "detect", shown)


def _arrivals(value: Any) -> str:
    if value is None:
        return "follow-on"
    if value.poisson is not None:
        return rate(value.poisson.rate)
    if value.schedule is not None:
        return counted(len(value.schedule), "time")
    return f"{value.batch.size} every {duration(value.batch.every)}"


def _payload(value: Any) -> str:
    return f"{amounts(value.amount)} {value.unit}"


def _list(values: Any) -> str:
    return ", ".join(values)


def _selection(control: Any) -> str:
    """What a control looks at: a share of what passes, or by chance over time."""
    return share(control.examine) if control.watch is None else rate(control.watch)


def _besides(control: Any) -> str:
    """What else is to be said of how a control looks, and what it does with what it finds."""
    said = []
    if control.requires is not None:
        said.append(f"only with a lookout: {share(control.match)}")
    if control.ahead is not None:
        said.append(f"{duration(control.ahead)} ahead")
    if not control.hours.always:
        said.append(_hours(control.hours))
    said += [
        f"from {number(one.payload.number)} {one.payload.unit}: {share(one.examine)}"
        for one in control.examine_from
    ]
    said += [f"other terms for {trait}" for trait in control.if_trait]
    if control.hold is not None:
        held = "" if control.hold.share == 1 else f"{share(control.hold.share)} "
        said.append(f"holds {held}for {duration(control.hold.for_)}")
    if control.growth is not None:
        said.append(f"skill to {number(control.growth.to)} over {duration(control.growth.over)}")
    return ", ".join(said).replace(" %", "\u00a0%")


def _position(control: Any) -> str:
    """The place of a control, or its leg."""
    where = control.at or control.on_leg
    return where if isinstance(where, str) else " > ".join(where)


def _prior(items: Any) -> str:
    return ", ".join(f"{item.agency}: {share(item.share)} of {item.about}s" for item in items)


def _new_value(action: Change) -> str:
    match action.how:
        case "set":
            # A mechanism gives a value, a scenario writes one.
            known = isinstance(action.to, Distribution)
            return f": {spread(action.to) if known else in_one_line(action.to)}"
        case "times":
            return f" times {number(action.times or 0.0)}"
        case "add":
            more = "" if in_one_line(action.by).startswith("-") else "+"
            return f" {more}{in_one_line(action.by)}"


def effect(action: Any) -> str:
    """What an action of an inject does, and for how long."""
    match action:
        case Change():
            said = f"{action.change}{_new_value(action)}"
        case Open():
            said = f"open {action.open}"
        case Close():
            said = f"close {action.close}"
        case AddTeams():
            said = f"{action.add_teams}: {counted(action.n, 'team')} more"
        case Message():
            return f"tell {action.message.to}"
        case HoldCase():
            return f"hold the case for {duration(action.hold_case.for_)}"
        case _:
            return f"a tip to {action.tip.agency} about a {action.tip.about} of {action.tip.flow}"
    return said if action.for_ is None else f"{said}, for {duration(action.for_)}"


def _effects(actions: Any) -> str:
    """What several actions do."""
    return "; ".join(map(effect, actions))


def _moment(inject: Any) -> str:
    """When an inject fires."""
    if inject.at is not None:
        return str(inject.at)
    return in_words(inject.when) + (f", {duration(inject.delay)} later" if inject.delay else "")


def _at_table(move: Any) -> str:
    """When the table plays a move."""
    begins, ends = map(write_clock, move.table)
    return f"{f'day {move.day} ' if move.day > 1 else ''}{begins}-{ends}"


def _option(option: Any) -> str:
    """An answer: what it is called, does and costs."""
    does = "; ".join(map(effect, option.actions)) or "nothing changes"
    cost = f" ({number(option.cost.number)} {option.cost.unit})" if option.cost is not None else ""
    return f"{option.id}{'*' if option.default else ''}{cost}: {does}"


def _rule(inject: Any) -> str:
    """Who must agree, and how long they have."""
    several = len(inject.asked_of) > 1
    words = [inject.rule or "majority"] if several else []
    words += [f"within {duration(inject.within)}"] if inject.within else []
    return ", ".join(words)


def _bar(target: Any) -> str:
    """A target as it was written, on one line."""
    words = [target.metric] if target.subject is None else [target.metric, "of", target.subject]
    words += [f"({target.statistic})"] if target.statistic else []
    bars = (("≥", target.at_least), ("≤", target.at_most))
    return " ".join([*words, *(f"{sign} {number(value)}" for sign, value in bars if value is not None)])


def _where_there(field: Field) -> Field:
    """A column that is empty for entities without such a value."""
    return replace(
        field, shown=lambda entity: field.shown(entity) if hasattr(entity, field.key(entity)) else ""
    )


_PLACE: Final = (
    _field(Column("kind", 1, text=True), "kind", str),
    _field(Column("jurisdiction", 1, text=True), "jurisdiction", _optional(str)),
    _field(Column("stay"), "stay", _optional(spread)),
)
_LEG: Final = (
    _field(Column("from", text=True), "from_", str),
    _field(Column("to", text=True), "to", str),
    _field(Column("mode", 1, text=True), "mode", str),
    _field(Column("takes"), "duration", spread),
)
_INJECT: Final = (
    Field(Column("at", text=True), lambda inject: "at", _moment),
    _field(Column("what changes", text=True), "actions", _effects),
    _field(Column("told", 1, text=True), "to", _list),
)
_MOVE: Final = (
    _field(Column("from", text=True), "from_", str),
    _field(Column("to", text=True), "to", str),
    Field(Column("at the table", text=True), lambda move: "table", _at_table),
)
_DECISION: Final = (
    Field(Column("at", text=True), lambda inject: "at", _moment),
    _field(Column("asked of", text=True), "asked_of", _list),
    _field(Column("question", 1, text=True), "decision", str),
    _field(
        Column("options (* by default)", text=True),
        "options",
        lambda options: "; ".join(map(_option, options)),
    ),
    Field(Column("rule", 2, text=True), lambda inject: "rule", _rule),
)
_OBJECTIVE: Final = (
    _field(Column("objective", text=True), "objective", str),
    _field(Column("targets", text=True), "targets", lambda targets: "; ".join(map(_bar, targets))),
    _field(Column("capability", 1, text=True), "capability", _optional(str)),
)
_ROLE: Final = (_field(Column("plays", text=True), "plays", _list),)


_AGENCY: Final = (
    _field(Column("kind", 4, text=True), "kind", str),
    _field(Column("jurisdiction", 3, text=True), "jurisdiction", _optional(str)),
    _field(Column("hours", 5, text=True), "hours", _hours),
    _field(Column("analysts", 0), "analysts", _analysts),
    _field(Column("triage", 1), "triage", spread),
    _field(Column("leads", 6), "routine_leads", _optional(lambda leads: rate(leads.rate))),
    _field(Column("lookout at", 7), "lookout_at", number),
    _field(Column("act at", 7), "act_at", number),
    _field(Column("teams", 0), "teams", str),
    _field(Column("response", 2), "response", spread),
    _field(Column("success", 2), "success", share),
    _seldom(Column("skill", 2), "skill", lambda skill: "" if skill == 1 else number(skill)),
    _seldom(
        Column("responds with", 2, text=True), "respond_with", _optional(lambda one: _effects(one.actions))
    ),
    _seldom(Column("lets run", 3), "controlled_delivery", _optional(lambda one: share(one.share))),
    _seldom(
        Column("learns of", 4, text=True), "exploitation", lambda those: _list(one.about for one in those)
    ),
)
_CONTROL: Final = (
    Field(Column("looks at"), lambda control: "examine" if control.watch is None else "watch", _selection),
    _field(Column("seizes"), "seize", share),
    _field(Column("agency", 2, text=True), "agency", str),
    Field(Column("where", 1, text=True), lambda control: "on_leg" if control.at is None else "at", _position),
    _field(Column("flagged", 3), "examine_flagged", share),
    _field(Column("evidence", 4), "evidence", number),
    _field(Column("traffic", 4), "traffic", _optional(lambda traffic: rate(traffic.rate))),
    _field(Column("reports", 5), "report_delay", spread),
    _field(Column("consults", 7, text=True), "consults", _list),
)
_STEP: Final = (
    _field(Column("from", text=True), "at", str),
    _field(Column("what changes", text=True), "actions", _effects),
)
_BESIDES: Final = Field(Column("besides", 1, text=True), lambda control: "hold", _besides)
_TERMS: Final = (
    _field(Column("willing", 0), "willingness", share),
    _field(Column("clearance", 0), "clearance", spread),
    _field(Column("clock", 4, text=True), "clearance_clock", str),
    _field(Column("transit", 5), "transit", spread),
    _field(Column("arrives", 6), "reliability", share),
    _field(Column("fidelity", 3), "fidelity", number),
    _field(Column("leaks", 4), "leak", share),
    _field(Column("onward", 3, text=True), "onward", str),
    _seldom(Column("pursues", 3), "pursuit", lambda pursuit: "yes" if pursuit else ""),
)
_LINK: Final = (
    _field(Column("from", 2, text=True), "from_", str),
    _field(Column("to", 2, text=True), "to", str),
    *_TERMS,
)
_POOL: Final = (
    _field(Column("members", 1, text=True), "members", _list),
    _field(Column("teams", 0), "teams", str),
    _field(Column("mobilisation", 0), "mobilisation", spread),
    _field(Column("consensus", 1), "consensus", _optional(spread)),
    _field(Column("mandate", 2), "mandate", _optional(duration)),
)
_CARE: Final = (
    _field(Column("places", 0), "places", str),
    _field(Column("stay", 0), "stay", spread),
)
_MECHANISM: Final = (
    _field(Column("kind", 0, text=True), "kind", str),
    _field(Column("members", 1), "members", lambda members: str(len(members))),
    *(_where_there(field) for field in _TERMS),
)


def _behaviour(flow: Any) -> str:
    said = {
        "split": f"{flow.split.carriers} carriers" if flow.split is not None else "",
        "lie_low": "lies low",
        "expand": "expands",
        "abort": "gives up",
        "retry": "tries again",
        "spread": "spreads",
        "corruption": "bribes",
    }
    words = [word for key, word in said.items() if getattr(flow, key)]
    starts = [entry.start for entry in flow.on_delivery] + [entry.start for entry in flow.on_delivered_total]
    return ", ".join([*words, *(f"starts {name}" for name in dict.fromkeys(starts))]) or "-"


_FLOW: Final = (
    _field(Column("threat", 4, text=True), "threat", str),
    _field(Column("from", 2, text=True), "from_", str),
    _field(Column("to", 2, text=True), "to", str),
    _field(Column("cases", 0), "arrivals", _arrivals),
    _field(Column("payload", 0), "payload", _payload),
    _field(Column("concealment", 3), "concealment", amounts),
    _field(Column("cells", 5), "cells", str),
    _field(Column("known before", 6, text=True), "prior_knowledge", _prior),
    _field(Column("routes", 1, text=True), "routes", lambda routes: routes.choice),
    Field(Column("behaviour", 7, text=True), lambda flow: "split", _behaviour),
)
