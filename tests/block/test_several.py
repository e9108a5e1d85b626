"""Several reviews at once on a real block: the ledger's rows, the trail, and how many queries."""

import csv
import io
import re

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import hosts
from builders import a_complete_review, a_record


def sign_off(usage, number):
    """Let somebody sign off; gives their host."""
    attributes = hosts.a_participant(anonymous_user_id=f"anon-{number}", user_id=1000 + number)
    somebody = hosts.lms(usage=usage, user_id=1000 + number, attributes=attributes)
    somebody.keep(a_record(a_complete_review()))
    somebody.post("sign_off", round="baseline", revision="1")
    return somebody


@pytest.fixture
def sam():
    return hosts.staff(user_id=99)


def keys(sam, **form):
    page = sam.post("show_staff", screen="reviews", **form).text
    return re.findall(r'name="line"\s+value="([^"]+)"', page)


def asked(sam, **form):
    return sam.post("show_staff", screen="accepting", picking="yes", **form)


def test_what_was_accepted_unopened_stands_so_in_the_participant_s_record(sam):
    ada, ben = sign_off(sam.usage, 1), sign_off(sam.usage, 2)

    done = sam.post("accept_reviews", press="one", line=keys(sam))

    assert "Accepted 2 of 2." in done.text
    for each in (ada, ben):
        record = each.post("show_page", screen="record").text
        assert "Accepted from the list, without opening it" in record
        assert ">Opened" not in record


def test_what_was_done_is_said_with_whether_anybody_is_notified(sam):
    sign_off(sam.usage, 1)
    page = lxml.html.fromstring(sam.post("accept_reviews", press="one", line=keys(sam)).text)

    [outcome] = page.xpath("//*[@data-matrix-outcome]/p[1]")
    assert " ".join(outcome.text_content().split()) == (
        "Accepted 1 of 1. Each person will see this when they next open their review. "
        "This site sends no notifications."
    )


def test_somebody_of_another_course_gets_the_answer_of_every_other_page(sam):
    sign_off(sam.usage, 1)
    [line] = keys(sam)
    forged = line.replace("anon-1", "anon-elsewhere")
    elsewhere = sam.post("show_staff", screen="person", participant="anon-elsewhere")

    answers = [
        asked(sam, line=[line, forged]),
        sam.post("accept_reviews", press="one", line=[line, forged]),
        sam.post("undo_acceptances", press="one", line=[line, forged]),
    ]

    assert [each.status_code for each in answers] == [elsewhere.status_code] * 3 == [404] * 3
    assert {each.text for each in answers} == {elsewhere.text}
    assert keys(sam) == [line]


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    return len(captured), answer


def test_looking_at_many_takes_as_many_queries_as_at_few(sam):
    for number in range(2):
        sign_off(sam.usage, number)
    keys(sam)  # the first list of a block makes its index
    few, _ = queries(lambda: asked(sam, every="yes"))
    for number in range(2, 12):
        sign_off(sam.usage, number)

    many, answer = queries(lambda: asked(sam, every="yes"))

    assert "Accept 12 reviews?" in answer.text
    assert many == few


def test_the_file_of_a_long_list_takes_as_many_queries_as_that_of_a_short_one(sam):
    def taken():
        answer = sam.post("export_reviews", state="all")
        text = b"".join(answer.app_iter).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    for number in range(2):
        sign_off(sam.usage, number)
    taken()
    few, _ = queries(taken)
    for number in range(2, 12):
        sign_off(sam.usage, number)

    many, rows = queries(taken)

    assert (len(rows), many) == (12, few)
    assert {row["state"] for row in rows} == {"new"}
