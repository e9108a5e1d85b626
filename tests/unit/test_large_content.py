"""Large content in Studio: read in one go through it, or refused with the limit in words.

Work is counted in steps of Python: twice the content may take twice as many.
"""

import io
import json
import sys
from contextlib import suppress

import pytest
from openpyxl import Workbook

from builders import a_framework
from matrix_xblock.author import editor
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.table import MOST_ROWS, read_pasted, read_table
from matrix_xblock.codec.framework import framework_json
from matrix_xblock.codec.framework.authored import (
    read_framework,
    read_framework_words,
    write_framework,
)
from matrix_xblock.codec.framework.framework_csv import read_csv
from matrix_xblock.codec.framework.setup_form import framework_body, framework_tree
from matrix_xblock.codec.framework.setup_tree import (
    MOST_FIELDS,
    MOST_PLACES,
    MOST_VALUES,
    read_tree,
)
from matrix_xblock.codec.record import portable
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import MOST_AREAS

ROOM = 2.5
"""Twice, and what a table that grows takes besides."""


def work(act):
    """Count the steps that Python takes."""
    count = 0

    def noted(frame, event, arg):
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return noted

    before = sys.gettrace()
    sys.settrace(noted)
    try:
        with suppress(Invalid):
            act()
    finally:
        sys.settrace(before)
    return count


def body(**parts):
    return {**write_framework(a_framework()), **parts}


def with_prompts(count):
    choice = [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}]
    return body(
        prompts=[
            {
                "id": f"p{n}",
                "text": "Did you?",
                "kind": "choice",
                "choices": choice,
                "show_if": {f"p{n - 1}": ["yes"]} if n else {},
            }
            for n in range(count)
        ]
    )


def with_conditions(count):
    return body(
        prompts=[{"id": "p", "text": "?", "show_if": {f"q{n}": ["yes"] for n in range(count)}}]
    )


def with_areas(count):
    return body(areas=[{"id": f"a{n}", "name": "x"} for n in range(count)])


def with_strangers(count):
    return body(**{f"key{n}": n for n in range(count)})


DOCUMENTS = [with_prompts, with_conditions, with_areas, with_strangers]


@pytest.mark.parametrize("make", DOCUMENTS)
def test_twice_a_framework_takes_twice_the_work(make):
    small, large = make(200), make(400)

    assert work(lambda: read_framework(large)) <= ROOM * work(lambda: read_framework(small))


@pytest.mark.parametrize("make", DOCUMENTS)
def test_twice_a_file_takes_twice_the_work(make):
    small, large = (json.dumps(make(count)).encode() for count in (200, 400))

    assert work(lambda: framework_json.read_file(large)) <= ROOM * work(
        lambda: framework_json.read_file(small)
    )


def test_a_file_of_a_megabyte_of_keys_is_answered_with_its_problems():
    content = json.dumps({f"k{n}": 1 for n in range(80_000)}).encode()

    with pytest.raises(Invalid) as refused:
        framework_json.read_file(content)

    assert len(refused.value.problems) > 80_000


def test_a_key_that_is_there_twice_among_many_is_named():
    keys = ", ".join(f'"k{n}": 1' for n in range(50_000))

    with pytest.raises(Invalid) as refused:
        framework_json.read_file(f'{{{keys}, "k7": 2}}'.encode())

    assert refused.value.problems == (Problem("file", "json_key_twice", {"key": "k7"}),)


def whole(content):
    return write_framework(read_framework_words(Reading.of(content)))


def problems_at(count):
    tree = framework_tree(whole(with_areas(count)))
    problems = [Problem(f"framework.areas[{n}].prompts[0]", "too_long") for n in range(count)]
    return tuple(editor.at_controls({"framework": tree}, problems))


def test_twice_the_problems_take_twice_the_work_to_be_put_at_their_controls():
    assert work(lambda: problems_at(100)) <= ROOM * work(lambda: problems_at(50))


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({f"a.b{n}": ["x"] for n in range(MOST_FIELDS + 1)}, ("form_too_long", MOST_FIELDS)),
        ({"framework.was[]": ["x"] * (MOST_VALUES + 1)}, ("form_too_long", MOST_VALUES)),
        ({f"rounds[{MOST_PLACES}].id": ["x"]}, ("too_many", MOST_PLACES)),
    ],
    ids=["fields", "values", "places"],
)
def test_a_form_that_no_page_sends_is_refused_with_the_limit(form, problem):
    code, most = problem

    with pytest.raises(Invalid) as refused:
        read_tree(form)

    assert refused.value.problems == (Problem("", code, {"most": most}),)


def test_conditions_of_a_megabyte_are_refused_with_the_limit():
    conditions = [f"condition-{n:030}" for n in range(25_000)]

    with pytest.raises(Invalid) as refused:
        read_tree({"framework.prompts[0].show_if.p[]": conditions})

    assert [each.code for each in refused.value.problems] == ["form_too_long"]


def test_the_fullest_framework_fits_into_the_form():
    conditions = {f"framework.prompts[19].show_if.p{n}[]": ["c"] * 20 for n in range(19)}
    fields = [f"areas[{n}].descriptors.l{level}" for n in range(60) for level in range(8)]
    fields += [f"prompts[{n}].choices[{m}].{k}" for n in range(20) for m in range(20) for k in "ab"]
    form = {**{f"framework.{name}": ["x"] for name in fields}, **conditions}

    assert len(read_tree(form)["framework"]["areas"]) == MOST_AREAS


def test_of_a_list_that_is_far_too_long_the_editor_shows_the_beginning():
    shown = framework_tree(whole(with_areas(500)))

    assert len(shown["areas"]) == MOST_PLACES


def rows_of(count):
    return "area\tStarting\tGrowing\n" + "".join(f"Area {n}\ta\tb\n" for n in range(count))


@pytest.mark.parametrize("columns", [2, 40])
def test_twice_the_rows_of_a_file_take_twice_the_work(columns):
    heads = ",".join(["area", "Starting", "Growing", *[f"prompt {n}" for n in range(columns)]])

    def content(count):
        return "\n".join([heads, *[f"Area {n},a,b" for n in range(count)]]).encode()

    small, large = content(400), content(800)
    assert work(lambda: read_csv(large, a_framework())) <= ROOM * work(
        lambda: read_csv(small, a_framework())
    )


def a_page(count):
    rows = "<tr><td rowspan=2>a<td>b<tr><td>c" * (count // 2)
    return f"<table><tr><td>Skill<td>Low{rows}</table>"


def a_csv(count):
    rows = "Talk,I say so.\n" * count
    return f"Skill,Low\n{rows}".encode()


def a_workbook(count):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(count):
        sheet.append(["Skill", "Low", 3])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("table", [a_csv, a_page, a_workbook])
def test_ten_times_the_rows_of_a_table_are_ten_times_the_work(table):
    few, many = table(100), table(1000)
    read = read_pasted if isinstance(few, str) else read_table

    assert work(lambda: read(many)) <= 10.5 * work(lambda: read(few))


def test_a_paste_of_100_000_rows_is_refused_with_the_limit():
    with pytest.raises(Invalid) as refused:
        read_pasted(rows_of(100_000))

    expected = Problem("file", "csv_too_many_rows", {"most": MOST_ROWS})
    assert refused.value.problems == (expected,)


@pytest.mark.parametrize("head", ["a" + " " * 19_000 + "b", "[" * 19_000, " [a" * 6_000])
def test_a_long_heading_is_read_in_one_go(head):
    with suppress(Invalid):
        read_csv(f"area\t{head}\tGrowing [growing]\nOne\ta\tb\n".encode(), a_framework())


def test_a_cell_of_a_whole_book_is_refused_with_its_line():
    with pytest.raises(Invalid) as refused:
        read_pasted(f"area\tA\tB\nOne\t{'a' * 20_001}\tb\n")

    assert refused.value.problems == (Problem("file", "csv_long_cell", {"line": 2}),)


def test_what_travels_unseen_with_the_form_is_read_in_one_go():
    def archived(count):
        areas = [{"id": f"a{n}", "name": "x"} for n in range(count)]
        return {"kept": json.dumps({"archived": {"areas": areas}})}

    small, large = archived(200), archived(400)
    assert work(lambda: framework_body(large, [])) <= ROOM * work(lambda: framework_body(small, []))


def test_private_answers_of_many_rounds_are_read_in_one_go():
    def file(count):
        rounds = {f"r{n}": {"values": {}} for n in range(count)}
        parts = {"record": {}, "cpd": {}, "private": {"version": 1, "answers": {"u": rounds}}}
        head = {"format": "matrix-review-record", "version": 1, "made_in": "u"}
        return json.dumps({**head, **parts}).encode()

    small, large = file(200), file(400)
    assert work(lambda: portable.read(large)) <= ROOM * work(lambda: portable.read(small))
