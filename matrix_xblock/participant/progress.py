"""How somebody has moved: levels over rounds, what went on beside them, the year in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import CpdLog, CpdStatus
from matrix_xblock.domain.errors import Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.framework.rounds import Phase
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.record import movement, year
from matrix_xblock.domain.record.asked import Asked, asked_for
from matrix_xblock.domain.record.movement import Move, Origin, Row, Stop
from matrix_xblock.domain.record.picture import Counts, Track, counts
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT, Record, YearNote
from matrix_xblock.domain.record.year import YearFacts
from matrix_xblock.domain.review.review import Status
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import picture
from matrix_xblock.participant.frame import on_paper, tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.picture import Picture

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
    track: Track
    minutes: int
    steps_done: int
    steps_open: int

    @property
    def is_seen_otherwise(self) -> bool:
        """Tell whether, looking back, the round before was at another level than was said then."""
        before, last = (*self.row.compared, None, None)[:2]
        return bool(before and last and last.then_place not in {0, before.place})

    @property
    def has_reached_unseen(self) -> bool:
        """Tell whether an aim was reached that a new one has taken the place of in the drawing."""
        return self.track.has_reached and self.track.aim > self.track.now

    @property
    def has_words(self) -> bool:
        """Tell whether there is anything to say below the picture."""
        is_other = self.row.origin is not Origin.SAME or self.row.move is Move.NOT_COMPARABLE
        went_on = self.steps_done or self.steps_open
        is_more = self.is_seen_otherwise or self.has_reached_unseen
        return bool(is_other or went_on or is_more)


@wordless
@dataclass(frozen=True)
class Movement:
    """Whether somebody has moved, as a picture and in numbers.

    Before the second round, when that will show: `next_round` is its title.
    """

    picture: Picture | None
    counts: Counts | None
    not_compared: int
    latest: SinceLast | None
    next_round: str
    latest_round: str
    is_returned: bool


@wordless
@dataclass(frozen=True)
class ProgressScreen:
    """What went on beside each area, what was asked for, and a school year in facts."""

    beside: Mapping[str, AreaProgress]
    asked: Asked
    facts: YearFacts
    year: int
    year_after: int
    years: tuple[int, ...]
    note: YearNote


@wordless
@dataclass(frozen=True)
class YearOutcome:
    """That a summary is saved, or what was wrong with it, with what was typed."""

    is_saved: bool = False
    typed: str = ""
    problems: tuple[Problem, ...] = ()
    elsewhere: YearNote | None = None


def show(host: Host, form: Form) -> Page:
    """Show movement, and the summary of a school year."""
    review_context = load_context(host, "")
    return _page(host, review_context, _year(host, form))


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
        outcome = YearOutcome(typed=typed, problems=refused.problems)
        return replace(_page(host, review_context, number, outcome), status=422)
    except Stale:
        outcome = YearOutcome(typed=typed, elsewhere=saved)
        return replace(_page(host, review_context, number, outcome), status=409)
    if text != saved.text:
        note = YearNote(text, saved.revision + 1)
        record = replace(record, year_notes={**record.year_notes, key: note})
        host.save(record)
    changed = replace(review_context, record=record)
    return _page(host, changed, number, YearOutcome(is_saved=True))


def sheet(host: Host, form: Form) -> Page:
    """Show movement and the year as a page of its own, for paper."""
    review_context = load_context(host, "")
    shown, moved = _progress(host, review_context, _year(host, form))
    paper = on_paper(host, review_context, review_context.setup.framework)
    return Page("participant/progress/sheet.html", shown, beside=(moved, *paper))


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


def _page(
    host: Host, review_context: ReviewContext, number: int, outcome: YearOutcome | None = None
) -> Page:
    shown, moved = _progress(host, review_context, number)
    beside = (moved, outcome or YearOutcome())
    return tab_page(review_context, "progress", "progress/progress", shown, beside=beside)


def _progress(
    host: Host, review_context: ReviewContext, number: int
) -> tuple[ProgressScreen, Movement]:
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
    shown = ProgressScreen(
        beside=_areas(rows, drawn, record, log, framework.id),
        asked=asked_for(opportunities),
        facts=facts,
        year=number,
        year_after=number + 1,
        years=year.years(_days(host, stops, record, log), host.today()),
        note=record.year_notes.get(str(number), YearNote("")),
    )
    return shown, _moved(review_context, drawn, rows, stops)


def _moved(
    review_context: ReviewContext,
    drawn: Picture | None,
    rows: tuple[Row, ...],
    stops: tuple[Stop, ...],
) -> Movement:
    """Answer whether somebody has moved; before the second round, when that will show."""
    moved = counts([row.track for row in drawn.rows]) if drawn else None
    reviews = review_context.record.reviews.values()
    return Movement(
        picture=drawn,
        counts=moved,
        not_compared=len(drawn.rows) - moved.total if drawn and moved else 0,
        latest=_since_last(rows, stops),
        next_round=_next_round(review_context),
        latest_round=_latest_round(review_context),
        is_returned=any(each.status is Status.RETURNED for each in reviews),
    )


def _next_round(review_context: ReviewContext) -> str:
    """Return the title of the next round that can be signed off, where there is one."""
    phases, done = review_context.phases, review_context.record.signed_off
    to_come = (
        each.title
        for each in review_context.setup.rounds
        if each.id not in done and phases[each.id] is not Phase.CLOSED
    )
    return next(to_come, "")


def _latest_round(review_context: ReviewContext) -> str:
    """Return the round of this block that was signed off last, where it is still a round."""
    reviews = review_context.record.reviews
    here = [each.id for each in review_context.setup.rounds if each.id in reviews]
    signed_off = [key for key in here if reviews[key].status is Status.SIGNED_OFF]
    return max(signed_off, key=lambda key: str(reviews[key].signed_off_at), default="")


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
    rows: tuple[Row, ...],
    drawn: Picture | None,
    record: Record,
    log: CpdLog,
    framework_id: str,
) -> Mapping[str, AreaProgress]:
    spent: dict[str, int] = {}
    for each in log.glances.values():
        if each.status == CpdStatus.DONE.value:
            for framework, area_id, _ in set(each.areas):
                if framework == framework_id:
                    spent[area_id] = spent.get(area_id, 0) + each.minutes
    tracks = {each.id: each.track for each in drawn.rows} if drawn else {}
    return {row.id: _area(row, tracks[row.id], record, spent) for row in rows if row.id in tracks}


def _area(row: Row, track_of_row: Track, record: Record, spent: Mapping[str, int]) -> AreaProgress:
    steps = [each for each in record.next_steps.values() if each.area_id in row.ids]
    return AreaProgress(
        row=row,
        track=track_of_row,
        minutes=sum(spent.get(key, 0) for key in row.ids),
        steps_done=_count(steps, StepStatus.DONE),
        steps_open=sum(each.is_open for each in steps),
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
