"""Rows of the bank of a course team: what was added, changed and removed, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.bank import TeamPhrase

__all__ = ["read_team_phrases", "write_added", "write_changed", "write_removed"]

VERSION = 1


def write_added(phrase: TeamPhrase) -> dict[str, Any]:
    """Write a phrase that is added."""
    return {**_row("added", phrase, phrase.by, phrase.at), "text": phrase.text}


def write_changed(phrase: TeamPhrase, by: Author, at: datetime) -> dict[str, Any]:
    """Write the words that a phrase has now."""
    return {**_row("changed", phrase, by, at), "text": phrase.text}


def write_removed(phrase: TeamPhrase, by: Author, at: datetime) -> dict[str, Any]:
    """Write that a phrase is removed."""
    return _row("removed", phrase, by, at)


def read_team_phrases(bodies: Iterable[Mapping[str, Any]]) -> tuple[TeamPhrase, ...]:
    """Read the bank, oldest first. A row that cannot be read is left out, and stops no other."""
    phrases: dict[str, TeamPhrase] = {}
    for body in bodies:
        reading = Reading.of(body)
        phrase_id, kind = reading.text("id"), reading.text("type")
        by, text = _author(reading), reading.text("text")
        at = reading.needed_time("at")
        if reading.problems or reading.integer("version") != VERSION:
            continue
        if kind == "added" and text and phrase_id not in phrases:
            phrases[phrase_id] = TeamPhrase(phrase_id, text, by, at)
        elif kind == "changed" and text and phrase_id in phrases:
            before = phrases[phrase_id]
            phrases[phrase_id] = replace(
                before, text=text, revision=before.revision + 1, last_by=by
            )
        elif kind == "removed":
            phrases.pop(phrase_id, None)
    return tuple(phrases.values())


def _row(kind: str, phrase: TeamPhrase, by: Author, at: datetime) -> dict[str, Any]:
    return {
        "version": VERSION,
        "type": kind,
        "id": phrase.id,
        "at": iso(at),
        "by": {"id": by.id, "name": by.name},
    }


def _author(reading: Reading) -> Author:
    by = reading.child("by")
    return Author(by.text("id"), by.text("name"))
