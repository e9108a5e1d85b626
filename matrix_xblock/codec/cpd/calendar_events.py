"""The events of a calendar file (`.ics`), to choose entries of a CPD log from."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from icalendar import Calendar

from matrix_xblock.codec.cpd.calendar_lines import (
    MOST_EVENTS,
    WantedLines,
    text_of_calendar,
    wanted_lines,
)
from matrix_xblock.codec.cpd.calendar_words import line_of_event, place_of_event, text_of_event
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import is_year
from matrix_xblock.domain.values.repeats import Budget, read_rule, repeated_days
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_OF_SERIES", "CalendarEvent", "CalendarEvents", "read_calendar"]

MOST_OF_SERIES = 500
"""Days of one series: the latest ones."""
MOST_REPEATED = 10_000
_LOOKED_AT = 300_000
"""Days that are looked at for all series of a file: 800 years of something daily."""
_AHEAD = timedelta(days=366)
_LONGEST_DAY = timedelta(hours=14)
"""What is longer, and goes over midnight, is some days and not one length of time."""
_NEARLY_A_DAY = timedelta(hours=23)
"""From midnight to 23:59 is a whole day, which nobody spends on one thing."""
_SECOND, _WHOLE_DAY = timedelta(seconds=1), timedelta(days=1)
_MIDNIGHT = time()

_TOP, _BOTTOM = "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n"
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
"""What reading a calendar raises that is none."""

LocalDay = Callable[[datetime], date]


@wordless
@dataclass(frozen=True)
class CalendarEvent:
    """An event on its day. `minutes` is 0 where it takes `days` instead, or no time at all."""

    key: str
    title: str
    start: date
    end: date
    minutes: int = 0
    days: int = 0
    place: str = ""
    text: str = ""
    is_repeated: bool = False


@wordless
@dataclass(frozen=True)
class CalendarEvents:
    """What a calendar holds, latest first, and what of it cannot be chosen.

    `cancelled` have their days. `unread` counts events without a day or a title that can be read,
    `others` tasks and journals, `beyond` events that are too many. `unrepeated` are series of which
    only the first day is here, `shortened` those of which the latest days are.
    """

    events: tuple[CalendarEvent, ...] = ()
    cancelled: tuple[CalendarEvent, ...] = ()
    unread: int = 0
    others: int = 0
    beyond: int = 0
    unrepeated: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()


def read_calendar(content: bytes, *, local_day: LocalDay, today: date) -> CalendarEvents:
    """Read a calendar file. Raises `Invalid` with one problem at `file`."""
    lines = wanted_lines(text_of_calendar(content).replace("\x00", ""))
    if not lines.count:
        raise Invalid(Problem("file", "calendar_empty"))
    try:
        calendar = _parsed(lines)
    except _BROKEN:
        raise Invalid(Problem("file", "calendar_broken")) from None
    reading = _Reading(local_day, today + _AHEAD, is_cancelled=lines.is_cancelled)
    reading.read(calendar.walk("VEVENT"))
    return replace(
        reading.result(),
        others=lines.others,
        beyond=max(0, lines.count - MOST_EVENTS),
    )


def _parsed(lines: WantedLines) -> Any:
    """Parse events with the zones of the file; where those are broken, with those of the site."""
    try:
        return Calendar.from_ical(f"{_TOP}{lines.zones}{lines.events}{_BOTTOM}")
    except _BROKEN:
        return Calendar.from_ical(f"{_TOP}{lines.events}{_BOTTOM}")


@wordless
@dataclass
class _Series:
    """What one event has to say: itself, and days of it that were moved or cancelled."""

    masters: list[Any] = field(default_factory=list)
    moved: list[Any] = field(default_factory=list)


class _Reading:
    """A calendar as far as it has been read."""

    def __init__(self, local_day: LocalDay, last: date, *, is_cancelled: bool) -> None:
        self.local_day = local_day
        self.last = last
        self.is_cancelled = is_cancelled
        self.budget = Budget(_LOOKED_AT)
        self.repeated = 0
        self.events: dict[str, CalendarEvent] = {}
        self.cancelled: list[CalendarEvent] = []
        self.unread = 0
        self.unrepeated: list[str] = []
        self.shortened: list[str] = []

    def read(self, components: Iterable[Any]) -> None:
        """Take all events; those that have the same id belong together."""
        series: dict[str, _Series] = defaultdict(_Series)
        for number, component in enumerate(components):
            uid = _words(component, "UID") or f"number-{number}"
            is_moved = _moment(component, "RECURRENCE-ID") is not None
            (series[uid].moved if is_moved else series[uid].masters).append(component)
        for uid, each in series.items():
            self._series(uid, each)

    def result(self) -> CalendarEvents:
        """Return what has come of it, latest first."""
        return CalendarEvents(
            events=_latest_first(self.events.values()),
            cancelled=_latest_first(self.cancelled),
            unread=self.unread,
            unrepeated=tuple(dict.fromkeys(self.unrepeated)),
            shortened=tuple(dict.fromkeys(self.shortened)),
        )

    def _series(self, uid: str, series: _Series) -> None:
        moved = {_moment(each, "RECURRENCE-ID") for each in series.moved}
        changes = list(_newest_of_each_day(series.moved))
        for component in _newest(series.masters):
            starts = self._starts(component, {*moved, *_listed(component, "EXDATE")})
            for change in sorted(filter(_is_onward, changes), key=_changed_from, reverse=True):
                after = [each for each in starts if _day(each) > _changed_from(change)]
                starts = [each for each in starts if _day(each) <= _changed_from(change)]
                self._take(uid, change, [_as_changed(each, change) for each in after])
            self._take(uid, component, starts)
        for component in changes:
            self._take(uid, component, [_moment(component, "DTSTART")])

    def _starts(self, component: Any, without: set[Any]) -> list[Any]:
        """Return when an event begins, each time; what was moved or taken out is not among them."""
        first = _moment(component, "DTSTART")
        starts = [first]
        if first is not None and "RRULE" in component:
            title = line_of_event(_words(component, "SUMMARY"))
            starts = [_on(first, day) for day in self._days(component, first, title)]
        if until := _until(component, first):
            starts = [each for each in starts if _is_by(each, until)]
        more = list(islice(_listed(component, "RDATE"), max(0, MOST_REPEATED - self.repeated)))
        self.repeated += len(more)
        days = self._whole_days(without, is_of_days=not isinstance(first, datetime))
        there = [each for each in (*starts, *more) if each not in without]
        return [each for each in there if _day(each) not in days]

    def _whole_days(self, without: Iterable[Any], *, is_of_days: bool) -> set[date]:
        """Return the days that are out as a whole: programs write days for times, and back."""
        times = [each for each in without if isinstance(each, datetime)]
        days = {each for each in without if each is not None and not isinstance(each, datetime)}
        if not is_of_days:
            return days
        return {each.date() if each.time() == _MIDNIGHT else self._local(each) for each in times}

    def _days(self, component: Any, start: Any, title: str) -> Sequence[date]:
        """Work out the days of a series: the latest of them, up to a year ahead."""
        first = _day(start)
        text = component["RRULE"]
        rule = None if isinstance(text, list) else read_rule(text.to_ical().decode())
        if rule is None or not is_year(first.year) or self.repeated >= MOST_REPEATED:
            self.unrepeated.append(title)
            return [first]
        if rule.until and rule.until < self.last and _until(component, start):
            # The moment may be on the day before, where it is written in another zone.
            rule = replace(rule, until=rule.until + timedelta(days=1))
        latest: deque[date] = deque(maxlen=MOST_OF_SERIES)
        count = 0
        for day in repeated_days(rule, first, self.last, self.budget):
            latest.append(day)
            count += 1
        if self.budget.days <= 0:
            self.unrepeated.append(title)
            return [first]
        if count > MOST_OF_SERIES:
            self.shortened.append(title)
        self.repeated += len(latest)
        return latest or [first]

    def _take(self, uid: str, component: Any, starts: Iterable[Any]) -> None:
        """Take an event on each of its days; its words are the same on all of them."""
        title = line_of_event(_words(component, "SUMMARY"))
        whole = CalendarEvent(
            key=uid,
            title=title,
            start=date.min,
            end=date.min,
            place=place_of_event(_words(component, "LOCATION")),
            text=text_of_event(_words(component, "DESCRIPTION")),
            is_repeated="RRULE" in component or "RECURRENCE-ID" in component,
        )
        is_off = self.is_cancelled or _words(component, "STATUS").upper() == "CANCELLED"
        length = _length(component)
        for start in starts:
            event = self._on(whole, start, length) if title else None
            if event is None:
                self.unread += 1
            elif is_off:
                self.cancelled.append(event)
            else:
                self.events.setdefault(event.key, event)

    def _on(self, whole: CalendarEvent, start: Any, length: timedelta) -> CalendarEvent | None:
        """Return an event as it is on one day; nothing where that is no day of our time."""
        if start is None or not is_year(_day(start).year):
            return None
        try:
            first, last, minutes, days = self._time_of(start, length)
        except OverflowError:
            return None
        spelt = f"{whole.key}\x1f{start.isoformat()}"
        key = f"ics-{hashlib.sha256(spelt.encode()).hexdigest()[:24]}"
        if not is_year(last.year):
            return None
        return replace(whole, key=key, start=first, end=last, minutes=minutes, days=days)

    def _time_of(self, start: Any, length: timedelta) -> tuple[date, date, int, int]:
        """Return the first and last day, and either minutes or days.

        From midnight to midnight are whole days too: that is how some programs write them.
        """
        is_whole = not isinstance(start, datetime)
        is_midnights = (
            not is_whole and start.time() == _MIDNIGHT and length and not length % _WHOLE_DAY
        )
        if is_whole or is_midnights:
            days = max(1, length.days)
            first = _day(start)
            return first, first + timedelta(days - 1), 0, days
        # What ends at midnight ends on the day before.
        end = start + max(length - _SECOND, timedelta())
        first, last = self._local(start), self._local(end)
        if length and not length % _WHOLE_DAY:
            # From a midnight that is none here: written in another zone, or as summer time.
            return first, first + length - _WHOLE_DAY, 0, length.days
        if length >= _NEARLY_A_DAY or (first != last and length > _LONGEST_DAY):
            return first, last, 0, (last - first).days + 1
        return first, first, int(length.total_seconds() // 60), 0

    def _local(self, moment: datetime) -> date:
        """Return the day where the participant is; a time without a zone is on its own day."""
        return moment.date() if moment.tzinfo is None else self.local_day(moment)


def _newest(versions: Sequence[Any]) -> Sequence[Any]:
    """Return the last version of an event. Those of one number are events of one wrong id."""
    numbers = [_version(each) for each in versions]
    return [each for each, number in zip(versions, numbers, strict=True) if number == max(numbers)]


def _newest_of_each_day(moved: Sequence[Any]) -> Iterator[Any]:
    days: dict[Any, list[Any]] = defaultdict(list)
    for each in moved:
        days[_moment(each, "RECURRENCE-ID")].append(each)
    for versions in days.values():
        yield from _newest(versions)


def _is_onward(component: Any) -> bool:
    """Tell whether a day of a series was changed together with all that come after it."""
    value = component.get("RECURRENCE-ID")
    is_onward = str(getattr(value, "params", {}).get("RANGE", "")).upper() == "THISANDFUTURE"
    return is_onward and _moment(component, "DTSTART") is not None


def _changed_from(component: Any) -> date:
    return _day(_moment(component, "RECURRENCE-ID"))


def _as_changed(start: Any, change: Any) -> Any:
    """Return when a later day of a series begins: as long after its own day, at the new time."""
    first = _moment(change, "DTSTART")
    return _on(first, _day(start) + (_day(first) - _changed_from(change)))


def _version(component: Any) -> int:
    value = component.get("SEQUENCE", 0)
    return value if isinstance(value, int) else 0


def _until(component: Any, first: Any) -> datetime | None:
    """Return the moment after which a series has no more days, where its rule says one.

    Midnight says the day.
    """
    rule = component.get("RRULE")
    [until, *_] = (rule.get("UNTIL") if isinstance(rule, dict) else None) or [None]
    is_moment = isinstance(until, datetime) and isinstance(first, datetime)
    return until if is_moment and until.time() != _MIDNIGHT else None


def _is_by(start: datetime, until: datetime) -> bool:
    """Tell whether a day is one of a series; a moment without a zone is compared as it stands."""
    if (start.tzinfo is None) == (until.tzinfo is None):
        return start <= until
    return start.replace(tzinfo=None) <= until.replace(tzinfo=None)


def _latest_first(events: Iterable[CalendarEvent]) -> tuple[CalendarEvent, ...]:
    return tuple(sorted(events, key=lambda each: (each.start, each.title), reverse=True))


def _words(component: Any, name: str) -> str:
    value = component.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def _moment(component: Any, name: str) -> Any:
    """Return a date or a time of an event; nothing where it is broken."""
    value = component.get(name)
    moment = _python(value[0] if isinstance(value, list) and value else value)
    return moment if isinstance(moment, date) else None


def _listed(component: Any, name: str) -> Iterator[Any]:
    """Yield the dates and times of a list, which may stand on several lines."""
    value = component.get(name, [])
    for line in value if isinstance(value, list) else [value]:
        for each in _python(line, "dts") or ():
            moment = _python(each)
            if isinstance(moment, date):
                yield moment


def _python(value: Any, name: str = "dt") -> Any:
    """Return what a property means; of one that is broken nothing can be asked."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _length(component: Any) -> timedelta:
    """Return how long an event takes, 0 where nothing, or nothing that can be true, says it."""
    start, end = _moment(component, "DTSTART"), _moment(component, "DTEND")
    duration = _python(component.get("DURATION"))
    if end is None and isinstance(duration, timedelta):
        return max(duration, timedelta())
    try:
        length: timedelta = end - start
    except TypeError:
        return timedelta()
    return max(length, timedelta())


def _day(moment: Any) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _on(first: Any, day: date) -> Any:
    """Return the same time on another day."""
    return datetime.combine(day, first.timetz()) if isinstance(first, datetime) else day
