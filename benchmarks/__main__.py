"""Measure Interlock: `python -m benchmarks`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

import click

from benchmarks.against_by_hand import against_by_hand
from benchmarks.hot_path import hot_path
from benchmarks.large_network import large_network
from benchmarks.measuring import FULL, QUICK, Effort, Line
from benchmarks.memory import memory
from benchmarks.processes import processes
from benchmarks.scaling import scaling
from benchmarks.traffic import traffic

BENCHMARKS: dict[str, Callable[[Effort], list[Line]]] = {
    "by-hand": against_by_hand,
    "scaling": scaling,
    "memory": memory,
    "traffic": traffic,
    "large-network": large_network,
    "processes": processes,
    "hot-path": hot_path,
}


def table(name: str, lines: list[Line]) -> Iterator[str]:
    """Write a benchmark's results for people."""
    title = (BENCHMARKS[name].__doc__ or "").strip()
    yield f"\n{name}: {title}"
    width = max(len(one.what) for one in lines)
    for one in lines:
        spread = "" if one.low is None else f"{one.low:.3g} to {one.high:.3g}"
        yield f"  {one.what:<{width}}  {one.value:8.3g} {one.unit:<15} {spread:<20} {one.bound}".rstrip()


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--quick", is_flag=True, help="A tenth of the sizes and fewer rounds: to see that it works.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
def main(names: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Run the benchmarks with these NAMES, or all: medians over the rounds, and the quartiles beside them."""
    effort = QUICK if quick else FULL
    results = {}
    for name in names or BENCHMARKS:
        results[name] = BENCHMARKS[name](effort)
        if not as_json:
            click.echo("\n".join(table(name, results[name])))
    if as_json:
        click.echo(
            json.dumps({name: [asdict(one) for one in lines] for name, lines in results.items()}, indent=2)
        )


if __name__ == "__main__":  # worker processes import this file again
    main()
