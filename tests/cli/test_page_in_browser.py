"""The report as a browser shows and prints it. Chromium and its driver come from Debian's packages."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from simulator.cli.main import main
from tests.cli.browser import CHROMIUM, DRIVER, MISSING, Browser, browser

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason=MISSING)
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="Debian's package poppler-utils is not installed"
)
_COLOURS = """
    const own = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const clear = one => getComputedStyle(one).backgroundColor === 'rgba(0, 0, 0, 0)';
    [...document.body.querySelectorAll('*')].filter(one => !one.closest('svg') && own(one)).map(one => {
        let behind = one;
        while (behind !== document.body && clear(behind)) behind = behind.parentElement;
        return [getComputedStyle(one).color, getComputedStyle(behind).backgroundColor, one.className];
    })
"""
"""For every element with text of its own: the colour of the text, that of what is behind it, and its class."""
_CELLS = """
    [...document.querySelectorAll('td, th, h2')].filter(one => !one.closest('.behind')).map(one => one.textContent)
"""
"""What stands in tables, but for those beneath figures, which stay on the screen."""
SHEETS = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that `run` writes for a shipped scenario."""
    out = tmp_path_factory.mktemp("out of the way")
    scenario = str(ROOT / "scenarios" / "two_borders.yaml")
    with pytest.raises(SystemExit) as stop:
        main(["run", scenario, "-n", "6", "-j", "1", "-q", "--out", str(out)])
    assert stop.value.code == 0
    (written,) = out.glob("*/report.html")
    return written


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as started:
        started.open("about:blank")
        started.requests()
        started.complaints()
        yield started


class _Recorder(SimpleHTTPRequestHandler):
    """Serves a folder and keeps what was asked for."""

    def __init__(self, *arguments: Any, asked: list[str], **more: Any) -> None:
        self._asked = asked
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        self._asked.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder on this machine; its address, and what is asked for."""
    asked: list[str] = []
    handler = partial(_Recorder, asked=asked, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_the_page_asks_for_nothing_but_itself_and_the_console_stays_empty(
    chromium: Browser, report: Path
) -> None:
    with served(report.parent) as (address, asked):
        chromium.open(f"{address}/report.html")
        chromium.printed()
        assert asked == ["/report.html"]
    assert {one for one in chromium.requests() if not one.startswith("data:")} == {f"{address}/report.html"}
    assert chromium.complaints() == []


def test_a_page_from_disk_asks_for_nothing(chromium: Browser, report: Path) -> None:
    chromium.open(report.as_uri())
    assert set(chromium.requests()) == {report.as_uri()}
    assert chromium.complaints() == []


def test_no_script_could_run_and_no_picture_be_fetched_even_if_they_came_into_the_page(
    chromium: Browser, report: Path, tmp_path: Path
) -> None:
    text = report.read_text(encoding="utf-8")
    with served(tmp_path) as (address, asked):
        strange = f"<script>document.title='ran'</script><img src='{address}/x.png' onerror=\"document.title='ran'\">"
        (tmp_path / "page.html").write_text(text.replace("</h1>", f"</h1>{strange}"), encoding="utf-8")
        chromium.open(f"{address}/page.html")
        assert chromium.evaluate("document.title") == "Two borders, one truck - Interlock report"
        assert chromium.evaluate("document.images.length") == 1
        assert asked == ["/page.html"]
    assert chromium.complaints()
    chromium.requests()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_is_wider_than_the_window(chromium: Browser, report: Path, width: int) -> None:
    chromium.open(report.as_uri(), width)
    assert chromium.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_wider_than_the_sheet(chromium: Browser, report: Path, sheet: str) -> None:
    """A browser would print everything smaller, or cut it off."""
    margins = 2 * 14 / 25.4
    width = int(96 * (SHEETS[sheet][0] - margins))
    chromium.open(report.as_uri(), width)
    chromium.command("Emulation.setEmulatedMedia", media="print")
    try:
        assert chromium.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        chromium.command("Emulation.setEmulatedMedia", media="")


def test_the_first_tab_offers_to_skip_to_the_content(chromium: Browser, report: Path) -> None:
    chromium.open(report.as_uri())
    for kind in ("keyDown", "keyUp"):
        chromium.command("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert chromium.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert chromium.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_a_screen_reader_finds_landmarks_and_names(chromium: Browser, report: Path) -> None:
    chromium.open(report.as_uri())
    nodes = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in chromium.command("Accessibility.getFullAXTree")["nodes"]
        if not node["ignored"]
    ]
    roles = [role for role, _ in nodes]
    assert {"banner", "navigation", "main", "contentinfo"} <= set(roles)
    assert ("navigation", "Contents") in nodes
    assert ("region", "Key figures") in nodes
    tables = [name for role, name in nodes if role == "table"]
    assert tables
    assert all(tables)
    assert all(name for role, name in nodes if role in {"image", "img"})


def test_words_stand_out_from_what_is_behind_them(chromium: Browser, report: Path) -> None:
    """At least 4.5 to 1 (WCAG 2, AA), for every element of the page that has text of its own."""
    chromium.open(report.as_uri())
    pairs = chromium.evaluate(_COLOURS)
    assert len(pairs) > 100
    assert [pair for pair in pairs if _contrast(pair[0], pair[1]) < 4.5] == []


def _contrast(one: str, other: str) -> float:
    """The ratio of two luminances, as WCAG defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@needs_poppler
@pytest.mark.parametrize("sheet", SHEETS)
def test_the_printed_page_is_whole_numbered_and_marked_as_an_exercise(
    chromium: Browser, report: Path, tmp_path: Path, sheet: str
) -> None:
    chromium.open(report.as_uri())
    (tmp_path / "report.pdf").write_bytes(chromium.printed(*SHEETS[sheet]))
    pages = _printed(tmp_path / "report.pdf")
    assert 6 <= len(pages) <= 30
    for number, (text, *_) in enumerate(pages, start=1):
        assert "EXERCISE" in text
        assert f"{number} / {len(pages)}" in text
    everything = " ".join(text for text, *_ in pages)
    seen = chromium.evaluate(_CELLS)
    words = {
        word for cell in seen for word in cell.split() if re.fullmatch(r"[\w.%,]+", word) and "_" not in word
    }
    assert len(words) > 200
    assert words - set(re.split(r"\s+", everything)) == set()


@needs_poppler
@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_cut_off_on_paper(chromium: Browser, report: Path, tmp_path: Path, sheet: str) -> None:
    chromium.open(report.as_uri())
    (tmp_path / "report.pdf").write_bytes(chromium.printed(*SHEETS[sheet]))
    for _, width, height, boxes in _printed(tmp_path / "report.pdf"):
        assert (round(width / 72, 2), round(height / 72, 2)) == pytest.approx(SHEETS[sheet], abs=0.02)
        margin = 14.0  # what many printers cannot print on
        assert all(x0 >= margin and x1 <= width - margin for x0, x1, *_ in boxes)
        assert all(y0 >= margin and y1 <= height - margin for *_, y0, y1 in boxes)


Box = tuple[float, float, float, float]


def _printed(file: Path) -> list[tuple[str, float, float, list[Box]]]:
    """The text of each page, its size in points, and where its words stand: left, right, top, bottom."""
    html = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout
    pages = []
    for size, body in re.findall(r"<page ([^>]*)>(.*?)</page>", html, re.DOTALL):
        width, height = map(float, re.findall(r'"([\d.]+)"', size))
        words = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', body
        )
        boxes = [(float(x0), float(x1), float(y0), float(y1)) for x0, y0, x1, y1, _ in words]
        pages.append((" ".join(word for *_, word in words), width, height, boxes))
    return pages
