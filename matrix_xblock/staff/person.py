"""One participant: what they signed off, what was answered, and the drafts of whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from matrix_xblock.codec.common.forms import Form, read_integer, read_text
from matrix_xblock.codec.record import trail
from matrix_xblock.domain.errors import Invalid, MatrixError, Unreadable
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import NEXT, Opportunity, OpportunityStatus, Reason
from matrix_xblock.domain.record.trail import Access, is_noted
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Comment, Decision, Reply, check_undo, with_marks
from matrix_xblock.domain.staff.drafts import Draft, DraftKey, StaffDrafts
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.section import Section
from matrix_xblock.screens.summary import summary_of
from matrix_xblock.staff.filters import place, query, read_filter, read_place
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.submission_history import SubmissionHistory, open_record
from matrix_xblock.staff.submissions import PAGE_LENGTH

__all__ = ["Note", "note_section", "opportunities_of", "person_page", "show"]

OPPORTUNITY_STEPS = (
    OpportunityStatus.OFFERED,
    OpportunityStatus.AGREED,
    OpportunityStatus.NOT_POSSIBLE,
)
"""What course staff can say of an opportunity; the rest is the participant's to say."""


@wordless
@dataclass(frozen=True)
class Note:
    """The comments on one area, or on the whole review, with the draft of whoever looks."""

    area_id: str
    name: str
    section: Section
    draft: Draft
    conversations: tuple[tuple[Comment, tuple[Reply, ...]], ...]


def show(host: StaffHost, form: Form) -> Page:
    """Show one participant."""
    history = open_record(host, read_text(form, "participant"))
    order = [each.id for each in host.setup.rounds]
    round_id = history.round_asked(order, read_text(form, "at"))
    revision = read_integer(form, "revision") if form.get("revision") else 0
    return person_page(host, history, form, round_id, revision)


def person_page(
    host: StaffHost,
    history: SubmissionHistory,
    form: Form,
    round_id: str,
    revision: int = 0,
    **context: Any,
) -> Page:
    """Show what was signed off as that revision, 0 for the latest.

    Every answer that shows a record is made here, so that it is in the trail whoever asked how.
    """
    latest = history.latest_revision(round_id)
    revision = revision or latest
    shown = {
        # What was taken back is in the rows, and on no page.
        "history": replace(history, entries=()),
        "person": history.person,
        "round_id": round_id,
        "revision": revision,
        "is_latest": revision == latest,
        "revisions": history.revisions(round_id),
        "titles": host.setup.titles,
        "decision": history.responses.decision(round_id, revision),
        "seen": history.responses.seen(round_id),
        "press": host.new_id(),
        "others": _others(host, history, round_id),
        "undo": _undo(host, history, round_id),
        "phrases": host.load_drafts().phrases,
        "reasons": list(Reason),
        **_around(host, history, form),
    }
    try:
        shown.update(_words(host, history, round_id, revision))
    except Unreadable:
        shown["is_unreadable"] = True
    _note_access(host, history, round_id)
    at = _address(history, round_id, revision, shown)
    return staff_page(host, "submissions", "person", {**shown, **context}, place=at)


def _address(
    history: SubmissionHistory, round_id: str, revision: int, shown: Mapping[str, Any]
) -> Mapping[str, str]:
    """Say what the page shows and where in the list it was reached from, for its address."""
    return {
        "participant": history.person.id,
        "at": round_id,
        "revision": "" if shown["is_latest"] else str(revision),
        "place": str(shown["place"] or ""),
        **place(shown["wanted"]),
    }


def note_section(area_id: str, name: str, draft: Draft) -> Section:
    """Describe the form of a comment."""
    section_id = f"note-{area_id}" if area_id else "overall"
    return Section(section_id, name, draft.version.revision, ("text",))


def _words(
    host: StaffHost, history: SubmissionHistory, round_id: str, revision: int
) -> dict[str, Any]:
    """Return what was signed off, area by area with its comments."""
    review, framework, attached = history.signed_off(round_id, revision)
    staff_drafts = host.load_drafts()
    areas = [(area.id, area.name) for area in framework.areas]
    notes = {
        key: _note(host, staff_drafts, history, (round_id, revision), key, name)
        for key, name in [*areas, ("", "")]
    }
    return {
        "summary": summary_of(framework, review),
        "attached": replace(attached, opportunities=()),
        "notes": notes,
        "overall": notes[""],
        "opportunities": opportunities_of(history, attached),
        "drafts": staff_drafts.written(host.place.usage, history.person.id, round_id),
        "stray": _stray(history, framework, round_id, revision),
    }


def _note(
    host: StaffHost,
    staff_drafts: StaffDrafts,
    history: SubmissionHistory,
    place: tuple[str, int],
    area_id: str,
    name: str,
) -> Note:
    round_id, revision = place
    key = DraftKey(host.place.usage, history.person.id, round_id, area_id)
    draft = staff_drafts.draft(key)
    conversations = history.responses.conversations(round_id, revision).get(area_id, ())
    return Note(area_id, name, note_section(area_id, name, draft), draft, conversations)


def _stray(
    history: SubmissionHistory, framework: Framework, round_id: str, revision: int
) -> tuple[Comment, ...]:
    """Return comments on areas that are not in the framework of the snapshot."""
    known = {"", *(area.id for area in framework.areas)}
    return tuple(
        each for each in history.responses.of(round_id, revision) if each.area_id not in known
    )


def opportunities_of(
    history: SubmissionHistory, attached: Attached
) -> list[tuple[Opportunity, tuple[OpportunityStatus, ...]]]:
    """Return opportunities as they stand with what staff have marked, and what can be marked."""
    attached_ones = {each.id: each for each in attached.opportunities}
    opportunities = with_marks(attached_ones, history.responses.marks)
    return [
        (each, tuple(way for way in OPPORTUNITY_STEPS if way in NEXT[each.status]))
        for each in opportunities.values()
    ]


def _others(host: StaffHost, history: SubmissionHistory, round_id: str) -> list[str]:
    """Return the names of others who have a draft for this review."""
    return [
        author.name
        for at_round, author in history.responses.at_work
        if at_round == round_id and author.id != host.author.id
    ]


def _undo(host: StaffHost, history: SubmissionHistory, round_id: str) -> Comment | Decision | None:
    """Return the latest thing that was sent, where whoever looks can still take it back."""
    responses = history.responses
    sent = [each for each in responses.sent if each.round_id == round_id]
    last = max(sent, key=lambda each: each.at, default=None)
    if last is None:
        return None
    try:
        check_undo(
            responses,
            last.press,
            by=host.author.id,
            latest=history.revisions_seen,
            now=host.now(),
        )
    except MatrixError:
        return None
    return last


def _around(host: StaffHost, history: SubmissionHistory, form: Form) -> Mapping[str, Any]:
    """Return who comes before and after in the list that the page was reached from."""
    order = [each.id for each in host.setup.rounds]
    try:
        roster_filter = read_filter(form, rounds=order, cohorts=host.roster.cohorts())
    except Invalid:
        roster_filter = RosterFilter()
    position = read_place(form, "place", least=0)
    before, after = host.roster.around(roster_filter, history.person.id, position)
    return {
        "wanted": roster_filter,
        "before": before,
        "after": after,
        "query": query(roster_filter),
        "place": position,
        "page": position // PAGE_LENGTH + 1,
    }


def _note_access(host: StaffHost, history: SubmissionHistory, round_id: str) -> None:
    """Append to the trail, once for a visit."""
    now, author = host.now(), host.author
    opening = Access(author.name, "review", round_id, now, author.id)
    if not is_noted(trail.read_accesses(history.entries), opening):
        row = trail.write_access(opening)
        host.ledger.append([Entry(Kind.ACCESS, history.person.id, row, now)])
