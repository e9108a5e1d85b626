"""Answering a review: drafts as they are typed, then comments, a return, or an acceptance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer, read_save, read_text
from matrix_xblock.codec.record import trail
from matrix_xblock.codec.review import responses as rows
from matrix_xblock.codec.review.ledger import mode_in_force
from matrix_xblock.codec.review.opportunity_rows import asks_of, opportunities_entry
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.facts import OpportunityMarked, Responded
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.plans.opportunity import NOTE_LIMIT, OpportunityStatus, Reason
from matrix_xblock.domain.record.trail import Access
from matrix_xblock.domain.review.feedback import (
    Author,
    Comment,
    Decision,
    DecisionKind,
    Mark,
    Responses,
    check_open,
    check_undo,
    write_comments,
    write_reason,
)
from matrix_xblock.domain.review.status import Ask
from matrix_xblock.domain.staff import drafts as rules
from matrix_xblock.domain.staff.drafts import DraftKey
from matrix_xblock.domain.staff.first_names import has_place
from matrix_xblock.domain.staff.roster import Neighbour, Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.versions import SavedVersion
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.section import Difference, Section, by_field
from matrix_xblock.staff.course_opportunities import read_board
from matrix_xblock.staff.filters import read_place
from matrix_xblock.staff.notifying import notify_of_offer
from matrix_xblock.staff.outcome import Outcome, Returning
from matrix_xblock.staff.person import (
    Note,
    next_review,
    note_section,
    opportunities_of,
    person_page,
    show_next,
    what_was_sent,
)
from matrix_xblock.staff.submission_history import SubmissionHistory, open_record, read_history

__all__ = ["accept_unopened", "mark", "respond", "save_note", "show_note", "take_back", "undo"]

_ACCEPT_AND_NEXT = "accepted_next"
"""What the button sends that accepts and opens the next review of the list."""


@wordless
@dataclass(frozen=True)
class _Target:
    """The review that a form is about."""

    history: SubmissionHistory
    round_id: str
    revision: int

    def key(self, host: StaffHost, area_id: str) -> DraftKey:
        """Name the draft of a comment on an area; the one on the whole review has none."""
        return DraftKey(host.place.usage, self.history.person.id, self.round_id, area_id)

    def with_rows(self, rows: Sequence[Entry]) -> _Target:
        """Return it with what has just been appended."""
        return replace(self, history=self.history.with_rows(rows))


@wordless
@dataclass(frozen=True)
class NoteScreen:
    """Which draft an answer is about: the form of a comment on an area of a review."""

    section: Section
    person: Person
    round_id: str
    revision: int
    framework: Framework


@wordless
@dataclass(frozen=True)
class NoteSaved:
    """That a draft is kept: the time, and a message for each field, which has none.

    `unsent` counts the drafts for the review.
    """

    messages: tuple[tuple[str, Problem | None], ...]
    saved_at: datetime
    unsent: int


@wordless
@dataclass(frozen=True)
class NoteRefused:
    """What is wrong with a draft, by field."""

    messages: tuple[tuple[str, Problem | None], ...]


@wordless
@dataclass(frozen=True)
class NoteConflict:
    """Both versions of a draft."""

    differences: tuple[Difference, ...]


@wordless
@dataclass(frozen=True)
class NoteShown:
    """A draft as it is kept."""

    note: Note


def save_note(host: StaffHost, form: Form) -> Page:
    """Keep a draft of a comment. Nobody else sees it until it is sent."""
    target = _target(host, form)
    area_id = read_text(form, "area")
    text = read_text(form, "text")
    name, framework = _area(host, target, area_id)
    key = target.key(host, area_id)
    staff_drafts = host.load_drafts()
    section = note_section(area_id, name, staff_drafts.draft(key))
    about = NoteScreen(section, target.history.person, target.round_id, target.revision, framework)
    try:
        changed, is_new = rules.write_draft(staff_drafts, key, text, save=read_save(form))
    except Invalid as refused:
        messages = by_field(refused.problems, section.fields)
        return _note_page("refused", about, NoteRefused(messages), status=422)
    except Stale:
        difference = Difference("text", staff_drafts.draft(key).text, text)
        return _note_page("conflict", about, NoteConflict((difference,)), status=409)
    if is_new:
        with host.transaction():
            host.save_drafts(changed)
            _tell_at_work(host, target, had=staff_drafts, has=changed)
    about = replace(about, section=note_section(area_id, name, changed.draft(key)))
    unsent = changed.written(host.place.usage, target.history.person.id, target.round_id)
    saved = NoteSaved(by_field((), section.fields), host.now(), len(unsent))
    return _note_page("saved", about, saved)


def show_note(host: StaffHost, form: Form) -> Page:
    """Show one draft as it is kept: the answer to *use the saved version*."""
    target = _target(host, form)
    section_id = read_text(form, "section")
    area_id = "" if section_id == "overall" else section_id.removeprefix("note-")
    name, framework = _area(host, target, area_id)
    staff_drafts = host.load_drafts()
    draft = staff_drafts.draft(target.key(host, area_id))
    section = note_section(area_id, name, draft)
    about = NoteScreen(section, target.history.person, target.round_id, target.revision, framework)
    return _note_page("note", about, NoteShown(Note(area_id, name, section, draft)))


def respond(host: StaffHost, form: Form) -> Page:
    """Send comments, alone or with a return or an acceptance. Pressing twice sends once."""
    with _deciding(host, form) as target:
        who, press = target.history.person.id, Filled(form).identifier("press")
        kind = _decision_kind(form)
        after = _next(host, target, form)
        staff_drafts = host.load_drafts()
        if press in target.history.responses.presses:
            return _sent(host, target, staff_drafts, form, press, after)
        if f"withdrawn {press}" in target.history.responses.presses:
            # Its rows would count as taken back, and the drafts would be gone with them.
            return _page(host, target, staff_drafts, form, Outcome(is_undone=True))
        try:
            entries = _answer(host, target, staff_drafts, form, press, kind)
        except (Invalid, Stale) as refused:
            outcome = _refused(refused, form, kind)
            status = 409 if outcome.is_stale else 422
            return _page(host, target, staff_drafts, form, outcome, status=status)
        staff_drafts = staff_drafts.without(host.place.usage, who, target.round_id)
        host.save_drafts(staff_drafts)
        if entries:
            _append(host, target, entries)
            if kind is DecisionKind.ACCEPTED:
                _score(host, target, entries)
            comments = sum(each.body["type"] == "commented" for each in entries)
            _announce(host, target, kind.value if kind else "commented", comments)
            _notify(host, target, kind)
    return _sent(host, target.with_rows(entries), staff_drafts, form, press, after)


def undo(host: StaffHost, form: Form) -> Page:
    """Take back what was sent by one press; what was written in it is a draft again."""
    with _deciding(host, form) as target:
        who, press = target.history.person.id, Filled(form).identifier("press")
        history, staff_drafts = target.history, host.load_drafts()
        if f"withdrawn {press}" in history.responses.presses:
            return _page(host, target, staff_drafts, form, Outcome(is_undone=True))
        try:
            check_undo(
                history.responses,
                press,
                by=host.author.id,
                latest=history.revisions_seen,
                now=host.now(),
            )
        except Locked as locked:
            outcome = Outcome(problems=locked.problems)
            return _page(host, target, staff_drafts, form, outcome, status=423)
        taken = [each for each in history.responses.comments if each.press == press]
        outcome = _undone(history.responses, press, taken)
        outcome = replace(outcome, is_notified=host.notifications.is_on)
        row = rows.write_withdrawal(press, host.author)
        entry = Entry(Kind.RESPONSE, who, row, host.now())
        _append(host, target, [entry])
        _score(host, target, [entry])
        staff_drafts = _drafts_again(host, staff_drafts, target, taken)
        host.save_drafts(staff_drafts)
        _announce(host, target, "withdrawn", len(taken))
    return _page(host, target.with_rows([entry]), staff_drafts, form, outcome)


def mark(host: StaffHost, form: Form) -> Page:
    """Say what has become of an opportunity: the participant finds it in their own list."""
    with _deciding(host, form) as target:
        filled = Filled(form)
        staff_drafts = host.load_drafts()
        who, press = target.history.person.id, filled.identifier("press")
        if press in target.history.responses.presses:
            return _page(host, target, staff_drafts, form)
        opportunity = filled.identifier("opportunity")
        status = filled.needed_choice("becomes", OpportunityStatus)
        reason = filled.choice("reason", Reason)
        note = filled.line("note")
        problems = [*filled.problems, *problems_in(note, field="note", limit=NOTE_LIMIT)]
        if status is OpportunityStatus.NOT_POSSIBLE and reason is None:
            problems.append(Problem("reason", "reason_missing"))
        if problems:
            outcome = Outcome(problems=tuple(problems), typed=form, marking=opportunity)
            return _page(host, target, staff_drafts, form, outcome, status=422)
        if status not in _next_statuses(target, opportunity):
            outcome = Outcome(problems=(Problem("", "step_not_possible"),))
            return _page(host, target, staff_drafts, form, outcome, status=409)
        why = reason if status is OpportunityStatus.NOT_POSSIBLE else None
        made = Mark(press, opportunity, status, host.now(), why, note, host.author)
        entry = Entry(Kind.RESPONSE, who, rows.write_mark(made), host.now())
        sources = [*target.history.entries, entry]
        row = opportunities_entry(who, sources, now=host.now())
        asks = asks_of(sources, read_board(host.ledger))
        written = _append(host, target, [entry, row], asks=asks)
        host.publish(OpportunityMarked(status.value))
        is_notified = notify_of_offer(host, who, status)
    outcome = Outcome(marked=status, is_notified=is_notified)
    return _page(host, target.with_rows(written), staff_drafts, form, outcome)


def accept_unopened(
    host: StaffHost, history: SubmissionHistory, round_id: str, revision: int, press: str
) -> None:
    """Accept the latest revision of a review from a list, with the participant locked.

    The trail says that it was not opened, unless whoever accepts it has. Drafts stay drafts.
    """
    who, now, by = history.person.id, host.now(), host.author
    target = _Target(history, round_id, revision)
    decision = Decision(press, DecisionKind.ACCEPTED, round_id, revision, now, "", by)
    entries = [Entry(Kind.RESPONSE, who, rows.write_decision(decision), now)]
    if (round_id, by.id) in {(at, author.id) for at, author in history.responses.at_work}:
        entries.append(Entry(Kind.RESPONSE, who, rows.write_work(round_id, by), now))
    if not _has_opened(history, round_id, by):
        access = Access(by.name, "accept", round_id, now, by.id)
        entries.append(Entry(Kind.ACCESS, who, trail.write_access(access), now))
    _append(host, target, entries)
    _score(host, target, entries)
    _announce(host, target, DecisionKind.ACCEPTED.value, 0)
    _notify(host, target, DecisionKind.ACCEPTED)


def take_back(host: StaffHost, history: SubmissionHistory, round_id: str, press: str) -> None:
    """Take back an acceptance from a list, with the participant locked."""
    check_undo(
        history.responses,
        press,
        by=host.author.id,
        latest=history.revisions_seen,
        now=host.now(),
    )
    target = _Target(history, round_id, history.latest_revision(round_id))
    row = rows.write_withdrawal(press, host.author)
    entry = Entry(Kind.RESPONSE, history.person.id, row, host.now())
    _append(host, target, [entry])
    _score(host, target, [entry])
    _announce(host, target, "withdrawn", 0)


def _has_opened(history: SubmissionHistory, round_id: str, by: Author) -> bool:
    """Tell whether somebody has opened a round since it was signed off last."""
    signed_off = history.signed_off_at(round_id)
    opened = [
        each.at
        for each in trail.read_accesses(history.entries)
        if (each.who_id, each.act, each.round_id) == (by.id, "review", round_id)
    ]
    return signed_off is not None and any(at >= signed_off for at in opened)


@contextmanager
def _deciding(host: StaffHost, form: Form) -> Iterator[_Target]:
    """Read which review is meant, once, where nobody else decides about it until the end.

    What is wrong with a form is answered in it before anything is written.
    """
    with host.transaction(), host.ledger.lock(read_text(form, "participant")):
        yield _target(host, form)


def _next_statuses(target: _Target, opportunity: str) -> tuple[OpportunityStatus, ...]:
    """Return what can be said of an opportunity. Raises `Unknown` where it was not attached."""
    _, _, attached = target.history.signed_off(target.round_id, target.revision)
    next_statuses = {
        each.id: next_statuses for each, next_statuses in opportunities_of(target.history, attached)
    }
    if opportunity not in next_statuses:
        raise Unknown(Problem("opportunity", "unknown_opportunity"))
    return next_statuses[opportunity]


def _target(host: StaffHost, form: Form) -> _Target:
    """Read which review is meant. Raises `Unknown` for people, rounds and revisions not here."""
    history = open_record(host, read_text(form, "participant"))
    order = [each.id for each in host.setup.rounds]
    round_id = history.round_asked(order, read_text(form, "at"))
    revision = read_integer(form, "revised")
    if revision not in history.revisions(round_id):
        raise Unknown(Problem("revision", "unknown_revision"))
    return _Target(history, round_id, revision)


def _area(host: StaffHost, target: _Target, area_id: str) -> tuple[str, Framework]:
    """Return the name of an area as it was answered, and the framework that it is of.

    Raises `Unknown` where it was not. A comment on the whole review is about no area.
    """
    if not area_id:
        return "", host.setup.framework
    _, framework, _ = target.history.signed_off(target.round_id, target.revision)
    area = framework.area(area_id)
    if area is None:
        raise Unknown(Problem("area", "unknown_area"))
    return area.name, framework


def _page(
    host: StaffHost,
    target: _Target,
    staff_drafts: rules.StaffDrafts,
    form: Form,
    outcome: Outcome | None = None,
    *,
    status: int = 200,
) -> Page:
    at = target.round_id, target.revision
    return person_page(
        host, target.history, staff_drafts, form, *at, outcome=outcome, status=status
    )


def _note_page(
    name: str,
    about: NoteScreen,
    shown: NoteSaved | NoteRefused | NoteConflict | NoteShown,
    *,
    status: int = 200,
) -> Page:
    return Page(f"staff/{name}.html", shown, status, beside=(about,))


def _decision_kind(form: Form) -> DecisionKind | None:
    """Return what is decided, or None where comments are sent alone."""
    text = read_text(form, "decision")
    if text == _ACCEPT_AND_NEXT:
        return DecisionKind.ACCEPTED
    if text == "comments":
        return None
    kind = next((each for each in DecisionKind if each.value == text), None)
    if kind is None:
        raise Invalid(Problem("decision", "unknown_choice"))
    return kind


def _refused(refused: Invalid | Stale, form: Form, kind: DecisionKind | None) -> Outcome:
    """Show an answer again that was not taken, with its reason where that belongs."""
    is_return = kind is DecisionKind.RETURNED
    return Outcome(
        problems=refused.problems,
        is_stale=isinstance(refused, Stale),
        returning=Returning(form, refused.problems, is_open=True) if is_return else Returning(),
    )


def _next(host: StaffHost, target: _Target, form: Form) -> Neighbour | None:
    """Return the review that is to be shown after this answer, None for this one."""
    if read_text(form, "decision") != _ACCEPT_AND_NEXT:
        return None
    return next_review(host, target.history.person.id, target.round_id, form)


def _sent(
    host: StaffHost,
    target: _Target,
    staff_drafts: rules.StaffDrafts,
    form: Form,
    press: str,
    after: Neighbour | None,
) -> Page:
    """Say what a press has sent: nothing new, where its words had been sent before."""
    place = read_place(form, "place", least=0)
    outcome = Outcome(is_sent=True, sent=what_was_sent(host, target.history, press, place))
    if after is not None:
        return show_next(host, form, after, outcome)
    return _page(host, target, staff_drafts, form, outcome)


def _undone(responses: Responses, press: str, taken: Sequence[Comment]) -> Outcome:
    """Say what is taken back. The reason of a return stands in its form again, and nowhere else."""
    returns = [each for each in responses.decisions if each.kind is DecisionKind.RETURNED]
    reasons = [each.reason for each in returns if each.press == press]
    returning = Returning({"reason": reasons}, is_open=True) if reasons else Returning()
    return Outcome(is_undone=True, has_drafts_again=bool(taken), returning=returning)


def _answer(
    host: StaffHost,
    target: _Target,
    staff_drafts: rules.StaffDrafts,
    form: Form,
    press: str,
    kind: DecisionKind | None,
) -> list[Entry]:
    """Decide about an answer, and write its rows: none for a draft that was sent already."""
    who = target.history.person.id
    now = host.now()
    by = host.author
    check_open(
        target.history.responses,
        target.round_id,
        target.revision,
        latest=target.history.latest_revision(target.round_id),
        seen=read_integer(form, "seen"),
        is_decision=kind is not None,
    )
    reason = write_reason(kind, read_text(form, "reason")) if kind else ""
    drafts = staff_drafts.written(host.place.usage, who, target.round_id)
    comments = write_comments(drafts)
    if kind is None and not comments:
        raise Invalid(Problem("decision", "no_comments"))
    if any(map(has_place, (*comments.values(), reason))):
        raise Invalid(Problem("", "name_not_filled_in"))
    at = target.round_id, target.revision
    written = [
        rows.write_comment(Comment(f"{press}.{area_id}", press, *at, area_id, text, now, by))
        for area_id, text in _unsent(target, comments, by)
    ]
    if kind:
        decision = Decision(press, kind, target.round_id, target.revision, now, reason, by)
        written.append(rows.write_decision(decision))
    return [Entry(Kind.RESPONSE, who, row, now) for row in written]


def _unsent(target: _Target, comments: Mapping[str, str], by: Author) -> Iterable[tuple[str, str]]:
    """Leave out drafts that are still there although sent: clearing them may have failed."""
    responses = target.history.responses
    return responses.unsent(target.round_id, target.revision, comments, by=by.id).items()


def _append(
    host: StaffHost,
    target: _Target,
    entries: Sequence[Entry],
    *,
    asks: Sequence[Ask] | None = None,
) -> list[Entry]:
    """Append responses, and where the participant stands after them; return all of it.

    `asks` may be others now.
    """
    rows = [*target.history.standing_sources(), *entries]
    order = [each.id for each in host.setup.rounds]
    who = target.history.person.id
    standing = standing_entry(who, rows, rounds=order, now=host.now(), asks=asks)
    written = [*entries, standing]
    host.ledger.append(written)
    return written


def _tell_at_work(
    host: StaffHost, target: _Target, *, had: rules.StaffDrafts, has: rules.StaffDrafts
) -> None:
    """Let others see that somebody has begun a draft, or has emptied it again."""
    place = host.place.usage, target.history.person.id, target.round_id
    before = bool(had.written(*place))
    after = bool(has.written(*place))
    if before == after:
        return
    row = rows.write_work(target.round_id, host.author, is_over=not after)
    with host.ledger.lock(target.history.person.id):
        history = read_history(host, target.history.person.id)
        if not history.latest_revision(target.round_id):  # erased, or reset, since it was opened
            raise Unknown(Problem("revision", "unknown_revision"))
        entry = Entry(Kind.RESPONSE, history.person.id, row, host.now())
        _append(host, replace(target, history=history), [entry])


def _drafts_again(
    host: StaffHost, staff_drafts: rules.StaffDrafts, target: _Target, taken: Sequence[Comment]
) -> rules.StaffDrafts:
    """Make comments that were taken back drafts again, where there is none already."""
    drafts = dict(staff_drafts.drafts)
    for each in taken:
        key = target.key(host, each.area_id)
        if not staff_drafts.draft(key).text:
            version = SavedVersion(staff_drafts.draft(key).version.revision + 1)
            drafts[key] = rules.Draft(each.text, version)
    return replace(staff_drafts, drafts=drafts)


def _score(host: StaffHost, target: _Target, entries: Sequence[Entry]) -> None:
    """In accepted mode, set the points of the rounds that are accepted, or take them back."""
    setup = host.setup
    ledger = host.ledger
    who = target.history.person.id
    if mode_in_force(setup, ledger) is not Mode.ACCEPTED:
        return
    responses = read_responses([*target.history.entries, *entries])
    known = {each.id for each in setup.rounds}
    accepted = len(responses.accepted_rounds() & known)
    if accepted:
        points = setup.credit.possible
        ledger.set_score(who, earned=points * accepted, possible=points * len(known))
    else:
        ledger.reset_score(who)


def _announce(host: StaffHost, target: _Target, kind: str, comments: int) -> None:
    """Tell the platform that a review was answered, and how long it had waited for that."""
    signed_off = target.history.signed_off_at(target.round_id)
    waited = host.now() - signed_off if signed_off else None
    hours = None if waited is None else max(0, waited // timedelta(hours=1))
    before = target.history.answers_to(target.round_id)
    host.publish(Responded(target.round_id, kind, comments, hours, before))


def _notify(host: StaffHost, target: _Target, kind: DecisionKind | None) -> None:
    """Have the participant notified of an answer, once it is saved."""
    subject = Subject(kind.value) if kind else Subject.COMMENTED
    notification = Notification(subject, host.setup.titles.get(target.round_id, ""))
    host.notifications.send_when_saved(notification, [target.history.person.id])
