"""The form of a CPD entry takes days and times as people type them, and asks where it must."""

from datetime import date, timedelta

import pytest

from builders import a_form, named
from fakes import FakeHost
from matrix_xblock.codec.common.filled import with_answers
from matrix_xblock.codec.cpd.cpd_form import entry_fields
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdType
from matrix_xblock.participant import cpd
from texts import in_short


@pytest.fixture
def host():
    return FakeHost()


def saved(host, **changes):
    fields = {"id": "one", "revision": "0", "title": "A visit", "type": "visit", "start": "today"}
    return cpd.save(host, a_form(**{**fields, **changes}))


def entry(host):
    return host.load_cpd().entry("one")


def typed(page, name):
    return page.names["fields"][name]


def quick(host, line):
    return cpd.show_entry(host, a_form(line=line))


def test_a_day_is_typed_into_one_field(host):
    saved(host, start="yesterday")

    assert entry(host).start == host.today() - timedelta(1)


def test_an_entry_is_shown_with_a_day_that_is_read_in_every_language():
    shown = entry_fields(CpdEntry("one", "A visit", CpdType.VISIT, date(2025, 11, 3)))

    assert shown["start"] == ["3/11/2025"]
    assert not any(name.startswith("start-") for name in shown)


@pytest.mark.parametrize("text", ["", "half term", "31 June", "last week"], ids=in_short)
def test_a_day_that_is_not_read_is_shown_as_it_was_typed(host, text):
    page = saved(host, start=text)

    assert page.status == 422
    assert [problem.field for problem in page.names["problems"]] == ["start"]
    assert (typed(page, "start"), page.names["start"]) == ([text], None)
    assert host.load_cpd().glances == {}


def test_three_fields_of_an_older_page_are_shown_in_the_one_that_there_is(host):
    page = saved(host, **{"type": "", "start-day": "2", "start-month": "3", "start-year": "2026"})
    old = {name: values for name, values in page.names["fields"].items() if name != "start"}

    again = cpd.save(host, {**old, "type": [""]})

    assert typed(again, "start") == ["2 3 2026"]
    assert again.names["start"] == date(2026, 3, 2)


def test_a_day_to_look_again_is_to_come_and_a_last_day_is_past(host):
    saved(host, start="1/9/2025", end="2 Sep 2025", review_on="1 May")

    assert entry(host).end == date(2025, 9, 2)
    assert host.today() <= entry(host).review_on
    assert (entry(host).review_on.day, entry(host).review_on.month) == (1, 5)


def test_three_fields_of_an_older_page_are_read_for_every_day(host):
    parts = {"end-day": "3", "end-month": "3", "end-year": "2026"}

    saved(host, start="2/3/2026", **parts)

    assert entry(host).end == date(2026, 3, 3)


def test_a_number_that_can_mean_two_things_is_asked_about(host):
    page = saved(host, minutes="20")

    (problem,) = page.names["problems"]
    assert (problem.field, problem.choices) == ("minutes", ("20 min", "20 h"))
    assert (typed(page, "minutes"), typed(page, "title")) == (["20"], ["A visit"])


def test_what_is_chosen_answers_the_question(host):
    saved(host, **{"minutes": "20", "minutes-asked": "20", "minutes-choice": "20 min"})

    assert entry(host).minutes == 20


def test_an_answer_is_kept_while_something_else_is_wrong(host):
    answer = {"minutes": "20", "minutes-asked": "20", "minutes-choice": "20 h"}

    page = saved(host, title="", **answer)

    assert named(page.names["problems"]) == [("title", "title_missing")]
    assert typed(page, "minutes") == ["20 h"]
    assert not any(name.startswith("minutes-") for name in page.names["fields"])


def test_words_that_were_changed_after_the_question_go_before_its_answer(host):
    saved(host, **{"minutes": "45 min", "minutes-asked": "20", "minutes-choice": "20 h"})

    assert entry(host).minutes == 45


def test_a_question_without_an_answer_is_asked_again(host):
    page = saved(host, **{"minutes": "20", "minutes-asked": "20"})

    assert named(page.names["problems"]) == [("minutes", "duration_needs_unit")]


def test_an_answer_that_no_page_offered_is_read_like_any_other_words(host):
    page = saved(host, **{"minutes": "20", "minutes-asked": "20", "minutes-choice": "a while"})

    assert named(page.names["problems"]) == [("minutes", "duration_not_understood")]


def test_a_form_without_answers_stays_as_it_is():
    form = a_form(title="A visit", minutes="20", areas="one:two")

    assert with_answers(form) == form


@pytest.mark.parametrize(
    ("start", "status", "remark"),
    [
        ("today", "done", ""),
        ("tomorrow", "planned", ""),
        ("1/9/1999", "done", "date_long_ago"),
    ],
)
def test_a_day_long_ago_is_saved_and_said(host, start, status, remark):
    page = saved(host, start=start, status=status)

    assert (page.status, page.names["remark"]) == (200, remark)
    assert "one" in host.load_cpd().glances


def test_another_entry_is_begun_where_that_is_wanted(host):
    page = saved(host, then="another")

    assert (page.template, page.names["saved"]) == ("participant/cpd/entry.html", "A visit")
    assert page.names["is_new"]
    assert typed(page, "id") != ["one"]
    assert "title" not in page.names["fields"]
    assert entry(host).title == "A visit"


def test_a_line_is_shown_in_the_form_and_nothing_is_saved(host):
    page = quick(host, "NPQ webinar, yesterday, 2 hrs")

    yesterday = host.today() - timedelta(1)
    assert page.status == 200
    assert (typed(page, "title"), typed(page, "minutes")) == (["NPQ webinar"], ["2 h"])
    assert page.names["start"] == page.names["quick"].start == yesterday
    assert host.load_cpd().glances == {}


def test_a_line_is_saved_as_it_was_shown(host):
    shown = quick(host, "NPQ webinar, yesterday, 2 hrs").names["fields"]

    cpd.save(host, {**shown, "type": ["online"]})

    (entry,) = host.load_cpd().glances.values()
    yesterday = host.today() - timedelta(1)
    assert (entry.title, entry.minutes) == ("NPQ webinar", 120)
    assert entry.start == yesterday.isoformat()


def test_a_line_without_a_day_is_of_today_as_every_new_entry(host):
    page = quick(host, "NPQ webinar")

    assert (page.names["start"], page.names["quick"].start) == (host.today(), None)


def test_what_a_line_may_mean_is_asked_at_its_field(host):
    page = quick(host, "NPQ webinar, last week, 20")

    assert {problem.field for problem in page.names["problems"]} == {"start", "minutes"}
    assert (typed(page, "start"), typed(page, "minutes")) == ([""], [""])
    assert typed(page, "title") == ["NPQ webinar, last week, 20"]


def test_a_question_about_a_line_is_answered_by_choosing(host):
    page = quick(host, "NPQ webinar, 20")
    (problem,) = page.names["problems"]
    answer = {"minutes-asked": [""], "minutes-choice": [problem.choices[0]]}

    cpd.save(host, {**page.names["fields"], "type": ["online"], **answer})

    (entry,) = host.load_cpd().glances.values()
    assert entry.minutes == 20


def test_a_question_about_a_line_is_asked_again_while_its_field_is_empty(host):
    shown = quick(host, "NPQ webinar, last week, 20").names["fields"]

    page = cpd.save(host, {**shown, "minutes": ["45 min"]})

    assert named(page.names["problems"]) == [("start", "date_asked"), ("type", "type_missing")]
    assert len(page.names["problems"][0].choices) == 7


def test_a_question_about_the_time_of_a_line_keeps_nobody_from_saving(host):
    shown = quick(host, "NPQ webinar, 20").names["fields"]

    refused = cpd.save(host, shown)
    saved = cpd.save(host, {**shown, "type": ["online"]})

    assert named(refused.names["problems"]) == [
        ("minutes", "duration_needs_unit"),
        ("type", "type_missing"),
    ]
    assert saved.names["saved"] == "NPQ webinar, 20"


@pytest.mark.parametrize("line", ["", " ", "\t"])
def test_an_empty_line_is_an_empty_form(host, line):
    page = quick(host, line)

    assert page.names["quick"] is None
    assert page.names["start"] == host.today()


def test_a_line_that_is_too_long_is_a_title_that_is_too_long(host):
    shown = quick(host, "x" * 5000).names["fields"]

    page = cpd.save(host, {**shown, "type": ["online"]})

    assert named(page.names["problems"]) == [("title", "too_long")]
    assert typed(page, "title") == ["x" * 5000]
