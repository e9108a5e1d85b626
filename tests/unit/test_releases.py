"""Releases: when one may be made, what is in it, and how it is stored."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.codec.figures.releases import (
    ROW_LIMIT,
    read_releases,
    write_release,
    write_withdrawal,
)
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.groups import OTHERS, Group
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.release_counts import Counting
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.releases import (
    Participation,
    Release,
    ReleasedGroup,
    Releases,
    Withdrawal,
    check_release,
    earlier_of,
    participation,
    released_groups,
)
from matrix_xblock.domain.figures.sign_offs import OpportunitySummary
from matrix_xblock.domain.figures.suppression import Earlier
from matrix_xblock.domain.figures.together import comparable, released_comparable
from matrix_xblock.domain.figures.whole_releases import is_whole
from matrix_xblock.report.release_rows import release_rows
from matrix_xblock.screens.release import release_shown
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.release_finding import finding_of
from solver.courses import BASELINE, FINAL, MIDDLE, a_course

NOW = datetime(2026, 12, 19, 10, 42, tzinfo=UTC)
HIDDEN = Symbol.CONFIDENTIAL


def a_release(**changes):
    return replace(Release("r1", "final", NOW, "Sam", 100, by_id="anon-sam"), **changes)


def codes(*past, people=165, k=10, is_closed=True, unreadable=0, round_id="final", **others):
    problems = check_release(
        Releases(past, unreadable),
        round_id,
        people=people,
        k=k,
        is_closed=is_closed,
        rounds=("baseline", "final"),
        **others,
    )
    return [(each.field, each.code) for each in problems]


# When one may be made


def test_a_release_of_enough_people_may_be_made():
    assert codes() == codes(people=29) == codes(people=11) == []


@pytest.mark.parametrize("people", [0, 1, 10])
def test_a_release_of_k_people_or_fewer_is_refused(people):
    assert codes(people=people) == [("people", "too_few_people")]


def test_a_refusal_for_want_of_people_says_how_many_there_are_and_how_many_it_takes():
    [problem] = check_release(Releases(()), "final", people=7, k=10, is_closed=True)

    assert problem.values == {"people": 7, "least": 11}


@pytest.mark.parametrize("k", [-1, 0, 4, 1001])
def test_a_k_out_of_range_is_refused(k):
    assert ("k", "out_of_range") in codes(k=k, people=5000)


def test_there_is_at_most_one_interim_release_of_a_round():
    assert codes(is_closed=False) == []
    assert codes(a_release(is_interim=True), is_closed=False) == [("round", "interim_made")]
    assert codes(a_release(round_id="baseline"), is_closed=False) == []


@pytest.mark.parametrize(("people", "refused"), [(131, True), (132, False)])
def test_a_further_release_needs_thirty_more_people_than_there_can_have_been(people, refused):
    problems = codes(a_release(people=100, is_interim=True), people=people)

    assert problems == ([("people", "too_few_more")] if refused else [])


def test_a_refusal_for_want_of_more_people_says_how_many_more():
    [problem] = check_release(
        Releases((a_release(people=100, is_interim=True),)),
        "final",
        people=131,
        k=10,
        is_closed=True,
        rounds=("baseline", "final"),
    )

    assert problem.values == {"more": 30, "missing": 1}


def test_a_release_that_was_withdrawn_has_been_seen_all_the_same():
    gone = a_release(withdrawn=Withdrawal("r1", NOW, "Sam"))

    assert codes(gone, people=100) == [("people", "too_few_more")]


def test_a_round_is_not_released_after_a_later_one():
    later = a_release()

    assert codes(later, round_id="baseline") == [("round", "later_round_released")]


@pytest.mark.parametrize("since", [{"baseline": "baseline"}, {"last": "baseline"}])
def test_a_round_is_not_released_after_movement_since_it_wherever_the_later_round_is_now(since):
    taken_out = a_release(round_id="summer", **since)

    assert codes(taken_out, round_id="baseline") == [("round", "later_round_released")]
    assert codes(taken_out, round_id="final") == []


def test_nothing_is_released_beside_a_release_that_cannot_be_read():
    assert codes(unreadable=1) == [("releases", "newer_release")]


def test_groups_are_for_one_release_of_a_round_and_not_for_an_interim_one():
    groups, sizes = (Group("a", ("A",)), Group("b", ("B",))), {"A": 80, "B": 90}
    before = a_release(groups=(ReleasedGroup("0", "a", ("A",), 60),))

    assert codes(groups=groups, sizes=sizes) == []
    assert codes(groups=groups, sizes=sizes, is_closed=False) == [("groups", "interim_by_group")]
    assert codes(before, groups=groups, sizes=sizes) == [("groups", "released_by_group")]
    assert codes(a_release(), groups=groups, sizes=sizes) == []


def test_faults_of_groups_are_named_with_the_others():
    small = (Group("a", ("A",)), Group("b", ("B",)))

    assert codes(groups=small, sizes={"A": 29, "B": 136}) == [
        ("groups[0].cohorts", "group_too_small")
    ]
    assert ("groups[1].cohorts", "group_too_small") in codes(
        k=50, groups=small, sizes={"A": 100, "B": 50}
    )


# What is in it


def test_participation_is_rounded_and_few_are_hidden():
    assert participation({"final": (40, 33, 10)}, 10) == (Participation("final", 40, 35, HIDDEN),)


def test_groups_are_shown_with_their_cohorts_and_a_rounded_number_of_people():
    groups = released_groups([Group(" Dale ", ("A", "B"))], {"A": 20, "B": 14, "C": 41, "": 3})

    assert groups == (
        ReleasedGroup("0", "Dale", ("A", "B"), 35),
        ReleasedGroup(OTHERS, "", ("C",), 45),
    )
    assert released_groups([], {"A": 20}) == ()


def course(seed=5, **changes):
    size = {"size": 200, "levels": 4, "areas": 4, "groups": 3, "rounds": (BASELINE, FINAL)}
    return a_course(random.Random(seed), **{**size, **changes})


def test_a_release_has_the_words_of_its_time():
    release = course().releases[FINAL]

    assert release.words["levels"] == (("l0", "L0"), ("l1", "L1"), ("l2", "L2"), ("l3", "L3"))
    assert release.words["areas"][0] == ("a0", "A0")
    assert ("not-yet", "not-yet") in release.words["answers"]
    assert release.framework == "f@1"


def test_a_release_has_a_table_of_everything_that_is_counted():
    tables = course(rounds=(BASELINE, MIDDLE, FINAL)).releases[FINAL].tables

    assert {key.partition("/")[0] for key in tables} == {
        "levels",
        "private",
        "since-baseline",
        "since-last",
        "moved-since-baseline",
        "moved-since-last",
        "opportunities",
        "not-possible",
        "because",
        "answers",
        "why",
    }


def test_with_two_levels_there_is_no_movement_by_area():
    tables = course(levels=2).releases[FINAL].tables

    assert "since-baseline/a0" not in tables
    assert "moved-since-baseline" in tables


def test_with_one_area_who_has_moved_is_not_counted_twice():
    tables = course(areas=1).releases[FINAL].tables

    assert "moved-since-baseline" not in tables
    assert "since-baseline/a0" in tables


@pytest.mark.parametrize("seed", range(8))
def test_movement_in_an_area_is_hidden_where_a_round_hides_its_bands(seed):
    made = course(seed, groups=1).releases

    for area in range(4):
        bands = [made[key].tables[f"levels/a{area}"].is_shown("lower-half") for key in made]
        table = made[FINAL].tables[f"since-baseline/a{area}"]
        assert all(bands) or table.hidden == len(table.cells)


@pytest.mark.parametrize("seed", range(8))
def test_reasons_are_hidden_where_it_is_hidden_how_many_they_are_about(seed):
    tables = course(seed).releases[FINAL].tables

    assert tables["why"].is_shown("answered") or not tables["why/no-time"].is_shown("chosen")
    assert tables["answers"].is_shown("asked-why") or not tables["why"].is_shown("answered")
    assert tables["opportunities"].is_shown("shared") or not tables["not-possible"].is_shown("all")


@pytest.mark.parametrize("seed", range(8))
def test_days_to_an_offer_are_shown_where_both_who_had_one_and_who_had_none_are(seed):
    release = course(seed).releases[FINAL]

    is_shown = release.tables["opportunities"].is_shown("offered")
    assert is_shown is (release.days_to_offer is not HIDDEN)


@pytest.mark.parametrize("seed", range(4))
def test_opportunities_are_shown_by_who_has_moved_only_where_that_is_shown(seed):
    tables = course(seed).releases[FINAL].tables

    is_shown = tables["moved-since-baseline"].is_shown("moved")
    assert is_shown is bool(tables["opportunities"].rows)


@pytest.mark.parametrize("seed", range(4))
def test_two_releases_of_a_round_never_both_show_opportunities_by_who_has_moved(seed):
    made = course(seed, size=300, groups=1, interim=True).releases

    assert made["interim"].tables["opportunities"].rows == {}


def test_a_later_release_of_a_round_reveals_nothing_of_few_newcomers():
    made = course(3, size=220, interim=True, groups=1).releases

    for key, table in made["interim"].tables.items():
        for cell, count in table.whole.items():
            later = made[FINAL].tables[key].whole[cell]
            assert HIDDEN in (count, later) or later - count >= 10


class Tables(dict):
    """Tables of an earlier release, none of them, that know which were looked for."""

    def __init__(self):
        super().__init__()
        self.asked = set()

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


def test_every_table_is_compared_with_the_one_of_its_name_in_earlier_releases_of_the_round():
    before, elsewhere = (
        a_release(round_id=each, tables=Tables(), baseline=BASELINE) for each in (FINAL, BASELINE)
    )
    made = course(0)
    framework, people = made.framework, [str(n) for n in range(100)]
    levels = [bytes(len(framework.areas))] * len(people)
    counting = Counting(
        made.codes,
        people,
        levels,
        {BASELINE: levels},
        [OpportunitySummary()] * len(people),
        dict.fromkeys(("moved", "why"), [None] * len(people)),
    )
    wanted = Wanted("r2", FINAL, NOW, "Sam", baseline=BASELINE, last=BASELINE)

    release = make_release(wanted, framework, counting, [before, elsewhere])

    assert before.tables.asked == set(release.tables)
    assert elsewhere.tables.asked == set()


def made_after(*past, spread=1):
    """Make a release of the last round after others; people are on so many levels in turn."""
    made = course(0)
    framework, people = made.framework, [str(n) for n in range(120)]
    levels = [bytes([n % spread] * len(framework.areas)) for n in range(len(people))]
    counting = Counting(
        made.codes,
        people,
        levels,
        {BASELINE: levels},
        [OpportunitySummary()] * len(people),
        dict.fromkeys(("moved", "why"), [None] * len(people)),
    )
    wanted = Wanted("r2", FINAL, NOW, "Sam", baseline=BASELINE, last=BASELINE)
    return framework, make_release(wanted, framework, counting, past)


def test_movement_is_compared_with_that_since_the_same_round_when_a_release_is_made():
    before = a_release(round_id=FINAL, tables=Tables(), baseline=MIDDLE, last=BASELINE)

    _, release = made_after(before)

    moved = {each for each in release.tables if "since-baseline" in each}
    assert moved
    assert {each.replace("since-baseline", "since-last") for each in moved} <= before.tables.asked
    assert not moved & before.tables.asked


def test_movement_of_an_area_is_bounded_by_what_releases_of_the_round_before_show_of_it():
    before = a_release(round_id=BASELINE, tables=Tables())

    framework, _ = made_after(before, spread=3)

    assert before.tables.asked == {f"levels/{area.id}" for area in framework.areas}


def test_a_release_can_be_compared_with_the_framework_that_it_is_of():
    framework, release = made_after()

    assert released_comparable(release) == comparable(framework)
    assert all(comparable(framework))
    assert len(comparable(framework)) == 5


def test_tables_of_another_round_are_no_earlier_ones():
    table = Released({"all": 100})
    made = a_release(tables={"answers": table})

    assert earlier_of([made], "final", "answers") == (Earlier(table, 100),)
    assert earlier_of([made], "baseline", "answers") == ()
    assert earlier_of([made], "final", "why") == ()


@pytest.mark.parametrize("what", ["{}/pedagogy", "moved-{}"])
def test_movement_is_compared_with_movement_since_the_same_round_in_whatever_order_rounds_are(what):
    baseline, last = what.format("since-baseline"), what.format("since-last")
    since_autumn, since_spring = Released({"all": 100}), Released({"all": 60})
    made = a_release(
        baseline="autumn", last="spring", tables={baseline: since_autumn, last: since_spring}
    )

    assert earlier_of([made], "final", baseline, "spring") == (Earlier(since_spring, 100),)
    assert earlier_of([made], "final", last, "autumn") == (Earlier(since_autumn, 100),)
    assert earlier_of([made], "final", last, "spring") == (Earlier(since_spring, 100),)
    assert earlier_of([made], "final", last, "summer") == ()


# How it is stored


def stored(*rows):
    return read_releases(json.loads(json.dumps(rows)))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_written_is_read(seed):
    made = course(seed, interim=bool(seed % 2)).releases

    assert made
    for release in made.values():
        assert stored(*write_release(release)) == Releases((release,))


keys = st.text("abc-/é<=", min_size=1, max_size=6)
shown = st.integers(0, 10_000) | st.just(HIDDEN)
cells = st.dictionaries(keys, shown, max_size=4)
times = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
releases = st.builds(
    Release,
    id=keys,
    round_id=keys,
    at=times,
    by=st.text(max_size=20),
    people=st.integers(0, 10_000),
    is_interim=st.booleans(),
    k=st.integers(5, 100),
    framework=keys,
    baseline=keys,
    last=keys,
    words=st.dictionaries(
        keys, st.lists(st.tuples(keys, st.text(max_size=9)), min_size=1, max_size=3).map(tuple)
    ),
    participation=st.lists(st.builds(Participation, keys, shown, shown, shown), max_size=3).map(
        tuple
    ),
    groups=st.lists(
        st.builds(ReleasedGroup, keys, st.text(max_size=9), st.tuples(keys), st.integers(0, 99)),
        max_size=3,
        unique_by=lambda each: each.id,
    ).map(tuple),
    tables=st.dictionaries(keys, st.builds(Released, cells, st.dictionaries(keys, cells))),
    days_to_offer=shown,
)


@given(releases)
def test_whatever_is_in_a_release_is_read_as_it_was_written(release):
    assert stored(*write_release(release)) == Releases((release,))


def test_a_large_release_is_split_over_rows_that_fit():
    words = {"areas": tuple((f"a{n}", "é" * 200) for n in range(60))}
    table = Released({f"key-{n}": n for n in range(20)}, {str(n): {"x": n} for n in range(30)})
    release = a_release(words=words, tables={f"levels/a{n}": table for n in range(200)})

    rows = write_release(release)

    assert len(rows) > 1
    assert max(len(json.dumps(row)) for row in rows) <= ROW_LIMIT + 1_000
    assert stored(*reversed(rows)) == Releases((release,))
    assert stored(*rows[1:]) == Releases((a_release(people=0, is_readable=False),))


def test_a_withdrawal_is_a_row_and_the_first_one_counts():
    times = (NOW + timedelta(days=n) for n in range(2))
    first, second = (Withdrawal("r1", each, "Sam", "anon-sam") for each in times)
    rows = [*write_release(a_release()), write_withdrawal(first), write_withdrawal(second)]

    read = stored(*rows)

    assert read.made == (a_release(withdrawn=first),)
    assert read.shown == ()


def test_what_a_newer_version_has_withdrawn_is_shown_no_more():
    newer = {
        **write_withdrawal(Withdrawal("r1", NOW, "Sam")),
        "version": 2,
        "why": "of another time",
    }

    read = stored(*write_release(a_release()), newer)

    assert (read.shown, read.unreadable) == ((), 1)


def test_rows_of_before_ids_were_written_have_the_name_alone():
    rows = [*write_release(a_release()), write_withdrawal(Withdrawal("r1", NOW, "Sam", "anon-sam"))]

    [read] = stored(*({k: v for k, v in row.items() if k != "by_id"} for row in rows)).made

    assert (read.by, read.by_id) == ("Sam", "")
    assert (read.withdrawn.by, read.withdrawn.by_id) == ("Sam", "")


def test_releases_are_shown_latest_first():
    rows = [*write_release(a_release()), *write_release(a_release(id="r2"))]

    assert [each.id for each in stored(*rows).shown] == ["r2", "r1"]


def test_the_withdrawal_of_what_is_not_there_is_nothing():
    assert stored(write_withdrawal(Withdrawal("gone", NOW, "Sam"))) == Releases()


def test_a_row_of_a_newer_version_is_counted_and_the_others_are_read():
    [row] = write_release(a_release())
    newer = {**row, "version": 2, "id": "r2", "tables": "of another shape"}

    assert stored(newer, row) == Releases((a_release(),), 1)


def test_a_cell_that_a_row_has_lost_is_hidden():
    [row] = write_release(a_release(tables={"levels/a": Released({"all": 100, "level-b": 50})}))
    row["tables"] = [["levels/a", {"all": 100}, {}]]

    [read] = stored(row).made

    assert read.tables["levels/a"].whole["level-b"] is HIDDEN
    assert write_release(read) == [row]


@pytest.mark.parametrize("change", [{"type": "other"}, {"at": None}, {"at": "soon"}, {"round": 7}])
def test_a_row_of_nobody_knows_which_release_is_counted_and_left_alone(change):
    [row] = write_release(a_release())

    assert stored({**row, **change}) == Releases((), 1)


@pytest.mark.parametrize(
    "change",
    [
        {"people": "100"},
        {"part": 2},
        {"parts": 2},
        {"parts": 10**15},
        {"days_to_offer": "many"},
        {"days_to_offer": True},
        {"days_to_offer": []},
        {"words": [["levels", "a"]]},
        {"participation": [["final", 1, 2]]},
        {"participation": [["final", 1, 2, "few"]]},
        {"groups": [["0", "a", "30"]]},
        {"cohorts": [["0", 1]]},
        {"tables": [["levels/a", {"all": 1.5}, {}]]},
        {"tables": [["levels/a", {"all": 1}, {"0": 1}]]},
        {"tables": [["levels/a", {"all": 1}]]},
        {"tables": [["levels/a", {"all": 1}, {"0": {"x": {}}}]]},
        {"items": 0},
        {"items": {"tables": 1}},
    ],
)
def test_a_row_that_is_not_as_it_should_be_is_a_release_that_cannot_be_read(change):
    [row] = write_release(a_release())

    assert stored({**row, **change}) == Releases((a_release(people=0, is_readable=False),))


def test_a_release_that_cannot_be_read_can_be_withdrawn_and_forbids_another():
    [row] = write_release(a_release())
    gone = write_withdrawal(Withdrawal(row["id"], NOW, "Sam"))

    [read] = stored({**row, "parts": 2}, gone).made

    assert read.withdrawn
    assert ("releases", "broken_release") in codes(read)


@pytest.mark.parametrize("levels", [2, 3, 5])
@pytest.mark.parametrize("areas", [1, 4])
@pytest.mark.parametrize("groups", [1, 3])
def test_a_release_lacks_nothing_as_it_is_made(levels, areas, groups):
    rounds = (BASELINE, MIDDLE, FINAL)
    made = course(levels, size=90, levels=levels, areas=areas, groups=groups, rounds=rounds)

    assert all(map(is_whole, made.releases.values()))


def paths(value, path=()):
    """Give the path to everything in JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inside:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from paths(each, (*path, key))


def without(row, path):
    lost = json.loads(json.dumps(row))
    inside = lost
    for key in path[:-1]:
        inside = inside[key]
    del inside[path[-1]]
    return lost


@pytest.mark.parametrize("is_older", [False, True], ids=["with the number of items", "without"])
def test_whatever_a_row_has_lost_its_page_says_so_or_shows_all_the_rest(is_older):
    made = list(course(2).releases.values())[-1]
    [row] = write_release(made)
    if is_older:
        del row["items"]

    for path in paths(row):
        [read] = stored(without(row, path)).made or [None]
        if read and read.is_readable and is_whole(read):
            release_shown(read), charts_of(read), finding_of(read)
            assert list(release_rows(read, made_on=NOW.date()))
            if not is_older:
                assert read.tables.keys() == made.tables.keys()
                assert read.words == made.words
