"""Tables of web pages, and what Word and spreadsheets put on the clipboard."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.codec.common.table import read_pasted, read_table
from matrix_xblock.domain.errors import Invalid

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<style>
<!--table {mso-displayed-decimal-separator:"\\.";} td {color:black;}-->
</style></head><body>
<table border=0 cellpadding=0 width=213><!--StartFragment-->
 <col width=71 style='width:53pt'>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl65 width=71>Skill</td>
  <td>Low</td><td>High</td>
 </tr>
 <tr height=20>
  <td>Plans
  lessons</td><td>I plan<br>
    with others.</td><td>"Quoted" words</td>
 </tr><!--EndFragment-->
</table></body></html>"""

WORD = """<html><body lang=EN-GB><!--StartFragment-->
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Skill<o:p></o:p></p></td>
<td><p>Low</p></td><td><p>High</p></td></tr>
<tr><td><p>Talk</p></td><td><p>First.</p><p>Second.</p></td>
<td><ul><li>One</li><li>Two &amp; three</li></ul></td></tr></table>
<!--EndFragment--></body></html>"""

SHEETS = """<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--td
{border: 1px}--></style><table xmlns="http://www.w3.org/1999/xhtml" dir="ltr"><colgroup>
<col width="100"/></colgroup><tbody><tr><td data-sheets-value='{"1":2,"2":"Skill"}'>Skill</td>
<td>Low</td><td>High</td></tr><tr><td data-sheets-formula="=IF(A1>3,&quot;x&quot;)">Talk</td>
<td>a</td><td>b</td></tr></tbody></table></google-sheets-html-origin>"""


def cells(markup):
    return [row for _, row in read_pasted(markup).rows]


@pytest.mark.parametrize(
    ("markup", "row"),
    [
        (EXCEL, ("Plans lessons", "I plan\nwith others.", '"Quoted" words')),
        (WORD, ("Talk", "First.\nSecond.", "One\nTwo & three")),
        (SHEETS, ("Talk", "a", "b")),
    ],
    ids=["Excel", "Word", "Google Sheets"],
)
def test_what_was_copied_elsewhere_is_a_table(markup, row):
    table = read_pasted(markup)

    assert table.header == ("Skill", "Low", "High")
    assert [cells for _, cells in table.rows] == [row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_is_a_page_inside_is_read_as_its_table(encoding):
    assert read_table(EXCEL.encode(encoding)).header == ("Skill", "Low", "High")


def test_a_page_that_says_how_its_letters_are_written_is_believed():
    page = "<meta charset=iso-8859-2><table><tr><td>a<tr><td>Łódź</table>"

    table = read_table(page.encode("iso-8859-2"))

    assert (table.rows[0][1], table.encoding) == (("Łódź",), "")


def test_a_merged_cell_stands_in_each_of_its_rows_and_columns():
    markup = (
        "<table><tr><th>Group<th>Skill<th>Low<th>High"
        "<tr><td rowspan=2>Talk<td>Asks<td colspan=2>Both"
        "<tr><td>Tells<td>c<td>d</table>"
    )

    assert cells(markup) == [("Talk", "Asks", "Both", "Both"), ("Talk", "Tells", "c", "d")]


def test_a_row_that_is_one_cell_stands_once_and_a_title_across_is_above():
    markup = (
        "<table><tr><td colspan=3>Our skills<tr><td>Skill<td>Low<td>High"
        "<tr><td colspan=3>At home<tr><td>Cooks<td>a<td>b</table>"
    )
    table = read_pasted(markup)

    assert (table.above, table.header) == (("Our skills",), ("Skill", "Low", "High"))
    assert cells(markup) == [("At home",), ("Cooks", "a", "b")]


def test_of_headings_in_two_rows_the_fuller_one_is_taken():
    markup = (
        "<table><tr><th rowspan=2>Skill<th colspan=3>Levels<tr><th>Low<th>Middle<th>High"
        "<tr><td>Cooks<td>a<td>b<td>c</table>"
    )

    assert read_pasted(markup).header == ("Skill", "Low", "Middle", "High")


def test_the_largest_table_is_read_and_what_is_beside_it_is_named():
    markup = (
        "<h1>Our school</h1><table><tr><td>Home<td>About</table>"
        "<table><caption>Skills</caption><tr><td>Skill<td>Low<tr><td>Talk<td>a</table>"
        "<p>Written in May</p>"
    )
    table = read_pasted(markup)

    assert table.header == ("Skill", "Low")
    assert table.other_sheets == ("Home",)
    assert table.above == ("Skills", "Our school", "Written in May")


def test_a_table_in_a_table_that_is_there_for_its_layout_is_the_one_that_is_read():
    markup = (
        "<table><tr><td>Menu<td><table><tr><td>Skill<td>Low<tr><td>Talk<td>a<tr><td>Walk<td>b"
        "</table></table>"
    )

    assert cells(markup) == [("Talk", "a"), ("Walk", "b")]


def test_scripts_styles_and_comments_are_no_words():
    markup = (
        "<table><tr><td>Skill<td>Low<tr><td>Talk<script>if (a < b) x('</td>')</script>"
        "<!-- not <td>this --><td><style>td {}</style>a &lt; b</table>"
    )

    assert cells(markup) == [("Talk", "a < b")]


def test_words_with_bars_or_commas_that_hold_a_tag_stay_what_they_were():
    table = read_table(b"Skill,Low\nTalk,<table> is a tag\n")

    assert table.rows == ((2, ("Talk", "<table> is a tag")),)


BIG = 60_000


@pytest.mark.parametrize(
    "markup",
    [
        "<table" + '<a "' * BIG,
        "<table>" + "<!--" * BIG,
        "<table>" + "<script>" * BIG,
        "<table><tr>" + "<td rowspan=9999 colspan=60>x" * 30 + "<tr>" * 20_000,
        "<table>" * 19 + "<tr><td>a" * BIG,
        "<div>" + "<table><tr><td>" * BIG,
        "<table><tr>" + "<td>" * BIG,
    ],
    ids=["open marks", "comments", "scripts", "spans", "depth", "deeper", "wide"],
)
def test_a_page_that_is_made_to_be_slow_is_read_or_refused_in_time(markup):
    begun = time.process_time()

    with suppress(Invalid):
        read_pasted(markup)

    assert time.process_time() - begun < 3


parts = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<td rowspan=2 colspan=3>",
        "a",
        "<br>",
        "<!--",
    ]
)


@given(st.lists(parts, max_size=20))
def test_whatever_a_page_holds_it_is_read_or_refused(some):
    with suppress(Invalid):
        assert read_pasted("<table>" + "".join(some)).rows
