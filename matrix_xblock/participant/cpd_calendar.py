"""Bringing events of a calendar into the CPD log: those that somebody chooses, and no others.

Like other files it is sent again with every press and is kept nowhere in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.common.previewed import is_previewed, mark_of_file
from matrix_xblock.codec.cpd.calendar_events import (
    MOST_OF_SERIES,
    CalendarEvent,
    CalendarEvents,
    read_calendar,
)
from matrix_xblock.codec.cpd.calendar_lines import MOST_EVENTS
from matrix_xblock.codec.cpd.cpd_rows import fingerprint
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd.cpd import TEXT_LIMITS, CpdEntry, CpdLog, CpdStatus, CpdType
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.values.dates import write_date
from matrix_xblock.domain.values.durations import write_duration
from matrix_xblock.domain.values.prose import comparable, shortened
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.cpd_import_plan import no_room
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page

__all__ = ["read"]

MOST_SHOWN = 50
"""Events on the page at first; as many again with each press."""
MOST_LISTED = 30
"""Cancelled events and series that are named; the rest is a number."""
LONGEST_SEARCH = 200


@wordless
@dataclass(frozen=True)
class EventShown:
    """An event to tick. `is_alike`: an entry of the log looks the same."""

    event: CalendarEvent
    minutes: int
    is_chosen: bool
    is_alike: bool


@wordless
@dataclass(frozen=True)
class CalendarOutcome:
    """What a calendar holds and what was chosen of it, or what was added.

    `seen`: it could be read. `elsewhere` are the keys of chosen events that the list does not
    show. `cut` counts added entries of which a text was too long. A calendar has no rows that could
    be wrong or too many.
    """

    problems: tuple[Problem, ...] = ()
    row_problems: tuple[()] = ()
    too_many: int = 0
    fields: Form = field(default_factory=dict)
    added: int = 0
    undone: int | None = None
    stayed: int = 0
    brought: tuple[str, ...] = ()
    import_of: str = ""
    seen: bool = False
    events: int = 0
    matching: int = 0
    shown: tuple[EventShown, ...] = ()
    next_shown: int = 0
    now_shown: int = 0
    chosen: int = 0
    elsewhere: tuple[str, ...] = ()
    types: tuple[tuple[str, bool], ...] = ()
    has_days: bool = False
    has_texts: bool = False
    takes_texts: bool = False
    known: int = 0
    not_chosen: int = 0
    cancelled: tuple[CalendarEvent, ...] = ()
    more_cancelled: int = 0
    unread: int = 0
    others: int = 0
    beyond: int = 0
    unrepeated: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    more_series: int = 0
    most_events: int = MOST_EVENTS
    most_of_series: int = MOST_OF_SERIES
    cut: int = 0


@wordless
@dataclass(frozen=True)
class _Wanted:
    """Which events are listed, which are chosen, and what becomes of those."""

    start: date | None
    end: date | None
    words: tuple[str, ...]
    chosen: frozenset[str]
    type: CpdType
    day_minutes: int
    takes_texts: bool
    most_shown: int
    fields: Form
    problems: tuple[Problem, ...]


def read(
    host: Host, review_context: ReviewContext, log: CpdLog, form: Form, content: bytes
) -> Page:
    """Show the events of a calendar to choose from; with `confirm` add those that are chosen."""
    today = host.today()
    try:
        calendar = read_calendar(content, local_day=host.local_day, today=today)
    except Invalid as refused:
        return _result(CalendarOutcome(problems=refused.problems), status=422)
    day_minutes = review_context.setup.cpd.day_minutes
    new = tuple(each for each in calendar.events if each.key not in log.glances)
    looks = _looks(log)
    unlike = tuple(each for each in new if _look(each) not in looks)
    wanted = _wanted(form, unlike, today=today, day_minutes=day_minutes)
    chosen = [each for each in new if each.key in wanted.chosen]
    is_confirmed = read_text(form, "confirm") == "yes"
    there = [each.key for each in calendar.events if each.key in wanted.chosen & {*log.glances}]
    if is_confirmed and there and not (chosen or wanted.problems):
        # The same press twice: the answer that got lost, or came second, is the first one.
        outcome = _outcome(log, calendar, new, wanted)
        return _result(replace(outcome, added=len(there), brought=tuple(there)))
    if is_confirmed:
        reasons = _refused(log, chosen, wanted)
        if not (reasons or is_previewed(form, content)):
            reasons = (Problem("file", "import_another_file"),)
        wanted = replace(wanted, problems=(*wanted.problems, *reasons))
    outcome = replace(_outcome(log, calendar, new, wanted), import_of=mark_of_file(content))
    if not is_confirmed or wanted.problems:
        return _result(outcome, status=422 if wanted.problems else 200)
    entries = [_entry(host, each, wanted, today=today) for each in chosen]
    with host.transaction():
        host.save_cpd(rules.add(log, entries, now=review_context.now))
        for entry in entries:
            host.publish(CpdLogged(entry.type.value, entry.status.value, entry.minutes))
    brought = tuple(each.id for each in entries)
    cut = sum(_is_cut(each, wanted) for each in chosen)
    return _result(replace(outcome, added=len(entries), brought=brought, cut=cut))


def _wanted(
    form: Form, unlike: Sequence[CalendarEvent], *, today: date, day_minutes: int
) -> _Wanted:
    """Read what was asked for. At first the list ends today: what is planned comes after that.

    All that are shown are ticked but for those that look like an entry of the log.
    """
    if "seen" not in form:
        first = {"to": [write_date(today)], "day": [write_duration(day_minutes)]}
        form = {**form, **first}
    filled = Filled(form)
    start = filled.said_day("from", today=today)
    end = filled.said_day("to", today=today)
    words = tuple(comparable(filled.line("search")[:LONGEST_SEARCH]).split())
    length = filled.minutes("day", day_minutes=day_minutes)
    kind = filled.choice("type", CpdType) or CpdType.OTHER
    most = whole_number(read_text(form, "more") or read_text(form, "shown"), most_digits=4)
    wanted = _Wanted(
        start=start,
        end=end,
        words=words,
        chosen=frozenset(form.get("event", ())),
        type=kind,
        day_minutes=length,
        takes_texts=read_text(form, "texts") == "yes",
        most_shown=max(most or 0, MOST_SHOWN),
        fields={name: [read_text(form, name)] for name in ("from", "to", "search", "day")},
        problems=tuple(filled.problems),
    )
    choosing = read_text(form, "choose")
    if choosing == "none":
        return replace(wanted, chosen=frozenset())
    if choosing == "shown":
        listed = _matching(unlike, wanted)[: wanted.most_shown]
        return replace(wanted, chosen=wanted.chosen | {each.key for each in listed})
    return wanted


def _matching(events: Iterable[CalendarEvent], wanted: _Wanted) -> list[CalendarEvent]:
    start, end = wanted.start or date.min, wanted.end or date.max
    return [
        each
        for each in events
        if each.end >= start and each.start <= end and _has(each, wanted.words)
    ]


def _has(event: CalendarEvent, words: Collection[str]) -> bool:
    line = comparable(f"{event.title}\n{event.place}\n{event.text}") if words else ""
    return all(word in line for word in words)


def _refused(log: CpdLog, chosen: Sequence[CalendarEvent], wanted: _Wanted) -> tuple[Problem, ...]:
    """Name what keeps the chosen events out."""
    room = max(0, rules.MOST_ENTRIES - len(log.glances))
    if not chosen:
        return (Problem("event", "calendar_none_chosen"),)
    if len(chosen) > room:
        return (no_room("event", room),)
    if any(_minutes(each, wanted) > rules.MOST_MINUTES for each in chosen):
        return (Problem("event", "calendar_too_long", {"most": rules.MOST_MINUTES // 60}),)
    return ()


def _minutes(event: CalendarEvent, wanted: _Wanted) -> int:
    return event.minutes or event.days * wanted.day_minutes


def _entry(host: Host, event: CalendarEvent, wanted: _Wanted, *, today: date) -> CpdEntry:
    text = event.text if wanted.takes_texts else ""
    most = TEXT_LIMITS["learned"]
    return CpdEntry(
        id=event.key,
        title=shortened(event.title, TEXT_LIMITS["title"]),
        type=wanted.type,
        start=event.start,
        end=event.end if event.end != event.start else None,
        minutes=_minutes(event, wanted),
        status=CpdStatus.PLANNED if event.start > today else CpdStatus.DONE,
        host_setting=shortened(event.place, TEXT_LIMITS["host_setting"]),
        learned=text if len(text) <= most else f"{text[: most - 1]}…",
        source="import",
        made_in=host.place.usage,
        made_in_title=host.place.title,
    )


def _is_cut(event: CalendarEvent, wanted: _Wanted) -> bool:
    texts = {"title": event.title, "host_setting": event.place}
    if wanted.takes_texts:
        texts["learned"] = event.text
    return any(len(text) > TEXT_LIMITS[name] for name, text in texts.items())


def _outcome(
    log: CpdLog, calendar: CalendarEvents, new: Sequence[CalendarEvent], wanted: _Wanted
) -> CalendarOutcome:
    listed = _matching(new, wanted)
    shown = _shown(log, listed[: wanted.most_shown], wanted)
    there = {each.event.key for each in shown}
    chosen = [each.key for each in new if each.key in wanted.chosen]
    series = (*calendar.unrepeated, *calendar.shortened)
    return CalendarOutcome(
        problems=wanted.problems,
        fields=wanted.fields,
        seen=True,
        events=len(calendar.events),
        matching=len(listed),
        shown=shown,
        now_shown=wanted.most_shown,
        next_shown=wanted.most_shown + MOST_SHOWN if len(listed) > len(shown) else 0,
        chosen=len(chosen),
        elsewhere=tuple(key for key in chosen if key not in there),
        types=tuple((each.value, each is wanted.type) for each in CpdType),
        has_days=any(each.days for each in new),
        has_texts=any(each.text for each in new),
        takes_texts=wanted.takes_texts,
        known=len(calendar.events) - len(new),
        not_chosen=len(new) - len(chosen),
        cancelled=calendar.cancelled[:MOST_LISTED],
        more_cancelled=max(0, len(calendar.cancelled) - MOST_LISTED),
        unread=calendar.unread,
        others=calendar.others,
        beyond=calendar.beyond,
        unrepeated=calendar.unrepeated[:MOST_LISTED],
        shortened=calendar.shortened[:MOST_LISTED],
        more_series=len(series)
        - len(calendar.unrepeated[:MOST_LISTED])
        - len(calendar.shortened[:MOST_LISTED]),
    )


def _shown(log: CpdLog, events: Iterable[CalendarEvent], wanted: _Wanted) -> tuple[EventShown, ...]:
    looks = _looks(log)
    return tuple(
        EventShown(
            event=each,
            minutes=_minutes(each, wanted),
            is_chosen=each.key in wanted.chosen,
            is_alike=_look(each) in looks,
        )
        for each in events
    )


def _looks(log: CpdLog) -> set[tuple[str, str]]:
    return {fingerprint(each)[:2] for each in log.glances.values()}


def _look(event: CalendarEvent) -> tuple[str, str]:
    """Return what an entry that looks like it has: its title and day."""
    return " ".join(event.title.split()).casefold(), event.start.isoformat()


def _result(outcome: CalendarOutcome, *, status: int = 200) -> Page:
    return Page("participant/cpd/bring/calendar_result.html", outcome, status)
