"""How somebody has moved: levels over rounds, what went on beside them, the year in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import CpdLog, CpdStatus
from matrix_xblock.domain.errors import Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record import movement, year
from matrix_xblock.domain.record.movement import Move, Origin, Row, Stop
from matrix_xblock.domain.record.picture import counts
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT, Record, YearNote
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import picture
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["save_year", "sheet", "show"]

PAIR = 2


@wordless
@dataclass(frozen=True)
class SinceLast:
    """How many areas have moved since the round before the latest."""

    title: str
    up: int
    same: int
    down: int


@wordless
@dataclass(frozen=True)
class AreaProgress:
    """One area, and what went on beside it."""

    row: Row
    minutes: int
    steps_done: int
    steps_open: int
    opportunities: tuple[Opportunity, ...]

    @property
    def is_seen_otherwise(self) -> bool:
        """Tell whether, looking back, the round before was at another level than was said then."""
        before, last = (*self.row.compared, None, None)[:2]
        return bool(before and last and last.then_place not in {0, before.place})

    @property
    def has_words(self) -> bool:
        """Tell whether there is anything to say below the picture."""
        is_other = self.row.origin is not Origin.SAME or self.row.move is Move.NOT_COMPARABLE
        went_on = self.steps_done or self.steps_open or self.opportunities
        return bool(is_other or went_on or self.is_seen_otherwise)


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
    return Page("participant/progress/sheet.html", {**page.names, "name": host.participant.name})


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
    stops = picture.stops_of(review_context)
    rows = movement.rows(framework, stops)
    drawn = picture.of_rounds(framework, stops)
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
        "picture": drawn,
        "counts": counts([row.track for row in drawn.rows]) if drawn else None,
        "latest": _since_last(rows, stops),
        "beside": _areas(rows, record, log, framework.id),
        "facts": facts,
        "year": number,
        "year_after": number + 1,
        "years": year.years(_days(host, stops, record, log), host.today()),
        "note": record.year_notes.get(str(number), YearNote("")),
    }
    return tab_page(review_context, "progress", "progress/progress", {**shown, **context})


def _since_last(rows: tuple[Row, ...], stops: tuple[Stop, ...]) -> SinceLast | None:
    """Count movement between the latest two rounds, where there are more than these."""
    if len(stops) <= PAIR:
        return None
    latest = [row for row in rows if _is_of_latest_two(row, len(stops))]
    moves = [row.move for row in latest]
    counted = (moves.count(move) for move in (Move.UP, Move.SAME, Move.DOWN))
    return SinceLast(stops[-2].title, *counted)


def _is_of_latest_two(row: Row, count: int) -> bool:
    return [point.stop for point in row.compared] == [count - 2, count - 1]


def _areas(
    rows: tuple[Row, ...], record: Record, log: CpdLog, framework_id: str
) -> Mapping[str, AreaProgress]:
    spent: dict[str, int] = {}
    for each in log.glances.values():
        if each.status == CpdStatus.DONE.value:
            for framework, area_id, _ in set(each.areas):
                if framework == framework_id:
                    spent[area_id] = spent.get(area_id, 0) + each.minutes
    return {row.id: _area(row, record, spent) for row in rows}


def _area(row: Row, record: Record, spent: Mapping[str, int]) -> AreaProgress:
    steps = [each for each in record.next_steps.values() if each.area_id in row.ids]
    about_area = [
        each for each in record.opportunities.values() if set(each.area_ids) & set(row.ids)
    ]
    return AreaProgress(
        row=row,
        minutes=sum(spent.get(key, 0) for key in row.ids),
        steps_done=_count(steps, StepStatus.DONE),
        steps_open=sum(each.is_open for each in steps),
        opportunities=tuple(about_area),
    )


def _count(steps: list[NextStep], status: StepStatus) -> int:
    return sum(each.status is status for each in steps)


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
