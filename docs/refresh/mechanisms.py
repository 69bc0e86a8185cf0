"""docs/mechanisms: what each kind of mechanism expands into, with a picture; its keys; the list of kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from docs.refresh import DOCS, Written
from docs.refresh.mechanism_pictures import TIMES, Row, svg
from simulator.report.listing.actions import effect
from simulator.report.listing.made import makes
from simulator.report.listing.values import spread
from simulator.report.words import counted, share
from simulator.scenario.defaults import leaves
from simulator.scenario.expansion import Expansion, expand
from simulator.scenario.load import build
from simulator.scenario.overlays import read
from simulator.scenario.rules.times import seconds_from_start
from simulator.scenario.schema import Scenario
from simulator.scenario.schema.mechanisms import MECHANISM_KINDS, MECHANISMS
from simulator.scenario.source import read_value

PAGES = DOCS / "mechanisms"
FENCE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
BLOCK = re.compile(r"(<!-- (\w+): [^\n]*-->\n)(.*?)(<!-- end -->)", re.DOTALL)
DAY = 86400


def written() -> Written:
    """All pages and pictures."""
    for kind in MECHANISM_KINDS:
        yield PAGES / f"{kind}.md", page(kind).encode()
        yield PAGES / f"{kind}.svg", picture(kind).encode()
    yield PAGES / "README.md", contents().encode()


def example(kind: str) -> Scenario:
    """The world of the pages with the mechanism of one page."""
    text = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    (fence,) = FENCE.findall(text)
    return build(read(PAGES / "world.yaml").data | read_value(fence, kind))


def page(kind: str) -> str:
    """The text of a page with its written parts anew."""
    scenario = example(kind)
    parts = {"expansion": _expansion(scenario, expand(scenario)), "keys": _keys(kind)}
    text = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    return BLOCK.sub(lambda match: f"{match[1]}{parts[match[2]]}\n{match[4]}", text)


def contents() -> str:
    """The text of the page that lists the others."""
    rows = ["| kind | what it is | expands into, in its example |", "|---|---|---|"]
    for model, kind in zip(MECHANISMS, MECHANISM_KINDS, strict=True):
        said = makes(expand(example(kind)))[example(kind).mechanisms[0].id]
        rows.append(f"| [`{kind}`]({kind}.md) | {_first_sentence(model)} | {said} |")
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    return BLOCK.sub(lambda match: f"{match[1]}{chr(10).join(rows)}\n{match[4]}", text)


def picture(kind: str) -> str:
    """The picture of a page, as SVG."""
    return svg(*drawn(kind))


def drawn(kind: str) -> tuple[str, Scenario, Expansion, list[Row]]:
    """What the picture of a page is drawn from: its title, the example and what changes in time."""
    scenario = example(kind)
    expansion = expand(scenario)
    heading = (PAGES / f"{kind}.md").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    title = f"{heading}: {makes(expansion)[scenario.mechanisms[0].id]}"
    return title, scenario, expansion, list(rows_of(scenario, expansion))


def rows_of(scenario: Scenario, expansion: Expansion) -> Iterator[Row]:
    """What changes in time, alike changes together."""
    found: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for programme in expansion.programmes:
        for step in programme.steps:
            begin = (seconds_from_start(step.at, scenario.scenario) + step.delay) / DAY
            for action in step.actions:
                found.setdefault((_alike(action), _noun(action)), []).append((begin, action))
    for (text, noun), those in found.items():
        start, action = those[0]
        end = None if action.for_ is None else start + action.for_ / DAY
        many = len({begin for begin, _ in those})
        number = len(those) // many
        levels = _levels([(begin, one.times) for begin, one in those[::number]]) if many > 1 else ()
        to = f" up to {TIMES} {levels[-1][1]:.3g}" if levels else ""
        yield Row(f"{text}{to} ({counted(number, noun)})", start, end, levels)


def _levels(factors: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    level, found = 1.0, [(0.0, 1.0)]
    for begin, factor in factors:
        level *= factor
        found.append((begin, level))
    return tuple(found)


def _noun(action: Any) -> str:
    named = getattr(action, "change", None) or getattr(action, "open", None)
    section = "agencies" if named is None else named.split(".")[0]
    return "member" if section == "agencies" else section.removesuffix("s")


def _alike(action: Any) -> str:
    if hasattr(action, "change"):
        key = action.change.split(".", 2)[2]
        if action.how == "set":
            return f"{key} {spread(action.to)}"
        return key if key == "skill" else f"{key} {TIMES} {action.times:g}"
    return f"teams + {action.n}" if hasattr(action, "n") else "links open"


def _expansion(scenario: Scenario, expansion: Expansion) -> str:
    """A table of what the example makes."""
    rows = [f"| {what} | {how} |" for what, how in (*_primitives(scenario, expansion), *_changes(expansion))]
    return "\n".join(["| made | what it is |", "|---|---|", *rows, "", "Times: median (nine in ten below)."])


def _primitives(scenario: Scenario, expansion: Expansion) -> Iterator[tuple[str, str]]:
    (mechanism,) = scenario.mechanisms
    for section, name in expansion.parts[mechanism.id]:
        if section != "programmes":
            (one,) = (one for one in getattr(expansion, section) if one.id == name)
            called = f", {one.name}" if section in ("controls", "links") else ""
            yield f"{_NOUNS[section]} `{name}`{called}", _SAID[section](one)
    made = {name for _, name in expansion.parts[mechanism.id]}
    for control in expansion.controls:
        if mechanism.id in control.consults and control.id not in made:
            yield "`consults`", f"of control `{control.id}`"
    for flow, outcomes in expansion.aftermath.items():
        for one in outcomes:
            yield f"aftermath of `{flow}`", _outcome(one)


def _changes(expansion: Expansion) -> Iterator[tuple[str, str]]:
    for programme in expansion.programmes:
        for step in programme.steps:
            delay = f" + {step.delay / DAY:g} d" if step.delay else ""
            for action in step.actions:
                yield f"from {step.at}{delay}", effect(action)


def _agency(agency: Any) -> str:
    analysts = sum(shift.n for shift in agency.analysts)
    return f"{analysts or 'no'} analysts, lookouts at {agency.lookout_at:g}"


def _pool(pool: Any) -> str:
    agreed = "" if pool.consensus is None else f", agreed on in {spread(pool.consensus)}"
    return f"{pool.teams} teams, mobilised in {spread(pool.mobilisation)}{agreed}"


def _control(control: Any) -> str:
    where = control.at or " > ".join(control.on_leg or ())
    return f"{control.kind} at {where}, of {control.agency}{_finds(control)}"


def _link(link: Any) -> str:
    terms = f"clearance {spread(link.clearance)}, willing {share(link.willingness)}"
    return f"{terms}, fidelity {link.fidelity:g}"


_NOUNS = {"agencies": "agency", "controls": "control", "links": "link", "pools": "pool", "care": "care"}
_SAID: dict[str, Callable[[Any], str]] = {
    "agencies": _agency,
    "controls": _control,
    "links": _link,
    "pools": _pool,
    "care": lambda care: f"{care.places} places, a stay of {spread(care.stay)}",
}


def _outcome(one: Any) -> str:
    where = "" if one.places is None else f", where {one.places} has a place"
    otherwise = "" if one.otherwise is None else f" (else {one.otherwise})"
    said = f"{one.outcome}: {share(one.probability)} of the interdictions by {', '.join(one.by)}"
    return f"{said}, after {spread(one.delay)}{where}{otherwise}"


def _finds(control: Any) -> str:
    if control.requires is None:
        return ""
    ahead = f", {control.ahead / 3600:g} h ahead" if control.ahead else ""
    return f", compares with lists{ahead}, recognises {share(control.match)}"


def _keys(kind: str) -> str:
    """A table of the keys of a kind."""
    (model,) = (one for one, name in zip(MECHANISMS, MECHANISM_KINDS, strict=True) if name == kind)
    usual = {leaf.path: leaf.value for leaf in leaves("mechanisms", kind)}
    rows = ["| key | default | meaning |", "|---|---|---|"]
    for path, info in _fields(model, ()):
        if path[0] in ("id", "name", "status", "source", "note", "kind"):
            continue
        default = (
            f"`{_written(usual[path])}`" if path in usual else "must be written" if info.is_required() else ""
        )
        if not default and info.default not in (None, (), [], {}):
            default = f"`{_written(info.default)}`"
        meaning = " ".join((info.description or "").split()).replace("|", "\\|")
        rows.append(f"| `{'.'.join(path)}` | {default} | {meaning} |")
    return "\n".join(rows)


def _fields(model: type[BaseModel], start: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    for name, info in model.model_fields.items():
        path = (*start, info.alias or name)
        inner = _model_in(info.annotation)
        if inner is None:
            yield path, info
        else:
            yield from _fields(inner, path)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The part of a scenario that a field is, if it is one with keys of its own (and not a list of them)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation if annotation.__name__ in ("LinkTerms", "Freezing", "FirmControl") else None
    if get_origin(annotation) in (Union, UnionType):
        found = [_model_in(part) for part in get_args(annotation)]
        return next((one for one in found if one is not None), None)
    return None


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(part)}' for key, part in value.items())}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _first_sentence(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split()).split(". ")[0].rstrip(".") + "."
