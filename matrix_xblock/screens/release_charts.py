"""The charts of a release, made of the rows that are stored and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matrix_xblock.domain.figures.disclosure import Count, Symbol
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.nested_tables import ALL, Part, Released
from matrix_xblock.domain.figures.releases import Named, Release
from matrix_xblock.domain.figures.shapes import (
    ANSWERED,
    ASKED_WHY,
    CHOSEN,
    LOWER,
    MOVED,
    MOVED_BY_AREAS,
    NOT_ASKED_WHY,
    NOT_CHOSEN,
    OPPORTUNITIES,
    UPPER,
    bands,
)
from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY
from matrix_xblock.screens.charts import SIDE_BY_SIDE, Chart, Form, Look, Name, Row, Sign
from matrix_xblock.screens.released_choices import released_choices

__all__ = ["BASELINE", "LAST", "charts_of"]

BASELINE, LAST = "since-baseline", "since-last"
HIDDEN = Symbol.CONFIDENTIAL
MOST_AREAS, MOST_ROWS = 16, 28
"""Of bands in one chart, with groups side by side and below each other: more are a further chart.

So each fits into a column of a page.
"""

PEOPLE = (Name("people"),)
Cells = Mapping[str, Count]


def charts_of(release: Release) -> tuple[Chart, ...]:
    """Return every chart of a release, in the order of a report."""
    makers = (
        _participation,
        _moved,
        _moved_by_group,
        _opportunities,
        _levels,
        _offered,
        _bands,
        _movement,
        _not_possible,
        _answers,
        _why,
        _private,
    )
    return tuple(chart for make in makers for chart in make(release))


def _words(release: Release, kind: str) -> Named:
    return release.words.get(kind, ())


def _since(release: Release) -> Iterator[tuple[str, str]]:
    """Yield what movement is since, with the round."""
    yield from ((BASELINE, release.baseline), (LAST, release.last))


def _participation(release: Release) -> Iterator[Chart]:
    rows = tuple(
        Row(Name("round", each.round_id), (each.signed_off, each.started, each.enrolled))
        for each in release.participation
    )
    if rows:
        looks = (Look.FILLED, Look.MID, Look.WHITE)
        columns = (Name("signed-off"), Name("started"), Name("enrolled"))
        yield Chart(
            "participation",
            Form.PROGRESS,
            Name("chart.participation"),
            columns,
            rows,
            legend=tuple(map(Sign, looks, columns)),
        )


def _moved(release: Release) -> Iterator[Chart]:
    for name, round_id in _since(release):
        table = release.tables.get(f"moved-{name}")
        if table:
            tree = MOVED_BY_AREAS if "one" in table.whole else MOVED
            rows = tuple(_tree(tree, table.whole))
            subject = Name("chart.moved", round_id)
            yield _bars(f"moved-{name}", subject, rows, total=table.whole[ALL], since=round_id)


def _movement(release: Release) -> Iterator[Chart]:
    for name, round_id in _since(release):
        tables = _by_area(release, name)
        if tables:
            yield Chart(
                f"movement-{name}",
                Form.DIVERGING,
                Name("chart.movement", round_id),
                (Name("down"), Name("up"), Name("same"), Name("not-up")),
                tuple(sorted((_moves(*each) for each in tables), key=_by_net, reverse=True)),
                legend=(Sign(Look.HATCHED, Name("down")), Sign(Look.FILLED, Name("up"))),
                since=round_id,
            )


def _moves(area: Name, table: Released) -> Row:
    """Return how people moved in an area: who did not go up in one number where it is all."""
    cells = table.whole
    not_up = cells["not-up"] if cells["same"] is HIDDEN is not cells["not-up"] else None
    return Row(area, (cells["down"], cells["up"], cells["same"], not_up), total=cells[ALL])


def _by_net(row: Row) -> tuple[bool, int]:
    down, up = row.counts[:2]
    is_known = isinstance(up, int)
    return is_known, (up if isinstance(up, int) else 0) - (down if isinstance(down, int) else 0)


def _moved_by_group(release: Release) -> Iterator[Chart]:
    for name, round_id in _since(release):
        table = release.tables.get(f"moved-{name}")
        if table and table.rows:
            keys = ("not-moved", "moved")
            yield Chart(
                f"moved-by-group-{name}",
                Form.SPLIT,
                Name("chart.moved-by-group", round_id),
                tuple(map(Name, keys)),
                tuple(_group_rows(release, table, keys)),
                legend=tuple(map(Sign, (Look.MID, Look.FILLED), map(Name, keys))),
                since=round_id,
            )


def _group_rows(
    release: Release, table: Released, keys: Sequence[str], within: Name | None = None
) -> Iterator[Row]:
    for group in release.groups:
        cells = table.rows.get(group.id)
        if cells:
            name = Name("others") if group.id == OTHERS else Name(text=group.name)
            yield Row(name, tuple(cells[key] for key in keys), within=within)


def _levels(release: Release) -> Iterator[Chart]:
    levels = _words(release, "levels")
    rows = tuple(
        Row(area, tuple(table.whole[f"level-{key}"] for key, _ in levels), table.whole[ALL])
        for area, table in _by_area(release, "levels")
    )
    if rows:
        tints = (Look.TINT_1, Look.TINT_4)
        yield Chart(
            "levels",
            Form.HEAT,
            Name("chart.levels"),
            tuple(Name(text=text) for _, text in levels),
            rows,
            legend=tuple(map(Sign, tints, (Name("fewer-people"), Name("more-people")))),
        )


def _bands(release: Release) -> Iterator[Chart]:
    """Yield the two bands of each area, by group; of the course where a level of one is hidden."""
    halves = bands([text for _, text in _words(release, "levels")])
    columns = tuple(Name(text=", ".join(half)) for half in halves)
    blocks = [_band_rows(release, *each) for each in _by_area(release, "levels")]
    charts = list(_in_parts([block for block in blocks if block]))
    for part, rows in enumerate(charts, start=1):
        yield Chart(
            "bands" if len(charts) == 1 else f"bands-{part}",
            Form.SPLIT,
            Name("chart.bands-by-group" if release.is_by_group else "chart.bands"),
            columns,
            rows,
            legend=tuple(map(Sign, (Look.MID, Look.FILLED), columns)),
            part=part,
            parts=len(charts),
        )


def _band_rows(release: Release, area: Name, table: Released) -> tuple[Row, ...]:
    keys = (LOWER, UPPER)
    groups = tuple(_group_rows(release, table, keys, within=area))
    is_level_hidden = any(
        count is HIDDEN for key, count in table.whole.items() if key.startswith("level-")
    )
    if not groups and not (is_level_hidden and table.is_shown(LOWER)):
        return ()
    whole = Row(Name("whole-course"), tuple(table.whole[key] for key in keys), within=area)
    return (whole, *groups)


def _in_parts(blocks: Sequence[tuple[Row, ...]]) -> Iterator[tuple[Row, ...]]:
    """Yield as many blocks together as have room in one chart, the same number in each."""
    if blocks:
        most = max(map(len, blocks))
        at_once = MOST_AREAS if most <= SIDE_BY_SIDE else max(1, MOST_ROWS // most)
        number = -(-len(blocks) // at_once)
        at_once = -(-len(blocks) // number)
        for first in range(0, len(blocks), at_once):
            yield tuple(row for block in blocks[first : first + at_once] for row in block)


def _opportunities(release: Release) -> Iterator[Chart]:
    table = release.tables.get("opportunities")
    if table:
        rows = tuple(_tree(OPPORTUNITIES, table.whole))
        yield _bars("opportunities", Name("chart.opportunities"), rows, total=table.whole[ALL])


def _offered(release: Release) -> Iterator[Chart]:
    """Yield what was offered to those who have not moved, beside everybody else."""
    table = release.tables.get("opportunities")
    if table and table.rows:
        keys = ("not-moved", "the-rest")
        both = zip(*(_tree(OPPORTUNITIES, table.rows[key]) for key in keys), strict=True)
        rows = tuple(replace(one, counts=(*one.counts, *other.counts)) for one, other in both)
        columns = tuple(map(Name, keys))
        yield Chart("offered", Form.BARS, Name("chart.offered"), columns, rows)


def _not_possible(release: Release) -> Iterator[Chart]:
    table = release.tables.get("not-possible")
    if table:
        because = [
            (Name(f"reason.{key}"), each.whole[CHOSEN]) for key, each in _below(release, "because")
        ]
        rows = (
            Row(Name("refused"), (table.whole[CHOSEN],)),
            *_largest_first(because),
            Row(Name("not-refused"), (table.whole[NOT_CHOSEN],)),
        )
        yield _bars("not-possible", Name("chart.not-possible"), rows, total=table.whole[ALL])


def _answers(release: Release) -> Iterator[Chart]:
    table = release.tables.get("answers")
    if table:
        words = _words(release, "answers")
        rows = [
            Row(Name(text=text), (table.whole[f"answer-{key}"],))
            for key, text in words
            if f"answer-{key}" in table.whole
        ]
        rows += _answers_together(table.whole, dict(words))
        subject = Name(text=_question(release, 0))
        yield _bars("answers", subject, tuple(rows), total=table.whole[ALL])


def _answers_together(cells: Cells, words: Mapping[str, str]) -> Iterator[Row]:
    """Yield several answers in one number, where it is shown and theirs are not.

    They are stored in the order of their parts: an answer stands before those after it, and the
    last two have nothing after them.
    """
    keys = list(cells)
    for place, key in enumerate(keys):
        if key.startswith("after-") and cells[key] is not HIDDEN:
            inside = list(_chain(keys[place + 1 :]))
            if all(cells[each] is HIDDEN for each in inside):
                answers = [words.get(each.removeprefix("answer-"), each) for each in inside]
                yield Row(Name("together", ", ".join(answers)), (cells[key],))
    every = [cells[key] for key in keys if key.startswith("answer-")]
    for key in (ASKED_WHY, NOT_ASKED_WHY):
        if HIDDEN in every and cells.get(key, HIDDEN) is not HIDDEN:
            yield Row(Name(key), (cells[key],))


def _chain(keys: Sequence[str]) -> Iterator[str]:
    """Yield the answers that stand in what a list of keys begins with the inside of."""
    for place, key in enumerate(keys):
        if key.startswith("answer-"):
            yield key
            following = keys[place + 1 : place + 2]
            if not following or not following[0].startswith("after-"):
                yield from following
                return


def _why(release: Release) -> Iterator[Chart]:
    table = release.tables.get("why")
    if table:
        words = dict(_words(release, "why"))
        named = [
            (Name(text=words.get(key, key)), each.whole[CHOSEN])
            for key, each in _below(release, "why")
        ]
        rest = words.get(PREFER_NOT_TO_SAY)
        rows = (
            Row(Name("answered"), (table.whole[ANSWERED],)),
            *_largest_first(named),
            Row(
                Name(text=rest) if rest else Name("preferred-not-to-say"),
                (table.whole["preferred-not-to-say"],),
            ),
        )
        yield _bars("why", Name(text=_question(release, 1)), rows, total=table.whole[ALL])


def _private(release: Release) -> Iterator[Chart]:
    """Yield what those chose who agreed to be counted, of each private question."""
    for number, asked in enumerate(released_choices(release), start=1):
        rows = [Row(Name(text=text), (count,)) for text, count in asked.choices]
        if asked.rest is not None:
            rows.append(Row(Name("rest"), (asked.rest,)))
        chart = _bars(
            f"private-{number}", Name(text=asked.question), tuple(rows), total=asked.people
        )
        yield replace(chart, k=asked.k)


def _question(release: Release, place: int) -> str:
    return _words(release, "questions")[place][1]


def _below(release: Release, path: str) -> Iterator[tuple[str, Released]]:
    """Yield the tables under a path, by what comes after it."""
    for key, table in release.tables.items():
        if key.startswith(f"{path}/"):
            yield key.removeprefix(f"{path}/"), table


def _by_area(release: Release, path: str) -> list[tuple[Name, Released]]:
    tables = dict(_below(release, path))
    return [
        (Name(text=text), tables[key]) for key, text in _words(release, "areas") if key in tables
    ]


def _largest_first(numbers: Sequence[tuple[Name, Count]]) -> Iterator[Row]:
    """Yield rows of parts, those that are hidden last."""

    def size(each: tuple[Name, Count]) -> int:
        return each[1] if isinstance(each[1], int) else -1

    for name, count in sorted(numbers, key=size, reverse=True):
        yield Row(name, (count,), depth=1)


def _bars(
    key: str, subject: Name, rows: tuple[Row, ...], *, total: Count | None, since: str = ""
) -> Chart:
    return Chart(key, Form.BARS, subject, PEOPLE, rows, total=total, since=since)


_ONLY_TOGETHER = frozenset({"several"})
"""Parts that stand for no answer of their own: they are shown where what is in them is not."""


def _tree(part: Part, cells: Cells, depth: int = 0) -> Iterator[Row]:
    """Yield the parts of a part, each before what is in it."""
    for each in part.parts:
        is_needed = each.key not in _ONLY_TOGETHER or _is_hidden_inside(each, cells)
        if is_needed:
            yield Row(Name(each.key), (cells[each.key],), depth=depth)
        yield from _tree(each, cells, depth + 1 if is_needed else depth)


def _is_hidden_inside(part: Part, cells: Cells) -> bool:
    return cells[part.key] is not HIDDEN is cells[part.parts[0].key]
