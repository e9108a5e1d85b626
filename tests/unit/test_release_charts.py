"""The charts of a release: every number that is stored stands in one of them, and nothing else."""

import random
import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from matrix_xblock.codec.figures.releases import read_releases, write_release
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.nested_tables import ALL, Released
from matrix_xblock.domain.figures.releases import Participation
from matrix_xblock.domain.figures.shapes import CHOSEN, NOT_CHOSEN
from matrix_xblock.screens.chart_drawing import draw_chart
from matrix_xblock.screens.chart_file import chart_svg
from matrix_xblock.screens.chart_marks import WIDTH, Surface, Words
from matrix_xblock.screens.charts import Chart, Form, Look, Name, Row, shown, worded
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.release_finding import Finding, finding_of
from released import AREAS, GROUPS, a_release
from solver.courses import BASELINE, FINAL, MIDDLE, a_course

SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = Symbol.CONFIDENTIAL
ONLY_WHERE_PARTS_ARE_HIDDEN = re.compile("several|not-up|asked-why|not-asked-why|after-.*")
WHOLE = re.compile("all|lower-half|upper-half")


def in_codes(chart, **others):
    """Give a chart with its codes for words."""
    named = worded(chart, lambda name: f"[{name.code} {name.text}]".replace(" ]", "]"))
    return replace(named, title=named.subject.text, under="course, round, day, n", **others)


def by_key(release):
    return {chart.key: chart for chart in charts_of(release)}


@cache
def generated(seed):
    """Give every release of a course of any size."""
    draw = random.Random(seed)
    course = a_course(
        draw,
        size=draw.choice([29, 60, 185, 400]),
        levels=draw.choice([2, 3, 4, 6, 8]),
        areas=draw.choice([1, 3, 4, 8]),
        groups=draw.choice([1, 2, 3, 8]),
        rounds=draw.choice([(FINAL,), (BASELINE, FINAL), (BASELINE, MIDDLE, FINAL)]),
        interim=draw.random() < 0.3,
        even=draw.random() < 0.5,
    )
    return [_with_names(each) for each in course.releases.values()]


def _with_names(release):
    groups = (replace(each, name=f"Group {each.id}-") for each in release.groups)
    return replace(release, groups=tuple(groups))


def numbers_to_show(release):
    """Give every number that has to stand in a chart, in no order.

    A sum of parts that stand there is none, nor are those who did not choose an answer.
    """
    for key, table in release.tables.items():
        is_several = key.startswith(("because/", "why/")) or key.count("/") > 1
        for part, count in table.whole.items():
            is_sum = ONLY_WHERE_PARTS_ARE_HIDDEN.fullmatch(part) or WHOLE.fullmatch(part)
            if not is_sum and not (is_several and part == NOT_CHOSEN):
                yield count
        for cells in table.rows.values():
            yield from cells.values()
    for each in release.participation:
        yield from (each.signed_off, each.started, each.enrolled)


def in_charts(charts):
    """Give every number of charts but those that stand for several parts of a whole."""
    for chart in charts:
        for row in chart.rows:
            is_sum = ONLY_WHERE_PARTS_ARE_HIDDEN.fullmatch(row.name.code) or row.name.code in (
                "together",
                "rest",
                "whole-course",
            )
            if not is_sum:
                columns = zip(chart.columns, row.counts, strict=True)
                yield from (
                    count
                    for column, count in columns
                    if count is not None and column.code != "not-up"
                )


@pytest.mark.parametrize("seed", range(8))
def test_every_number_of_a_release_stands_in_a_chart_once(seed):
    for release in generated(seed):
        assert sorted(map(str, in_charts(charts_of(release)))) == sorted(
            map(str, numbers_to_show(release))
        )


@pytest.mark.parametrize("seed", range(8))
def test_every_number_of_a_chart_is_drawn_once_and_described(seed):
    for release in generated(seed):
        for chart in map(in_codes, charts_of(release)):
            drawing = draw_chart(chart)
            drawn = [mark.text for mark in drawing.marks if isinstance(mark, Words)]

            numbers = [each for text in drawn for each in re.findall(r"(?<!\S)(\d+|c)(?!\S)", text)]
            expected = [shown(each) for each in chart.cells]
            totals = [shown(row.total) for row in chart.rows if row.total is not None]
            heads = {str(n) for n in range(1, 9)}
            assert sorted(each for each in numbers if each not in heads) == sorted(
                [*expected, *totals]
            )
            for row in chart.rows:
                for column, count in zip(chart.columns, row.counts, strict=True):
                    if count is not None:
                        assert f"{column.text} {shown(count)}" in drawing.description


@pytest.mark.parametrize("seed", range(8))
def test_what_is_hidden_is_drawn_as_hidden_and_never_as_a_length(seed):
    for release in generated(seed):
        for chart in map(in_codes, charts_of(release)):
            looks = [each.look for each in draw_chart(chart).marks if isinstance(each, Surface)]

            assert (Look.HIDDEN in looks) == (HIDDEN in chart.cells)
            if chart.is_hidden:
                assert not {Look.FILLED, Look.MID, Look.HATCHED} & {*looks[len(chart.legend) :]}


def inside(mark):
    width = mark.width if isinstance(mark, Surface) else 0
    return mark.x >= -0.5 and mark.x + width <= WIDTH + 0.5


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_nothing_is_drawn_beside_the_picture(is_mirrored):
    long = "Leading curriculum and assessment & <b>inclusion</b> " * 4
    release = a_release(
        size=400,
        areas=tuple(f"{long[:196]} {n}" for n in range(16)),
        levels=tuple(f"{long[:196]} {n}" for n in range(8)),
        groups=tuple(f"{long[:76]} {n}" for n in range(8)),
    )
    for chart in map(in_codes, charts_of(release)):
        drawing = draw_chart(chart, is_mirrored=is_mirrored)

        assert all(map(inside, drawing.marks))
        assert max(mark.y for mark in drawing.marks) <= drawing.height


def test_a_chart_fits_into_a_column_of_a_page_whatever_its_names_are():
    long = "Verantwortungsübernahme " * 8
    for areas, levels in ((16, 8), (14, 4), (12, 6)):
        release = a_release(
            size=400,
            areas=tuple(f"{long} {n}" for n in range(areas)),
            levels=tuple(f"{long} {n}" for n in range(levels)),
            groups=tuple(f"{long[:70]} {n}" for n in range(8)),
        )
        for chart in map(in_codes, charts_of(release)):
            assert draw_chart(chart, has_head=False).height < 1000


def test_for_a_reader_from_right_to_left_it_is_turned():
    chart = in_codes(by_key(a_release())["levels"])
    plain, turned = draw_chart(chart), draw_chart(chart, is_mirrored=True)

    for one, other in zip(plain.marks, turned.marks, strict=True):
        width = one.width if isinstance(one, Surface) else 0
        assert other.x == pytest.approx(WIDTH - one.x - width)
        assert other.y == one.y


def test_the_largest_number_of_a_row_is_strong_and_darker_than_the_least():
    row = Row(Name(text="Area"), (10, 80, 45, HIDDEN))
    levels = tuple(Name(text=each) for each in "abcd")
    chart = Chart("levels", Form.HEAT, Name(text="Levels"), levels, (row,))

    marks = draw_chart(chart, has_head=False).marks

    strong = [each.text for each in marks if isinstance(each, Words) and each.is_strong]
    tints = [each.look for each in marks if isinstance(each, Surface) and each.y > 20]
    assert strong == ["80"]
    assert tints == [Look.TINT_1, Look.TINT_4, Look.TINT_3, Look.HIDDEN]


def test_bars_up_and_down_have_one_scale():
    rows = (
        Row(Name(text="a"), (20, 100, 30, None)),
        Row(Name(text="b"), (HIDDEN, 50, HIDDEN, 60)),
    )
    names = tuple(Name(text=each) for each in ("Lower", "Up", "Same", "Same or lower"))
    chart = Chart("movement", Form.DIVERGING, Name(text="Movement"), names, rows)

    marks = draw_chart(chart, has_head=False).marks

    lengths = {each.look: [] for each in marks if isinstance(each, Surface)}
    for each in marks:
        if isinstance(each, Surface):
            lengths[each.look].append(each.width)
    [down], up = lengths[Look.HATCHED], lengths[Look.FILLED]
    assert up[0] == pytest.approx(2 * up[1]) == pytest.approx(5 * down)
    assert "Same or lower: 60" in [each.text for each in marks if isinstance(each, Words)]


def test_a_number_that_rounds_to_nothing_is_low():
    assert [shown(each) for each in (0, 5, HIDDEN, Symbol.NOT_APPLICABLE)] == [
        "low",
        "5",
        "c",
        "z",
    ]


def test_areas_come_by_how_many_more_went_up_than_down():
    release = a_release()
    nets = [
        row.counts[1] - row.counts[0] for row in by_key(release)["movement-since-baseline"].rows
    ]

    assert nets == sorted(nets, reverse=True)


def test_a_release_of_the_whole_course_has_no_groups():
    charts = by_key(a_release(size=29, groups=()))

    assert not {"moved-by-group-since-baseline"} & charts.keys()
    assert all(row.name.code == "whole-course" for row in charts.get("bands", no_chart()).rows)


def no_chart():
    return Chart("none", Form.SPLIT, Name(), (), ())


def test_others_are_called_by_a_code_and_groups_by_their_names():
    release = a_release()
    [*named, last] = release.groups
    others = replace(last, id=OTHERS, name="")
    tables = {
        key: replace(
            table,
            rows={OTHERS if row == last.id else row: each for row, each in table.rows.items()},
        )
        for key, table in release.tables.items()
    }

    chart = by_key(replace(release, groups=(*named, others), tables=tables))["bands"]

    names = [row.name for row in chart.rows[:4]]
    assert names == [
        Name("whole-course"),
        *(Name(text=each) for each in GROUPS[:2]),
        Name("others"),
    ]


def test_a_group_that_is_called_like_the_others_or_the_course_keeps_its_numbers():
    release = a_release(groups=("Same", "Same", "Same"))
    chart = in_codes(by_key(release)["bands"])

    marks = draw_chart(chart, has_head=False).marks
    numbers = [each.text for each in marks if isinstance(each, Words) and each.is_strong]

    assert sorted(numbers) == sorted(map(shown, chart.cells))


def test_many_groups_are_drawn_in_several_charts_and_few_side_by_side():
    many = a_release(size=400, groups=tuple(f"Group {n}" for n in range(8)))
    parts = [chart for chart in charts_of(many) if chart.key.startswith("bands-")]

    assert [(each.part, each.parts) for each in parts] == [(n, len(parts)) for n in (1, 2, 3)]
    assert {row.within.text for each in parts for row in each.rows} == set(AREAS)
    assert "bands" in by_key(a_release())


def test_answers_in_one_number_are_named_where_theirs_are_hidden():
    release = a_release()
    cells = release.tables["answers"].whole
    hidden = {key: HIDDEN if key.startswith("answer-") else count for key, count in cells.items()}
    table = replace(release.tables["answers"], whole={**hidden, "asked-why": 60, ALL: 185})

    rows = by_key(replace(release, tables={**release.tables, "answers": table}))["answers"].rows

    assert (Name("asked-why"), (60,)) in [(row.name, row.counts) for row in rows]


def test_three_answers_of_which_two_are_hidden_are_named_together():
    release = a_release()
    whole = {
        ALL: 100,
        "asked-why": 70,
        "not-asked-why": 30,
        "answer-yes": 40,
        "after-answer-yes": 30,
        "answer-in-part": HIDDEN,
        "answer-not-yet": HIDDEN,
        "answer-prefer-not-to-say": 30,
    }
    table = replace(release.tables["answers"], whole=whole)

    rows = by_key(replace(release, tables={**release.tables, "answers": table}))["answers"].rows

    assert (Name("together", "Partly, Not yet"), (30,)) in [(row.name, row.counts) for row in rows]


def test_a_private_question_is_a_chart_with_the_number_that_it_hides():
    release = a_release()
    choice = {ALL: 90, "answer-a": 50, "after-answer-a": 40, "answer-b": HIDDEN, "answer-c": HIDDEN}
    several = {ALL: 60, CHOSEN: 35, NOT_CHOSEN: 25}
    private = replace(
        release,
        words={
            **release.words,
            "private": (("stay", "Do you see yourself staying?"), ("why", "What would help?")),
            "private/stay": (("a", "Yes"), ("b", "No"), ("c", "Not sure")),
            "private/why": (("t", "Time"),),
        },
        tables={
            **release.tables,
            "private/stay": Released(choice),
            "private/why/t": Released(several),
        },
    )

    stay, why = (by_key(private)[f"private-{n}"] for n in (1, 2))

    assert [(row.name, row.counts) for row in stay.rows] == [
        (Name(text="Yes"), (50,)),
        (Name(text="No"), (HIDDEN,)),
        (Name(text="Not sure"), (HIDDEN,)),
        (Name("rest"), (40,)),
    ]
    assert (stay.subject.text, stay.total, stay.k) == ("Do you see yourself staying?", 90, 20)
    assert [row.counts for row in why.rows] == [(35,)]


def test_a_stored_release_is_drawn_as_the_one_that_was_made():
    release = a_release()
    [read] = read_releases(write_release(release)).made

    assert charts_of(read) == charts_of(release)


def svg_of(chart, **options):
    return ET.fromstring(chart_svg(draw_chart(chart, **options), "en"))


def test_a_file_is_svg_with_title_and_description_and_no_style_or_address():
    for chart in map(in_codes, charts_of(a_release(12))):
        text = chart_svg(draw_chart(chart), "en")
        root = ET.fromstring(text)

        assert root.find(f"{SVG}title").text == f"{chart.title}. {chart.under}"
        assert root.find(f"{SVG}desc").text
        assert root.get("role") == "img"
        assert not {"style", "script", "image", "a"} & {
            each.tag.removeprefix(SVG) for each in root.iter()
        }
        assert "href" not in text
        assert re.findall(r"url\((?!#)", text) == []


def test_words_of_a_course_are_text_and_no_markup():
    markup = "<script>alert(1)</script> & \x00 “x”"
    release = a_release(areas=(markup, *AREAS[1:]), groups=(markup, *GROUPS[1:]))
    chart = in_codes(by_key(release)["bands"], notes=(markup,))

    root = svg_of(chart)

    assert "script" not in {each.tag.removeprefix(SVG) for each in root.iter()}
    assert markup.replace("\x00", "") in root.find(f"{SVG}desc").text


def test_all_words_of_a_chart_have_one_size_that_can_be_read_on_paper():
    root = svg_of(in_codes(by_key(a_release())["levels"]))

    assert root.get("font-size") == "13"
    assert [each for each in root.iter(f"{SVG}text") if each.get("font-size")] == []


# What a release says


def test_each_number_of_the_finding_stands_in_a_chart():
    for seed in range(8):
        for release in generated(seed):
            finding = finding_of(release)
            every = [
                *numbers_to_show(release),
                *(each.whole[ALL] for each in release.tables.values()),
            ]
            numbers = (
                finding.moved,
                finding.compared,
                finding.not_moved,
                finding.not_offered,
                finding.refused,
            )
            assert all(number in every for number in numbers if number)


def test_a_clause_whose_number_is_hidden_is_left_out():
    release = a_release()
    closed = {
        key: replace(
            table,
            whole=dict.fromkeys(table.whole, HIDDEN),
            rows={row: dict.fromkeys(cells, HIDDEN) for row, cells in table.rows.items()},
        )
        for key, table in release.tables.items()
    }

    assert finding_of(replace(release, tables=closed)) == Finding()
    assert finding_of(replace(release, tables={})) == Finding()


def test_the_area_that_moved_most_is_named_where_all_are_shown_and_one_is_first():
    release = a_release()
    key = "since-baseline/a0"

    def with_up(count):
        table = release.tables[key]
        moved = replace(table, whole={**table.whole, "up": count})
        return finding_of(replace(release, tables={**release.tables, key: moved}))

    assert with_up(500).most == AREAS[0]
    assert with_up(5).least == AREAS[0]
    assert with_up(HIDDEN).most == with_up(HIDDEN).least == ""


def test_a_release_without_any_table_has_no_chart():
    bare = replace(a_release(), tables={}, words={}, participation=())

    assert charts_of(bare) == ()


def test_participation_is_a_bar_in_a_bar():
    release = replace(a_release(), participation=(Participation("final", 40, 35, HIDDEN),))
    chart = in_codes(by_key(release)["participation"])

    widths = [
        each.width for each in draw_chart(chart, has_head=False).marks if isinstance(each, Surface)
    ]

    assert widths[-2:] == [WIDTH, pytest.approx(WIDTH * 35 / 40)]
    assert CHOSEN not in chart.key
