"""The trust report: figures of several courses, added up out of stored releases and nothing else.

So a report can give nobody away whom the releases do not: it is another way to write them down, and
so is every further report. `docs/decisions/0054` says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matrix_xblock.domain.figures.disclosure import Count, Symbol, rounded
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.nested_tables import ALL, Released
from matrix_xblock.domain.figures.releases import (
    SINCE_BASELINE,
    Named,
    Participation,
    Release,
    ReleasedGroup,
)
from matrix_xblock.domain.figures.suppression import at_most
from matrix_xblock.domain.figures.together import (
    BASELINE,
    NOW,
    Comparable,
    all_of,
    released_comparable,
)
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["CourseRow", "Share", "TrustReport", "add_up", "shares"]

HIDDEN = Symbol.CONFIDENTIAL
_MOVED = f"moved-{SINCE_BASELINE}"
_BY_FRAMEWORK = (f"{SINCE_BASELINE}/", "answers", "why")
"""Tables that can be added only where frameworks have the same areas, levels and questions."""

_OF_ALL = (_MOVED, "opportunities", "not-possible", "because/")


@wordless
@dataclass(frozen=True)
class Share:
    """A release and what it adds: `weight` is less than one where its people are in others too.

    `names` are the reviews that it counts.
    """

    release: Release
    names: tuple[str, ...]
    weight: float = 1.0


@wordless
@dataclass(frozen=True)
class CourseRow:
    """A course, or a group of schools in it: of how many people, and how many have moved.

    `signed_off` is the number of people who are counted in the round. `course` is the name of
    the row that the group belongs to.
    """

    name: str
    signed_off: Count
    moved: Count
    not_moved: Count
    course: str = ""

    @property
    def is_group(self) -> bool:
        return bool(self.course)

    @property
    def is_others(self) -> bool:
        """Whether these are the schools of the course that are in no group."""
        return self.is_group and self.name == self.course

    @property
    def compared(self) -> Count:
        """Of how many people it is known whether they have moved."""
        if isinstance(self.moved, Symbol) or isinstance(self.not_moved, Symbol):
            return HIDDEN
        return self.moved + self.not_moved

    @property
    def share(self) -> int:
        """How many of a hundred have moved, for the length of a bar."""
        compared = self.compared
        if isinstance(compared, Symbol) or isinstance(self.moved, Symbol):
            return 0
        return round(100 * self.moved / max(compared, 1))


@wordless
@dataclass(frozen=True)
class TrustReport:
    """Figures of several courses, in the shape of a release, with a row for each of the courses.

    `not_in` has by table that is shown the reviews that are not in it: their own release hides it,
    or their framework is another one. `left_out` are reviews that are in no figure, with a code for
    why. `unsure` are reviews whose people may count twice: it is not known any more who they are.
    """

    figures: Release
    rows: tuple[CourseRow, ...]
    names: tuple[str, ...]
    not_in: Mapping[str, tuple[str, ...]]
    left_out: tuple[tuple[str, str], ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def unsure_names(self) -> str:
        """What the reviews are called together whose people may count twice."""
        return all_of(self.unsure)


def shares(
    releases: Sequence[tuple[Release, tuple[str, ...]]], people: Sequence[Collection[str]]
) -> tuple[Share, ...]:
    """Give each release its weight, from the accounts of the people whom it counts.

    Somebody in several counts as one: half in each of two. A release is of numbers alone, so that
    what one of them adds is less for all of it. It depends on nobody's answers.
    """
    times = Counter(each for some in people for each in some)
    return tuple(
        Share(release, names, _weight(release, some, times))
        for (release, names), some in zip(releases, people, strict=True)
    )


def _weight(release: Release, people: Collection[str], times: Mapping[str, int]) -> float:
    """Return what a release adds, of one.

    Where some have been erased, they are taken to have been in as many releases as the others.
    Where there are more than it counts, some had left before it was made: nobody knows who, and
    each of them is taken away as if they were in it, so that nobody counts twice.
    """
    if not people:
        return 1.0
    elsewhere = sum(1 - 1 / times[each] for each in people)
    return max(0.0, 1 - elsewhere / min(len(people), at_most(release.people)))


def add_up(
    parts: Sequence[Share],
    *,
    report_id: str,
    at: datetime,
    titles: Named,
    left_out: Iterable[tuple[str, str]] = (),
    unsure: Iterable[str] = (),
) -> TrustReport:
    """Add releases up. `titles` name their two rounds."""
    main = _main_framework(parts)
    same = [each for each in parts if released_comparable(each.release) == main]
    tables: dict[str, Released] = {}
    not_in: dict[str, tuple[str, ...]] = {}
    for key in _keys(parts):
        among = same if key.startswith(_BY_FRAMEWORK) else parts
        shown = [each for each in among if _shows(each, key)]
        tables[key] = _sum(key, shown or among)
        missing = [each for each in parts if each not in shown] if shown else []
        not_in[key] = tuple(name for each in missing for name in each.names)
    first = (same or parts)[0].release
    figures = Release(
        id=report_id,
        round_id=NOW,
        at=at,
        by="",
        people=_people(parts),
        k=max(each.release.k for each in parts),
        framework=first.framework,
        baseline=BASELINE if _MOVED in tables else "",
        last=BASELINE if _MOVED in tables else "",
        words={**_words(first), "rounds": titles},
        participation=tuple(_participation(parts)),
        tables=tables,
        days_to_offer=first.days_to_offer if len(parts) == 1 else HIDDEN,
    )
    names = tuple(sorted(name for each in parts for name in each.names))
    rows = tuple(_rows(parts))
    return TrustReport(figures, rows, names, not_in, tuple(left_out), tuple(unsure))


def _people(parts: Sequence[Share]) -> int:
    return rounded(round(sum(each.release.people * each.weight for each in parts)))


def _main_framework(parts: Sequence[Share]) -> Comparable:
    """Return the framework of the most people."""
    people: Counter[Comparable] = Counter()
    for each in parts:
        people[released_comparable(each.release)] += each.release.people
    return max(people, key=lambda each: (people[each], each))


def _words(release: Release) -> Mapping[str, Named]:
    kinds = ("language", "areas", "levels", "questions", "answers", "why")
    return {kind: release.words[kind] for kind in kinds if kind in release.words}


def _keys(parts: Sequence[Share]) -> tuple[str, ...]:
    every = (key for each in parts for key in each.release.tables)
    return tuple(dict.fromkeys(key for key in every if key.startswith((*_BY_FRAMEWORK, *_OF_ALL))))


def _shows(part: Share, key: str) -> bool:
    table = part.release.tables.get(key)
    return table is not None and table.is_shown(ALL)


def _sum(key: str, parts: Sequence[Share]) -> Released:
    """Add a table of several releases up. Who has moved by course stands elsewhere."""
    every = [
        (each.release.tables[key], each.weight) for each in parts if key in each.release.tables
    ]
    whole = _cells([(table.whole, weight) for table, weight in every])
    rows = dict.fromkeys(row for table, _ in every for row in table.rows if key != _MOVED)
    if not all(row in table.rows for table, _ in every for row in rows):
        return Released(whole)
    return Released(
        whole, {row: _cells([(table.rows[row], weight) for table, weight in every]) for row in rows}
    )


def _cells(parts: Sequence[tuple[Mapping[str, Count], float]]) -> Mapping[str, Count]:
    """Add cells up, by key: what one of them hides is hidden."""
    keys = dict.fromkeys(key for cells, _ in parts for key in cells)
    return {
        key: _total([(cells.get(key, HIDDEN), weight) for cells, weight in parts]) for key in keys
    }


def _total(counts: Iterable[tuple[Count, float]]) -> Count:
    total = 0.0
    for count, weight in counts:
        if isinstance(count, Symbol):
            return HIDDEN
        total += count * weight
    return rounded(round(total))


def _participation(parts: Sequence[Share]) -> Iterator[Participation]:
    """Add participation up: of the rounds that movement is since, and of those that are counted."""
    for round_id in (BASELINE, NOW):
        every = [(_taking_part(each.release, round_id), each.weight) for each in parts]
        known = [(each, weight) for each, weight in every if each is not None]
        if known and len(known) == len(every):
            three = (
                _total([(getattr(each, name), weight) for each, weight in known])
                for name in ("enrolled", "started", "signed_off")
            )
            yield Participation(round_id, *three)


def _taking_part(release: Release, round_id: str) -> Participation | None:
    wanted = release.baseline if round_id == BASELINE else release.round_id
    return next((each for each in release.participation if each.round_id == wanted), None)


def _rows(parts: Sequence[Share]) -> Iterator[CourseRow]:
    """Yield courses by name, each as its release has it, then the groups of schools in them."""
    courses = [row for each in parts for row in _courses_in(each)]
    groups = [row for each in parts if not each.release.together for row in _groups_in(each)]
    yield from sorted(courses, key=lambda row: row.name)
    yield from groups


def _courses_in(part: Share) -> Iterator[CourseRow]:
    release = part.release
    if release.groups and release.together:
        for each in release.groups:
            yield _row(release, each, all_of(each.cohorts) if each.id == OTHERS else each.name)
        return
    cells = release.tables[_MOVED].whole if _MOVED in release.tables else {}
    yield CourseRow(all_of(part.names), release.people, *_both(cells))


def _groups_in(part: Share) -> Iterator[CourseRow]:
    for each in part.release.groups:
        name = f"{part.names[0]}: {each.name}" if each.id != OTHERS else part.names[0]
        yield _row(part.release, each, name, course=part.names[0])


def _row(release: Release, group: ReleasedGroup, name: str, *, course: str = "") -> CourseRow:
    table = release.tables.get(_MOVED)
    cells = table.rows.get(group.id, {}) if table else {}
    return CourseRow(name, group.people, *_both(cells), course=course)


def _both(cells: Mapping[str, Count]) -> tuple[Count, Count]:
    return cells.get("moved", HIDDEN), cells.get("not-moved", HIDDEN)
