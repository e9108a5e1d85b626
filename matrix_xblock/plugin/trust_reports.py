"""Trust reports as files: asked for by the command, made there or by a worker of the platform."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext

from matrix_xblock.domain.figures.releases import SINCE_BASELINE
from matrix_xblock.domain.figures.together import BASELINE, NOW
from matrix_xblock.domain.figures.trust_report import TrustReport
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host import services
from matrix_xblock.host.accounts import PlatformAccounts
from matrix_xblock.host.course_names import course_name
from matrix_xblock.host.operator_host import SiteOperator
from matrix_xblock.host.pages import render_alone
from matrix_xblock.host.placed_blocks import placed_blocks
from matrix_xblock.host.translation import speaking_to
from matrix_xblock.operator.whole_files import write_all_whole
from matrix_xblock.report.trust_rows import trust_lines, trust_rows
from matrix_xblock.screens.trust_report import page_of
from matrix_xblock.staff.trust_reports import (
    AskedReport,
    PlacedReview,
    Plan,
    ReportSources,
    report_of,
)

__all__ = ["FILES", "Outcome", "ReportRequest", "make_report"]

FILES = ("trust-report.html", "trust-report.csv", "trust-report.json")


@wordless
@dataclass(frozen=True)
class ReportRequest:
    """What report is wanted, and where. Without `may_release` no course is counted anew.

    A `trial` says what would be made, and stores and writes nothing.
    """

    courses: tuple[str, ...]
    owner: str
    folder: str
    may_release: bool = True
    trial: bool = False

    def as_json(self) -> dict[str, Any]:
        """It as a message to a worker."""
        return {**asdict(self), "courses": list(self.courses)}

    @classmethod
    def read(cls, message: Mapping[str, Any]) -> ReportRequest:
        """Read a message to a worker."""
        return cls(**{**message, "courses": tuple(message["courses"])})


@wordless
@dataclass(frozen=True)
class Outcome:
    """What has become of a request: courses by what is done with them, and the files."""

    counted_anew: tuple[str, ...]
    as_released: tuple[str, ...]
    left_out: Mapping[str, str]
    files: tuple[str, ...] = ()
    people: int = 0
    may_count_twice: tuple[str, ...] = ()


def make_report(request: ReportRequest, say: Callable[[str], None]) -> Outcome:
    """Make a report and write its files, all of them or none.

    Raises `Invalid` where figures were released meanwhile, and `OSError` where the folder cannot be
    made or a file not be written: what was counted is stored by then, and the next request has the
    same figures.
    """
    folder = Path(request.folder)
    if not request.trial:
        folder.mkdir(exist_ok=True)
    reviews = _placed(request.courses)
    there = {each.course for each in reviews}
    missing = {course_name(each): "no_review" for each in request.courses if each not in there}
    now = datetime.now(UTC)
    with speaking_to(settings.LANGUAGE_CODE):
        titles = ((BASELINE, gettext("First review")), (NOW, gettext("Latest review")))
    asked = AskedReport(
        uuid4().hex, now, titles, request.may_release, request.trial, left_out=missing
    )
    sources = ReportSources(reviews, PlatformAccounts(), _in_course)
    plan, report = report_of(asked, sources, say)
    if report is None:
        return _outcome(plan)
    paths = [folder / each for each in FILES]
    say("Writing the report.")
    write_all_whole(dict(zip(paths, _contents(report, request.owner, now), strict=True)))
    files = tuple(map(str, paths))
    people, unsure = report.figures.people, report.unsure
    return replace(_outcome(plan), files=files, people=people, may_count_twice=unsure)


def _outcome(plan: Plan) -> Outcome:
    return Outcome(plan.counted_anew, plan.as_released, dict(sorted(plan.left_out.items())))


def _contents(report: TrustReport, owner: str, now: datetime) -> Iterator[list[str]]:
    with speaking_to(settings.LANGUAGE_CODE):
        others = gettext("Other schools")
    yield [render_alone(page_of(report, owner))]
    yield list(trust_lines(report, made_on=now.date(), others=others))
    yield [json.dumps(_as_json(report, owner, now, others), ensure_ascii=False, indent=1)]


def _as_json(report: TrustReport, owner: str, now: datetime, others: str) -> dict[str, Any]:
    day = now.date().isoformat()
    rows = trust_rows(report, made_on=now.date(), others=others)
    return {
        "version": 1,
        "owner": owner,
        "made_on": day,
        "people": report.figures.people,
        "k": report.figures.k,
        "courses": list(report.names),
        "left_out": dict(report.left_out),
        "may_count_twice": list(report.unsure),
        "not_in": {
            key: list(names)
            for key, names in report.not_in.items()
            if names and not key.startswith(f"{SINCE_BASELINE}/")
        },
        "figures": [{**each, "made_on": day} for each in rows],
    }


def _placed(courses: Sequence[str]) -> list[PlacedReview]:
    """Return the reviews of courses, each under a name of its own."""
    reviews = [each for course in courses for each in _in_course(course)]
    reviews = _told_apart(reviews, lambda each: each.course.removeprefix("course-v1:"))
    return _told_apart(reviews, lambda each: each.host.place.usage)


def _told_apart(
    reviews: Sequence[PlacedReview], by: Callable[[PlacedReview], str]
) -> list[PlacedReview]:
    """Add something to the names that several reviews have."""
    times = Counter(each.name for each in reviews)
    return [
        replace(each, name=f"{each.name} ({by(each)})") if times[each.name] > 1 else each
        for each in reviews
    ]


def _in_course(course: str) -> Iterator[PlacedReview]:
    blocks = placed_blocks(course)
    for block in blocks:
        name = course_name(course)
        if len(blocks) > 1:
            name = f"{name}, {services.title(block)}"
        yield PlacedReview(course, name, SiteOperator(block))
