"""The figures page counts in columns: it shows what a plain count over all summaries shows."""

import gc
import sys
from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, a_form, a_framework, a_setup, rounds
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.figures.release_counts import OFFERED
from matrix_xblock.domain.figures.sign_offs import by_round
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

FRAMEWORK = a_framework()
AREAS = [area.id for area in FRAMEWORK.areas]
LEVELS = [level.id for level in FRAMEWORK.levels]
ANSWERS = [*LEVELS, NOT_APPLICABLE, "not-answered"]
PAIR = ("baseline", "mid-point")
PEOPLE = [f"p{n:02}" for n in range(12)]
GROUPS = {who: ("a", "b", "")[min(n // 4, 2)] for n, who in enumerate(PEOPLE)}

names_with_numbers = [
    st.dictionaries(st.sampled_from([each.value for each in kind]), st.integers(0, 2), max_size=3)
    for kind in (OpportunityStatus, Reason)
]
opportunities = st.fixed_dictionaries(
    {},
    optional={
        "statuses": names_with_numbers[0],
        "reasons": names_with_numbers[1],
        "days_until_offered": st.lists(st.integers(-1, 40) | st.just("soon"), max_size=3),
    },
)
levels = st.dictionaries(
    st.sampled_from([*AREAS, "gone"]), st.sampled_from([*ANSWERS, "gone"]), max_size=4
)
summaries = st.fixed_dictionaries(
    {"round": st.sampled_from([*PAIR, "elsewhere"]), "levels": levels},
    optional={
        "opportunities": opportunities,
        "cohort": st.sampled_from(["a", "c", "", 7]),
        "sharing": st.sampled_from([*(each.value for each in Sharing), "some", 7, []]),
    },
)
foreign = st.sampled_from(
    [
        {},
        {"round": 7, "levels": {}},
        {"round": ["baseline"]},
        {"round": "baseline", "levels": [AREAS[0]]},
        {"round": "baseline", "levels": {AREAS[0]: LEVELS[0], "x": 3}},
        {"round": "baseline", "opportunities": None},
        {"round": "baseline", "opportunities": {"statuses": {"offered": "1"}}},
        {"round": "baseline", "opportunities": {"statuses": {"offered": True}}},
        {"round": "baseline", "opportunities": {"reasons": ["cost"]}},
        {"round": "baseline", "opportunities": {"days_until_offered": 4}},
    ]
)
rows = st.lists(
    st.tuples(st.sampled_from([*PEOPLE, "gone"]), summaries | foreign), min_size=1, max_size=40
)


def a_course(bodies):
    """Give staff of a course with these rows: whose, and what."""
    ledger = FakeLedger()
    ledger.append([Entry(Kind.SUMMARY, who, body, NOW) for who, body in bodies])
    known = [Person(who, who, group) for who, group in GROUPS.items()]
    setup = a_setup(rounds=rounds(), framework=FRAMEWORK)
    return FakeStaff(ledger, setup=setup, people=known)


def is_whole(body):
    """Tell whether a row is as it should be."""
    shared = body.get("opportunities", {})
    if not isinstance(body.get("round"), str) or not isinstance(shared, dict):
        return False
    names = body.get("levels", {})
    numbers = [shared.get(key, {}) for key in ("statuses", "reasons")]
    return (
        isinstance(names, dict)
        and all(isinstance(each, str) for each in names.values())
        and all(isinstance(each, dict) for each in numbers)
        and all(type(number) is int for each in numbers for number in each.values())
        and isinstance(shared.get("days_until_offered", []), list)
    )


def latest(bodies, round_id):
    """Give the last row of a round of each who is enrolled."""
    return {
        who: body
        for who, body in bodies
        if who in GROUPS and is_whole(body) and body["round"] == round_id
    }


def is_as_signed(body):
    return isinstance(body.get("cohort"), str)


def shows_levels(body):
    return body.get("sharing") in ("everything", "levels")


def answer(body, area):
    level = body.get("levels", {}).get(area)
    return level if level in ANSWERS else "not-answered"


def way(before, after):
    if before not in LEVELS or after not in LEVELS:
        return "unknown"
    step = LEVELS.index(after) - LEVELS.index(before)
    return "same" if step == 0 else "up" if step > 0 else "down"


def numbers_in(body, key):
    return body.get("opportunities", {}).get(key, {})


def days(body):
    some = body.get("opportunities", {}).get("days_until_offered", [])
    return [each for each in some if isinstance(each, int)]


@settings(max_examples=150)
@given(rows, st.sampled_from(["", "a", "c"]))
def test_every_number_on_the_page_is_that_of_a_plain_count(bodies, cohort):
    now = latest(bodies, PAIR[1])
    group = {
        who: body["cohort"] if is_as_signed(body) else GROUPS[who] for who, body in now.items()
    }
    if cohort and cohort not in {*GROUPS.values(), *group.values()}:
        return
    now = {who: body for who, body in now.items() if not cohort or group[who] == cohort}

    asked = a_form(screen="figures", round=PAIR[1], cohort=cohort)
    page = staff.show(a_course(bodies), asked).names

    seen = {who: body for who, body in now.items() if shows_levels(body)}
    assert (page["signed_off"], page["with_levels"]) == (len(now), len(seen))
    unknown = sum(body.get("sharing") not in list(Sharing) for body in now.values())
    assert page["without_sharing"] == unknown
    assert page["without_levels"] == len(now) - len(seen) - unknown
    assert page["as_today"] == sum(not is_as_signed(body) for body in now.values())
    check_levels(page["levels"], seen.values())
    check_opportunities(page["opportunities"], now.values())
    before = {who: body for who, body in latest(bodies, PAIR[0]).items() if shows_levels(body)}
    for shown in page["movements"]:
        pairs = [(before[who], body) for who, body in seen.items() if who in before]
        check_movement(shown.movement, pairs, len(seen))


def check_levels(table, bodies):
    if not bodies:
        assert table is None
        return
    for row in table.rows:
        numbers = Counter(answer(body, row.area) for body in bodies)
        assert [cell.number for cell in row.cells] == [numbers[each] for each in LEVELS]
        beside = (row.not_applicable, row.unknown)
        assert beside == (numbers[NOT_APPLICABLE], numbers["not-answered"])


def check_opportunities(shown, bodies):
    numbers = Counter()
    for body in bodies:
        numbers.update(numbers_in(body, "statuses"))
    assert shown.wanted == numbers.total()
    assert shown.offered == sum(numbers[each] for each in OFFERED)
    assert shown.people == sum(any(numbers_in(body, "statuses").values()) for body in bodies)
    soonest = [min(days(body)) for body in bodies if days(body)]
    assert shown.days == (round(median(soonest)) if soonest else None)


def check_movement(shown, pairs, people):
    nets = Counter()
    for was, now in pairs:
        moves = [way(answer(was, area), answer(now, area)) for area in AREAS]
        if set(moves) != {"unknown"}:
            nets[moves.count("up") - moves.count("down")] += 1
    assert {net: number for net, number in shown.nets if number} == nets
    assert shown.people + shown.beside == people
    assert shown.moved == sum(number for net, number in nets.items() if net > 0)
    for each in shown.areas:
        moves = Counter(way(answer(was, each.area), answer(now, each.area)) for was, now in pairs)
        numbers = (each.up, each.down, each.same, each.unknown)
        assert numbers == tuple(moves[key] for key in ("up", "down", "same", "unknown"))


def test_days_that_nobody_can_wait_are_not_counted():
    shared = {"statuses": {"offered": 1}, "days_until_offered": [10**400]}
    body = {"round": "baseline", "levels": {}, "opportunities": shared}
    course = a_course([(who, body) for who in PEOPLE])

    assert staff.show(course, a_form(screen="figures")).names["opportunities"].days is None


@pytest.mark.parametrize("name", ["opportunities", "choices", "levels"])
def test_a_row_deeper_than_anything_we_write_stops_no_figures(name):
    deep = []
    for _ in range(sys.getrecursionlimit()):
        deep = [deep]
    signed = {"round": "baseline", "levels": {}, "cohort": "a", "sharing": "everything"}
    bodies = [{**signed, name: {"statuses": deep, "x": [deep]}}, signed]
    summaries = [Entry(Kind.SUMMARY, "p1", each, NOW) for each in bodies]

    read = list(read_sign_offs(summaries, FRAMEWORK, {"p1": ""}))

    assert [each.participant for each in read][-1] == "p1"


@pytest.mark.parametrize("number", [1, 2])
def test_what_many_chose_alike_is_read_as_what_one_chose(number):
    picked = {"moved": ["yes"], "why": ["no-time", 7]}
    body = {"round": "baseline", "cohort": "", "sharing": "levels", "choices": picked}
    summaries = [Entry(Kind.SUMMARY, f"p{n}", body, NOW) for n in range(number)]
    today = dict.fromkeys([f"p{n}" for n in range(number)], "")

    read = list(read_sign_offs(summaries, FRAMEWORK, today))

    expected = {"moved": frozenset({"yes"}), "why": frozenset({"no-time"})}
    assert [each.chosen for each in read] == [expected] * number


def test_ten_times_the_rows_leave_no_more_objects_for_the_garbage_collector():
    def bodies(number):
        for n in range(number):
            shared = {"statuses": {"offered": 1}, "reasons": {}, "days_until_offered": [n % 9]}
            body = {"round": PAIR[n % 2], "levels": {AREAS[0]: LEVELS[n % 3]}, "choices": {}}
            signed = {"cohort": "a", "sharing": "everything", "opportunities": shared}
            yield Entry(Kind.SUMMARY, f"p{n}", {**body, **signed}, NOW + timedelta(minutes=n))

    def objects(number):
        gc.collect()
        before = len(gc.get_objects())
        today = dict.fromkeys([f"p{n}" for n in range(number)], "")
        read = read_sign_offs(bodies(number), FRAMEWORK, today)
        rounds_read = by_round(read)
        gc.collect()
        after = len(gc.get_objects())
        assert sum(len(each.times) for each in rounds_read.values()) == number
        return after - before

    objects(10)

    assert objects(2000) - objects(200) < 20
