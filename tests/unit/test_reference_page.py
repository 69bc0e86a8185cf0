"""docs/reference.md says what the language says."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_reference_is_up_to_date() -> None:
    page = runpy.run_path(str(ROOT / "docs/refresh_reference.py"))["page"]()
    assert (ROOT / "docs/reference.md").read_text(encoding="utf-8") == page, (
        "python docs/refresh_reference.py"
    )


def test_the_reference_names_every_key_that_the_design_speaks_of() -> None:
    text = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    for key in (
        "lie_low",
        "ahead",
        "hold",
        "ask_at",
        "leak",
        "controlled_delivery",
        "warm_up",
        "departures",
        "when",
    ):
        assert f"| `{key}` |" in text
