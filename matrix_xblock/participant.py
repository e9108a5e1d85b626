"""What a participant does: open, start, answer, check and sign off. Load, decide, save, announce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matrix_xblock import screens
from matrix_xblock.codec import forms
from matrix_xblock.codec import ledger as rows
from matrix_xblock.codec.reading import Reading
from matrix_xblock.domain import engagement, rounds
from matrix_xblock.domain import review as rules
from matrix_xblock.domain.errors import Incomplete, Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.framework import Framework
from matrix_xblock.domain.review import Answers, AreaReview, Record, Review, SignedOff, Status
from matrix_xblock.domain.rounds import Phase, Round
from matrix_xblock.ports import Entry, Form, Host, Kind, Page, Setup

__all__ = ["save_answers", "save_area", "save_private", "sheet", "show", "sign_off", "start"]


@dataclass(frozen=True)
class Sitting:
    """One participant at one round, as loaded for one request."""

    setup: Setup
    record: Record
    round: Round
    review: Review
    now: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether the round takes answers. What staff returned stays open after the round has closed."""
        return self.review.status is Status.RETURNED or self.phase is Phase.OPEN

    @property
    def phase(self) -> Phase:
        """Where the round is in time."""
        return self.phases[self.round.id]

    @property
    def phases(self) -> Mapping[str, Phase]:
        """Where each round is in time."""
        signed_off = self.record.in_status(Status.SIGNED_OFF)
        return rounds.phases(self.setup.rounds, self.now, signed_off=signed_off)

    @property
    def before(self) -> Review | None:
        """The last review signed off in an earlier round."""
        signed_off = self.record.in_status(Status.SIGNED_OFF)
        earlier = rounds.previous(self.setup.rounds, self.round.id, signed_off=signed_off)
        return self.record.review(earlier.id) if earlier else None


def show(host: Host, form: Form) -> Page:
    """Show a screen: by default the one that the participant needs next, else the one asked for."""
    sitting = _sit(host, forms.read_text(form, "round"))
    screen = forms.read_text(form, "screen")
    if screen == "check":
        return _check_page(sitting)
    if screen == "revision":
        return _revision_page(host, sitting, forms.read_integer(form, "revision"))
    if screen == "section":
        return _section_page(host, sitting, forms.read_text(form, "section"))
    return _next_page(host, sitting)


def start(host: Host, form: Form) -> Page:
    """Begin the round, having been shown the notice."""
    sitting = _sit(host, forms.read_text(form, "round"))
    _check_open(sitting)
    setup = sitting.setup
    begun, fact = rules.start(
        sitting.review, framework=setup.framework, notice=setup.notice_version, now=sitting.now
    )
    if begun != sitting.review:
        host.save(sitting.record.with_review(begun))
        host.announce(fact)
    return _next_page(host, replace(sitting, review=begun))


def save_area(host: Host, form: Form) -> Page:
    """Keep what is said of one area, or show what is wrong, or both versions where another tab was first."""
    sitting = _sit(host, forms.read_text(form, "round"))
    _check_open(sitting)
    framework, area_id = sitting.setup.framework, forms.read_text(form, "area")
    said, save = forms.read_area(form), forms.read_save(form)
    kept = sitting.review.area(area_id)
    try:
        review = rules.rate(sitting.review, framework, area_id, said, save=save, now=sitting.now)
    except Invalid as refused:
        return _refused(sitting, _area_section(framework, area_id, kept), refused.problems)
    except Stale:
        differences = screens.area_differences(framework, kept, said)
        return _conflict(sitting, _area_section(framework, area_id, kept), differences)
    if review is not sitting.review:
        host.save(sitting.record.with_review(review))
    return _saved(sitting, review, _area_section(framework, area_id, review.area(area_id)))


def save_answers(host: Host, form: Form) -> Page:
    """Keep the answers to the review prompts that course staff see after sign-off."""
    sitting = _sit(host, forms.read_text(form, "round"))
    _check_open(sitting)
    if not sitting.review.is_editable:
        raise Locked(Problem("review", sitting.review.status.value))
    kept = sitting.review.answers
    outcome = _answered(kept, sitting, form, is_private=False)
    if isinstance(outcome, Page):
        return outcome
    review = sitting.review
    if outcome is not kept:
        review = replace(review, answers=outcome, saved_at=sitting.now)
        host.save(sitting.record.with_review(review))
    section = screens.prompt_section(sitting.setup.framework.shared_prompts, outcome, is_private=False)
    return _saved(sitting, review, section)


def save_private(host: Host, form: Form) -> Page:
    """Keep the private answers: in a field of their own, never in a review."""
    sitting = _sit(host, forms.read_text(form, "round"))
    _check_open(sitting)
    if not sitting.review.is_editable:
        raise Locked(Problem("review", sitting.review.status.value))
    kept = host.load_private(sitting.round.id)
    outcome = _answered(kept, sitting, form, is_private=True)
    if isinstance(outcome, Page):
        return outcome
    if outcome is not kept:
        host.save_private(sitting.round.id, outcome)
    section = screens.prompt_section(sitting.setup.framework.private_prompts, outcome, is_private=True)
    return _saved(sitting, replace(sitting.review, saved_at=sitting.now), section)


def sign_off(host: Host, form: Form) -> Page:
    """Sign the review off: ledger, state, grade, completion and event together, or nothing.

    Pressing twice is harmless: a review that is signed off already is shown again.
    """
    sitting = _sit(host, forms.read_text(form, "round"))
    revision = forms.read_integer(form, "revision")
    if sitting.review.status is Status.SIGNED_OFF and sitting.review.revision == revision:
        return _signed_off_page(sitting, is_new=True)
    _check_open(sitting)
    try:
        done = rules.sign_off(sitting.review, sitting.setup.framework, revision=revision, now=sitting.now)
    except Incomplete as refused:
        return replace(_check_page(sitting, refused.problems), status=422)
    done, entries = _ledger_entries(host, sitting, done)
    record = sitting.record.with_review(done)
    with host.together():
        host.ledger.append(entries)
        host.save(record)
        host.announce(_signed_off_fact(sitting.setup, record, done))
    signed = replace(sitting, record=record, review=done, entries=entries)
    return _signed_off_page(signed, is_new=True)


def sheet(host: Host, form: Form) -> Page:
    """Show the conversation sheet: one page to print and take to a conversation."""
    sitting = _sit(host, forms.read_text(form, "round"))
    if sitting.review.status is Status.NOT_STARTED:
        raise Locked(Problem("review", "not_started"))
    review, framework = _as_signed_off(sitting)
    context = {"summary": screens.summary(framework, review), "round": sitting.round, "name": host.participant.name}
    return Page("participant/sheet.html", context)


def _sit(host: Host, round_id: str) -> Sitting:
    """Load one round: the one asked for, else the current one. The ledger is read only after a sign-off."""
    setup, record, now = host.setup, host.load(), host.now()
    round_ = _round(setup, round_id) if round_id else _current(setup, record, now)
    review = record.review(round_.id)
    entries: tuple[Entry, ...] = ()
    if review.status is Status.SIGNED_OFF:
        entries = host.ledger.entries(host.participant.id, Kind.SNAPSHOT, Kind.RESPONSE)
        review = _with_return(review, entries)
    return Sitting(setup, record, round_, review, now, entries)


def _current(setup: Setup, record: Record, now: datetime) -> Round:
    return rounds.current(
        setup.rounds,
        now,
        in_progress=record.in_status(Status.IN_PROGRESS, Status.RETURNED),
        signed_off=record.in_status(Status.SIGNED_OFF),
    )


def _round(setup: Setup, round_id: str) -> Round:
    found = next((round_ for round_ in setup.rounds if round_.id == round_id), None)
    if found is None:
        raise Unknown(Problem("round", "unknown_round"))
    return found


def _with_return(review: Review, entries: tuple[Entry, ...]) -> Review:
    """Reopen the review where staff have returned the revision that was signed off."""
    for entry in entries:
        is_return = entry.kind is Kind.RESPONSE and entry.body.get("type") == "returned"
        if is_return and rows.is_of(entry.body, review.round_id, review.revision):
            review = rules.reopen(review, rows.read_return(Reading.of(entry.body)))
    return review


def _check_open(sitting: Sitting) -> None:
    if not sitting.is_open:
        raise Locked(Problem("round", f"round_{sitting.phase.value}"))


def _answered(kept: Answers, sitting: Sitting, form: Form, *, is_private: bool) -> Answers | Page:
    """Decide about answers to prompts: the new ones, or a page that says why not."""
    framework = sitting.setup.framework
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    said, save = forms.read_answers(form, prompts), forms.read_save(form)
    section = screens.prompt_section(prompts, kept, is_private=is_private)
    try:
        return rules.answer(kept, prompts, said, save=save)
    except Invalid as refused:
        return _refused(sitting, section, refused.problems)
    except Stale:
        return _conflict(sitting, section, screens.prompt_differences(prompts, kept.values, said))


def _ledger_entries(host: Host, sitting: Sitting, done: Review) -> tuple[Review, tuple[Entry, ...]]:
    """Write the rows of a sign-off, credit included. Numbers go on from what the ledger holds already."""
    who, setup, now = host.participant.id, sitting.setup, sitting.now
    held = [entry.body for entry in host.ledger.entries(who, Kind.SUMMARY)]
    numbers = [int(body["revision"]) for body in held if body.get("round") == done.round_id]
    done = replace(done, revision=max([done.revision, *(number + 1 for number in numbers)]))
    earned = engagement.credit(done, setup.framework, setup.credit).earned
    done = replace(done, earned=max(earned, done.earned))
    bodies = [(Kind.SUMMARY, rows.write_summary(done, possible=setup.credit.possible))]
    bodies += [(Kind.SNAPSHOT, body) for body in rows.write_snapshot(done, setup.framework)]
    return done, tuple(Entry(kind, who, body, now) for kind, body in bodies)


def _signed_off_fact(setup: Setup, record: Record, done: Review) -> SignedOff:
    total = engagement.totals(record, setup.rounds, setup.credit)
    return SignedOff(
        round_id=done.round_id,
        revision=done.revision,
        areas=sum(kept.is_reviewed for kept in done.areas.values()),
        reflections=sum(bool(kept.reflection) for kept in done.areas.values()),
        earned=total.earned,
        possible=total.possible,
        completion=total.completion,
    )


def _as_signed_off(sitting: Sitting) -> tuple[Review, Framework]:
    """Return the review with the words it was answered against; a draft has today's words."""
    if sitting.review.status is Status.SIGNED_OFF:
        found = _snapshot(sitting, sitting.review.revision)
        if found is not None:
            return found
    return sitting.review, sitting.setup.framework


def _snapshot(sitting: Sitting, revision: int) -> tuple[Review, Framework] | None:
    found = [
        entry
        for entry in sitting.entries
        if entry.kind is Kind.SNAPSHOT and rows.is_of(entry.body, sitting.round.id, revision)
    ]
    latest = max((entry.at for entry in found), default=None)
    bodies = [entry.body for entry in found if entry.at == latest]
    return rows.read_snapshot(bodies) if bodies else None


def _next_page(host: Host, sitting: Sitting) -> Page:
    """Choose the screen by where the review stands."""
    if sitting.review.status is Status.SIGNED_OFF:
        return _signed_off_page(sitting, is_new=False)
    if not sitting.is_open:
        return _locked_page(sitting)
    if sitting.review.status is Status.NOT_STARTED:
        return _start_page(sitting)
    return _review_page(host, sitting)


def _common(sitting: Sitting) -> dict[str, Any]:
    """What every screen has: round, status, dates, and the list of rounds."""
    return {
        "setup": sitting.setup,
        "framework": sitting.setup.framework,
        "round": sitting.round,
        "review": sitting.review,
        "status": sitting.review.status.value,
        "phase": sitting.phase.value,
        "is_late": screens.is_late(sitting.round.due, sitting.now),
        "rounds": _round_list(sitting),
    }


def _round_list(sitting: Sitting) -> tuple[tuple[Round, str, str], ...]:
    """List the rounds, each with the status of its review and its phase."""
    record = sitting.record.with_review(sitting.review)
    return tuple(
        (round_, record.review(round_.id).status.value, sitting.phases[round_.id].value)
        for round_ in sitting.setup.rounds
    )


def _start_page(sitting: Sitting) -> Page:
    setup = sitting.setup
    context = {
        "minutes": screens.minutes_needed(setup.framework),
        "credit": engagement.credit(sitting.review, setup.framework, setup.credit),
    }
    return Page("participant/start.html", {**_common(sitting), **context})


def _locked_page(sitting: Sitting) -> Page:
    context: dict[str, Any] = {}
    if sitting.review.status is not Status.NOT_STARTED:
        context["summary"] = screens.summary(sitting.setup.framework, sitting.review)
    return Page("participant/locked.html", {**_common(sitting), **context})


def _review_page(host: Host, sitting: Sitting) -> Page:
    framework, review, private = sitting.setup.framework, sitting.review, host.load_private(sitting.round.id)
    context = {
        "rows": screens.area_rows(framework, review, sitting.before),
        "before": _before_title(sitting),
        "progress": screens.progress(framework, review),
        "answers": _prompts(framework, review.answers, is_private=False),
        "private": _prompts(framework, private, is_private=True),
    }
    return Page("participant/review.html", {**_common(sitting), **context})


def _before_title(sitting: Sitting) -> str:
    before = sitting.before
    return _round(sitting.setup, before.round_id).title if before else ""


def _prompts(framework: Framework, kept: Answers, *, is_private: bool) -> Mapping[str, Any]:
    prompts = framework.private_prompts if is_private else framework.shared_prompts
    return {
        "section": screens.prompt_section(prompts, kept, is_private=is_private),
        "rows": screens.prompt_rows(prompts, kept.values),
    }


def _check_page(sitting: Sitting, problems: tuple[Problem, ...] = ()) -> Page:
    if not sitting.review.is_editable:
        raise Locked(Problem("review", sitting.review.status.value))
    setup, review = sitting.setup, sitting.review
    as_if_signed_off = replace(review, status=Status.SIGNED_OFF)
    context = {
        "summary": screens.summary(setup.framework, review),
        "gaps": rules.gaps(review, setup.framework),
        "credit": engagement.credit(as_if_signed_off, setup.framework, setup.credit),
        "problems": problems,
    }
    return Page("participant/check.html", {**_common(sitting), **context})


def _signed_off_page(sitting: Sitting, *, is_new: bool) -> Page:
    setup = sitting.setup
    review, framework = _as_signed_off(sitting)
    after = rounds.following(setup.rounds, sitting.round.id)
    context = {
        "summary": screens.summary(framework, review),
        "credit": engagement.credit(review, framework, setup.credit),
        "after": after,
        "is_after_open": after is not None and sitting.phases[after.id] is Phase.OPEN,
        "earlier": tuple(enumerate(sitting.review.earlier, start=1)),
        "is_new": is_new,
    }
    return Page("participant/signed_off.html", {**_common(sitting), **context})


def _revision_page(host: Host, sitting: Sitting, revision: int) -> Page:
    entries = sitting.entries or host.ledger.entries(host.participant.id, Kind.SNAPSHOT)
    found = _snapshot(replace(sitting, entries=entries), revision)
    if found is None:
        raise Unknown(Problem("revision", "unknown_revision"))
    review, framework = found
    return Page(
        "participant/revision.html",
        {**_common(sitting), "summary": screens.summary(framework, review), "shown": review},
    )


def _section_page(host: Host, sitting: Sitting, section_id: str) -> Page:
    """Show one form as it is saved: the answer to *use the saved version*."""
    framework, review = sitting.setup.framework, sitting.review
    common = _common(sitting)
    if section_id in {"answers", "private"}:
        is_private = section_id == "private"
        kept = host.load_private(sitting.round.id) if is_private else review.answers
        return Page("participant/prompts.html", {**common, **_prompts(framework, kept, is_private=is_private)})
    area = framework.area(section_id.removeprefix("area-"))
    if area is None:
        raise Unknown(Problem("section", "unknown_area"))
    row = screens.area_row(framework, area, review, sitting.before)
    return Page("participant/area.html", {**common, "row": row, "before": _before_title(sitting)})


def _area_section(framework: Framework, area_id: str, said: AreaReview) -> screens.Section:
    area = framework.area(area_id)
    if area is None:
        raise Unknown(Problem("area", "unknown_area"))
    return screens.area_section(area, said)


def _saved(sitting: Sitting, review: Review, section: screens.Section) -> Page:
    context = {
        "round": sitting.round,
        "section": section,
        "review": review,
        "messages": screens.by_field((), section.fields),
        "progress": screens.progress(sitting.setup.framework, review),
    }
    return Page("participant/saved.html", context)


def _refused(sitting: Sitting, section: screens.Section, problems: tuple[Problem, ...]) -> Page:
    messages = screens.by_field(problems, section.fields)
    context = {"round": sitting.round, "section": section, "messages": messages}
    return Page("participant/refused.html", context, status=422)


def _conflict(
    sitting: Sitting, section: screens.Section, differences: tuple[screens.Difference, ...]
) -> Page:
    context = {"round": sitting.round, "section": section, "differences": differences}
    return Page("participant/conflict.html", context, status=409)
