"""Files in and out, through the handlers as a platform calls them."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import hosts
from builders import a_complete_review, a_record
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.host.bodies import UPLOAD_LIMIT

DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
LOG = "Title,Date,Hours\r\nCafé,2/3/2026,1.5\r\n"


@pytest.fixture
def host():
    return hosts.lms().keep(a_record(a_complete_review()))


def a_file(content, name="log.csv"):
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, content, content_type="text/csv")


def entries(host):
    return [
        entry["title"]
        for entry in json.loads(host.get("download_cpd", format="json").text)["entries"]
    ]


def test_a_file_is_read_and_brought_in(host):
    shown = host.post("import_cpd", file=a_file(LOG))
    host.post("import_cpd", file=a_file(LOG), confirm="yes", import_of=mark_of_file(LOG.encode()))

    assert "Add 1 entry" in shown.text
    assert entries(host) == ["Café"]


def test_a_second_tap_on_the_button_gives_the_same_page_with_its_way_back(host):
    form = {"confirm": "yes", "import_of": mark_of_file(LOG.encode())}
    first, second = (host.post("import_cpd", file=a_file(LOG), **form) for _ in range(2))

    assert first.text == second.text
    assert "1 entry was added to your log." in first.text
    assert entries(host) == ["Café"]


def test_an_import_that_is_undone_twice_was_undone_already(host):
    form = {"confirm": "yes", "import_of": mark_of_file(LOG.encode())}
    added = host.post("import_cpd", file=a_file(LOG), **form).text
    [brought] = re.findall('name="brought" value="([^"]+)"', added)
    first, second = (host.post("import_cpd", undo="yes", brought=brought) for _ in range(2))

    assert "1 entry was removed again." in first.text
    assert "This import was undone already." in second.text
    assert (second.status_code, entries(host)) == (200, [])


def test_another_file_than_the_one_that_was_shown_adds_nothing(host):
    form = {"confirm": "yes", "import_of": mark_of_file(LOG.encode())}
    answer = host.post("import_cpd", file=a_file(LOG.replace("Café", "Bar")), **form)

    assert (answer.status_code, entries(host)) == (422, [])
    assert "You have chosen another file since the preview." in answer.text
    assert "Add 1 entry" in answer.text


def a_log_of(rows):
    """Return a log with as many of each kind of row: new, equal, wrong, unknown words, totals."""
    lines = [
        f"Visit {n},2/3/2026,1 h,visit\nSame,3/3/2026,1 h,visit\nOdd {n},never,1 h,visit\n"
        f"Talk {n},4/3/2026,1 h,kind {n}\nTotal {n},,,"
        for n in range(rows // 5)
    ]
    return "\n".join(["Title,Date,Hours,Type", *lines])


def test_the_page_of_ten_thousand_rows_is_as_long_as_one_of_two_thousand(host):
    small, large = (host.post("import_cpd", file=a_file(a_log_of(n))).text for n in (2000, 10_000))

    assert len(large) < 1.05 * len(small)


def test_a_form_without_a_file_says_so(host):
    answer = host.post("import_cpd", confirm="yes")

    assert (answer.status_code, "or paste a table." in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("handler", "field", "status"),
    [("import_cpd", "other", 422), ("save_step", "file", 415), ("save_area", "reflection", 415)],
)
def test_a_file_where_none_belongs_is_refused(host, handler, field, status):
    before = host.state.stored

    answer = host.post(handler, **{field: a_file(LOG)})

    assert answer.status_code == status
    assert host.state.stored == before


@pytest.mark.parametrize("handler", ["import_cpd", "import_record"])
@pytest.mark.parametrize("size", [UPLOAD_LIMIT + 1, 50 * 1024 * 1024])
def test_a_file_that_is_too_large_is_refused(host, handler, size):
    before = host.state.stored

    answer = host.post(handler, file=a_file(b"a" * size), confirm="yes")

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (413, "too_large")
    assert host.state.stored == before


@pytest.mark.parametrize(
    ("handler", "query", "name", "kind"),
    [
        ("download_cpd", {}, "cpd-log.csv", "text/csv"),
        ("download_cpd", {"format": "json"}, "cpd-log.json", "application/json"),
        ("download_calendar", {}, "matrix-review.ics", "text/calendar"),
        ("download_record", {"format": "json"}, "my-record.json", "application/json"),
        ("download_record", {"format": "html"}, "my-record.html", "text/html"),
    ],
)
def test_a_download_is_kept_as_a_file_and_nowhere_else(host, handler, query, name, kind):
    host.post("save_cpd", id="one", revision="0", title="Café", type="visit", **DAY)

    answer = host.get(handler, **query)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content_type == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_log_for_a_spreadsheet_begins_with_the_mark_of_utf_8(host):
    host.post("save_cpd", id="one", revision="0", title="Café", type="visit", **DAY)

    assert host.get("download_cpd").body.startswith('\ufeff"Title",'.encode())


def test_a_record_goes_from_one_course_into_another(host):
    host.post("save_cpd", id="one", revision="0", title="Café", type="visit", **DAY)
    host.post("sign_off", round="baseline", revision="1")
    content = host.get("download_record", format="json").body
    there = hosts.lms(usage=hosts.UsageKey(hosts.COURSE, "two"))

    there.post("import_record", file=a_file(content, "my-record.json"), confirm="yes", own="yes")

    assert entries(there) == ["Café"]
    assert there.payloads("grade") == []
    assert "Baseline review" in there.post("show_page", screen="record").text


def test_words_on_a_page_for_paper_cannot_leave_its_style_sheet():
    host = hosts.lms(name='Ada"} body{display:none} <b>')

    page = host.get("print_portfolio").text
    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)

    assert style.count("{") == style.count("}") == 3
    assert "<b>" not in page


def test_no_two_sections_of_a_portfolio_have_one_name(host):
    host.post("save_step", id="one", revision="0", text="Visit a school.")
    host.post("save_opportunity", id="two", revision="0", type="visit", detail="A day away")
    chosen = {"attach": "1", "steps": "one", "opportunities": "two"}
    host.post("sign_off", round="baseline", revision="1", **chosen)

    page = host.get("print_portfolio").text
    names = [words.strip() for words in re.findall(r"<h[23][^>]*>([^<]*)<", page)]

    assert {"Next steps", "All next steps", "Opportunities", "All opportunities"} <= {*names}
    assert len(names) == len({*names})


def test_people_s_words_are_never_markup(host):
    evil = "<script>alert(1)</script>"
    host.post("save_cpd", id="one", revision="0", title=evil, type="visit", learned=evil, **DAY)
    host.post("save_step", id="one", revision="0", text=evil)
    host.post("save_opportunity", id="one", revision="0", type="visit", detail=evil)
    host.post("save_year", year="2025", revision="0", text=evil)

    pages = [
        *(
            host.post("show_page", screen=s)
            for s in ("cpd", "steps", "progress", "record-words", "check")
        ),
        host.post("show_page", screen="cpd-entry", entry="one"),
        host.get("print_portfolio"),
        host.get("print_summary", round="baseline"),
        host.get("download_record"),
        host.get("print_year", year="2025"),
    ]

    assert all(page.status_code == 200 for page in pages)
    assert not any("<script>alert" in page.text for page in pages)
