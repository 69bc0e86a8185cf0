"""A headless Chromium from Debian's packages, driven by its own chromedriver over the WebDriver protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "Debian's packages chromium and chromium-driver are not installed"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)
_PATIENCE = 60


class Browser:
    """A browser with one tab."""

    def __init__(self, base: str, session: str) -> None:
        self._base = f"{base}/session/{session}"

    def command(self, name: str, **parameters: Any) -> dict[str, Any]:
        """A command of the Chrome DevTools Protocol."""
        answer: dict[str, Any] = _call(f"{self._base}/goog/cdp/execute", {"cmd": name, "params": parameters})
        return answer

    def open(self, url: str, width: int = 1440, height: int = 900) -> None:
        """Show a page in a window of this size."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        _call(f"{self._base}/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, evaluated by the debugger: the page itself may run no script."""
        answer = self.command("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self, *, whole: bool = True) -> bytes:
        """The page as PNG, whole or what the window shows."""
        shot = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def printed(self, width: float = 8.27, height: float = 11.69) -> bytes:
        """The page as PDF on sheets of this size in inches (A4), margins as its style sheet has them."""
        pdf = self.command(
            "Page.printToPDF",
            paperWidth=width, paperHeight=height, preferCSSPageSize=True, printBackground=True,
            displayHeaderFooter=False, generateTaggedPDF=True,
        )  # fmt: skip
        return base64.b64decode(pdf["data"])

    def requests(self) -> list[str]:
        """The addresses that were asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        sent = [event for event in events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def complaints(self) -> list[str]:
        """What the console has shown since the last call."""
        return [entry["message"] for entry in self._log("browser")]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = _call(f"{self._base}/se/log", {"type": kind})
        return answer


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser whose profile is in `folder`, and end it afterwards."""
    assert DRIVER is not None
    with (folder / "driver.log").open("wb") as log:
        driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            base = f"http://127.0.0.1:{_port(driver)}"
            options = {
                "binary": CHROMIUM,
                "args": [*_FLAGS, f"--user-data-dir={folder / 'profile'}"],
            }
            wanted = {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
            }
            answer = _call(f"{base}/session", {"capabilities": {"alwaysMatch": wanted}})
            try:
                yield Browser(base, answer["sessionId"])
            finally:
                _call(f"{base}/session/{answer['sessionId']}", None, "DELETE")
        finally:
            driver.terminate()
            driver.communicate(timeout=_PATIENCE)


def _port(driver: subprocess.Popen[str]) -> int:
    """The port that the driver has chosen, which it says on a line of its output."""
    assert driver.stdout is not None
    until = time.monotonic() + _PATIENCE
    for line in driver.stdout:
        words = line.split()
        if "port" in words and "successfully" in words:
            return int(words[-1].rstrip("."))
        assert time.monotonic() < until, "the driver does not start"
    message = "the driver ended before it had started"
    raise AssertionError(message)


def _call(url: str, body: Any, method: str = "POST") -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            message = f"{url}: {error.read().decode()[:500]}"
        raise AssertionError(message) from error
