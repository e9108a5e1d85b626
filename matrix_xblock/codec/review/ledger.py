"""Ledger rows as JSON: a compact summary, and the full snapshot split so that every row fits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.cpd.cpd import read_entry, write_entry
from matrix_xblock.codec.framework.authored import read_framework_words, write_framework
from matrix_xblock.codec.plans.plans import (
    read_opportunity,
    read_step,
    write_opportunity,
    write_step,
)
from matrix_xblock.codec.review.area import read_area, write_area
from matrix_xblock.domain.cpd.cpd import FieldKind, named
from matrix_xblock.domain.errors import Problem, Unreadable
from matrix_xblock.domain.figures.shapes import Questions
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.mode import Mode, in_force
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, days_until_offered
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.changes import Changes
from matrix_xblock.domain.review.feedback import Return
from matrix_xblock.domain.review.review import Answers, Review, Status, shared_part
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.ports.ledger import Ledger

__all__ = [
    "ROW_LIMIT",
    "VERSION",
    "is_of",
    "latest_rows",
    "mode_in_force",
    "read_attached",
    "read_mode",
    "read_return",
    "read_shared_as",
    "read_snapshot",
    "write_return",
    "write_snapshot",
    "write_summary",
]

VERSION = 1
ROW_LIMIT = 100_000
"""Characters of one serialised row.

edx-submissions takes 102,400 and escapes everything outside ASCII.
"""


def write_summary(
    review: Review,
    *,
    possible: int,
    attached: Attached | None = None,
    mode: Mode = Mode.SELF_REVIEW,
    changes: Changes | None = None,
    cohort: str = "",
    asked: Questions | None = None,
) -> dict[str, Any]:
    """Write what a list or a heat table needs: ids, counts and times, no text.

    Points are those of the round. Of what is attached there are counts. Levels are for figures
    about groups, also where course staff see those of nobody. `changes` are those since the
    revision before. `cohort` is that of now, and of the questions that figures count there are the
    choices: figures never ask again where somebody was, or what a review was shared as.
    """
    changes = changes or Changes()
    attached = attached or Attached()
    return {
        "version": VERSION,
        "round": review.round_id,
        "revision": review.revision,
        "signed_off_at": iso(review.signed_off_at),
        "framework": review.framework,
        "levels": {area_id: area.level_id for area_id, area in review.areas.items()},
        "reflections": sum(bool(area.reflection) for area in review.areas.values()),
        "earned": review.earned,
        "possible": possible,
        "mode": mode.value,
        "cpd": {"entries": len(attached.done), "minutes": attached.minutes},
        "next_steps": dict(Counter(step.status.value for step in attached.steps)),
        "opportunities": _opportunity_counts(attached),
        "changed": {"areas": len(changes.areas), "answers": len(changes.answers)},
        "cohort": cohort,
        "sharing": review.sharing.value,
        "choices": _choices(review.answers, asked),
    }


def _choices(answers: Answers, asked: Questions | None) -> dict[str, list[str]]:
    """Return what was chosen of the questions that figures count, by id."""
    both = (asked.moved.id, asked.why.id) if asked else ()
    return {key: list(answers.values[key]) for key in both if answers.values.get(key)}


def _opportunity_counts(attached: Attached) -> dict[str, Any]:
    """Count by status, and what says whether something was offered: reasons, and days until then.

    Days are sorted: their order says nothing.
    """
    opportunities = attached.opportunities
    refused = [each for each in opportunities if each.status is OpportunityStatus.NOT_POSSIBLE]
    days = [days_until_offered(each) for each in opportunities]
    return {
        "statuses": dict(Counter(each.status.value for each in opportunities)),
        "reasons": dict(Counter(each.reason.value for each in refused if each.reason)),
        "days_until_offered": sorted(each for each in days if each is not None),
    }


def write_snapshot(
    review: Review, framework: Framework, attached: Attached | None = None
) -> list[dict[str, Any]]:
    """Write the review with the words it was answered against, in as few rows as hold it.

    What the participant chose to go with it is in there as well.

    Each row says `part` of `parts`; its lists and objects are joined with those of the other rows.
    """
    head = {"version": VERSION, "round": review.round_id, "revision": review.revision}
    pieces = [*_pieces(review, framework), *_attached_pieces(attached or Attached())]
    parts = list(_packed(pieces))
    return [
        {**head, "part": number, "parts": len(parts), **part}
        for number, part in enumerate(parts, start=1)
    ]


def read_snapshot(bodies: Sequence[Mapping[str, Any]]) -> tuple[Review, Framework]:
    """Join the rows of one snapshot again.

    Raises `Unreadable` where one is missing, newer or broken.
    """
    joined = _joined(_whole(bodies))
    review = _review(joined)
    framework = read_framework_words(joined.child("framework"))
    if joined.problems:
        raise Unreadable(*joined.problems)
    return review, framework


def read_attached(bodies: Sequence[Mapping[str, Any]]) -> Attached:
    """Read what went with a review out of the rows of its snapshot.

    Raises `Unreadable` as `read_snapshot` does.
    """
    joined = _joined(_whole(bodies))
    entries = joined.child("cpd")
    words = joined.child("cpd_words")
    whole = [
        Reading.of({**entries.child(key).body, **words.child(key).body}, problems=joined.problems)
        for key in entries.body
    ]
    steps = joined.child("steps")
    opportunities = joined.child("opportunities")
    attached = Attached(
        entries=tuple(read_entry(each) for each in whole),
        steps=tuple(read_step(steps.child(key)) for key in steps.body),
        opportunities=tuple(
            read_opportunity(opportunities.child(key)) for key in opportunities.body
        ),
    )
    if joined.problems:
        raise Unreadable(*joined.problems)
    return attached


def _whole(bodies: Sequence[Mapping[str, Any]]) -> list[Reading]:
    """Return all rows of one snapshot in order."""
    rows = sorted((Reading.of(body) for body in bodies), key=lambda row: row.integer("part"))
    numbers = [row.integer("part") for row in rows]
    is_whole = bool(rows) and rows[0].integer("parts") == len(rows)
    is_in_order = numbers == list(range(1, len(rows) + 1))
    if not (is_whole and is_in_order) or any(row.integer("version") != VERSION for row in rows):
        raise Unreadable(Problem("snapshot", "newer_version"))
    return rows


def read_mode(body: Mapping[str, Any]) -> Mode:
    """Read what gives credit out of a summary. The first version knew only self-review."""
    return Reading.of(body).choice("mode", Mode, Mode.SELF_REVIEW)


def mode_in_force(setup: Setup, ledger: Ledger) -> Mode:
    """Return what gives credit in this block: what its first sign-off was counted by."""
    signed_off = ledger.any_of(Kind.SUMMARY)
    return in_force(setup.mode, None if signed_off is None else read_mode(signed_off.body))


def is_of(body: Mapping[str, Any], round_id: str, revision: int) -> bool:
    """Tell whether a row belongs to that revision of that round."""
    return body.get("round") == round_id and body.get("revision") == revision


def latest_rows(entries: Iterable[Entry], round_id: str, revision: int) -> list[Mapping[str, Any]]:
    """Pick the rows of one snapshot; of two that were written in one instant the later."""
    summaries = [
        entry
        for entry in entries
        if entry.kind is Kind.SNAPSHOT and is_of(entry.body, round_id, revision)
    ]
    latest = max((entry.at for entry in summaries), default=None)
    return [entry.body for entry in summaries if entry.at == latest]


def write_return(returned: Return) -> dict[str, Any]:
    """Write a return as a response row."""
    return {
        "version": VERSION,
        "type": "returned",
        "round": returned.round_id,
        "revision": returned.revision,
        "reason": returned.reason,
        "at": iso(returned.at),
        "comments": dict(returned.comments),
    }


def read_return(reading: Reading) -> Return:
    """Read a return; what is wrong with it is among the problems of the reading."""
    comments = reading.child("comments")
    return Return(
        round_id=reading.text("round"),
        revision=reading.integer("revision"),
        reason=reading.text("reason"),
        at=reading.needed_time("at"),
        comments={area_id: comments.text(area_id) for area_id in comments.body},
    )


Piece = tuple[str, str, Any]
"""(section, key, value): the smallest thing that is never split over two rows."""


def _pieces(review: Review, framework: Framework) -> Iterator[Piece]:
    written = write_framework(framework)
    lists = {name: written[name] for name in ("levels", "areas", "prompts")}
    # What is archived was not asked, and how long a framework is in use says nothing of the review.
    words = {name: value for name, value in written.items() if isinstance(value, str)}
    del words["note"]
    yield "framework", "", words
    for name, items in lists.items():
        for item in items:
            yield name, "", item
    yield "review", "", _review_head(review)
    for area_id, area in shared_part(review).items():
        yield "said", area_id, write_area(area)
    for prompt_id, values in review.answers.values.items():
        yield "answers", prompt_id, list(values)


_ENTRY_WORDS = named(FieldKind.TEXT)
"""The long texts of an entry. With all its areas and these, an entry could outgrow a row."""


def _attached_pieces(attached: Attached) -> Iterator[Piece]:
    for entry in attached.entries:
        body = write_entry(entry)
        yield "cpd", entry.id, {key: body[key] for key in body if key not in _ENTRY_WORDS}
        words = {key: body[key] for key in body if key in _ENTRY_WORDS}
        if words:
            yield "cpd_words", entry.id, words
    for step in attached.steps:
        yield "steps", step.id, write_step(step)
    for each in attached.opportunities:
        yield "opportunities", each.id, write_opportunity(each)


def _packed(pieces: Sequence[Piece]) -> Iterator[dict[str, Any]]:
    """Fill one row after the other, counting as the ledger counts: in escaped characters."""
    row: dict[str, Any] = {}
    size = 0
    for section, key, value in pieces:
        cost = len(json.dumps([section, key, value])) + 8
        if row and size + cost > ROW_LIMIT - 1_000:
            yield row
            row, size = {}, 0
        if key:
            row.setdefault(section, {})[key] = value
        elif section in {"framework", "review"}:
            row[section] = value
        else:
            row.setdefault(section, []).append(value)
        size += cost
    yield row


_OBJECTS = ("framework", "review", "said", "answers", "cpd", "cpd_words", "steps", "opportunities")


def read_shared_as(bodies: Sequence[Mapping[str, Any]]) -> Sharing | None:
    """Read what a review was signed off as shared, out of the rows of one snapshot.

    Before there was a setting, everything was. None where no row says it, or none that we know.
    """
    head = next((each["review"] for each in bodies if "review" in each), None)
    reading = Reading.of(head)
    shared_as = reading.choice("sharing", Sharing, Sharing.EVERYTHING)
    return None if reading.problems else shared_as


def _joined(rows: Sequence[Reading]) -> Reading:
    """Put lists after one another and objects into one."""
    problems: list[Problem] = []
    readings = [Reading.of(row.body, problems=problems) for row in rows]
    lists = {
        name: [dict(item.body) for row in readings for item in row.children(name)]
        for name in ("levels", "areas", "prompts")
    }
    objects = {
        name: {key: value for row in readings for key, value in row.child(name).body.items()}
        for name in _OBJECTS
    }
    body = {**objects, "framework": {**objects["framework"], **lists}}
    return Reading.of(body, problems=problems)


def _review_head(review: Review) -> dict[str, Any]:
    return {
        "round": review.round_id,
        "revision": review.revision,
        "notice": review.notice,
        "framework": review.framework,
        "started_at": iso(review.started_at),
        "signed_off_at": iso(review.signed_off_at),
        "earned": review.earned,
        "sharing": review.sharing.value,
    }


def _review(joined: Reading) -> Review:
    head = joined.child("review")
    areas = joined.child("said")
    answers = joined.child("answers")
    return Review(
        round_id=head.text("round"),
        status=Status.SIGNED_OFF,
        revision=head.integer("revision"),
        notice=head.text("notice"),
        framework=head.text("framework"),
        areas={area_id: read_area(areas.child(area_id)) for area_id in areas.body},
        answers=Answers({prompt_id: answers.texts(prompt_id) for prompt_id in answers.body}),
        started_at=head.time("started_at"),
        saved_at=head.time("signed_off_at"),
        signed_off_at=head.time("signed_off_at"),
        earned=head.number("earned"),
        sharing=head.choice("sharing", Sharing, Sharing.EVERYTHING),
    )
