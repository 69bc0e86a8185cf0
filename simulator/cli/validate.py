"""`interlock validate`: everything that is wrong with a scenario, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import click

from simulator.cli.console import SCENARIO, common, json_option, session
from simulator.errors import Problem, ScenarioError, Severity, render

if TYPE_CHECKING:
    from simulator.report.inputs import Inputs
    from simulator.scenario.schema import Scenario

_ONE: Final = {
    "places": "place", "legs": "leg", "agencies": "agency", "controls": "control", "links": "link",
    "pools": "pool", "care": "place of care", "mechanisms": "mechanism", "flows": "flow", "injects": "inject",
    "objectives": "objective",
}  # fmt: skip
"""The sections whose entries are counted, and what one of them is called."""
_NAMED_DEFAULTS: Final = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one file."""

    file: str
    problems: Sequence[Problem]
    lines: Mapping[str, Sequence[str]]
    counts: Mapping[str, int] = field(default_factory=dict)
    inputs: Inputs | None = None

    @property
    def ok(self) -> bool:
        """Whether the scenario can be used."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)


@click.command(
    epilog="""\b
    Examples:
      interlock validate my_exercise.yaml
      interlock validate --strict scenarios/*.yaml
    """
)
@click.argument("scenarios", nargs=-1, required=True, type=SCENARIO, metavar="SCENARIO...")
@click.option("--strict", is_flag=True, help="Refuse default values, and take warnings for errors.")
@json_option
@common
@click.pass_context
def validate(context: click.Context, scenarios: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Check scenarios and report every problem with its line.

    Exit code 3 if any of them cannot be used.
    """
    verdicts = [_verdict(file, strict=strict) for file in scenarios]
    if as_json:
        import json

        described = {"files": [_described(verdict) for verdict in verdicts]}
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        for verdict in verdicts:
            _tell(verdict, quiet=session(context).quiet)
    if not all(verdict.ok for verdict in verdicts):
        context.exit(ScenarioError.exit_code)


def _verdict(file: str, *, strict: bool) -> Verdict:
    from simulator.scenario.load import check_file

    try:
        scenario, problems, lines = check_file(file)
    except ScenarioError as error:
        return Verdict(file, error.problems, error.lines)
    return _judged(file, scenario, problems, lines, strict=strict)


def _judged(
    file: str,
    scenario: Scenario,
    problems: Sequence[Problem],
    lines: Mapping[str, Sequence[str]],
    *,
    strict: bool,
) -> Verdict:
    from simulator.report.inputs import count_inputs

    inputs = count_inputs(scenario)
    counts = {section: len(getattr(scenario, section)) for section in _ONE}
    if strict:
        problems = [replace(problem, severity=Severity.ERROR) for problem in problems]
        if inputs.default:
            problems.append(_refused_defaults(file, inputs))
    return Verdict(file, problems, lines, counts, inputs)


def _refused_defaults(file: str, inputs: Inputs) -> Problem:
    from simulator.report.words import counted

    named = ", ".join(inputs.defaults[:_NAMED_DEFAULTS])
    more = len(inputs.defaults) - _NAMED_DEFAULTS
    rest = f" and {more} more" if more > 0 else ""
    message = f"{file}: {counted(inputs.default, 'value')} left to the defaults: {named}{rest}"
    return Problem("E308", "", message, "write them down, or validate without --strict")


def _tell(verdict: Verdict, *, quiet: bool) -> None:
    for problem in verdict.problems:
        if problem.severity is Severity.ERROR or not quiet:
            click.echo(render(problem, verdict.lines), err=True)
    errors = sum(problem.severity is Severity.ERROR for problem in verdict.problems)
    warnings = len(verdict.problems) - errors
    found = [_number(errors, "error")] * (errors > 0) + [_number(warnings, "warning")] * (warnings > 0)
    if not verdict.ok:
        click.echo(f"{verdict.file}: {' and '.join(found)}", err=True)
    elif not quiet:
        parts = [_number(count, _ONE[section], section) for section, count in verdict.counts.items() if count]
        click.echo(f"{verdict.file}: ok{' with ' + found[0] if found else ''}: {', '.join(parts)}")
        if verdict.inputs is not None:
            click.echo(f"  {verdict.inputs}")


def _number(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def _described(verdict: Verdict) -> dict[str, Any]:
    inputs = verdict.inputs
    return {
        "file": verdict.file,
        "ok": verdict.ok,
        "problems": [
            {
                "severity": problem.severity.value,
                "code": problem.code,
                "path": problem.path,
                "message": problem.message,
                "hint": problem.hint,
                "file": problem.position.file if problem.position else None,
                "line": problem.position.line if problem.position else None,
                "column": problem.position.column if problem.position else None,
            }
            for problem in verdict.problems
        ],
        "counts": dict(verdict.counts),
        "inputs": None
        if inputs is None
        else {key: getattr(inputs, key) for key in ("total", "given", "default", "library", "assumed")},
    }
