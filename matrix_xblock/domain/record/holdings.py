"""Everything that somebody keeps, in one block and across blocks, and how a copy of it comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.plans import next_step, opportunity
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT, ImportedReview, Record, YearNote
from matrix_xblock.domain.review.counted_choices import without_consents
from matrix_xblock.domain.review.review import (
    ANSWER_LIMIT,
    EVIDENCE_LIMIT,
    REFLECTION_LIMIT,
    Answers,
    AreaReview,
    Outline,
    Review,
    Status,
)
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.dates import is_year
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.domain.values.revisions import MOST_CHANGES
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_PAST", "Holdings", "check", "is_broken_entry", "merge"]

MOST_PAST = 60
"""Rounds from other blocks."""
MOST_PRIVATE = 500
"""Rounds with private answers, of all blocks together."""
MOST_AREAS = 500
MOST_ANSWERS = 500
"""More than any framework asks in its life: what is no longer asked is kept beside the rest."""
LONGEST_ID = 255

T = TypeVar("T", NextStep, Opportunity, CpdEntry)

Private = Mapping[str, Mapping[str, Answers]]
"""Private answers: usage key -> round id -> answers."""

_LIMITS = {
    "level_id": LONGEST_ID,
    "target_level_id": LONGEST_ID,
    "then_level_id": LONGEST_ID,
    "reflection": REFLECTION_LIMIT,
    "evidence": EVIDENCE_LIMIT,
}
_NEVER = datetime.min.replace(tzinfo=UTC)


@wordless
@dataclass(frozen=True)
class Holdings:
    """What somebody keeps in one block, their private answers in all of them, and their CPD log."""

    record: Record = field(default_factory=Record)
    private: Private = field(default_factory=dict)
    log: CpdLog = field(default_factory=CpdLog)


def merge(here: Holdings, copy: Holdings, *, made_in: str, title: str) -> Holdings:
    """Bring a copy in that was made in the block `made_in`.

    Of two versions of one thing the later one stays; nothing that is held is let go. Reviews come
    in to be read and compared, never as reviews of this block. Doing it twice changes nothing.
    Raises `Invalid` where it would be more than can be held.
    """
    steps = _later(here.record.next_steps, copy.record.next_steps)
    opportunities = _later(here.record.opportunities, copy.record.opportunities)
    notes = _notes(here.record, copy.record)
    past = _past(here.record, copy.record, made_in=made_in, title=title)
    entries = _later_entries(here.log, copy.log)
    private = _private(here.private, copy.private)
    record = replace(
        here.record,
        next_steps={**here.record.next_steps, **steps},
        opportunities={**here.record.opportunities, **opportunities},
        year_notes={**here.record.year_notes, **notes},
        past=past,
    )
    log = cpd.bring(here.log, entries)
    if here.log.goal is None and copy.log.goal is not None:
        log = replace(log, goal=copy.log.goal, goal_revision=here.log.goal_revision + 1)
    merged = Holdings(record, _joined(here.private, private), log)
    if problems := tuple(_too_much(merged)):
        raise Invalid(*problems)
    return merged


def check(holdings: Holdings) -> tuple[Problem, ...]:
    """Name the place of everything that no form of ours would have taken."""
    return tuple(Problem("file", "file_broken_at", {"place": place}) for place in _broken(holdings))


def _later(here: Mapping[str, T], brought: Mapping[str, T]) -> dict[str, T]:
    """Return what is new, and what is later than here.

    That is a save of its own: a tab that still shows what was here must not save over it.
    """
    return {
        key: each
        if key not in here
        else replace(each, revision=max(each.revision, here[key].revision) + 1)
        for key, each in brought.items()
        if key not in here or (each.updated or _NEVER) > (here[key].updated or _NEVER)
    }


def _later_entries(here: CpdLog, brought: CpdLog) -> tuple[CpdEntry, ...]:
    both = {key: here.entry(key) for key in brought.glances if key in here.glances}
    return tuple(_later(both, {key: brought.entry(key) for key in brought.glances}).values())


def _notes(here: Record, brought: Record) -> dict[str, YearNote]:
    """Return the summaries of years that have none here.

    One that was emptied here is saved anew: a tab that shows it empty must not save over it.
    """
    written = {key for key, note in here.year_notes.items() if note.text}
    notes = brought.year_notes.items()
    return {
        key: replace(note, revision=max(note.revision, here.year_notes[key].revision) + 1)
        if key in here.year_notes
        else note
        for key, note in notes
        if note.text and key not in written
    }


def _key(past: ImportedReview) -> tuple[str, str, int]:
    return past.made_in, past.review.round_id, past.review.revision


def _past(here: Record, copy: Record, *, made_in: str, title: str) -> tuple[ImportedReview, ...]:
    """Return rounds from elsewhere, those of the copy too. Signed off goes before a draft."""
    reviews = [each for each in copy.reviews.values() if each.status is not Status.NOT_STARTED]
    brought = [*copy.past, *(ImportedReview(made_in, title, review) for review in reviews)]
    by_key = {_key(past): past for past in here.past}
    for past in brought:
        known = by_key.get(_key(past))
        if past.review == here.reviews.get(past.review.round_id):
            continue
        if known is None or _rank(past.review) > _rank(known.review):
            by_key[_key(past)] = past
    return tuple(by_key.values())


def _rank(review: Review) -> tuple[bool, datetime]:
    return review.status is Status.SIGNED_OFF, review.saved_at or _NEVER


def _private(here: Private, brought: Private) -> dict[str, dict[str, Answers]]:
    """Return the private answers to rounds that have none here.

    A tick that agrees to be counted stays behind: it is given on the page and not by a file.
    """
    added = {
        usage: {
            key: without_consents(answers)
            for key, answers in rounds.items()
            if key not in here.get(usage, {})
        }
        for usage, rounds in brought.items()
    }
    return {usage: rounds for usage, rounds in added.items() if rounds}


def _joined(here: Private, brought: Private) -> Private:
    return {
        usage: {**here.get(usage, {}), **brought.get(usage, {})}
        for usage in dict.fromkeys((*here, *brought))
    }


def _too_much(holdings: Holdings) -> Iterator[Problem]:
    record = holdings.record
    counts = (
        (len(holdings.log.glances), cpd.MOST_ENTRIES, "record_too_many_entries"),
        (len(record.next_steps), next_step.MOST_STEPS, "record_too_many_steps"),
        (
            len(record.opportunities),
            opportunity.MOST_OPPORTUNITIES,
            "record_too_many_opportunities",
        ),
        (len(record.past), MOST_PAST, "record_too_many_rounds"),
        (sum(map(len, holdings.private.values())), MOST_PRIVATE, "record_too_many_answers"),
    )
    for count, most, code in counts:
        if count > most:
            yield Problem("file", code, {"most": most})


def _broken(holdings: Holdings) -> Iterator[str]:
    record, log = holdings.record, holdings.log
    yield from _named("next_steps", record.next_steps.values(), _is_broken_step)
    yield from _named("opportunities", record.opportunities.values(), _is_broken_opportunity)
    yield from _named("cpd", log.entries(log.glances), is_broken_entry)
    if log.unread:
        yield "cpd"
    if log.goal and (cpd.check_goal(log.goal) or not _are_days(log.goal.start, log.goal.end)):
        yield "cpd.goal"
    for key, note in record.year_notes.items():
        if not _is_year(key) or _is_wrong(note.text, YEAR_NOTE_LIMIT):
            yield f"years.{key[:40]}"
    for review in (*record.reviews.values(), *(past.review for past in record.past)):
        if _is_broken(review):
            yield f"rounds.{review.round_id[:40]}"
    if any(_are_broken(each) for rounds in holdings.private.values() for each in rounds.values()):
        yield "private"


def _named(place: str, things: Iterable[T], is_broken: Callable[[T], bool]) -> Iterator[str]:
    return (f"{place}.{each.id[:40]}" for each in things if is_broken(each))


def _is_broken_step(step: NextStep) -> bool:
    is_known = is_id(step.id) and _are_ids(step.area_id)
    reasons = [change.reason for change in step.history]
    times = [change.at for change in step.history]
    is_dated = _are_days(step.due, step.created, step.updated, *times)
    is_long = _is_long(reasons, next_step.REASON_LIMIT)
    return not (is_known and is_dated) or is_long or bool(next_step.check(step))


def _is_broken_opportunity(wish: Opportunity) -> bool:
    is_known = is_id(wish.id) and all(map(is_id, wish.area_ids)) and _are_ids(wish.post)
    notes = [change.note for change in wish.history]
    times = [change.at for change in wish.history]
    is_dated = _are_days(wish.created, wish.updated, *times)
    is_long = _is_long(notes, opportunity.NOTE_LIMIT)
    return not (is_known and is_dated) or is_long or bool(opportunity.check(wish))


def is_broken_entry(entry: CpdEntry) -> bool:
    """Tell whether no form of ours would have taken an entry."""
    areas = (part for area in entry.areas for part in (area.framework, area.id))
    is_known = is_id(entry.id) and _are_ids(entry.next_step, entry.opportunity)
    days = (
        *(getattr(entry, name) for name in cpd.named(cpd.FieldKind.DAY)),
        entry.created,
        entry.updated,
    )
    return not (is_known and all(map(is_id, areas)) and _are_days(*days)) or bool(cpd.check(entry))


def _is_broken(review: Review) -> bool:
    is_named = is_id(review.round_id)
    is_dated = _are_days(
        review.started_at,
        review.saved_at,
        review.signed_off_at,
        review.returned.at if review.returned else None,
        *review.earlier,
    )
    is_half = review.status is Status.SIGNED_OFF and review.signed_off_at is None
    is_sound = is_named and is_dated and not is_half and _fits(review.outline)
    return not is_sound or _has_broken_words(review)


def _has_broken_words(review: Review) -> bool:
    """Look at what was said, at what is set aside and at what stayed here, all in the same way."""
    archived = review.archived
    answers = (review.answers, Answers(archived.answers))
    areas = (review.areas, archived.areas, *review.earlier_areas.values())
    return any(map(_are_broken, answers)) or any(map(_are_broken_areas, areas))


def _are_broken_areas(areas: Mapping[str, AreaReview]) -> bool:
    return (
        len(areas) > MOST_AREAS
        or not all(map(is_id, areas))
        or any(
            _is_wrong(getattr(area, name), limit)
            for area in areas.values()
            for name, limit in _LIMITS.items()
        )
    )


def _fits(outline: Outline | None) -> bool:
    return outline is None or max(len(outline.areas), len(outline.levels)) <= MOST_AREAS


def _are_broken(answers: Answers) -> bool:
    return (
        len(answers.values) > MOST_ANSWERS
        or not all(map(is_id, answers.values))
        or any(
            _is_wrong(text, ANSWER_LIMIT) for chosen in answers.values.values() for text in chosen
        )
    )


def _are_ids(*identifiers: str) -> bool:
    """Tell whether each is an id or nothing."""
    return all(not each or is_id(each) for each in identifiers)


def _are_days(*days: date | None) -> bool:
    """Tell whether each is a day or a time that every page can show in every time zone."""
    return all(each is None or is_year(each.year) for each in days)


def _is_year(key: str) -> bool:
    number = whole_number(key)
    return number is not None and str(number) == key and school_year.is_known(number)


def _is_long(texts: Iterable[str], limit: int) -> bool:
    every = list(texts)
    return len(every) > MOST_CHANGES or any(_is_wrong(text, limit) for text in every)


def _is_wrong(text: str, limit: int) -> bool:
    return bool(problems_in(text, field="", limit=limit))
