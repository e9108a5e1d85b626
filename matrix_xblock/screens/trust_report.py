"""The trust report as a page: its charts are those of a release, with a table of courses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matrix_xblock.domain.figures.groups import least_in_group
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.releases import SINCE_BASELINE, Release
from matrix_xblock.domain.figures.trust_report import CourseRow, TrustReport
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.release_charts import BASELINE
from matrix_xblock.screens.release_finding import Finding, finding_of

__all__ = ["MOST_ROWS", "TrustReportPage", "not_in_charts", "page_of"]

MOST_ROWS = 10
"""Courses and groups in the table of the page: more would need a third sheet of paper."""

_CHART_OF = {
    f"moved-{SINCE_BASELINE}": f"moved-{BASELINE}",
    SINCE_BASELINE: f"movement-{BASELINE}",
}


@wordless
@dataclass(frozen=True)
class TrustReportPage:
    """What the page shows. `owner` is whose courses these are, empty where it was not said."""

    owner: str
    report: TrustReport
    release: Release
    finding: Finding
    hidden: int
    cells: int
    least_in_group: int
    rows: tuple[CourseRow, ...]
    more_rows: int


def page_of(report: TrustReport, owner: str) -> Page:
    """Return the report as one page that stands alone."""
    figures = report.figures
    tables: tuple[Released, ...] = tuple(figures.tables.values())
    shown = TrustReportPage(
        owner=owner,
        report=report,
        release=figures,
        finding=finding_of(figures),
        hidden=sum(each.hidden for each in tables),
        cells=sum(len(each.cells) for each in tables),
        least_in_group=least_in_group(figures.k),
        rows=_by_course(report.rows[:MOST_ROWS]),
        more_rows=len(report.rows[MOST_ROWS:]),
    )
    return Page("report/trust/report.html", shown)


def _by_course(rows: Iterable[CourseRow]) -> tuple[CourseRow, ...]:
    """Return each course with its groups below it."""
    return tuple(sorted(rows, key=lambda row: (row.course or row.name, row.is_group)))


def not_in_charts(report: TrustReport) -> Mapping[str, tuple[str, ...]]:
    """Return by chart the courses that are not in it."""
    names: dict[str, dict[str, None]] = {}
    for chart, some in _by_chart(report):
        names.setdefault(chart, {}).update(dict.fromkeys(some))
    return {chart: tuple(sorted(some)) for chart, some in names.items()}


def _by_chart(report: TrustReport) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, names in report.not_in.items():
        path = key.partition("/")[0]
        yield _CHART_OF.get(path, path), names
