"""Rating questions and rubrics in OLX: of one block, and of the archives of whole courses."""

import bz2
import gzip
import io
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.sheet import groups_in
from matrix_xblock.olx import archives
from matrix_xblock.olx.questions import sheet_of_course

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NEW = (FIXTURES / "problem-builder.xml").read_bytes()
OLD = (FIXTURES / "problem-builder-old.xml").read_bytes()
RUBRIC = b"""<vertical><openassessment><rubric><criterion><name>Ideas</name>
<option points="0"><name>None</name></option><option points="2"><name>Many</name></option>
</criterion></rubric></openassessment></vertical>"""


def brought(content):
    return bring(content, {}, a_framework(), ())


def framework(content):
    result = brought(content)
    assert result.framework is not None, result.problems
    return result.framework


def left_out(content):
    return [(each.name, each.count, each.why) for each in brought(content).left_out]


def tarred(files, packed=gzip.compress):
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed(plain.getvalue())


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


KINDS = {
    ".tar.gz": tarred,
    ".tar.bz2": lambda files: tarred(files, bz2.compress),
    ".tar": lambda files: tarred(files, bytes),
    ".zip": zipped,
}


def problem(content):
    with pytest.raises(Invalid) as refused:
        sheet_of_course(content)
    [problem] = refused.value.problems
    return problem


def test_each_rating_question_is_an_area_in_plain_words():
    assert [(area.id, area.name) for area in framework(NEW).areas] == [
        ("rating_team", "I make time for my team."),
        ("i-give-feedback", "I give feedback."),
    ]


def test_the_five_levels_carry_the_ends_that_all_questions_share():
    assert [level.name for level in framework(NEW).levels] == [
        "Not yet",
        "2 of 5",
        "3 of 5",
        "4 of 5",
        "Always",
    ]


def test_ends_that_differ_are_words_of_their_area_and_no_id_is_given_twice():
    made = framework(OLD)

    assert [area.descriptors for area in made.areas] == [
        {"1-of-5": "Rarely", "5-of-5": "Often"},
        {"1-of-5": "Never", "5-of-5": "Daily"},
    ]
    assert [area.id for area in made.areas] == ["plan", "i-plan-ahead"]


@pytest.mark.parametrize("tag", ["mcq", "quizz"])
def test_questions_of_the_forerunner_say_by_their_type_that_they_are_ratings(tag):
    xml = (
        f'<mentoring><{tag} name="sure" type="rating" low="Unsure" high="Sure">'
        f"<question>How sure are you?</question></{tag}>"
        f'<{tag} name="pick" type="choices" low="a" high="b"><question>Pick</question></{tag}>'
        "</mentoring>"
    )

    made = framework(xml.encode())

    assert [area.name for area in made.areas] == ["How sure are you?"]
    assert (made.levels[0].name, made.levels[-1].name) == ("Unsure", "Sure")


def test_a_long_question_is_whole_in_the_description():
    question = "Why? " * 60
    xml = f'<pb-rating name="a" question="{question}"/>'.encode()

    [area] = framework(xml).areas

    assert area.name.endswith("…")
    assert area.description == question.strip()


@pytest.mark.parametrize("pack", KINDS.values(), ids=KINDS)
def test_archives_of_courses_are_read_in_memory(pack):
    made = framework(pack({"course/vertical/a.xml": NEW, "course/vertical/b.xml": OLD}))

    assert len(made.areas) == 4


def test_what_holds_no_questions_is_passed_over_and_one_unreadable_file_is_named():
    files = {
        "course/static/picture.xml": b"<!DOCTYPE svg><svg><rating/></svg>",
        "course/vertical/._a.xml": b"\x00\x05\x16\x07<rating>",
        "course/vertical/broken.xml": b"<vertical><pb-rating question='Q'></vertical>",
        "course/vertical/entity.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a><rating >&x;</rating></a>',
        "course/html/words.xml": b"<html",
        "course/vertical/a.xml": NEW,
    }

    assert len(framework(tarred(files)).areas) == 2
    assert left_out(tarred(files)) == [
        ("course/vertical/broken.xml", 1, "unreadable"),
        ("course/vertical/entity.xml", 1, "unreadable"),
    ]


def test_drafts_of_what_is_published_are_passed_over_and_named():
    fresh = b'<vertical><pb-rating name="new" question="New?" low="a" high="b"/></vertical>'
    files = {
        "course/drafts/vertical/a.xml": NEW,
        "course/drafts/vertical/new.xml": fresh,
        "course/vertical/a.xml": NEW,
    }

    assert [area.name for area in framework(tarred(files)).areas][-1] == "New?"
    assert len(framework(tarred(files)).areas) == 3
    assert left_out(tarred(files)) == [("drafts", 2, "drafts")]


def test_rubrics_are_read_where_there_are_no_rating_questions_and_else_named():
    assert [area.name for area in framework(tarred({"a.xml": RUBRIC})).areas] == ["Ideas"]
    assert left_out(tarred({"a.xml": RUBRIC, "b.xml": NEW})) == [("rubric", 1, "rubrics")]


def test_a_locked_file_in_an_archive_is_named():
    packed = bytearray(zipped({"a.xml": NEW, "b.xml": OLD}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + flags] |= 1

    assert left_out(bytes(packed)) == [("a.xml", 1, "unreadable")]


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_twenty_thousand_small_files_are_read_in_seconds(pack):
    files = {f"course/html/{n}.html": b"<p/>" for n in range(20_000)}
    content = pack({**files, "course/vertical/a.xml": NEW})
    begun = time.process_time()

    assert len(framework(content).areas) == 2
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml_broken"),
        (b"<a>", "xml_broken"),
        (b"<vertical/>", "no_ratings"),
        (b"<a/>", "import_unknown_xml"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml_doctype"),
        (b"<!DOCTYPE a><a/>", "xml_doctype"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "xml_broken"),
        (b"<a>" + b"x" * (10 * 1024 * 1024) + b"</a>", "file_too_large"),
        (b"\x1f\x8bnot an archive", "archive_broken"),
        (b"BZhnot an archive", "archive_broken"),
        (b"PK\x03\x04not an archive", "archive_broken"),
        (tarred({"a.xml": NEW})[:-40], "archive_broken"),
        (tarred({"course/static/big": b" " * (101 * 1024 * 1024)}), "archive_too_large"),
        (zipped({f"{n}.xml": b" " * 9_000_000 for n in range(12)}), "archive_too_large"),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), "csv_is_spreadsheet"),
        (tarred({"course/vertical/a.xml": b"<vertical/>"}), "no_ratings"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_questions_is_refused(content, code):
    assert problem(content).code == code


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_more_files_than_any_course_has_are_refused(pack, monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)

    assert problem(pack({f"{n}.html": b"" for n in range(4)})).code == "archive_many_files"


def test_a_header_that_claims_more_than_an_archive_can_hold_is_refused_at_once():
    member = tarfile.TarInfo("a.xml")
    member.size = 2**33
    begun = time.process_time()

    assert problem(gzip.compress(member.tobuf())).code == "archive_too_large"
    assert time.process_time() - begun < 1


def test_more_questions_than_a_framework_has_areas_are_counted():
    questions = b"".join(b'<pb-rating question="Q%d"/>' % n for n in range(61))
    [problem] = brought(b"<a>" + questions + b"</a>").problems

    assert (problem.code, problem.values["count"]) == ("import_many_areas", 61)


def test_broken_xml_is_refused_with_line_and_column():
    assert problem(b"<a>\n<b></a>").values["line"] == 2


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"<a>" + b + b"</a>"))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        assert sheet_of_course(content).columns
    except Invalid:
        return


RATED = b'<problem-builder><pb-rating name="q" question="How?"/></problem-builder>'


def test_an_archive_in_the_archive_is_named():
    inner = tarred({"course/problem-builder/a.xml": RATED})
    both = tarred({"inner.tar.gz": inner, "course/problem-builder/b.xml": RATED})

    with pytest.raises(Invalid) as refused:
        sheet_of_course(tarred({"inner.tar.gz": inner}))
    [problem] = refused.value.problems

    assert (problem.code, problem.values) == ("archive_inside", {"name": "inner.tar.gz"})
    assert [(e.name, e.why) for e in sheet_of_course(both).left_out] == [
        ("inner.tar.gz", "inner_archive")
    ]


def test_what_is_packed_and_holds_no_files_is_called_an_archive():
    with pytest.raises(Invalid) as refused:
        sheet_of_course(gzip.compress(b"Reading, writing and arithmetic. " * 40))

    assert [each.code for each in refused.value.problems] == ["is_archive"]


def test_of_two_courses_in_one_archive_each_is_a_group():
    sheet = sheet_of_course(
        tarred(
            {
                "a/problem-builder/q.xml": RATED,
                "a/course.xml": b"<course/>",
                "b/course.xml": b"<course/>",
                "b/problem-builder/q.xml": RATED,
            }
        )
    )

    assert groups_in(sheet) == ("a", "b")
