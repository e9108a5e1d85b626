from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_round, days, named, problem_name, rounds
from matrix_xblock.domain.framework.framework import TEXT_LIMITS
from matrix_xblock.domain.framework.rounds import (
    MOST_ROUNDS,
    Phase,
    check,
    current,
    following,
    next_to_do,
    phases,
    previous,
    under_way,
    with_platform_dates,
    within_range,
)

MOMENT = (days(0) - NOW).resolution


def the_phases(*rounds_, signed_off=(), now=NOW):
    return [phase.value for phase in phases(rounds_, now, signed_off=signed_off).values()]


def the_current(*rounds_, in_progress=(), signed_off=(), now=NOW):
    return current(rounds_, now, in_progress=in_progress, signed_off=signed_off).id


dated = (
    a_round(id="autumn", opens=days(-90), closes=days(-30)),
    a_round(id="spring", opens=days(-10), closes=days(30)),
    a_round(id="summer", opens=days(60), closes=days(90)),
)


def test_dates_tell_whether_a_round_is_over_open_or_still_to_come():
    assert the_phases(*dated) == ["closed", "open", "upcoming"]


@pytest.mark.parametrize(
    ("now", "phase"),
    [(days(0) - MOMENT, "open"), (days(0), "closed"), (days(0) + MOMENT, "closed")],
)
def test_a_round_closes_at_the_very_moment(now, phase):
    assert the_phases(a_round(closes=NOW), now=now) == [phase]


@pytest.mark.parametrize(("now", "phase"), [(NOW - MOMENT, "upcoming"), (NOW, "open")])
def test_a_round_opens_at_the_very_moment(now, phase):
    assert the_phases(a_round(opens=NOW), now=now) == [phase]


def test_a_round_stays_open_after_it_is_due():
    assert the_phases(a_round(due=days(-1))) == ["open"]


def test_without_dates_only_the_first_round_is_open():
    assert the_phases(*rounds()) == ["open", "upcoming", "upcoming"]


def test_a_round_without_an_opening_date_opens_once_the_one_before_is_signed_off():
    assert the_phases(*rounds(), signed_off={"baseline"}) == ["open", "open", "upcoming"]


def test_a_round_without_an_opening_date_opens_once_the_one_before_is_over():
    baseline, mid_point, final = rounds()

    assert the_phases(a_round(closes=days(-1)), mid_point, final) == ["closed", "open", "upcoming"]
    assert baseline.closes is None


def test_an_opening_date_opens_a_round_whatever_came_before():
    assert the_phases(a_round(), a_round(id="spring", opens=days(-1))) == ["open", "open"]


def test_a_round_after_one_that_is_over_stays_closed_if_its_own_end_has_passed():
    assert the_phases(a_round(closes=days(-2)), a_round(id="b", closes=days(-1))) == [
        "closed",
        "closed",
    ]


def test_the_first_round_comes_first():
    assert the_current(*rounds()) == "baseline"


def test_a_round_in_progress_comes_before_one_that_may_be_started():
    both_open = (a_round(), a_round(id="spring", opens=days(-1)))

    assert the_current(*both_open, in_progress={"spring"}) == "spring"


def test_a_later_round_without_a_date_does_not_push_a_signed_off_one_aside():
    assert the_current(*rounds(), signed_off={"baseline"}) == "baseline"


def test_a_later_round_whose_date_has_come_is_next():
    later = (a_round(), a_round(id="spring", opens=days(-1)))

    assert the_current(*later, signed_off={"baseline"}) == "spring"


def test_a_later_round_that_was_begun_is_the_current_one():
    assert the_current(*rounds(), signed_off={"baseline"}, in_progress={"mid-point"}) == "mid-point"


def test_between_two_rounds_the_last_one_signed_off_is_shown():
    assert the_current(*dated[::2], signed_off={"autumn"}) == "autumn"


def test_between_two_rounds_the_last_one_that_opened_is_shown():
    assert the_current(*dated[::2]) == "autumn"


def test_a_round_in_progress_that_has_closed_gives_way_to_an_open_one():
    assert the_current(*dated, in_progress={"autumn"}) == "spring"


def test_before_every_round_the_first_one_is_shown():
    assert the_current(*dated, now=days(-100)) == "autumn"


@given(
    opens=st.lists(st.integers(-5, 5), min_size=1, max_size=6),
    done=st.sets(st.integers(0, 5)),
    begun=st.sets(st.integers(0, 5)),
)
def test_there_is_always_a_current_round(opens, done, begun):
    some = [a_round(id=str(n), opens=days(day) if day else None) for n, day in enumerate(opens)]

    chosen = the_current(*some, signed_off=set(map(str, done)), in_progress=set(map(str, begun)))

    assert chosen in {round_.id for round_ in some}


@pytest.mark.parametrize(
    ("now", "round_id"),
    [(days(-100), "autumn"), (NOW, "spring"), (days(50), "spring"), (days(70), "summer")],
)
def test_a_course_is_in_the_latest_round_that_has_opened_or_in_the_first(now, round_id):
    assert under_way(dated, now).id == round_id


def test_the_round_after_is_the_next_in_the_list():
    assert following(rounds(), "baseline").id == "mid-point"


def test_after_the_last_round_there_is_none():
    assert following(rounds(), "final") is None


def the_next_to_do(*rounds_, signed_off=("baseline",)):
    stages = phases(rounds_, NOW, signed_off=signed_off)
    return next_to_do(rounds_, "baseline", phases=stages, signed_off=signed_off)


def test_a_round_that_is_over_is_not_what_comes_next():
    over = a_round(id="autumn", opens=days(-9), closes=days(-1))
    later = a_round(id="spring", opens=days(30))

    assert the_next_to_do(a_round(), over, later) == later
    assert the_next_to_do(a_round(), over) is None


def test_a_round_that_is_signed_off_is_not_what_comes_next():
    spring = a_round(id="spring")

    assert the_next_to_do(a_round(), spring, signed_off={"baseline", "spring"}) is None


def test_the_round_before_is_the_last_one_signed_off():
    assert previous(rounds(), "final", signed_off={"baseline", "final"}).id == "baseline"


def test_before_the_first_signed_off_round_there_is_none():
    assert previous(rounds(), "mid-point", signed_off=()) is None


def test_an_unknown_round_has_none_before_it():
    assert previous(rounds(), "unknown", signed_off={"baseline"}) is None


def test_the_platforms_dates_go_to_the_last_round_without_dates():
    some = (a_round(), a_round(id="final"), a_round(id="extra", due=days(3)))

    dated_by_platform = with_platform_dates(some, due=days(1), closes=days(2))

    assert dated_by_platform == (
        a_round(),
        a_round(id="final", due=days(1), closes=days(2)),
        a_round(id="extra", due=days(3)),
    )


def test_a_round_with_dates_of_its_own_keeps_them():
    own = (a_round(closes=days(9)),)

    assert with_platform_dates(own, due=days(1), closes=days(2)) == own


def test_without_dates_of_the_platform_nothing_changes():
    assert with_platform_dates(rounds(), due=None, closes=None) == rounds()


def test_rounds_that_keep_the_rules_have_no_problems():
    assert check((*rounds(), a_round(id="dated", opens=NOW, due=NOW, closes=days(1)))) == ()


def test_the_limits_of_rounds_are_allowed():
    longest = a_round(id="x" * 100, title="x" * TEXT_LIMITS["name"])

    assert check((longest, *(a_round(id=f"r{n}") for n in range(MOST_ROUNDS - 1)))) == ()


@pytest.mark.parametrize(
    ("some", "problem"),
    [
        ((), ("rounds", "too_few")),
        (tuple(a_round(id=f"r{n}") for n in range(MOST_ROUNDS + 1)), ("rounds", "too_many")),
        ((a_round(), a_round()), ("rounds", "duplicate_id")),
        ((a_round(id=" "),), ("rounds[0].id", "bad_id")),
        ((a_round(id="x" * 101),), ("rounds[0].id", "bad_id")),
        ((a_round(id="📚" * 50),), ("rounds[0].id", "bad_id")),
        ((a_round(title=""),), ("rounds[0].title", "missing_words")),
        ((a_round(title="x" * 1001),), ("rounds[0].title", "too_long")),
        ((a_round(opens=days(1), due=days(0)),), ("rounds[0].due", "dates_out_of_order")),
        ((a_round(opens=days(1), closes=days(0)),), ("rounds[0].closes", "dates_out_of_order")),
        ((a_round(due=days(1), closes=days(0)),), ("rounds[0].closes", "dates_out_of_order")),
    ],
    ids=problem_name,
)
def test_a_rule_about_rounds_is_named_with_its_path(some, problem):
    assert named(check(some)) == [problem]


def test_every_problem_of_rounds_is_named_at_once():
    broken = (a_round(id="", title=""), a_round(opens=days(1), due=days(0)))

    assert named(check(broken)) == [
        ("rounds[0].id", "bad_id"),
        ("rounds[0].title", "missing_words"),
        ("rounds[1].due", "dates_out_of_order"),
    ]


def test_phases_have_the_words_of_the_page():
    assert [phase.value for phase in Phase] == ["upcoming", "open", "closed"]


def test_a_round_that_was_begun_stays_open_whatever_an_author_puts_before_it():
    new, begun = a_round(id="new"), a_round(id="begun")

    by_round = phases([new, begun], NOW, in_progress={"begun"}, signed_off=set())

    assert by_round["begun"] is Phase.OPEN


@pytest.mark.parametrize("dates", [{"due": days(3)}, {"closes": days(3)}])
def test_one_date_of_the_platform_is_enough(dates):
    one, two, three = rounds()
    own = a_round(id="own", closes=days(1))
    given = {"due": None, "closes": None, **dates}

    dated = with_platform_dates((one, two, three, own), **given)

    assert dated == (one, two, replace(three, **dates), own)


def test_without_dates_of_the_platform_rounds_are_as_they_are():
    assert with_platform_dates(rounds(), due=None, closes=None) == rounds()


@pytest.mark.parametrize(
    ("time", "stands_for"),
    [
        (None, None),
        (datetime(1969, 12, 31, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
        (datetime(1970, 2, 3, tzinfo=UTC), datetime(1970, 2, 3, tzinfo=UTC)),
        (datetime(2100, 12, 31, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)),
        (datetime(2101, 1, 1, tzinfo=UTC), None),
    ],
)
def test_a_time_out_of_range_is_over_or_never_comes(time, stands_for):
    assert within_range(time) == stands_for
