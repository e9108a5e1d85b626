"""While somebody types, the page says how a day, a time or a line is read, and keeps nothing."""

from datetime import timedelta

import pytest

from builders import a_form, a_setup
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.domain.cpd.cpd import CpdRules
from matrix_xblock.participant import reading
from matrix_xblock.screens.read_back import Read
from texts import in_short


class Unread(FakeHost):
    """A host of whom nothing but the settings and the day is wanted."""

    def load(self):
        raise AssertionError

    load_cpd = save_cpd = save = publish = load


@pytest.fixture
def host():
    return Unread()


def read(host, kind, text):
    return participant.show(host, a_form(screen="reading", kind=kind, field="any", any=text))


def test_a_day_is_shown_whole_and_nothing_is_loaded(host):
    page = read(host, "day", "yesterday")

    assert page.template == "participant/fields/reading.html"
    assert page.context == Read(day=host.today() - timedelta(1))
    assert page.address == ""


def test_a_day_to_come_is_said_to_be(host):
    assert read(host, "day", "tomorrow").context.is_ahead


def test_a_day_of_a_plan_is_to_come(host):
    day = read(host, "coming", "1 May").context.day

    assert host.today() <= day < host.today() + timedelta(366)


def test_a_day_of_a_plan_that_is_past_is_said_to_be(host):
    assert read(host, "coming", "yesterday").context.is_past
    assert not read(host, "coming", "today").context.is_past
    assert read(host, "planned", "yesterday").context.is_past


def test_by_when_of_an_answer_is_read_as_a_day_of_a_plan(host):
    read_back = read(host, "planned", "1 May").context

    assert read_back.day == read(host, "coming", "1 May").context.day
    assert not read_back.has_no_day


def test_words_without_a_day_are_said_to_have_none(host):
    assert read(host, "planned", "by half term").context == Read(is_planned=True, has_no_day=True)
    assert read(host, "planned", " ").context == Read(is_planned=True)


def test_of_several_days_one_is_chosen_at_once(host):
    read_back = read(host, "planned", "3-11").context

    assert read_back.is_planned
    assert len(read_back.asked) == 1
    assert not read_back.has_no_day


def test_a_day_is_as_long_as_the_course_says():
    host = Unread(setup=a_setup(cpd=CpdRules(day_minutes=400)))

    assert read(host, "time", "a day").context == Read(minutes=400)


def test_what_can_mean_two_things_is_shown_as_both(host):
    [problem] = read(host, "time", "20").context.asked

    assert problem.choices == ("20 min", "20 h")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("day", "half te"),
        ("time", "1 hou"),
        ("day", "31 June"),
        ("time", "x" * 5000),
        ("coming", "end of term"),
    ],
    ids=in_short,
)
def test_what_is_not_whole_yet_is_no_mistake(host, kind, text):
    page = read(host, kind, text)

    assert (page.status, page.context) == (200, Read())


def test_an_empty_field_reads_as_nothing(host):
    assert read(host, "day", "").context == Read()
    assert read(host, "time", " ").context == Read()


def test_a_line_is_shown_as_a_title_a_day_and_a_time(host):
    context = read(host, "line", "NPQ webinar, yesterday, 2 hrs").context

    day = host.today() - timedelta(1)
    assert (context.activity, context.day, context.minutes) == ("NPQ webinar", day, 120)
    assert context.later == ()


def test_what_a_line_leaves_open_is_chosen_later(host):
    assert read(host, "line", "NPQ webinar, last week, 20").context.later == ("start", "minutes")


@pytest.mark.parametrize("kind", ["", "minutes", "__class__"])
def test_another_kind_reads_as_nothing(host, kind):
    assert reading.show(host, a_form(kind=kind, field="any", any="today")).context == Read()
