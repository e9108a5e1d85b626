"""Everything that is held about somebody: to read, take along, print, and let go of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.contact.reminder_rows import read_reminders
from matrix_xblock.codec.figures.releases import read_releases
from matrix_xblock.codec.plans.interest import read_interests
from matrix_xblock.codec.record import portable, trail
from matrix_xblock.codec.review.counted_choices import counted_entry, read_counted
from matrix_xblock.domain.contact import reminder
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog, Goal, Totals
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record.record import ImportedReview, Record
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Access, Consent, latest
from matrix_xblock.domain.review.counted_choices import latest as latest_counted
from matrix_xblock.domain.review.counted_choices import without_consent, without_consents
from matrix_xblock.domain.review.review import Answers, ArchivedAnswers
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, RELEASES, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import picture, rounds_in_words
from matrix_xblock.participant.frame import on_paper, tab_page
from matrix_xblock.participant.record_import import holdings_of
from matrix_xblock.participant.review_context import (
    ReviewContext,
    load_context,
    with_record,
    with_rows,
)
from matrix_xblock.participant.rounds_in_words import (
    AnswerShown,
    CountedShown,
    RoundShown,
    SharedRound,
)
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Download, Page
from matrix_xblock.screens.picture import Picture

__all__ = [
    "delete_drafts",
    "download",
    "portfolio",
    "save_consent",
    "show",
    "withdraw_choice",
    "words",
]


Private = Mapping[str, Mapping[str, Answers]]
"""Private answers, by block and round."""

SHARED = (
    Kind.SUMMARY,
    Kind.SNAPSHOT,
    Kind.ACCESS,
    Kind.CONSENT,
    Kind.COUNTED,
    Kind.INTEREST,
    Kind.REMINDER,
)
"""What was shared, who has opened it, what was consented to, and what course staff know."""
WORDS = (*SHARED, Kind.RESPONSE)
"""Everything that the ledger says of somebody."""


@wordless
@dataclass(frozen=True)
class RecordScreen:
    """What there is about somebody, by who can see it: mostly how much of it."""

    drafts: tuple[str, ...]
    has_drafts: bool
    shared: tuple[SharedRound, ...]
    asked_for: tuple[Opportunity, ...]
    comments: int
    replies: int
    private_count: int
    log: Totals
    steps: int
    opportunities: int
    notes: tuple[str, ...]
    past: tuple[ImportedReview, ...]
    accesses: tuple[tuple[Access, str], ...]
    reminders: tuple[tuple[Reminder, str], ...]
    releases: tuple[tuple[Release, str], ...]
    consent: Consent | None
    has_consent: bool
    counted: tuple[CountedShown, ...]


@wordless
@dataclass(frozen=True)
class RecordOutcome:
    """What has just been done, consent or deletion, or what was wrong with it."""

    done: str = ""
    problems: tuple[Problem, ...] = ()


@wordless
@dataclass(frozen=True)
class PlansAndLog:
    """Next steps, opportunities, summaries of years and CPD, as they stand on paper."""

    steps: tuple[NextStep, ...]
    opportunities: tuple[Opportunity, ...]
    entries: tuple[CpdEntry, ...]
    totals: Totals
    goal: Goal | None
    columns: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]


@wordless
@dataclass(frozen=True)
class EveryWord:
    """Every word of somebody's record, and who has read it."""

    name: str
    now: datetime
    signed_rounds: tuple[RoundShown, ...]
    drafts: tuple[RoundShown, ...]
    earlier_rounds: tuple[RoundShown, ...]
    archived: tuple[RoundShown, ...]
    answers: tuple[AnswerShown, ...]
    asked_for: tuple[Opportunity, ...]
    private: tuple[tuple[str, str], ...]
    accesses: tuple[Access, ...]
    reminders: tuple[tuple[Reminder, str], ...]
    releases: tuple[tuple[Release, str], ...]
    consents: tuple[Consent, ...]
    counted: tuple[CountedShown, ...]


@wordless
@dataclass(frozen=True)
class RoundsDrawn:
    """All rounds as a picture, where one is signed off."""

    picture: Picture | None


def show(host: Host, form: Form) -> Page:
    """Show everything that is held, by who can see it."""
    del form
    return _page(host, load_context(host, "", also=SHARED), host.load_every_private())


def words(host: Host, form: Form) -> Page:
    """Show every word of it."""
    del form
    review_context = load_context(host, "", also=WORDS)
    words, plans = _everything(host, review_context)
    return tab_page(
        review_context,
        "record",
        "record/words",
        words,
        beside=(plans,),
        address="record-words",
    )


def download(host: Host, form: Form) -> Download | Page:
    """Give everything as a file: to read, or for another block."""
    review_context = load_context(host, "", also=WORDS)
    if forms.read_text(form, "format") != "json":
        words, plans = _everything(host, review_context)
        paper = on_paper(host, review_context, review_context.setup.framework)
        template, name = "participant/record/download.html", "my-record.html"
        return Page(template, words, filename=name, beside=(plans, *paper))
    entries = _entries(host, review_context)
    body = portable.write(
        holdings_of(host, review_context),
        place=host.place,
        participant=host.participant.id,
        salt=host.new_id(),
        now=review_context.now,
        consents=trail.read_consents(entries),
        accesses=trail.read_accesses(entries),
        rows=rounds_in_words.earlier_rows(entries),
    )
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Download(content, "application/json", "my-record.json")


def save_consent(host: Host, form: Form) -> Page:
    """Give consent to research, or withdraw it. Saying the same again changes nothing."""
    review_context = load_context(host, "", also=SHARED)
    given = forms.read_text(form, "given")
    if given not in {"yes", "no"}:
        raise Invalid(Problem("given", "unknown_choice"))
    is_given = given == "yes"
    now = latest(trail.read_consents(review_context.entries))
    # Consent to an older text is none, but it can be withdrawn.
    is_same_text = now is not None and now.text == RESEARCH_TEXT
    has_consent = now is not None and now.is_given and (is_same_text or not is_given)
    if is_given != has_consent:
        row = trail.write_consent(Consent(is_given, RESEARCH_TEXT, review_context.now))
        entry = Entry(Kind.CONSENT, host.participant.id, row, review_context.now)
        host.ledger.append([entry])
        review_context = with_rows(review_context, entry)
    return _page(host, review_context, host.load_every_private(), RecordOutcome("consent"))


def withdraw_choice(host: Host, form: Form) -> Page:
    """Take a choice out of the figures that are yet to be made. Twice is once.

    The box beside the question is not ticked any more either, so that no later sign-off counts it.
    """
    round_id, question = forms.read_text(form, "round"), forms.read_text(form, "question")
    # In the lock of a sign-off, which would copy the choice once more.
    with host.transaction(), host.ledger.lock(host.participant.id):
        review_context = load_context(host, "", also=SHARED)
        counted = latest_counted(read_counted(review_context.entries)).get((round_id, question))
        if counted and counted.choices:
            taken_back = replace(counted, choices=(), at=review_context.now)
            entry = counted_entry(host.participant.id, taken_back)
            host.ledger.append([entry])
            private = without_consent(host.load_private(round_id), question)
            host.save_private(round_id, private)
            review_context = with_rows(review_context, entry)
    return _page(host, review_context, host.load_every_private(), RecordOutcome("withdrawn"))


def delete_drafts(host: Host, form: Form) -> Page:
    """Delete what was never signed off, private answers to it included."""
    review_context = load_context(host, "", also=SHARED)
    private = dict(host.load_every_private())
    if forms.read_text(form, "confirm") != "yes":
        outcome = RecordOutcome(problems=(Problem("confirm", "confirm_deletion"),))
        return replace(_page(host, review_context, private, outcome), status=422)
    drafts = _drafts(review_context)
    reviews = {
        key: replace(each, archived=ArchivedAnswers())
        for key, each in review_context.record.reviews.items()
        if key not in drafts
    }
    here = private.get(host.place.usage, {})
    private[host.place.usage] = {key: answers for key, answers in here.items() if key not in drafts}
    past = tuple(each for each in review_context.record.past if each.review.was_signed_off)
    record = replace(review_context.record, reviews=reviews, past=past)
    private = {usage: rounds for usage, rounds in private.items() if rounds}
    with host.transaction():
        host.save(record)
        host.save_every_private(private)
    fresh = with_record(review_context, record)
    return _page(host, fresh, private, RecordOutcome("deleted"))


def portfolio(host: Host, form: Form) -> Page:
    """Show all rounds and plans as pages for paper."""
    del form
    review_context = load_context(host, "", also=WORDS)
    words, plans = _everything(host, review_context)
    framework, stops = review_context.setup.framework, picture.stops_of(review_context)
    drawn = RoundsDrawn(picture.of_rounds(framework, stops))
    paper = on_paper(host, review_context, framework)
    return Page("participant/record/portfolio.html", words, beside=(plans, drawn, *paper))


def _entries(host: Host, review_context: ReviewContext) -> tuple[Entry, ...]:
    """Return the participant's rows, with files of everybody since they can be in one."""
    own = review_context.entries
    since = trail.first_shared(own)
    if since is None:
        return own
    lines = host.ledger.entries(EVERYBODY, Kind.ACCESS)
    return (*own, *trail.lines_about(host.participant.id, since, lines))


def _drafts(review_context: ReviewContext) -> frozenset[str]:
    """Return the rounds that are being written and were never signed off."""
    return review_context.record.in_progress - review_context.record.signed_off


def _page(
    host: Host,
    review_context: ReviewContext,
    private: Private,
    outcome: RecordOutcome | None = None,
) -> Page:
    entries = _entries(host, review_context)
    accesses = trail.read_accesses(entries)
    record, log = review_context.record, host.load_cpd()
    titles = review_context.setup.titles
    consent = latest(trail.read_consents(entries))
    drafts = _drafts(review_context)
    shown = RecordScreen(
        drafts=tuple(titles.get(key, key) for key in record.reviews if key in drafts),
        has_drafts=bool(drafts)
        or any(each.archived for each in record.reviews.values())
        or any(not each.review.was_signed_off for each in record.past),
        shared=tuple(rounds_in_words.shared_rounds(review_context, entries, accesses)),
        asked_for=_asked_for(record, entries),
        comments=len(review_context.responses.comments),
        replies=len(review_context.responses.replies),
        private_count=_private_count(private),
        log=cpd.totals(log.glances.values()),
        steps=len(record.next_steps),
        opportunities=len(record.opportunities),
        notes=tuple(key for key, note in record.year_notes.items() if note.text),
        past=record.past,
        accesses=tuple((each, titles.get(each.round_id, "")) for each in accesses),
        reminders=_reminders(entries, titles),
        releases=_releases(host, entries, titles),
        consent=consent,
        has_consent=consent is not None and consent.is_given and consent.text == RESEARCH_TEXT,
        counted=rounds_in_words.counted_in_words(review_context, entries),
    )
    beside = (outcome or RecordOutcome(),)
    return tab_page(review_context, "record", "record/record", shown, beside=beside)


def _asked_for(record: Record, entries: Sequence[Entry]) -> tuple[Opportunity, ...]:
    """Return what they have told course staff that they would like, in their own words of today."""
    interests = read_interests(entries).values()
    ids = [each.opportunity for each in interests if each.opportunity in record.opportunities]
    return tuple(record.opportunities[key] for key in ids)


def _reminders(
    entries: Sequence[Entry], titles: Mapping[str, str]
) -> tuple[tuple[Reminder, str], ...]:
    """Return the reminders that went out, latest first, each with the title of its round."""
    went_out = reversed(reminder.sent(read_reminders(entries)))
    return tuple((each, titles.get(each.round_id, each.round_id)) for each in went_out)


def _releases(
    host: Host, entries: Sequence[Entry], titles: Mapping[str, str]
) -> tuple[tuple[Release, str], ...]:
    """Return the releases of figures with their review in it, the latest first.

    That is so where they had signed the round off by then. Releases themselves say of nobody
    whether they are in one.
    """
    signed: dict[object, datetime] = {}
    for each in entries:
        if each.kind is Kind.SUMMARY:
            signed.setdefault(each.body.get("round"), each.at)
    if not signed:
        return ()
    rows = host.ledger.entries(RELEASES, Kind.RELEASE)
    made = reversed(read_releases(each.body for each in rows).made)
    return tuple(
        (each, titles.get(each.round_id, each.titles[each.round_id]))
        for each in made
        if each.round_id in signed and signed[each.round_id] <= each.at
    )


def _private_count(private: Private) -> int:
    every = (answers for rounds in private.values() for answers in rounds.values())
    return sum(len(without_consents(answers).values) for answers in every)


def _everything(host: Host, review_context: ReviewContext) -> tuple[EveryWord, PlansAndLog]:
    record, framework = review_context.record, review_context.setup.framework
    entries = _entries(host, review_context)
    signed, earlier = rounds_in_words.signed_rounds(review_context, entries)
    past = [rounds_in_words.past_round(framework, each) for each in record.past]
    rounds_shown = [*signed, *(each for each in past if each.review.signed_off_at)]
    words = EveryWord(
        name=host.participant.name,
        now=review_context.now,
        signed_rounds=tuple(sorted(rounds_shown, key=lambda each: str(each.review.signed_off_at))),
        drafts=(
            *(
                rounds_in_words.draft_round(review_context, each)
                for each in record.reviews.values()
                if each.is_editable
            ),
            *(each for each in past if not each.review.signed_off_at),
        ),
        earlier_rounds=tuple(earlier),
        archived=tuple(rounds_in_words.archived_rounds(review_context)),
        answers=tuple(rounds_in_words.answers(review_context, entries)),
        asked_for=_asked_for(record, entries),
        private=tuple(
            rounds_in_words.private_in_words(framework, host.load_every_private(), label=host.label)
        ),
        accesses=trail.read_accesses(entries),
        reminders=_reminders(entries, review_context.setup.titles),
        releases=_releases(host, entries, review_context.setup.titles),
        consents=trail.read_consents(entries),
        counted=rounds_in_words.counted_in_words(review_context, entries),
    )
    return words, _plans_and_log(record, host.load_cpd())


def _plans_and_log(record: Record, log: CpdLog) -> PlansAndLog:
    glances = cpd.matching(log, cpd.Filter())
    return PlansAndLog(
        steps=tuple(record.next_steps.values()),
        opportunities=tuple(record.opportunities.values()),
        entries=log.readable(each.id for each in glances),
        totals=cpd.totals(glances),
        goal=log.goal,
        columns=tuple(log.columns),
        notes=tuple((key, note.text) for key, note in record.year_notes.items() if note.text),
    )
