"""A run that was written before, read again from its folder; or why that cannot be done."""

from __future__ import annotations

import hashlib
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from simulator import __version__
from simulator.errors import RunError, ScenarioError, UsageError, printable
from simulator.report.baseline import Baseline
from simulator.report.basemap import basemap_of
from simulator.report.folder import MANIFEST, sha256_of
from simulator.report.manifest import Manifest, installed
from simulator.report.manifest_file import read_manifest
from simulator.report.mapping import MapChoice
from simulator.report.recipe import Recipe
from simulator.report.resolved import resolved_text
from simulator.report.save import AS_WRITTEN, RESOLVED
from simulator.report.sources import FOLDER as SOURCES
from simulator.report.sources import Source
from simulator.scenario.load import load_scenario
from simulator.world.choices import read_choices

if TYPE_CHECKING:
    from simulator.scenario.schema import Scenario
    from simulator.world.plan import Choice, Plan


_MOST_PROBLEMS: Final = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A version that was another one when the run was made.

    Attributes:
        name: Of the package, "interlock" or "python".
        then: The version the run was made with.
        now: The version here.
    """

    name: str
    then: str
    now: str

    def __str__(self) -> str:
        """As a message has it."""
        return f"{self.name} {self.then} (here {self.now})"


@dataclass(frozen=True, eq=False)
class PastRun:
    """A run as its folder tells of it.

    Attributes:
        folder: Where it is.
        manifest: What it was made from and wrote, checked.
        recipe: What was played; its scenario has the values that were simulated.
        remarks: What a user of the folder should know, one sentence each: files that are missing, inputs that
            have changed since, versions that differ.
        differences: The versions that differ.
    """

    folder: Path
    manifest: Manifest
    recipe: Recipe
    remarks: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = field(default=())

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was simulated, settings in place."""
        return self.recipe.scenario

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return self.manifest.seed

    @property
    def decisions(self) -> tuple[str, ...]:
        """What was decided otherwise than by default, as ID=OPTION."""
        return self.manifest.decisions

    def choices_in(self, plan: Plan) -> tuple[Choice, ...]:
        """What was decided otherwise than by default, in the plan of its scenario.

        Raises:
            RunError: The scenario has no such decision.
        """
        try:
            return read_choices(plan, self.decisions)
        except UsageError as error:
            message = f"{printable(str(self.folder / MANIFEST))} is damaged: decisions: {error}"
            raise RunError(message) from error

    @property
    def settings(self) -> tuple[str, ...]:
        """What was set from outside, as PATH=VALUE."""
        return self.manifest.settings

    @property
    def requested(self) -> Sequence[int]:
        """Numbers of the replications that were asked for."""
        return self.manifest.replications.requested.all

    @property
    def finished(self) -> Sequence[int]:
        """Numbers of the replications that were simulated."""
        return self.manifest.replications.finished.all


def is_run(path: Path) -> bool:
    """Whether a path is meant as a run: a manifest, or a folder (scenarios are files)."""
    try:
        return path.is_dir() or path.name == MANIFEST
    except OSError:  # as a name that is too long
        return False


def read_run(path: Path) -> PastRun:
    """Read a run.

    What was simulated is taken from the files the run keeps, and must be what `scenario.resolved.yaml` says:
    where this version would read them otherwise, the values of `scenario.resolved.yaml` count. The user's own
    scenario may have changed since; that is a remark. Versions of packages that differ are remarks, too. A run
    of another minor version of this program is refused: its model was another one.

    Args:
        path: The folder of a run, or its manifest.

    Raises:
        RunError: It is not the folder of a run, is empty or damaged, or another version wrote it.
    """
    folder, manifest = read_manifest(path)
    _refuse_what_is_not_its_own(folder, manifest)
    resolved = _resolved(folder, manifest, RESOLVED)
    scenario, sources, remarks = _scenario(folder, manifest, resolved)
    recipe = Recipe(
        scenario=scenario,
        seed=manifest.seed,
        requested=manifest.replications.requested.all,
        settings=manifest.settings,
        decisions=manifest.decisions,
        sources=sources,
        figures=manifest.figures,
        baseline=_baseline(folder, manifest),
        map=MapChoice(manifest.map, _basemap(folder, manifest)),
    )
    differences = _differences(manifest)
    remarks += [*_missing(folder, manifest), *_changed(manifest)]
    if differences:
        remarks.append(f"it was made with {', '.join(map(str, differences))}: results may differ")
    return PastRun(folder, manifest, recipe, tuple(remarks), differences)


def _refuse_what_is_not_its_own(folder: Path, manifest: Manifest) -> None:
    """Refuse a folder in whose place of a file is something else, so that nothing outside of it is ever read."""
    kept = [one.file for one in manifest.files] + [one.kept for one in manifest.inputs]
    kept += [] if manifest.basemap is None else [manifest.basemap.kept]
    problems = [
        f"  {printable(name)} {wrong}" for name in dict.fromkeys(kept) if (wrong := _wrong(folder, name))
    ]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [f"  and {more} more"] if more > 0 else []
        head = f"{printable(str(folder))} is damaged; its manifest lists what is no file of the run:"
        raise RunError("\n".join([head, *problems[:_MOST_PROBLEMS], *rest]))


def _wrong(folder: Path, name: str) -> str:
    """What is wrong with what stands in the place of a file; nothing if it is a file, or missing."""
    file = folder / name
    try:
        kind = file.stat().st_mode
        if not file.resolve().is_relative_to(folder.resolve()):
            return "is a link that leads out of the folder"
    except FileNotFoundError:
        return "is a link that leads nowhere" if file.is_symlink() else ""
    except (OSError, ValueError, RuntimeError) as error:
        return f"cannot be there ({getattr(error, 'strerror', None) or error})"
    return "" if stat.S_ISREG(kind) else "is not a file"


def _baseline(folder: Path, manifest: Manifest) -> Baseline | None:
    """What the run was compared with."""
    if manifest.baseline is None:
        return None
    if manifest.baseline == "no-sharing":
        return Baseline(manifest.baseline)
    _resolved(folder, manifest, AS_WRITTEN)
    return Baseline(manifest.baseline, load_scenario(folder / AS_WRITTEN))


def _basemap(folder: Path, manifest: Manifest) -> Source | None:
    """The user's own basemap, if the map was drawn on one."""
    if manifest.basemap is None:
        return None
    hint = "to draw the map on it as it is now: interlock run with --basemap and its path"
    content = _unchanged(folder, manifest, manifest.basemap.kept, hint)
    try:
        basemap_of(content, printable(str(folder / manifest.basemap.kept)))
    except UsageError as error:
        message = f"{printable(str(folder))} is damaged: {error}"
        raise RunError(message) from error
    return Source(manifest.basemap.file, manifest.basemap.kept, content)


def _resolved(folder: Path, manifest: Manifest, kept: str) -> str:
    """The text of a resolved scenario, exactly as it was written."""
    hint = "to play it as it is now: interlock run with its path"
    try:
        return _unchanged(folder, manifest, kept, hint).decode("utf-8")
    except UnicodeDecodeError as error:
        message = (
            f"{printable(str(folder / kept))} is damaged: it is not text in UTF-8 (byte {error.start + 1})"
        )
        raise RunError(message) from error


def _unchanged(folder: Path, manifest: Manifest, kept: str, hint: str) -> bytes:
    """What a file of the run holds; refused if that is not what the run wrote."""
    file = folder / kept
    name = printable(str(file))
    listed = next((one for one in manifest.files if one.file == kept), None)
    if listed is None:
        message = f"{printable(str(folder / MANIFEST))} is damaged: it does not list {kept}"
        raise RunError(message)
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        message = (
            f"{printable(str(folder))} is damaged: {printable(kept)}, which its manifest lists, is missing"
        )
        raise RunError(message) from error
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror or error}"
        raise RunError(message) from error
    if hashlib.sha256(content).hexdigest() != listed.sha256:
        message = (
            f"{name} has been changed since the run (its SHA-256 is not the one in {MANIFEST})\n  {hint}"
        )
        raise RunError(message)
    return content


def _scenario(
    folder: Path, manifest: Manifest, resolved: str
) -> tuple[Scenario, tuple[Source, ...], list[str]]:
    """The scenario as it was simulated, the files it was read from, and remarks."""
    sources, remarks = _sources(folder, manifest)
    if sources:
        try:
            scenario = load_scenario(folder / sources[0].kept, manifest.settings)
        except ScenarioError:
            scenario = None
        if scenario is not None and resolved_text(scenario) == resolved:
            return scenario, sources, remarks
        remarks.append(
            f"this version reads {sources[0].kept} otherwise than the one that wrote the run; "
            f"the values of {RESOLVED} count"
        )
    return load_scenario(folder / RESOLVED), sources, remarks


def _sources(folder: Path, manifest: Manifest) -> tuple[tuple[Source, ...], list[str]]:
    """The kept files, or none and a remark where one is missing or has been changed."""
    kept = []
    for one in manifest.inputs:
        try:
            source = Source(one.file, one.kept, (folder / one.kept).read_bytes())
        except OSError:
            return (), [f"{one.kept} is missing; the values of {RESOLVED} count"]
        if source.sha256 != one.sha256:
            return (), [f"{one.kept} has been changed since the run; the values of {RESOLVED} count"]
        kept.append(source)
    return tuple(kept), []


def _missing(folder: Path, manifest: Manifest) -> list[str]:
    names = [one.file for one in manifest.files if not one.file.startswith(f"{SOURCES}/")]
    return [f"{name} is missing from the folder" for name in names if not (folder / name).is_file()]


def _changed(manifest: Manifest) -> list[str]:
    """The files of the user that are not any more what the run was made from."""
    remarks = []
    sizes = {one.file: one.bytes for one in manifest.files}
    for one in manifest.inputs:
        file = Path(one.file)
        try:
            if not file.is_file():  # a manifest may name anything, also what has no end
                continue
            changed = file.stat().st_size != sizes.get(one.kept) or sha256_of(file) != one.sha256
        except (OSError, ValueError):
            continue
        if changed:
            remarks.append(f"{printable(one.file)} has changed since; what the run kept of it counts")
    return remarks


def _differences(manifest: Manifest) -> tuple[Difference, ...]:
    then: Mapping[str, str] = {
        "interlock": manifest.interlock,
        "python": manifest.python,
        **manifest.packages,
    }
    now = {"interlock": __version__, "python": sys.version.split()[0], **installed()}
    return tuple(
        Difference(name, then.get(name, "none"), version)
        for name, version in now.items()
        if then.get(name) != version
    )
