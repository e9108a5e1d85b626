"""A participant's record in one block: reviews, next steps, opportunities and what they brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.review.review import Review
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["YEAR_NOTE_LIMIT", "ImportedReview", "Record", "YearNote"]

YEAR_NOTE_LIMIT = 5000
"""Characters of a year's summary."""


@wordless
@dataclass(frozen=True)
class ImportedReview:
    """A review that was brought in from another block: to read and to compare, never for credit.

    `made_in` is the usage key of that block, `made_in_title` what it was called.
    """

    made_in: str
    made_in_title: str
    review: Review


@wordless
@dataclass(frozen=True)
class YearNote:
    """The summary of one school year in the participant's own words."""

    text: str
    revision: int = 0


@wordless
@dataclass(frozen=True)
class Record:
    """What one participant keeps in one block: reviews by round id, and plans by their ids.

    `year_notes` go by the year in which the school year begins.
    """

    reviews: Mapping[str, Review] = field(default_factory=dict)
    next_steps: Mapping[str, NextStep] = field(default_factory=dict)
    opportunities: Mapping[str, Opportunity] = field(default_factory=dict)
    year_notes: Mapping[str, YearNote] = field(default_factory=dict)
    past: tuple[ImportedReview, ...] = ()

    def review(self, round_id: str) -> Review:
        """Return the review of that round: a *not started* one where there is none."""
        return self.reviews.get(round_id, Review(round_id))

    def with_review(self, review: Review) -> Record:
        """Return the record with that review in place of the old one."""
        return replace(self, reviews={**self.reviews, review.round_id: review})

    @property
    def in_progress(self) -> frozenset[str]:
        """The ids of the rounds that are being worked on."""
        return frozenset(review.round_id for review in self.reviews.values() if review.is_editable)

    @property
    def signed_off(self) -> frozenset[str]:
        """The ids of the rounds that were signed off once; being returned takes nothing away."""
        return frozenset(
            review.round_id for review in self.reviews.values() if review.was_signed_off
        )
