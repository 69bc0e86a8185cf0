"""Small scenarios to draw, and what is written in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.experiment import replicate
from simulator.report.figures.corridor import marks
from simulator.report.figures.corridor.labels import Box, overlap
from simulator.report.figures.material import Material
from simulator.report.figures.picture import Picture
from simulator.report.figures.style import styled
from simulator.scenario.schema import Scenario
from simulator.world.compile import build_plan

Spot = tuple[str, str, float | None, float | None, str]
"""Name, jurisdiction, latitude, longitude and kind of a place."""


def studied(scenario: Scenario, replications: int = 3) -> Material:
    """What comes of a scenario, with its history."""
    return Material.of(scenario, replicate(build_plan(scenario), replications, steps=4))


def chain(spots: Sequence[Spot], map_: str = "world", **more: Any) -> Scenario:
    """A flow along places in the order given, an agency and a lane in each state, and links from each to the next."""
    states = list(dict.fromkeys(state for _, state, *_ in spots))
    places = [
        {"id": f"p{i}", "name": name, "kind": kind, "jurisdiction": f"j{states.index(state)}"}
        | ({} if lat is None else {"lat_lon": [lat, lon]})
        for i, (name, state, lat, lon, kind) in enumerate(spots)
    ]
    last = [max(i for i, spot in enumerate(spots) if spot[1] == state) for state in states]
    return Scenario.model_validate(
        {
            "scenario": {"id": "drawn", "title": "Drawn", "summary": "To look at.", "start": "2031-03-03T00:00Z",
                         "horizon": "20 d", "map": map_},
            "jurisdictions": [
                {"id": f"j{i}", "name": state, "timezone": "UTC"} for i, state in enumerate(states)
            ],
            "places": places,
            "legs": [
                {"from": f"p{i}", "to": f"p{i + 1}", "mode": "road", "duration": "10 h"}
                for i in range(len(spots) - 1)
            ],
            "agencies": [
                {"id": f"a{i}", "name": f"{state} / $ <b>&", "kind": "customs", "jurisdiction": f"j{i}"}
                for i, state in enumerate(states)
            ],
            "controls": [
                {"id": f"c{i}", "kind": "customs_lane", "at": f"p{place}", "agency": f"a{i}", "examine": 0.5}
                for i, place in enumerate(last)
            ],
            "links": [
                {"id": f"l{i}", "from": f"a{i}", "to": f"a{i + 1}"} for i in range(len(states) - 1)
            ],
            "flows": [
                {"id": "goods", "name": "Goods", "threat": "drugs", "from": "p0", "to": f"p{len(spots) - 1}",
                 "arrivals": {"poisson": "2 / d"}, "payload": {"unit": "kg", "constant": 10}},
            ],
        }
        | more
    )  # fmt: skip


def texts(picture: Picture) -> list[tuple[str, Box]]:
    """Every text of a figure and its extent in points."""
    figure = picture.figure
    with styled():
        figure.set_dpi(72)
        figure.draw_without_rendering()
        found: list[Any] = [text for axes in figure.axes for text in axes.texts if text.get_text()]
        return [(text.get_text(), tuple(text.get_window_extent().extents)) for text in found]


def assert_clear(picture: Picture) -> None:
    """No text overlaps another, leaves the canvas or is too small."""
    boxes = texts(picture)
    for i, (words, box) in enumerate(boxes):
        assert box[0] >= 0, words
        assert box[1] >= 0, words
        assert box[2] <= marks.CANVAS[2], words
        assert box[3] <= marks.CANVAS[3], words
        # Glyphs may reach a hair over the line that is reserved for them.
        inner = (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
        assert [other for other, that in boxes[i + 1 :] if overlap(inner, that)] == [], words
    assert min(text.get_fontsize() for axes in picture.figure.axes for text in axes.texts) >= 14


def written(picture: Picture) -> str:
    """All words of a figure, on one line."""
    return " ".join(" ".join(words.split()) for words, _ in texts(picture))
