"""One participant: what they signed off, what was answered, and the drafts of whoever looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from matrix_xblock.codec.common.forms import Form, read_integer, read_text
from matrix_xblock.codec.record import trail
from matrix_xblock.codec.review.status import read_standing, standing_entry
from matrix_xblock.domain.errors import Unreadable
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import NEXT, Opportunity, OpportunityStatus, Reason
from matrix_xblock.domain.record.trail import Access, is_noted
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import (
    Comment,
    Decision,
    Reply,
    can_comment,
    with_marks,
)
from matrix_xblock.domain.review.status import NEEDS_STAFF, RoundStanding
from matrix_xblock.domain.staff.drafts import Draft, DraftKey, StaffDrafts
from matrix_xblock.domain.staff.roster import Neighbour, Person, RosterFilter, Surroundings
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.section import Section
from matrix_xblock.screens.summary import Summary, summary_of
from matrix_xblock.staff.comparison import Comparison, compare
from matrix_xblock.staff.filters import place, query, read_place
from matrix_xblock.staff.last_contact import LastContact, last_contact
from matrix_xblock.staff.my_people import people_asked
from matrix_xblock.staff.outcome import Outcome, Sent, sent_by
from matrix_xblock.staff.pages import staff_page
from matrix_xblock.staff.reviews import PAGE_LENGTH, days_since, filter_meant, time_of
from matrix_xblock.staff.reviews import show as show_reviews
from matrix_xblock.staff.submission_history import SubmissionHistory, open_record

__all__ = [
    "Note",
    "next_review",
    "note_id",
    "note_section",
    "opportunities_of",
    "person_page",
    "show",
    "show_next",
    "what_was_sent",
]

OPPORTUNITY_STEPS = (
    OpportunityStatus.OFFERED,
    OpportunityStatus.AGREED,
    OpportunityStatus.NOT_POSSIBLE,
)
"""What course staff can say of an opportunity; the rest is the participant's to say."""


Conversations = tuple[tuple[Comment, tuple[Reply, ...]], ...]
"""Comments, each with what the participant has replied."""


@wordless
@dataclass(frozen=True)
class Note:
    """The comments on one area, or on the whole review, with the draft of whoever looks."""

    area_id: str
    name: str
    section: Section
    draft: Draft
    conversations: Conversations = ()


Opportunities = tuple[tuple[Opportunity, tuple[OpportunityStatus, ...]], ...]
"""Opportunities, each with what course staff can say of it."""


@wordless
@dataclass(frozen=True)
class PersonScreen:
    """Whose review it is, which one, and what has been answered to it.

    `seen` counts what had happened when it was shown; `press` is the id of the next answer.
    `where` is its status in the queue, `waited` the days that it waits for staff, None where it
    does not. `contact` is when the course team was last in touch with them, about any round.
    """

    history: SubmissionHistory
    person: Person
    round_id: str
    revision: int
    is_latest: bool
    revisions: tuple[int, ...]
    titles: Mapping[str, str]
    decision: Decision | None
    can_comment: bool
    seen: int
    press: str
    others: tuple[str, ...]
    undo: Sent | None
    reasons: tuple[Reason, ...]
    where: str = ""
    waited: int | None = None
    contact: LastContact | None = None


@wordless
@dataclass(frozen=True)
class SignedWords:
    """What was signed off, area by area with its comments: nothing of it where it is unreadable."""

    summary: Summary | None = None
    attached: Attached = field(default_factory=Attached)
    notes: Mapping[str, Note] = field(default_factory=dict)
    overall: Note | None = None
    opportunities: Opportunities = ()
    drafts: Mapping[str, str] = field(default_factory=dict)
    stray: tuple[Comment, ...] = ()
    comparison: Comparison = field(default_factory=Comparison)
    is_unreadable: bool = False


@wordless
@dataclass(frozen=True)
class Neighbours:
    """The part of the queue that the page was reached from, and what comes before and after."""

    roster_filter: RosterFilter
    around: Surroundings
    query: Mapping[str, str]
    place: int
    page: int


def show(host: StaffHost, form: Form) -> Page:
    """Show one participant."""
    history = open_record(host, read_text(form, "participant"))
    order = [each.id for each in host.setup.rounds]
    round_id = history.round_asked(order, read_text(form, "at"))
    revision = read_integer(form, "revision") if form.get("revision") else 0
    return person_page(host, history, host.load_drafts(), form, round_id, revision)


def person_page(
    host: StaffHost,
    history: SubmissionHistory,
    staff_drafts: StaffDrafts,
    form: Form,
    round_id: str,
    revision: int = 0,
    *,
    outcome: Outcome | None = None,
    status: int = 200,
) -> Page:
    """Show what was signed off as that revision, 0 for the latest.

    Every answer that shows a record is made here, so that it is in the trail whoever asked how.
    """
    revision = revision or history.latest_revision(round_id)
    neighbours = _around(host, history.person.id, round_id, form)
    standing = _standing(host, history, round_id, revision)
    shown = _screen(host, history, round_id, revision, neighbours.place)
    where = standing.status.value if standing else ""
    shown = replace(shown, where=where, waited=_waited(host, standing))
    try:
        words = _words(host, history, staff_drafts, round_id, revision)
    except Unreadable:
        words = SignedWords(is_unreadable=True)
    _note_access(host, history, round_id)
    outcome = outcome or Outcome()
    return staff_page(
        host,
        "reviews",
        "person",
        shown,
        beside=(neighbours, words, outcome),
        status=status,
        place=_address(shown, neighbours),
        described_by=tuple(_described_by(neighbours, outcome)),
    )


def _described_by(neighbours: Neighbours, outcome: Outcome) -> Iterator[str]:
    """Yield what is heard with the name: where in the list this is, and what was just done."""
    if neighbours.around.here is not None:
        yield "place"
    if outcome.is_next:
        yield "sent"


def _screen(
    host: StaffHost,
    history: SubmissionHistory,
    round_id: str,
    revision: int,
    place: int,
) -> PersonScreen:
    is_latest = revision == history.latest_revision(round_id)
    decision = history.responses.decision(round_id, revision)
    return PersonScreen(
        # What was taken back is in the rows, and on no page.
        history=replace(history, entries=()),
        person=history.person,
        round_id=round_id,
        revision=revision,
        is_latest=is_latest,
        revisions=history.revisions(round_id),
        titles=host.setup.titles,
        decision=decision,
        can_comment=is_latest and can_comment(decision),
        seen=history.responses.seen(round_id),
        press=host.new_id(),
        others=_others(host, history, round_id),
        undo=_undo(host, history, round_id, place),
        reasons=tuple(Reason),
        contact=last_contact(history.entries),
    )


def _standing(
    host: StaffHost, history: SubmissionHistory, round_id: str, revision: int
) -> RoundStanding | None:
    """Return where a round stands after all rows that were read; nothing of an earlier version."""
    if revision != history.latest_revision(round_id):
        return None
    order = [each.id for each in host.setup.rounds]
    sources = history.standing_sources()
    entry = standing_entry(history.person.id, sources, rounds=order, now=host.now())
    return read_standing(entry.body).rounds.get(round_id)


def _waited(host: StaffHost, standing: RoundStanding | None) -> int | None:
    """Return the days that a review waits for staff."""
    if standing is None or standing.status not in NEEDS_STAFF:
        return None
    return days_since(host, time_of(standing))


def _address(shown: PersonScreen, neighbours: Neighbours) -> Mapping[str, str]:
    """Say what the page shows and where in the list it was reached from, for its address."""
    return {
        "participant": shown.person.id,
        "at": shown.round_id,
        "revision": "" if shown.is_latest else str(shown.revision),
        "place": str(neighbours.place or ""),
        **place(neighbours.roster_filter),
    }


def note_id(area_id: str) -> str:
    """Name the form of a comment on an area; the one on the whole review has none."""
    return f"note-{area_id}" if area_id else "overall"


def note_section(area_id: str, name: str, draft: Draft) -> Section:
    """Describe the form of a comment."""
    return Section(note_id(area_id), name, draft.version.revision, ("text",))


def _words(
    host: StaffHost,
    history: SubmissionHistory,
    staff_drafts: StaffDrafts,
    round_id: str,
    revision: int,
) -> SignedWords:
    """Return what was signed off, area by area with its comments."""
    review, framework, attached = history.signed_off(round_id, revision)
    areas = [(area.id, area.name) for area in framework.areas]
    notes = {
        key: _note(host, staff_drafts, history, (round_id, revision), key, name)
        for key, name in [*areas, ("", "")]
    }
    return SignedWords(
        summary=summary_of(framework, review),
        attached=replace(attached, opportunities=()),
        notes=notes,
        overall=notes[""],
        opportunities=opportunities_of(history, attached),
        drafts=staff_drafts.written(host.place.usage, history.person.id, round_id),
        stray=_stray(history, framework, round_id, revision),
        comparison=compare(history, host.setup.titles, round_id, revision),
    )


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


def opportunities_of(history: SubmissionHistory, attached: Attached) -> Opportunities:
    """Return opportunities as they stand with what staff have marked, and what can be marked."""
    attached_ones = {each.id: each for each in attached.opportunities}
    opportunities = with_marks(attached_ones, history.responses.marks)
    return tuple(
        (each, tuple(way for way in OPPORTUNITY_STEPS if way in NEXT[each.status]))
        for each in opportunities.values()
    )


def _others(host: StaffHost, history: SubmissionHistory, round_id: str) -> tuple[str, ...]:
    """Return the names of others who have a draft for this review."""
    return tuple(
        author.name
        for at_round, author in history.responses.at_work
        if at_round == round_id and author.id != host.author.id
    )


def _undo(host: StaffHost, history: SubmissionHistory, round_id: str, place: int) -> Sent | None:
    """Return the latest thing that was sent, where whoever looks can still take it back."""
    sent = [each for each in history.responses.sent if each.round_id == round_id]
    last = max(sent, key=lambda each: each.at, default=None)
    if last is None:
        return None
    latest = what_was_sent(host, history, last.press, place)
    return latest if latest and latest.until else None


def what_was_sent(
    host: StaffHost, history: SubmissionHistory, press: str, place: int
) -> Sent | None:
    """Return what a press has sent to a participant, as whoever looks may take it back."""
    sent = sent_by(
        history.responses,
        press,
        history.person,
        by=host.author.id,
        latest=history.revisions_seen,
        now=host.now(),
        place=place,
    )
    return sent and replace(sent, is_notified=host.notifications.is_on)


def _around(host: StaffHost, participant: str, round_id: str, form: Form) -> Neighbours:
    """Return what comes before and after in the list that the page was reached from."""
    host = people_asked(host, form)
    roster_filter = filter_meant(host, form)
    position = read_place(form, "place", least=0)
    around = host.roster.around(roster_filter, participant, round_id, position)
    position = position if around.here is None else around.here
    page = position // PAGE_LENGTH + 1
    return Neighbours(roster_filter, around, query(roster_filter), position, page)


def next_review(host: StaffHost, participant: str, round_id: str, form: Form) -> Neighbour:
    """Return what comes after a review in its list; nobody, at the place itself, at the end.

    Ask before it is answered: an answer may move it.
    """
    neighbours = _around(host, participant, round_id, form)
    return neighbours.around.after or Neighbour("", "", neighbours.place)


def show_next(host: StaffHost, form: Form, to: Neighbour, outcome: Outcome) -> Page:
    """Show the next review of the list that can be decided, else the list, with what was done.

    What is decided already may be in the list as well: a reply waits, or an opportunity is wanted.
    It stays there. Of a long row of these the first page is passed over.
    """
    for _ in range(PAGE_LENGTH):
        form = {**form, "place": [str(to.place)], "page": [str(to.place // PAGE_LENGTH + 1)]}
        if not to.participant:
            break
        history = open_record(host, to.participant)
        revision = history.latest_revision(to.round_id)
        if revision and history.responses.decision(to.round_id, revision) is None:
            shown = replace(outcome, is_next=True)
            drafts = host.load_drafts()
            return person_page(host, history, drafts, form, to.round_id, outcome=shown)
        to = next_review(host, to.participant, to.round_id, form)
    return show_reviews(host, form, outcome)


def _note_access(host: StaffHost, history: SubmissionHistory, round_id: str) -> None:
    """Append to the trail, once for a visit."""
    now, author = host.now(), host.author
    opening = Access(author.name, "review", round_id, now, author.id)
    if not is_noted(trail.read_accesses(history.entries), opening):
        row = trail.write_access(opening)
        host.ledger.append([Entry(Kind.ACCESS, history.person.id, row, now)])
