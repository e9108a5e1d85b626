"""What somebody reads of a file for the CPD log: its sums, its sentences, its buttons."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

import hosts

BAD = b"Title,Date,Hours\nA,13/3/2026,1\nB,sometime,1\nC,14/3/2026,2\nTotal,,4\n"


@pytest.fixture
def host():
    return hosts.lms()


def shown(host, content, **form):
    """Give the words of the answer to a file."""
    answer = host.post("import_cpd", file=SimpleUploadedFile("log.csv", content), **form)
    return " ".join(html.fromstring(f"<div>{answer.text}</div>").text_content().split())


def test_a_row_with_a_problem_is_in_the_sum(host):
    words = shown(host, BAD)
    parts = ("4 rows", "2 new entries", "1 row with a problem", "1 total or heading")

    assert [each for each in parts if each not in words] == []


def test_what_was_typed_stands_before_what_to_do_about_it(host):
    assert re.search(r"Row 3, Date: “sometime” ?\. Enter a real date", shown(host, BAD))


def test_one_wrong_row_is_left_out_by_one_button_and_no_tick(host):
    words = shown(host, BAD)

    assert "Leave this row out" in words
    assert "Leave row 3 out" not in words


def test_of_several_wrong_rows_each_can_be_ticked_and_the_button_says_all(host):
    words = shown(host, BAD + b"D,never,1\n")

    assert "Leave all 2 out" in words
    assert "Leave row 3 out" in words


def test_most_rows_are_told_in_groups_of_digits(host):
    rows = b"".join(b"T%d,13/3/2026,1\n" % number for number in range(10_001))

    assert "more than 10,000 rows" in shown(host, b"Title,Date,Hours\n" + rows)
    assert "Up to 3 MB and 10,000 rows" in host.post("show_page", screen="cpd-import").text


@pytest.mark.parametrize(
    ("head", "answers"),
    [("Credits", {"point": "1 h"}), ("Duration", {"unit": "part-of-day"})],
)
def test_a_number_without_end_is_too_long_and_no_fault_of_ours(host, head, answers):
    content = f"Title,Date,{head}\nA,13/3/2026,{'9' * 400}\n".encode()

    assert "at most 1,000 hours" in shown(host, content, **answers)
