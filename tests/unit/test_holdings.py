"""A record that was taken along: what is too much or broken is named by its place, and counted."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from builders import NOW, a_record, a_return, a_returned_review, a_review, a_signed_off_review, days
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdLog, CpdType, Goal
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.plans import next_step, opportunity
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.record import holdings
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import ImportedReview, Record, YearNote
from matrix_xblock.domain.record.undoing import compare, counted
from matrix_xblock.domain.review.review import Answers, ArchivedAnswers, AreaReview, Outline

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
VISIT = OpportunityType.VISIT
LONG_ID = "a" * 50


def a_step(key="s", text="Visit.", **changes):
    return Holdings(Record(next_steps={key: NextStep(key, text, **changes)}))


def a_chance(key="o", kind=VISIT, **changes):
    return Holdings(Record(opportunities={key: Opportunity(key, kind, **changes)}))


def a_log(key="e", goal=None, **changes):
    entry = CpdEntry(key, "Course", CpdType.COURSE, DAY, **changes)
    return Holdings(log=cpd.bring(CpdLog(goal=goal), [entry]))


def reviewed(review):
    return Holdings(a_record(review))


def a_year(key, text="A year."):
    return Holdings(Record(year_notes={key: YearNote(text)}))


def step_change(at=NOW, reason=""):
    return StepChange(StepStatus.PLANNED, at, reason)


def chance_change(at=NOW, note=""):
    return OpportunityChange(OpportunityStatus.WANTED, at, note=note)


def some(number, prefix="a"):
    return [f"{prefix}{each}" for each in range(number)]


def pairs(number):
    return tuple((key, key) for key in some(number))


PROPER = {
    "nothing": Holdings(),
    "a step": a_step(area_id="subject", history=(step_change(reason="x" * 250),) * 20),
    "an opportunity": a_chance(area_ids=("subject",), post="p", history=(chance_change(),) * 20),
    "an entry": a_log(areas=(AreaRef("talent", "subject", "Subject"),), next_step="s"),
    "a goal": a_log(goal=Goal(60, DAY, DAY)),
    "a year": a_year("2025", "x" * holdings.YEAR_NOTE_LIMIT),
    "the first year": a_year("1969"),
    "the last year": a_year("2100"),
    "a review": reviewed(a_signed_off_review()),
    "a review that was returned": reviewed(a_returned_review()),
    "many areas": reviewed(a_review(areas={key: AreaReview("growing") for key in some(500)})),
    "many answers": reviewed(a_review(answers=Answers(dict.fromkeys(some(500), ("x",))))),
    "a long outline": reviewed(a_review(outline=Outline(areas=pairs(500)))),
    "private answers": Holdings(private={"block": {"baseline": Answers({"stay": ("Time.",)})}}),
}


@pytest.mark.parametrize("here", PROPER.values(), ids=PROPER)
def test_what_a_form_would_have_taken_is_no_problem(here):
    assert holdings.check(here) == ()


BROKEN = {
    "a step without words": (a_step(text=""), "next_steps.s"),
    "a step of an id that is none": (a_step("no id"), "next_steps.no id"),
    "a step of an area that is none": (a_step(area_id="no id"), "next_steps.s"),
    "a step with a long id": (a_step(LONG_ID, text=""), f"next_steps.{'a' * 40}"),
    "a step due never": (a_step(due=NEVER.date()), "next_steps.s"),
    "a step made never": (a_step(created=NEVER), "next_steps.s"),
    "a step changed never": (a_step(updated=NEVER), "next_steps.s"),
    "a step moved never": (a_step(history=(step_change(NEVER),)), "next_steps.s"),
    "a step with a long reason": (
        a_step(history=(step_change(reason="x" * 251),)),
        "next_steps.s",
    ),
    "a step with a long history": (a_step(history=(step_change(),) * 21), "next_steps.s"),
    "an opportunity of an id that is none": (a_chance("no id"), "opportunities.no id"),
    "an opportunity of an area that is none": (a_chance(area_ids=("no id",)), "opportunities.o"),
    "an opportunity of a post that is none": (a_chance(post="no id"), "opportunities.o"),
    "an opportunity made never": (a_chance(created=NEVER), "opportunities.o"),
    "an opportunity changed never": (a_chance(updated=NEVER), "opportunities.o"),
    "an opportunity moved never": (a_chance(history=(chance_change(NEVER),)), "opportunities.o"),
    "an opportunity with a long note": (
        a_chance(history=(chance_change(note="x" * 251),)),
        "opportunities.o",
    ),
    "an opportunity with a long history": (
        a_chance(history=(chance_change(),) * 21),
        "opportunities.o",
    ),
    "an opportunity with long words": (a_chance(detail="x" * 1001), "opportunities.o"),
    "an entry of an id that is none": (a_log("no id"), "cpd.no id"),
    "an entry of an area that is none": (a_log(areas=(AreaRef("t", "no id", "x"),)), "cpd.e"),
    "an entry of a framework that is none": (a_log(areas=(AreaRef("no id", "t", "x"),)), "cpd.e"),
    "an entry of a step that is none": (a_log(next_step="no id"), "cpd.e"),
    "an entry of an opportunity that is none": (a_log(opportunity="no id"), "cpd.e"),
    "an entry made never": (a_log(created=NEVER), "cpd.e"),
    "an entry changed never": (a_log(updated=NEVER), "cpd.e"),
    "an entry that ends never": (a_log(end=NEVER.date()), "cpd.e"),
    "an entry to look at never": (a_log(review_on=NEVER.date()), "cpd.e"),
    "an entry with long words": (a_log(learned="x" * 2001), "cpd.e"),
    "an entry that cannot be read": (Holdings(log=CpdLog(unread=({},))), "cpd"),
    "a goal of no time": (a_log(goal=Goal(0, DAY, DAY)), "cpd.goal"),
    "a goal that begins never": (a_log(goal=Goal(60, date(1, 1, 1), DAY)), "cpd.goal"),
    "a goal that ends never": (a_log(goal=Goal(60, DAY, NEVER.date())), "cpd.goal"),
    "a year that is none": (a_year("2025-26"), "years.2025-26"),
    "a year with a nought": (a_year("02025"), "years.02025"),
    "a year before ours": (a_year("1968"), "years.1968"),
    "a year after ours": (a_year("2101"), "years.2101"),
    "a year with a long name": (a_year("y" * 50), f"years.{'y' * 40}"),
    "a year with long words": (a_year("2025", "x" * (holdings.YEAR_NOTE_LIMIT + 1)), "years.2025"),
    "a review of an id that is none": (reviewed(a_review(round_id="no id")), "rounds.no id"),
    "a review with a long id": (
        reviewed(a_review(round_id=LONG_ID + "!")),
        f"rounds.{'a' * 40}",
    ),
    "a review begun never": (reviewed(a_review(started_at=NEVER)), "rounds.baseline"),
    "a review saved never": (reviewed(a_review(saved_at=NEVER)), "rounds.baseline"),
    "a review signed off never": (
        reviewed(a_signed_off_review(signed_off_at=NEVER)),
        "rounds.baseline",
    ),
    "a review signed off at no time": (
        reviewed(a_signed_off_review(signed_off_at=None)),
        "rounds.baseline",
    ),
    "a review returned never": (
        reviewed(a_returned_review(returned=a_return(at=NEVER))),
        "rounds.baseline",
    ),
    "a review signed off before, never": (
        reviewed(a_returned_review(earlier=(NEVER,))),
        "rounds.baseline",
    ),
    "too many areas": (
        reviewed(a_review(areas={key: AreaReview("growing") for key in some(501)})),
        "rounds.baseline",
    ),
    "an area that is none": (
        reviewed(a_review(areas={"no id": AreaReview("growing")})),
        "rounds.baseline",
    ),
    "an area with long words": (
        reviewed(a_review(areas={"subject": AreaReview("growing", evidence="x" * 1001)})),
        "rounds.baseline",
    ),
    "an area that was set aside with long words": (
        reviewed(
            a_review(
                archived=ArchivedAnswers(
                    areas={"subject": AreaReview("growing", reflection="x" * 3001)}
                )
            )
        ),
        "rounds.baseline",
    ),
    "an area that stayed here with long words": (
        reviewed(
            a_review(earlier_areas={1: {"subject": AreaReview("growing", evidence="x" * 1001)}})
        ),
        "rounds.baseline",
    ),
    "too many answers": (
        reviewed(a_review(answers=Answers(dict.fromkeys(some(501), ("x",))))),
        "rounds.baseline",
    ),
    "an answer to no question": (
        reviewed(a_review(answers=Answers({"no id": ("x",)}))),
        "rounds.baseline",
    ),
    "a long answer": (
        reviewed(a_review(answers=Answers({"moved": ("x", "x" * 3001)}))),
        "rounds.baseline",
    ),
    "an answer that was set aside": (
        reviewed(a_review(archived=ArchivedAnswers(answers={"no id": ("x",)}))),
        "rounds.baseline",
    ),
    "an outline of too many areas": (
        reviewed(a_review(outline=Outline(areas=pairs(501)))),
        "rounds.baseline",
    ),
    "an outline of too many levels": (
        reviewed(a_review(outline=Outline(levels=pairs(501)))),
        "rounds.baseline",
    ),
    "a review from elsewhere": (
        Holdings(Record(past=(ImportedReview("block", "Old", a_review(saved_at=NEVER)),))),
        "rounds.baseline",
    ),
    "a private answer to no question": (
        Holdings(private={"block": {"baseline": Answers({"no id": ("Time.",)})}}),
        "private",
    ),
}


@pytest.mark.parametrize(("here", "place"), BROKEN.values(), ids=BROKEN)
def test_what_no_form_would_have_taken_is_named_by_its_place(here, place):
    assert holdings.check(here) == (Problem("file", "file_broken_at", {"place": place}),)


def brought(copy, here=None):
    """Bring a copy in, and count what is other than it was."""
    here, place = here or Holdings(), {"made_in": "there", "title": "Old"}
    merged = holdings.merge(here, copy, **place)
    return merged, dict(counted(compare(here, copy, merged, **place).came_in))


def test_what_comes_in_is_counted_by_kind():
    copy = Holdings(
        Record(
            {"baseline": a_signed_off_review(), "final": a_review(round_id="final")},
            next_steps={key: NextStep(key, "Visit.") for key in some(3)},
            opportunities={key: Opportunity(key, VISIT) for key in some(4)},
            year_notes={str(year): YearNote("A year.") for year in range(2020, 2025)},
        ),
        {"block": {key: Answers({"stay": ("Time.",)}) for key in some(6)}},
        cpd.bring(
            CpdLog(goal=Goal(60, DAY, DAY)),
            [CpdEntry(key, "Course", CpdType.COURSE, DAY) for key in some(7)],
        ),
    )

    merged, counts = brought(copy)
    again, nothing = brought(copy, merged)

    assert counts == {
        "round": 2,
        "entry": 7,
        "step": 3,
        "opportunity": 4,
        "year": 5,
        "goal": 1,
        "private": 6,
    }
    assert (again, nothing) == (merged, {})
    assert merged.log.goal_revision == 1


def test_a_goal_that_is_here_stays():
    here, there = Goal(60, DAY, DAY), Goal(90, DAY, DAY)

    merged, counts = brought(Holdings(log=CpdLog(goal=there)), Holdings(log=CpdLog(goal=here)))

    assert (merged.log.goal, counts) == (here, {})


@pytest.mark.parametrize(("day", "stays"), [(-1, "Here."), (0, "Here."), (1, "There.")])
def test_of_two_versions_the_later_one_stays(day, stays):
    here = a_step(text="Here.", updated=NOW, revision=5)
    there = a_step(text="There.", updated=days(day), revision=2)

    merged, counts = brought(there, here)

    step = merged.record.next_steps["s"]
    assert (step.text, step.revision) == (stays, 6 if stays == "There." else 5)
    assert counts == ({"step": 1} if stays == "There." else {})


def test_a_year_that_has_words_here_keeps_them_and_one_without_takes_those_of_the_copy():
    here = Record(year_notes={"2024": YearNote("Here."), "2025": YearNote("")})
    there = Record(
        year_notes={"2024": YearNote("There."), "2025": YearNote("There."), "2026": YearNote("")}
    )

    merged, counts = brought(Holdings(there), Holdings(here))

    notes = {key: note.text for key, note in merged.record.year_notes.items()}
    assert (notes, counts) == ({"2024": "Here.", "2025": "There."}, {"year": 1})


def full(most, make):
    return {key: make(key) for key in some(most + 1)}


TOO_MUCH = {
    "entries": (
        Holdings(
            log=cpd.bring(
                CpdLog(),
                full(cpd.MOST_ENTRIES, lambda key: CpdEntry(key, "x", CpdType.VISIT, DAY)).values(),
            )
        ),
        Problem("file", "record_too_many_entries", {"most": 1000}),
    ),
    "steps": (
        Holdings(Record(next_steps=full(next_step.MOST_STEPS, lambda key: NextStep(key, "x")))),
        Problem("file", "record_too_many_steps", {"most": 200}),
    ),
    "opportunities": (
        Holdings(
            Record(
                opportunities=full(
                    opportunity.MOST_OPPORTUNITIES, lambda key: Opportunity(key, VISIT)
                )
            )
        ),
        Problem("file", "record_too_many_opportunities", {"most": 100}),
    ),
    "rounds": (
        Holdings(
            Record(
                past=tuple(
                    ImportedReview(key, "Old", a_signed_off_review())
                    for key in some(holdings.MOST_PAST + 1)
                )
            )
        ),
        Problem("file", "record_too_many_rounds", {"most": 60}),
    ),
}


@pytest.mark.parametrize(("copy", "problem"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_more_than_can_be_held_is_refused_whole(copy, problem):
    with pytest.raises(Invalid) as refused:
        brought(copy)

    assert refused.value.problems == (problem,)


def test_a_round_from_elsewhere_that_was_signed_off_goes_before_a_draft():
    draft, signed = a_review(saved_at=days(9)), a_signed_off_review()
    holdings = Holdings(Record(past=(ImportedReview("there", "Old", draft),)))

    merged, counts = brought(reviewed(signed), holdings)
    same, none = brought(reviewed(draft), merged)

    assert [past.review for past in merged.record.past] == [signed]
    assert (counts, none) == ({"round": 1}, {})
    assert same == merged


def test_a_draft_that_was_saved_later_takes_the_place_of_an_earlier_one():
    earlier, later = a_review(saved_at=days(1)), a_review(saved_at=days(2))
    holdings = Holdings(Record(past=(ImportedReview("there", "Old", earlier),)))

    assert brought(reviewed(later), holdings)[0].record.past[0].review == later
    assert (
        brought(reviewed(replace(later, saved_at=None)), holdings)[0].record.past
        == holdings.record.past
    )


def test_a_private_answer_that_is_here_stays():
    here, there = Answers({"stay": ("Here.",)}), Answers({"stay": ("There.",)})
    holdings = Holdings(private={"block": {"baseline": here}})
    copy = Holdings(private={"block": {"baseline": there, "final": there}, "other": {"a": there}})

    merged, counts = brought(copy, holdings)

    assert merged.private == {"block": {"baseline": here, "final": there}, "other": {"a": there}}
    assert counts == {"private": 2}
