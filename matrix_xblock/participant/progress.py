"""How somebody has moved: levels over rounds, what went on beside them, the year in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import CpdLog, CpdStatus
from matrix_xblock.domain.errors import Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record import movement, year
from matrix_xblock.domain.record.movement import Move, Row, Stop
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT, ImportedReview, Record, YearNote
from matrix_xblock.domain.review.review import Review, Status, outline_of
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.pages import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["save_year", "sheet", "show"]

WIDTH = 320
"""Units of a chart's width."""
STEP = 26
"""Units from one round to the next, downwards."""


@dataclass(frozen=True)
class Dot:
    """One round in a chart. `mirrored` is where it stands in a page from right to left."""

    number: int
    x: int
    mirrored: int
    y: int


@dataclass(frozen=True)
class Chart:
    """One area along the levels of the latest round: dots from the top, one below the other."""

    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]
    guides: tuple[int, ...]
    height: int


@wordless
@dataclass(frozen=True)
class AreaProgress:
    """One area with its chart, a cell for each round, and what went on beside it."""

    row: Row
    chart: Chart
    cells: tuple[tuple[Any, ...], ...]
    minutes: int
    steps_done: int
    steps_open: int
    opportunities: tuple[Opportunity, ...]


def show(host: Host, form: Form) -> Page:
    """Show movement, and the summary of a school year."""
    return _page(host, load_context(host, ""), _year(host, form))


def save_year(host: Host, form: Form) -> Page:
    """Keep somebody's own summary of a year; without words the one made by rules comes back."""
    review_context = load_context(host, "")
    number = _year(host, form)
    record, key = review_context.record, str(number)
    saved = record.year_notes.get(key, YearNote(""))
    typed = forms.read_text(form, "text")
    text = clean(typed)
    try:
        _check(text, saved, forms.read_integer(form, "revision"))
    except Invalid as refused:
        page = _page(host, review_context, number, typed=typed, problems=refused.problems)
        return replace(page, status=422)
    except Stale:
        page = _page(host, review_context, number, typed=typed, elsewhere=saved)
        return replace(page, status=409)
    if text != saved.text:
        note = YearNote(text, saved.revision + 1)
        record = replace(record, year_notes={**record.year_notes, key: note})
        host.save(record)
    return _page(host, replace(review_context, record=record), number, is_saved=True)


def sheet(host: Host, form: Form) -> Page:
    """Show movement and the year as a page of its own, for paper."""
    page = _page(host, load_context(host, ""), _year(host, form))
    return Page("participant/progress/sheet.html", {**page.context, "name": host.participant.name})


def _check(text: str, note: YearNote, seen: int) -> None:
    if text == note.text:
        return
    if seen != note.revision:
        raise Stale(Problem("revision", "stale"))
    if problems := problems_in(text, field="text", limit=YEAR_NOTE_LIMIT):
        raise Invalid(*problems)


def _year(host: Host, form: Form) -> int:
    """Return the school year asked for, by default today's."""
    if not forms.read_text(form, "year"):
        return school_year.of(host.today())
    number = forms.read_integer(form, "year")
    if not school_year.is_known(number):
        raise Unknown(Problem("year", "unknown"))
    return number


def _page(host: Host, review_context: ReviewContext, number: int, **context: Any) -> Page:
    record = review_context.record
    framework = review_context.setup.framework
    log = host.load_cpd()
    stops = _stops(review_context)
    rows = movement.rows(framework, stops)
    steps = record.next_steps.values()
    opportunities = record.opportunities.values()
    facts = year.facts(
        number,
        stops=stops,
        rows=rows,
        log=log,
        steps=steps,
        opportunities=opportunities,
        local_day=host.local_day,
    )
    shown = {
        "stops": tuple(enumerate(stops, start=1)),
        "rows": _areas(rows, stops, record, log, framework.id),
        "levels": stops[-1].outline.levels if stops else (),
        "language_of_levels": stops[-1].outline.language if stops else "",
        "facts": facts,
        "year": number,
        "year_after": number + 1,
        "years": year.years(_days(host, stops, record, log), host.today()),
        "note": record.year_notes.get(str(number), YearNote("")),
    }
    return tab_page(review_context, "progress", "progress/progress", {**shown, **context})


def _stops(review_context: ReviewContext) -> tuple[Stop, ...]:
    """List what is signed off, here and in rounds brought from elsewhere, oldest first."""
    titles = review_context.setup.titles
    here = [
        _stop(review_context, r, titles.get(r.round_id, ""))
        for r in review_context.record.reviews.values()
    ]
    latest = {
        (past.made_in, past.review.round_id): past for past in _by_revision(review_context.record)
    }
    there = [_stop(review_context, past.review, past.made_in_title) for past in latest.values()]
    return tuple(sorted((each for each in (*here, *there) if each), key=lambda each: each.at))


def _by_revision(record: Record) -> list[ImportedReview]:
    """Sort rounds from elsewhere so that the last signed-off revision of each comes last."""
    signed_off = [past for past in record.past if past.review.status is Status.SIGNED_OFF]
    return sorted(signed_off, key=lambda past: past.review.revision)


def _stop(review_context: ReviewContext, review: Review, title: str) -> Stop | None:
    if review.status is not Status.SIGNED_OFF or review.signed_off_at is None:
        return None
    outline = review.outline or outline_of(review_context.setup.framework, title)
    return Stop(outline.round_title or title, review.signed_off_at, review, outline)


def _areas(
    rows: tuple[Row, ...], stops: tuple[Stop, ...], record: Record, log: CpdLog, framework_id: str
) -> tuple[AreaProgress, ...]:
    spent: dict[str, int] = {}
    for each in log.glances.values():
        if each.status == CpdStatus.DONE.value:
            for framework, area_id, _ in set(each.areas):
                if framework == framework_id:
                    spent[area_id] = spent.get(area_id, 0) + each.minutes
    return tuple(_area(row, stops, record, spent) for row in rows)


def _area(
    row: Row, stops: tuple[Stop, ...], record: Record, spent: Mapping[str, int]
) -> AreaProgress:
    steps = [each for each in record.next_steps.values() if each.area_id in row.ids]
    about_area = [
        each for each in record.opportunities.values() if set(each.area_ids) & set(row.ids)
    ]
    return AreaProgress(
        row=row,
        chart=_chart(row, stops),
        cells=tuple(
            tuple(point for point in row.points if point.stop == number)
            for number in range(len(stops))
        ),
        minutes=sum(spent.get(key, 0) for key in row.ids),
        steps_done=_count(steps, StepStatus.DONE),
        steps_open=sum(each.is_open for each in steps),
        opportunities=tuple(about_area),
    )


def _count(steps: list[NextStep], status: StepStatus) -> int:
    return sum(each.status is status for each in steps)


def _chart(row: Row, stops: tuple[Stop, ...]) -> Chart:
    """Place the rounds that share the latest scale; the table has the others too."""
    scale = tuple(key for key, _ in stops[-1].outline.levels) if stops else ()
    width = WIDTH / max(1, len(scale))
    dots = tuple(
        Dot(
            number=point.stop + 1,
            x=round((point.place - 0.5) * width),
            mirrored=round(WIDTH - (point.place - 0.5) * width),
            y=STEP // 2 + STEP * point.stop,
        )
        for point in row.points
        if point.place and point.scale == scale
    )
    is_one_line = row.move is not Move.NOT_COMPARABLE
    return Chart(
        dots=dots,
        lines=tuple(pairwise(dots)) if is_one_line else (),
        guides=tuple(round((place + 0.5) * width) for place in range(len(scale))),
        height=STEP * len(stops),
    )


def _days(host: Host, stops: tuple[Stop, ...], record: Record, log: CpdLog) -> list[date]:
    """Return the days on which anything happened."""
    steps = record.next_steps.values()
    opportunities = record.opportunities.values()
    times = [
        *(stop.at for stop in stops),
        *(change.at for each in steps for change in each.history),
        *(change.at for each in opportunities for change in each.history),
    ]
    entries = {each.start for each in log.glances.values()}
    years = [whole_number(key) or 0 for key in record.year_notes]
    notes = [school_year.days(each)[0] for each in years if school_year.is_known(each)]
    local = [host.local_day(time) for time in times]
    return [*local, *(date.fromisoformat(day) for day in entries), *notes]
