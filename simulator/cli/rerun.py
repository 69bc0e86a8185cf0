"""`interlock rerun`: repeat a run, and say whether every file is the same to the byte."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from simulator import __version__
from simulator.cli.console import Session, closing, common, json_option, processors, results, session
from simulator.cli.progress import progress, waiting
from simulator.errors import OutputError, printable

if TYPE_CHECKING:
    from simulator.report.past import PastRun
    from simulator.report.repetition import Verdict

_NOT_MET: Final = 4
"""Exit code: an expectation was not met."""
_MOST_SHOWN: Final = 3


@click.command(
    epilog="""\b
    Examples:
      interlock rerun reports/two_borders-6f0b551c
      interlock rerun reports/two_borders-6f0b551c/manifest.json --out again
    """
)
@click.argument("run", type=click.Path(path_type=Path), metavar="MANIFEST")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes.  [default: one a processor]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Keep the repetition in a folder here.  [default: discard it]",
)
@json_option
@common
@click.pass_context
def rerun(context: click.Context, run: Path, jobs: int | None, out: Path | None, as_json: bool) -> None:
    """Repeat a run, and say whether every file is byte-identical.

    MANIFEST is the manifest.json of a run, or its folder. What is repeated is what the run kept: its scenario,
    seed, replications, settings and decisions; scenario files that have changed since do not matter. Exit code 4
    if a file differs, 3 if the folder is damaged or another version wrote it.
    """
    from simulator.report.past import read_run
    from simulator.report.repetition import compare

    user = session(context)
    past = read_run(run)
    if not user.quiet:
        for remark in past.remarks:
            click.echo(f"note: {remark}", err=True)
    with _place(out) as place:
        folder = place / past.recipe.name
        _repeat(past, folder, jobs or processors(), user)
        verdicts = compare(past, folder)
    identical = all(verdict.same for verdict in verdicts)
    kept = folder if out is not None else None
    if as_json:
        click.echo(_json(past, verdicts, kept))
    elif not user.quiet:
        _tell(past, verdicts)
        closing(results(), _closing(past, kept, user, identical=identical))
    if not identical:
        context.exit(_NOT_MET)


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    """Where the folder of the repetition goes; taken away at the end unless the user named it."""
    if out is not None:
        yield out
        return
    try:
        place = tempfile.TemporaryDirectory(prefix="interlock-")
    except OSError as error:
        message = f"there is no place for temporary files ({error.strerror or error}); name one with --out"
        raise OutputError(message) from error
    with place as name:
        yield Path(name)


def _repeat(past: PastRun, folder: Path, jobs: int, user: Session) -> None:
    """Play what was played, and write the same files."""
    from simulator.report.folder import run_folder
    from simulator.report.manifest import installed
    from simulator.report.recipe import play
    from simulator.report.recipe import results as results_of
    from simulator.world.compile import build_plan

    origin = past.manifest.model_copy(
        update={
            "interlock": __version__,
            "command": (user.program, *user.arguments),
            "packages": installed(),
            "python": sys.version.split()[0],
            "platform": platform.platform(),
            "started": datetime.now(UTC).replace(microsecond=0),
        }
    )
    plan = build_plan(past.scenario)
    past.choices_in(plan)
    with run_folder(folder, force=False) as finish:
        with progress(len(past.finished), hidden=user.quiet) as tick:
            played = play(past.recipe, plan, jobs, tick, past.finished)
        if played.study.replications_done < len(past.finished):
            raise KeyboardInterrupt
        with waiting("drawing figures", hidden=user.quiet):
            finish(results_of(past.recipe, played)[1], origin)


def _tell(past: PastRun, verdicts: Sequence[Verdict]) -> None:
    from rich.text import Text

    from simulator.report.repetition import State
    from simulator.report.tables import Column, fitted, heading, paragraph, write
    from simulator.report.words import counted

    console = results()
    done, seed = counted(len(past.finished), "replication"), f"seed {past.seed}"
    columns = [Column("file", text=True), Column("bytes", 1), Column("repetition", text=True)]
    rows: list[list[str | Text]] = [
        [one.file, f"{one.bytes:,}", Text(one.state.value, style="" if one.same else "bold yellow")]
        for one in verdicts
    ]
    if any(one.first for one in verdicts):
        columns.append(Column("first difference", text=True))
        rows = [[*row, str(one.first or "")] for row, one in zip(rows, verdicts, strict=True)]
    write(console, heading(printable(str(past.folder)), f"repeated: {done}, {seed}", console.width))
    write(console, *fitted(columns, rows, console.width), "")
    other = [one for one in verdicts if not one.same]
    for one in other[:_MOST_SHOWN]:
        if one.first is not None and one.first.line is not None:
            write(console, f"{one.file}, {one.first}:")
            for word, line in (("then", one.first.then), ("now", one.first.now)):
                told = "(no more lines)" if line is None else line
                console.print(Text(f"  {word:<4}  {told}"), no_wrap=True, overflow="ellipsis", crop=True)
    since = [one for one in other if one.state is State.CHANGED and one.as_recorded]
    write(console, paragraph(_said(len(verdicts), len(other), len(since), past), console.width, ""), "")


def _said(files: int, other: int, since: int, past: PastRun) -> str:
    """The outcome in a sentence or two."""
    from simulator.report.words import counted

    if not other:
        text = f"All {counted(files, 'file')} beside the manifest are byte-identical."
    else:
        text = f"{other} of {counted(files, 'file')} beside the manifest {'is' if other == 1 else 'are'} not the same."
    if since:
        text += (
            f" {since} of these changed in the folder after the run: the repetition gives what was recorded."
        )
    different = [*map(str, past.differences)]
    if past.manifest.platform != platform.platform():
        different.append(f"{printable(past.manifest.platform)} (here {platform.platform()})")
    if different:
        return f"{text} The run was made with {', '.join(different)}."
    return f"{text} The versions and the platform are those of the run."


def _json(past: PastRun, verdicts: Sequence[Verdict], kept: Path | None) -> str:
    import json

    data = {
        "run": str(past.folder),
        "identical": all(one.same for one in verdicts),
        "files": [one.data() for one in verdicts],
        "differences": [
            *({"name": one.name, "then": one.then, "now": one.now} for one in past.differences),
            *(
                [{"name": "platform", "then": past.manifest.platform, "now": platform.platform()}]
                if past.manifest.platform != platform.platform()
                else []
            ),
        ],
        "remarks": list(past.remarks),
        "written": None if kept is None else f"{kept}/",
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _closing(past: PastRun, kept: Path | None, user: Session, *, identical: bool) -> list[tuple[str, str]]:
    """What was written, and what to do next: look at what differs, or play the same with other luck."""
    from simulator.report.save import RESOLVED

    lines = [] if kept is None else [("written", f"{kept}/")]
    if not identical:
        again = (
            [] if kept is not None else [("next", user.again("rerun", str(past.folder), "--out", "again"))]
        )
        return lines + again
    scenario = str(past.folder / (past.recipe.sources[0].kept if past.recipe.sources else RESOLVED))
    settings = [word for setting in past.settings for word in ("--set", setting)]
    choices = [word for choice in past.decisions for word in ("--decide", choice)]
    luck = ["-n", str(len(past.requested)), "--seed", str(past.seed + 1)]
    return [*lines, ("next", user.again("run", scenario, *settings, *choices, *luck))]
