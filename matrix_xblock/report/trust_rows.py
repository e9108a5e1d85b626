"""Rows of a trust report for a spreadsheet: as those of a release, with one for each course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.trust_report import TrustReport
from matrix_xblock.report.release_rows import COLUMNS, Row, release_rows

__all__ = ["trust_lines", "trust_rows"]


def trust_lines(report: TrustReport, *, made_on: date, others: str) -> Iterator[str]:
    """Yield the lines of the file, the header first."""
    yield "\ufeff" + csv_line(COLUMNS)
    for row in trust_rows(report, made_on=made_on, others=others):
        yield csv_line(row.get(column) for column in COLUMNS)


def trust_rows(report: TrustReport, *, made_on: date, others: str) -> Iterator[Row]:
    """Yield the cells of a report, each with what it is of, in codes and in words.

    `others` is what the schools of a course are called that are in no group.
    """
    yield from release_rows(report.figures, made_on=made_on)
    head: Row = {"release": report.figures.id, "made_on": made_on, "k": report.figures.k}
    for each in report.rows:
        about: Row = {
            "table": "group" if each.is_group else "course",
            "group": OTHERS if each.is_others else "",
            "about_name": f"{each.name}: {others}" if each.is_others else each.name,
        }
        numbers: dict[str, Count] = {
            "signed-off": each.signed_off,
            "moved": each.moved,
            "not-moved": each.not_moved,
        }
        for part, count in numbers.items():
            people = count.value if isinstance(count, Symbol) else count
            yield {**head, **about, "part": part, "people": people}
