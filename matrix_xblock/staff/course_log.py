"""The course's own log: who opened live figures, made a release, withdrew one, or took a file.

It says what was done with what people signed off, and nothing of what is in there. Instructors read
it; a data protection officer can ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.figures.releases import read_releases
from matrix_xblock.codec.record import trail
from matrix_xblock.domain.errors import NotAllowed
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.record.trail import Access, is_noted
from matrix_xblock.domain.values.ledger_rows import COURSE, EVERYBODY, RELEASES, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.filters import read_place
from matrix_xblock.staff.pages import staff_page

__all__ = [
    "PAGE_LENGTH",
    "CourseLogScreen",
    "LogAct",
    "LogLine",
    "log_lines",
    "note_figures",
    "show",
]

PAGE_LENGTH = 50


class LogAct(StrEnum):
    """What somebody of the course team has done."""

    FIGURES = "figures"
    RELEASED = "released"
    WITHDREW = "withdrew"
    EXPORT = "export"


@wordless
@dataclass(frozen=True)
class LogLine:
    """Who did what and when; with figures and releases, of which round."""

    at: datetime
    who: str
    act: LogAct
    round_id: str = ""


@wordless
@dataclass(frozen=True)
class CourseLogScreen:
    """A page of the log, the newest first."""

    lines: tuple[LogLine, ...]
    total: int
    page: int
    pages: int
    titles: Mapping[str, str]
    query: Mapping[str, str]


def note_figures(host: StaffHost, round_id: str) -> None:
    """Write down that somebody has opened live figures of a round.

    Opening them again within a quarter of an hour is the same visit, be it by *Back*, a filter or a
    second press. Two presses in one instant can be two lines: the log may say more than was done,
    and never less.
    """
    if not host.ledger.records:
        return
    now, author = host.now(), host.author
    opening = Access(author.name, LogAct.FIGURES.value, round_id, now, author.id)
    if not is_noted(trail.read_accesses(host.ledger.entries(COURSE, Kind.ACCESS)), opening):
        host.ledger.append([Entry(Kind.ACCESS, COURSE, trail.write_access(opening), now)])


def show(host: StaffHost, form: Form) -> Page:
    """Show the log to those with the instructor role."""
    if not host.is_instructor:
        raise NotAllowed
    lines = log_lines(host)
    pages = max(-(-len(lines) // PAGE_LENGTH), 1)
    page = min(read_place(form, "page", least=1), pages)
    first = (page - 1) * PAGE_LENGTH
    some = lines[first : first + PAGE_LENGTH]
    shown = CourseLogScreen(some, len(lines), page, pages, host.setup.titles, {})
    place = {"page": str(page)} if page > 1 else {}
    return staff_page(host, "figures", "course_log", shown, place=place)


def log_lines(host: StaffHost) -> tuple[LogLine, ...]:
    """Return every line of the log, the newest first, in three queries."""
    opened = trail.read_accesses(host.ledger.entries(COURSE, Kind.ACCESS))
    taken = trail.read_accesses(host.ledger.entries(EVERYBODY, Kind.ACCESS))
    releases = read_releases(each.body for each in host.ledger.entries(RELEASES, Kind.RELEASE))
    # A file about many people is several rows of one time.
    lines = {*_opened((*opened, *taken)), *_of_releases(releases.made)}
    return tuple(sorted(lines, key=lambda each: (each.at, each.who, each.act), reverse=True))


def _opened(accesses: Iterable[Access]) -> Iterator[LogLine]:
    acts = {each.value: each for each in LogAct}
    for each in accesses:
        if each.act in acts:
            yield LogLine(each.at, each.who, acts[each.act], each.round_id)


def _of_releases(releases: Iterable[Release]) -> Iterator[LogLine]:
    for each in releases:
        yield LogLine(each.at, each.by, LogAct.RELEASED, each.round_id)
        if each.withdrawn:
            gone = each.withdrawn
            yield LogLine(gone.at, gone.by, LogAct.WITHDREW, each.round_id)
