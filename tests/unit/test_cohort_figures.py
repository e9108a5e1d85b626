"""Figures of a course: who is counted, as what, and what one more sign-off changes."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_framework
from matrix_xblock.domain.figures import cohort
from matrix_xblock.domain.figures.cohort import NOT_ANSWERED, Member, Moved, Signed
from matrix_xblock.domain.figures.disclosure import Symbol

AREAS = [area.id for area in a_framework().areas]
LEVELS = [level.id for level in a_framework().levels]


def signed(minute, level=LEVELS[0], **opportunities):
    levels = cohort.levels_in_order(a_framework())(dict.fromkeys(AREAS, level))
    return Signed(NOW + timedelta(minutes=minute), levels, **opportunities)


def members(number, group="", level=LEVELS[0], first=0, **rounds):
    return [
        Member(f"{group}{n + first:03}", group, rounds or {"baseline": (signed(n, level),)})
        for n in range(number)
    ]


def heat(people, k=5, *, by_group=True):
    figures = cohort.admitted(people, ["baseline"], k=k)
    return cohort.heat(figures, a_framework(), "baseline", k=k, by_group=by_group)[AREAS[0]]


def test_people_are_counted_by_level():
    people = [*members(5), *members(10, level=LEVELS[1], first=5)]

    table = heat(people)

    assert table.whole.total == 15
    assert (table.whole.cells[LEVELS[0]], table.whole.cells[LEVELS[1]]) == (
        Symbol.CONFIDENTIAL,
        Symbol.CONFIDENTIAL,
    ) or table.whole.cells[LEVELS[1]] == 10


def test_a_level_of_an_older_framework_counts_as_no_answer():
    table = heat(members(10, level="gone"))

    assert table.whole.cells[NOT_ANSWERED] in {10, Symbol.CONFIDENTIAL}


def test_those_who_wait_for_a_full_batch_are_told_of():
    figures = cohort.admitted(members(13), ["baseline"], k=5)

    assert (len(figures.people), figures.signed_off) == (10, 13)


def test_movement_is_up_down_or_the_same():
    up = {"baseline": (signed(0, LEVELS[0]),), "mid": (signed(9, LEVELS[1]),)}
    figures = cohort.admitted(members(10, **up), ["baseline", "mid"], k=5)

    moves = cohort.moves(figures, a_framework(), ("baseline", "mid"))
    tables = cohort.movement(figures, moves, k=5, by_group=False)

    cells = tables[AREAS[0]].whole.cells
    assert cells[Moved.UP] in {10, Symbol.CONFIDENTIAL}
    assert all(cells[key] is Symbol.CONFIDENTIAL for key in (Moved.SAME, Moved.DOWN))


def offered_table(before, after, number=20):
    rounds = {"baseline": (before,), "mid": (after,)}
    figures = cohort.admitted(members(number, **rounds), ["baseline", "mid"], k=5)
    pair = ("baseline", "mid")
    moves = cohort.moves(figures, a_framework(), pair)
    return cohort.moved_and_offered(figures, moves, pair, k=5, by_group=False)


def test_who_did_not_move_and_was_offered_nothing_is_counted():
    table = offered_table(signed(0), signed(9))

    assert table.whole.total == 20
    assert set(table.whole.cells) == {
        Moved.MOVED_OFFERED,
        Moved.MOVED_NOT,
        Moved.STAYED_OFFERED,
        Moved.STAYED_NOT,
    }


def test_opportunities_are_counted_in_people():
    people = [
        *members(10, baseline=(signed(0, statuses=frozenset({"offered"}), days=(4, 9)),)),
        *members(10, first=10),
    ]
    figures = cohort.admitted(people, ["baseline"], k=5)

    told = cohort.account(figures, "baseline", k=5, by_group=False)

    assert told["offered"].whole.cells == {"yes": 10, "no": 10}
    assert told["wanted"].whole.cells["yes"] is Symbol.CONFIDENTIAL
    assert cohort.median_days(figures, "baseline", k=5) == 4


def test_a_median_of_a_few_is_not_told():
    figures = cohort.admitted(members(10), ["baseline"], k=5)

    assert cohort.median_days(figures, "baseline", k=5) is Symbol.CONFIDENTIAL


people = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(LEVELS)), min_size=1, max_size=60
)


def a_course(rows):
    return [
        Member(f"{n:03}", group, {"baseline": (signed(n, level),)})
        for n, (group, level) in enumerate(rows)
    ]


def counted(course, k=5):
    figures = cohort.admitted(course, ["baseline"], k=k)
    return {(member.id, said["baseline"].levels[0]) for member, said in figures.people}


@given(people, st.sampled_from(LEVELS))
def test_one_more_of_a_large_group_changes_nothing_or_brings_a_full_batch(rows, level):
    course = a_course([*rows, *([("a", LEVELS[0])] * 5)])
    before = counted(course)

    after = counted([*course, Member("more", "a", {"baseline": (signed(99, level),)})])

    assert before <= after
    assert len(after - before) in {0, 5}


@given(people, st.data())
def test_a_second_revision_changes_nothing_by_itself(rows, data):
    course = a_course(rows)
    before = counted(course)
    place = data.draw(st.integers(0, len(course) - 1))
    level = data.draw(st.sampled_from(LEVELS))
    one = course[place]

    again = (*one.rounds["baseline"], signed(500, level))
    course[place] = Member(one.id, one.group, {"baseline": again})

    assert counted(course) == before


@given(people)
def test_figures_do_not_depend_on_the_order_in_which_people_are_read(rows):
    course = a_course(rows)

    assert heat(course) == heat(course[::-1])
