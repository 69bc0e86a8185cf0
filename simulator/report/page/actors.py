"""Agencies, controls with what they cost others, sources, links, and what only some scenarios have."""

from __future__ import annotations

from simulator.report import actors
from simulator.report.burden import burden
from simulator.report.page.blocks import Section, table
from simulator.report.page.material import Material
from simulator.report.particulars import particulars

_ALL = 10**9


def agencies(material: Material) -> Section | None:
    """Who learnt what and acted on it."""
    found = actors.agencies(material.numbers, _ALL)
    return Section("agencies", "Agencies", (table(found),)) if found.rows else None


def controls(material: Material) -> Section | None:
    """Where cases were found, and beside it what that costs legitimate traffic."""
    numbers = material.numbers
    tables = (actors.controls(numbers, _ALL), burden(numbers, _ALL), actors.sources(numbers, _ALL))
    blocks = [table(one) for one in tables if one.rows]
    return Section("controls", "Controls and what they cost others", blocks) if blocks else None


def links(material: Material) -> Section | None:
    """Where the hours go."""
    found = actors.links(material.numbers, _ALL)
    return Section("links", "Links: where the hours go", (table(found),)) if found.rows else None


def further(material: Material) -> Section | None:
    """What this scenario has beyond the others."""
    blocks = [table(one) for one in particulars(material.numbers, _ALL)]
    return Section("further", "What else happened", blocks) if blocks else None
