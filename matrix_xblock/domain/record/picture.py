"""What the matrix picture knows of an area: the level now, the aim, and earlier rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from matrix_xblock.domain.record.movement import Move, Row, Stop
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Counts", "Run", "Track", "counts", "track"]


@dataclass(frozen=True)
class Run:
    """Earlier rounds at one level, one right after the other. Rounds and levels count from 1."""

    place: int
    first: int
    last: int


@wordless
@dataclass(frozen=True)
class Track:
    """One area along the levels of the latest round, which count from 1; 0 stands for none.

    `aim` is the level aimed for in the latest round. Where that names none, it is the one of an
    earlier round, once it is reached: `is_own_aim` tells which. `has_reached` is about the aim of
    an earlier round, also where a new one has taken its place.
    """

    id: str
    name: str
    levels: int
    now: int = 0
    aim: int = 0
    is_own_aim: bool = False
    has_reached: bool = False
    runs: tuple[Run, ...] = ()
    is_outside_role: bool = False
    is_left_out: bool = False
    """Whether an earlier round is not drawn: it had other levels, or this was several areas."""

    @property
    def since(self) -> int:
        """The round that now is compared with: the first that can be."""
        return self.runs[0].first if self.now and self.runs else 0

    @property
    def steps(self) -> int:
        """Levels from that round to now, below 0 for a fall."""
        return self.now - self.runs[0].place if self.since else 0

    @property
    def move(self) -> Move:
        """How now compares with that round."""
        if not self.now:
            return Move.NOTHING
        if not self.since:
            return Move.NOT_COMPARABLE if self.is_left_out else Move.FIRST
        if self.steps == 0:
            return Move.SAME
        return Move.UP if self.steps > 0 else Move.DOWN


@dataclass(frozen=True)
class Counts:
    """How many areas have moved since the first round, of those that compare with it."""

    total: int
    up: int
    same: int
    down: int
    reached: int


def track(row: Row, stops: Sequence[Stop]) -> Track:
    """Place an area on the levels of the latest round: what has other levels is left out."""
    scale = tuple(key for key, _ in stops[-1].outline.levels)
    latest = len(stops) - 1
    here = [point for point in row.points if point.stop == latest]
    now = here[0].place if len(here) == 1 else 0
    earlier = [(number, *_places(row, number, scale)) for number in range(latest)]
    drawn = [(number + 1, places[0]) for number, *places in earlier if len(places) == 1]
    own, before = _aims(row, stops, scale)
    has_reached = bool(now and before and now >= before)
    return Track(
        id=row.id,
        name=row.name,
        levels=len(scale),
        now=now,
        aim=own or (before if has_reached else 0),
        is_own_aim=bool(own),
        has_reached=has_reached,
        runs=tuple(_runs(drawn)),
        is_outside_role=len(here) == 1 and not now,
        is_left_out=_has_others(row, latest, {number - 1 for number, _ in drawn}),
    )


def counts(tracks: Sequence[Track]) -> Counts:
    """Count movement since the first round, and the aims of earlier rounds that are reached."""
    moves = [each.move for each in tracks if each.since == 1]
    return Counts(
        total=len(moves),
        up=moves.count(Move.UP),
        same=moves.count(Move.SAME),
        down=moves.count(Move.DOWN),
        reached=sum(each.has_reached for each in tracks),
    )


def _places(row: Row, number: int, scale: tuple[str, ...]) -> list[int]:
    """Return the levels of a round if it had the same ones."""
    points = [point for point in row.points if point.stop == number]
    is_same = all(point.scale == scale for point in points)
    return [point.place for point in points if is_same and (point.place or len(points) > 1)]


def _has_others(row: Row, latest: int, drawn: Collection[int]) -> bool:
    """Tell whether a level was chosen in an earlier round that cannot be drawn."""
    return any(
        point.place and point.stop < latest and point.stop not in drawn for point in row.points
    )


def _runs(drawn: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """Join rounds that follow one another at one level."""
    run: Run | None = None
    for number, place in drawn:
        if run and (run.place, run.last) == (place, number - 1):
            run = Run(place, run.first, number)
            continue
        if run:
            yield run
        run = Run(place, number, number)
    if run:
        yield run


def _aims(row: Row, stops: Sequence[Stop], scale: tuple[str, ...]) -> tuple[int, int]:
    """Return the level aimed for in the latest round, and the latest of those before."""
    own, *before = [_aim(row, stop, scale) for stop in reversed(stops)]
    return own, next((aim for aim in before if aim), 0)


def _aim(row: Row, stop: Stop, scale: tuple[str, ...]) -> int:
    if tuple(key for key, _ in stop.outline.levels) != scale:
        return 0
    targets = [
        stop.review.areas[key].target_level_id for key in row.ids if key in stop.review.areas
    ]
    aims = [scale.index(each) + 1 for each in targets if each in scale]
    return aims[0] if len(aims) == 1 else 0
