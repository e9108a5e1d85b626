"""Files of what was signed off: CSV, and the research file of those who agreed to it.

The line of the trail is written before the first byte of a file, and the file holds what was signed
off by then. Where the file breaks off on its way, the line stays: the trail may say more than was
taken, and never less.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, islice

from matrix_xblock import __version__
from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.record import trail
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.facts import Exported
from matrix_xblock.domain.figures.research import LEAST_PEOPLE, Researched, is_enough
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.record.trail import Access, mark_of
from matrix_xblock.domain.review.status import REVIEWS
from matrix_xblock.domain.staff.opportunity_list import ListedOpportunity
from matrix_xblock.domain.staff.roster import Person, RosterFilter, RosterRow
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.report.csv_rows import FILES, listed_lines, queue_lines
from matrix_xblock.report.research import COUNTED, ResearchFile, count_people
from matrix_xblock.report.signed import KINDS, SignedRound, has_consented, signed_rounds
from matrix_xblock.screens.page import Page, Stream
from matrix_xblock.staff.filters import read_place, state_of
from matrix_xblock.staff.last_contact import SOURCES as CONTACTS
from matrix_xblock.staff.last_contact import last_contact
from matrix_xblock.staff.my_people import OF_EVERYBODY, is_of_everybody, people_asked
from matrix_xblock.staff.opportunities import whole_list
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.reviews import filter_asked
from matrix_xblock.staff.selection import read_lines, seen_in

__all__ = [
    "PART_LENGTH",
    "ExportsScreen",
    "csv",
    "opportunity_list",
    "research",
    "review_list",
    "show",
    "signed_of_part",
]

PART_LENGTH = 1000
"""People in one part of a file. The platform holds an answer in memory before it sends it."""

_AT_ONCE = 20
_CHUNK = 64 * 1024
_KEPT_IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One part of a file: its number, and the people in it, counted from 1."""

    number: int
    first: int
    last: int


@wordless
@dataclass(frozen=True)
class ExportsScreen:
    """Which files there are, in how many parts, and for which studies.

    `least` is how many people have to agree to research; `has_enough` tells whether so many do.
    """

    files: tuple[str, ...]
    people: int
    parts: tuple[Part, ...]
    studies: tuple[Study, ...]
    query: Mapping[str, str]
    least: int
    has_enough: bool


def show(host: StaffHost, form: Form) -> Page:
    """Show which files there are."""
    is_of_all = is_of_everybody(host, form)
    studies = host.site.studies
    has_enough = bool(studies) and is_enough(_agreeing(host))
    host = people_asked(host, form)
    people = host.ledger.people()
    query = {"people": OF_EVERYBODY} if is_of_all else {}
    shown = ExportsScreen(
        tuple(FILES), people, _parts(people), studies, query, LEAST_PEOPLE, has_enough
    )
    return staff_page(host, "exports", "exports", shown, place=query)


def csv(host: StaffHost, form: Form) -> Stream:
    """Give one part of a CSV file, a row at a time."""
    host = people_asked(host, form)
    kind = read_text(form, "file")
    if kind not in FILES:
        raise Unknown(Problem("file", "unknown_filter"))
    part = read_place(form, "part", least=1)
    taken_at = _note_export(host, kind)
    file = FILES[kind]
    signed = signed_of_part(host, part, until=taken_at, reads_attached=file.reads_attached)
    name = kind if host.ledger.people() <= PART_LENGTH else f"{kind}-{part}"
    return Stream(file.lines(signed), "text/csv", f"{name}.csv")


def opportunity_list(host: StaffHost, form: Form) -> Stream:
    """Give the list of opportunities as a page shows it, on all its pages, as a CSV file."""
    host = people_asked(host, form)
    wanted, part = whole_list(host, form)
    _note_export(host, "opportunity-list")
    areas = {area.id: area.name for area in host.setup.framework.areas}
    lines = listed_lines(_with_names(host, part.lines), areas=areas, today=host.today())
    return Stream(lines, "text/csv", f"opportunities-{wanted.status.value}.csv")


def review_list(host: StaffHost, form: Form) -> Stream:
    """Give the queue as a page shows it, on all its pages, as a CSV file; or what is selected.

    What is selected and has another state by now is in the file with that one.
    """
    host = people_asked(host, form)
    wanted = filter_asked(host, form, host.roster.cohorts())
    selected = {(each.participant, each.round_id) for each in map(seen_in, read_lines(form))}
    name = state_of(wanted) or "needs-you"
    if selected and set(wanted.statuses) <= set(REVIEWS):
        wanted = replace(wanted, statuses=REVIEWS)
    _note_export(host, "review-list")
    lines = queue_lines(
        _queue(host, wanted, selected),
        titles=host.setup.titles,
        day_of=host.local_day,
        today=host.today(),
    )
    return Stream(lines, "text/csv", f"reviews-{name}.csv")


def research(host: StaffHost, form: Form) -> Stream:
    """Give the research file of a study that is set up on this site.

    A filter is not for it: a file with and one without would tell of a pseudonym whose people it is
    of. Behind a wall there is only the one. Who agrees is asked once, before anything is written:
    a file that there cannot be leaves no line in the trail.
    """
    asked = read_text(form, "study")
    study = next((each for each in host.site.studies if each.id == asked), None)
    if study is None:
        raise Unknown(Problem("study", "unknown_study"))
    file = _research_file(host, study)
    if not is_enough(len(file.researched.people)):
        raise Invalid(Problem("study", "too_few_agree", {"least": LEAST_PEOPLE}))
    until = _note_export(host, "research")
    return Stream(_content(host, file, until), "application/zip", f"research-{study.id}.zip")


def signed_of_part(
    host: StaffHost, part: int, *, until: datetime, reads_attached: bool
) -> Iterator[SignedRound]:
    """Yield what was signed off by then, with the names of a few people asked for at a time."""
    start = (part - 1) * PART_LENGTH
    everybody = _everybody(host, until, start=start, length=PART_LENGTH)
    while some := list(islice(everybody, _AT_ONCE)):
        ids = [entries[0].participant for entries in some]
        named = host.roster.named(ids)
        for participant, entries in zip(ids, some, strict=True):
            person = named.get(participant, Person(participant, ""))
            yield from signed_rounds(person, entries, reads_attached=reads_attached)


def _queue(
    host: StaffHost, wanted: RosterFilter, selected: Collection[tuple[str, str]]
) -> Iterator[tuple[RosterRow, datetime | None]]:
    """Yield lines with when each person was last contacted, in a fixed number of queries a part."""
    for start in count(step=PART_LENGTH):
        part = host.roster.page(wanted, start=start, length=PART_LENGTH).lines
        if selected:
            rows = [each for each in part if (each.person.id, each.round_id) in selected]
        else:
            rows = list(part)
        ids = sorted({each.person.id for each in rows if each.person.id})
        contacts = {
            entries[0].participant: last_contact(entries)
            for entries in host.ledger.of(ids, *CONTACTS)
        }
        for row in rows:
            contact = contacts.get(row.person.id)
            yield row, contact.at if contact else None
        if len(part) < PART_LENGTH:
            return


def _with_names(
    host: StaffHost, listed: Sequence[ListedOpportunity]
) -> Iterator[tuple[Person, ListedOpportunity]]:
    """Yield opportunities with whose they are, a few hundred names at a time."""
    for first in range(0, len(listed), PART_LENGTH):
        some = listed[first : first + PART_LENGTH]
        named = host.roster.named(sorted({each.participant for each in some}))
        for each in some:
            yield named.get(each.participant, Person(each.participant, "")), each


def _parts(people: int) -> tuple[Part, ...]:
    starts = range(0, people, PART_LENGTH)
    return tuple(
        Part(number, start + 1, min(start + PART_LENGTH, people))
        for number, start in enumerate(starts, start=1)
    )


def _everybody(
    host: StaffHost, until: datetime, *, start: int = 0, length: int | None = None
) -> Iterator[tuple[Entry, ...]]:
    """Yield the rows of each who had signed off by then: only their trail says so."""
    for entries in host.ledger.everybody(*KINDS, start=start, length=length):
        by_then = tuple(each for each in entries if each.at <= until)
        if any(each.kind is Kind.SUMMARY for each in by_then):
            yield by_then


def _note_export(host: StaffHost, kind: str) -> datetime:
    """Write one line into the trail of everybody who has signed off, and return its time.

    Of a file of some people, into the trail of these: as many lines as they have room in.
    """
    now, author = host.now(), host.author
    export = Access(author.name, "export", "", now, author.id)
    lines = [export] if host.among is None else list(_of_some(host, export))
    rows = [Entry(Kind.ACCESS, EVERYBODY, trail.write_access(each), now) for each in lines]
    with host.transaction():
        if rows:
            host.ledger.append(rows)
        host.publish(Exported(kind))
    return now


def _of_some(host: StaffHost, export: Access) -> Iterator[Access]:
    marks = sorted(mark_of(each) for each in host.roster.members())
    for first in range(0, len(marks), PART_LENGTH):
        yield replace(export, among=tuple(marks[first : first + PART_LENGTH]))


def _agreeing(host: StaffHost) -> int:
    """Count the people who have signed off and agree to research, in two queries."""
    signers = set(host.ledger.signers())
    consents = host.ledger.all_of(Kind.CONSENT)
    return sum(rows[0].participant in signers and has_consented(rows) for rows in consents)


def _research_file(host: StaffHost, study: Study) -> ResearchFile:
    """Return the file of a study with who is in it: those who agree at this moment."""
    cohorts = host.roster.members() if host.roster.has_cohorts else None
    everybody = host.ledger.everybody(*COUNTED)
    researched = count_people(everybody, study, until=host.now(), cohorts=cohorts or {})
    researched = replace(researched, enrolled=_enrolled(host))
    return ResearchFile(study, host.setup, researched, cohorts, host.label, host.local_day)


def _enrolled(host: StaffHost) -> int | None:
    """Count the people who are enrolled today, None where the site does not know."""
    if not host.roster.has_everybody:
        return None
    any_round = host.setup.rounds[0].id
    wanted = RosterFilter(round_id=any_round, people_round=any_round)
    return sum(host.roster.page(wanted, start=0, length=1).counts.values())


def _content(host: StaffHost, file: ResearchFile, until: datetime) -> Iterator[bytes]:
    """Make the file once somebody reads it, on disk as soon as it is large."""
    people = _in_order(host, file.researched, until)
    with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY) as target:
        file.write(target, people, today=host.today(), version=__version__)
        target.seek(0)
        while chunk := target.read(_CHUNK):
            yield chunk


def _in_order(
    host: StaffHost, researched: Researched, until: datetime
) -> Iterator[tuple[Entry, ...]]:
    """Yield the rows of those who agree in their order, a few people at a time."""
    for first in range(0, len(researched.people), _AT_ONCE):
        some = researched.people[first : first + _AT_ONCE]
        by_person = {rows[0].participant: rows for rows in host.ledger.of(some, *KINDS)}
        for rows in (by_person[who] for who in some if who in by_person):
            yield tuple(each for each in rows if each.at <= until)
