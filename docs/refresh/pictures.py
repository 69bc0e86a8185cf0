"""docs/pictures: what runs of the shipped scenarios look like, small enough to be kept with the text."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docs.refresh import DOCS, ROOT, Written

if TYPE_CHECKING:
    from simulator.report.figures import Picture

PICTURES: Final = DOCS / "pictures"
DRAWN: Final = {"northern_route": ("map", "link_hours"), "two_borders": ("lanes",)}
"""Scenario -> its figures that pages show."""
REPLICATIONS: Final = 100
WIDTH: Final = 1200
"""Of pictures in pixels."""
COLOURS: Final = 64
COMMAND: Final = "interlock run two_borders"
"""Of which the terminal and the report are shown."""
COLUMNS: Final = 100
SHOWN: Final = re.compile(r"\A.*?\n\n.*?\n\n.*?\n(?=\n)", re.DOTALL)
"""What is shown of what it prints: a heading and two parts."""
CHROMIUM: Final = shutil.which("chromium")
REPORT_HEIGHT: Final = 852
SCREEN: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">
<title>{title}</title>
<style>{styles}
text {{ font: {size}px "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace; white-space: pre }}
</style>
<rect width="{width}" height="{height}" rx="8" fill="#1e2227"/>
{lines}
</svg>
"""


def written() -> Written:
    """All pictures, and the words for them in the pages that show them."""
    said = {}
    for scenario, names in DRAWN.items():
        for picture in figures(scenario, names):
            file = PICTURES / f"{scenario}_{picture.name}.png"
            said[file.name] = picture.title
            yield file, small(_png(picture))
    with tempfile.TemporaryDirectory() as folder:
        yield PICTURES / "terminal.svg", terminal(screen(Path(folder))).encode()
        if CHROMIUM is not None:
            yield PICTURES / "report.png", small(_page(Path(folder), CHROMIUM))
    yield from _pages(said)


def figures(scenario: str, names: tuple[str, ...]) -> list[Picture]:
    """Some figures of a scenario, played as often as `run` plays it."""
    from simulator.experiment import replicate
    from simulator.report.figures.catalogue import pictures
    from simulator.scenario.load import load_scenario

    loaded = load_scenario(ROOT / "scenarios" / f"{scenario}.yaml")
    study = replicate(loaded, REPLICATIONS, steps=60, jobs=os.cpu_count() or 1)
    return [picture for picture in pictures(loaded, study) if picture.name in names]


def _png(picture: Picture) -> bytes:
    from simulator.report.figures import png

    return png(picture)


def small(picture: bytes) -> bytes:
    """A picture with fewer pixels and colours."""
    from PIL import Image

    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    size = (WIDTH, round(whole.height * WIDTH / whole.width))
    few = whole.resize(size, Image.Resampling.LANCZOS).quantize(
        COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE
    )
    file = io.BytesIO()
    few.save(file, format="PNG", optimize=True)
    return file.getvalue()


def screen(folder: Path, *more: str) -> str:
    """What the terminal shows after the command, with the codes of its colours.

    Args:
        folder: Where the command is typed.
        more: Words to add to it.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *COMMAND.split()[1:], *more],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True,
        env=os.environ | {"COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    shown = SHOWN.match(done.stdout)
    assert shown, done.stdout
    return shown[0]


def terminal(output: str) -> str:
    """A terminal as SVG, without fonts of its own."""
    from xml.sax.saxutils import escape

    from rich.color import ColorSystem
    from rich.console import Console
    from rich.terminal_theme import DIMMED_MONOKAI as THEME
    from rich.text import Text

    size, step = 14, 19
    cell = size * 0.6025
    console = Console(width=COLUMNS, color_system="truecolor", file=io.StringIO(), legacy_windows=False)
    assert console.color_system == ColorSystem.TRUECOLOR.name.lower()
    lines = [
        Text.from_ansi(f"\x1b[2m$\x1b[0m \x1b[1m{COMMAND}"),
        Text(""),
        *map(Text.from_ansi, output.splitlines()),
    ]
    styles: dict[str, str] = {}
    rows = []
    for number, line in enumerate(lines):
        parts, x = [], 0
        for segment in line.render(console, end=""):
            rule = _rule(segment.style, THEME)
            name = styles.setdefault(rule, f"s{len(styles)}")
            if segment.text.strip():
                width = len(segment.text) * cell
                parts.append(
                    f'<tspan x="{16 + x * cell:.1f}" textLength="{width:.1f}" class="{name}">'
                    f"{escape(segment.text)}</tspan>"
                )
            x += len(segment.text)
        rows.append(f'<text y="{30 + number * step}">{"".join(parts)}</text>' if parts else "")
    return SCREEN.format(
        width=round(32 + COLUMNS * cell), height=round(30 + len(lines) * step), size=size, title=COMMAND,
        styles=" ".join(f".{name} {{ {rule} }}" for rule, name in styles.items()), lines="\n".join(filter(None, rows)),
    )  # fmt: skip


def _rule(style: Any, theme: Any) -> str:
    """How a style looks, as CSS."""
    colour = "#c8ccd2"
    if style is not None and style.color is not None:
        red, green, blue = style.color.get_truecolor(theme)
        colour = f"#{red:02x}{green:02x}{blue:02x}"
    weight = "; font-weight: bold" if style is not None and style.bold else ""
    faint = "; opacity: .6" if style is not None and style.dim else ""
    return f"fill: {colour}{weight}{faint}"


def _page(folder: Path, chromium: str) -> bytes:
    """The beginning of the report that the command has written."""
    (page,) = folder.glob("reports/*/report.html")
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--screenshot=page.png",
         f"--window-size={WIDTH},{REPORT_HEIGHT}", page.as_uri()],
        cwd=folder, capture_output=True, check=True,
    )  # fmt: skip
    return (folder / "page.png").read_bytes()


def _pages(said: dict[str, str]) -> Iterator[tuple[Path, bytes]]:
    """The pages, with the titles of the figures for those who cannot see them."""
    for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        text = page.read_text(encoding="utf-8")
        new = re.sub(
            r"!\[[^\]]*\]\(([^)]*pictures/([\w.]+))\)",
            lambda match: f"![{said[match[2]]}]({match[1]})" if match[2] in said else match[0],
            text,
        )
        if new != text:
            yield page, new.encode()
