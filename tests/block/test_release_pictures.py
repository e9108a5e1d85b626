"""Charts and the report of a release, as course staff download and print them."""

import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import lxml.html
import pytest
from django.utils import translation

import hosts
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.host import pages, services
from matrix_xblock.host.chart_words import _NAMES
from matrix_xblock.screens.charts import worded
from matrix_xblock.screens.page import Page
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.release_finding import finding_of
from matrix_xblock.staff.release_pictures import ReleasedChart
from released import AREAS, a_release, rows_of, withdrawal_of

ROUNDS = [
    {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
    {"id": "final", "title": "Final <review>", "kind": "final"},
]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def release():
    return a_release(12)


@pytest.fixture
def host(release):
    """Somebody of the course staff where that release is stored."""
    host = hosts.staff(authored={"rounds": ROUNDS})
    hosts.append(host.usage, *rows_of(release))
    return host


def report_of(host, **asked):
    return lxml.html.document_fromstring(host.post("export_report", release="final", **asked).text)


def words_of(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_a_report_whose_maker_has_been_erased_is_by_a_colleague(release):
    host = hosts.staff(authored={"rounds": ROUNDS})
    hosts.append(host.usage, *rows_of(replace(release, by="", by_id="")))

    assert "Made by a colleague on 19 December 2026." in words_of(report_of(host))


def test_a_chart_is_a_file_with_its_subject_course_round_day_and_people_in_it(host):
    answer = host.post("draw_chart", release="final", chart="levels")

    root = ET.fromstring(answer.text)
    drawn = " ".join(each.text for each in root.iter(f"{SVG}text"))
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="levels.svg"'
    assert drawn.startswith(
        "Self-assessed levels, whole course Talent matrix review, Final <review>, "
        "19 December 2026, 185 people Fewer people More people"
    )
    assert "Rounded to the nearest 5, so rows may not add up." in drawn


def test_all_charts_come_in_one_file_the_same_each_time(host, release):
    answer = host.post("export_charts", release="final")

    with zipfile.ZipFile(io.BytesIO(answer.body)) as file:
        names = file.namelist()
        one = file.read("levels.svg").decode()
    assert names == [f"{each.key}.svg" for each in charts_of(release) if not each.is_hidden]
    assert one == host.post("draw_chart", release="final", chart="levels").text
    assert answer.body == host.post("export_charts", release="final").body
    assert 'filename="charts-2026-12-19.zip"' in answer.headers["Content-Disposition"]


def test_the_report_is_one_file_that_asks_for_nothing(host):
    answer = host.post("export_report", release="final")
    page = lxml.html.document_fromstring(answer.text)

    assert 'filename="report-2026-12-19.html"' in answer.headers["Content-Disposition"]
    assert page.xpath("//script | //link | //img | //iframe | //form | //*[@src]") == []
    assert page.xpath("//@style | //*[starts-with(name(@*), 'on')]") == []
    assert re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", answer.text) == []


def test_the_report_says_who_made_it_when_what_is_hidden_and_by_which_rule(host, release):
    words = words_of(report_of(host).body)

    hidden = sum(table.hidden for table in release.tables.values())
    cells = sum(len(table.cells) for table in release.tables.values())
    assert "185 people have signed off. Made by Sam Taylor on 19 December 2026." in words
    assert f"{hidden} of {cells} are hidden." in words
    assert "Numbers of 10 or fewer are hidden and shown as c." in words
    assert "A group has at least 30 people." in words
    assert "65 people: Dale schools A, B" in words
    assert "Final <review> in figures" in words


def test_every_chart_of_the_report_has_a_table_of_the_same_numbers(host, release):
    sections = report_of(host).xpath("//section[@class='report-chart']")
    charts = [each for each in charts_of(release) if not each.is_hidden]

    assert len(sections) == len(charts)
    for section, chart in zip(sections, charts, strict=True):
        cells = [words_of(each) for each in section.xpath(".//tbody/tr/td")]
        numbers = [
            "" if count is None else str(count)
            for row in chart.rows
            for count in (*row.counts, *([row.total] if chart.has_totals else []))
        ]
        assert [each.removesuffix(" (hidden)") for each in cells] == numbers
        assert section.xpath(".//svg[@role='img']/title/text()")[0].startswith(
            section.xpath("./h2/text()")[0]
        )


def test_no_two_parts_of_the_report_have_one_id(host):
    ids = report_of(host).xpath("//@id")

    assert len(ids) == len(set(ids)) > 20


def test_the_report_begins_with_what_it_has_found(host, release):
    finding = finding_of(release)
    [words] = map(words_of, report_of(host).xpath("//p[@class='report-finding']"))

    assert words.startswith(
        f"{finding.moved} of {finding.compared} people moved up in more areas than they moved down."
    )
    assert f"{finding.most} moved most." in words
    assert f"{finding.not_moved} people did not move" in words


def test_a_release_in_which_little_is_shown_says_what_is_not(host):
    small = replace(a_release(2, size=29, groups=()), id="small")
    hosts.append(host.usage, *rows_of(small))

    page = lxml.html.document_fromstring(host.post("export_report", release="small").text)
    words = words_of(page.body)

    assert "A number in each of these is too small, or would give one away:" in words
    assert "Cohorts in each group" not in words


def test_an_interim_release_says_so_on_the_page_and_in_its_pictures(host, release):
    hosts.append(host.usage, *rows_of(replace(release, id="early", is_interim=True)))

    page = host.post("export_report", release="early").text
    chart = host.post("draw_chart", release="early", chart="levels").text

    assert "Interim figures: the round was still open." in page
    assert "interim figures" in chart


def test_the_page_to_print_is_the_report_and_no_file(host):
    answer = host.get("print_report", release="final")

    assert answer.text == host.post("export_report", release="final").text
    assert "Content-Disposition" not in answer.headers


def test_names_in_the_report_are_text_and_no_markup(host):
    markup = "</title><script>alert(1)</script>"
    named = replace(
        a_release(areas=(markup, *AREAS[1:]), groups=(markup,) * 3), id="named", by=markup
    )
    hosts.append(host.usage, *rows_of(named))

    page = lxml.html.document_fromstring(host.post("export_report", release="named").text)

    assert page.xpath("//script") == []
    assert markup in words_of(page.body)


@pytest.mark.parametrize("handler", ["draw_chart", "export_charts", "export_report"])
def test_a_release_that_is_not_there_or_is_another_course_s_is_not_known(host, handler):
    elsewhere = hosts.staff(usage=replace(host.usage, block_id="other"))
    form = {"chart": "levels"} if handler == "draw_chart" else {}

    for answer in (
        host.post(handler, release="gone", **form),
        host.post(handler, **form),
        elsewhere.post(handler, release="final", **form),
    ):
        assert answer.status_code == 404
        assert "This release is not there." in answer.text


def test_a_release_that_was_withdrawn_is_shown_no_more(host, release):
    hosts.append(host.usage, withdrawal_of(release))

    for answer in (
        host.post("export_report", release="final"),
        host.get("print_report", release="final"),
        host.post("export_charts", release="final"),
    ):
        assert answer.status_code == 404
        assert "This release was withdrawn, so it is no longer shown." in answer.text


def test_a_row_of_a_newer_version_is_as_good_as_not_there(host, release):
    for row in rows_of(replace(release, id="newer")):
        hosts.append(host.usage, replace(row, body={**row.body, "version": 2}))

    assert host.post("export_report", release="newer").status_code == 404
    assert host.post("export_report", release="final").status_code == 200


def test_course_staff_are_offered_the_report_its_print_and_each_chart(host, release):
    shown = ReleasedChart(None, release)
    block = host.block()
    viewer = services.viewer(block)
    page = lxml.html.fromstring(
        f"<div>{pages.render(block, Page('staff/release/files.html', shown), viewer)}</div>"
    )

    asked = [
        (each.get("data-matrix-download").split("/")[-2], json.loads(each.get("data-matrix-vals")))
        for each in page.xpath("//button[not(@data-matrix-charts)]")
    ]
    # All of them as PNG are packed in the browser.
    assert len(page.xpath("//button[@data-matrix-charts]")) == 1
    charts = [each.key for each in charts_of(release) if not each.is_hidden]
    assert asked[:3] == [
        ("export_report", {"release": "final"}),
        ("export_release", {"release": "final"}),
        ("export_charts", {"release": "final"}),
    ]
    assert asked[3:] == [
        ("draw_chart", {"release": "final", "chart": key}) for key in charts for _ in range(2)
    ]
    assert page.xpath("//a/@href")[0].endswith("/print_report/?release=final")


def test_a_chart_that_a_release_has_not_is_not_known(host):
    for chart in ("", "gone", "../levels"):
        answer = host.post("draw_chart", release="final", chart=chart)

        assert answer.status_code == 404
        assert "This release has no such chart." in answer.text


def test_a_round_that_has_gone_keeps_the_title_that_it_had(release):
    host = hosts.staff(authored={"rounds": [{"id": "other", "title": "Other", "kind": "annual"}]})
    hosts.append(host.usage, *rows_of(release))

    report = host.post("export_report", release="final").text
    assert "Final &lt;review&gt; in figures" in report
    assert "Who has moved since Baseline review" in report


def test_from_right_to_left_charts_are_drawn_from_the_right(host):
    plain = host.post("draw_chart", release="final", chart="levels").text
    with translation.override("ar"):
        turned = host.post("draw_chart", release="final", chart="levels").text

    def first_words(text):
        return float(next(ET.fromstring(text).iter(f"{SVG}text")).get("x"))

    assert (first_words(plain), first_words(turned)) == (0, 340)
    assert ET.fromstring(turned).get("direction") == "rtl"


def test_a_chart_of_a_private_question_says_its_own_rule(host, release):
    cells = {"all": 90, "answer-a": 50, "after-answer-a": 40, "answer-b": "c", "answer-c": "c"}
    whole = {key: each if isinstance(each, int) else Symbol(each) for key, each in cells.items()}
    names = (("a", "Yes"), ("b", "No"), ("c", "Not sure"))
    words = {**release.words, "private": (("stay", "Staying?"),), "private/stay": names}
    tables = {**release.tables, "private/stay": Released(whole)}
    hosts.append(host.usage, *rows_of(replace(release, id="stay", words=words, tables=tables)))

    text = host.post("draw_chart", release="stay", chart="private-1").text

    assert "A private question: only those who agreed are counted." in text
    assert "c: 20 or fewer, or hidden to protect someone. 2 of 4 numbers are hidden." in text
    assert "All others, together" in text


def test_whatever_a_chart_calls_by_a_code_has_words(release):
    codes = set()

    def noted(name):
        codes.add(name.code)
        return name.code

    for each in charts_of(release):
        worded(each, noted)

    assert {each for each in codes if not each.startswith("reason.")} <= _NAMES.keys()
