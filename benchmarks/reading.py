"""Measure how long large content takes to be read, and what twice as much takes.

Ratios near 2 say that the time grows with the content. Nothing fails: times depend on the machine.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "matrix_xblock.demo.settings"
os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import django

from matrix_xblock.codec.common.table import read_pasted, read_table
from matrix_xblock.codec.cpd import cpd_columns, cpd_rows
from matrix_xblock.codec.framework import framework_json
from matrix_xblock.codec.framework.setup_tree import read_tree
from matrix_xblock.domain.cpd.cpd import AreaRef
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.place import Place
from matrix_xblock.host.wording import label

django.setup()


def file_of_keys(count: int) -> None:
    """Read a framework file with keys that nobody knows."""
    framework_json.read_file(json.dumps({f"k{n}": 1 for n in range(count)}).encode())


def conditions(count: int) -> None:
    """Read the editor's form with that many answers in a condition."""
    read_tree({"framework.prompts[0].show_if.p[]": [f"answer-{n}" for n in range(count)]})


def paste(count: int) -> None:
    """Read a pasted table."""
    read_pasted("area\tOne\tTwo\n" + "Area\ta\tb\n" * count)


def log(count: int) -> None:
    """Read a table of CPD with days and notes that differ from row to row."""
    lines = [
        f"Visit {n},{1 + n % 28}/{1 + n % 12}/{2000 + n % 25},2,Visit or shadowing,Done,"
        f'Online live,"What I saw there, and what I will try: {n}"'
        for n in range(count)
    ]
    table = read_table("\n".join(["Title,Date,Hours,Type,Status,How,Notes", *lines]).encode())
    columns = cpd_columns.guess_columns(table, label=label)
    areas: dict[str, AreaRef] = {}
    here = Place("here", "Here")
    cpd_rows.read_rows(table, cpd_rows.ImportOptions(columns, False, 360, areas, here, label))  # noqa: FBT003


CASES: dict[str, tuple[Callable[[int], None], int]] = {
    "framework file, keys": (file_of_keys, 40_000),
    "conditions in the editor": (conditions, 50_000),
    "pasted rows": (paste, 5000),
    "rows of CPD": (log, 5000),
}
COUNTED = {"rows of CPD": (log, 500)}
"""What is counted as well: a count is the same on a busy machine."""


def seconds(act: Callable[[int], None], count: int) -> float:
    started = process_time()
    with suppress(Invalid):
        act(count)
    return process_time() - started


def calls(act: Callable[[int], None], count: int) -> int:
    """Count the calls of functions, those of the interpreter's own included."""
    counted = 0

    def count_call(_frame: object, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count_call)
    try:
        act(count)
    finally:
        sys.setprofile(None)
    return counted


def main() -> None:
    """Print each case with twice its content."""
    for name, (act, count) in CASES.items():
        seconds(act, count)
        small, large = seconds(act, count), seconds(act, 2 * count)
        print(
            f"  {name}: {count:,} in {1000 * small:.0f} ms, twice in {1000 * large:.0f} ms, "
            f"ratio {large / small:.1f}"
        )
    for name, (act, count) in COUNTED.items():
        few, many = calls(act, count), calls(act, 2 * count)
        print(f"  {name}: {(many - few) / count:.0f} calls for each")


if __name__ == "__main__":
    main()
