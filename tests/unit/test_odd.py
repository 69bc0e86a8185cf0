"""docs/odd.md describes the model by every element of the ODD protocol, in the order of the code."""

from __future__ import annotations

import re
from pathlib import Path

from simulator.engine.agenda import Rank

PAGE = (Path(__file__).parents[2] / "docs/odd.md").read_text(encoding="utf-8")
ELEMENTS = ["Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
            "Design concepts", "Initialisation", "Input data", "Submodels"]  # fmt: skip
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
            "Interaction", "Stochasticity", "Collectives", "Observation"]  # fmt: skip


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_element_of_the_protocol_has_its_section_in_order() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE)[: len(ELEMENTS)] == ELEMENTS


def test_every_design_concept_is_spoken_of_in_order() -> None:
    assert re.findall(r"^\*\*([^*]+)\.\*\*", section("Design concepts"), re.MULTILINE) == CONCEPTS


def test_what_happens_at_one_second_is_in_the_order_of_the_code() -> None:
    ranks = {name: value for name, value in vars(Rank).items() if not name.startswith("_")}
    table = section("Process overview and scheduling").split("| in the code |")[1]
    assert re.findall(r"`([A-Z_]+)`", table) == sorted(ranks, key=ranks.__getitem__)
