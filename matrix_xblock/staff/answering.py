"""Answering a review: drafts as they are typed, then comments, a return, or an acceptance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer, read_save, read_text
from matrix_xblock.codec.review import responses as rows
from matrix_xblock.codec.review.ledger import mode_in_force
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.facts import OpportunityMarked, Responded
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.plans.opportunity import NOTE_LIMIT, OpportunityStatus, Reason
from matrix_xblock.domain.review.feedback import (
    Author,
    Comment,
    Decision,
    DecisionKind,
    Mark,
    check_open,
    check_undo,
    write_comments,
    write_reason,
)
from matrix_xblock.domain.staff import drafts as rules
from matrix_xblock.domain.staff.drafts import DraftKey
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.versions import SavedVersion
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.section import Difference, Section, by_field
from matrix_xblock.staff.person import note_section, opportunities_of, person_page
from matrix_xblock.staff.submission_history import SubmissionHistory, open_record, read_history

__all__ = ["mark", "respond", "save_note", "show_note", "undo"]


@wordless
@dataclass(frozen=True)
class _Target:
    """The review that a form is about."""

    history: SubmissionHistory
    round_id: str
    revision: int


def save_note(host: StaffHost, form: Form) -> Page:
    """Keep a draft of a comment. Nobody else sees it until it is sent."""
    target = _target(host, form)
    area_id = read_text(form, "area")
    text = read_text(form, "text")
    name = _area_name(target, area_id)
    key = DraftKey(host.place.usage, target.history.person.id, target.round_id, area_id)
    staff_drafts = host.load_drafts()
    section = note_section(area_id, name, staff_drafts.draft(key))
    try:
        changed = rules.write_draft(staff_drafts, key, text, save=read_save(form))
    except Invalid as refused:
        messages = by_field(refused.problems, section.fields)
        return _note_page("refused", target, section, {"messages": messages}, status=422)
    except Stale:
        differences = (Difference("text", staff_drafts.draft(key).text, text),)
        return _note_page("conflict", target, section, {"differences": differences}, status=409)
    if changed is not staff_drafts:
        with host.transaction():
            host.save_drafts(changed)
            _tell_at_work(host, target, had=staff_drafts, has=changed)
    section = note_section(area_id, name, changed.draft(key))
    messages = by_field((), section.fields)
    return _note_page("saved", target, section, {"messages": messages, "saved_at": host.now()})


def show_note(host: StaffHost, form: Form) -> Page:
    """Show one draft as it is kept: the answer to *use the saved version*."""
    target = _target(host, form)
    section_id = read_text(form, "section")
    area_id = "" if section_id == "overall" else section_id.removeprefix("note-")
    name = _area_name(target, area_id)
    key = DraftKey(host.place.usage, target.history.person.id, target.round_id, area_id)
    draft = host.load_drafts().draft(key)
    note = {"area_id": area_id, "name": name, "draft": draft}
    section = note_section(area_id, name, draft)
    return _note_page("note", target, section, {"note": {**note, "section": section}})


def respond(host: StaffHost, form: Form) -> Page:
    """Send comments, alone or with a return or an acceptance. Pressing twice sends once."""
    target = _target(host, form)
    who, press = target.history.person.id, Filled(form).identifier("press")
    kind = _decision_kind(form)
    if press in target.history.responses.presses:
        return _page(host, target, form, is_sent=True)
    if f"withdrawn {press}" in target.history.responses.presses:
        # Its rows would count as taken back, and the drafts would be gone with them.
        return _page(host, target, form, is_undone=True)
    try:
        with host.transaction(), host.ledger.lock(who):
            target = replace(target, history=open_record(host, who))
            entries = _answer(host, target, form, press, kind)
            host.save_drafts(host.load_drafts().without(host.place.usage, who, target.round_id))
            if entries:
                _append(host, target, entries)
                if kind is DecisionKind.ACCEPTED:
                    _score(host, target, entries)
                _announce_response(host, target, kind, entries)
    except Invalid as refused:
        page = _page(host, target, form, problems=refused.problems, said=form)
        return replace(page, status=422)
    except Stale as stale:
        page = _page(host, target, form, problems=stale.problems, said=form, is_stale=True)
        return replace(page, status=409)
    fresh = replace(target, history=open_record(host, who))
    return _page(host, fresh, form, is_sent=True)


def undo(host: StaffHost, form: Form) -> Page:
    """Take back what was sent by one press; what was written in it is a draft again."""
    target = _target(host, form)
    who, press = target.history.person.id, Filled(form).identifier("press")
    if f"withdrawn {press}" in target.history.responses.presses:
        return _page(host, target, form, is_undone=True)
    try:
        with host.transaction(), host.ledger.lock(who):
            history = open_record(host, who)
            target = replace(target, history=history)
            check_undo(
                history.responses,
                press,
                by=host.author.id,
                latest=history.revisions_seen,
                now=host.now(),
            )
            taken = [each for each in history.responses.comments if each.press == press]
            row = rows.write_withdrawal(press, host.author)
            entry = Entry(Kind.RESPONSE, who, row, host.now())
            _append(host, target, [entry])
            _score(host, target, [entry])
            host.save_drafts(_drafts_again(host, target, taken))
            host.publish(Responded(target.round_id, "withdrawn", len(taken)))
    except Locked as locked:
        return replace(_page(host, target, form, problems=locked.problems), status=423)
    fresh = replace(target, history=open_record(host, who))
    return _page(host, fresh, form, is_undone=True)


def mark(host: StaffHost, form: Form) -> Page:
    """Say what has become of an opportunity: the participant finds it in their own list."""
    target = _target(host, form)
    filled = Filled(form)
    who, press = target.history.person.id, filled.identifier("press")
    if press in target.history.responses.presses:
        return _page(host, target, form)
    opportunity_id = filled.identifier("opportunity")
    status = filled.needed_choice("becomes", OpportunityStatus)
    reason = filled.choice("reason", Reason)
    note = filled.line("note")
    problems = [*filled.problems, *problems_in(note, field="note", limit=NOTE_LIMIT)]
    if status is OpportunityStatus.NOT_POSSIBLE and reason is None:
        problems.append(Problem("reason", "reason_missing"))
    if problems:
        page = _page(
            host, target, form, problems=tuple(problems), said=form, marking=opportunity_id
        )
        return replace(page, status=422)
    why = reason if status is OpportunityStatus.NOT_POSSIBLE else None
    with host.transaction(), host.ledger.lock(who):
        target = replace(target, history=open_record(host, who))
        if status not in _next_statuses(target, opportunity_id):
            stale = _page(host, target, form, problems=(Problem("becomes", "step_not_possible"),))
            return replace(stale, status=409)
        made = Mark(press, opportunity_id, status, host.now(), why, note, host.author)
        _append(host, target, [Entry(Kind.RESPONSE, who, rows.write_mark(made), host.now())])
        host.publish(OpportunityMarked(status.value))
    fresh = replace(target, history=open_record(host, who))
    return _page(host, fresh, form, marked=status)


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


def _area_name(target: _Target, area_id: str) -> str:
    """Return the name of an area as it was answered. Raises `Unknown` where it was not."""
    if not area_id:
        return ""
    _, framework, _ = target.history.signed_off(target.round_id, target.revision)
    area = framework.area(area_id)
    if area is None:
        raise Unknown(Problem("area", "unknown_area"))
    return area.name


def _page(host: StaffHost, target: _Target, form: Form, **context: Any) -> Page:
    return person_page(host, target.history, form, target.round_id, target.revision, **context)


def _note_page(
    name: str,
    target: _Target,
    section: Section,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Page:
    about = {
        "section": section,
        "person": target.history.person,
        "round_id": target.round_id,
        "revision": target.revision,
    }
    return Page(f"staff/{name}.html", {**about, **context}, status)


def _decision_kind(form: Form) -> DecisionKind | None:
    """Return what is decided, or None where comments are sent alone."""
    text = read_text(form, "decision")
    if text == "comments":
        return None
    kind = next((each for each in DecisionKind if each.value == text), None)
    if kind is None:
        raise Invalid(Problem("decision", "unknown_choice"))
    return kind


def _answer(
    host: StaffHost, target: _Target, form: Form, press: str, kind: DecisionKind | None
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
    )
    reason = write_reason(kind, read_text(form, "reason")) if kind else ""
    drafts = host.load_drafts().written(host.place.usage, who, target.round_id)
    comments = write_comments(drafts)
    if kind is None and not comments:
        raise Invalid(Problem("decision", "no_comments"))
    written = [
        rows.write_comment(
            Comment(
                f"{press}.{area_id}",
                press,
                target.round_id,
                target.revision,
                area_id,
                text,
                now,
                by,
            )
        )
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


def _append(host: StaffHost, target: _Target, entries: Sequence[Entry]) -> None:
    """Append responses, and where the participant stands after them."""
    rows = [*target.history.standing_sources(), *entries]
    order = [each.id for each in host.setup.rounds]
    who = target.history.person.id
    host.ledger.append([*entries, standing_entry(who, rows, rounds=order, now=host.now())])


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
        entry = Entry(Kind.RESPONSE, history.person.id, row, host.now())
        _append(host, replace(target, history=history), [entry])


def _drafts_again(host: StaffHost, target: _Target, taken: Sequence[Comment]) -> rules.StaffDrafts:
    """Make comments that were taken back drafts again, where there is none already."""
    staff_drafts = host.load_drafts()
    drafts = dict(staff_drafts.drafts)
    for each in taken:
        key = DraftKey(host.place.usage, target.history.person.id, target.round_id, each.area_id)
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


def _announce_response(
    host: StaffHost, target: _Target, kind: DecisionKind | None, entries: Sequence[Entry]
) -> None:
    comments = sum(each.body["type"] == "commented" for each in entries)
    host.publish(Responded(target.round_id, kind.value if kind else "commented", comments))
