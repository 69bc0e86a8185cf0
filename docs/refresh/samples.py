"""What the commands print that pages show.

A text block that starts with `$ COMMAND` shows what the command prints, at 80 columns. The commands of a page are run
one after the other in one folder, as a reader would type them. A block without `...` shows all that is printed, or
nothing of it. Where a block shows only parts, `...` stands between them; a part begins at the line with the same
first words as the line shown, and ends likewise. A block of a file (`<!-- file: NAME -->` before it) is put into the
folder first.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from docs.refresh import DOCS, ROOT, Written

BLOCK: Final = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n+)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
PROGRAMS: Final = {
    "python": '#!/bin/sh\nexec "{python}" "$@"\n',
    "interlock": (
        "#!{python}\nimport sys\nsys.path.insert(0, {root!r})\n"
        'from simulator.cli.main import main\nif __name__ == "__main__":\n    main()\n'
    ),
}
ENVIRONMENT: Final = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONWARNINGS": "error"}


@dataclass(frozen=True)
class Reader:
    """Somebody who types what a page says, in a folder of their own."""

    folder: Path

    @classmethod
    def new(cls, folder: Path) -> Reader:
        """A reader who has just installed the program in the folder of a clone."""
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
        (folder / "run.py").symlink_to(ROOT / "run.py")
        programs = folder / ".venv" / "bin"
        programs.mkdir(parents=True)
        for name, text in PROGRAMS.items():
            (programs / name).write_text(text.format(python=sys.executable, root=str(ROOT)), encoding="utf-8")
            (programs / name).chmod(0o755)
        return cls(folder)

    def types(self, command: str) -> list[str]:
        """The lines that a command prints, errors last."""
        paths = os.pathsep.join([str(self.folder / ".venv" / "bin"), os.environ.get("PATH", os.defpath)])
        found = {"PATH": paths, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=os.environ | ENVIRONMENT | found,
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]


def pages() -> list[Path]:
    """The pages that show what commands print."""
    candidates = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    return [page for page in candidates if "```text\n$ " in page.read_text(encoding="utf-8")]


def written() -> Written:
    """Those pages, with what the commands print now."""
    for page in pages():
        yield page, renewed(page.read_text(encoding="utf-8")).encode()


def renewed(text: str) -> str:
    """A page with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader.new(Path(folder))
        return BLOCK.sub(lambda block: _renewed(block, reader), text)


def _renewed(block: re.Match[str], reader: Reader) -> str:
    if block["file"]:
        (reader.folder / block["file"]).write_text(block["text"], encoding="utf-8")
        return block[0]
    if block["language"] != "text" or not block["text"].startswith("$ "):
        return block[0]
    command, *shown = block["text"].splitlines()
    lines = reader.types(command.removeprefix("$ "))
    partly = not shown or "..." in shown
    return "\n".join(["```text", command, *(excerpts(shown, lines) if partly else lines), "```"])


def excerpts(shown: list[str], lines: list[str]) -> Iterator[str]:
    """The lines of an output that parts of it, perhaps from an earlier time, show; `...` stands between parts.

    Raises:
        LookupError: No line after the part before begins like the first or last line of a part.
    """
    done = 0
    for number, part in enumerate("\n".join(shown).split("\n...\n") if shown else []):
        old = part.strip("\n").splitlines()
        start = done + _nearest(old[0], lines[done:], 0)
        done = start + _nearest(old[-1], lines[start:], len(old) - 1) + 1
        if number:
            yield "..."
        yield from lines[start:done]


def _nearest(line: str, lines: list[str], expected: int) -> int:
    """Which line is this one, or begins as it does, or with the same word: of several the nearest to the expected."""
    for count in (0, None, 1):
        key = _beginning(line, count)
        found = [i for i, one in enumerate(lines) if _beginning(one, count) == key]
        if found:
            return min(found, key=lambda i: abs(i - expected))
    message = f"nothing printed begins like: {line}\n" + "\n".join(lines)
    raise LookupError(message)


def _beginning(line: str, count: int | None) -> list[str]:
    """So many words of a line, all for 0; for None those before its first number, at least one and at most four."""
    words = line.split()
    if count is not None:
        return words[: count or None]
    plain = [*takewhile(lambda word: not re.search(r"\d", word), words)][:4]
    return plain or words[:1]
