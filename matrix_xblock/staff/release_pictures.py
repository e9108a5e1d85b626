"""Pictures of a release: charts as files, and a report that stands alone. Nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.figures.groups import least_in_group
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.charts import Chart
from matrix_xblock.screens.page import Archive, Page
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.release_finding import Finding, finding_of
from matrix_xblock.staff.releases import released

__all__ = ["chart", "charts", "paper", "report"]


@wordless
@dataclass(frozen=True)
class ReleaseReport:
    """A release as a page for a board: what it says, and what is hidden of it."""

    release: Release
    finding: Finding
    hidden: int
    cells: int
    least_in_group: int


@wordless
@dataclass(frozen=True)
class ReleasedChart:
    """One chart as a file."""

    chart: Chart
    release: Release


def report(host: StaffHost, form: Form) -> Page:
    """Give the report as one file, to mail or to put on a page of one's own."""
    shown = _report(host, form)
    name = f"report-{host.local_day(shown.release.at).isoformat()}.html"
    return Page("staff/release/report.html", shown, filename=name)


def paper(host: StaffHost, form: Form) -> Page:
    """Show the same report, to be printed."""
    return Page("staff/release/report.html", _report(host, form))


def chart(host: StaffHost, form: Form) -> Page:
    """Give one chart as a file that stands alone."""
    key = read_text(form, "chart")
    release = _release(host, form)
    drawn = next((each for each in _charts(release) if each.key == key), None)
    if drawn is None:
        raise Unknown(Problem("chart", "no_such_chart"))
    return _file(release, drawn)


def charts(host: StaffHost, form: Form) -> Archive:
    """Give all charts in one zip."""
    release = _release(host, form)
    pages = tuple(_file(release, each) for each in _charts(release))
    return Archive(pages, f"charts-{host.local_day(release.at).isoformat()}.zip")


def _charts(release: Release) -> list[Chart]:
    """Return the charts that have a number to show."""
    return [each for each in charts_of(release) if not each.is_hidden]


def _file(release: Release, drawn: Chart) -> Page:
    return Page(
        "staff/release/chart_file.html",
        ReleasedChart(drawn, release),
        filename=f"{drawn.key}.svg",
        content_type="image/svg+xml",
    )


def _report(host: StaffHost, form: Form) -> ReleaseReport:
    release = _release(host, form)
    return ReleaseReport(
        release=release,
        finding=finding_of(release),
        hidden=sum(table.hidden for table in release.tables.values()),
        cells=sum(len(table.cells) for table in release.tables.values()),
        least_in_group=least_in_group(release.k),
    )


def _release(host: StaffHost, form: Form) -> Release:
    return released(host.ledger, read_text(form, "release"))
