"""The CPD log: what somebody did for their development, kept by them through every course."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, StrEnum, auto
from typing import NamedTuple, TypeVar

from matrix_xblock.domain.errors import Invalid, Problem, Unknown, Unreadable
from matrix_xblock.domain.values import revisions, school_year
from matrix_xblock.domain.values.prose import comparable, problems_in
from matrix_xblock.domain.values.revisions import Revised
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "BY_HAND",
    "CHOICES",
    "DETAILS",
    "FIELDS",
    "LONGEST_NAME",
    "MOST_ENTRIES",
    "MOST_MINUTES",
    "TEXT_LIMITS",
    "AreaRef",
    "Certificate",
    "CpdEntry",
    "CpdLog",
    "CpdRules",
    "CpdStatus",
    "CpdType",
    "EntryField",
    "FieldKind",
    "Filter",
    "Glance",
    "Goal",
    "Impact",
    "Mode",
    "Totals",
    "add",
    "bring",
    "check",
    "check_goal",
    "check_rules",
    "due_for_another_look",
    "glance",
    "keep",
    "matching",
    "named",
    "remove",
    "school_years",
    "set_goal",
    "totals",
]

K = TypeVar("K")

MOST_ENTRIES = 1000
MOST_MINUTES = 60_000
"""1,000 hours: a secondment of most of a school year."""
MOST_AREAS = 20
LONGEST_HEAD, MOST_HEADS = 100, 100
"""Characters of a heading that is remembered, and headings."""
LONGEST_NAME = 255
"""Characters of an area's id or name, and of what a block is called."""
SHORTEST_DAY, LONGEST_DAY = 60, 24 * 60
"""Minutes that an author may call a day."""

BY_HAND = "manual"
"""Where an entry comes from that somebody wrote in the form."""
_COPIED = ("source", "made_in", "made_in_title")
"""What nobody types, and an entry that comes back from a page or out of a file could hold."""


class CpdType(StrEnum):
    """What kind of activity it was."""

    COURSE = "course"
    CONFERENCE = "conference"
    COACHING = "coaching"
    MENTORING = "mentoring"
    MENTORING_OTHERS = "mentoring-others"
    OBSERVATION = "observation"
    VISIT = "visit"
    SECONDMENT = "secondment"
    NETWORK = "network"
    READING = "reading"
    ONLINE = "online"
    QUALIFICATION = "qualification"
    LEADING = "leading"
    OTHER = "other"


class CpdStatus(StrEnum):
    """Whether it has taken place. Only what is done counts in totals."""

    DONE = "done"
    PLANNED = "planned"
    DID_NOT_HAPPEN = "did-not-happen"


class Mode(StrEnum):
    """How it was done."""

    IN_PERSON = "in-person"
    ONLINE_LIVE = "online-live"
    ONLINE_OWN_TIME = "online-own-time"
    BLENDED = "blended"


class Impact(StrEnum):
    """What has come of it so far: Guskey's five levels, or too early to say."""

    TOO_EARLY = "too-early"
    REACTION = "reaction"
    LEARNING = "learning"
    SUPPORT = "support"
    USE = "use"
    PUPILS = "pupils"


class Certificate(StrEnum):
    """Whether there is a certificate. The file itself is not kept here."""

    NONE = "none"
    AWAITED = "awaited"
    RECEIVED = "received"


@dataclass(frozen=True)
class AreaRef:
    """An area that an entry is about, with its name: another course may not have it."""

    framework: str
    id: str
    name: str


class FieldKind(Enum):
    """How a field of an entry is filled in. What nobody fills in is "", None, 0 or ()."""

    LINE = auto()
    TEXT = auto()
    """Several lines."""
    CHOICE = auto()
    DAY = auto()
    MINUTES = auto()
    AREAS = auto()


@dataclass(frozen=True)
class EntryField:
    """A field that people fill in.

    `limit` is in characters (code points), of a line or a text; `choices` are those of a choice. A
    detail can be left out and is folded away in the form; every entry says the others. Of a day
    that `is_ahead` one without a year is to come.
    """

    name: str
    kind: FieldKind
    limit: int = 0
    choices: type[StrEnum] | None = None
    is_detail: bool = True
    is_in_staff_file: bool = True
    is_ahead: bool = False


FIELDS = (
    EntryField("title", FieldKind.LINE, limit=200, is_detail=False),
    EntryField("type", FieldKind.CHOICE, choices=CpdType, is_detail=False),
    EntryField("start", FieldKind.DAY, is_detail=False),
    EntryField("end", FieldKind.DAY),
    EntryField("minutes", FieldKind.MINUTES, is_detail=False),
    EntryField("interactive_minutes", FieldKind.MINUTES, is_in_staff_file=False),
    EntryField("status", FieldKind.CHOICE, choices=CpdStatus, is_detail=False),
    EntryField("areas", FieldKind.AREAS, is_detail=False),
    EntryField("provider", FieldKind.LINE, limit=200),
    EntryField("host_setting", FieldKind.LINE, limit=200),
    EntryField("mode", FieldKind.CHOICE, choices=Mode),
    EntryField("learned", FieldKind.TEXT, limit=2000),
    EntryField("applied", FieldKind.TEXT, limit=2000),
    EntryField("impact", FieldKind.CHOICE, choices=Impact, is_in_staff_file=False),
    EntryField("impact_note", FieldKind.TEXT, limit=1000),
    EntryField("review_on", FieldKind.DAY, is_in_staff_file=False, is_ahead=True),
    EntryField("evidence", FieldKind.TEXT, limit=1000),
    EntryField("certificate", FieldKind.CHOICE, choices=Certificate, is_in_staff_file=False),
)
"""The fields of an entry, in the order of pages and files. What nobody types is not in here.

Their texts together, all outside ASCII, fit in one row of the ledger.
"""
DETAILS = tuple(each for each in FIELDS if each.is_detail)
TEXT_LIMITS = {each.name: each.limit for each in FIELDS if each.limit}
CHOICES = {each.name: each.choices for each in FIELDS if each.choices}


def named(kind: FieldKind) -> tuple[str, ...]:
    """Return the names of the fields of one kind."""
    return tuple(each.name for each in FIELDS if each.kind is kind)


_MINUTES = named(FieldKind.MINUTES)
_LIMITS = (*TEXT_LIMITS.items(), *dict.fromkeys(_COPIED, LONGEST_NAME).items())
_WRITTEN = (*named(FieldKind.LINE), *named(FieldKind.TEXT))


@wordless
@dataclass(frozen=True)
class CpdEntry(Revised):
    """One activity.

    `minutes` is 0 where nobody said how long it took. `made_in` is the usage key of the block that
    it was written in, `made_in_title` what that block was called.
    """

    id: str
    title: str
    type: CpdType
    start: date
    end: date | None = None
    minutes: int = 0
    interactive_minutes: int = 0
    provider: str = ""
    host_setting: str = ""
    mode: Mode | None = None
    status: CpdStatus = CpdStatus.DONE
    areas: tuple[AreaRef, ...] = ()
    learned: str = ""
    applied: str = ""
    impact: Impact | None = None
    impact_note: str = ""
    review_on: date | None = None
    evidence: str = ""
    next_step: str = ""
    opportunity: str = ""
    certificate: Certificate | None = None
    source: str = BY_HAND
    made_in: str = ""
    made_in_title: str = ""

    @property
    def has_texts(self) -> bool:
        """Tell whether there is more to read than one line."""
        return any(getattr(self, name) for name in named(FieldKind.TEXT))


@wordless
class Glance(NamedTuple):
    """What lists, filters and totals need of an entry, so that a long log need not be read whole.

    Dates are ISO 8601 text, which sorts as dates do; areas are (framework id, area id, name).
    `written` is the time at which somebody wrote it here: of a file, nobody knows.
    """

    id: str
    title: str
    type: str
    status: str
    start: str
    minutes: int
    areas: tuple[tuple[str, str, str], ...]
    review_on: str
    next_step: str
    opportunity: str
    written: str = ""


@dataclass(frozen=True)
class CpdRules:
    """What the author has set: minutes of *a day*, and a goal to suggest (0: none)."""

    day_minutes: int = 360
    goal_minutes: int = 0


@dataclass(frozen=True)
class Goal:
    """Time that somebody would like to spend on CPD between two days, both included."""

    minutes: int
    start: date
    end: date


@wordless
@dataclass(frozen=True)
class CpdLog:
    """All entries of a person.

    `glances` says which there are, in the order they were made; `stored` may read an entry only
    when it is asked for; `changed` holds those that are new or differ from what is stored.
    """

    glances: dict[str, Glance] = field(default_factory=dict)
    stored: Mapping[str, CpdEntry] = field(default_factory=dict)
    changed: Mapping[str, CpdEntry] = field(default_factory=dict)
    goal: Goal | None = None
    goal_revision: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    """What columns of files were taken for when one came in: a field by the heading, or nothing."""
    unread: tuple[object, ...] = ()
    """Entries as they are stored that cannot be read here: kept as they are, and counted."""

    def entry(self, entry_id: str) -> CpdEntry:
        """Return an entry. Raises `Unknown` where there is none."""
        if entry_id not in self.glances:
            raise Unknown(Problem("entry", "unknown_entry"))
        return self.changed[entry_id] if entry_id in self.changed else self.stored[entry_id]

    def entries(self, ids: Iterable[str]) -> tuple[CpdEntry, ...]:
        """Return entries in the order of their ids."""
        return tuple(self.entry(entry_id) for entry_id in ids)

    def readable(self, ids: Iterable[str]) -> tuple[CpdEntry, ...]:
        """Return those of the entries that can be read: one that cannot must not hide the rest."""
        entries = []
        for entry_id in ids:
            with suppress(Unreadable):
                entries.append(self.entry(entry_id))
        return tuple(entries)


@wordless
@dataclass(frozen=True)
class Filter:
    """Which entries to list. An empty value lets everything through; days are included."""

    type: str = ""
    area: str = ""
    start: date | None = None
    end: date | None = None
    year: int = 0
    """The year in which a school year begins."""
    search: str = ""
    """Words that an entry has, each somewhere in what was written about it."""


@wordless
@dataclass(frozen=True)
class Totals:
    """Minutes of what is done, by type and by area.

    An entry that is about two areas counts in both, so areas do not add up to `minutes`.
    """

    entries: int
    minutes: int
    by_type: tuple[tuple[str, int, int], ...]
    """(type, entries, minutes), most time first."""
    by_area: tuple[tuple[tuple[str, str, str], int, int], ...]
    """((framework id, area id, name), entries, minutes), most time first."""
    by_year: tuple[tuple[int, int, int], ...] = ()
    """(year that a school year begins in, entries, minutes), the latest first."""


def glance(entry: CpdEntry) -> Glance:
    """Shorten an entry to what lists need."""
    return Glance(
        entry.id,
        entry.title,
        entry.type.value,
        entry.status.value,
        entry.start.isoformat(),
        entry.minutes,
        tuple((area.framework, area.id, area.name) for area in entry.areas),
        entry.review_on.isoformat() if entry.review_on else "",
        entry.next_step,
        entry.opportunity,
        entry.created.isoformat() if entry.created and entry.source == BY_HAND else "",
    )


def check(entry: CpdEntry) -> tuple[Problem, ...]:
    """Name every rule that an entry breaks."""
    return tuple(_problems(entry))


def keep(log: CpdLog, entry: CpdEntry, *, seen: int, now: datetime) -> CpdLog:
    """Add an entry or change it. A repeated save changes nothing.

    `seen` is the revision that the form was built on. Raises `Stale` where it is not today's.
    """
    if entry.id not in log.glances:
        return add(log, [entry], now=now)
    stored = log.entry(entry.id)
    entry = revisions.edited(
        stored, entry, fixed=_COPIED, problems=check(entry), seen=seen, now=now
    )
    return log if entry is stored else bring(log, [entry])


def add(log: CpdLog, entries: Iterable[CpdEntry], *, now: datetime) -> CpdLog:
    """Add entries that are new, all of them or none: a thousand at once copy the log once.

    Raises `Invalid` where one breaks a rule, or where they are more than the log holds.
    """
    new = [revisions.made(each, now) for each in entries]
    problems = [problem for each in new for problem in check(each)]
    if len(log.glances) + len(new) > MOST_ENTRIES:
        problems.append(Problem("entry", "log_full", {"most": MOST_ENTRIES}))
    if problems:
        raise Invalid(*problems)
    return bring(log, new)


def bring(log: CpdLog, entries: Iterable[CpdEntry]) -> CpdLog:
    """Add entries that were checked elsewhere, in place of those that have their ids."""
    new = {entry.id: entry for entry in entries}
    glances = {key: glance(entry) for key, entry in new.items()}
    return replace(log, glances={**log.glances, **glances}, changed={**log.changed, **new})


def remove(log: CpdLog, entry_id: str, *, seen: int) -> CpdLog:
    """Delete an entry. Deleting twice changes nothing; one that was changed since is kept."""
    if entry_id not in log.glances:
        return log
    revisions.check_seen(log.entry(entry_id).revision, seen)
    left = {key: each for key, each in log.glances.items() if key != entry_id}
    changed = {key: each for key, each in log.changed.items() if key != entry_id}
    return replace(log, glances=left, changed=changed)


def remember_columns(log: CpdLog, columns: Mapping[str, str]) -> CpdLog:
    """Keep what columns of a file were taken for, the latest ones; a very long heading is not."""
    short = {head: name for head, name in columns.items() if head and len(head) <= LONGEST_HEAD}
    others = {head: name for head, name in log.columns.items() if head not in short}
    latest = list({**others, **short}.items())[-MOST_HEADS:]
    return replace(log, columns=dict(latest))


def set_goal(log: CpdLog, goal: Goal | None, *, seen: int) -> CpdLog:
    """Set the goal or let go of it."""
    if goal == log.goal:
        return log
    revisions.check_seen(log.goal_revision, seen)
    if goal is not None and (problems := check_goal(goal)):
        raise Invalid(*problems)
    return replace(log, goal=goal, goal_revision=log.goal_revision + 1)


def check_goal(goal: Goal) -> tuple[Problem, ...]:
    """Name every rule that a goal breaks."""
    problems = []
    if not 1 <= goal.minutes <= MOST_MINUTES:
        problems.append(Problem("goal", "duration_out_of_range", {"most": MOST_MINUTES // 60}))
    if goal.end < goal.start:
        problems.append(Problem("goal_end", "end_before_start"))
    return tuple(problems)


def check_rules(rules: CpdRules) -> tuple[Problem, ...]:
    """Name every rule that the author's settings break."""
    problems = []
    if not SHORTEST_DAY <= rules.day_minutes <= LONGEST_DAY:
        limits = {"least": SHORTEST_DAY, "most": LONGEST_DAY}
        problems.append(Problem("cpd.day_minutes", "out_of_range", limits))
    if not 0 <= rules.goal_minutes <= MOST_MINUTES:
        most = {"least": 0, "most": MOST_MINUTES}
        problems.append(Problem("cpd.goal_minutes", "out_of_range", most))
    return tuple(problems)


def matching(log: CpdLog, wanted: Filter) -> tuple[Glance, ...]:
    """Return what the filter lets through, latest first."""
    days = school_year.days(wanted.year) if wanted.year else ()
    start = max([each.isoformat() for each in (wanted.start, *days[:1]) if each], default="")
    end = min([each.isoformat() for each in (wanted.end, *days[1:]) if each], default="9")
    words = comparable(wanted.search).split()
    # From the last to the first, because sorting keeps that order within one day.
    glances = [
        each
        for each in reversed(log.glances.values())
        if start <= each.start <= end
        and wanted.type in {"", each.type}
        and (not wanted.area or any(wanted.area == area_id for _, area_id, _ in each.areas))
        and (not words or _has(log, each, words))
    ]
    return tuple(sorted(glances, key=lambda each: each.start, reverse=True))


def _has(log: CpdLog, glance: Glance, words: Iterable[str]) -> bool:
    """Tell whether an entry has all of the words. One that cannot be read has those of its line."""
    texts = [glance.title, *(name for _, _, name in glance.areas)]
    for entry in log.readable([glance.id]):
        texts += [getattr(entry, name) for name in _WRITTEN]
    line = comparable("\n".join(texts))
    return all(word in line for word in words)


def school_years(log: CpdLog) -> tuple[int, ...]:
    """Return the school years that there are entries of, the latest first."""
    days = {date.fromisoformat(each.start) for each in log.glances.values()}
    return tuple(sorted({school_year.of(day) for day in days}, reverse=True))


def totals(glances: Collection[Glance]) -> Totals:
    """Add up what is done."""
    done = [each for each in glances if each.status == CpdStatus.DONE.value]
    minutes = sum(each.minutes for each in done)
    return Totals(
        entries=len(done),
        minutes=minutes,
        by_type=_sums((each.type, each.minutes) for each in done),
        by_area=_sums((area, each.minutes) for each in done for area in each.areas),
        by_year=_by_year(done),
    )


def _by_year(done: Iterable[Glance]) -> tuple[tuple[int, int, int], ...]:
    sums = _sums((school_year.of(date.fromisoformat(each.start)), each.minutes) for each in done)
    return tuple(sorted(sums, reverse=True))


def _sums(counted: Iterable[tuple[K, int]]) -> tuple[tuple[K, int, int], ...]:
    """Return (key, how many, minutes) of each key, most time first."""
    minutes_by_key: dict[K, list[int]] = {}
    for key, minutes in counted:
        if key in minutes_by_key:
            minutes_by_key[key].append(minutes)
        else:
            minutes_by_key[key] = [minutes]
    lines = [(key, len(each), sum(each)) for key, each in minutes_by_key.items()]
    return tuple(sorted(lines, key=lambda line: line[2], reverse=True))


def due_for_another_look(log: CpdLog, today: date) -> tuple[Glance, ...]:
    """Return what has an impact review date that has come, the longest waiting first."""
    due = [each for each in log.glances.values() if "" < each.review_on <= today.isoformat()]
    return tuple(sorted(due, key=lambda each: each.review_on))


def _problems(entry: CpdEntry) -> Iterator[Problem]:
    if not entry.title:
        yield Problem("title", "title_missing")
    for name, limit in _LIMITS:
        if text := getattr(entry, name):
            yield from problems_in(text, field=name, limit=limit)
    if entry.end is not None and entry.end < entry.start:
        yield Problem("end", "end_before_start")
    for name in _MINUTES:
        if not 0 <= getattr(entry, name) <= MOST_MINUTES:
            yield Problem(name, "duration_out_of_range", {"most": MOST_MINUTES // 60})
    if entry.interactive_minutes > entry.minutes:
        yield Problem("interactive_minutes", "more_than_whole")
    if entry.review_on is not None and entry.review_on < entry.start:
        yield Problem("review_on", "review_before_start")
    if entry.areas:
        yield from _problems_of_areas(entry)


def _problems_of_areas(entry: CpdEntry) -> Iterator[Problem]:
    parts = (part for area in entry.areas for part in vars(area).values())
    if any(problems_in(part, field="areas", limit=LONGEST_NAME) for part in parts):
        yield Problem("areas", "unknown_choice")
    if len(entry.areas) > MOST_AREAS:
        yield Problem("areas", "too_many", {"most": MOST_AREAS})
