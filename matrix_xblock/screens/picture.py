"""The matrix picture: areas by levels, drawn in a table whose words say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Framework
from matrix_xblock.domain.record.movement import Point, Row, Stop
from matrix_xblock.domain.record.picture import Run, Track, track
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "CIRCLE",
    "Drawing",
    "Mark",
    "Picture",
    "PictureRow",
    "PictureSign",
    "draw",
    "picture_of",
]

DOT = 10.0
"""From the middle of the filled dot to where the next mark may begin, in pixels."""
RING = 11.5
REACHED = 14.5
GAP = 2.0
CIRCLE = 16.0
"""How wide and how high the sign of one earlier round is."""


@wordless
@dataclass(frozen=True)
class PictureSign:
    """One line of the key: an earlier round with its number, or what another mark means."""

    kind: str
    label: str = ""
    title: str = ""
    at: datetime | None = None
    is_of_another: bool = False


@wordless
@dataclass(frozen=True)
class PictureRow:
    """One area: what is drawn, and what is said of it."""

    track: Track
    level: str
    aim: str
    earlier: tuple[tuple[str, tuple[Point, ...]], ...] = ()
    is_asked: bool = True
    """Whether the latest round asked about it: it may have come later, or gone before."""
    is_of_another: bool = False
    """Whether whoever looks is not the one that it is about."""

    @property
    def id(self) -> str:
        """The id of the area."""
        return self.track.id

    @property
    def name(self) -> str:
        """The name of the area."""
        return self.track.name


@wordless
@dataclass(frozen=True)
class Picture:
    """Every area along the levels of the latest round, which is *now*."""

    levels: tuple[str, ...]
    language: str
    rounds: tuple[PictureSign, ...]
    """Earlier rounds in their order, then the latest."""
    rows: tuple[PictureRow, ...]
    is_of_another: bool = False

    @property
    def signs(self) -> tuple[PictureSign, ...]:
        """The key: every sign that is in the picture."""
        tracks = [row.track for row in self.rows]
        is_wanted = any(each.aim and each.aim != each.now for each in tracks)
        is_reached = any(each.aim and each.aim == each.now for each in tracks)
        others = [("want", is_wanted), ("reached", is_reached)]
        return (*self.rounds, *(self._sign(kind) for kind, is_there in others if is_there))

    def _sign(self, kind: str) -> PictureSign:
        return PictureSign(kind, is_of_another=self.is_of_another)

    @property
    def has_earlier(self) -> bool:
        """Tell whether anything is compared with an earlier round."""
        return len(self.rounds) > 1

    @property
    def has_many_levels(self) -> bool:
        """Tell whether columns are narrow."""
        return len(self.levels) > 5  # noqa: PLR2004 - what fits was measured

    @property
    def density(self) -> str:
        """How close the rows stand, by how many there are."""
        if len(self.rows) > 12:  # noqa: PLR2004 - what fits was measured
            return "tighter"
        return "tight" if len(self.rows) > 9 else "roomy"  # noqa: PLR2004


def picture_of(
    framework: Framework,
    rows: Sequence[Row],
    stops: Sequence[Stop],
    *,
    is_of_another: bool = False,
) -> Picture:
    """Make the picture of these areas; the last of the rounds is *now*, signed off or not.

    It speaks to the one whom it is about, or of them to somebody else.
    """
    outline = stops[-1].outline
    levels = tuple(name for _, name in outline.levels)
    return Picture(
        levels=levels,
        language=outline.language,
        rounds=tuple(_round(number, stop, len(stops)) for number, stop in enumerate(stops, 1)),
        rows=tuple(
            replace(_row(framework, levels, row, stops), is_of_another=is_of_another)
            for row in rows
        ),
        is_of_another=is_of_another,
    )


def _round(number: int, stop: Stop, count: int) -> PictureSign:
    is_now = number == count
    at = stop.review.signed_off_at if is_now else stop.at
    return PictureSign("now" if is_now else "was", "" if is_now else str(number), stop.title, at)


def _row(
    framework: Framework, levels: Sequence[str], row: Row, stops: Sequence[Stop]
) -> PictureRow:
    track_of_row = track(row, stops)
    here = [point for point in row.points if point.stop == len(stops) - 1]
    none = framework.level_name(NOT_APPLICABLE)
    return PictureRow(
        track=track_of_row,
        level="; ".join(point.level if point.place else none for point in here),
        aim=levels[track_of_row.aim - 1] if track_of_row.aim else "",
        earlier=tuple(_earlier(row, stops)),
        is_asked=bool(here) or any(key in row.ids for key, _ in stops[-1].outline.areas),
    )


def _earlier(row: Row, stops: Sequence[Stop]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    for number, stop in enumerate(stops[:-1]):
        points = tuple(point for point in row.points if point.stop == number)
        if points:
            yield stop.title, points


@wordless
@dataclass(frozen=True)
class Mark:
    """The sign of earlier rounds: on a level, some pixels beside its middle."""

    x: float
    shift: float
    label: str
    is_beside: bool

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return _width(self.label)

    @property
    def left(self) -> float:
        """Its left edge, in pixels from the middle of the level."""
        return self.shift - self.width / 2

    @property
    def letters(self) -> tuple[tuple[str, float], ...]:
        """Each letter of its label with its place: so digits keep their order in any direction."""
        step = 6.2
        first = self.shift - step * (len(self.label) - 1) / 2
        return tuple((letter, first + step * n) for n, letter in enumerate(self.label))


@wordless
@dataclass(frozen=True)
class Label:
    """Letters that are drawn as one text: each with its level, and how far from it it stands."""

    letters: tuple[tuple[float, str, float], ...]
    is_beside: bool

    @property
    def text(self) -> str:
        """All letters."""
        return "".join(letter for _, letter, _ in self.letters)

    @property
    def x(self) -> str:
        """The level of each letter."""
        return " ".join(f"{x:g}%" for x, _, _ in self.letters)

    @property
    def dx(self) -> str:
        """How far each letter stands from the middle of its level."""
        return " ".join(f"{shift:g}" for _, _, shift in self.letters)


@dataclass(frozen=True)
class Drawing:
    """One area as it is drawn. Places are hundredths of the width, from the left."""

    levels: int
    ends: tuple[float, float]
    is_outside_role: bool = False
    line: tuple[float, float] | None = None
    is_fall: bool = False
    to_go: tuple[float, float] | None = None
    marks: tuple[Mark, ...] = ()
    now: float | None = None
    want: float | None = None
    places: tuple[float, ...] = ()

    @property
    def width(self) -> float:
        """How long the line is."""
        return self.line[1] - self.line[0] if self.line else 0.0

    @property
    def ring(self) -> float:
        """How large the hollow dot is: the filled one stands within it where it is reached."""
        return 11.5 if self.now is not None and self.now == self.want else 8.0

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels of marks on a level's middle, and of those beside it."""
        return tuple(
            Label(tuple((mark.x, *each) for mark in marks for each in mark.letters), is_beside)
            for is_beside in (False, True)
            if (marks := [mark for mark in self.marks if mark.is_beside is is_beside])
        )


def draw(track: Track, *, is_mirrored: bool = False) -> Drawing:
    """Draw an area; `is_mirrored` for a page from right to left."""
    places = tuple(100 * (place - 0.5) / track.levels for place in range(1, track.levels + 1))
    if is_mirrored:
        places = places[::-1]
    ends = (min(places), max(places))
    if track.is_outside_role:
        return Drawing(track.levels, ends, is_outside_role=True, places=places)
    start = track.runs[0].place if track.since else 0
    far = max(track.now, start)
    return Drawing(
        levels=track.levels,
        ends=ends,
        line=_ordered(places, start, track.now) if track.steps else None,
        is_fall=track.steps < 0,
        to_go=_ordered(places, far, track.aim) if track.now and track.aim > far else None,
        marks=tuple(_marks(track, places, -1 if is_mirrored else 1)),
        now=places[track.now - 1] if track.now else None,
        want=places[track.aim - 1] if track.aim else None,
        places=places,
    )


def _ordered(places: Sequence[float], one: int, other: int) -> tuple[float, float]:
    left, right = sorted((places[one - 1], places[other - 1]))
    return left, right


def _marks(track: Track, places: Sequence[float], way: int) -> Iterator[Mark]:
    """Place earlier rounds: before what stands on the middle of their level, the latest nearest."""
    most = max(2, 12 // track.levels)
    for place, x in enumerate(places, start=1):
        runs = [run for run in reversed(track.runs) if run.place == place][:most]
        edge = _edge(track, place)
        for run in runs:
            label = _label(run)
            half = _width(label) / 2
            shift = -way * (edge + half) if edge else 0.0
            yield Mark(x, shift, label, is_beside=edge > 0)
            edge = edge + 2 * half + GAP if edge else half + GAP


def _edge(track: Track, place: int) -> float:
    """Return how far from the middle of a level there is room for earlier rounds."""
    if place == track.now:
        return (REACHED if place == track.aim else DOT) + GAP / 2
    return RING if place == track.aim else 0.0


def _label(run: Run) -> str:
    return f"{run.first}–{run.last}" if run.last > run.first else str(run.first)


def _width(label: str) -> float:
    return CIRCLE if len(label) == 1 else 12 + 6.2 * len(label)
