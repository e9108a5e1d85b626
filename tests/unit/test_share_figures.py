"""Share figures: releases of a round on their screens, and making and withdrawing one."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, a_form, a_framework, a_round, a_setup
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.staff.my_people import PeopleRule
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.staff import release_pictures, releases, share_figures
from matrix_xblock.staff.releases import AskedRelease

FRAMEWORK = a_framework()
LEVELS = [each.id for each in FRAMEWORK.levels]
CLOSED = a_round(id="baseline", title="Baseline", closes=NOW - timedelta(days=1))
OPEN = a_round(id="final", title="Final", closes=NOW + timedelta(days=9))


def people(number, schools=3):
    return [Person(f"p{n:03}", f"Person {n}", f"School {n % schools}") for n in range(number)]


def sign_off(ledger, who, level, round_id="baseline", **then):
    levels = {area.id: level for area in FRAMEWORK.areas}
    row = {"round": round_id, "revision": 1, "levels": levels, "sharing": "everything", **then}
    ledger.append([Entry(Kind.SUMMARY, who, row, NOW)])


def course(number=90, *, schools=3, round_id="baseline", sharing=Sharing.EVERYTHING, **others):
    """Make a course in which everybody has signed a round off, at all levels."""
    ledger, known = FakeLedger(), people(number, schools)
    for n, each in enumerate(known):
        sign_off(ledger, each.id, LEVELS[n % len(LEVELS)], round_id)
    setup = a_setup(framework=FRAMEWORK, rounds=(CLOSED, OPEN), sharing=sharing)
    return FakeStaff(ledger, setup=setup, people=known, **others)


def show(host, **form):
    return staff.show(host, a_form(screen="releases", **form)).names


def making(host, **form):
    return show(host, **{"round": "baseline", "making": "yes", **form})["making"]


def in_groups(*names, schools=3, **others):
    """Give a form in which each school is in the group of its number."""
    named = {f"name-{n}": name for n, name in enumerate(names, start=1)}
    placed = {f"in:School {n}": str(n + 1 if n < len(names) else 0) for n in range(schools)}
    form = {"round": "baseline", "id": "one", "seen": "0", "by": "group", "sure": "yes"}
    return {**form, **named, **placed, **others}


def press(host, **form):
    return share_figures.make(host, a_form(**form))


def codes(making):
    return [(each.field, each.code) for _, each in making.listed]


# Before there is a release


def test_a_round_that_has_closed_says_how_many_have_signed_off_and_can_be_released():
    waiting = show(course(90), round="baseline")["waiting"]

    assert (waiting.signed_off, waiting.enrolled, waiting.is_closed) == (90, 90, True)
    assert waiting.problems == ()


def test_the_page_begins_with_the_last_round_that_has_closed():
    assert show(course())["round_id"] == "baseline"


def test_the_page_begins_with_the_round_that_was_released_last():
    host = course(round_id="final")
    releases.make(host, AskedRelease("one", "final"))

    assert show(host)["round_id"] == "final"


@pytest.mark.parametrize("number", [0, 1, 10])
def test_few_people_cannot_be_released_and_the_page_says_so(number):
    waiting = show(course(number), round="baseline")["waiting"]

    assert [each.code for each in waiting.problems] == ["too_few_people"]


def test_a_round_that_is_not_there_is_refused():
    with pytest.raises(Invalid):
        show(course(), round="gone")


def test_where_nobody_knows_who_is_enrolled_it_is_not_said():
    host = course(20)
    bare = FakeStaff(host.ledger, setup=host.setup)

    waiting = show(bare, round="baseline")["waiting"]

    assert (waiting.signed_off, waiting.enrolled) == (20, None)


# The form


def test_the_page_proposes_groups_and_shows_what_they_would_show():
    shown = making(course())

    assert [(each.name, each.people) for each in shown.groups] == [
        ("School 0", 30),
        ("School 1", 30),
        ("School 2", 30),
        ("", 0),
    ]
    assert [each.group for each in shown.cohorts] == [1, 2, 3]
    assert [each.people for each in shown.preview.groups] == [30, 30, 30]
    assert shown.problems == ()


def test_what_is_looked_at_is_not_stored():
    host = course()
    making(host)

    assert releases.read(host.ledger).made == ()


def test_a_preview_is_the_release_that_is_made_of_it():
    host = course()
    preview = making(host, **in_groups("North", "South", "West")).preview

    made = press(host, **in_groups("North", "South", "West")).names["shown"]

    assert replace(made, id="") == replace(preview, id="")


def test_small_schools_are_put_together_and_can_be_looked_at_before_they_have_a_name():
    shown = making(course(90, schools=9))

    assert [each.name for each in shown.groups] == ["", "", "", ""]
    assert shown.problems == ()
    assert shown.preview is not None


def test_a_group_without_a_name_is_not_made():
    host = course()

    page = press(host, **in_groups("North", "", "West"))

    assert page.status == 422
    assert codes(page.names["making"]) == [("groups[1].name", "group_name_missing")]
    assert page.names["making"].listed[0][0] == 2
    assert releases.read(host.ledger).made == ()


def test_nothing_that_was_typed_is_lost_where_something_is_wrong():
    page = press(course(), **in_groups("North <b>", "North <b>", "West", **{"in:School 2": "0"}))

    shown = page.names["making"]
    assert [each.name for each in shown.groups] == ["North <b>", "North <b>", "West", ""]
    assert [each.group for each in shown.cohorts] == [1, 2, 0]
    assert shown.is_sure
    assert codes(shown) == [
        ("groups[0].name", "group_name_twice"),
        ("groups[1].name", "group_name_twice"),
        ("groups[2].cohorts", "group_too_small"),
    ]
    assert shown.preview is None


def test_a_field_that_is_left_empty_is_no_group():
    form = in_groups("North", "", "West", **{"in:School 1": "1"})

    shown = making(course(), **form)

    assert [each.name for each in shown.groups] == ["North", "West", ""]
    assert [each.group for each in shown.cohorts] == [1, 1, 2]


def test_who_is_in_no_group_is_in_the_others():
    shown = making(course(), **in_groups("North", "South"))

    assert shown.others == 30
    assert [each.is_others for each in shown.preview.groups] == [False, False, True]


def test_the_whole_course_alone_keeps_the_groups_that_were_typed():
    shown = making(course(), **in_groups("North", "South", "West", by="course"))

    assert shown.preview.groups == ()
    assert [each.name for each in shown.groups][:3] == ["North", "South", "West"]


def test_it_is_made_only_once_somebody_says_that_they_have_read_it():
    host = course()

    page = press(host, **in_groups("North", "South", "West", sure=""))

    assert codes(page.names["making"]) == [("sure", "release_not_sure")]
    assert releases.read(host.ledger).made == ()


@pytest.mark.parametrize(
    "form",
    [{"by": ""}, {"by": "both"}, {"id": ""}, {"in:School 1": "99"}, {"in:School 1": "x"}],
)
def test_what_no_page_sends_is_refused(form):
    with pytest.raises(Invalid):
        press(course(), **{**in_groups("North", "South", "West"), **form})


def test_sixty_schools_with_markup_in_their_names_can_be_put_together():
    host = course(0)
    for n in range(180):
        host.roster.known.append(Person(f"p{n}", "", f"<b>{n % 60}</b>, =A1"))
        sign_off(host.ledger, f"p{n}", LEVELS[n % len(LEVELS)])

    shown = making(host)

    assert len(shown.cohorts) == 60
    assert all(each.people >= 30 for each in shown.groups[:-1])
    assert shown.preview is not None


def test_of_59_people_no_groups_are_asked_for():
    shown = making(course(59))

    assert not shown.can_group
    assert (shown.by, shown.preview.groups) == ("course", ())


def test_a_release_before_the_round_closes_is_of_the_whole_course_only():
    shown = making(course(round_id="final"), round="final")

    assert shown.is_interim
    assert not shown.can_group
    assert shown.preview.is_interim


def test_where_course_staff_see_no_levels_they_see_no_number_before_it_is_stored():
    shown = making(course(sharing=Sharing.ANSWERS), **in_groups("North", "South", "West"))

    assert shown.is_private
    assert shown.preview is None
    assert shown.problems == ()


@pytest.mark.parametrize("round_id", ["baseline", "final"])
def test_no_number_is_seen_before_where_somebody_signed_off_without_levels(round_id):
    host = course()
    sign_off(host.ledger, "p000", LEVELS[0], round_id, sharing=Sharing.ANSWERS.value, cohort="")

    assert making(host, **in_groups("North", "South", "West")).preview is None


def test_a_round_that_was_released_by_group_asks_for_no_groups_again():
    host = course()
    groups = tuple(releases.proposed(host, releases.signed_round(host, "baseline")))
    releases.make(host, AskedRelease("one", "baseline", groups))
    for each in people(150)[90:]:
        host.roster.known.append(each)
        sign_off(host.ledger, each.id, LEVELS[0])

    shown = making(host)

    assert (shown.can_group, shown.was_by_group, shown.by) == (False, True, "course")
    assert shown.problems == ()


def test_what_forbids_a_release_is_said_without_a_form():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))

    shown = making(host)

    assert shown.is_forbidden
    assert ("", "too_few_more") in codes(shown)


# Made, and withdrawn


def test_the_same_press_twice_makes_one_release_and_shows_it():
    host = course()

    first, again = (press(host, **in_groups("North", "South", "West")) for _ in range(2))

    assert first.names["shown"] == again.names["shown"]
    assert (first.status, again.status) == (200, 200)
    assert len(releases.read(host.ledger).made) == 1


def test_the_same_press_after_a_withdrawal_says_that_it_is_withdrawn():
    host = course()
    pressed = in_groups("North", "South", "West")
    press(host, **pressed)
    share_figures.withdraw(host, a_form(release="one"))

    assert press(host, **pressed).names["outcome"] == "withdrawn"
    assert len(releases.read(host.ledger).made) == 1


@pytest.mark.parametrize("sharing", [Sharing.EVERYTHING, Sharing.ANSWERS])
def test_what_is_stored_was_seen_or_the_page_shows_it_first(sharing):
    host = course(sharing=sharing)
    seen = making(host)
    sign_off(host.ledger, "p000", LEVELS[0], revision=2)
    host.ledger.append([Entry(Kind.SUMMARY, "p001", {"round": "baseline", "revision": 2}, NOW)])

    page = press(host, **in_groups("North", "South", "West", counted=seen.counted))
    again = page.names["making"]

    assert (page.status, codes(again)) == (422, [("sure", "preview_is_old")])
    assert not again.is_sure
    assert releases.read(host.ledger).made == ()
    assert press(host, **in_groups("A", "B", "C", counted=again.counted)).status == 200


def test_who_leaves_the_course_after_a_preview_is_noticed_and_who_presses_again_makes_one():
    host = course(120)
    seen = making(host)
    fewer = FakeStaff(host.ledger, setup=host.setup, people=people(119))

    assert press(fewer, **in_groups("A", "B", "C", counted=seen.counted)).status == 422
    assert press(host, **in_groups("A", "B", "C", counted=seen.counted)).status == 200


@pytest.mark.parametrize("what", ["framework", "rounds", "k"])
def test_a_set_up_that_changes_after_a_preview_is_noticed(what):
    host = course()
    seen = making(host)
    if what == "k":
        host.site = replace(host.site, k=host.site.k + 1)
    else:
        changed = {
            "framework": replace(FRAMEWORK, areas=tuple(reversed(FRAMEWORK.areas))),
            "rounds": (replace(CLOSED, title="Autumn"), OPEN),
        }
        host.setup = replace(host.setup, **{what: changed[what]})

    page = press(host, **in_groups("North", "South", "West", counted=seen.counted))

    assert ("sure", "preview_is_old") in codes(page.names["making"])
    assert releases.read(host.ledger).made == ()


def test_of_two_makers_the_second_is_shown_what_the_first_has_made():
    host = course()
    other = FakeStaff(host.ledger, setup=host.setup, people=people(90), who="Lena Fox")
    press(other, **in_groups("East", "South", "West"))

    page = press(host, **in_groups("North", "South", "West", id="two"))

    assert (page.status, page.names["outcome"]) == (409, "overtaken")
    assert page.names["shown"].by == "Lena Fox"
    assert page.names["shown"].groups[0].name == "East"
    assert len(releases.read(host.ledger).made) == 1


def test_several_releases_of_a_round_are_listed_the_latest_first():
    host = course(round_id="final")
    releases.make(host, AskedRelease("interim", "final"))
    for n in range(100, 140):
        host.roster.known.append(Person(f"p{n}", "", "School 0"))
        sign_off(host.ledger, f"p{n}", LEVELS[n % len(LEVELS)], "final")
    host.time = NOW + timedelta(days=10)
    releases.make(host, AskedRelease("whole", "final"))

    page, earlier = show(host, round="final"), show(host, round="final", release="interim")

    assert [(each.id, each.is_interim) for each in page["listed"]] == [
        ("whole", False),
        ("interim", True),
    ]
    assert page["shown"].id == "whole"
    assert earlier["shown"].id == "interim"


def test_a_release_that_is_withdrawn_is_listed_as_such_and_shown_no_more():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))

    page = share_figures.withdraw(host, a_form(release="one")).names
    later = show(host, round="baseline")

    assert (page["outcome"], page["shown"].withdrawn.by) == ("withdrawn", "Sam Taylor")
    assert later["shown"] is None
    assert later["listed"][0].withdrawn is not None
    assert [each.code for each in later["waiting"].problems] == ["too_few_more"]
    with pytest.raises(Unknown):
        share_figures.csv(host, a_form(release="one"))


def test_an_address_of_a_release_that_is_not_there_is_unknown():
    with pytest.raises(Unknown):
        show(course(), round="baseline", release="gone")


def test_rows_of_a_newer_version_are_said_and_nothing_is_made_beside_them():
    host = course()
    row = {**write_release(releases.make(host, AskedRelease("one", "baseline")))[0], "version": 2}
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, json.loads(json.dumps(row)), NOW)])

    page = show(host, round="final")

    assert page["unreadable"] == 1
    assert "newer_release" in [each.code for each in page["waiting"].problems]


def without_a_table(host):
    """Make a release, and have its row lose what was counted of opportunities."""
    row = write_release(releases.make(host, AskedRelease("one", "baseline")))[0]
    left = [each for each in row["tables"] if each[0] != "opportunities"]
    del row["items"]
    host.ledger.rows[:] = [each for each in host.ledger.rows if each[2] is not Kind.RELEASE]
    body = json.loads(json.dumps({**row, "tables": left}))
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, body, NOW)])


def test_a_release_that_lacks_a_table_is_listed_and_cannot_be_read():
    host = course()
    without_a_table(host)

    page = show(host, round="baseline")

    assert [each.id for each in page["listed"]] == ["one"]
    assert (page["release"].is_readable, page["shown"], page["is_blocked"]) == (False, None, True)
    assert ("", "broken_release") in codes(making(host))
    for refuse in (share_figures.csv, release_pictures.report, release_pictures.charts):
        with pytest.raises(Unknown) as refused:
            refuse(host, a_form(release="one"))
        assert refused.value.problems[0].code == "release_unreadable"


def test_behind_a_wall_releases_are_read_and_none_is_made():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))
    walled = FakeStaff(
        host.ledger,
        setup=host.setup,
        people=people(90),
        given=["School 0"],
        people_rule=PeopleRule.WALL,
    )

    page, other = show(walled, making="yes"), show(walled, round="final")

    assert (page["shown"].people, page["may_make"], page["making"]) == (90, False, None)
    assert (other["waiting"], other["shown"]) == (None, None)


def test_a_round_that_was_taken_out_of_the_course_keeps_its_releases():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))
    host.setup = replace(host.setup, rounds=(OPEN,))

    page = show(host, round="baseline")

    assert page["chips"] == (("final", "Final"), ("baseline", "Baseline"))
    assert page["shown"].title == "Baseline"


# What a release says


def test_a_group_of_one_level_is_hidden_and_the_page_counts_what_is():
    host = course(0)
    for n in range(60):
        host.roster.known.append(Person(f"p{n}", "", f"School {n % 2}"))
        sign_off(host.ledger, f"p{n}", LEVELS[0])

    shown = making(host).preview

    areas = len(FRAMEWORK.areas)
    assert (shown.levels.hidden.cells, shown.levels.hidden.of) == (areas * 3, areas * 3)
    assert shown.levels.hidden_halves.cells == shown.levels.hidden_halves.of
    assert not any(cell.is_most for row in shown.levels.rows for cell in row.cells)


def test_the_largest_number_of_a_row_is_marked_and_bars_have_the_length_of_their_numbers():
    host = course(0)
    for n in range(60):
        host.roster.known.append(Person(f"p{n}", "", "School"))
        sign_off(host.ledger, f"p{n}", LEVELS[0] if n < 40 else LEVELS[2])

    shown = making(host).preview

    assert (shown.levels.halves[0].cells[0].part, shown.levels.halves[0].cells[0].rest) == (67, 33)


def test_what_k_was_stays_with_a_release_whatever_the_site_sets_afterwards():
    host = course()
    releases.make(host, AskedRelease("one", "baseline"))
    host.site = replace(host.site, k=25)

    assert show(host)["shown"].k == 10


# The file


def rows_of(stream):
    text = "".join(stream.parts).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_has_a_row_for_each_cell_with_symbols_as_they_are_stored():
    host = course()
    made = releases.make(host, AskedRelease("one", "baseline", (Group("=A1", ("School 0",)),)))

    stream = share_figures.csv(host, a_form(release="one"))
    rows = rows_of(stream)

    cells = [each for each in rows if each["table"] == "levels"]
    area = FRAMEWORK.areas[0]
    here = [each for each in cells if each["about"] == area.id and each["group"] == "0"]
    assert stream.filename == "figures-baseline.csv"
    assert {each["about_name"] for each in here} == {area.name}
    assert {each["group_name"] for each in here} == {"'=A1"}
    table = made.tables[f"levels/{area.id}"]
    assert {each["part"]: each["people"] for each in here} == {
        key: str(count) for key, count in table.rows["0"].items()
    }
    level = next(each for each in cells if each["part"] == f"level-{LEVELS[0]}")
    assert level["part_name"] == FRAMEWORK.levels[0].name
    assert any(each["table"] == "participation" for each in rows)
    assert {each["made_by"] for each in rows} == {"Sam Taylor"}
