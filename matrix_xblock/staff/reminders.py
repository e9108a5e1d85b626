"""Reminding people of a round that they have not signed off: who may be, and the sending itself.

`remind` is for every page that has a list of people, by their ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from matrix_xblock.codec.contact.reminder_rows import read_reminders, write_reminder
from matrix_xblock.codec.review.status import read_standing
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.contact.reminder import NotDue, Reminder, has_begun, sent, why_not
from matrix_xblock.domain.errors import Busy
from matrix_xblock.domain.review.status import ReviewStatus, Standing
from matrix_xblock.domain.staff.roster import RosterFilter, RosterRow
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost

__all__ = [
    "MOST_AT_ONCE",
    "Reminded",
    "Reminding",
    "can_be_reminded",
    "people_in",
    "remind",
    "reminding",
]

MOST_AT_ONCE = 200
"""People in one press: each gets a row of their own."""

_MOST_LISTED = 5000
_BATCH = 50
"""People in one transaction."""

_LISTS = (ReviewStatus.NOT_STARTED, ReviewStatus.IN_PROGRESS)


@wordless
@dataclass(frozen=True)
class Reminded:
    """What has come of a press: how many were reminded, and of the others why not.

    `failed` could not be reminded now and can be tried again. With `was` nobody was: so many could
    have been when the page was opened, and it has changed since.
    """

    number: int = 0
    failed: int = 0
    not_due: Mapping[NotDue, int] = field(default_factory=dict)
    was: int | None = None

    def plus(self, other: Reminded) -> Reminded:
        """Return both together."""
        not_due = Counter(self.not_due) + Counter(other.not_due)
        return replace(
            self,
            number=self.number + other.number,
            failed=self.failed + other.failed,
            not_due=dict(not_due),
        )


@wordless
@dataclass(frozen=True)
class People:
    """People of a list: the rows of those who may be reminded, and of the others why not.

    `presses` has how many each press has reminded.
    """

    due: tuple[RosterRow, ...]
    not_due: Mapping[NotDue, int]
    presses: Mapping[str, int]


@wordless
@dataclass(frozen=True)
class Reminding:
    """What a list of people offers: a reminder, or where nobody is notified a text to send oneself.

    `at_once` is how many of those who may be reminded one press reminds, `names` who they are, one
    on each line.
    """

    is_on: bool
    is_begun: bool
    title: str
    round_title: str
    press: str
    number: int
    at_once: int
    names: str
    not_due: tuple[tuple[NotDue, int], ...]
    query: Mapping[str, str]
    outcome: Reminded | None


def can_be_reminded(host: StaffHost, roster_filter: RosterFilter) -> bool:
    """Tell whether a list is of people to remind: no list of reviews is, and no course preview."""
    return host.ledger.records and _is_of_people(roster_filter)


def reminding(
    host: StaffHost,
    roster_filter: RosterFilter,
    query: Mapping[str, str],
    *,
    press: str,
    outcome: Reminded | None = None,
) -> Reminding:
    """Return what a list of people offers. It reads everybody in it, so only when asked for."""
    people = people_in(host, roster_filter)
    number, at_once = len(people.due), min(len(people.due), MOST_AT_ONCE)
    return Reminding(
        is_on=host.notifications.is_on,
        is_begun=roster_filter.statuses == (ReviewStatus.IN_PROGRESS,),
        title=host.place.title,
        round_title=host.setup.titles[roster_filter.people_round],
        press=press,
        number=number,
        at_once=at_once,
        names="\n".join(row.person.name for row in people.due[:at_once]),
        not_due=tuple(people.not_due.items()),
        query=query,
        outcome=outcome,
    )


def people_in(host: StaffHost, roster_filter: RosterFilter) -> People:
    """Return who of a list may be reminded: nobody in a list of reviews."""
    if not _is_of_people(roster_filter):
        return People((), {}, {})
    rows = host.roster.page(roster_filter, start=0, length=_MOST_LISTED).lines
    ids = [row.person.id for row in rows if row.person.id]
    rows_of = host.ledger.of(ids, Kind.REMINDER)
    reminders = {entries[0].participant: read_reminders(entries) for entries in rows_of}
    standings = _standings(host, roster_filter.people_round)
    due, not_due = [], []
    for row in rows:
        standing = standings.get(row.person.id) or _as_listed(row)
        before = reminders.get(row.person.id, ())
        reason = _why_not(host, roster_filter.people_round, standing, before)
        due.extend([row] if reason is None else [])
        not_due.extend([reason] if reason else [])
    presses = Counter(each.press for some in reminders.values() for each in sent(some))
    return People(tuple(due), Counter(not_due), presses)


def remind(host: StaffHost, round_id: str, participants: Sequence[str], *, press: str) -> Reminded:
    """Remind people of a round, those of them who may be. One press reminds each of them once.

    Each batch is a transaction of its own, so call it outside any other, for `MOST_AT_ONCE` people
    at most. The roster is asked for them: whoever is not in the list of who
    presses gets nothing. Where the platform does not take a reminder, its row says so.
    """
    named = host.roster.named(participants)
    known = [who for who in dict.fromkeys(participants) if who in named]
    total = Reminded()
    for first in range(0, len(known), _BATCH):
        some = known[first : first + _BATCH]
        try:
            total = total.plus(_remind_some(host, round_id, some, press))
        except Busy:
            total = total.plus(Reminded(failed=len(some)))
    return total


def _remind_some(host: StaffHost, round_id: str, some: Sequence[str], press: str) -> Reminded:
    with host.lock(), host.ledger.lock_each(some, Kind.REMINDER):
        rows = {
            entries[0].participant: entries
            for entries in host.ledger.of(some, Kind.STANDING, Kind.REMINDER)
        }
        now, not_due, again, made = host.now(), Counter[NotDue](), 0, dict[str, Reminder]()
        for who in some:
            standing, before = _state(rows.get(who, ()))
            if press in {each.press for each in sent(before)}:
                again += 1
            elif (reason := _why_not(host, round_id, standing, before)) is not None:
                not_due[reason] += 1
            else:
                made[who] = Reminder(press, round_id, now, has_begun(standing, round_id))
        _append(host, made)
    failed = _send(host, round_id, made)
    if failed:
        with host.lock(), host.ledger.lock_each(list(failed), Kind.REMINDER):
            _append(host, {who: replace(each, is_sent=False) for who, each in failed.items()})
    return Reminded(len(made) - len(failed) + again, len(failed), not_due)


def _send(host: StaffHost, round_id: str, made: Mapping[str, Reminder]) -> Mapping[str, Reminder]:
    """Have those people notified whose rows have been kept; return those who could not be."""
    failed: dict[str, Reminder] = {}
    for is_begun, subject in ((False, Subject.START), (True, Subject.FINISH)):
        people = {who: each for who, each in made.items() if each.is_begun is is_begun}
        notification = Notification(subject, host.setup.titles[round_id])
        if people and not host.notifications.send(notification, list(people)):
            failed.update(people)
    return failed


def _append(host: StaffHost, reminders: Mapping[str, Reminder]) -> None:
    if reminders:
        host.ledger.append(
            [
                Entry(Kind.REMINDER, who, write_reminder(each), each.at)
                for who, each in reminders.items()
            ]
        )


def _state(entries: Sequence[Entry]) -> tuple[Standing, tuple[Reminder, ...]]:
    standings = [each.body for each in entries if each.kind is Kind.STANDING]
    return read_standing(standings[-1] if standings else None), read_reminders(entries)


def _standings(host: StaffHost, round_id: str) -> Mapping[str, Standing]:
    """Read where everybody stands, if a round opens for each when they have done the one before."""
    [index] = [n for n, each in enumerate(host.setup.rounds) if each.id == round_id]
    if index == 0 or host.setup.rounds[index].opens is not None:
        return {}
    return {
        each.participant: read_standing(each.body) for each in host.ledger.latest(Kind.STANDING)
    }


def _as_listed(row: RosterRow) -> Standing:
    """Return as much of where somebody stands as their line says."""
    is_begun = row.standing.status is ReviewStatus.IN_PROGRESS
    return Standing({row.round_id: row.standing} if is_begun else {})


def _why_not(
    host: StaffHost, round_id: str, standing: Standing, before: Sequence[Reminder]
) -> NotDue | None:
    return why_not(round_id, host.setup.rounds, standing, before, now=host.now())


def _is_of_people(roster_filter: RosterFilter) -> bool:
    return len(roster_filter.statuses) == 1 and roster_filter.statuses[0] in _LISTS
