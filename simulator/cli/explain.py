"""`interlock explain`: the story of one case, why it ended so, and what would have had to be different."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from simulator.cli.console import (
    SCENARIO,
    Session,
    closing,
    common,
    json_option,
    results,
    session,
    settings_option,
)
from simulator.cli.progress import progress
from simulator.errors import UsageError

if TYPE_CHECKING:
    from simulator.report.past import PastRun
    from simulator.scenario.schema import Scenario

_CHOICES: Final = ("typical", "closest_escape", "best_cooperation")


@dataclass(frozen=True, slots=True)
class _History:
    """Which history the case is looked for in."""

    scenario: Scenario
    seed: int
    decisions: tuple[str, ...]
    replication: int
    past: PastRun | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the user asked for: where to look, which case, and how much is to be found out."""

    target: str
    case: str | None
    how: str | None
    replication: int | None
    seed: int | None
    settings: tuple[str, ...]
    decisions: tuple[str, ...]
    what_if: bool
    quick: bool


@click.command()
@click.argument("target", metavar="SCENARIO|RUN", type=SCENARIO)
@click.option(
    "--case", metavar="ID", help="Which case, such as heroin/12 or heroin/12.retry, as events.csv names it."
)
@click.option("--typical", is_flag=True,
              help="The case that stands for most: of the most frequent outcome, near the median times.")  # fmt: skip
@click.option("--closest-escape", is_flag=True,
              help="The case that got through by the least: a team too late, else nearly enough known.")  # fmt: skip
@click.option("--best-cooperation", is_flag=True,
              help="The interdiction whose evidence came by the most links and agencies.")  # fmt: skip
@click.option("-r", "--replication", type=click.IntRange(min=0), metavar="R",
              help="In which replication.  [default: 0; of a run, its first]")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Seed of the draws, as `run` has it.")
@settings_option
@click.option("--decide", "decisions", multiple=True, metavar="ID=OPTION",
              help="Take a decision otherwise than by default, as `run` has it. Can be repeated.")  # fmt: skip
@click.option("--quick", is_flag=True,
              help="Try every change at its strongest alone: not how little would do, and no pairs.")  # fmt: skip
@click.option("--no-what-if", "bare", is_flag=True,
              help="Tell the story alone, without what would have had to be different.")  # fmt: skip
@json_option
@common
@click.pass_context
def explain(
    context: click.Context,
    target: str,
    case: str | None,
    typical: bool,
    closest_escape: bool,
    best_cooperation: bool,
    replication: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    decisions: tuple[str, ...],
    quick: bool,
    bare: bool,
    as_json: bool,
) -> None:
    """Tell the story of one case.

    Who saw what, which way the evidence took and how long each part of it, why the case was stopped or not, and
    what would have had to be different: found by playing the same history again, with the same luck and one thing
    otherwise. Takes a scenario, or the folder of a run. With -v, stops at which nothing happened are told one by one.
    """
    given = dict(zip(_CHOICES, (typical, closest_escape, best_cooperation), strict=True))
    hows = [name for name, wanted in given.items() if wanted]
    user = session(context)
    _check(target, case, hows, user, bare=bare, quick=quick)
    how = hows[0] if hows else None
    wish = _Wish(target, case, how, replication, seed, settings, decisions, not bare, quick)
    _carry_out(wish, user, as_json=as_json)


def _check(target: str, case: str | None, hows: list[str], user: Session, *, bare: bool, quick: bool) -> None:
    """Refuse what says nothing, or too much."""
    if bare and quick:
        message = "--quick is about what would have had to be different; it does not go with --no-what-if"
        raise UsageError(message)
    wishes = [f"--{name.replace('_', '-')}" for name in hows] + (["--case"] if case is not None else [])
    if len(wishes) > 1:
        message = f"{', '.join(wishes)}: each of them chooses the case; give one"
        raise UsageError(message)
    if not wishes:
        _expect(target)
        examples = [("--typical",), ("--closest-escape",), ("--best-cooperation",)]
        lines = [user.again("explain", target, *words) for words in examples]
        message = "\n  ".join(["which case? Name it with --case ID, or let it be chosen:", *lines])
        raise UsageError(message)


def _expect(target: str) -> None:
    """Refuse what is neither a run nor a scenario, before anything else is asked about it."""
    from simulator.report.past import is_run
    from simulator.scenario.shelf import find

    if not is_run(Path(target)):
        find(target)


def _history(wish: _Wish) -> _History:
    """The scenario and the history of it that are asked for."""
    from simulator.experiment import DEFAULT_SEED
    from simulator.report.past import is_run, read_run
    from simulator.scenario.load import load_scenario

    if not is_run(Path(wish.target)):
        scenario = load_scenario(wish.target, wish.settings)
        seed = DEFAULT_SEED if wish.seed is None else wish.seed
        return _History(scenario, seed, wish.decisions, wish.replication or 0)
    options = {"--seed": wish.seed is not None, "--set": wish.settings, "--decide": wish.decisions}
    wrong = [name for name, given in options.items() if given]
    if wrong:
        message = f"{', '.join(wrong)}: a run has its own; give its scenario instead of its folder"
        raise UsageError(message)
    past = read_run(Path(wish.target))
    first = past.finished[0]
    replication = first if wish.replication is None else wish.replication
    return _History(past.scenario, past.seed, past.decisions, replication, past)


def _remarks(history: _History) -> list[str]:
    """What a user of the folder of a run should know."""
    past = history.past
    if past is None:
        return []
    if history.replication in past.finished:
        return [*past.remarks]
    other = f"replication {history.replication} is none of the run's; it is played as one more of the same"
    return [*past.remarks, other]


def _carry_out(wish: _Wish, user: Session, *, as_json: bool) -> None:
    """Play the history, choose the case, tell its story."""
    from simulator.analysis.columns import Columns
    from simulator.analysis.story import How, choose, find, tell
    from simulator.engine.simulate import simulate
    from simulator.experiment.whatif import MOST_RUNS, what_if
    from simulator.report.story import as_json as json_of
    from simulator.report.story import told
    from simulator.report.story.terminal import MOST, terminal
    from simulator.report.tables import write
    from simulator.world.choices import read_choices
    from simulator.world.compile import build_plan

    history = _history(wish)
    for remark in _remarks(history) if not user.quiet else ():
        click.echo(f"note: {remark}", err=True)
    plan = build_plan(history.scenario)
    past = history.past
    choices = read_choices(plan, history.decisions) if past is None else past.choices_in(plan)
    log = simulate(plan, history.seed, history.replication, choices)
    columns = Columns.of(log)
    chosen = (
        find(plan, log, wish.case or "") if wish.how is None else choose(plan, log, How(wish.how), columns)
    )
    story = tell(plan, log, chosen.case, columns)
    found = None
    if wish.what_if:
        with progress(MOST_RUNS, hidden=user.quiet) as tick:
            found = what_if(story, (plan, choices), history.seed, measured=not wish.quick, progress=tick)
    shown = told(history.scenario, story, chosen, found)
    if as_json:
        import json

        data = json_of(story, shown, found, history.seed)
        click.echo(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))
        return
    console = results()
    most, lines = (10**9, shown.lines) if user.verbosity > 0 else (MOST, shown.brief)
    write(console, *terminal(shown, lines, console.width, most), "")
    closing(console, _next(wish, user))


def _next(wish: _Wish, user: Session) -> list[tuple[str, str]]:
    """Other cases to look at."""
    others = [name for name in _CHOICES if name != wish.how][:2]
    again = [] if wish.replication is None else ["--replication", str(wish.replication)]
    given = [] if wish.seed is None else ["--seed", str(wish.seed)]
    options = [word for value in wish.settings for word in ("--set", value)]
    options += [word for value in wish.decisions for word in ("--decide", value)]
    commands = [
        user.again("explain", wish.target, f"--{name.replace('_', '-')}", *again, *given, *options)
        for name in others
    ]
    return [("next" if number == 0 else "", command) for number, command in enumerate(commands)]
