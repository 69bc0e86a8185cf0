"""README.md: what the commands in it print.

A text block starts with `$ COMMAND`. Where it shows only parts, `...` stands between them; each part is found again
by the first word of its first and of its last line.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.refresh import ROOT, Written

README = ROOT / "README.md"


def written() -> Written:
    """The page."""
    text = README.read_text(encoding="utf-8")
    yield README, re.sub(r"^```text\n(\$ .*?)\n```", renewed, text, flags=re.M | re.S).encode()


def printed(command: str) -> list[str]:
    """The lines a command of the README prints, 80 columns wide."""
    words = shlex.split(command)[1:]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenarios").symlink_to(ROOT / "scenarios")
        done = subprocess.run(
            [sys.executable, str(ROOT / words[0]), *words[1:]],
            cwd=folder, env=os.environ | {"COLUMNS": "80"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    return [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]


def renewed(block: re.Match[str]) -> str:
    """A text block with what its command prints now."""
    command, *shown = block[1].splitlines()
    lines = printed(command.removeprefix("$ "))
    parts = []
    for part in "\n".join(shown).split("\n...\n"):
        first, last = (line.split()[0] for line in (part.splitlines()[0], part.rstrip().splitlines()[-1]))
        start = next(i for i, line in enumerate(lines) if line.split()[:1] == [first])
        length = len(part.rstrip().splitlines())
        ends = [i for i, line in enumerate(lines) if i >= start and line.split()[:1] == [last]]
        end = min(ends, key=lambda i: abs(i - start - length + 1))
        parts.append("\n".join(lines[start : end + 1]))
    return "\n".join(["```text", command, "\n...\n".join(parts), "```"])
