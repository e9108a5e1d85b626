"""Rows of releases: what was made, in as many rows as hold it, and what was withdrawn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.releases import (
    OtherRelease,
    Participation,
    Release,
    ReleasedGroup,
    Releases,
    ReviewRound,
    Withdrawal,
    withdrawn,
)

__all__ = ["read_releases", "write_release", "write_withdrawal"]

VERSION = 1
ROW_LIMIT = 99_000
"""Characters of one serialised row: the ledger takes a few more."""

Piece = tuple[str, Any]
"""The list that it belongs to, and the smallest thing that is never split over two rows."""

_LISTS = ("words", "participation", "groups", "cohorts", "tables", "together", "apart")
_PLAIN = ("id", "round", "by", "framework", "baseline", "last")


class Cells(dict[str, Count]):
    """Cells of a row. One that is not there is hidden.

    A page asks for cells by the parts of a table, and must not fail where a row has lost one.
    """

    def __missing__(self, key: str) -> Count:
        """Hide what is not there."""
        return Symbol.CONFIDENTIAL


def write_release(release: Release) -> list[dict[str, Any]]:
    """Write a release as rows. Each says `part` of `parts`; their lists are joined again."""
    head = {
        "version": VERSION,
        "type": "released",
        "id": release.id,
        "round": release.round_id,
        "at": iso(release.at),
        "by": release.by,
        "by_id": release.by_id,
        "people": release.people,
        "interim": release.is_interim,
        "k": release.k,
        "framework": release.framework,
        "baseline": release.baseline,
        "last": release.last,
        "days_to_offer": _plain(release.days_to_offer),
    }
    pieces = list(_pieces(release))
    names = Counter(name for name, _ in pieces)
    without = {"apart"} if release.apart is None else set()
    head["items"] = {name: names[name] for name in _LISTS if name not in without}
    parts = list(_packed(pieces, len(json.dumps(head))))
    return [
        {**head, "part": number, "parts": len(parts), **part}
        for number, part in enumerate(parts, start=1)
    ]


def write_withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    """Write that a release is no longer shown."""
    return {
        "version": VERSION,
        "type": "withdrawn",
        "id": withdrawal.release_id,
        "at": iso(withdrawal.at),
        "by": withdrawal.by,
        "by_id": withdrawal.by_id,
    }


def read_releases(bodies: Iterable[Mapping[str, Any]]) -> Releases:
    """Read all releases of a block, oldest first.

    One that is not whole is not readable. Rows that a newer version has written, or of which not
    even the head can be read, are counted and left out. What one has withdrawn is withdrawn here.
    """
    rows: dict[str, list[Reading]] = {}
    withdrawals: list[Withdrawal] = []
    unreadable = 0
    for body in bodies:
        reading = Reading.of(body)
        kind, release_id = reading.text("type"), reading.text("id")
        is_of_here = reading.integer("version") == VERSION and kind in {"released", "withdrawn"}
        unreadable += not is_of_here
        if kind == "withdrawn":
            withdrawals.append(_withdrawal(reading))
        elif is_of_here:
            rows.setdefault(release_id, []).append(reading)
    read = [_release(parts) for parts in rows.values()]
    made = tuple(each for each in read if each is not None)
    return Releases(withdrawn(made, withdrawals), unreadable + len(read) - len(made))


def _withdrawal(reading: Reading) -> Withdrawal:
    release_id, by, by_id = map(reading.text, ("id", "by", "by_id"))
    return Withdrawal(release_id, reading.needed_time("at"), by, by_id)


def _pieces(release: Release) -> Iterator[Piece]:
    for kind, names in release.words.items():
        yield from (("words", [kind, key, text]) for key, text in names)
    for each in release.participation:
        numbers = (each.enrolled, each.started, each.signed_off)
        yield "participation", [each.round_id, *map(_plain, numbers)]
    for group in release.groups:
        yield "groups", [group.id, group.name, group.people]
        yield from (("cohorts", [group.id, cohort]) for cohort in group.cohorts)
    for key, table in release.tables.items():
        rows = {row: _cells(cells) for row, cells in table.rows.items()}
        yield "tables", [key, _cells(table.whole), rows]
    yield from (("together", list(each)) for each in release.together)
    yield from (("apart", list(each)) for each in release.apart or ())


def _cells(cells: Mapping[str, Count]) -> dict[str, int | str]:
    return {key: _plain(count) for key, count in cells.items()}


def _plain(count: Count) -> int | str:
    return count.value if isinstance(count, Symbol) else count


def _packed(pieces: Sequence[Piece], head: int) -> Iterator[dict[str, list[Any]]]:
    """Fill one row after the other, counting as the ledger counts: in escaped characters."""
    row: dict[str, list[Any]] = {}
    size = head
    for name, value in pieces:
        cost = len(json.dumps(value)) + len(name) + 8
        if row and size + cost > ROW_LIMIT:
            yield row
            row, size = {}, head
        row.setdefault(name, []).append(value)
        size += cost
    yield row


def _release(parts: Sequence[Reading]) -> Release | None:
    """Join the rows of one release; its head alone where one is missing or not as it should be."""
    return _joined_release(parts) or _head(parts[0])


def _head(row: Reading) -> Release | None:
    """Return a release that cannot be read; None where nobody can say which one it is."""
    head = Reading.of(row.body)
    release_id, round_id, by, by_id = map(head.text, ("id", "round", "by", "by_id"))
    at = head.needed_time("at")
    if head.problems or not (release_id and round_id):
        return None
    return Release(release_id, round_id, at, by, people=0, by_id=by_id, is_readable=False)


def _joined_release(parts: Sequence[Reading]) -> Release | None:
    """Join the rows of one release; None where one is missing or not as it should be."""
    rows = sorted(parts, key=lambda row: row.integer("part"))
    numbers = [row.integer("part") for row in rows]
    if rows[0].integer("parts") != len(rows) or numbers != list(range(1, len(rows) + 1)):
        return None
    problems: list[Problem] = []
    body = {**rows[0].body, **{name: _joined(rows, name) for name in _LISTS}}
    reading = Reading.of(body, problems=problems)
    if not _is_of_parts(body) or not _has_all_items(body):
        return None
    release = _read(reading, body)
    return None if problems else release


def _joined(rows: Sequence[Reading], name: str) -> list[Any]:
    lists = [row.body.get(name, []) for row in rows]
    return [item for each in lists if isinstance(each, list) for item in each]


def _has_all_items(body: Mapping[str, Any]) -> bool:
    """Tell whether each list has as many items as were written. The first rows did not say."""
    if "items" not in body:
        return True
    written = body["items"]
    return isinstance(written, dict) and all(
        len(body[name]) == written.get(name, 0) for name in _LISTS
    )


def _is_of_parts(body: Mapping[str, Any]) -> bool:
    """Tell whether every list is made of what belongs there."""
    counts = [count for each in body["participation"] for count in _list(each)[1:]]
    tables = [_list(each) for each in body["tables"]]
    cells = [each[1] for each in tables if len(each) == 3]  # noqa: PLR2004 - key, whole, rows
    rows = [each[2] for each in tables if len(each) == 3]  # noqa: PLR2004
    return (
        all(_are(each, str, str, str) for each in body["words"])
        and all(_are(each, str, object, object, object) for each in body["participation"])
        and all(_are(each, str, str, int) for each in body["groups"])
        and all(_are(each, str, str) for each in body["cohorts"])
        and all(_are(each, str, str, str) for each in (*body["together"], *body["apart"]))
        and all(_are(each, str, dict, dict) for each in tables)
        and all(isinstance(row, dict) for each in rows for row in each.values())
        and all(
            _is_count(count)
            for each in (*cells, *(row for some in rows for row in some.values()))
            for count in each.values()
        )
        and all(map(_is_count, [*counts, body.get("days_to_offer")]))
    )


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _are(value: object, *kinds: type) -> bool:
    return (
        isinstance(value, list)
        and len(value) == len(kinds)
        and all(isinstance(each, kind) for each, kind in zip(value, kinds, strict=True))
    )


def _is_count(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and value in set(Symbol))


def _count(value: int | str) -> Count:
    return value if isinstance(value, int) else Symbol(value)


def _read(reading: Reading, body: Mapping[str, Any]) -> Release:
    release_id, round_id, by, framework, baseline, last = map(reading.text, _PLAIN)
    return Release(
        id=release_id,
        round_id=round_id,
        at=reading.needed_time("at"),
        by=by,
        people=reading.integer("people"),
        is_interim=reading.flag("interim"),
        k=reading.integer("k"),
        framework=framework,
        baseline=baseline,
        last=last,
        words=_words(body["words"]),
        participation=tuple(
            Participation(each[0], *map(_count, each[1:])) for each in body["participation"]
        ),
        groups=tuple(_group(each, body["cohorts"]) for each in body["groups"]),
        tables={each[0]: _table(each[1], each[2]) for each in body["tables"]},
        days_to_offer=_count(body["days_to_offer"]),
        by_id=reading.text("by_id"),
        together=tuple(ReviewRound(*each) for each in body["together"]),
        apart=_apart(body),
    )


def _apart(body: Mapping[str, Any]) -> tuple[OtherRelease, ...] | None:
    """Read the releases that one shares nobody with; None where it did not say."""
    if "apart" not in body.get("items", {}):
        return None
    return tuple(OtherRelease(*each) for each in body["apart"])


def _words(words: Sequence[tuple[str, str, str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    read: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, key, text in words:
        read[kind] = (*read.get(kind, ()), (key, text))
    return read


def _group(group: tuple[str, str, int], cohorts: Sequence[tuple[str, str]]) -> ReleasedGroup:
    group_id, name, people = group
    mine = tuple(cohort for key, cohort in cohorts if key == group_id)
    return ReleasedGroup(group_id, name, mine, people)


def _table(whole: Mapping[str, int | str], rows: Mapping[str, Mapping[str, int | str]]) -> Released:
    def cells(some: Mapping[str, int | str]) -> Cells:
        return Cells({key: _count(each) for key, each in some.items()})

    return Released(cells(whole), {row: cells(some) for row, some in rows.items()})
