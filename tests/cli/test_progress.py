from __future__ import annotations

import time
from io import StringIO

import pytest
from rich.console import Console

from simulator.cli.progress import progress


class Screen(StringIO):
    """What a terminal has been sent."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    file = Screen()
    console = Console(file=file, force_terminal=True, width=80)
    monkeypatch.setattr("simulator.cli.progress.messages", lambda: console)
    return file


def test_what_takes_long_shows_how_far_it_is(terminal: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.cli.progress._PATIENCE", 0.01)
    with progress(10, hidden=False) as tick:
        tick(3)
        time.sleep(0.5)
    assert "running" in terminal.getvalue()
    assert "3/10" in terminal.getvalue()


def test_what_is_quick_shows_nothing(terminal: StringIO) -> None:
    with progress(10, hidden=False) as tick:
        tick(10)
    assert terminal.getvalue() == ""


def test_nothing_is_shown_to_who_does_not_want_it_or_is_no_terminal(
    terminal: StringIO, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("simulator.cli.progress._PATIENCE", 0.0)
    with progress(10, hidden=True) as tick:
        tick(3)
        time.sleep(0.2)
    assert terminal.getvalue() == ""
    monkeypatch.undo()
    with progress(10, hidden=False) as tick:
        tick(3)
    assert capsys.readouterr().err == ""
