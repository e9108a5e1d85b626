"""Figures of several courses: who is counted, what is stored, and what adds up."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from builders import NOW, a_framework, a_round, a_setup
from fakes import FakeAccounts, FakeLedger, FakeStaff
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.domain.errors import Invalid, Misconfigured
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.figures.releases import (
    OtherRelease,
    Participation,
    Release,
    ReleasedGroup,
)
from matrix_xblock.domain.figures.together import all_of
from matrix_xblock.domain.figures.trust_report import Share, add_up
from matrix_xblock.domain.figures.whom_counted import SignedRelease, counted_in
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.report.trust_rows import trust_lines, trust_rows
from matrix_xblock.screens.trust_report import page_of
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease
from matrix_xblock.staff.trust_reports import (
    AskedReport,
    PlacedReview,
    ReportSources,
    report_of,
)

FRAMEWORK = a_framework()
LEVELS = [each.id for each in FRAMEWORK.levels]
ROUNDS = (
    a_round(id="baseline", title="Baseline review", closes=NOW - timedelta(days=90)),
    a_round(id="final", title="Final review", closes=NOW - timedelta(days=1)),
)
TITLES = (("baseline", "the baseline review"), ("now", "the latest review"))


def sign_off(ledger, who, levels, *, round_id, at, cohort=""):
    summary = {
        "version": 1,
        "round": round_id,
        "revision": 1,
        "levels": levels,
        "opportunities": {},
        "cohort": cohort,
        "sharing": "everything",
        "choices": {},
    }
    ledger.append([Entry(Kind.SUMMARY, who, summary, at)])


def course(name, people, *, framework=FRAMEWORK, rounds=ROUNDS, days=5, cohorts=1):
    """Make a course of these accounts, of whom a third went up, another down, since baseline."""
    ledger = FakeLedger(block=f"block-v1:{name}@one")
    ids = [f"{name}-{each}" for each in people]
    for place, who in enumerate(ids):
        cohort = f"School {place % cohorts}"
        for round_id, level, ago in (("baseline", 1, 100), ("final", place % 3, days)):
            levels = {area.id: framework.levels[level].id for area in framework.areas}
            at = NOW - timedelta(days=ago)
            sign_off(ledger, who, levels, round_id=round_id, at=at, cohort=cohort)
    setup = a_setup(framework=framework, rounds=rounds)
    host = FakeStaff(ledger, setup=setup, people=[Person(each, each) for each in ids])
    host.block = ledger.block
    return PlacedReview(f"course-v1:{name}", name, host)


def accounts(*reviews):
    """Give everybody the account that is in their id."""
    return FakeAccounts(
        {
            each.course: {
                who: who.removeprefix(f"{each.name}-") for who in each.host.roster.enrolled()
            }
            for each in reviews
        }
    )


def report(*reviews, number=1, **options):
    say = options.pop("say", lambda _: None)
    elsewhere = options.pop("elsewhere", ())
    asked = AskedReport(f"report-{number}", NOW, TITLES, **options)
    return report_of(asked, sources(*reviews, elsewhere=elsewhere), say)


def sources(*reviews, elsewhere=(), known=None):
    """Give the reviews of a report, and those of courses that it is not about."""

    def in_course(course):
        return [each for each in elsewhere if each.course == course]

    return ReportSources(reviews, known or accounts(*reviews, *elsewhere), in_course)


def moved(made):
    return made.figures.tables["moved-since-baseline"].whole


def test_courses_are_counted_together_and_each_person_once():
    one, two = course("one", range(100)), course("two", range(80, 180))

    plan, made = report(one, two)

    assert plan.counted_anew == ("one", "two")
    assert made.figures.people == 180
    assert moved(made)["all"] == 180


def test_somebody_in_three_courses_counts_where_they_signed_off_last():
    late, early = course("late", range(60, 160), days=3), course("early", range(100), days=9)
    between = course("between", range(50, 100), days=6)

    _, made = report(late, early, between)

    assert made.figures.people == 160
    rows = {each.name: each.signed_off for each in made.rows}
    assert rows == {"between, early": 60, "late": 100}


def test_small_courses_are_one_row_by_all_of_their_names():
    courses = [
        course(f"c{n}", range(100 * n, 100 * n + size)) for n, size in enumerate((60, 20, 20))
    ]

    _, made = report(*courses)

    assert [(each.name, each.signed_off) for each in made.rows] == [("c0", 60), ("c1, c2", 40)]


def test_what_is_counted_is_stored_in_each_of_its_courses_before_it_is_shown():
    one, two = course("one", range(50)), course("two", range(50, 100))

    _, made = report(one, two)

    for each in (one, two):
        [stored] = releases.read(each.host.ledger).made
        assert [place.course for place in stored.together] == [one.course, two.course]
        assert (stored.round_id, stored.baseline) == ("final", "baseline")
        assert stored.tables["moved-since-baseline"].whole == moved(made)
        assert stored.titles["final"] == "Final review"


def test_a_second_report_has_the_figures_of_the_first_whatever_was_signed_off_meanwhile():
    one, two = course("one", range(50)), course("two", range(50, 100))
    _, first = report(one, two)
    levels = {area.id: LEVELS[-1] for area in FRAMEWORK.areas}
    for n in range(3):
        sign_off(one.host.ledger, f"new-{n}", levels, round_id="final", at=NOW)

    plan, second = report(one, two, number=2)

    assert plan.counted_anew == ()
    assert second.figures.tables == first.figures.tables
    assert second.rows == first.rows


def test_some_of_the_courses_of_a_report_have_no_figures_of_their_own():
    """What a report of fewer courses left of the first would be the figures of the others."""
    one, two = course("one", range(50)), course("two", range(50, 100))
    report(one, two)

    plan, made = report(one, number=2)

    assert made is None
    assert plan.left_out == {"one": "counted_elsewhere"}


def test_a_course_cannot_release_a_round_that_was_counted_together_with_others():
    one, two = course("one", range(90)), course("two", range(90, 200))
    report(one, two)

    with pytest.raises(Invalid) as refused:
        releases.make(one.host, AskedRelease("own", "final"))

    assert [each.code for each in refused.value.problems] == ["counted_together"]


def test_what_a_course_has_released_is_added_as_it_is():
    one, two = course("one", range(60)), course("two", range(60, 130))
    own = releases.make(one.host, AskedRelease("own", "final"))

    plan, made = report(one, two)

    assert (plan.as_released, plan.counted_anew) == (("one",), ("two",))
    assert releases.read(one.host.ledger).made == (own,)
    [other] = releases.read(two.host.ledger).made
    table = "moved-since-baseline"
    for key, count in moved(made).items():
        both = (own.tables[table].whole[key], other.tables[table].whole[key])
        assert count == (Symbol.CONFIDENTIAL if Symbol.CONFIDENTIAL in both else sum(both))


def test_who_is_in_a_release_already_is_not_counted_anew():
    one, two = course("one", range(60)), course("two", range(30, 130))
    releases.make(one.host, AskedRelease("own", "final"))

    _, made = report(one, two)

    assert releases.read(two.host.ledger).made[0].people == 70
    assert made.figures.people == 130


def test_somebody_in_two_releases_counts_half_in_each():
    one, two = course("one", range(60)), course("two", range(60))
    for each in (one, two):
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final"))

    _, made = report(one, two)

    assert made.figures.people == 60
    assert moved(made)["all"] == 60


def test_a_second_report_counts_whoever_is_in_several_courses_as_the_first_did():
    other = replace(FRAMEWORK, areas=FRAMEWORK.areas[:-1])
    own, one = course("own", range(60)), course("one", range(30, 130))
    two = course("two", range(100, 180), framework=other, days=3)
    releases.make(own.host, AskedRelease("own", "final"))

    _, first = report(own, one, two)
    _, second = report(own, one, two, number=2)

    assert first.figures.people == second.figures.people == 180
    assert moved(first) == moved(second)


def test_people_of_two_reports_of_different_courses_count_once_in_a_third():
    one, two = course("one", range(60)), course("two", range(30, 90))
    report(one)
    report(two, number=2)

    _, made = report(one, two, number=3)

    assert made.figures.people == 90
    assert made.unsure == ()


def test_whom_a_release_left_out_is_known_from_a_course_that_is_not_in_the_report():
    """Thirty people of `own` are in `two` as well, twenty of them in `one`: not in its figures."""
    own, one = course("own", range(60)), course("one", range(40, 100))
    two = course("two", range(30, 90))
    releases.make(own.host, AskedRelease("own", "final"))
    report(own, two)

    plan, made = report(one, two, number=2, elsewhere=[own])

    assert releases.read(two.host.ledger).made[0].people == 30
    assert plan.people["report-1-1"] == {str(each) for each in range(60, 90)}
    assert (made.figures.people, made.unsure) == (60, ())


def test_where_the_course_is_gone_that_would_tell_it_the_report_names_who_may_count_twice():
    own, one = course("own", range(60)), course("one", range(40, 100))
    two = course("two", range(30, 90))
    releases.make(own.host, AskedRelease("own", "final"))
    releases.make(one.host, AskedRelease("one", "final"))
    report(own, two)

    _, made = report(one, two, number=2)

    assert made.unsure == ("two",)


def test_where_everybodys_rows_are_removed_the_report_names_who_may_count_twice():
    one, two = course("one", range(60)), course("two", range(30, 90))
    report(one)
    report(two, number=2)
    removed_from(one)

    _, made = report(one, two, number=3)

    assert made.unsure == ("one",)


def test_courses_that_were_counted_for_one_report_share_nobody_also_when_rows_are_removed():
    one, two = course("one", range(60)), course("two", range(30, 90), framework=_fewer_areas())
    _, first = report(one, two)
    removed_from(one)

    _, second = report(one, two, number=2)

    assert (second.figures.people, second.unsure) == (first.figures.people, ())


def removed_from(one):
    """Remove what `retain` does: everything but releases."""
    rows = one.host.ledger.rows
    rows[:] = [row for row in rows if row[1] == RELEASES]


def test_releases_whose_damaged_rows_name_each_other_in_a_ring_count_nobody_twice():
    people = {"a": {"one", "two"}, "b": {"two", "three"}, "c": {"three", "one"}}
    after = {"a": "b", "b": "c", "c": "a"}
    ring = {key: a_signed_release(key, people[key], after=after[key]) for key in people}

    counted = counted_in(ring)

    assert sorted(who for each in counted.values() for who in each) == ["one", "three", "two"]


def test_a_chain_of_releases_can_be_as_long_as_it_is():
    """Each left people out for the next, which a clock that was late has dated later."""
    last = 1200
    chain = {
        f"r{number}": a_signed_release(
            f"r{number}",
            {"who"} if number == last else {"who", f"own {number}"},
            after=f"r{number + 1}",
            at=NOW + timedelta(seconds=number),
        )
        for number in range(last + 1)
    }

    counted = counted_in(chain)

    assert counted[f"r{last}"] == {"who"}
    assert counted[f"r{last - 1}"] == {f"own {last - 1}"}


def a_signed_release(key, people, *, after, at=NOW):
    apart = (OtherRelease(after, "course-v1:a", "block"),)
    release = Release(key, "final", at, "staff", people=len(people), apart=apart)
    return SignedRelease(release, dict.fromkeys(people, NOW))


def test_of_a_release_of_an_earlier_version_it_is_not_known_whom_it_left_out():
    one, two = course("one", range(60)), course("two", range(30, 90))
    report(one)
    report(two, number=2)
    for each in (one, two):
        forget_whom_it_left_out(each)

    _, made = report(one, two, number=3)

    assert made.unsure == ("one", "two")


def forget_whom_it_left_out(one):
    """Write the release of a course as an earlier version did."""
    [stored] = releases.read(one.host.ledger).made
    one.host.ledger.rows[:] = [row for row in one.host.ledger.rows if row[1] != RELEASES]
    rows = write_release(replace(stored, apart=None))
    one.host.ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW) for row in rows])


def test_somebody_who_has_left_a_course_is_in_what_it_has_released():
    one, two = course("one", range(60)), course("two", range(60))
    for each in (one, two):
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final"))
    known = accounts(one, two)
    one.host.roster.known[:] = one.host.roster.known[30:]

    asked = AskedReport("report", NOW, TITLES)
    _, made = report_of(asked, sources(one, two, known=known), lambda _: None)

    assert made.figures.people == 60


def test_who_is_in_a_course_too_small_to_be_shown_counts_in_another_one():
    other = replace(FRAMEWORK, areas=FRAMEWORK.areas[:-1])
    large, small = course("large", range(100)), course("small", range(10), framework=other, days=3)

    plan, made = report(large, small)

    assert plan.left_out == {"small": "too_few_people"}
    assert made.figures.people == 100


def test_who_signs_off_after_a_release_makes_it_weigh_no_less():
    one, two = course("one", range(60)), course("two", range(60, 120))
    for each in (one, two):
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final"))
    levels = {area.id: LEVELS[-1] for area in FRAMEWORK.areas}
    for number in range(60):
        later = NOW + timedelta(days=1)
        sign_off(two.host.ledger, f"two-{number}", levels, round_id="final", at=later)
    known = accounts(one, two)
    known.courses[two.course] |= {f"two-{number}": str(number) for number in range(60)}

    asked = AskedReport("report", NOW + timedelta(days=2), TITLES)
    _, made = report_of(asked, sources(one, two, known=known), lambda _: None)

    assert made.figures.people == 120


def test_a_course_whose_next_round_has_closed_is_not_counted_with_its_last_one_as_well():
    one, two = course("one", range(50)), course("two", range(50, 100))
    report(one, two)
    third = a_round(id="third", title="Third review", closes=NOW - timedelta(hours=1))
    levels = {area.id: LEVELS[-1] for area in FRAMEWORK.areas}
    for number in range(50):
        at = NOW - timedelta(hours=2)
        sign_off(one.host.ledger, f"one-{number}", levels, round_id="third", at=at)
    one.host.setup = a_setup(framework=FRAMEWORK, rounds=(*ROUNDS, third))

    plan, made = report(one, two, number=2)

    assert plan.left_out == {"two": "counted_elsewhere"}
    assert (plan.counted_anew, made.figures.people) == (("one",), 50)


def test_a_release_by_group_gives_a_row_to_each_group():
    one = course("one", range(80), cohorts=2)
    groups = (Group("North", ("School 0",)), Group("South", ("School 1",)))
    releases.make(one.host, AskedRelease("own", "final", groups))

    _, made = report(one)

    assert [(each.name, each.is_group) for each in made.rows] == [
        ("one", False),
        ("one: North", True),
        ("one: South", True),
    ]


def test_areas_are_compared_where_the_framework_is_the_same():
    other = replace(FRAMEWORK, areas=FRAMEWORK.areas[:-1])
    one, two = course("one", range(90)), course("two", range(90, 150), framework=other)

    _, made = report(one, two)

    assert moved(made)["all"] == 150
    area = f"since-baseline/{FRAMEWORK.areas[0].id}"
    assert made.not_in[area] == ("two",)
    assert made.not_in["moved-since-baseline"] == ()


def test_an_area_with_another_name_and_id_is_mapped_to_the_one_that_it_was():
    first = FRAMEWORK.areas[0]
    areas = (replace(first, id="newer", was=(first.id,), name="New name"), *FRAMEWORK.areas[1:])
    one = course("one", range(50))
    two = course("two", range(50, 100), framework=replace(FRAMEWORK, areas=areas))

    plan, made = report(one, two)

    assert len(plan.pools) == 1
    assert not any(made.not_in.values())


OPEN = (ROUNDS[0], replace(ROUNDS[1], closes=NOW + timedelta(days=1)))


def _withdrawn(one):
    releases.make(one.host, AskedRelease("own", "final"))
    releases.withdraw(one.host, "own")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("no_round_closed", lambda one: one.host.__dict__.update(setup=_undated())),
        ("newer_rows", lambda one: one.host.ledger.append([_newer_release()])),
        ("newer_reviews", lambda one: one.host.ledger.append([_newer_review(one)])),
        ("withdrawn", _withdrawn),
        ("too_few_people", lambda one: None),
    ],
)
def test_a_course_that_cannot_be_counted_is_named_and_stops_no_other(code, change):
    bad = course("bad", range(900, 920)) if code == "too_few_people" else course("bad", range(60))
    if code == "too_few_people":
        bad = course("bad", range(900, 920), framework=_fewer_areas())
    change(bad)
    good = course("good", range(100, 160))

    plan, made = report(bad, good)

    assert plan.left_out == {"bad": code}
    assert made.left_out == (("bad", code),)
    assert made.names == ("good",)


def _undated():
    return a_setup(framework=FRAMEWORK, rounds=(a_round(id="baseline", closes=None),))


def _fewer_areas():
    return replace(FRAMEWORK, areas=FRAMEWORK.areas[:-1])


def _newer_release():
    return Entry(Kind.RELEASE, RELEASES, {"version": 99, "type": "released"}, NOW)


def _newer_review(one):
    return Entry(Kind.SUMMARY, f"{one.name}-0", {"version": 99, "round": "final"}, NOW)


def test_broken_content_is_named():
    class Broken(FakeStaff):
        @property
        def setup(self):
            raise Misconfigured

        @setup.setter
        def setup(self, value):
            pass

    broken = PlacedReview("course-v1:broken", "broken", Broken(FakeLedger(), people=[]))

    plan, _ = report(broken, course("good", range(60)))

    assert plan.left_out == {"broken": "broken_content"}


def test_a_round_that_is_open_is_not_counted():
    one = course("one", range(60), rounds=OPEN)

    _, made = report(one)

    assert made.figures.baseline == ""
    assert releases.read(one.host.ledger).made[0].round_id == "baseline"


def test_nothing_is_stored_where_nothing_may_be():
    one = course("one", range(60))

    plan, made = report(one, may_release=False)

    assert (made, plan.left_out) == (None, {"one": "not_released"})
    assert releases.read(one.host.ledger).made == ()


def test_a_release_that_was_made_meanwhile_stops_the_report_before_anything_is_stored():
    one, two = course("one", range(60)), course("two", range(60, 120))
    asked = iter([AskedRelease("own", "final")])

    def meanwhile(line):
        if line.startswith("Reading 2"):
            releases.make(one.host, next(asked))

    with pytest.raises(Invalid) as refused:
        report(one, two, say=meanwhile)

    assert [each.code for each in refused.value.problems] == ["released_meanwhile"]
    assert releases.read(two.host.ledger).made == ()


def test_the_rows_of_a_release_of_several_courses_fit_the_ledger():
    courses = [course(f"c{n}", range(40 * n, 40 * n + 40)) for n in range(20)]

    report(*courses)

    for each in courses:
        [stored] = releases.read(each.host.ledger).made
        assert len(stored.together) == 20
        assert write_release(stored)


def test_a_row_stands_for_each_course_in_the_csv_file_and_no_name_is_a_formula():
    one = replace(course("one", range(60)), name="=1+1")

    _, made = report(one)
    every = trust_lines(made, made_on=NOW.date(), others="Other schools")
    lines = [each for each in every if '"course"' in each]

    assert [each.rsplit(",", 3)[1] for each in lines] == ['"signed-off"', '"moved"', '"not-moved"']
    assert all(',"\'=1+1",' in each for each in lines)


def test_many_courses_are_called_by_two_names_and_their_number():
    assert all_of(["a", "b", "c"]) == "a, b, c"
    assert all_of(["a", "b", "c", "d"]) == "a, b, … (4)"


def test_a_number_that_one_release_hides_is_hidden_in_the_sum():
    one, two = course("one", range(60)), course("two", range(100, 160))
    for each in (one, two):
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final"))
    [first], [second] = (releases.read(each.host.ledger).made for each in (one, two))
    table = first.tables["moved-since-baseline"]
    hidden = replace(table, whole={**table.whole, "none": Symbol.CONFIDENTIAL})
    first = replace(first, tables={**first.tables, "moved-since-baseline": hidden})

    parts = [Share(first, ("one",)), Share(second, ("two",))]
    made = add_up(parts, report_id="one", at=NOW, titles=TITLES)

    assert moved(made)["none"] is Symbol.CONFIDENTIAL
    assert moved(made)["moved"] == 40


def test_of_two_reports_at_once_one_counts_and_the_other_is_asked_again():
    one, two = course("one", range(60)), course("two", range(60, 120))
    both_have_read, outcomes = Barrier(2), []

    def ask(number):
        def say(line):
            if line.startswith("Reading 2"):
                both_have_read.wait()

        try:
            report(one, two, number=number, say=say)
            outcomes.append("made")
        except Invalid as refused:
            outcomes.extend(each.code for each in refused.problems)

    threads = [Thread(target=ask, args=(number,)) for number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(outcomes) == ["made", "released_meanwhile"]
    assert len(releases.read(one.host.ledger).made) == 1
    assert len(releases.read(two.host.ledger).made) == 1


def test_the_page_has_each_course_with_its_groups_below_it():
    groups = (Group("North", ("School 0",)), Group("South", ("School 1",)))
    reviews = [course(name, range(80), cohorts=2) for name in ("one", "two")]
    for each in reviews:
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final", groups))

    _, made = report(*reviews)

    assert [(each.name, each.is_group) for each in page_of(made, "").names["rows"]] == [
        ("one", False),
        ("one: North", True),
        ("one: South", True),
        ("two", False),
        ("two: North", True),
        ("two: South", True),
    ]


def test_schools_in_no_group_are_told_from_their_course():
    one = course("one", range(90), cohorts=3)
    groups = (Group("North", ("School 0",)), Group("South", ("School 1",)))
    releases.make(one.host, AskedRelease("own", "final", groups))

    _, made = report(one)

    assert [each.is_others for each in made.rows] == [False, False, False, True]


def test_schools_in_no_group_have_a_name_in_the_csv_file():
    one = course("one", range(90), cohorts=3)
    groups = (Group("North", ("School 0",)), Group("South", ("School 1",)))
    releases.make(one.host, AskedRelease("own", "final", groups))

    _, made = report(one)
    rows = [*trust_rows(made, made_on=NOW.date(), others="Other schools")]

    names = {(row["group"], row["about_name"]) for row in rows if row["table"] == "group"}
    assert names == {("", "one: North"), ("", "one: South"), ("others", "one: Other schools")}


def two_releases():
    """Make a release of its own in each of two courses, the second with a name that is earlier."""
    courses = course("two", range(100, 160), cohorts=2), course("one", range(60))
    for each in courses:
        releases.make(each.host, AskedRelease(f"own-{each.name}", "final"))
    return [releases.read(each.host.ledger).made[0] for each in courses]


def taking_part(round_id, enrolled):
    return Participation(round_id, enrolled, enrolled - 5, enrolled - 10)


def added(*made):
    parts = [Share(each, (name,)) for each, name in zip(made, ("two", "one"), strict=True)]
    return add_up(parts, report_id="sum", at=NOW, titles=TITLES)


def test_who_takes_part_is_added_up_for_the_round_itself_and_the_one_that_movement_is_since():
    rounds = (taking_part("baseline", 70), taking_part("middle", 50), taking_part("final", 60))
    first, second = (replace(each, participation=rounds) for each in two_releases())

    assert added(first, second).figures.participation == (
        Participation("baseline", 140, 130, 120),
        Participation("now", 120, 110, 100),
    )


def test_who_takes_part_is_not_added_up_where_one_release_does_not_say_it():
    first, second = two_releases()
    first = replace(first, participation=(taking_part("final", 60), taking_part("baseline", 70)))
    second = replace(second, participation=(taking_part("final", 60),))

    assert added(first, second).figures.participation == (Participation("now", 120, 110, 100),)


def test_a_sum_has_the_largest_k_the_names_in_order_and_no_name_of_who_made_it():
    first, second = two_releases()

    made = added(replace(first, k=12), second)

    assert (made.figures.k, made.figures.id, made.figures.by) == (12, "sum", "")
    assert (made.figures.round_id, made.figures.at) == ("now", NOW)
    assert made.names == ("one", "two")
    assert [row.name for row in made.rows] == ["one", "two"]


def test_a_group_of_a_release_without_a_table_of_movement_hides_who_has_moved():
    first, second = two_releases()
    groups = (ReleasedGroup("0", "North", ("School 0",), 30),)
    without = {key: each for key, each in first.tables.items() if key != "moved-since-baseline"}

    row = added(replace(first, groups=groups, tables=without), second).rows[-1]

    assert (row.name, row.course, row.signed_off) == ("two: North", "two", 30)
    assert (row.moved, row.not_moved) == (Symbol.CONFIDENTIAL, Symbol.CONFIDENTIAL)
