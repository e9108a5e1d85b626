"""The only doubles: hosts, a ledger and a roster in memory that behave like the real ones."""

import itertools
import json
from collections import Counter
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from threading import RLock, get_ident
from zoneinfo import ZoneInfo

from builders import NOW, a_form, a_record, a_setup
from matrix_xblock import staff
from matrix_xblock.codec.cpd import cpd
from matrix_xblock.codec.record import state
from matrix_xblock.codec.review.status import group_of, read_standing
from matrix_xblock.codec.staff import drafts
from matrix_xblock.domain.errors import Busy, Problem, Unknown
from matrix_xblock.domain.figures.site_rules import SiteRules
from matrix_xblock.domain.record.participant import Participant
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.review.status import (
    NEEDS_STAFF,
    REVIEWS,
    ReviewStatus,
    RoundStanding,
    Standing,
)
from matrix_xblock.domain.staff.drafts import DraftKey
from matrix_xblock.domain.staff.my_people import GivenCohorts, PeopleRule, people_of
from matrix_xblock.domain.staff.roster import (
    Neighbour,
    Person,
    RosterPage,
    RosterRow,
    Sort,
    Surroundings,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.place import Place
from matrix_xblock.domain.values.prose import without_hidden
from matrix_xblock.host.cohorts_only import LedgerOfCohorts, RosterOfCohorts

USAGE = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
LONGEST_ROW = 100 * 1024


class BrokenError(Exception):
    """What a host raises when its database, disk or network fails."""


class RowTooLongError(Exception):
    """A row is longer than the ledger takes."""


class FakeLedger:
    """A ledger of one block. Ledgers that share `rows` are blocks of one site."""

    def __init__(self, *, block=USAGE, rows=None):
        self.block = block
        self.rows = [] if rows is None else rows
        self._deciding = RLock()
        self._writers = {}
        self.is_broken = False
        self.reads = 0
        self.scores = {}

    def append(self, entries):
        written = [
            (self._place(e.kind), e.participant, e.kind, json.dumps(e.body), e.at) for e in entries
        ]
        if self.is_broken:
            raise BrokenError
        if any(len(text) > LONGEST_ROW for _, _, _, text, _ in written):
            raise RowTooLongError
        self._writers.update({id(row): get_ident() for row in written})
        self.rows.extend(written)

    def back_to(self, rows):
        """Undo what this thread has written since there were those rows, and nobody else."""
        before, me = set(map(id, rows)), get_ident()
        others = [
            row for row in self.rows if id(row) not in before and self._writers.get(id(row)) != me
        ]
        self.rows[:] = [*rows, *others]

    def entries(self, participant, *kinds):
        self.reads += 1
        return tuple(
            Entry(kind, who, json.loads(text), at)
            for block, who, kind, text, at in self.rows
            if block == self._place(kind) and who == participant and kind in kinds
        )

    def _place(self, kind):
        """The bank is of the whole course."""
        return "" if kind is Kind.BANK else self.block

    def clear(self, participant):
        self.rows[:] = [
            row
            for row in self.rows
            if row[:2] != (self.block, participant) or row[2] is Kind.COHORTS
        ]
        self.scores.pop(participant, None)

    records = True

    @contextmanager
    def lock(self, participant, kind=Kind.SUMMARY):
        with self._deciding:
            rows = list(self.rows)
            try:
                yield
            except BaseException:
                self.back_to(rows)
                raise

    @contextmanager
    def lock_each(self, participants, kind):
        with self.lock(""):
            yield

    def _signed(self):
        here = {
            who for block, who, kind, *_ in self.rows if (block, kind) == (self.block, "summary")
        }
        return sorted(here)

    def everybody(self, *kinds, start=0, length=None):
        stop = None if length is None else start + length
        for who in self._signed()[start:stop]:
            yield self.entries(who, *kinds)

    def _with(self, kind):
        return sorted({who for block, who, k, *_ in self.rows if (block, k) == (self.block, kind)})

    def latest(self, kind):
        for who in self._with(kind):
            yield self.entries(who, kind)[-1]

    def all_of(self, kind):
        for who in self._with(kind):
            yield self.entries(who, kind)

    def signers(self):
        return tuple(self._signed())

    def of(self, participants, *kinds):
        for who in sorted(set(participants)):
            if entries := self.entries(who, *kinds):
                yield entries

    def count_waiting(self, since):
        times = [
            datetime.fromisoformat(each.since)
            for entry in self.latest(Kind.STANDING)
            for each in read_standing(entry.body).rounds.values()
            if each.status in NEEDS_STAFF
        ]
        return len(times), sum(each > since for each in times)

    def people(self):
        return len(self._signed())

    def any_of(self, kind):
        bodies = (row for row in self.rows if (row[0], row[2]) == (self.block, kind))
        return next((Entry(k, who, json.loads(text), at) for _, who, k, text, at in bodies), None)

    def set_score(self, participant, *, earned, possible):
        if participant not in self._signed():
            raise Unknown(Problem("round", "nothing_signed_off"))
        self.scores[participant] = (earned, possible)

    def reset_score(self, participant):
        self.scores.pop(participant, None)


LONGEST_WAIT = 5
"""Seconds."""


class Preferences:
    """What somebody keeps for all blocks of a site, as JSON text, and the lock on who they are."""

    def __init__(self):
        self.private = self.cpd = self.drafts = "{}"
        self._row = RLock()

    @property
    def texts(self):
        return self.private, self.cpd, self.drafts

    @texts.setter
    def texts(self, texts):
        self.private, self.cpd, self.drafts = texts

    @contextmanager
    def locked(self):
        if not self._row.acquire(timeout=LONGEST_WAIT):
            raise Busy
        try:
            yield
        finally:
            self._row.release()


class FakeNotifications:
    """A platform that takes notifications: `sent` are those of which what was saved stayed.

    Where it `fails`, it takes none and nobody hears of it.
    """

    def __init__(self, *, is_on=False):
        self.is_on = is_on
        self.is_summary_by_clock = False
        self.fails = False
        self.sent = []

    def send(self, notification, participants):
        if not self.is_on or self.fails:
            return False
        self.sent.append((notification, tuple(participants)))
        return True

    def send_when_saved(self, notification, participants):
        self.send(notification, participants)

    def send_to_team(self, make):
        try:
            notification = make() if self.is_on else None
        except (Busy, BrokenError):
            return False
        return notification is not None and self.send(notification, (TEAM,))


TEAM = "the course team"


class FakeRequest:
    """What both sides of a review have from a host: a clock in London, a transaction and a lock."""

    zone = ZoneInfo("Europe/London")

    def __init__(self, ledger, preferences, time):
        self.ledger = ledger
        self._ledger_of_all, self.block = ledger, getattr(ledger, "block", "")
        self.preferences = preferences
        self.time = time
        self.ids = itertools.count(1)
        self.published = []
        self.notifications = FakeNotifications()
        self.saves = 0
        self._waiting = None

    def now(self):
        return self.time

    def today(self):
        return self.local_day(self.time)

    def local_day(self, time):
        return time.astimezone(self.zone).date()

    def label(self, code):
        return code.rpartition(".")[2]

    @contextmanager
    def transaction(self):
        snapshot = self._snapshot()
        try:
            yield
        except BaseException:
            self._restore(snapshot)
            raise

    @contextmanager
    def lock(self):
        with self.preferences.locked(), self.transaction():
            waiting = self._waiting = []
            try:
                yield
            finally:
                self._waiting = None
            for fact in waiting:
                self._publish(fact)

    def publish(self, fact):
        if self._waiting is None:
            self._publish(fact)
        else:
            self._waiting.append(fact)

    def _snapshot(self):
        sent = list(self.notifications.sent)
        return self.preferences.texts, list(self._ledger_of_all.rows), sent

    def _restore(self, snapshot):
        self.preferences.texts, rows, self.notifications.sent[:] = snapshot
        self._ledger_of_all.back_to(rows)

    def _publish(self, fact):
        self.published.append(fact)


class FakeHost(FakeRequest):
    """One participant at work in one block.

    State is kept as JSON text, so that everything goes through the codec. `fails_at` names what
    breaks: save, save_private, save_cpd, publish or ledger. Hosts that share `preferences` are
    blocks of one site.
    """

    def __init__(
        self,
        *,
        setup=None,
        record=None,
        ledger=None,
        time=NOW,
        who="anon-1",
        preferences=None,
        title="Talent review",
        cohort="",
    ):
        super().__init__(ledger or FakeLedger(), preferences or Preferences(), time)
        self.title = title
        self.cohort = cohort
        self.setup = setup or a_setup()
        self.participant = Participant(who, "Ada Example")
        self.stored = state.write_record(record or a_record())
        self._fails_at = ""

    @property
    def waiting(self):
        return self._ledger_of_all

    @property
    def stored(self):
        """The record as the platform would hold it."""
        return json.loads(self._stored)

    @stored.setter
    def stored(self, body):
        self._stored = json.dumps(body)

    @property
    def private(self):
        """The private answers as the platform would hold them."""
        return json.loads(self.preferences.private)

    @private.setter
    def private(self, body):
        self.preferences.private = json.dumps(body)

    @property
    def fails_at(self):
        return self._fails_at

    @fails_at.setter
    def fails_at(self, name):
        self._fails_at = name
        self.ledger.is_broken = name == "ledger"

    @property
    def state(self):
        """Everything that a request may change, for before and after."""
        return self._stored, *self.preferences.texts, tuple(self.ledger.rows), tuple(self.published)

    @property
    def place(self):
        return Place(self.ledger.block, without_hidden(self.title))

    def new_id(self):
        return f"new-{next(self.ids)}"

    def load(self):
        return state.read_record(self.stored)

    def save(self, record):
        self._break("save")
        self.stored = state.write_record(record, self.stored)
        self.saves += 1

    def load_private(self, round_id):
        return state.read_private(self.private, self.ledger.block, round_id)

    def save_private(self, round_id, answers):
        self._break("save_private")
        self.private = state.write_private(self.private, self.ledger.block, round_id, answers)
        self.saves += 1

    def load_every_private(self):
        return state.read_every_private(self.private)

    def save_every_private(self, answers):
        self._break("save_private")
        self.private = state.write_every_private(answers, self.private)
        self.saves += 1

    def load_cpd(self):
        return cpd.read_log(json.loads(self.preferences.cpd))

    def save_cpd(self, log):
        self._break("save_cpd")
        self.preferences.cpd = json.dumps(cpd.write_log(json.loads(self.preferences.cpd), log))
        self.saves += 1

    def _snapshot(self):
        return self._stored, super()._snapshot()

    def _restore(self, snapshot):
        self._stored, rest = snapshot
        super()._restore(rest)

    def _publish(self, fact):
        self._break("publish")
        super()._publish(fact)

    def _break(self, name):
        if self._fails_at == name:
            raise BrokenError(name)


class FakeRoster:
    """The roster of one block: people of a course, and where they stand by the ledger.

    Without `people` it knows whoever has a row in the ledger, by id, as a bare host does.
    """

    def __init__(self, ledger, people=None, team=()):
        self.ledger = ledger
        self.team = team
        self.known = None if people is None else list(people)
        self.has_names = self.has_cohorts = self.has_everybody = people is not None

    def people(self):
        if self.known is not None:
            return list(self.known)
        here = {who for block, who, kind, *_ in self.ledger.rows if block == self.ledger.block}
        return [Person(who, who) for who in here if self._standing(who) is not None]

    def _standing(self, who):
        rows = self.ledger.entries(who, Kind.STANDING) if who else ()
        return read_standing(rows[-1].body) if rows else None

    def _standings(self, roster_filter):
        words = [word.casefold() for word in roster_filter.search.split()]
        for person in self.people():
            is_found = all(word in person.name.casefold() for word in words)
            cohorts = roster_filter.cohorts
            if is_found and (cohorts is None or person.cohort in cohorts):
                yield person, self._standing(person.id) or Standing()

    def _all(self, roster_filter):
        """Give a line for each review, and for who is where in the round of people."""
        at = roster_filter.people_round
        for person, standing in self._standings(roster_filter):
            for key, each in standing.rounds.items():
                is_review = each.status in REVIEWS and roster_filter.round_id in {"", key}
                if is_review or (each.status is ReviewStatus.IN_PROGRESS and key == at):
                    yield RosterRow(person, key, each, standing.at_work.get(key, ()))
            if at not in standing.rounds:
                yield RosterRow(person, at, RoundStanding(ReviewStatus.NOT_STARTED))

    def _chosen(self, roster_filter):
        lines = [
            each
            for each in self._all(roster_filter)
            if each.standing.status in roster_filter.statuses
        ]
        lines.sort(key=lambda line: line.person.name.casefold())
        is_newest = roster_filter.sort is Sort.NEWEST
        return sorted(lines, key=_SORTS[roster_filter.sort], reverse=is_newest)

    def page(self, roster_filter, *, start, length):
        counts = Counter(each.standing.status for each in self._all(roster_filter))
        lines = self._chosen(roster_filter)[start : start + length]
        return RosterPage(tuple(lines), dict(counts))

    def counts(self, roster_filter, rounds):
        asked = {key: replace(roster_filter, round_id=key, people_round=key) for key in rounds}
        return {key: self.page(each, start=0, length=0).counts for key, each in asked.items()}

    def around(self, roster_filter, participant, round_id, place):
        ids = [(line.person.id, line.round_id) for line in self._chosen(roster_filter)]
        here = (participant, round_id)
        is_here = here in ids[max(place - 1, 0) : place + 2]
        at = ids.index(here) if is_here else place
        indexes = (at - 1, at + 1 if is_here else at)
        before, after = (
            Neighbour(*ids[n], n) if 0 <= n < len(ids) and ids[n][0] else None for n in indexes
        )
        return Surroundings(before, after, len(ids), at if is_here else None)

    def find(self, participant):
        if self._standing(participant) is None:
            return None
        return self.named([participant]).get(participant, Person(participant, participant))

    def find_all(self, participants):
        matches = {who: self.find(who) for who in participants}
        return {who: person for who, person in matches.items() if person}

    def named(self, participants):
        return {each.id: each for each in self.people() if each.id and each.id in participants}

    def give_ids(self, most):
        new = [number for number, each in enumerate(self.known or ()) if not each.id]
        for number in new[:most]:
            self.known[number] = replace(self.known[number], id=f"made-{number}")

    def cohorts(self):
        return tuple(sorted({each.cohort for each in self.people() if each.cohort}))

    def members(self, cohorts=None):
        return {
            each.id: each.cohort
            for each in self.people()
            if each.id and each.cohort and (cohorts is None or each.cohort in cohorts)
        }

    def enrolled(self):
        return {each.id: each.cohort for each in self.people() if each.id}

    def facilitators(self):
        return self.team


def _by_wait(line):
    status = line.standing.status
    if status is ReviewStatus.NOT_STARTED:
        return (0, line.person.name.casefold())
    return (group_of(status), line.standing.since)


_SORTS = {
    Sort.WAIT: _by_wait,
    Sort.NEWEST: _by_wait,
    Sort.NAME: lambda line: line.person.name.casefold(),
    Sort.COHORT: lambda line: line.person.cohort,
}


class FakeStaff(FakeRequest):
    """Somebody of the course staff at work in one block."""

    is_instructor = False

    def __init__(
        self,
        ledger,
        *,
        setup=None,
        people=None,
        time=NOW,
        who="Sam Taylor",
        site=None,
        team=(),
        given=(),
        people_rule=PeopleRule.FILTER,
        is_instructor=False,
    ):
        super().__init__(ledger, Preferences(), time)
        self.roster = FakeRoster(ledger, people, team)
        self.is_instructor = is_instructor
        self.people_rule = people_rule
        given = GivenCohorts(tuple(given))
        self.my_people = people_of(given, people_rule, is_instructor=is_instructor)
        self.among = None
        if self.my_people.limit is not None:
            self._narrow()
        self.setup = setup or a_setup()
        self.author = Author(f"anon-{who.split()[0].lower()}", who)
        self.site = site or SiteRules()

    def only_my_people(self):
        narrowed = copy(self)
        narrowed._narrow()
        return narrowed

    def _narrow(self):
        self.among = self.my_people.cohorts
        self.roster = RosterOfCohorts(self.roster, self.among)
        self.ledger = LedgerOfCohorts(self.ledger, self.roster)

    @property
    def place(self):
        return Place(self.block, "Talent review")

    def new_id(self):
        return f"{self.author.id}-{next(self.ids)}"

    def load_drafts(self):
        return drafts.read_drafts(json.loads(self.preferences.drafts))

    def save_drafts(self, staff_drafts):
        self.preferences.drafts = json.dumps(
            drafts.write_drafts(staff_drafts, json.loads(self.preferences.drafts))
        )
        self.saves += 1


def answer(host, participant, decision, *, round_id="baseline", reason="", comments=None):
    """Answer a review as course staff do, with the forms that the page sends. Gives the page."""
    opened = staff.show(host, a_form(screen="person", participant=participant, at=round_id))
    seen = opened.names
    about = {"participant": participant, "at": round_id, "revised": str(seen["revision"])}
    for area, text in (comments or {}).items():
        note = draft_revision(host, participant, round_id, area)
        staff.answering.save_note(host, a_form(**about, area=area, text=text, revision=str(note)))
    sent = {"decision": decision, "reason": reason, "seen": str(seen["seen"])}
    return staff.answering.respond(host, a_form(**about, **sent, press=seen["press"]))


def draft_revision(host, participant, round_id, area):
    """Give the revision of a draft as the page has it."""
    key = DraftKey(host.place.usage, participant, round_id, area)
    return host.load_drafts().draft(key).version.revision


def hand_back(host, *, reason="Please say more.", comments=None, round_id="baseline", now=NOW):
    """Have course staff return what a participant in memory has signed off."""
    at_work = FakeStaff(host.ledger, setup=host.setup, time=now)
    return answer(
        at_work,
        host.participant.id,
        "returned",
        round_id=round_id,
        reason=reason,
        comments=comments,
    )


class FakeAccounts:
    """Accounts by course and participant, as they were given."""

    def __init__(self, courses=None):
        self.courses = courses or {}

    def of_course(self, course):
        return self.courses.get(course, {})
