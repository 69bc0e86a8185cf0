"""`interlock run`: simulate a scenario many times, write what came of it, and say what it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator import __version__
from simulator.cli.baseline import baseline_for, baseline_option
from simulator.cli.console import (
    SCENARIO,
    Session,
    closing,
    common,
    json_option,
    processors,
    results,
    session,
    settings_option,
)
from simulator.cli.groups import Sorted
from simulator.cli.mapping import map_options
from simulator.cli.progress import progress, waiting
from simulator.errors import Problem, UsageError, render, shown
from simulator.report.words import counted

if TYPE_CHECKING:
    from simulator.experiment import Study
    from simulator.report.recipe import Played
    from simulator.scenario.schema import MapKind, Scenario

_REPLICATIONS = 100
_INTERRUPTED = 130
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be simulated, and where it is to be written."""

    scenario: str
    settings: tuple[str, ...]
    choices: tuple[str, ...]
    numbers: Sequence[int]
    seed: int | None
    jobs: int
    out: Path
    force: bool
    figures: bool
    baseline: str | None
    map_kind: MapKind | None
    basemap: Path | None


_HEADINGS = {
    "What is played": ("settings", "choices", "replications", "only", "seed", "baseline", "jobs"),
    "What is written": ("out", "force", "bare", "map_kind", "basemap", "as_json"),
}


@click.command(
    cls=Sorted,
    headings=_HEADINGS,
    epilog="""\b
    Examples:
      interlock run two_borders
      interlock run two_borders --set links.customs_to_police.clearance='2 h'
      interlock run my_exercise.yaml -n 400 --decide share_faster=direct
    """,
)
@click.argument("scenario", type=SCENARIO)
@click.option("-n", "--replications", type=click.IntRange(min=1), metavar="N",
              help=f"How many histories.  [default: {_REPLICATIONS}]")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="N",
              help="Seed of the draws; always the same one where left out.")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N",
              help="Worker processes.  [default: one a processor]")  # fmt: skip
@settings_option
@click.option("--decide", "choices", multiple=True, metavar="ID=OPTION",
              help="Take a decision otherwise than by default, for all who are asked or by role: "
              "ID=ROLE:OPTION,ROLE:OPTION. Can be repeated.")  # fmt: skip
@baseline_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True,
              help="Where the folder of the run goes.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the folder of the same run.")
@click.option("--only-replication", "only", type=click.IntRange(min=0), metavar="R",
              help="Simulate just replication R, the same as that one of many.")  # fmt: skip
@click.option("--no-figures", "bare", is_flag=True,
              help="Write numbers and events alone, without figures.")  # fmt: skip
@map_options
@json_option
@common
@click.pass_context
def run(
    context: click.Context,
    scenario: str,
    replications: int | None,
    seed: int | None,
    jobs: int | None,
    settings: tuple[str, ...],
    choices: tuple[str, ...],
    baseline: str | None,
    out: Path,
    force: bool,
    only: int | None,
    bare: bool,
    map_kind: MapKind | None,
    basemap: Path | None,
    as_json: bool,
) -> None:
    """Simulate a scenario and report the outcome.

    Plays it a hundred times with other luck each time, and compares it with the same where nobody shares. Prints the
    outcome, what sharing changed and what that costs (-v: and who did what; -vv: all of it). Writes a folder with
    report.html, figures, tables and all that is needed to repeat the run: the same scenario, settings and seed give the
    same results, whatever the number of jobs.
    """
    if only is not None and replications is not None:
        message = "--only-replication simulates one; it does not go with --replications"
        raise UsageError(message)
    _check_numbers(replications, only)
    numbers = (
        [only] if only is not None else list(range(_REPLICATIONS if replications is None else replications))
    )
    if bare and (map_kind is not None or basemap is not None):
        message = "--no-figures leaves out the map, too; it does not go with --map and --basemap"
        raise UsageError(message)
    workers = jobs or processors()
    drawing = (not bare, baseline, map_kind, basemap)
    order = Order(scenario, settings, choices, numbers, seed, workers, out, force, *drawing)
    study = _carry_out(order, session(context), as_json=as_json)
    if study.interrupted:
        context.exit(_INTERRUPTED)


def _check_numbers(replications: int | None, only: int | None) -> None:
    """Refuse more than can be simulated."""
    from simulator.experiment.replicate import LAST_REPLICATION, MOST_REPLICATIONS

    for option, given, most in (
        ("--replications", replications, MOST_REPLICATIONS),
        ("--only-replication", only, LAST_REPLICATION),
    ):
        if given is not None and given > most:
            message = f"{option}: expected at most {most:,}, found {shown(given)}"
            raise UsageError(message)


def _carry_out(order: Order, user: Session, *, as_json: bool) -> Study:
    """Simulate, write and report; the study, perhaps of fewer replications than ordered."""
    from simulator.experiment import DEFAULT_SEED
    from simulator.report.folder import MANIFEST, run_folder
    from simulator.report.manifest import manifest
    from simulator.report.mapping import map_choice
    from simulator.report.recipe import Recipe, play
    from simulator.report.recipe import results as results_of
    from simulator.report.sources import read_sources
    from simulator.scenario.load import SETTINGS, check_file
    from simulator.world.choices import read_choices
    from simulator.world.compile import build_plan

    started = datetime.now(UTC)
    seed = DEFAULT_SEED if order.seed is None else order.seed
    scenario, warnings, lines = check_file(order.scenario, order.settings)
    _mention(warnings, lines, order, user)
    sources = read_sources(name for name in lines if name != SETTINGS)
    plan = build_plan(scenario)
    read_choices(plan, order.choices)
    altered = bool(order.settings or order.choices)
    baseline, remark = baseline_for(
        order.baseline, order.scenario, plan, altered=altered, single=len(order.numbers) == 1
    )
    if remark and not user.quiet:
        click.echo(remark, err=True)
    mapping = map_choice(order.map_kind, order.basemap, scenario)
    terms = (order.settings, order.choices, sources, order.figures, baseline, mapping)
    recipe = Recipe(scenario, seed, order.numbers, *terms)
    target = order.out / recipe.name
    with run_folder(target, force=order.force) as finish:
        with progress(len(order.numbers), hidden=user.quiet) as tick:
            played = play(recipe, plan, order.jobs, tick)
        study = played.study
        if not study.replications_done:
            raise KeyboardInterrupt
        origin = manifest(
            version=__version__,
            command=(user.program, *user.arguments),
            scenario=scenario.id,
            seed=seed,
            requested=order.numbers,
            finished=study.measures.replications.tolist(),
            settings=order.settings,
            decisions=order.choices,
            figures=order.figures,
            baseline=None if baseline is None else baseline.kind,
            map=mapping,
            sources=sources,
            started=started,
        )
        with waiting("drawing figures", hidden=user.quiet):
            summary, contents = results_of(recipe, played)
            finish(contents, origin)
    if order.figures and not user.quiet:
        _mention_missing(scenario)
    if study.interrupted:
        message = (
            f"interrupted: {study.replications_done} of {study.requested} replications are finished and kept"
        )
        click.echo(message, err=True)
    if as_json:
        import json

        click.echo(
            json.dumps(summary | {"written": f"{target}/"}, ensure_ascii=False, indent=1, allow_nan=False)
        )
    elif user.quiet:
        click.echo(f"{target}/")
    else:
        _report(order, user, scenario, played, target, [*contents, MANIFEST])
    return study


def _mention_missing(scenario: Scenario) -> None:
    """Say which characters figures could not draw, if there are any."""
    from simulator.report.figures.fonts import fonts_for

    missing = fonts_for(scenario).missing
    if missing:
        some = missing if len(missing) <= _MOST_SHOWN else f"{missing[:_MOST_SHOWN]}..."
        message = (
            f"figures show boxes for {counted(len(missing), 'character')} that no font of this computer has: {some} "
            f"(install one that has them, such as Noto Sans of the script)"
        )
        click.echo(message, err=True)


def _report(
    order: Order, user: Session, scenario: Scenario, played: Played, target: Path, written: Sequence[str]
) -> None:
    from simulator.report.findings import findings
    from simulator.report.inputs import count_inputs
    from simulator.report.page import PAGE
    from simulator.report.tables import write

    console = results()
    parts = findings(
        scenario,
        played.study,
        count_inputs(scenario),
        console.width,
        comparison=played.comparison,
        detail=max(0, user.verbosity),
    )
    write(console, *parts, "")
    closing(
        console,
        [
            ("written", f"{target}/"),
            *(("", line) for line in _packed(_grouped(written), console.width - 9)),
            ("open", f"{target}/{PAGE}"),
            *_next(order, user, scenario, target),
        ],
    )


def _grouped(names: Sequence[str]) -> list[str]:
    """Files by name; those of a folder together, with how many there are."""
    folders = Counter(name.partition("/")[0] for name in names if "/" in name)
    files = [f"{folder}/ ({counted(count, 'file')})" for folder, count in folders.items()]
    return [*(name for name in names if "/" not in name), *files]


def _packed(names: Sequence[str], width: int) -> list[str]:
    """Names in as few lines as they fit."""
    lines = [""]
    for name in names:
        longer = f"{lines[-1]}  {name}" if lines[-1] else name
        if lines[-1] and len(longer) > width:
            lines.append(name)
        else:
            lines[-1] = longer
    return lines


def _next(order: Order, user: Session, scenario: Scenario, target: Path) -> list[tuple[str, str]]:
    """What to do next: look at one case, and play it again with one thing changed, on the same draws."""
    section = next((name for name in ("links", "mechanisms") if getattr(scenario, name)), None)
    again = [user.again("explain", f"{target}/", "--closest-escape")]
    decision = next((inject for inject in scenario.injects if inject.options), None)
    if decision is not None and not order.choices:
        other = next(option.id for option in decision.options if not option.default)
        again.append(user.again("run", order.scenario, "--decide", f"{decision.id}={other}"))
    elif section is not None:
        setting = f"{section}.{getattr(scenario, section)[0].id}.willingness=0.9"
        again.append(user.again("run", order.scenario, "--set", setting))
    return [("next" if number == 0 else "", command) for number, command in enumerate(again)]


def _mention(
    warnings: Sequence[Problem], lines: Mapping[str, Sequence[str]], order: Order, user: Session
) -> None:
    if user.verbosity > 0:
        for problem in warnings:
            click.echo(render(problem, lines), err=True)
    elif warnings and not user.quiet:
        count = "1 warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
        pronoun = "it" if len(warnings) == 1 else "them"
        command = user.again("validate", order.scenario)
        click.echo(f"{count} about the scenario: {command} shows {pronoun}", err=True)
