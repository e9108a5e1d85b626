"""Drafts of somebody of the course staff: comments not sent yet, and phrases to use again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.review.feedback import COMMENT_LIMIT
from matrix_xblock.domain.staff.bank import Phrase
from matrix_xblock.domain.staff.saved_filters import SavedFilter
from matrix_xblock.domain.values.prose import clean, problems_in
from matrix_xblock.domain.values.versions import (
    IncomingSave,
    SavedVersion,
    is_repeated,
    next_version,
)
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "MOST_DRAFTS",
    "Draft",
    "DraftKey",
    "StaffDrafts",
    "write_draft",
]

MOST_DRAFTS = 500


@wordless
@dataclass(frozen=True)
class DraftKey:
    """What a draft is about: a placed block, a participant, a round and an area.

    The comment on the whole review has no area.
    """

    usage: str
    participant: str
    round_id: str
    area_id: str


@wordless
@dataclass(frozen=True)
class Draft:
    """A comment that nobody else has seen yet."""

    text: str = ""
    version: SavedVersion = field(default_factory=SavedVersion)


@wordless
@dataclass(frozen=True)
class StaffDrafts:
    """All drafts, own phrases and saved filters of one person, of every course on the site."""

    drafts: Mapping[DraftKey, Draft] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    filters: tuple[SavedFilter, ...] = ()

    def draft(self, key: DraftKey) -> Draft:
        """Return a draft: an empty one where there is none."""
        return self.drafts.get(key, Draft())

    def written(self, usage: str, participant: str, round_id: str) -> Mapping[str, str]:
        """Return the drafts for one review by area, empty ones left out."""
        return {
            key.area_id: draft.text
            for key, draft in self.drafts.items()
            if (key.usage, key.participant, key.round_id) == (usage, participant, round_id)
            and draft.text
        }

    def without(self, usage: str, participant: str, round_id: str) -> StaffDrafts:
        """Return them without the drafts for one review."""
        left = {
            key: draft
            for key, draft in self.drafts.items()
            if (key.usage, key.participant, key.round_id) != (usage, participant, round_id)
        }
        return replace(self, drafts=left)


def write_draft(
    staff_drafts: StaffDrafts, key: DraftKey, text: str, *, save: IncomingSave
) -> tuple[StaffDrafts, bool]:
    """Keep a draft as it is typed: return them with it, and whether anything is new.

    A repeated save changes nothing; one that came second is stale. An empty draft stays for the
    sake of its revision until the review is answered.
    """
    saved, text = staff_drafts.draft(key), clean(text)
    if text == saved.text or is_repeated(saved.version, save):
        return staff_drafts, False
    version = next_version(saved.version, save)
    problems = list(problems_in(text, field="text", limit=COMMENT_LIMIT))
    if key not in staff_drafts.drafts and len(staff_drafts.drafts) >= MOST_DRAFTS:
        problems.append(Problem("text", "too_many", {"most": MOST_DRAFTS}))
    if problems:
        raise Invalid(*problems)
    return replace(staff_drafts, drafts={**staff_drafts.drafts, key: Draft(text, version)}), True
