"""The use-cases: load, decide, save, publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.plans.board import read_posts
from matrix_xblock.codec.review import ledger as rows
from matrix_xblock.codec.review import review_form
from matrix_xblock.codec.review.counted_choices import counted_entry, read_counted
from matrix_xblock.codec.review.ledger import mode_in_force
from matrix_xblock.codec.review.opportunity_rows import asks_of, opportunities_entry
from matrix_xblock.codec.review.responses import write_resumed
from matrix_xblock.codec.review.status import SOURCES, latest_revisions, standing_entry
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.facts import Fact, StepMoved
from matrix_xblock.domain.framework.framework import Prompt
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.next_step import Steps
from matrix_xblock.domain.record import engagement
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.record.sign_off import CountedSignOff, counted
from matrix_xblock.domain.review import counted_choices, planned_step, returns
from matrix_xblock.domain.review import review as rules
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.changes import Changes, changes_since
from matrix_xblock.domain.review.review import Answers, Review, Status, shared_part
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import (
    attaching,
    cpd,
    cpd_import,
    my_record,
    plans,
    progress,
    reading,
)
from matrix_xblock.participant.frame import Missing, on_paper
from matrix_xblock.participant.pages import (
    answers_refused_page,
    check_page,
    conflict_page,
    drawn,
    next_page,
    refused_page,
    revision_page,
    saved_page,
    signed_off_page,
)
from matrix_xblock.participant.review_context import (
    ReviewContext,
    as_shared,
    as_signed_off,
    attached,
    check_editable,
    check_open,
    find_area,
    load_context,
    standing_sources,
)
from matrix_xblock.participant.writing import (
    area_page,
    questions_page,
    section_page,
    whole_page,
)
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.matrix import area_differences, area_section
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.prompts import prompt_differences, prompt_section

__all__ = ["save_answers", "save_area", "save_private", "sheet", "show", "sign_off", "start"]


SCREENS: Mapping[str, Callable[[Host, Form], Page]] = {
    "cpd": cpd.show,
    "cpd-entry": cpd.show_entry,
    "cpd-import": cpd_import.show,
    "steps": plans.show,
    "step": plans.show_step,
    "opportunity": plans.show_opportunity,
    "progress": progress.show,
    "reading": reading.show,
    "record": my_record.show,
    "record-words": my_record.words,
}
"""The screens of the other tabs. Any other name is a screen of the review."""


def _show_whole(host: Host, review_context: ReviewContext, form: Form) -> Page:
    del form
    return whole_page(host, review_context)


def _show_area(host: Host, review_context: ReviewContext, form: Form) -> Page:
    del host
    came_from = forms.read_text(form, "from")
    return area_page(review_context, forms.read_text(form, "area"), came_from=came_from)


def _show_questions(host: Host, review_context: ReviewContext, form: Form) -> Page:
    is_private = forms.read_text(form, "screen") == "private"
    came_from = forms.read_text(form, "from")
    return questions_page(host, review_context, is_private=is_private, came_from=came_from)


def _show_check(host: Host, review_context: ReviewContext, form: Form) -> Page:
    del form
    return check_page(host, review_context)


WRITING: Mapping[str, Callable[[Host, ReviewContext, Form], Page]] = {
    "area": _show_area,
    "check": _show_check,
    "private": _show_questions,
    "questions": _show_questions,
    "whole": _show_whole,
}
"""The screens of a review that can be written in."""


def show(host: Host, form: Form) -> Page:
    """Show a screen: by default the one that the participant needs next, else the one asked for.

    Addresses are kept, typed and sent on: one that leads nowhere leads to where the review stands.
    """
    if forms.read_text(form, "screen") == "section":
        review_context = load_context(host, forms.read_text(form, "round"))
        return section_page(host, review_context, forms.read_text(form, "section"))
    try:
        return _screen(host, form)
    except Unknown as missing:
        page = next_page(host, load_context(host, ""))
        return replace(page, beside=(*page.beside, Missing(missing.problems)), status=404)


def _screen(host: Host, form: Form) -> Page:
    screen = forms.read_text(form, "screen")
    if screen in SCREENS:
        return SCREENS[screen](host, form)
    review_context = load_context(host, forms.read_text(form, "round"))
    if screen == "revision":
        return revision_page(host, review_context, forms.read_integer(form, "revision"))
    if screen in WRITING and review_context.is_writable:
        return WRITING[screen](host, review_context, form)
    return next_page(host, review_context)


def start(host: Host, form: Form) -> Page:
    """Begin the round, having been shown the notice."""
    review_context = load_context(host, forms.read_text(form, "round"))
    check_open(review_context)
    setup = review_context.setup
    begun, fact = rules.start(
        review_context.review,
        framework=setup.framework,
        notice=setup.notice_version,
        now=review_context.now,
        title=review_context.round.title,
    )
    if review_context.review.is_editable and begun != review_context.review:
        _keep(host, review_context, begun)
    elif begun != review_context.review:
        record = review_context.record.with_review(begun)
        total = engagement.totals(record, setup.rounds, setup.credit)
        with host.transaction():
            _tell_begun(host, review_context)
            host.save(record)
            host.publish(replace(fact, completion=total.completion))
    return next_page(host, replace(review_context, review=begun))


def save_area(host: Host, form: Form) -> Page:
    """Keep one area, or show what is wrong, or both versions where another tab was first."""
    review_context = load_context(host, forms.read_text(form, "round"), is_alone=True)
    check_open(review_context)
    framework = review_context.setup.framework
    answer = review_form.read_area(form)
    save = forms.read_save(form)
    area = find_area(framework, forms.read_text(form, "area"))
    saved = review_context.review.area(area.id)
    try:
        review = rules.rate(
            review_context.review, framework, area.id, answer, save=save, now=review_context.now
        )
    except Invalid as refused:
        return refused_page(review_context, area_section(area, saved), refused.problems)
    except Stale:
        differences = area_differences(framework, saved, answer)
        screen_of = area.id if forms.read_text(form, "alone") else ""
        return conflict_page(
            review_context, area_section(area, saved), differences, screen_of=screen_of
        )
    if review is not review_context.review:
        _keep(host, review_context, review)
    return saved_page(review_context, review, area_section(area, review.area(area.id)))


def save_answers(host: Host, form: Form) -> Page:
    """Keep the answers to the review prompts that course staff see after sign-off."""
    review_context = load_context(host, forms.read_text(form, "round"), is_alone=True)
    check_editable(review_context)
    saved = review_context.review.answers
    outcome = _answered(saved, review_context, form, is_private=False, today=host.today())
    if isinstance(outcome, Page):
        return outcome
    answers, steps = outcome
    review = review_context.review
    if answers is not saved:
        review = replace(review, answers=answers, saved_at=review_context.now)
        _keep(host, _with_steps(review_context, steps), review, *_planned(review_context, steps))
    section = prompt_section(
        review_context.setup.framework.shared_prompts, answers, is_private=False
    )
    return saved_page(review_context, review, section)


def save_private(host: Host, form: Form) -> Page:
    """Keep the private answers: in a field of their own, never in a review."""
    review_context = load_context(host, forms.read_text(form, "round"), is_alone=True)
    check_editable(review_context)
    saved = host.load_private(review_context.round.id)
    outcome = _answered(saved, review_context, form, is_private=True, today=host.today())
    if isinstance(outcome, Page):
        return outcome
    answers, _ = outcome
    if answers is not saved:
        host.save_private(review_context.round.id, answers)
    section = prompt_section(
        review_context.setup.framework.private_prompts, answers, is_private=True
    )
    return saved_page(
        review_context, replace(review_context.review, saved_at=review_context.now), section
    )


def sign_off(host: Host, form: Form) -> Page:
    """Sign the review off: ledger, state, grade, completion and event together, or nothing.

    Pressing twice is harmless: a review that is signed off already is shown again.
    """
    revision = forms.read_integer(form, "revision")
    # Decided in the lock: course staff may be taking a return back at this moment.
    with host.transaction(), host.ledger.lock(host.participant.id):
        also = (*SOURCES, Kind.SNAPSHOT, Kind.INTEREST, Kind.COUNTED)
        review_context = load_context(host, forms.read_text(form, "round"), also=also)
        review = review_context.review
        if review.status is Status.SIGNED_OFF and revision <= review.revision:
            return signed_off_page(host, review_context, is_new=True)
        check_open(review_context)
        log, private = host.load_cpd(), _private(host, review_context)
        agreed = counted_choices.agreed(review_context.setup.framework, private)
        if changed := _changed_since(form, review, private if agreed else None):
            return replace(check_page(host, review_context, changed, form, log=log), status=409)
        try:
            done = _finished(review_context, form, revision)
            chosen = attaching.chosen(log, review_context, form)
            if forms.read_text(form, "unasked"):  # it named gaps, which are filled by now
                return check_page(host, review_context, form=form, log=log)
        except Invalid as refused:
            page = check_page(host, review_context, refused.problems, form, log=log)
            return replace(page, status=422)
        signed = _counted(host, review_context, done, chosen)
        entries = _ledger_entries(host, review_context, signed, chosen)
        entries += _counted_entries(host, review_context, agreed)
        host.ledger.append(entries)
        host.save(signed.record)
        host.publish(signed.fact)
    after = replace(review_context, record=signed.record, review=signed.review, entries=entries)
    return signed_off_page(host, after, is_new=True)


@wordless
@dataclass(frozen=True)
class ConversationSheet:
    """What went with a review."""

    attached: Attached


def sheet(host: Host, form: Form) -> Page:
    """Show the conversation sheet: one page to print and take to a conversation."""
    review_context = load_context(host, forms.read_text(form, "round"))
    if review_context.review.status is Status.NOT_STARTED:
        raise Locked(Problem("review", "not_started"))
    review, framework = as_signed_off(host, review_context)
    is_signed_off = review.status is Status.SIGNED_OFF
    went = attached(host, review_context, review.revision) if is_signed_off else Attached()
    picture = drawn(review_context, review, framework)
    paper = on_paper(host, review_context, framework)
    return Page("participant/sheet.html", ConversationSheet(went), beside=(picture, *paper))


def _answered(
    saved: Answers, review_context: ReviewContext, form: Form, *, is_private: bool, today: date
) -> tuple[Answers, Steps] | Page:
    """Decide about answers to prompts and what they plan, or give a page that says why not."""
    framework = review_context.setup.framework
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    given = review_form.read_answers(form, prompts)
    save = forms.read_save(form)
    section = prompt_section(prompts, saved, is_private=is_private)
    try:
        answers = rules.answer(saved, prompts, given, save=save)
        return answers, _steps(review_context, prompts, saved, answers, today=today)
    except Invalid as refused:
        typed = planned_step.days_typed(given, refused.problems)
        return answers_refused_page(review_context, section, refused.problems, typed=typed)
    except Stale:
        return conflict_page(
            review_context, section, prompt_differences(prompts, saved.values, given)
        )


def _steps(
    review_context: ReviewContext,
    prompts: tuple[Prompt, ...],
    saved: Answers,
    answers: Answers,
    *,
    today: date,
) -> Steps:
    """Decide what the answers add to the next steps, or take back."""
    review = review_context.review
    return planned_step.follow(
        review_context.record.next_steps,
        prompts,
        saved=saved.values,
        answers=answers.values,
        beginning=planned_step.beginning_of(review.round_id, review.started_at),
        was_signed_off=review.was_signed_off,
        now=review_context.now,
        today=today,
    )


def _with_steps(review_context: ReviewContext, steps: Steps) -> ReviewContext:
    return replace(review_context, record=replace(review_context.record, next_steps=steps))


def _planned(review_context: ReviewContext, steps: Steps) -> tuple[Fact, ...]:
    """Say which steps are new."""
    new = steps.keys() - review_context.record.next_steps.keys()
    return tuple(StepMoved(steps[key].status.value) for key in sorted(new))


def _private(host: Host, review_context: ReviewContext) -> Answers:
    """Load the private answers where one may be counted with consent; else they are left alone."""
    may_be_counted = bool(review_context.setup.framework.counted_prompts)
    return host.load_private(review_context.round.id) if may_be_counted else Answers()


def _changed_since(form: Form, review: Review, counted: Answers | None) -> tuple[Problem, ...]:
    """Say so where the review is not what the page has shown, as far as the page says what it was.

    Somebody signs off what they have read: words that another tab saved since are read first. What
    is `counted` of private answers is never more than a page has said.
    """
    is_same = "saves" not in form or forms.read_integer(form, "saves") == review.saves
    if counted is not None:
        seen = forms.read_integer(form, "private_saves") if "private_saves" in form else None
        is_same = is_same and seen == counted.version.revision
    return () if is_same else (Problem("saves", "review_changed"),)


def _counted_entries(
    host: Host, review_context: ReviewContext, agreed: Mapping[str, tuple[str, ...]]
) -> tuple[Entry, ...]:
    """Write the choices that are counted from now on, and those that no longer are."""
    before = read_counted(review_context.entries)
    round_id, now = review_context.round.id, review_context.now
    rows = counted_choices.signed_off(before, round_id, agreed, now)
    return tuple(counted_entry(host.participant.id, each) for each in rows)


def _finished(review_context: ReviewContext, form: Form, revision: int) -> Review:
    """Decide about a sign-off of the revision that the page has shown."""
    return rules.sign_off(
        review_context.review,
        review_context.setup.framework,
        revision=revision,
        now=review_context.now,
        title=review_context.round.title,
        sharing=review_context.setup.sharing,
        promised=_promised(form),
    )


def _with(review_context: ReviewContext, review: Review) -> Record:
    """Return the record with that review, as it is kept."""
    return review_context.record.with_review(returns.to_keep(review, review_context.responses))


def _keep(host: Host, review_context: ReviewContext, review: Review, *facts: Fact) -> None:
    """Keep a review. With its first change a return can no longer be taken back."""
    returned = review.returned
    if returned is None or not returns.is_first_change(
        review_context.review, review_context.responses
    ):
        with host.transaction():
            host.save(_with(review_context, review))
            for fact in facts:
                host.publish(fact)
        return
    who, now = host.participant.id, review_context.now
    with host.transaction(), host.ledger.lock(who):
        check_editable(load_context(host, review.round_id))
        row = write_resumed(review.round_id, returned.revision, now)
        host.ledger.append([Entry(Kind.RESPONSE, who, row, now)])
        host.save(_with(review_context, review))
        for fact in facts:
            host.publish(fact)


def _promised(form: Form) -> Sharing:
    """Read what the page has said that course staff see.

    One that says nothing is of a version that knew nothing less than everything.
    """
    promised = forms.read_text(form, "sharing")
    return next((each for each in Sharing if each == promised), Sharing.EVERYTHING)


def _counted(
    host: Host, review_context: ReviewContext, done: Review, chosen: Attached
) -> CountedSignOff:
    latest = latest_revisions(standing_sources(review_context)).get(done.round_id)
    return counted(
        review_context.record,
        done,
        review_context.setup,
        responses=review_context.responses,
        latest=int(latest["revision"]) if latest else 0,
        attached=len(chosen.done),
        mode=mode_in_force(review_context.setup, host.ledger),
    )


def _ledger_entries(
    host: Host,
    review_context: ReviewContext,
    signed: CountedSignOff,
    chosen: Attached,
) -> tuple[Entry, ...]:
    """Write the rows of a sign-off, and where the participant stands after it."""
    who = host.participant.id
    setup = review_context.setup
    now = review_context.now
    review = signed.review
    possible, mode = setup.credit.possible, signed.fact.mode
    changes = _changes(host, review_context, review)
    summary = rows.write_summary(
        review, possible=possible, attached=chosen, mode=mode, changes=changes
    )
    snapshot = rows.write_snapshot(review, setup.framework, chosen)
    bodies = [(Kind.SUMMARY, summary), *((Kind.SNAPSHOT, body) for body in snapshot)]
    entries = [Entry(kind, who, body, now) for kind, body in bodies]
    order = [each.id for each in setup.rounds]
    sources = [*standing_sources(review_context), *entries]
    everything = [*review_context.entries, *entries]
    asks = asks_of(everything, _posts_asked_for(host, review_context))
    return (
        *entries,
        standing_entry(who, sources, rounds=order, now=now, asks=asks),
        opportunities_entry(who, everything, now=now),
    )


def _posts_asked_for(host: Host, review_context: ReviewContext) -> tuple[Post, ...]:
    """Read the board where something on it has been asked for."""
    if not any(each.kind is Kind.INTEREST for each in review_context.entries):
        return ()
    return read_posts(each.body for each in host.ledger.entries(BOARD, Kind.BOARD))


def _changes(host: Host, review_context: ReviewContext, review: Review) -> Changes:
    """Compare what course staff will see with what they saw of the revision before."""
    before = as_shared(host, review_context, review.revision - 1) if review.revision > 1 else None
    if before is None:
        return Changes()
    shared = replace(review, areas=shared_part(review))
    return changes_since(before, shared, review_context.setup.framework)


def _tell_begun(host: Host, review_context: ReviewContext) -> None:
    """Let course staff know that the round was begun, and nothing of what is in it."""
    who = host.participant.id
    ledger = host.ledger
    order = [each.id for each in review_context.setup.rounds]
    if not ledger.records:
        return
    with ledger.lock(who):
        entries = ledger.entries(who, *SOURCES)
        begun = review_context.round.id
        row = standing_entry(who, entries, rounds=order, now=review_context.now, begun=begun)
        ledger.append([row])
