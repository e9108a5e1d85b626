import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.codec.framework.authored import read_framework
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.olx.problem_builder import read_ratings

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
NEW = (FIXTURES / "problem-builder.xml").read_bytes()
OLD = (FIXTURES / "problem-builder-old.xml").read_bytes()


def an_export(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"course/{name}.xml")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def problem(content):
    with pytest.raises(Invalid) as refused:
        read_ratings(content)
    [problem] = refused.value.problems
    return problem


def test_each_rating_question_is_an_area_in_plain_words():
    framework = read_framework(read_ratings(NEW))

    assert [(area.id, area.name) for area in framework.areas] == [
        ("rating_team", "I make time for my team."),
        ("i-give-feedback", "I give feedback."),
    ]


def test_the_five_levels_carry_the_ends_that_all_questions_share():
    framework = read_framework(read_ratings(NEW))

    assert [level.name for level in framework.levels] == [
        "Not yet",
        "2 of 5",
        "3 of 5",
        "4 of 5",
        "Always",
    ]


def test_ends_that_differ_are_words_of_their_area_and_no_id_is_given_twice():
    framework = read_framework(read_ratings(OLD))

    assert [area.descriptors for area in framework.areas] == [
        {"one": "Rarely", "five": "Often"},
        {"one": "Never", "five": "Daily"},
    ]
    assert [area.id for area in framework.areas] == ["plan", "i-plan-ahead"]


def test_the_export_of_a_whole_course_is_read_in_memory():
    framework = read_framework(read_ratings(an_export(one=NEW, two=OLD)))

    assert len(framework.areas) == 4


def test_a_long_question_is_whole_in_the_description():
    question = "Why? " * 60
    xml = f'<pb-rating name="a" question="{question}"/>'.encode()

    [area] = read_framework(read_ratings(xml)).areas

    assert area.name.endswith("…")
    assert area.description == question.strip()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "xml_broken"),
        (b"<a>", "xml_broken"),
        (b"<vertical/>", "no_ratings"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml_doctype"),
        (b"<!DOCTYPE a><a/>", "xml_doctype"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "xml_broken"),
        (b"<a>" + b"x" * (10 * 1024 * 1024) + b"</a>", "file_too_large"),
        (b"\x1f\x8bnot an archive", "archive_broken"),
        (an_export(big=b" " * (21 * 1024 * 1024)), "file_too_large"),
        (an_export(**{f"f{n}": b"<a/>" for n in range(2001)}), "file_too_large"),
        (b"<a>" + b'<pb-rating question="Q"/>' * 61 + b"</a>", "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_holds_no_questions_is_refused(content, code):
    assert problem(content).code == code


def test_broken_xml_is_refused_with_line_and_column():
    assert problem(b"<a>\n<b></a>").values["line"] == 2


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"<a>" + b + b"</a>"))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        assert read_ratings(content)["areas"]
    except Invalid:
        return
