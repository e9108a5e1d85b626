"""What should happen next, who will do it and by when: one tick makes a next step of the answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    NOW,
    a_form,
    a_framework,
    a_prompt,
    a_record,
    a_returned_review,
    a_review,
    a_save,
    a_setup,
    days,
    named,
)
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.facts import StepMoved
from matrix_xblock.domain.framework.framework import PromptKind, Visibility
from matrix_xblock.domain.plans.next_step import MOST_STEPS, NextStep, Owner, StepStatus
from matrix_xblock.domain.review.planned_step import WHEN_LIMIT, PlannedStep, day_of, read, write
from matrix_xblock.domain.review.review import Answers, answer
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.prose import clean
from matrix_xblock.participant import plans
from matrix_xblock.screens.read_back import Read

PLAN = a_prompt(id="plan", text="What should happen next?", kind=PromptKind.STEP)
OWN_PLAN = a_prompt(id="own-plan", kind=PromptKind.STEP, visibility=Visibility.PRIVATE)
SETUP = a_setup(framework=a_framework(prompts=(PLAN, OWN_PLAN)))


def a_host(review=None, **changes):
    return FakeHost(record=a_record(review or a_review()), setup=SETUP, **changes)


@pytest.fixture
def host():
    return a_host()


def sent(host, save=participant.save_answers, name="plan", revision="0", **fields):
    """Send the form of questions with `what`, `who`, `when` and `step`."""
    what = fields.pop("what", "")
    parts = {f"answer-{name}.{part}": value for part, value in fields.items()}
    return save(host, a_form(revision=revision, **{f"answer-{name}": what}, **parts))


def ticked(host, revision="0", **changes):
    fields = {"what": "Lead a phase.", "who": "both", "when": "27 March 2027", "step": "step"}
    return sent(host, revision=revision, **{**fields, **changes})


def steps_of(host):
    return list(host.load().next_steps.values())


def problems(page):
    return {name: problem.code for name, problem in page.names["messages"] if problem}


@pytest.mark.parametrize(
    "planned",
    [
        PlannedStep(),
        PlannedStep("Lead."),
        PlannedStep("Lead.", owner="me"),
        PlannedStep("Lead.", when="By Easter"),
        PlannedStep("Lead.", is_step=True),
        PlannedStep("Lead.", "school", "27 March 2027", is_step=True),
        PlannedStep("", "both", "27 March 2027"),
    ],
)
def test_an_answer_in_its_parts_is_read_as_it_was_written(planned):
    assert read(write(planned)) == planned


def test_an_answer_from_before_there_were_parts_is_its_words():
    assert read(("Lead a phase.",)) == PlannedStep("Lead a phase.")


def test_an_answer_of_words_alone_is_stored_as_words_alone():
    saved = answer(Answers(), (PLAN,), {"plan": (" Lead. ", "", "", "")}, save=a_save())

    assert saved.values == {"plan": ("Lead.",)}


def test_an_answer_is_stored_in_its_parts_without_a_tick_and_makes_no_step():
    host = a_host()

    sent(host, what="Lead.", who="school", when="by Easter")

    assert host.load().review("baseline").answers.values == {
        "plan": ("Lead.", "school", "by Easter")
    }
    assert steps_of(host) == []


def test_one_tick_makes_a_next_step_of_the_answer():
    host = a_host()

    page = ticked(host)

    [step] = steps_of(host)
    assert page.status == 200
    assert (step.text, step.owner, step.due) == ("Lead a phase.", Owner.BOTH, date(2027, 3, 27))
    assert (step.status, step.created, step.revision) == (StepStatus.PLANNED, NOW, 1)
    assert [fact for fact in host.published if isinstance(fact, StepMoved)] == [
        StepMoved("planned")
    ]


def test_a_step_without_who_or_when_is_the_participants_own_and_has_no_day():
    host = a_host()

    ticked(host, who="", when="")

    [step] = steps_of(host)
    assert (step.owner, step.due) == (Owner.ME, None)


def test_a_tick_without_words_makes_nothing():
    host = a_host()

    ticked(host, what=" ", who="", when="")

    assert steps_of(host) == []
    assert host.load().review("baseline").answers.values == {}


def test_a_second_tick_makes_no_second_step():
    host = a_host()
    ticked(host)

    ticked(host, revision="1", when="28 March 2027")
    ticked(host, revision="2", step="")
    ticked(host, revision="3")

    assert len(steps_of(host)) == 1


def test_a_tick_in_another_tab_makes_no_second_step():
    host = a_host()
    ticked(host)

    page = ticked(host, what="Lead a phase, in another tab.")

    assert page.status == 409
    assert len(steps_of(host)) == 1


def test_a_tick_after_a_return_makes_no_second_step():
    host = a_host()
    ticked(host)
    record = host.load()
    answers = record.review("baseline").answers
    host.save(record.with_review(a_returned_review(answers=answers)))

    ticked(host, revision="1", what="Lead a phase, as we agreed.")

    assert [step.text for step in steps_of(host)] == ["Lead a phase."]


def test_a_step_stays_as_it_is_when_the_answer_changes():
    host = a_host()
    ticked(host)

    ticked(host, revision="1", what="Lead something else.", who="me", when="1 May 2027")

    [step] = steps_of(host)
    assert (step.text, step.owner, step.due) == ("Lead a phase.", Owner.BOTH, date(2027, 3, 27))


def test_a_step_is_taken_back_with_its_tick():
    host = a_host()
    ticked(host)

    ticked(host, revision="1", step="")

    assert steps_of(host) == []


def test_a_step_that_was_changed_stays_when_its_tick_goes():
    host = a_host()
    ticked(host)
    [step] = steps_of(host)
    form = a_form(id=step.id, revision="1", text="Lead year 4.", owner="me")
    plans.save_step(host, form)

    ticked(host, revision="1", step="")

    assert [each.text for each in steps_of(host)] == ["Lead year 4."]


def test_a_step_that_was_begun_stays_when_its_tick_goes():
    host = a_host()
    ticked(host)
    [step] = steps_of(host)
    plans.move_step(host, a_form(id=step.id, revision="1", status="in-progress"))

    ticked(host, revision="1", step="")

    assert [each.status for each in steps_of(host)] == [StepStatus.IN_PROGRESS]


def test_a_step_that_was_signed_off_once_stays_when_its_tick_goes():
    host = a_host()
    ticked(host)
    record = host.load()
    answers = record.review("baseline").answers
    host.save(record.with_review(a_returned_review(answers=answers)))

    ticked(host, revision="1", step="")

    assert len(steps_of(host)) == 1


def test_an_answer_for_oneself_alone_makes_no_step_which_a_sign_off_might_share():
    host = a_host()

    sent(
        host, participant.save_private, "own-plan", what="Ask for coaching.", who="me", step="step"
    )

    assert steps_of(host) == []
    assert host.load_private("baseline").values == {
        "own-plan": ("Ask for coaching.", "me", "", "step")
    }


def test_steps_of_two_rounds_are_two_steps():
    rounds = (*a_setup().rounds, SETUP.rounds[0].__class__("final", "Final review"))
    setup = a_setup(framework=SETUP.framework, rounds=rounds)
    later = a_review(round_id="final", started_at=days(9))
    host = FakeHost(record=a_record(a_review(), later), setup=setup)
    form = {"answer-plan": "Lead.", "answer-plan.step": "step"}

    participant.save_answers(host, a_form(revision="0", round="baseline", **form))
    participant.save_answers(host, a_form(revision="0", round="final", **form))

    assert len(steps_of(host)) == 2


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("27 March", date(2026, 3, 27)),
        ("1 March", date(2027, 3, 1)),
        ("27/3/2027", date(2027, 3, 27)),
        ("2027-03-27", date(2027, 3, 27)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(when, due):
    host = a_host(time=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))

    ticked(host, when=when)

    assert [step.due for step in steps_of(host)] == [due]


def test_a_day_without_a_year_is_the_next_one_where_the_participant_is():
    before_midnight_in_utc = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    host = a_host(time=before_midnight_in_utc)

    ticked(host, when="30 June")

    [step] = steps_of(host)
    assert step.due == date(2027, 6, 30)


@pytest.mark.parametrize(
    "when", ["by half term", "by Easter", "March", "2027/28", "x" * WHEN_LIMIT]
)
def test_words_that_name_no_day_stay_words_and_the_step_has_no_day(host, when):
    page = ticked(host, when=when)

    [step] = steps_of(host)
    assert (page.status, step.due) == (200, None)
    assert read(host.load().review("baseline").answers.values["plan"]).when == when


@pytest.mark.parametrize(
    ("when", "code"),
    [("31 June", "date_not_real"), ("1/1/2101", "date_out_of_range"), ("3-11", "date_asked")],
)
def test_a_day_that_cannot_be_meant_makes_no_step_and_nothing_is_saved(host, when, code):
    page = ticked(host, when=when)

    assert page.status == 422
    assert problems(page) == {"plan.when": code}
    assert steps_of(host) == []
    assert host.load().review("baseline").answers.values == {}


def test_a_day_that_there_is_not_is_said_with_what_was_typed():
    page = ticked(a_host(), when=" 31  June ")

    assert page.names["typed"] == {"plan.when": "31 June"}


def test_a_day_that_is_asked_about_needs_no_repeating_beside_its_choices():
    page = ticked(a_host(), when="3-11")

    assert page.names["typed"] == {}


def test_a_day_that_was_asked_about_makes_a_step_once_one_is_chosen(host):
    page = ticked(host, when="3-11")
    [(_, problem)] = [each for each in page.names["messages"] if each[1]]

    ticked(host, when=problem.choices[0])

    [step] = steps_of(host)
    assert step.due == date.fromisoformat(problem.choices[0])


def test_without_the_tick_any_words_are_an_answer(host):
    for revision, when in enumerate(("31 June", "next week", "by half term")):
        page = ticked(host, revision=str(revision), when=when, step="")

        assert page.status == 200
        assert read(host.load().review("baseline").answers.values["plan"]).when == when


def test_the_day_of_a_step_that_there_is_is_not_asked_for_again(host):
    ticked(host)

    page = ticked(host, revision="1", when="31 June")

    assert page.status == 200
    assert [step.due for step in steps_of(host)] == [date(2027, 3, 27)]


def test_by_when_is_shown_as_it_is_read_where_a_step_can_be_made_of_it():
    host = a_host()
    ticked(host, when="27 March 2027", step="")
    sent(host, participant.save_private, "own-plan", what="Ask.", when="27 March 2027")

    [shared] = participant.show(host, a_form(screen="questions")).names["form"].rows
    [private] = participant.show(host, a_form(screen="private")).names["form"].rows

    assert shared.read == Read(day=date(2027, 3, 27), is_planned=True)
    assert private.read is None


TODAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))
PARTS = "by next the end of term March 31 3-11 12/1 2027 Friday week 30 June"
TYPED = st.text(max_size=WHEN_LIMIT) | st.lists(st.sampled_from(PARTS.split()), max_size=6).map(
    " ".join
)


@given(TYPED, TODAYS)
def test_by_when_is_read_as_the_form_of_a_step_reads_it_or_it_has_no_day(when, today):
    asked = {"field": "due", "today": today}
    try:
        day = read_date(when, is_ahead=True, **asked)
    except Invalid as refused:
        [problem] = refused.problems
        if problem.choices or problem.code in {"date_not_real", "date_out_of_range"}:
            with pytest.raises(Invalid):
                day_of(when, **asked)
            return
        day = None
    assert day_of(when, **asked) == day


@given(st.text(max_size=WHEN_LIMIT), st.sampled_from(["", "step"]))
def test_what_was_typed_by_when_is_saved_or_comes_back(when, step):
    host = a_host()

    page = ticked(host, when=when, step=step)

    saved = host.load().review("baseline").answers.values
    if page.status == 200:
        assert read(saved["plan"]).when == " ".join(clean(when).split())
        assert len(steps_of(host)) == bool(step)
    else:
        assert problems(page).keys() == {"plan.when"}
        assert (saved, steps_of(host)) == ({}, [])


def test_what_no_step_can_hold_is_refused_at_its_field():
    host = a_host()

    page = ticked(host, what="x" * 1001)

    assert problems(page) == {"plan": "too_long"}


def test_one_step_too_many_is_refused_at_the_tick():
    host = a_host()
    record = host.load()
    many = {f"step-{n}": NextStep(f"step-{n}", "More.") for n in range(MOST_STEPS)}
    host.save(record.__class__(reviews=record.reviews, next_steps=many))

    page = ticked(host)

    assert problems(page) == {"plan.step": "too_many"}
    assert len(steps_of(host)) == MOST_STEPS


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (("Lead.", "nobody"), ("plan.who", "unknown_choice")),
        (("Lead.", "", "x" * (WHEN_LIMIT + 1)), ("plan.when", "too_long")),
        (("Lead.\x00",), ("plan", "hidden_character")),
    ],
)
def test_what_is_wrong_with_a_part_is_named_at_its_field(values, problem):
    with pytest.raises(Invalid) as refused:
        answer(Answers(), (PLAN,), {"plan": values}, save=a_save())

    assert named(refused.value.problems) == [problem]


def test_both_versions_of_an_answer_are_shown_part_by_part():
    host = a_host()
    ticked(host)

    page = ticked(host, who="me", when="1 May 2027", step="")

    shown = [(each.field, each.saved, each.here) for each in page.names["differences"]]
    assert shown == [
        ("planned_who", "both", "me"),
        ("planned_when", "27 March 2027", "1 May 2027"),
        ("planned_step", "planned", ""),
    ]


def test_a_step_is_the_same_one_whenever_the_answer_is_saved_again():
    host = a_host()
    ticked(host)
    [first] = steps_of(host)
    ticked(host, revision="1", step="")
    host.time = NOW + timedelta(days=3)

    ticked(host, revision="2")

    assert [step.id for step in steps_of(host)] == [first.id]
