"""Which page comes next, and what is on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd.cpd import CpdLog
from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.framework import rounds
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.rounds import Phase, Round
from matrix_xblock.domain.record import engagement
from matrix_xblock.domain.record.engagement import Credit
from matrix_xblock.domain.review import counted_choices
from matrix_xblock.domain.review import review as rules
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.changes import changes_since
from matrix_xblock.domain.review.review import Answers, Review, Status
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import attaching
from matrix_xblock.participant import picture as pictures
from matrix_xblock.participant.attaching import Offer
from matrix_xblock.participant.frame import Heading, answered, review_page
from matrix_xblock.participant.review_context import (
    ReviewContext,
    as_signed_off,
    attached,
    check_editable,
    snapshot,
    with_snapshots,
)
from matrix_xblock.participant.writing import overview_page
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.changes import ChangesShown, changes_in_words
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.picture import Picture
from matrix_xblock.screens.progress import Progress, minutes_needed, progress
from matrix_xblock.screens.section import Difference, Section, by_field
from matrix_xblock.screens.summary import Summary, SummaryRow, summary_of

__all__ = [
    "answers_refused_page",
    "check_page",
    "conflict_page",
    "drawn",
    "next_page",
    "refused_page",
    "revision_page",
    "saved_page",
    "signed_off_page",
]


@wordless
@dataclass(frozen=True)
class StartScreen:
    """What a review may take, and what it may bring."""

    minutes: int
    credit: Credit


@wordless
@dataclass(frozen=True)
class LockedScreen:
    """What was written before the round closed, if anything."""

    summary: Summary | None


@wordless
@dataclass(frozen=True)
class DrawnReview:
    """A review as a picture, with what was written of each area, by its id."""

    summary: Summary
    picture: Picture
    area_words: Mapping[str, SummaryRow]


@wordless
@dataclass(frozen=True)
class CheckScreen:
    """What may go with a review, what it still lacks, and what it would bring.

    `changes` are those since it was returned, where it was. `counted` are the private questions
    whose choice is counted with consent, and `private_saves` says which save of them that is.
    """

    offer: Offer
    gaps: tuple[Area, ...]
    credit: Credit
    problems: tuple[Problem, ...]
    changes: ChangesShown | None
    counted: tuple[str, ...]
    private_saves: int


@wordless
@dataclass(frozen=True)
class SignedOffScreen:
    """What went with a review, what it brought, and the round after it."""

    attached: Attached
    credit: Credit
    after: Round | None
    is_last: bool
    is_after_open: bool
    is_new: bool
    recorded: float


@wordless
@dataclass(frozen=True)
class RevisionScreen:
    """What was signed off once."""

    summary: Summary
    shown: Review
    attached: Attached


@wordless
@dataclass(frozen=True)
class FormAnswer:
    """Which form an answer to a save is about."""

    framework: Framework
    round: Round
    section: Section


@wordless
@dataclass(frozen=True)
class FormSaved:
    """That it is saved, how far the review is, and a message for each field, which has none."""

    review: Review
    messages: tuple[tuple[str, Problem | None], ...]
    progress: Progress


@wordless
@dataclass(frozen=True)
class FormRefused:
    """What is wrong with it, by field."""

    messages: tuple[tuple[str, Problem | None], ...]


@wordless
@dataclass(frozen=True)
class AnswersRefused(FormRefused):
    """What is wrong with answers, and what was typed where no such day is in the calendar."""

    typed: Mapping[str, str]


@wordless
@dataclass(frozen=True)
class FormConflict:
    """Both versions of it. `screen_of` is the id of an area that has a screen of its own."""

    differences: tuple[Difference, ...]
    screen_of: str


def next_page(host: Host, review_context: ReviewContext) -> Page:
    """Choose the screen by where the review stands."""
    if review_context.review.status is Status.SIGNED_OFF:
        return signed_off_page(host, review_context, is_new=False)
    if not review_context.is_open:
        return _locked_page(review_context)
    if review_context.review.status is Status.NOT_STARTED:
        return _start_page(review_context)
    return overview_page(host, review_context)


def _start_page(review_context: ReviewContext) -> Page:
    setup = review_context.setup
    shown = StartScreen(
        minutes=minutes_needed(setup.framework),
        credit=engagement.credit(review_context.review, setup.framework, setup.credit),
    )
    return review_page(review_context, "start", shown, heading=Heading(is_inner=True))


def _locked_page(review_context: ReviewContext) -> Page:
    framework, review = review_context.setup.framework, review_context.review
    is_begun = review.status is not Status.NOT_STARTED
    shown = LockedScreen(summary_of(framework, review) if is_begun else None)
    return review_page(review_context, "locked", shown)


def check_page(
    host: Host,
    review_context: ReviewContext,
    problems: tuple[Problem, ...] = (),
    form: Form | None = None,
    *,
    log: CpdLog | None = None,
) -> Page:
    """Show everything before sign-off. What `form` has chosen to go with the review stays so.

    `log` is the CPD log, where it has been loaded already.
    """
    check_editable(review_context)
    setup, review = review_context.setup, review_context.review
    as_if_signed_off = replace(review, status=Status.SIGNED_OFF)
    offered = attaching.offer(host, log or host.load_cpd(), review_context, form)
    asked = setup.framework.counted_prompts
    private = host.load_private(review.round_id) if asked else Answers()
    agreed = counted_choices.agreed(setup.framework, private)
    shown = CheckScreen(
        offer=offered,
        gaps=rules.gaps(review, setup.framework),
        credit=engagement.credit(
            as_if_signed_off, setup.framework, setup.credit, entries=offered.done
        ),
        problems=problems,
        changes=_changes(host, review_context),
        counted=tuple(each.text for each in asked if each.id in agreed),
        private_saves=private.version.revision,
    )
    picture = drawn(review_context, review, setup.framework)
    address = address_of("check", round=review_context.round.id)
    return review_page(review_context, "check", shown, beside=(picture,), address=address)


def _changes(host: Host, review_context: ReviewContext) -> ChangesShown | None:
    """Say what was changed since the review was returned, or None where it was not."""
    review, today = review_context.review, review_context.setup.framework
    if review.status is not Status.RETURNED or review.returned is None:
        return None
    before = snapshot(host, review_context, review.returned.revision)
    if before is None:
        return None
    then, framework = before
    return changes_in_words(changes_since(then, review, today), framework, today)


def signed_off_page(host: Host, review_context: ReviewContext, *, is_new: bool) -> Page:
    setup = review_context.setup
    review, framework = as_signed_off(host, review_context)
    chosen = attached(host, review_context, review.revision)
    after = rounds.next_to_do(
        setup.rounds,
        review_context.round.id,
        phases=review_context.phases,
        signed_off=review_context.record.signed_off,
    )
    shown = SignedOffScreen(
        attached=chosen,
        credit=engagement.credit(review, framework, setup.credit, entries=len(chosen.done)),
        after=after,
        is_last=rounds.following(setup.rounds, review_context.round.id) is None,
        is_after_open=after is not None and review_context.phases[after.id] is Phase.OPEN,
        is_new=is_new,
        recorded=review.earned,
    )
    picture = drawn(review_context, review, framework)
    return review_page(review_context, "signed_off", shown, beside=(picture,))


def drawn(review_context: ReviewContext, review: Review, framework: Framework) -> DrawnReview:
    """Show a review as a picture, with what was written of each area below it."""
    summary = summary_of(framework, review)
    conversations = answered(review_context).conversations
    return DrawnReview(
        summary=summary,
        picture=pictures.of_review(review_context, review, framework),
        area_words={
            row.area.id: replace(row, has_comments=row.area.id in conversations)
            for row in summary.areas
        },
    )


def revision_page(host: Host, review_context: ReviewContext, revision: int) -> Page:
    review_context = with_snapshots(host, review_context)
    signed_off = snapshot(host, review_context, revision)
    if signed_off is None:
        raise Unknown(Problem("revision", "unknown_revision"))
    review, framework = signed_off
    shown = RevisionScreen(
        summary=summary_of(framework, review),
        shown=review,
        attached=attached(host, review_context, revision),
    )
    address = address_of("revision", round=review_context.round.id, revision=str(revision))
    answers = answered(review_context, revision)
    return review_page(review_context, "revision", shown, beside=(answers,), address=address)


def saved_page(review_context: ReviewContext, review: Review, section: Section) -> Page:
    """Answer a save that was kept."""
    messages = by_field((), section.fields)
    saved = FormSaved(review, messages, progress(review_context.setup.framework, review))
    return Page("participant/saved.html", saved, beside=(_about(review_context, section),))


def refused_page(
    review_context: ReviewContext, section: Section, problems: tuple[Problem, ...]
) -> Page:
    """Answer a save with what is wrong, field by field."""
    refused = FormRefused(by_field(problems, section.fields))
    about = _about(review_context, section)
    return Page("participant/refused.html", refused, status=422, beside=(about,))


def answers_refused_page(
    review_context: ReviewContext,
    section: Section,
    problems: tuple[Problem, ...],
    *,
    typed: Mapping[str, str],
) -> Page:
    """Answer a save of answers with what is wrong, and a question where several days are meant."""
    refused = AnswersRefused(by_field(problems, section.fields), typed)
    about = _about(review_context, section)
    return Page("participant/answers_refused.html", refused, status=422, beside=(about,))


def conflict_page(
    review_context: ReviewContext,
    section: Section,
    differences: tuple[Difference, ...],
    *,
    screen_of: str = "",
) -> Page:
    """Answer a save that came second with both versions.

    `screen_of` is the id of an area that was written in on a screen of its own.
    """
    about = _about(review_context, section)
    both = FormConflict(differences, screen_of)
    return Page("participant/conflict.html", both, status=409, beside=(about,))


def _about(review_context: ReviewContext, section: Section) -> FormAnswer:
    return FormAnswer(review_context.setup.framework, review_context.round, section)
