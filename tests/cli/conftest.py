from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.world import SCENARIO, Program


@pytest.fixture
def interlock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    program = Program(tmp_path, capsys)
    program.write("one_border.yaml", SCENARIO)
    return program
