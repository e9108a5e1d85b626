"""Drafts of course staff as JSON: by block, participant, round and area; phrases, saved filters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.unknown_keys import ListOf, Shape, leaves, with_unknown
from matrix_xblock.domain.errors import Problem, Unreadable
from matrix_xblock.domain.staff.bank import Phrase
from matrix_xblock.domain.staff.drafts import Draft, DraftKey, StaffDrafts
from matrix_xblock.domain.staff.saved_filters import SavedFilter
from matrix_xblock.domain.values.versions import SavedVersion

__all__ = [
    "about",
    "blocks_of_drafts",
    "read_drafts",
    "without_block",
    "without_participant",
    "write_drafts",
]

VERSION = 1


_PLACE = ("usage", "participant", "round", "area")
_DRAFTS: Shape = {
    "version": None,
    "drafts": ListOf(
        leaves(*_PLACE, "text", "revision", "writer", "sequence"),
        lambda draft: tuple(str(draft.get(name)) for name in _PLACE),
    ),
    "phrases": ListOf(leaves("id", "text", "revision"), lambda phrase: str(phrase.get("id"))),
    "filters": ListOf(leaves("id", "usage", "name", "query"), lambda saved: str(saved.get("id"))),
}


def write_drafts(staff_drafts: StaffDrafts, stored: object = None) -> dict[str, Any]:
    """Write them. What is stored under keys that nobody here knows stays in its place."""
    body: dict[str, Any] = with_unknown(_drafts_body(staff_drafts), stored, _DRAFTS)
    return body


def _drafts_body(staff_drafts: StaffDrafts) -> dict[str, Any]:
    return {
        "version": VERSION,
        "drafts": [_write_draft(key, draft) for key, draft in staff_drafts.drafts.items()],
        "phrases": [
            {"id": each.id, "text": each.text, "revision": each.revision}
            for each in staff_drafts.phrases
        ],
        **({"filters": filters} if (filters := _write_filters(staff_drafts)) else {}),
    }


def _write_filters(staff_drafts: StaffDrafts) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "usage": each.usage, "name": each.name, "query": dict(each.query)}
        for each in staff_drafts.filters
    ]


def read_drafts(body: object) -> StaffDrafts:
    """Read them; nothing is none. Raises `Unreadable` for what a newer version wrote."""
    if not body:
        return StaffDrafts()
    reading = Reading.of(body)
    if reading.integer("version") != VERSION:
        raise Unreadable(Problem("desk", "newer_version"))
    staff_drafts = StaffDrafts(
        drafts=dict(_drafts(reading)),
        phrases=tuple(
            Phrase(each.text("id"), each.text("text"), each.integer("revision"))
            for each in reading.children("phrases")
        ),
        filters=tuple(_filters(reading)),
    )
    if reading.problems:
        raise Unreadable(*reading.problems)
    return staff_drafts


def about(body: object, participants: Collection[str]) -> list[Mapping[str, Any]]:
    """Return the drafts about some people as they are stored, also those of a newer version."""
    drafts = body.get("drafts") if isinstance(body, Mapping) else None
    listed = drafts if isinstance(drafts, list) else []
    return [
        each
        for each in listed
        if isinstance(each, Mapping) and str(each.get("participant")) in participants
    ]


def without_participant(body: Mapping[str, Any], participants: Collection[str]) -> dict[str, Any]:
    """Return what is stored without the drafts about some people."""
    theirs = about(body, participants)
    return {**body, "drafts": [each for each in body["drafts"] if each not in theirs]}


def blocks_of_drafts(body: Mapping[str, Any]) -> frozenset[str]:
    """Return the blocks of which drafts or filters are stored."""
    every = (each for some in body.values() if isinstance(some, list) for each in some)
    usages = (each.get("usage") for each in every if isinstance(each, Mapping))
    return frozenset(each for each in usages if isinstance(each, str))


def without_block(body: Mapping[str, Any], usage: str) -> dict[str, Any] | None:
    """Return what is stored without drafts and filters of a block; None where there are none."""
    lists = {name: each for name, each in body.items() if isinstance(each, list)}
    left = {
        name: [each for each in some if not _is_in(each, usage)] for name, some in lists.items()
    }
    return None if left == lists else {**body, **left}


def _is_in(stored: object, usage: str) -> bool:
    return isinstance(stored, Mapping) and stored.get("usage") == usage


def _filters(reading: Reading) -> Iterator[SavedFilter]:
    for each in reading.children("filters"):
        asked = each.child("query")
        query = {name: asked.text(name) for name in asked.body}
        yield SavedFilter(each.text("id"), each.text("usage"), each.text("name"), query)


def _write_draft(key: DraftKey, draft: Draft) -> dict[str, Any]:
    return {
        "usage": key.usage,
        "participant": key.participant,
        "round": key.round_id,
        "area": key.area_id,
        "text": draft.text,
        "revision": draft.version.revision,
        "writer": draft.version.writer,
        "sequence": draft.version.sequence,
    }


def _drafts(reading: Reading) -> Iterator[tuple[DraftKey, Draft]]:
    for each in reading.children("drafts"):
        key = DraftKey(
            each.text("usage"), each.text("participant"), each.text("round"), each.text("area")
        )
        version = SavedVersion(
            each.integer("revision"), each.text("writer"), each.integer("sequence")
        )
        yield key, Draft(each.text("text"), version)
