"""The CPD log as a spreadsheet opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from matrix_xblock.codec.common.csv_lines import Cell, csv_line
from matrix_xblock.codec.cpd.cpd_columns import COLUMNS, heading
from matrix_xblock.domain.cpd.cpd import CHOICES, CpdEntry

__all__ = ["blank_rows", "write_csv"]

_BOM = "\ufeff"


def write_csv(entries: Iterable[CpdEntry], *, label: Callable[[str], str]) -> str:
    """Write entries so that a spreadsheet opens them and `read_rows` gives them back.

    Words are the reader's; a mark at the start says UTF-8; no cell is taken for a formula.
    """
    label = cache(label)
    header: list[Cell] = [label(heading(name)) for name in COLUMNS]
    rows = ([_cell(entry, name, label) for name in COLUMNS] for entry in entries)
    return _BOM + "".join(map(csv_line, [header, *rows]))


def blank_rows(label: Callable[[str], str]) -> list[list[str]]:
    """Return a table that is still to be filled in: a line about how, and the headings.

    The line stands above the headings, where it is read as no activity.
    """
    heads = [label(heading(name)) for name in COLUMNS if name != "id"]
    return [[label("cpd.blank")], heads]


def _cell(entry: CpdEntry, name: str, label: Callable[[str], str]) -> Cell:
    value = getattr(entry, name)
    if name in CHOICES:
        return label(f"cpd.{name}.{value.value}") if value else None
    if name == "areas":
        return "; ".join(area.name for area in entry.areas) or None
    cell: Cell = value
    return cell or None
