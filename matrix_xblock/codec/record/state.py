"""A participant's state as JSON.

One versioned object a field, upgraded step by step, refused when newer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.common.unknown_keys import Each, ListOf, Shape, leaves, with_unknown
from matrix_xblock.codec.plans.plans import (
    OPPORTUNITY,
    STEP,
    read_opportunity,
    read_step,
    write_opportunity,
    write_step,
)
from matrix_xblock.codec.review.area import AREA_KEYS, read_area, write_area
from matrix_xblock.codec.review.ledger import read_return, write_return
from matrix_xblock.domain.errors import Problem, Unreadable
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.record.record import ImportedReview, Record, YearNote
from matrix_xblock.domain.review.review import (
    Answers,
    ArchivedAnswers,
    AreaReview,
    Outline,
    Review,
    Status,
)
from matrix_xblock.domain.values.versions import SavedVersion

__all__ = [
    "VERSION",
    "blocks_of_private",
    "read_every_private",
    "read_private",
    "read_record",
    "without_block",
    "write_every_private",
    "write_private",
    "write_record",
]

VERSION = 3


def _with_plans(body: Mapping[str, Any]) -> dict[str, Any]:
    """From 1 to 2: next steps, opportunities, years and rounds from elsewhere join the rounds.

    In: `{"version": 1, "rounds": {...}}`.
    Out: `{"version": 2, "rounds": {...}, "next_steps": [], "opportunities": [], "years": {},
    "past": []}`.
    """
    added: dict[str, Any] = {"next_steps": [], "opportunities": [], "years": {}, "past": []}
    return {**body, **added, "version": 2}


def _with_aside(body: Mapping[str, Any]) -> dict[str, Any]:
    """From 2 to 3: a review may hold what is no longer asked, and what stays with the participant.

    In: `{"version": 2, "rounds": {"baseline": {...}}, ...}`.
    Out: `{"version": 3, "rounds": {"baseline": {...}}, ...}`; `aside`, `sharing` and `kept` are
    absent where there is nothing to say.
    """
    return {**body, "version": 3}


_STEPS: Mapping[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    1: _with_plans,
    2: _with_aside,
}
"""How to bring a record of each past version to the one after it."""

PRIVATE_VERSION = 1

_STAMP = leaves("rev", "writer", "sequence")
_AREAS = Each({**leaves(*AREA_KEYS), **_STAMP})
_ANSWERS: Shape = {"values": None, **_STAMP}
_REVIEW: Shape = {
    **leaves("status", "revision", "notice", "framework", "started_at", "saved_at"),
    **leaves("signed_off_at", "earned", "sharing"),
    "areas": _AREAS,
    "answers": _ANSWERS,
    "returned": leaves("version", "type", "round", "revision", "reason", "at", "comments"),
    "earlier": ListOf(leaves("signed_off_at"), lambda each: str(each.get("signed_off_at"))),
    "outline": leaves("levels", "areas", "language", "round_title"),
    "aside": {"areas": _AREAS, "answers": None},
    "kept": ListOf({"revision": None, "areas": _AREAS}, lambda each: str(each.get("revision"))),
}
_RECORD: Shape = {
    "version": None,
    "rounds": Each(_REVIEW),
    "next_steps": ListOf(STEP, lambda step: str(step.get("id"))),
    "opportunities": ListOf(OPPORTUNITY, lambda each: str(each.get("id"))),
    "years": Each(leaves("text", "revision")),
    "past": ListOf(
        {**leaves("made_in", "made_in_title", "round"), "review": _REVIEW},
        lambda past: (str(past.get("made_in")), str(past.get("round")), _number_of(past)),
    ),
}
_PRIVATE: Shape = {"version": None, "answers": Each(Each(_ANSWERS))}


def _number_of(past: Mapping[str, Any]) -> str:
    """Return the revision of a review from elsewhere as it is stored."""
    review = past.get("review")
    return str(review.get("revision")) if isinstance(review, Mapping) else ""


def read_record(raw: object) -> Record:
    """Read a record of this version or an older one; nothing yet is an empty one.

    Raises `Unreadable` for anything else, so that what is stored is never overwritten by a guess.
    """
    reading = _versioned(raw, VERSION)
    rounds = reading.child("rounds")
    years = reading.child("years")
    steps = [read_step(each) for each in reading.children("next_steps")]
    opportunities = [read_opportunity(each) for each in reading.children("opportunities")]
    record = Record(
        reviews={round_id: _review(round_id, rounds.child(round_id)) for round_id in rounds.body},
        next_steps={step.id: step for step in steps},
        opportunities={each.id: each for each in opportunities},
        year_notes={year: _year_note(years.child(year)) for year in years.body},
        past=tuple(_past(each) for each in reading.children("past")),
    )
    _refuse(reading)
    return record


def write_record(record: Record, stored: object = None) -> dict[str, Any]:
    """Write a record so that `read_record` gives an equal one back.

    What is in `stored` under keys that nobody here knows stays in its place.
    """
    body: dict[str, Any] = with_unknown(_record_body(record), stored, _RECORD)
    return body


def _record_body(record: Record) -> dict[str, Any]:
    return {
        "version": VERSION,
        "rounds": {round_id: _review_body(review) for round_id, review in record.reviews.items()},
        "next_steps": [write_step(step) for step in record.next_steps.values()],
        "opportunities": [write_opportunity(each) for each in record.opportunities.values()],
        "years": {year: dict(vars(note)) for year, note in record.year_notes.items()},
        "past": [
            {
                "made_in": each.made_in,
                "made_in_title": each.made_in_title,
                "round": each.review.round_id,
                "review": _review_body(each.review),
            }
            for each in record.past
        ],
    }


def read_private(raw: object, usage: str, round_id: str) -> Answers:
    """Read the private answers of one round out of the field that all blocks of a user share."""
    blocks = _versioned(raw, PRIVATE_VERSION).child("answers")
    reading = blocks.child(usage).child(round_id)
    answers = _answers(reading)
    _refuse(reading)
    return answers


def write_private(raw: object, usage: str, round_id: str, answers: Answers) -> dict[str, Any]:
    """Return the shared field with these answers in it, everything else as it was."""
    blocks = _versioned(raw, PRIVATE_VERSION).child("answers")
    rounds = {**blocks.child(usage).body, round_id: _answers_body(answers)}
    _refuse(blocks)
    body = {"version": PRIVATE_VERSION, "answers": {**blocks.body, usage: rounds}}
    whole: dict[str, Any] = with_unknown(body, raw, _PRIVATE)
    return whole


def read_every_private(raw: object) -> Mapping[str, Mapping[str, Answers]]:
    """Read the private answers of all blocks: usage key -> round id -> answers."""
    blocks = _versioned(raw, PRIVATE_VERSION).child("answers")
    rounds = {usage: blocks.child(usage) for usage in blocks.body}
    read = {
        usage: {key: _answers(each.child(key)) for key in each.body}
        for usage, each in rounds.items()
    }
    _refuse(blocks)
    return read


def blocks_of_private(raw: Mapping[str, Any]) -> frozenset[str]:
    """Return the blocks of which private answers are stored."""
    answers = raw.get("answers")
    return frozenset(answers) if isinstance(answers, Mapping) else frozenset()


def without_block(raw: Mapping[str, Any], usage: str) -> dict[str, Any] | None:
    """Return private answers without those of a block, as they are stored; None without any."""
    answers = raw.get("answers")
    if not isinstance(answers, Mapping) or usage not in answers:
        return None
    return {**raw, "answers": {key: each for key, each in answers.items() if key != usage}}


def write_every_private(
    answers: Mapping[str, Mapping[str, Answers]], stored: object = None
) -> dict[str, Any]:
    """Write the private answers of all blocks, with the unknown keys of what is stored."""
    body = {
        "version": PRIVATE_VERSION,
        "answers": {
            usage: {key: _answers_body(each) for key, each in rounds.items()}
            for usage, rounds in answers.items()
        },
    }
    whole: dict[str, Any] = with_unknown(body, stored, _PRIVATE)
    return whole


def _versioned(raw: object, version: int) -> Reading:
    """Begin to read a versioned object. Nothing stored yet is one with nothing in it."""
    reading = Reading.of({"version": version} if raw in (None, {}) else raw)
    while (stored := reading.integer("version")) in _STEPS and stored < version:
        reading = Reading.of(_STEPS[stored](reading.body))
    if stored != version or reading.problems:
        raise Unreadable(Problem("version", "newer_version"))
    return reading


def _refuse(reading: Reading) -> None:
    if reading.problems:
        raise Unreadable(*reading.problems)


def _review(round_id: str, reading: Reading) -> Review:
    returned = reading.body.get("returned")
    return Review(
        round_id=round_id,
        status=reading.choice("status", Status, Status.NOT_STARTED),
        revision=reading.integer("revision", 1),
        notice=reading.text("notice"),
        framework=reading.text("framework"),
        areas=_areas(reading.child("areas")),
        answers=_answers(reading.child("answers")),
        started_at=reading.time("started_at"),
        saved_at=reading.time("saved_at"),
        signed_off_at=reading.time("signed_off_at"),
        earned=reading.number("earned"),
        returned=None if returned is None else read_return(reading.child("returned")),
        earlier=tuple(item.needed_time("signed_off_at") for item in reading.children("earlier")),
        outline=_outline(reading.child("outline")) if reading.body.get("outline") else None,
        archived=_archived(reading.child("aside")),
        sharing=reading.choice("sharing", Sharing, Sharing.EVERYTHING),
        earlier_areas={
            each.integer("revision"): _areas(each.child("areas"))
            for each in reading.children("kept")
        },
    )


def _archived(reading: Reading) -> ArchivedAnswers:
    answers = reading.child("answers")
    return ArchivedAnswers(
        areas=_areas(reading.child("areas")),
        answers={prompt_id: answers.texts(prompt_id) for prompt_id in answers.body},
    )


def _areas(reading: Reading) -> dict[str, AreaReview]:
    areas = {area_id: reading.child(area_id) for area_id in reading.body}
    return {area_id: read_area(each, _version(each)) for area_id, each in areas.items()}


def _outline(reading: Reading) -> Outline:
    def pairs(name: str) -> tuple[tuple[str, str], ...]:
        return tuple((each.text("id"), each.text("name")) for each in reading.children(name))

    return Outline(
        levels=pairs("levels"),
        areas=pairs("areas"),
        language=reading.text("language", "en"),
        round_title=reading.text("round_title"),
    )


def _outline_body(outline: Outline) -> dict[str, Any]:
    def named(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
        return [{"id": identifier, "name": name} for identifier, name in pairs]

    return {
        "levels": named(outline.levels),
        "areas": named(outline.areas),
        "language": outline.language,
        "round_title": outline.round_title,
    }


def _year_note(reading: Reading) -> YearNote:
    return YearNote(reading.text("text"), reading.integer("revision"))


def _past(reading: Reading) -> ImportedReview:
    return ImportedReview(
        made_in=reading.text("made_in"),
        made_in_title=reading.text("made_in_title"),
        review=_review(reading.text("round"), reading.child("review")),
    )


def _review_body(review: Review) -> dict[str, Any]:
    return {
        "status": review.status.value,
        "revision": review.revision,
        "notice": review.notice,
        "framework": review.framework,
        "areas": _areas_body(review.areas),
        "answers": _answers_body(review.answers),
        "started_at": iso(review.started_at),
        "saved_at": iso(review.saved_at),
        "signed_off_at": iso(review.signed_off_at),
        "earned": review.earned,
        "returned": None if review.returned is None else write_return(review.returned),
        "earlier": [{"signed_off_at": iso(time)} for time in review.earlier],
        "outline": None if review.outline is None else _outline_body(review.outline),
        **_archived_body(review.archived),
        **_kept_body(review),
    }


def _areas_body(areas: Mapping[str, AreaReview]) -> dict[str, Any]:
    return {
        area_id: {**write_area(area), **_version_body(area.version)}
        for area_id, area in areas.items()
    }


def _archived_body(archived: ArchivedAnswers) -> dict[str, Any]:
    if not archived:
        return {}
    answers = {prompt_id: list(texts) for prompt_id, texts in archived.answers.items()}
    return {"aside": {"areas": _areas_body(archived.areas), "answers": answers}}


def _kept_body(review: Review) -> dict[str, Any]:
    """Say what stays with the participant, where anything does."""
    body: dict[str, Any] = {}
    if review.sharing is not Sharing.EVERYTHING:
        body["sharing"] = review.sharing.value
    if review.earlier_areas:
        body["kept"] = [
            {"revision": revision, "areas": _areas_body(areas)}
            for revision, areas in review.earlier_areas.items()
        ]
    return body


def _answers(reading: Reading) -> Answers:
    values = reading.child("values")
    return Answers(
        values={prompt_id: values.texts(prompt_id) for prompt_id in values.body},
        version=_version(reading),
    )


def _answers_body(answers: Answers) -> dict[str, Any]:
    return {
        "values": {prompt_id: list(texts) for prompt_id, texts in answers.values.items()},
        **_version_body(answers.version),
    }


def _version(reading: Reading) -> SavedVersion:
    return SavedVersion(
        revision=reading.integer("rev"),
        writer=reading.text("writer"),
        sequence=reading.integer("sequence"),
    )


def _version_body(version: SavedVersion) -> Mapping[str, Any]:
    return {"rev": version.revision, "writer": version.writer, "sequence": version.sequence}
