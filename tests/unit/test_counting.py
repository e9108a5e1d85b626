"""The figures page counts in columns: it shows what a plain count over all summaries shows."""

import gc
from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW, a_form, a_framework, a_setup, rounds
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.figures.cohort import OFFERED
from matrix_xblock.domain.figures.disclosure import Symbol, Table, publish
from matrix_xblock.domain.figures.sign_offs import by_round
from matrix_xblock.domain.figures.site_rules import SiteRules
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

K = 5
FRAMEWORK = a_framework()
AREAS = [area.id for area in FRAMEWORK.areas]
LEVELS = [level.id for level in FRAMEWORK.levels]
ANSWERS = [*LEVELS, NOT_APPLICABLE, "not-answered"]
PAIR = ("baseline", "mid-point")
PEOPLE = [f"p{n:02}" for n in range(24)]
GROUPS = {who: ("a", "b", "c", "")[min(n // 7, 3)] for n, who in enumerate(PEOPLE)}

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
    optional={"opportunities": opportunities},
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
    st.tuples(st.sampled_from(PEOPLE), summaries | foreign, st.integers(0, 9)), max_size=30
)
most = st.lists(st.tuples(levels, levels), min_size=len(PEOPLE), max_size=len(PEOPLE))


def a_course(bodies):
    """Give staff of a course with these rows: whose, what, and the minute."""
    ledger = FakeLedger()
    ledger.append(
        [
            Entry(Kind.SUMMARY, who, body, NOW + timedelta(minutes=minute))
            for who, body, minute in bodies
        ]
    )
    known = [Person(who, who, group) for who, group in GROUPS.items()]
    setup = a_setup(rounds=rounds(), framework=FRAMEWORK)
    return FakeStaff(ledger, setup=setup, people=known, site=SiteRules(k=K))


def is_whole(body):
    """Tell whether a row is as it should be."""
    brought = body.get("opportunities", {})
    if not isinstance(body.get("round"), str) or not isinstance(brought, dict):
        return False
    names = body.get("levels", {})
    numbers = [brought.get(key, {}) for key in ("statuses", "reasons")]
    return (
        isinstance(names, dict)
        and all(isinstance(each, str) for each in names.values())
        and all(isinstance(each, dict) for each in numbers)
        and all(type(number) is int for each in numbers for number in each.values())
        and isinstance(brought.get("days_until_offered", []), list)
    )


def plainly(bodies, wanted):
    """Give whose sign-offs count in these rounds, each as the body of its row, by person."""
    revisions = defaultdict(lambda: defaultdict(list))
    for who, body, minute in bodies:
        if is_whole(body):
            revisions[who][body["round"]].append((minute, body))
    ready = {who: some for who, some in revisions.items() if all(key in some for key in wanted)}
    sizes = Counter(GROUPS[who] for who in ready)
    batches = defaultdict(list)
    for who, some in ready.items():
        group = GROUPS[who] if sizes[GROUPS[who]] >= K else ""
        batches[group].append((max(some[key][0][0] for key in wanted), who))
    counted = {}
    for batch in batches.values():
        taken = sorted(batch)[: len(batch) // K * K]
        for _, who in taken:
            for key in wanted:
                first, *later = ready[who][key]
                until = [each for each in later if each[0] <= taken[-1][0]]
                counted.setdefault(who, {})[key] = [first, *until][-1][1]
    return counted, len(ready)


def published(counted, categories, category_of, beside=()):
    """Publish a count of people, one after the other, as the page does by cohort."""
    groups = {}
    for who in sorted(counted, key=GROUPS.__getitem__):
        groups.setdefault(GROUPS[who], Counter())[category_of(counted[who])] += 1
    met = {key for counts in groups.values() for key in counts}
    names = tuple(each for each in categories if each in met or each not in beside)
    table = publish(Table(names, groups), k=K)
    lines = {"": table.whole, **{f"in {key}": line for key, line in table.groups.items()}}
    empty = dict.fromkeys(categories, Symbol.NOT_APPLICABLE)
    return {key: (line.total, empty | dict(line.cells)) for key, line in lines.items()}


def lines_of(table):
    lines = {"": table.whole, **{f"in {key}": line for key, line in table.groups.items()}}
    return {key: (line.total, dict(line.cells)) for key, line in lines.items()}


def answer(body, area):
    level = body.get("levels", {}).get(area)
    return level if level in ANSWERS else "not-answered"


def way(before, after):
    if before not in LEVELS or after not in LEVELS:
        return "unknown"
    step = LEVELS.index(after) - LEVELS.index(before)
    return "same" if step == 0 else "up" if step > 0 else "down"


def names_in(body, key):
    return {name for name, number in body.get("opportunities", {}).get(key, {}).items() if number}


def days(body):
    some = body.get("opportunities", {}).get("days_until_offered", [])
    return [each for each in some if isinstance(each, int)]


def moved_and_offered(some):
    moves = {way(answer(some[PAIR[0]], area), answer(some[PAIR[1]], area)) for area in AREAS}
    was_offered = any(days(body) or names_in(body, "statuses") & OFFERED for body in some.values())
    return f"{'moved' if 'up' in moves else 'stayed'}-{'' if was_offered else 'not-'}offered"


@settings(max_examples=60)
@given(most, rows)
def test_every_number_on_the_page_is_that_of_a_plain_count(first, more):
    whole = [
        (who, {"round": key, "levels": some}, 2 * n + place)
        for n, (who, pair) in enumerate(zip(PEOPLE, first, strict=True))
        for place, (key, some) in enumerate(zip(PAIR, pair, strict=True))
    ]
    bodies = [*whole, *more]

    page = staff.show(
        a_course(bodies), a_form(screen="cohort", round=PAIR[1], before=PAIR[0], by="cohort")
    ).names

    counted, ready = plainly(bodies, [PAIR[1]])
    now = {who: some[PAIR[1]] for who, some in counted.items()}
    assert (page["included"], page["signed_off"]) == (len(counted), ready)
    beside = (NOT_APPLICABLE, "not-answered")
    for area, table in page["heat"]:
        levels_now = published(now, ANSWERS, lambda body, at=area.id: answer(body, at), beside)
        assert lines_of(table) == levels_now
    for key, tables in (("statuses", page["statuses"]), ("reasons", page["reasons"])):
        for name, table in tables:
            yes_and_no = published(
                now,
                ("yes", "no"),
                lambda body, key=key, name=name: "yes" if name in names_in(body, key) else "no",
            )
            assert lines_of(table) == yes_and_no
    soonest = [min(days(body)) for body in now.values() if days(body)]
    assert page["median_days"] == (
        round(median(soonest)) if len(soonest) >= K else Symbol.CONFIDENTIAL
    )

    both, ready = plainly(bodies, PAIR)
    assert (page["both"], page["both_signed_off"]) == (len(both), ready)
    for area, table in page["movement"]:
        moves = published(
            both,
            ("up", "same", "down", "unknown"),
            lambda some, at=area.id: way(*(answer(some[key], at) for key in PAIR)),
            ("unknown",),
        )
        assert lines_of(table) == moves
    categories = ("moved-offered", "moved-not-offered", "stayed-offered", "stayed-not-offered")
    assert lines_of(page["offered"]) == published(both, categories, moved_and_offered)


def test_days_that_nobody_can_wait_are_not_counted():
    brought = {"statuses": {"offered": 1}, "days_until_offered": [10**400]}
    body = {"round": "baseline", "levels": {}, "opportunities": brought}
    course = a_course([(who, body, 0) for who in PEOPLE])

    assert staff.show(course, a_form(screen="cohort")).names["median_days"] is Symbol.CONFIDENTIAL


def test_ten_times_the_rows_leave_no_more_objects_for_the_garbage_collector():
    def bodies(number):
        for n in range(number):
            brought = {"statuses": {"offered": 1}, "reasons": {}, "days_until_offered": [n % 9]}
            body = {"round": PAIR[n % 2], "levels": {AREAS[0]: LEVELS[n % 3]}}
            entry = {**body, "opportunities": brought}
            yield Entry(Kind.SUMMARY, f"p{n}", entry, NOW + timedelta(minutes=n))

    def objects(number):
        gc.collect()
        before = len(gc.get_objects())
        rounds_read = by_round(read_sign_offs(bodies(number), FRAMEWORK, {}))
        gc.collect()
        after = len(gc.get_objects())
        assert sum(len(each.times) for each in rounds_read.values()) == number
        return after - before

    objects(10)

    assert objects(2000) - objects(200) < 20
