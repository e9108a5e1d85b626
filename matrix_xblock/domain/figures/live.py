"""Live figures: exact, and of those reviews only that whoever looks may open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from matrix_xblock.domain.framework.sharing import Part, Sharing, shows
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["LiveReview", "counted_live", "with_levels"]


@wordless
@dataclass(frozen=True)
class LiveReview:
    """A review that is signed off: whose, of which round, and what is shared of it."""

    participant: str
    round_id: str
    sharing: Sharing


def counted_live(reviews: Iterable[LiveReview], people: Collection[str]) -> tuple[LiveReview, ...]:
    """Return the reviews that live figures count: of the people in the viewer's list, no others.

    What is counted can be opened one by one, so that counting says nothing new.
    """
    return tuple(each for each in reviews if each.participant in people)


def with_levels(reviews: Iterable[LiveReview]) -> tuple[LiveReview, ...]:
    """Return those of which levels may be counted: whose levels the viewer may see.

    It is what was shared at sign-off that counts. Of all others levels are in releases only.
    """
    return tuple(each for each in reviews if shows(each.sharing, Part.LEVELS))
