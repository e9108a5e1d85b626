"""A participant's state as JSON.

One versioned object a field, upgraded step by step, refused when newer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrix_xblock.codec.area import read_area, write_area
from matrix_xblock.codec.ledger import read_return, write_return
from matrix_xblock.codec.reading import Reading
from matrix_xblock.codec.times import iso
from matrix_xblock.domain.errors import Problem, Unreadable
from matrix_xblock.domain.review import Answers, Record, Review, Stamp, Status

__all__ = ["VERSION", "read_private", "read_record", "write_private", "write_record"]

VERSION = 1


def read_record(raw: object) -> Record:
    """Read a record, `{"version": 1, "rounds": {round id: review}}`; nothing yet is an empty one.

    Raises `Unreadable` for anything else, so that what is stored is never overwritten by a guess.
    """
    rounds = _versioned(raw).child("rounds")
    record = Record(
        {round_id: _review(round_id, rounds.child(round_id)) for round_id in rounds.body}
    )
    _refuse(rounds)
    return record


def write_record(record: Record) -> dict[str, Any]:
    """Write a record so that `read_record` gives an equal one back."""
    return {
        "version": VERSION,
        "rounds": {round_id: _review_body(review) for round_id, review in record.reviews.items()},
    }


def read_private(raw: object, usage: str, round_id: str) -> Answers:
    """Read the private answers of one round out of the field that all blocks of a user share."""
    reading = _versioned(raw).child("answers").child(usage).child(round_id)
    answers = _answers(reading)
    _refuse(reading)
    return answers


def write_private(raw: object, usage: str, round_id: str, answers: Answers) -> dict[str, Any]:
    """Return the shared field with these answers in it, everything else as it was."""
    blocks = _versioned(raw).child("answers")
    rounds = {**blocks.child(usage).body, round_id: _answers_body(answers)}
    _refuse(blocks)
    return {"version": VERSION, "answers": {**blocks.body, usage: rounds}}


def _versioned(raw: object) -> Reading:
    """Begin to read a versioned object. Nothing stored yet is one with nothing in it."""
    reading = Reading.of({"version": VERSION} if raw in (None, {}) else raw)
    if reading.integer("version") != VERSION or reading.problems:
        raise Unreadable(Problem("version", "newer_version"))
    return reading


def _refuse(reading: Reading) -> None:
    if reading.problems:
        raise Unreadable(*reading.problems)


def _review(round_id: str, reading: Reading) -> Review:
    areas = reading.child("areas")
    returned = reading.body.get("returned")
    return Review(
        round_id=round_id,
        status=reading.choice("status", Status, Status.NOT_STARTED),
        revision=reading.integer("revision", 1),
        notice=reading.text("notice"),
        framework=reading.text("framework"),
        areas={
            area_id: read_area(areas.child(area_id), _stamp(areas.child(area_id)))
            for area_id in areas.body
        },
        answers=_answers(reading.child("answers")),
        started_at=reading.time("started_at"),
        saved_at=reading.time("saved_at"),
        signed_off_at=reading.time("signed_off_at"),
        earned=reading.number("earned"),
        returned=None if returned is None else read_return(reading.child("returned")),
        earlier=tuple(item.needed_time("signed_off_at") for item in reading.children("earlier")),
    )


def _review_body(review: Review) -> dict[str, Any]:
    return {
        "status": review.status.value,
        "revision": review.revision,
        "notice": review.notice,
        "framework": review.framework,
        "areas": {
            area_id: {**write_area(area), **_stamp_body(area.stamp)}
            for area_id, area in review.areas.items()
        },
        "answers": _answers_body(review.answers),
        "started_at": iso(review.started_at),
        "saved_at": iso(review.saved_at),
        "signed_off_at": iso(review.signed_off_at),
        "earned": review.earned,
        "returned": None if review.returned is None else write_return(review.returned),
        "earlier": [{"signed_off_at": iso(time)} for time in review.earlier],
    }


def _answers(reading: Reading) -> Answers:
    values = reading.child("values")
    return Answers(
        values={prompt_id: values.texts(prompt_id) for prompt_id in values.body},
        stamp=_stamp(reading),
    )


def _answers_body(answers: Answers) -> dict[str, Any]:
    return {
        "values": {prompt_id: list(said) for prompt_id, said in answers.values.items()},
        **_stamp_body(answers.stamp),
    }


def _stamp(reading: Reading) -> Stamp:
    return Stamp(
        revision=reading.integer("rev"),
        writer=reading.text("writer"),
        sequence=reading.integer("sequence"),
    )


def _stamp_body(stamp: Stamp) -> Mapping[str, Any]:
    return {"rev": stamp.revision, "writer": stamp.writer, "sequence": stamp.sequence}
