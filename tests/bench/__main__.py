"""`make bench`: what each part of the road costs, with a baseline measured in the same run."""

import sys
from importlib import import_module
from time import perf_counter

from rich.console import Console
from rich.table import Table

from services.wiring.processes import spare_the_collector

PARTS = ("saving", "projecting", "road", "sweeping", "judging")
"""Files of this folder; each has `run()`: name, value and unit of every measurement."""


def main(chosen: list[str]) -> None:
    """Measure the parts that were named, or all of them."""
    spare_the_collector()
    table = Table("part", "what", "value", "unit")
    for part in chosen or PARTS:
        began = perf_counter()
        for name, value, unit in import_module(f"tests.bench.{part}").run():
            table.add_row(part, name, f"{value:,.2f}" if value < 100 else f"{value:,.0f}", unit)
        print(f"{part}: {perf_counter() - began:.0f} s", file=sys.stderr)
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
