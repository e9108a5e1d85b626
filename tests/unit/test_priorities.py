"""School or trust priorities: an author lists them, and a next step can name one."""

import pytest

from builders import a_form, a_record, a_review, a_setup, named
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.codec.framework.authored import read_plain
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.authoring import check_settings
from matrix_xblock.domain.framework.priorities import (
    MOST_PRIORITIES,
    PRIORITY_LIMIT,
    priorities_in,
)
from matrix_xblock.domain.framework.setup import SETTINGS, Authored
from matrix_xblock.domain.plans import next_step
from matrix_xblock.participant import plans

READERS, FEEDBACK = "Fluent readers by the end of year 2", "Feedback that moves learning on"
PRIORITIES = next(each for each in SETTINGS if each.name == "priorities")


def a_host(*priorities):
    return FakeHost(record=a_record(a_review()), setup=a_setup(priorities=priorities))


def saved(host, revision="0", **fields):
    form = {"id": "step-1", "text": "Lead.", "owner": "me", **fields}
    return plans.save_step(host, a_form(revision=revision, **form))


def problems_of(text):
    stored = Authored(display_name="Review", priorities=text)
    return [
        (each.field, each.code) for each in check_settings(stored) if each.field == "priorities"
    ]


def test_each_line_is_a_priority():
    assert priorities_in(f"  {READERS} \n\n{FEEDBACK}\r\n{READERS}\n") == (READERS, FEEDBACK)


def test_there_are_none_by_default():
    assert PRIORITIES.default == ""
    assert read_plain(PRIORITIES, "") == ()
    assert a_setup().priorities == ()


def test_as_many_as_there_may_be_and_as_long_as_they_may_be_are_read():
    lines = [str(number) * PRIORITY_LIMIT for number in range(9)]
    lines += [str(number) for number in range(10, 10 + MOST_PRIORITIES - 9)]

    assert problems_of("\n".join(lines)) == []
    assert read_plain(PRIORITIES, "\n".join(lines)) == tuple(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n".join(map(str, range(MOST_PRIORITIES + 1))), "too_many_lines"),
        ("x" * (PRIORITY_LIMIT + 1), "line_too_long"),
        ("Read\x00ers", "hidden_character"),
    ],
)
def test_what_cannot_be_listed_is_refused_in_the_editor_and_on_each_page(text, code):
    assert problems_of(text) == [("priorities", code)]
    with pytest.raises(Invalid) as refused:
        read_plain(PRIORITIES, text)
    assert [each.code for each in refused.value.problems] == [code]


def test_markup_is_refused():
    assert problems_of("<b>Readers</b>") == [("priorities", "markup")]


def test_a_step_can_name_a_priority():
    host = a_host(READERS, FEEDBACK)

    saved(host, priority=FEEDBACK)

    assert host.load().next_steps["step-1"].priority == FEEDBACK


def test_a_step_need_not_name_one():
    host = a_host(READERS)

    saved(host, priority="")

    assert host.load().next_steps["step-1"].priority == ""


def test_a_priority_that_is_not_listed_is_refused_at_its_field():
    page = saved(a_host(READERS), priority="World peace")

    assert page.status == 422
    assert named(page.names["problems"]) == [("priority", "unknown_choice")]


def test_a_priority_that_was_removed_stays_in_the_step_that_names_it():
    host = a_host(READERS, FEEDBACK)
    saved(host, priority=FEEDBACK)
    host.setup = a_setup(priorities=(READERS,))

    page = saved(host, revision="1", text="Lead a phase.", priority=FEEDBACK)
    form = participant.show(host, a_form(screen="step", step="step-1"))
    other = participant.show(host, a_form(screen="step"))

    assert page.status == 200
    assert host.load().next_steps["step-1"].priority == FEEDBACK
    assert form.names["priorities"] == ((READERS, False), (FEEDBACK, True))
    assert other.names["priorities"] == ((READERS, False),)


def test_a_step_holds_any_priority_that_can_be_listed():
    assert next_step.TEXT_LIMITS["priority"] == PRIORITY_LIMIT
