"""Rounds in the words that they were answered against: signed off, drafts, and from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.review import ledger as rows
from matrix_xblock.codec.review.counted_choices import read_counted
from matrix_xblock.codec.review.responses import read_responses, rows_that_stand
from matrix_xblock.domain.errors import Unreadable
from matrix_xblock.domain.framework.framework import (
    Area,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
    is_consent,
)
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.record import ImportedReview
from matrix_xblock.domain.record.trail import Access
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.counted_choices import latest
from matrix_xblock.domain.review.feedback import Comment, Decision, Reply
from matrix_xblock.domain.review.migration import migrate
from matrix_xblock.domain.review.review import (
    Answers,
    ArchivedAnswers,
    Outline,
    Review,
    Status,
    outline_of,
    with_own_words,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant.review_context import ReviewContext
from matrix_xblock.screens.summary import Summary, summary_of

__all__ = [
    "AnswerShown",
    "CountedShown",
    "RoundShown",
    "answers",
    "archived_rounds",
    "counted_in_words",
    "draft_round",
    "earlier_rows",
    "past_round",
    "private_in_words",
    "shared_rounds",
    "signed_rounds",
]


@wordless
@dataclass(frozen=True)
class RoundShown:
    """One round in words: as it was signed off, or as it stands."""

    title: str
    place: str
    review: Review
    summary: Summary
    attached: Attached


def signed_rounds(
    review_context: ReviewContext, entries: Sequence[Entry]
) -> tuple[list[RoundShown], list[RoundShown]]:
    """Return the latest signed-off revision of every round by its date, and all earlier ones."""
    latest: dict[str, RoundShown] = {}
    earlier: list[RoundShown] = []
    for key, revision in sorted(_revisions(entries)):
        if key in latest:
            earlier.append(latest[key])
        latest[key] = _signed_round(review_context, key, revision, entries)
    for key, review in review_context.record.reviews.items():
        if review.status is Status.SIGNED_OFF and key not in latest:
            latest[key] = _kept_round(review_context, review)
    return sorted(latest.values(), key=_signed_off), earlier


def _signed_off(shown: RoundShown) -> float:
    """Return when a round was signed off, as a number: rounds are shown in that order."""
    at = shown.review.signed_off_at
    return at.timestamp() if at else 0


@wordless
@dataclass(frozen=True)
class SharedRound:
    """What course staff can read of one sign-off, and when one of them last opened it."""

    title: str
    signed_off_at: datetime | None
    sharing: Sharing
    attached: Attached
    opened: Access | None
    is_earlier: bool


def shared_rounds(
    review_context: ReviewContext, entries: Sequence[Entry], accesses: Iterable[Access]
) -> list[SharedRound]:
    """Return every sign-off that course staff can read, earlier ones of a round last."""
    latest, earlier = signed_rounds(review_context, entries)
    opened = [each for each in accesses if each.act == "review"]
    return [
        *(_shared_round(each, _last_opened(opened, each.review)) for each in latest),
        *(_shared_round(each, None, is_earlier=True) for each in earlier),
    ]


def _shared_round(
    shown: RoundShown, opened: Access | None, *, is_earlier: bool = False
) -> SharedRound:
    review = shown.review
    return SharedRound(
        shown.title, review.signed_off_at, review.sharing, shown.attached, opened, is_earlier
    )


def _last_opened(opened: Iterable[Access], review: Review) -> Access | None:
    """Return when it was last opened. An opening names a round, so one before is of another."""
    signed = review.signed_off_at
    since = (each for each in opened if signed is not None and each.at >= signed)
    return next((each for each in since if each.round_id == review.round_id), None)


def earlier_rows(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return the rows that say what the record does not.

    They are earlier revisions, staff's answers, what they know of the board, and what is counted of
    private answers.
    """
    latest = dict(sorted(_revisions(entries)))
    earlier = [
        each
        for each in entries
        if each.kind is Kind.SNAPSHOT and _revision(each) != (_key(each), latest[_key(each)])
    ]
    whole = [each for each in entries if each.kind in {Kind.COUNTED, Kind.INTEREST}]
    every = (*earlier, *whole, *rows_that_stand(entries))
    return [
        {"kind": each.kind.value, "at": each.at.isoformat(), "body": dict(each.body)}
        for each in sorted(every, key=lambda each: each.at)
    ]


@wordless
@dataclass(frozen=True)
class CountedShown:
    """A choice that is counted with consent, or was, since when. Without `answer` it is not."""

    question_id: str
    question: str
    round_id: str
    round_title: str
    answer: str
    at: datetime


@wordless
@dataclass(frozen=True)
class AnswerShown:
    """What course staff answered to one revision, with the participant's replies."""

    title: str
    revision: int
    decision: Decision | None
    conversations: tuple[tuple[Comment, tuple[Reply, ...]], ...]


def answers(review_context: ReviewContext, entries: Iterable[Entry]) -> list[AnswerShown]:
    """Return everything that course staff answered, revision by revision."""
    read = read_responses(entries)
    answered = dict.fromkeys((each.round_id, each.revision) for each in read.sent)
    return [
        AnswerShown(
            _title(review_context, key),
            revision,
            read.decision(key, revision),
            tuple(pair for pairs in read.conversations(key, revision).values() for pair in pairs),
        )
        for key, revision in sorted(answered)
    ]


def draft_round(review_context: ReviewContext, review: Review) -> RoundShown:
    """Show what is being written."""
    review = migrate(review, review_context.setup.framework)
    summary = summary_of(review_context.setup.framework, review)
    return RoundShown(_title(review_context, review.round_id), "", review, summary, Attached())


def archived_rounds(review_context: ReviewContext) -> list[RoundShown]:
    """Show what was said of areas and questions that are no longer asked, by its old names."""
    today = review_context.setup.framework
    shown = []
    for review in review_context.record.reviews.values():
        archived = migrate(review, today).archived
        if archived:
            as_review = Review(
                review.round_id, areas=archived.areas, answers=Answers(dict(archived.answers))
            )
            words = _with_everything(_archive_of(today, archived), as_review)
            summary = summary_of(words, as_review)
            title = _title(review_context, review.round_id)
            shown.append(RoundShown(title, "", as_review, summary, Attached()))
    return shown


def _archive_of(today: Framework, answers: ArchivedAnswers) -> Framework:
    """Return a framework of what is archived and answered, with all levels that there ever were."""
    archive = today.archived
    asked = [each for each in archive.prompts if each.id in answers.answers]
    return replace(
        today,
        levels=(*today.levels, *archive.levels),
        areas=tuple(area for area in archive.areas if area.id in answers.areas),
        prompts=tuple(replace(each, show_if={}, visibility=Visibility.SHARED) for each in asked),
    )


def past_round(today: Framework, past: ImportedReview) -> RoundShown:
    """Show a round from elsewhere in the names that came with it, and today's where none did."""
    review = past.review
    outline = review.outline or outline_of(today, "")
    framework = _with_everything(_named(today, outline), review)
    title = outline.round_title or review.round_id
    summary = summary_of(framework, review)
    return RoundShown(title, past.made_in_title, review, summary, Attached())


def private_in_words(
    framework: Framework,
    every: Mapping[str, Mapping[str, Answers]],
    *,
    label: Callable[[str], str],
) -> list[tuple[str, str]]:
    """Pair private answers with their questions; one from elsewhere has its id for a question.

    Ticks that agree to be counted are left to what is counted. `label` gives the word for a code.
    """
    prompts = {prompt.id: prompt for prompt in framework.asked}
    return [
        (
            _question(prompts, key),
            _answer(prompts.get(key), texts, label),
        )
        for rounds in every.values()
        for answers in rounds.values()
        for key, texts in answers.values.items()
        if not is_consent(key)
    ]


def counted_in_words(
    review_context: ReviewContext, entries: Iterable[Entry]
) -> tuple[CountedShown, ...]:
    """Show what is counted of private answers with consent, and what no longer is."""
    prompts = {prompt.id: prompt for prompt in review_context.setup.framework.asked}
    return tuple(
        CountedShown(
            question_id=each.question,
            question=_question(prompts, each.question),
            round_id=each.round_id,
            round_title=_title(review_context, each.round_id),
            answer=_choices(prompts.get(each.question), each.choices),
            at=each.at,
        )
        for each in latest(read_counted(entries)).values()
    )


def _question(prompts: Mapping[str, Prompt], key: str) -> str:
    return prompts[key].text if key in prompts else _words(key)


def _choices(prompt: Prompt | None, chosen: Iterable[str]) -> str:
    choices = {choice.id: choice.text for choice in prompt.choices} if prompt else {}
    return "; ".join(choices.get(each, each) for each in chosen)


def _answer(prompt: Prompt | None, texts: tuple[str, ...], label: Callable[[str], str]) -> str:
    if prompt and prompt.kind is PromptKind.STEP:
        planned = planned_step.read(texts)
        owner = label(f"owner.{planned.owner}") if planned.owner else ""
        return "; ".join(each for each in (planned.text, owner, planned.when) if each)
    return _choices(prompt, planned_step.as_texts(texts))


def _key(entry: Entry) -> str:
    return str(entry.body.get("round"))


def _revision(entry: Entry) -> tuple[str, int]:
    return _key(entry), Reading.of(entry.body).integer("revision")


def _revisions(entries: Iterable[Entry]) -> set[tuple[str, int]]:
    return {_revision(each) for each in entries if each.kind is Kind.SNAPSHOT}


def _title(review_context: ReviewContext, key: str) -> str:
    return review_context.setup.titles.get(key, key)


def _signed_round(
    review_context: ReviewContext, key: str, revision: int, entries: Sequence[Entry]
) -> RoundShown:
    """Read one snapshot. Where a newer version wrote it, the record still has what was said."""
    bodies = rows.latest_rows(entries, key, revision)
    try:
        shown, framework = rows.read_snapshot(bodies)
        went = rows.read_attached(bodies)
    except Unreadable:
        return _kept_round(review_context, review_context.record.review(key))
    review = with_own_words(shown, review_context.record.review(key))
    return RoundShown(_title(review_context, key), "", review, summary_of(framework, review), went)


def _kept_round(review_context: ReviewContext, review: Review) -> RoundShown:
    """Show a review of this block out of the record."""
    today = review_context.setup.framework
    framework = _named(today, review.outline) if review.outline else today
    summary = summary_of(_with_everything(framework, review), review)
    return RoundShown(_title(review_context, review.round_id), "", review, summary, Attached())


def _named(today: Framework, outline: Outline) -> Framework:
    return replace(
        today,
        levels=tuple(Level(key, n, name) for n, (key, name) in enumerate(outline.levels, 1)),
        areas=tuple(Area(key, name) for key, name in outline.areas),
        language=outline.language,
    )


def _with_everything(framework: Framework, review: Review) -> Framework:
    """Add what a review answers and the framework does not know, so that nothing is left out."""
    reviewed = review.areas.values()
    chosen = [level for each in reviewed for level in (each.level_id, each.target_level_id)]
    levels = [key for key in dict.fromkeys(chosen) if key and not framework.has_level(key)]
    areas = [key for key in review.areas if framework.area(key) is None]
    known = {prompt.id for prompt in framework.asked}
    prompts = [key for key in review.answers.values if key not in known]
    return replace(
        framework,
        levels=(*framework.levels, *(Level(key, 99, _words(key)) for key in levels)),
        areas=(*framework.areas, *(Area(key, _words(key)) for key in areas)),
        prompts=(*framework.prompts, *(Prompt(k, _words(k), PromptKind.TEXT) for k in prompts)),
    )


def _words(identifier: str) -> str:
    """Make words of an id."""
    return identifier.replace("-", " ").replace("_", " ").capitalize()
