"""What cannot be read stays in its field, and the message beside it repeats what was typed."""

import re
from html import unescape

import pytest

import hosts
from builders import a_framework, a_prompt, a_record, a_review
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.domain.framework.framework import PromptKind, Visibility
from spellings import DAYS_ASKED, DAYS_REFUSED, DURATIONS_ASKED, DURATIONS_REFUSED

ENTRY = {"id": "one", "revision": "0", "title": "A visit", "type": "visit", "start": "2026-03-02"}


STEP = {"id": "one", "revision": "0", "text": "Visit a school."}
PLAN = "answer-plan"
PLANS = a_framework(
    prompts=(
        a_prompt(id="plan", kind=PromptKind.STEP),
        a_prompt(id="own-plan", kind=PromptKind.STEP, visibility=Visibility.PRIVATE),
    )
)


@pytest.fixture(scope="module")
def ada():
    return hosts.lms()


def answer(ada, handler="save_cpd", entry=ENTRY, **typed):
    """Give the answer to a save as the text of a page, and what stands in its fields."""
    page = ada.post(handler, **{**entry, **typed})
    text = unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text)))
    return page, text, [unescape(each) for each in re.findall(r'value="([^"]*)"', page.text)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("start", each) for each in DAYS_REFUSED),
        *(("minutes", each) for each in DURATIONS_REFUSED),
    ],
)
def test_what_is_refused_is_repeated_in_the_message(ada, field, typed):
    page, text, values = answer(ada, **{field: typed})

    assert page.status_code == 422
    assert f"You entered: {typed}" in text
    assert typed in values


@pytest.mark.parametrize("typed", DURATIONS_ASKED)
def test_what_could_be_several_times_is_asked_and_stays_in_its_field(ada, typed):
    page, text, values = answer(ada, minutes=typed)

    assert page.status_code == 422
    assert "Which do you mean?" in text
    assert typed in values


@pytest.mark.parametrize("typed", ["last week", *(each for each in DAYS_ASKED if "20" in each)])
def test_what_could_be_several_days_is_asked_and_stays_in_its_field(ada, typed):
    page, text, values = answer(ada, start=typed)

    assert page.status_code == 422
    assert "Which do you mean?" in text
    assert typed in values


@pytest.mark.parametrize("typed", DAYS_REFUSED)
def test_a_day_of_a_step_that_is_refused_is_repeated_in_the_message(ada, typed):
    page, text, values = answer(ada, "save_step", STEP, due=typed)

    assert page.status_code == 422
    assert f"You entered: {typed}" in text
    assert typed in values


@pytest.mark.parametrize("typed", ["next week", "3-5 Nov", "3"])
def test_a_day_of_a_step_that_could_be_several_is_asked_and_stays_in_its_field(ada, typed):
    page, text, values = answer(ada, "save_step", STEP, due=typed)

    assert page.status_code == 422
    assert "Which do you mean?" in text
    assert typed in values


@pytest.fixture
def planning():
    """Somebody who is asked what should happen next, with the course team and alone."""
    host = hosts.lms(authored={"framework": write_framework(PLANS)})
    return host.keep(a_record(a_review()))


@pytest.mark.parametrize("typed", ["31 June", "1/1/2101", "30 Feb 2027"])
def test_a_day_that_is_to_become_a_step_and_is_none_is_repeated_in_the_message(planning, typed):
    plan = {PLAN: "Visit a school.", f"{PLAN}.when": typed, f"{PLAN}.step": "step"}
    page, text, _ = answer(planning, "save_answers", {"round": "baseline", "revision": "0"}, **plan)

    assert page.status_code == 422
    assert f"You entered: {typed}" in text


def test_by_when_of_an_answer_for_oneself_alone_is_not_read_as_a_day(planning):
    shared = planning.post("show_page", screen="questions").text
    private = planning.post("show_page", screen="private").text

    assert "data-matrix-read" in shared
    assert 'name="answer-own-plan.when"' in private
    assert "data-matrix-read" not in private
