"""Pages that `python -m docs` writes say what the program says now."""

from __future__ import annotations

import importlib

import pytest

from docs.__main__ import PARTS
from docs.refresh import DOCS

SHOWN_BY_COMMANDS = {"samples", "pictures"}
"""Held by tests that run the commands: tests/cli, tests/unit/test_pictures.py."""


@pytest.mark.parametrize("part", [part for part in PARTS if part not in SHOWN_BY_COMMANDS])
def test_the_pages_are_up_to_date(part: str) -> None:
    pages = dict(importlib.import_module(f"docs.refresh.{part}").written())
    stale = [
        path.name
        for path, content in pages.items()
        if path.suffix == ".md" and path.read_bytes().decode() != content.decode()
    ]
    assert pages
    assert stale == [], f"python -m docs {part}"


def test_the_reference_names_every_key_that_the_design_speaks_of() -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
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
