"""The facts of a school year: what happened from its first day to its last, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import NOW, a_framework, a_save, a_signed_off_review, every_area
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog, CpdType
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record import year
from matrix_xblock.domain.record.movement import Stop, rows
from matrix_xblock.domain.record.trail import SAME_VISIT, Access, is_noted
from matrix_xblock.domain.review.migration import Difference
from matrix_xblock.domain.review.review import outline_of
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.versions import SavedVersion, is_repeated

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
ONE_DAY = timedelta(days=1)
STATUS = OpportunityStatus


def local_day(time):
    return time.astimezone(ZoneInfo("Europe/London")).date()


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def facts(*, stops=(), rows=(), entries=(), steps=(), opportunities=()):
    return year.facts(
        2025,
        stops=stops,
        rows=rows,
        log=cpd.bring(CpdLog(), entries),
        steps=steps,
        opportunities=opportunities,
        local_day=local_day,
    )


def an_entry(day, minutes=60, kind=CpdType.VISIT):
    return CpdEntry(f"{day}-{minutes}", "CPD", kind, day, minutes=minutes)


def a_stop(day, level):
    framework = a_framework()
    review = a_signed_off_review(areas=every_area(level_id=level), signed_off_at=noon(day))
    return Stop(f"Round of {day}", noon(day), review, outline_of(framework, "Round"))


def test_a_school_year_is_from_september_to_august():
    assert school_year.days(2025) == (FIRST, LAST)
    assert [school_year.of(day) for day in (FIRST - ONE_DAY, FIRST, LAST)] == [2024, 2025, 2025]


def test_cpd_counts_from_the_first_day_to_the_last():
    days = (FIRST - ONE_DAY, FIRST, LAST, LAST + ONE_DAY)

    year = facts(entries=[an_entry(day) for day in days])

    assert (year.entries, year.minutes, year.main_type) == (2, 120, "visit")


def test_a_year_without_time_has_no_main_kind_of_cpd():
    assert facts(entries=[an_entry(FIRST, minutes=0)]).main_type == ""


def test_the_kind_with_most_time_is_the_main_one():
    some = [an_entry(FIRST, 30), an_entry(LAST, 90, CpdType.COURSE), an_entry(LAST, 45)]

    assert facts(entries=some).main_type == "course"


def test_rounds_count_on_their_day_where_the_participant_is():
    late = datetime(2025, 8, 31, 23, 30, tzinfo=UTC)  # in London it is September already
    stops = [
        Stop("Late", late, a_signed_off_review(), outline_of(a_framework(), "")),
        a_stop(LAST, "growing"),
        a_stop(LAST + ONE_DAY, "growing"),
    ]

    assert facts(stops=stops).rounds == ("Late", f"Round of {LAST}")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("starting", "growing", (3, 0, 0)),
        ("growing", "growing", (0, 3, 0)),
        ("established", "growing", (0, 0, 3)),
    ],
)
def test_movement_counts_in_the_year_of_its_latest_round(before, after, expected):
    stops = [a_stop(FIRST - ONE_DAY, before), a_stop(FIRST, after)]
    areas = rows(a_framework(), stops)

    year = facts(stops=stops, rows=areas)

    assert (len(year.up), year.same, year.down) == expected
    assert not facts(stops=stops[:1], rows=rows(a_framework(), stops[:1])).up


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["starting", "established", "growing"], (3, 0, 0)),
        (["growing", "established", "growing"], (0, 3, 0)),
        (["established", "starting", "growing"], (0, 0, 3)),
    ],
)
def test_a_year_of_several_rounds_is_compared_from_its_first_to_its_last(levels, expected):
    stops = [a_stop(date(2025, month, 1), level) for month, level in enumerate(levels, 9)]

    year = facts(stops=stops, rows=rows(a_framework(), stops))

    assert (len(year.up), year.same, year.down) == expected


def test_a_year_begins_where_the_year_before_ended():
    before = [a_stop(date(2024, 10, 1), "starting"), a_stop(date(2025, 6, 1), "growing")]
    stops = [*before, a_stop(date(2025, 10, 1), "starting"), a_stop(date(2026, 6, 1), "growing")]

    year = facts(stops=stops, rows=rows(a_framework(), stops))

    assert (year.up, year.same) == ((), 3)


def test_a_round_after_the_year_is_not_in_it():
    stops = [a_stop(FIRST - ONE_DAY, "starting"), a_stop(FIRST, "growing")]
    stops.append(a_stop(LAST + ONE_DAY, "starting"))

    assert len(facts(stops=stops, rows=rows(a_framework(), stops)).up) == 3


@pytest.mark.parametrize(
    ("status", "reached"),
    [
        (STATUS.WANTED, "wanted"),
        (STATUS.OFFERED, "offered"),
        (STATUS.AGREED, ""),
        (STATUS.TAKEN_UP, "taken_up"),
        (STATUS.COMPLETED, "completed"),
        (STATUS.NOT_POSSIBLE, ""),
    ],
)
def test_each_status_that_an_opportunity_reached_in_the_year_counts(status, reached):
    days = (FIRST - ONE_DAY, FIRST, LAST, LAST + ONE_DAY)
    history = tuple(OpportunityChange(status, noon(day)) for day in days)

    year = facts(opportunities=[Opportunity("one", OpportunityType.VISIT, history=history)])

    for name in ("wanted", "offered", "taken_up", "completed"):
        assert getattr(year, name) == (2 if name == reached else 0)
    assert year.not_possible == ()


def test_each_reason_in_the_year_is_told():
    history = (
        OpportunityChange(STATUS.NOT_POSSIBLE, noon(FIRST), Reason.COVER),
        OpportunityChange(STATUS.WANTED, noon(LAST)),
        OpportunityChange(STATUS.NOT_POSSIBLE, noon(LAST), Reason.COST),
        OpportunityChange(STATUS.NOT_POSSIBLE, noon(LAST + ONE_DAY), Reason.TIMING),
    )

    year = facts(opportunities=[Opportunity("one", OpportunityType.VISIT, history=history)])

    assert year.not_possible == ("cover", "cost")


def test_steps_count_where_they_were_done_in_the_year_or_are_open():
    def done(day):
        history = (StepChange(StepStatus.DONE, noon(day)),)
        return NextStep(f"{day}", "Visit.", status=StepStatus.DONE, history=history)

    year = facts(
        steps=[done(FIRST), done(LAST), done(LAST + ONE_DAY), NextStep("open", "Visit.")] * 2
    )

    assert (year.steps_done, year.steps_open) == (4, 2)


def test_years_are_those_of_the_days_and_today_the_latest_first():
    days = [date(2024, 8, 31), date(2026, 3, 1), date(2022, 9, 1), date(2026, 1, 1)]

    assert year.years(days, date(2026, 9, 1)) == (2026, 2025, 2023, 2022)


def test_a_save_that_was_kept_is_repeated_and_the_next_of_its_tab_is_not():
    saved = SavedVersion(revision=3, writer="tab", sequence=2)

    repeated = [is_repeated(saved, a_save(writer="tab", sequence=each)) for each in (1, 2, 3)]

    assert repeated == [True, True, False]
    assert not is_repeated(saved, a_save(writer="other", sequence=2))
    assert not is_repeated(SavedVersion(), a_save(writer="", sequence=0))


def test_a_visit_lasts_for_a_while():
    first = Access("Sam", "record", "baseline", NOW, "anon-sam")

    noted = [
        is_noted([first], Access("Sam", "record", "baseline", NOW + later, "anon-sam"))
        for later in (SAME_VISIT - timedelta(seconds=1), SAME_VISIT)
    ]

    assert noted == [True, False]


@pytest.mark.parametrize("part", ["added", "gone", "renamed"])
def test_there_is_a_difference_where_anything_differs(part):
    assert Difference(**{part: ("Subject",)})
    assert not Difference()
