"""Workbooks are read as tables: stored values of what people see, within bounds."""

import io
import time
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.codec.common import sheet_xml, workbook
from matrix_xblock.codec.common.table import MOST_ROWS, read_table
from matrix_xblock.domain.errors import Invalid


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def a_book(*rows, prepare=lambda book: None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    prepare(book)
    return saved(book)


def problem(content):
    with pytest.raises(Invalid) as refused:
        read_table(content)
    [problem] = refused.value.problems
    return problem


MATRIX = ("Skill", "Low", "High"), ("Talk", "I say.", "I speak.")


def test_a_workbook_is_a_framework_like_the_same_table_as_csv():
    [area] = bring(a_book(*MATRIX), {}, a_framework(), ()).framework.areas

    assert (area.name, area.descriptors) == ("Talk", {"low": "I say.", "high": "I speak."})


def test_values_are_as_somebody_would_type_them():
    row = (
        datetime.fromisoformat("2026-03-02"),
        datetime.fromisoformat("2026-03-02T09:30"),
        clock(14, 5),
        timedelta(hours=1, minutes=30),
        2.0,
        0.75,
        " x ",
        True,
    )
    content = a_book(tuple("abcdefgh"), row)

    assert read_table(content).rows == (
        (
            2,
            (
                "2026-03-02",
                "2026-03-02 09:30",
                "14:05:00",
                "01:30:00",
                "2",
                "0.75",
                "x",
                "True",
            ),
        ),
    )


def test_dates_of_the_other_epoch_are_the_same_days():
    def since_1904(book):
        book.epoch = CALENDAR_MAC_1904

    assert read_table(a_book(tuple("ab"), (date(2026, 3, 2), "x"), prepare=since_1904)).rows == (
        (2, ("2026-03-02", "x")),
    )


def test_hidden_sheets_are_named_as_others_are_and_empty_ones_are_passed_over():
    def with_others(book):
        book.active.sheet_state = "hidden"
        book.create_sheet("Empty")
        for name in ("Shown", "Later"):
            sheet = book.create_sheet(name)
            for row in MATRIX:
                sheet.append(row)

    content = a_book(("Secret", "x"), ("y", "z"), prepare=with_others)

    assert read_table(content).header == MATRIX[0]
    assert [(e.name, e.why) for e in bring(content, {}, a_framework(), ()).left_out] == [
        ("Sheet", "other_sheet"),
        ("Later", "other_sheet"),
    ]


def test_a_cover_before_the_table_is_named_as_another_sheet():
    def with_table(book):
        for title in ("Matrix", "Heads"):
            sheet = book.create_sheet(title)
            for row in MATRIX:
                sheet.append(row)

    content = a_book(("Our trust",), ("Version", "3.2"), ("Read each row.",), prepare=with_table)
    table = read_table(content)

    assert table.header == MATRIX[0]
    assert table.other_sheets == ("Sheet", "Heads")


def test_a_part_that_is_many_sheets_is_gone_through_once():
    part = "xl/workbook.xml"
    content = a_book(*MATRIX)
    words = zipfile.ZipFile(io.BytesIO(content)).read(part)
    sheet = words[words.index(b"<sheet ") : words.index(b"</sheets>")]

    table = read_table(rewritten(content, (part, words.replace(sheet, sheet * 99))))

    assert (table.header, table.other_sheets) == (MATRIX[0], ())


def test_what_stands_above_the_headings_is_named_as_left_out():
    content = a_book(("Skills of our school", None, None), (), *MATRIX)

    assert [(e.name, e.why) for e in bring(content, {}, a_framework(), ()).left_out] == [
        ("Skills of our school", "above")
    ]


def test_a_formula_that_was_never_computed_is_empty_and_none_is_run():
    assert read_table(a_book(tuple("ab"), ("x", "=1+1"))).rows == ((2, ("x",)),)


@pytest.mark.parametrize("sheets", [1, 9])
def test_no_more_rows_are_gone_through_than_a_bound(monkeypatch, sheets):
    def with_empty_rows(book):
        for number in range(1, sheets):
            book.create_sheet(f"Sheet {number}")
        for sheet in book.worksheets:
            for row in range(3, 100 // sheets):
                sheet.cell(row, 1).number_format = "0.0"

    monkeypatch.setattr(workbook, "MOST_LINES", 60)
    content = a_book(*MATRIX, prepare=with_empty_rows)

    assert problem(content).code == "workbook_broken"


def test_a_cell_far_down_costs_no_walk_there_and_one_far_to_the_side_is_named():
    def far(book):
        book.active.cell(1_048_576, 1, "end")
        book.active.cell(3, 16_000, "far")

    content = a_book(*MATRIX, prepare=far)
    begun = time.process_time()
    table = read_table(content)

    assert [line for line, _ in table.rows] == [2, 1_048_576]
    assert table.unread_columns == ("WQJ",)
    assert time.process_time() - begun < 1


def a_part(rows):
    return io.BytesIO(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())


def test_of_rows_that_nothing_is_in_nothing_is_made():
    rows = "".join(f'<row r="{n}"></row>' for n in range(1, 100_001))
    row = '<row r="100001"><c r="B100001" t="inlineStr"><is><t>end</t></is></c></row>'

    cells = sheet_xml.read_cells(a_part(rows + row), width=60, most=9, room=200_000)

    assert (cells.rows, cells.walked) == ({100_001: {1: ("inlineStr", "0", "end")}}, 100_001)


def test_rows_and_cells_without_a_number_follow_those_before():
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row/>"
        '<row><c r="C3"><v>3</v></c></row><row r="9"/><row><c><v>4</v></c></row>'
    )

    cells = sheet_xml.read_cells(a_part(rows), width=60, most=9, room=99)

    assert {line: list(row) for line, row in cells.rows.items()} == {1: [0, 1], 3: [2], 5: [0]}


def test_what_a_workbook_hides_is_read_and_said():
    def with_hidden(book):
        book.active.row_dimensions[3].hidden = True
        book.active.row_dimensions[9].hidden = True
        book.active.column_dimensions["B"].hidden = True
        book.active.column_dimensions["Y"].hidden = True

    table = read_table(a_book(*MATRIX, ("Walk", "I step.", "I run."), prepare=with_hidden))

    assert (len(table.rows), table.hidden_rows, table.hidden_columns) == (2, 1, ("Low",))


def test_a_cell_that_was_merged_down_stands_in_each_of_its_rows():
    def merged(book):
        book.active.merge_cells("A2:A3")

    content = a_book(("Skill", "Low", "High"), ("Talk", "b", "c"), ("", "d", "e"), prepare=merged)

    assert [cells for _, cells in read_table(content).rows] == [
        ("Talk", "b", "c"),
        ("Talk", "d", "e"),
    ]


def test_a_cell_that_was_merged_across_is_in_each_of_its_columns_but_alone_in_a_row_once():
    def merged(book):
        book.active.merge_cells("A1:C1")
        book.active.merge_cells("A3:C3")
        book.active.merge_cells("B4:C4")

    content = a_book(("Our skills",), MATRIX[0], ("At home",), ("Talk", "Both"), prepare=merged)
    table = read_table(content)

    assert (table.above, table.header) == (("Our skills",), MATRIX[0])
    assert [cells for _, cells in table.rows] == [("At home",), ("Talk", "Both", "Both")]


def test_merged_parts_that_overlap_a_million_times_are_no_workbook():
    parts = ("A1:BH10000",) * 100
    rows = {line: {0: "x"} for line in range(1, 10_001)}

    with pytest.raises(ValueError, match="overlap"):
        workbook._spread(rows, sheet_xml.merged_parts(sheet_xml.SheetCells(merged=list(parts))))


SHEET = "xl/worksheets/sheet1.xml"


def rewritten(content, *parts):
    """Put other parts into a workbook, as other programs write them."""
    changed = dict(parts)
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in changed:
                after.writestr(name, before.read(name))
        for name, words in changed.items():
            after.writestr(name, words)
    return file.getvalue()


def as_excel_writes_it(cells, texts):
    """Write texts into a part of their own, and cells that point to them."""
    content = a_book(*MATRIX)
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml").decode()
    override = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    )
    if "sharedStrings" not in types:
        types = types.replace("</Types>", f"{override}</Types>")
    return rewritten(
        content,
        ("[Content_Types].xml", types),
        (SHEET, f'<x:worksheet xmlns:x="a"><x:sheetData>{cells}</x:sheetData></x:worksheet>'),
        (
            "xl/sharedStrings.xml",
            f"<sst>{''.join(f'<si><t>{each}</t></si>' for each in texts)}</sst>",
        ),
    )


def a_row(number, *cells):
    inside = "".join(f'<x:c t="{kind}"><x:v>{words}</x:v></x:c>' for kind, words in cells)
    return f'<x:row r="{number}">{inside}</x:row>'


def test_cells_that_point_to_texts_are_read_whatever_the_prefix_of_elements():
    heads = a_row(1, ("s", 0), ("s", 1))
    cells = heads + a_row("2.0", ("s", 2), ("n", "0.30000000000000004")) + a_row(3, ("str", "x"))

    table = read_table(as_excel_writes_it(cells, ["Skill", "Low", " Talk "]))

    assert table.header == ("Skill", "Low")
    assert table.rows == ((2, ("Talk", "0.3")), (3, ("x",)))


@pytest.mark.parametrize("cell", [("s", 99), ("s", -1), ("s", "x"), ("n", "x"), ("d", "never")])
def test_a_cell_that_is_no_value_makes_a_workbook_broken(cell):
    cells = a_row(1, ("s", 0), ("s", 1)) + a_row(2, ("s", 0), cell)

    assert problem(as_excel_writes_it(cells, ["Skill", "Low"])).code == "workbook_broken"


def test_texts_of_several_parts_are_one_and_how_to_say_them_is_none_of_it():
    part = (
        b'<x:sst xmlns:x="a"><x:si><x:r><x:t>I </x:t></x:r><x:r><x:t>plan</x:t></x:r>'
        b"<x:rPh><x:t>aloud</x:t></x:rPh></x:si><x:si><x:t>a_x000D_b _x005F_x_</x:t></x:si></x:sst>"
    )

    assert sheet_xml.shared_texts(io.BytesIO(part)) == ["I plan", "a\rb _x_"]


RUNS = b"<t>ab</t>" * 500_000


@pytest.mark.parametrize(
    "read",
    [
        lambda: sheet_xml.shared_texts(io.BytesIO(b"<sst><si>" + RUNS + b"</si></sst>"))[0],
        lambda: sheet_xml.read_cells(
            io.BytesIO(
                b'<a><row r="1"><c r="A1" t="inlineStr"><is>' + RUNS + b"</is></c></row></a>"
            ),
            width=2,
            most=9,
            room=9,
        ).rows[1][0][2],
    ],
    ids=["shared", "in its cell"],
)
def test_a_text_of_half_a_million_parts_is_put_together_in_seconds(read):
    begun = time.process_time()

    assert read() == "ab" * 500_000
    assert time.process_time() - begun < 4


def test_no_more_cells_are_gone_through_than_a_bound(monkeypatch):
    monkeypatch.setattr(sheet_xml, "MOST_CELLS", 5)

    assert problem(a_book(*MATRIX)).code == "workbook_broken"


def test_more_columns_than_a_sheet_has_are_no_workbook():
    part = b"<a>" + b'<col min="1" max="60" hidden="1"/>' * 17_000 + b"</a>"

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        sheet_xml.read_cells(io.BytesIO(part), width=60, most=9, room=9)


@pytest.mark.parametrize("number", ["nan", "1e400", "1" + "0" * 400, "99999999"])
def test_a_row_of_no_possible_number_makes_a_workbook_broken(number):
    content = as_excel_writes_it(a_row(number, ("s", 0), ("s", 1)), ["Skill", "Low"])

    assert problem(content).code == "workbook_broken"


def test_half_a_character_in_a_text_comes_out_as_a_mark():
    assert sheet_xml.unescaped("Eth_xD800_os") == "Eth\ufffdos"


def test_more_rows_than_a_table_may_have_are_refused_with_the_limit():
    content = a_book(*(("Skill", "Low") for _ in range(MOST_ROWS + 20)))

    assert problem(content).values == {"most": MOST_ROWS}


def with_part(content, name, words):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, words)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (a_book(), "csv_empty"),
        (a_book(*MATRIX[:1]), "csv_no_rows"),
        (a_book(*MATRIX)[:-300] + a_book(*MATRIX)[-200:], "workbook_broken"),
        (with_part(a_book(*MATRIX), "bomb", b" " * (61 * 1024 * 1024)), "workbook_too_large"),
        (with_part(a_book(*MATRIX), "e.xml", b'<!DOCTYPE a [<!ENTITY x "y">]>'), "workbook_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "csv_is_spreadsheet"),
    ],
    ids=["empty", "heading", "broken", "bomb", "entities", "old or locked"],
)
def test_what_is_no_readable_workbook_is_refused(content, code):
    assert problem(content).code == code


def test_a_workbook_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_PARTS", 3)

    assert problem(a_book(*MATRIX)).code == "workbook_too_large"


def test_a_workbook_comes_into_a_cpd_log_by_the_same_rules_as_csv():
    content = a_book(("Title", "Date", "Hours"), ("Webinar", date(2026, 3, 2), 1.5))
    table = read_table(content)

    assert table == read_table(b"Title,Date,Hours\nWebinar,2026-03-02,1.5\n")


def test_formulas_without_a_value_are_counted_and_the_first_is_named():
    table = read_table(a_book(("Area", "Low"), ("Talk", "=1+1"), ("Walk", "=2+2")))

    assert (table.uncomputed, table.uncomputed_at) == (2, "B2")
    assert read_table(a_book(("Area", "Low"), ("Talk", "2"))).uncomputed == 0


def test_a_table_of_nothing_but_formulas_says_so():
    assert problem(a_book(("Area", "Low"), ("=1+1", "=1+1"))).code == "csv_uncomputed"
