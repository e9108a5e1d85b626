"""Movement between rounds, area by area, also where the framework has changed in the meantime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Area, Framework
from matrix_xblock.domain.review.review import AreaReview, Outline, Review
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Move", "Origin", "Point", "Row", "Stop", "move_of", "rows"]


class Move(StrEnum):
    """How the latest level compares with the one before it."""

    NOTHING = "nothing"
    FIRST = "first"
    UP = "up"
    SAME = "same"
    DOWN = "down"
    NOT_COMPARABLE = "not-comparable"


class Origin(StrEnum):
    """What has become of an area since the first round."""

    SAME = "same"
    NEW = "new"
    RENAMED = "renamed"
    SPLIT = "split"
    JOINED = "joined"
    ARCHIVED = "archived"


@wordless
@dataclass(frozen=True)
class Stop:
    """One signed-off round, with what it was answered against."""

    title: str
    at: datetime
    review: Review
    outline: Outline


@wordless
@dataclass(frozen=True)
class Point:
    """What was chosen for an area in one round.

    `stop` counts rounds from 0. `place` counts levels from 1; it is 0 for *not part of my role*.
    `then` is the name of the level chosen looking back. `area` is what the area was called.
    """

    stop: int
    area: str
    level: str
    place: int
    scale: tuple[str, ...]
    then: str = ""
    then_place: int = 0


@wordless
@dataclass(frozen=True)
class Row:
    """One area over all rounds: an area of today, or one that the framework no longer has.

    `ids` are all ids that it has had. `steps` are levels between the latest two that compare.
    """

    id: str
    name: str
    ids: tuple[str, ...]
    points: tuple[Point, ...]
    origin: Origin
    move: Move
    steps: int = 0

    @property
    def compared(self) -> tuple[Point, ...]:
        """The latest two points at which a level was chosen, or fewer."""
        return tuple(each for each in self.points if each.place)[-2:]

    @property
    def old_names(self) -> tuple[str, ...]:
        """What it was called before, where that was something else."""
        return tuple(dict.fromkeys(each.area for each in self.points if each.area != self.name))


def rows(framework: Framework, stops: Sequence[Stop]) -> tuple[Row, ...]:
    """Follow every area through the rounds: those of today in order, then those that have gone.

    Nothing that was answered is left out: what cannot be compared is shown as it was.
    """
    claims = Counter(key for area in framework.areas for key in {area.id, *area.was})
    ids = [area.id for area in framework.areas]
    today = [_row(area, stops, claims, ids) for area in framework.areas]
    gone = _archived(framework, stops)
    return (*today, *(_with_move(key, name, stops) for key, name in gone.items()))


def _row(area: Area, stops: Sequence[Stop], claims: Counter[str], today: Collection[str]) -> Row:
    sources = [_sources(area, stop, today) for stop in stops]
    points = tuple(
        point
        for number, stop in enumerate(stops)
        for point in _points(sources[number], number, stop)
    )
    ids = tuple(dict.fromkeys((area.id, *area.was)))
    has_split = any(claims[key] > 1 for each in sources for key in each)
    origin = _origin(area, stops, points, has_split=has_split)
    move, steps = move_of(points)
    return Row(area.id, area.name, ids, points, origin, move, steps)


def _with_move(area_id: str, name: str, stops: Sequence[Stop]) -> Row:
    points = tuple(
        point for number, stop in enumerate(stops) for point in _points([area_id], number, stop)
    )
    move, steps = move_of(points)
    return Row(area_id, name, (area_id,), points, Origin.ARCHIVED, move, steps)


def _archived(framework: Framework, stops: Sequence[Stop]) -> dict[str, str]:
    """Return ids and latest names of areas that were answered and that no area carries on."""
    known = {key for area in framework.areas for key in (area.id, *area.was)}
    names = {key: name for stop in stops for key, name in stop.outline.areas}
    answered = {key: names.get(key, key) for stop in stops for key in stop.review.areas}
    return {key: name for key, name in answered.items() if key not in known}


def _sources(area: Area, stop: Stop, today: Collection[str]) -> list[str]:
    """Return the ids that an area had in a round: its own, and those it carries on.

    Beside its own id only what has no row of its own any more: that was joined to it.
    """
    answered = stop.review.areas
    if area.id not in answered:
        return [key for key in area.was if key in answered]
    return [area.id, *(key for key in area.was if key in answered and key not in today)]


def _points(ids: Sequence[str], number: int, stop: Stop) -> Iterator[Point]:
    names = dict(stop.outline.areas)
    for key in ids:
        area_review = stop.review.area(key)
        if area_review.is_reviewed:
            yield _point(area_review, names.get(key, key), number, stop.outline)


def _point(area_review: AreaReview, name: str, number: int, outline: Outline) -> Point:
    scale = tuple(key for key, _ in outline.levels)
    names = {**dict(outline.levels), NOT_APPLICABLE: ""}
    return Point(
        stop=number,
        area=name,
        level=names.get(area_review.level_id, area_review.level_id),
        place=_place(area_review.level_id, scale),
        scale=scale,
        then=names.get(area_review.then_level_id, ""),
        then_place=_place(area_review.then_level_id, scale),
    )


def _place(level_id: str, scale: tuple[str, ...]) -> int:
    return scale.index(level_id) + 1 if level_id in scale else 0


def _origin(
    area: Area, stops: Sequence[Stop], points: tuple[Point, ...], *, has_split: bool
) -> Origin:
    numbers = Counter(point.stop for point in points)
    if any(count > 1 for count in numbers.values()):
        return Origin.JOINED
    if has_split:
        return Origin.SPLIT
    if any(point.area != area.name for point in points):
        return Origin.RENAMED
    known = {key for stop in stops[:1] for key, _ in stop.outline.areas}
    is_new = bool(stops) and not known & {area.id, *area.was}
    return Origin.NEW if is_new else Origin.SAME


def move_of(points: Sequence[Point]) -> tuple[Move, int]:
    """Compare the latest two levels: only on one scale, and only one with one."""
    chosen = [point for point in points if point.place]
    if not chosen:
        return Move.NOTHING, 0
    if len(chosen) == 1:
        return Move.FIRST, 0
    before, last = chosen[-2:]
    counts = Counter(point.stop for point in chosen)
    is_one_with_one = counts[before.stop] == counts[last.stop] == 1
    if not is_one_with_one or before.scale != last.scale:
        return Move.NOT_COMPARABLE, 0
    steps = last.place - before.place
    if steps == 0:
        return Move.SAME, 0
    return (Move.UP if steps > 0 else Move.DOWN), abs(steps)
