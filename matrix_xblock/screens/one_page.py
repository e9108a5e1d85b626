"""The one-page summary: what of a review fits on one sheet of A4, and what has to be elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record.asked import TAKEN_UP
from matrix_xblock.domain.record.picture import Counts, counts
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.values.prose import shortened
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.picture import Picture, PictureRow, PictureSign

__all__ = ["MOST_AREAS", "OnePage", "one_page"]

MOST_AREAS = 16
"""Rows of the picture. Whoever has more reads the rest on the conversation sheet."""
MOST_ROUNDS = 5
"""Rounds that the key names: the first, then the latest."""
TITLE = 22
"""Letters of the title of a round in the key."""
HEADINGS = (28, 14)
"""Letters of a level above its column: of a few, and of many."""
OUTSIDE = 36
"""Letters of what stands where an area is not part of the role: nothing else stands there."""
STEP = 56
"""Letters of a next step."""
MOST_KINDS = 3


@dataclass(frozen=True)
class Room:
    """What there is room for: so many letters of each text, steps, and lines to write on."""

    areas: int
    """Up to how many."""
    name: int
    level: int
    wish: int
    steps: int
    lines: int


_ROOMS = (
    Room(areas=6, name=92, level=36, wish=220, steps=5, lines=4),
    Room(areas=9, name=46, level=20, wish=150, steps=4, lines=4),
    Room(areas=12, name=46, level=20, wish=100, steps=3, lines=3),
    Room(areas=MOST_AREAS, name=46, level=16, wish=70, steps=3, lines=2),
)


@wordless
@dataclass(frozen=True)
class OnePage:
    """A review as it is printed for a talk. Texts are shortened so that it stays one page."""

    picture: Picture
    counts: Counts
    minutes: int
    kinds: tuple[str, ...]
    """Opportunities that were taken up: which kinds."""
    wish: str
    steps: tuple[NextStep, ...]
    more_steps: int
    more_areas: int
    is_shortened: bool
    lines: range
    """The empty lines, to write on."""

    @property
    def has_undrawn(self) -> bool:
        """Tell whether an earlier round had other areas or levels."""
        return any(row.track.is_left_out for row in self.picture.rows)


def one_page(picture: Picture, went: Attached, *, wish: str, steps: Sequence[NextStep]) -> OnePage:
    """Choose what is printed: the picture, what went with the review, a wish, and open steps."""
    count = min(len(picture.rows), MOST_AREAS)
    room = next(each for each in _ROOMS if count <= each.areas)
    brief = _brief(picture, room)
    shown = tuple(replace(each, text=shortened(each.text, STEP)) for each in steps[: room.steps])
    page = OnePage(
        picture=brief,
        counts=counts([row.track for row in picture.rows]),
        minutes=went.minutes,
        kinds=_kinds(went.opportunities),
        wish=shortened(wish, room.wish),
        steps=shown,
        more_steps=len(steps) - len(shown),
        more_areas=len(picture.rows) - len(brief.rows),
        is_shortened=False,
        lines=range(room.lines),
    )
    if not any(each.endswith("…") for each in _texts(page)):
        return page
    return replace(page, is_shortened=True, lines=page.lines[1:])


def _brief(picture: Picture, room: Room) -> Picture:
    heading = HEADINGS[picture.has_many_levels]
    return replace(
        picture,
        levels=tuple(shortened(each, heading) for each in picture.levels),
        rounds=tuple(_sign(each) for each in _named(picture.rounds)),
        rows=tuple(_row(each, room) for each in picture.rows[:MOST_AREAS]),
    )


def _named(rounds: Sequence[PictureSign]) -> Sequence[PictureSign]:
    if len(rounds) <= MOST_ROUNDS:
        return rounds
    return (rounds[0], *rounds[1 - MOST_ROUNDS :])


def _sign(sign: PictureSign) -> PictureSign:
    return replace(sign, title=shortened(sign.title, TITLE))


def _row(row: PictureRow, room: Room) -> PictureRow:
    track = replace(row.track, name=shortened(row.track.name, room.name))
    most = OUTSIDE if row.track.is_outside_role else room.level
    level, aim = shortened(row.level, most), shortened(row.aim, room.level)
    return replace(row, track=track, level=level, aim=aim)


def _kinds(opportunities: Sequence[Opportunity]) -> tuple[str, ...]:
    taken_up = (each.type for each in opportunities if each.status in TAKEN_UP)
    return tuple(dict.fromkeys(taken_up))[:MOST_KINDS]


def _texts(page: OnePage) -> list[str]:
    picture = page.picture
    rows = [text for row in picture.rows for text in (row.name, row.level, row.aim)]
    titles = [each.title for each in picture.rounds]
    return [*rows, *titles, *picture.levels, page.wish, *(step.text for step in page.steps)]
