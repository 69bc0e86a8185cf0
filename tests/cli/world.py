"""A scenario that plays in milliseconds, and the ways in which these tests call the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.cli.main import main

ROOT = Path(__file__).parents[2]

SCENARIO = """\
scenario:
  id: one_border
  title: One border
  summary: A truck crosses a border; the police behind it have weak leads.
  start: 2031-03-03T06:00Z
  horizon: 10 d
jurisdictions:
  - {id: arda, timezone: Asia/Dushanbe}
  - {id: borin, timezone: Asia/Almaty}
places:
  - {id: kovan, name: Kovan, jurisdiction: arda}
  - {id: gate, name: "Gate [red]", kind: border_crossing, jurisdiction: arda}
  - {id: oster, name: Остер, jurisdiction: borin, stay: 24 h}
legs:
  - {from: kovan, to: gate, mode: road, duration: 9 h}
  - {from: gate, to: oster, mode: road, duration: {lognormal: {median: 18 h, p90: 26 h}}}
agencies:
  - {id: customs, name: Customs of Arda, kind: customs, jurisdiction: arda, hours: 24/7}
  - {id: police, name: Police of Borin, kind: police, jurisdiction: borin}
controls:
  - {id: lane, name: Gate lane, kind: customs_lane, at: gate, agency: customs, examine: 0.3, traffic: 50 / d}
  - {id: leads, name: Informants, kind: informants, at: kovan, agency: customs}
links:
  - {id: tell, name: Liaison, kind: liaison, from: customs, to: police, clearance: 2 h}
flows:
  - {id: heroin, name: Heroin north, threat: drugs, from: kovan, to: oster, arrivals: {poisson: 2 / d}}
"""


@dataclass(frozen=True)
class Outcome:
    """What a call of the program left behind."""

    code: int
    out: str
    err: str


class Program:
    """Calls the program in this process, in a folder with the scenario `one_border.yaml`."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *words: str) -> Outcome:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(words)
        out, err = self._capsys.readouterr()
        assert "Traceback" not in out + err
        assert isinstance(stop.value.code, int)
        return Outcome(stop.value.code, out, err)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def run_folder(self) -> Path:
        """The only folder of a run there is."""
        (folder,) = (self.folder / "reports").iterdir()
        return folder


def process(words: Sequence[str], folder: Path, **environment: str) -> subprocess.Popen[str]:
    """Start the program as a process of its own, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *words],
        cwd=folder,
        env=os.environ | {"COLUMNS": "100"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - the tests start no threads
    )


def _hear_ctrl_c() -> None:
    """A job that a shell started in the background ignores Ctrl-C, and its children with it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
