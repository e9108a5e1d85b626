"""A review: one participant in one round.

From *not started* to *signed off*, and back when staff return it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from matrix_xblock.domain.errors import Incomplete, Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.facts import Started
from matrix_xblock.domain.framework.framework import (
    PREFER_NOT_TO_SAY,
    Area,
    Framework,
    Prompt,
    PromptKind,
)
from matrix_xblock.domain.framework.sharing import Part, Sharing, narrower, shows
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.versions import (
    IncomingSave,
    SavedVersion,
    is_repeated,
    next_version,
)
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "ANSWER_LIMIT",
    "EVIDENCE_LIMIT",
    "REFLECTION_LIMIT",
    "Answers",
    "ArchivedAnswers",
    "AreaReview",
    "Outline",
    "Review",
    "Status",
    "answer",
    "gaps",
    "is_answered",
    "outline_of",
    "rate",
    "reopen",
    "shared_part",
    "sign_off",
    "start",
    "visible_prompts",
    "with_own_words",
]

REFLECTION_LIMIT = 3000
EVIDENCE_LIMIT = 1000
ANSWER_LIMIT = 3000
"""Characters (code points).

With every field full and outside ASCII an area still fits in one row of the ledger.
"""


class Status(StrEnum):
    """Where a review stands, in the words of the page.

    *Returned* is in progress again, with a reason.
    """

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    SIGNED_OFF = "signed_off"


@wordless
@dataclass(frozen=True)
class AreaReview:
    """One area as the participant sees it. An empty string means *not answered*."""

    level_id: str = ""
    reflection: str = ""
    evidence: str = ""
    target_level_id: str = ""
    then_level_id: str = ""
    version: SavedVersion = field(default_factory=SavedVersion)

    @property
    def is_reviewed(self) -> bool:
        """Tell whether a level, or *not part of my role*, is chosen."""
        return bool(self.level_id)


@wordless
@dataclass(frozen=True)
class Answers:
    """Answers to review prompts: prompt id -> choice ids, or one text.

    Prompts without an answer are absent.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: SavedVersion = field(default_factory=SavedVersion)


@wordless
@dataclass(frozen=True)
class ArchivedAnswers:
    """What was said of areas and questions that are no longer asked: kept, and never shared."""

    areas: Mapping[str, AreaReview] = field(default_factory=dict)
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.areas or self.answers)


@wordless
@dataclass(frozen=True)
class Outline:
    """What a review was begun or signed off against: enough to compare it with later rounds.

    Levels are in order; both are (id, name) pairs. `round_title` is what the round was called.
    """

    levels: tuple[tuple[str, str], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    round_title: str = ""


@wordless
@dataclass(frozen=True)
class Review:
    """One participant's round.

    `revision` counts from 1 and grows each time staff return the review.
    """

    round_id: str
    status: Status = Status.NOT_STARTED
    revision: int = 1
    notice: str = ""
    framework: str = ""
    areas: Mapping[str, AreaReview] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    started_at: datetime | None = None
    saved_at: datetime | None = None
    signed_off_at: datetime | None = None
    earned: float = 0.0
    returned: Return | None = None
    earlier: tuple[datetime, ...] = ()
    """When each earlier revision was signed off, in order."""
    outline: Outline | None = None
    """Kept at the start and at sign-off. Reviews of the first version have none."""
    archived: ArchivedAnswers = field(default_factory=ArchivedAnswers)
    sharing: Sharing = Sharing.EVERYTHING
    """What course staff see of it, as the participant was told at sign-off."""
    earlier_areas: Mapping[int, Mapping[str, AreaReview]] = field(default_factory=dict)
    """What of earlier revisions stayed with the participant, by revision and area."""

    @property
    def is_editable(self) -> bool:
        """Tell whether the participant may write in it."""
        return self.status in {Status.IN_PROGRESS, Status.RETURNED}

    @property
    def was_signed_off(self) -> bool:
        """Tell whether any revision was signed off."""
        return self.status is Status.SIGNED_OFF or bool(self.earlier)

    @property
    def saves(self) -> int:
        """How often anything in it was saved: what was read at another number is not what it is."""
        areas = sum(each.version.revision for each in self.areas.values())
        return areas + self.answers.version.revision

    def area(self, area_id: str) -> AreaReview:
        """Return what is kept for the area: an empty one where nothing is."""
        return self.areas.get(area_id, AreaReview())


def start(
    review: Review, *, framework: Framework, notice: str, now: datetime, title: str = ""
) -> tuple[Review, Started]:
    """Begin a round, keeping which notice was on the page and what was asked.

    Beginning again goes on with the framework of today, which changes nothing else. `title` is what
    the round is called.
    """
    fact = Started(review.round_id)
    outline = outline_of(framework, title)
    if review.is_editable:
        return replace(review, framework=framework.name, outline=outline), fact
    if review.status is not Status.NOT_STARTED:
        return review, fact
    begun = replace(
        review,
        status=Status.IN_PROGRESS,
        notice=notice,
        framework=framework.name,
        outline=outline,
        started_at=now,
        saved_at=now,
    )
    return begun, fact


def rate(
    review: Review,
    framework: Framework,
    area_id: str,
    answer: AreaReview,
    *,
    save: IncomingSave,
    now: datetime,
) -> Review:
    """Keep what the participant says of one area. A repeated save changes nothing."""
    area = framework.area(area_id)
    if area is None:
        raise Unknown(Problem("area", "unknown_area"))
    _check_editable(review)
    saved = review.area(area_id)
    answer = replace(
        answer,
        reflection=clean(answer.reflection),
        evidence=clean(answer.evidence),
        version=saved.version,
    )
    if answer == saved or is_repeated(saved.version, save):
        return review
    version = next_version(saved.version, save)
    if problems := tuple(_area_problems(framework, answer)):
        raise Invalid(*problems)
    areas = {**review.areas, area_id: replace(answer, version=version)}
    return replace(review, areas=areas, saved_at=now)


def answer(
    saved: Answers,
    prompts: tuple[Prompt, ...],
    given: Mapping[str, tuple[str, ...]],
    *,
    save: IncomingSave,
) -> Answers:
    """Keep answers to prompts.

    Those of hidden prompts are let go, those of prompts that have left the framework are kept; a
    repeated save changes nothing.
    """
    if given.keys() - {prompt.id for prompt in prompts}:
        raise Unknown(Problem("prompt", "unknown_prompt"))
    values = {
        prompt.id: _tidy(prompt, given.get(prompt.id, ()), saved.values.get(prompt.id, ()))
        for prompt in prompts
    }
    visible = visible_prompts(prompts, values)
    past = {key: given for key, given in saved.values.items() if key not in values}
    shown = {**past, **{prompt.id: values[prompt.id] for prompt in visible if values[prompt.id]}}
    problems = tuple(problem for p in visible for problem in _one_answer(p, given.get(p.id, ())))
    if is_repeated(saved.version, save) or (shown == saved.values and not problems):
        return saved
    version = next_version(saved.version, save)
    if problems:
        raise Invalid(*problems)
    return Answers(values=shown, version=version)


def visible_prompts(
    prompts: tuple[Prompt, ...], answers: Mapping[str, tuple[str, ...]]
) -> tuple[Prompt, ...]:
    """Return the prompts that the answers reveal; the answer to a hidden prompt reveals nothing."""
    seen: dict[str, tuple[str, ...]] = {}
    visible = []
    for prompt in prompts:
        if _is_shown(prompt, seen):
            visible.append(prompt)
            seen[prompt.id] = answers.get(prompt.id, ())
    return tuple(visible)


def is_answered(values: Collection[str]) -> bool:
    """Tell whether a prompt is answered: who will do it and by when say nothing by themselves."""
    return bool(next(iter(values), ""))


def _is_shown(prompt: Prompt, answers: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether every condition of the prompt is met by one of the answers."""
    return all(
        set(answers.get(other, ())) & set(shown_by) for other, shown_by in prompt.show_if.items()
    )


def gaps(review: Review, framework: Framework) -> tuple[Area, ...]:
    """Return the areas that still need an answer before sign-off, in order."""
    return tuple(
        area
        for area in framework.areas
        if not area.optional and not framework.has_level(review.area(area.id).level_id)
    )


def sign_off(
    review: Review,
    framework: Framework,
    *,
    revision: int,
    now: datetime,
    title: str = "",
    sharing: Sharing = Sharing.EVERYTHING,
    promised: Sharing = Sharing.EVERYTHING,
) -> Review:
    """State that the review is complete. Every area that is not optional needs an answer first.

    `title` is what the round is called today. `sharing` is what course staff see of it: never more
    than the page has `promised`, where the course has been changed to show more since.
    """
    if narrower(promised, sharing) is not sharing:
        raise Invalid(Problem("sharing", "sharing_changed"))
    _check_editable(review)
    if revision != review.revision:
        raise Stale(Problem("revision", "stale"))
    if missing := gaps(review, framework):
        raise Incomplete(
            *(Problem(area.id, "area_missing", {"area": area.name}) for area in missing)
        )
    return replace(
        review,
        status=Status.SIGNED_OFF,
        areas={
            area.id: review.area(area.id) for area in framework.areas if area.id in review.areas
        },
        answers=_shared(review.answers, framework),
        signed_off_at=now,
        saved_at=now,
        framework=framework.name,
        outline=outline_of(framework, title),
        sharing=sharing,
    )


def shared_part(review: Review) -> Mapping[str, AreaReview]:
    """Return what course staff see of each area, without versions."""
    if not shows(review.sharing, Part.LEVELS):
        return {}
    areas = {
        area_id: replace(each, version=SavedVersion()) for area_id, each in review.areas.items()
    }
    if not shows(review.sharing, Part.WORDS):
        return {key: replace(each, reflection="", evidence="") for key, each in areas.items()}
    return areas


def with_own_words(shown: Review, own: Review) -> Review:
    """Return what was signed off, for the participant: with what course staff do not see of it.

    `own` is the review as the participant keeps it, at this revision or a later one.
    """
    if shown.sharing is Sharing.EVERYTHING:
        return shown
    is_this = own.status is Status.SIGNED_OFF and own.revision == shown.revision
    own_areas = own.areas if is_this else own.earlier_areas.get(shown.revision, {})
    return replace(shown, areas={**shown.areas, **own_areas})


def outline_of(framework: Framework, title: str) -> Outline:
    """Return what a review is compared by with later rounds. `title` is that of its round."""
    return Outline(
        levels=tuple((level.id, level.name) for level in framework.levels),
        areas=tuple((area.id, area.name) for area in framework.areas),
        language=framework.language,
        round_title=title,
    )


def _shared(answers: Answers, framework: Framework) -> Answers:
    """Return the answers that course staff may see: a prompt may have become private, or gone."""
    visible = {prompt.id for prompt in visible_prompts(framework.shared_prompts, answers.values)}
    values = {
        prompt_id: texts for prompt_id, texts in answers.values.items() if prompt_id in visible
    }
    return replace(answers, values=values)


def reopen(review: Review, returned: Return) -> Review:
    """Give a returned review back to the participant as a new revision.

    Older returns change nothing.
    """
    if review.status is not Status.SIGNED_OFF or returned.revision != review.revision:
        return review
    signed_off_at = review.signed_off_at or returned.at
    return replace(
        review,
        status=Status.RETURNED,
        revision=review.revision + 1,
        signed_off_at=None,
        returned=returned,
        earlier=(*review.earlier, signed_off_at),
        earlier_areas=_kept_with(review),
    )


def _kept_with(review: Review) -> Mapping[int, Mapping[str, AreaReview]]:
    """Keep the words of this revision beside the next where course staff have not all of them."""
    if review.sharing is Sharing.EVERYTHING:
        return review.earlier_areas
    return {**review.earlier_areas, review.revision: review.areas}


def _check_editable(review: Review) -> None:
    if not review.is_editable:
        code = "signed_off" if review.status is Status.SIGNED_OFF else "not_started"
        raise Locked(Problem("review", code))


def _area_problems(framework: Framework, answer: AreaReview) -> Iterator[Problem]:
    for name in ("level_id", "target_level_id", "then_level_id"):
        chosen = getattr(answer, name)
        if chosen and not framework.has_level(chosen):
            yield Problem(name, "unknown_level")
    yield from problems_in(answer.reflection, field="reflection", limit=REFLECTION_LIMIT)
    yield from problems_in(answer.evidence, field="evidence", limit=EVIDENCE_LIMIT)


def _one_answer(prompt: Prompt, values: Collection[str]) -> Iterator[Problem]:
    if prompt.kind is PromptKind.TEXT:
        yield from problems_in(clean("\n".join(values)), field=prompt.id, limit=ANSWER_LIMIT)
        return
    if prompt.kind is PromptKind.STEP:
        yield from planned_step.problems_of(prompt.id, tuple(values), limit=ANSWER_LIMIT)
        return
    if not set(values) - {""} <= {choice.id for choice in prompt.choices}:
        yield Problem(prompt.id, "unknown_choice")


def _tidy(prompt: Prompt, values: tuple[str, ...], saved: tuple[str, ...]) -> tuple[str, ...]:
    """Bring an answer to one shape.

    One cleaned text, at most one choice, or choices in the prompt's order. `saved` is the answer
    until now: it says which choice is the newer one.
    """
    if prompt.kind is PromptKind.STEP:
        return planned_step.write(planned_step.read(values))
    if prompt.kind is PromptKind.TEXT:
        text = clean("\n".join(values))
        return (text,) if text else ()
    chosen = tuple(choice.id for choice in prompt.choices if choice.id in values)
    return chosen[:1] if prompt.kind is PromptKind.CHOICE else _alone(chosen, saved)


def _alone(chosen: tuple[str, ...], saved: tuple[str, ...]) -> tuple[str, ...]:
    """Keep *Prefer not to say* apart from every other choice: the newer one stays."""
    if PREFER_NOT_TO_SAY not in chosen or len(chosen) == 1:
        return chosen
    if PREFER_NOT_TO_SAY in saved:
        return tuple(each for each in chosen if each != PREFER_NOT_TO_SAY)
    return (PREFER_NOT_TO_SAY,)
