"""The matrix picture on the pages of a participant, and as the file that they take along."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import lxml.html
import pytest
from django.utils import translation

import hosts
from builders import (
    a_complete_review,
    a_framework,
    a_record,
    a_review,
    a_signed_off_review,
    an_area,
    an_area_review,
    days,
    every_area,
)
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.host import wording
from matrix_xblock.screens.picture import PictureRow
from unit.test_picture_drawing import a_track, runs_of

ROUNDS = [
    {"id": "baseline", "title": "Baseline review", "kind": "baseline"},
    {"id": "mid-point", "title": "Mid-point review", "kind": "interim"},
    {"id": "final", "title": "Final review", "kind": "final"},
]
NAME = "Ada <Example> & 'Co'"
MOST_ELEMENTS = 18
"""Of a row with an earlier round, a fall, an aim, words for the ear, and a button."""


def two_rounds(**changes):
    first = a_signed_off_review(areas=every_area(level_id="growing"), signed_off_at=days(-100))
    areas = {
        "subject": an_area_review(level_id="established", target_level_id="established"),
        "leadership": an_area_review(level_id="starting", target_level_id="growing"),
        "networks": an_area_review(level_id=NOT_APPLICABLE),
    }
    return a_record(first, a_review(round_id="mid-point", areas=areas, **changes))


@pytest.fixture
def host():
    return of_rounds(name=NAME).keep(two_rounds())


def of_rounds(**changes):
    return hosts.lms(authored={"rounds": ROUNDS}, **changes)


def page_of(answer):
    return parsed(answer.text)


def parsed(page):
    return lxml.html.fromstring(f"<div>{page}</div>")


def comment_on(host):
    """Let course staff comment on the first area of what was signed off."""
    about = {"participant": "anon-7", "at": "baseline", "revised": "1"}
    staff = hosts.staff(usage=host.usage, authored=host.authored, user_id=99)
    staff.post("save_note", **about, area="subject", text="Which year group?", revision="0")
    staff.post("respond", **about, decision="comments", seen="0", press="sent")


def words_of(element):
    """Give the words of an element, without what is only drawn."""
    texts = element.xpath(".//text()[not(ancestor::svg)]")
    return re.sub(r"\s+", " ", "".join(texts)).strip()


def rows_of(page):
    """Give the cells of each row of the picture, in words as they are read."""
    return [
        [words_of(cell) for cell in row.xpath("./th | ./td")]
        for row in page.xpath("//table[contains(@class, 'matrix-picture')]/tbody/tr")
        if "matrix-picture-under" not in row.get("class", "")
    ]


def check(host):
    return page_of(host.post("show_page", screen="check", round="mid-point"))


def test_the_words_of_a_row_say_everything_that_is_drawn(host):
    assert rows_of(check(host)) == [
        [
            "Subject knowledge",
            "Baseline review: Growing.",
            "Established, up 1 since baseline, where you want to be",
            "Change Subject knowledge",
        ],
        [
            "Leading others",
            "Baseline review: Growing.",
            "Starting out, down 1 since baseline, aiming for Growing",
            "Change Leading others",
        ],
        [
            "Networks",
            "Baseline review: Growing.",
            "Not part of my role at the moment",
            "Change Networks",
        ],
    ]


def test_an_area_without_an_answer_says_so():
    page = check(of_rounds().keep(a_record(a_review(round_id="mid-point"))))

    assert [row[1:3] for row in rows_of(page)] == [["", "Not answered"]] * 3


def test_the_drawing_is_for_the_eye_alone_and_has_no_style_of_its_own(host):
    page = check(host)
    drawings = page.xpath("//table//svg")

    assert len(drawings) == 3
    assert {each.get("aria-hidden") for each in page.xpath("//svg")} == {"true"}
    assert page.xpath("//table//@style | //style") == []


def test_rows_keep_their_roles_where_they_are_laid_out_as_a_list(host):
    [table] = check(host).xpath("//table[contains(@class, 'matrix-picture')]")
    roles = {"tr": "row", "td": "cell", "thead": "rowgroup", "tbody": "rowgroup"}

    assert table.get("role") == "table"
    assert all(each.get("role") == roles[each.tag] for each in table.iter(*roles))
    assert {each.get("role") for each in table.xpath("./thead//th")} == {"columnheader"}
    assert {each.get("role") for each in table.xpath("./tbody//th")} == {"rowheader"}


def test_a_row_has_few_elements(host):
    rows = check(host).xpath("//tbody/tr[contains(@role, 'row')][th]")

    assert max(len([*row.iter()]) for row in rows) <= MOST_ELEMENTS


def test_the_key_says_what_every_sign_means(host):
    signs = check(host).xpath("//ul[@class='matrix-key']/li")

    assert [words_of(each) for each in signs] == [
        "Baseline review, 22 Nov 2025",
        "Mid-point review",
        "Where you want to be",
        "Reached",
    ]
    assert [words.text.strip() for words in signs[0].iter("text")] == ["1"]


def test_comments_stand_below_a_row_that_has_nothing_else_to_say():
    plain = tuple(replace(level, descriptor="") for level in a_framework().levels)
    bare = hosts.small_framework(levels=plain, areas=(an_area(),))
    host = hosts.lms(authored={"framework": bare})
    host.keep(a_record(a_complete_review(areas={"subject": an_area_review()})))
    host.post("sign_off", round="baseline", revision="1")
    comment_on(host)

    below = parsed(host.page()).xpath("//tr[contains(@class, 'matrix-picture-under')]")

    assert ["Which year group?" in each.text_content() for each in below] == [True]


def draw(host, **form):
    return host.post("draw_picture", **form)


def test_the_file_says_the_same_as_the_page(host):
    root = ET.fromstring(draw(host, round="mid-point").text)

    [description] = [each.text for each in root if each.get("id") == "desc"]
    assert description == (
        "Subject knowledge: Baseline review: Growing. Established, up 1 since baseline, "
        "where you want to be. Leading others: Baseline review: Growing. Starting out, "
        "down 1 since baseline, aiming for Growing. Networks: Baseline review: Growing. "
        "Not part of my role at the moment."
    )


def test_the_file_is_an_svg_and_its_name_says_nothing_of_the_person(host):
    answer = draw(host, round="mid-point")

    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="matrix-picture.svg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_name_in_the_file_is_text_and_no_markup(host):
    root = ET.fromstring(draw(host, round="mid-point").text)

    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:2] == [NAME, "Mid-point review, draft"]


def test_without_a_round_the_file_has_what_is_signed_off(host):
    texts = draw(host).text

    assert "Baseline review, signed off 22 November 2025" in texts
    assert "Mid-point" not in texts


@pytest.mark.parametrize(("form", "status"), [({"round": "final"}, 423), ({"round": "x"}, 404)])
def test_what_is_not_there_is_refused(host, form, status):
    answer = draw(host, **form)

    assert (answer.status_code, answer.content_type) == (status, "text/html")


def test_before_anything_is_signed_off_there_is_no_file():
    answer = draw(hosts.lms())

    assert answer.status_code == 404
    assert "There is no signed-off review here." in answer.text


def test_a_page_from_right_to_left_is_drawn_mirrored(host):
    def dots(page):
        places = page.xpath("//table//circle[@class='matrix-picture-dot']/@cx")
        return [float(each.removesuffix("%")) for each in places]

    plain = dots(check(host))
    with translation.override("ar"):
        mirrored = dots(check(host))
        root = ET.fromstring(draw(host).text)

    assert plain == pytest.approx([83.3333, 16.6667], abs=0.001)
    assert mirrored == pytest.approx([100 - each for each in plain], abs=0.001)
    assert root.get("direction") == "rtl"


def test_numbers_in_a_drawing_are_those_of_svg_in_every_language(host):
    with translation.override("de"):
        page = check(host)

    numbers = page.xpath("//svg//@x | //svg//@cx | //svg//@x1 | //svg//@width | //svg//@dx")
    assert len(numbers) > 20
    assert [each for each in numbers if "," in each] == []


def a_row(**changes):
    return PictureRow(a_track(**changes), "Growing", "Established")


@pytest.mark.parametrize(
    ("places", "now", "moved", "since"),
    [
        ([1], 3, "up 2", "since baseline"),
        ([3, 1], 2, "down 1", "since baseline"),
        ([2], 2, "no change", "since baseline"),
        ([], 2, "", ""),
        ([1], 0, "", ""),
    ],
)
def test_movement_is_said_since_the_baseline(places, now, moved, since):
    track = a_track(now=now, runs=runs_of(places))

    assert (wording.moved(track), wording.since(track)) == (moved, since)


def test_where_the_first_round_does_not_compare_the_other_is_named():
    late = tuple(run for run in runs_of([1, 2]) if run.first > 1)

    assert wording.since(a_track(now=3, runs=late)) == "since round 2"


@pytest.mark.parametrize(
    ("now", "aim", "is_own", "expected"),
    [
        (2, 3, True, "aiming for Established"),
        (3, 3, True, "where you want to be"),
        (3, 3, False, "where you wanted to be"),
        (4, 3, False, "beyond where you wanted to be"),
        (2, 0, False, ""),
        (0, 3, True, "aiming for Established"),
    ],
)
def test_the_aim_is_said_as_it_is(now, aim, is_own, expected):
    assert wording.aimed(a_row(now=now, aim=aim, is_own_aim=is_own)) == expected
