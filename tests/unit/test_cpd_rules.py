"""The rules of the CPD log."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from builders import NOW, days, named
from matrix_xblock.codec.cpd import cpd as codec
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import (
    AreaRef,
    CpdEntry,
    CpdLog,
    CpdStatus,
    CpdType,
    Filter,
    Goal,
    Impact,
    Mode,
)
from matrix_xblock.domain.errors import Invalid, Stale, Unknown, Unreadable

DAY = date(2026, 3, 2)
LEADERSHIP, SUBJECT = (
    AreaRef("talent", "leadership", "Leading"),
    AreaRef("talent", "subject", "Subject"),
)


def an_entry(**changes):
    return CpdEntry(
        **{"id": "one", "title": "A visit", "type": CpdType.VISIT, "start": DAY, **changes}
    )


def a_log(*entries):
    return cpd.bring(CpdLog(), [replace(entry, revision=1) for entry in entries])


def logged(log, entry, seen=0):
    return cpd.keep(log, entry, seen=seen, now=NOW)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": ""}, ("title", "title_missing")),
        ({"title": "x" * 201}, ("title", "too_long")),
        ({"learned": "x" * 2001}, ("learned", "too_long")),
        ({"evidence": "a\x00b"}, ("evidence", "hidden_character")),
        ({"end": date(2026, 3, 1)}, ("end", "end_before_start")),
        ({"minutes": 60_001}, ("minutes", "duration_out_of_range")),
        ({"interactive_minutes": -1}, ("interactive_minutes", "duration_out_of_range")),
        ({"minutes": 60, "interactive_minutes": 61}, ("interactive_minutes", "more_than_whole")),
        ({"review_on": date(2026, 3, 1)}, ("review_on", "review_before_start")),
        ({"areas": (LEADERSHIP,) * 21}, ("areas", "too_many")),
        ({"areas": (AreaRef("t", "a", "x" * 256),)}, ("areas", "unknown_choice")),
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused_at_its_field(changes, problem):
    with pytest.raises(Invalid) as refused:
        logged(CpdLog(), an_entry(**changes))

    assert named(refused.value.problems) == [problem]


def test_a_duration_that_is_refused_says_the_most_hours():
    with pytest.raises(Invalid) as refused:
        logged(CpdLog(), an_entry(minutes=60_001))

    assert refused.value.problems[0].values == {"most": 1000}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 200},
        {"end": DAY},
        {"review_on": DAY},
        {"minutes": 60_000},
        {"areas": (LEADERSHIP,) * 20},
        {"title": "\u202eRTL\u202c"},
    ],
)
def test_an_entry_at_a_limit_is_kept(changes):
    assert logged(CpdLog(), an_entry(**changes)).entry("one").revision == 1


def test_the_thousandth_entry_is_kept_and_the_next_is_not():
    log = a_log(*(an_entry(id=f"e{n}") for n in range(cpd.MOST_ENTRIES - 1)))

    log = logged(log, an_entry(id="last"))

    with pytest.raises(Invalid) as refused:
        logged(log, an_entry(id="one-more"))
    assert named(refused.value.problems) == [("entry", "log_full")]


def test_a_full_log_takes_changes():
    log = a_log(*(an_entry(id=f"e{n}") for n in range(cpd.MOST_ENTRIES)))

    assert logged(log, an_entry(id="e0", title="Changed"), seen=1).entry("e0").title == "Changed"


def test_a_repeated_save_changes_nothing():
    log = logged(CpdLog(), an_entry())

    assert logged(log, an_entry()) is log


def test_a_change_counts_and_keeps_where_the_entry_was_made():
    log = logged(CpdLog(), an_entry(made_in="here", made_in_title="Here"))

    changed = logged(log, an_entry(title="Changed", made_in="there"), seen=1).entry("one")

    assert (changed.revision, changed.made_in, changed.made_in_title) == (2, "here", "Here")


def test_a_change_that_did_not_see_the_last_one_is_stale():
    log = logged(logged(CpdLog(), an_entry()), an_entry(title="First"), seen=1)

    with pytest.raises(Stale):
        logged(log, an_entry(title="Second"), seen=1)


def test_deleting_twice_is_deleting():
    log = cpd.remove(logged(CpdLog(), an_entry()), "one", seen=1)

    assert cpd.remove(log, "one", seen=1) is log
    with pytest.raises(Unknown):
        log.entry("one")


def test_an_entry_that_was_changed_since_is_not_deleted():
    log = logged(logged(CpdLog(), an_entry()), an_entry(title="Changed"), seen=1)

    with pytest.raises(Stale):
        cpd.remove(log, "one", seen=1)


def test_only_what_is_done_counts_and_an_entry_about_two_areas_counts_in_both():
    log = a_log(
        an_entry(id="a", minutes=60, areas=(LEADERSHIP, SUBJECT)),
        an_entry(id="b", minutes=30, areas=(LEADERSHIP,), type=CpdType.READING),
        an_entry(id="c", minutes=600, status=CpdStatus.PLANNED),
        an_entry(id="d", minutes=600, status=CpdStatus.DID_NOT_HAPPEN),
    )

    totals = cpd.totals(cpd.matching(log, Filter()))

    assert (totals.entries, totals.minutes) == (2, 90)
    assert totals.by_type == (("visit", 1, 60), ("reading", 1, 30))
    assert totals.by_area == (
        (("talent", "leadership", "Leading"), 2, 90),
        (("talent", "subject", "Subject"), 1, 60),
    )


@pytest.mark.parametrize(
    ("cpd_filter", "expected"),
    [
        (Filter(), ["late", "book", "early"]),
        (Filter(type="reading"), ["book"]),
        (Filter(area="leadership"), ["late"]),
        (Filter(start=date(2026, 3, 2)), ["late", "book"]),
        (Filter(end=date(2026, 3, 2)), ["book", "early"]),
        (Filter(start=date(2026, 3, 3), end=date(2026, 3, 2)), []),
        (Filter(type="nothing"), []),
        (Filter(year=2025), ["late", "book", "early"]),
        (Filter(year=2026), []),
        (Filter(year=2025, start=date(2026, 3, 2), end=date(2027, 1, 1)), ["late", "book"]),
    ],
)
def test_a_filter_lets_through_what_is_asked_for_latest_first(cpd_filter, expected):
    log = a_log(
        an_entry(id="early", start=date(2026, 3, 1)),
        an_entry(id="late", start=date(2026, 3, 3), areas=(LEADERSHIP,)),
        an_entry(id="book", type=CpdType.READING),
    )

    assert [each.id for each in cpd.matching(log, cpd_filter)] == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["two", "one"]),
        ("VISIT", ["one"]),
        ("visit leading", ["one"]),
        ("pairs", ["two"]),
        ("pairs visit", []),
        ("trust", ["two"]),
        ("a", ["two", "one"]),
        ("%", []),
    ],
)
def test_a_search_finds_entries_that_have_all_of_its_words(search, expected):
    log = a_log(
        an_entry(id="one", areas=(LEADERSHIP,)),
        an_entry(id="two", title="A book", learned="They plan\nin pairs.", provider="The trust"),
    )

    assert [each.id for each in cpd.matching(log, Filter(search=search))] == expected


@pytest.mark.parametrize("title", ["Llŷn école", "Lly\u0302n e\u0301cole"])
@pytest.mark.parametrize("search", ["llyn", "LLŶN", "école", "Ecole", "e\u0301cole lly\u0302n"])
def test_a_search_finds_a_word_with_and_without_its_accents(title, search):
    log = a_log(an_entry(title=title))

    assert [each.title for each in cpd.matching(log, Filter(search=search))] == [title]


def test_a_search_passes_over_any_number_of_accents_in_any_order():
    log = a_log(an_entry(title="a", learned="a" + "\u0301\u0323" * 999))

    assert len(cpd.matching(log, Filter(search="a\u0323\u0301"))) == 1


def test_a_search_goes_by_the_line_of_an_entry_that_cannot_be_read():
    body = {"id": "one", "title": "A visit", "type": "visit", "start": "2026-03-02", "impact": "?"}
    log = codec.read_log({"version": 1, "entries": [body]})

    assert [each.id for each in cpd.matching(log, Filter(search="visit"))] == ["one"]
    assert cpd.matching(log, Filter(search="pairs")) == ()


def test_a_search_and_what_it_is_for_print_no_word():
    assert "Amina" not in repr(Filter(search="Amina"))


def test_totals_are_added_up_by_school_year_from_september_to_august():
    log = a_log(
        an_entry(id="a", start=date(2025, 8, 31), minutes=60),
        an_entry(id="b", start=date(2025, 9, 1), minutes=30),
        an_entry(id="c", start=date(2026, 8, 31), minutes=45),
        an_entry(id="d", start=date(2026, 9, 1), minutes=15),
        an_entry(id="e", start=date(2027, 9, 1), minutes=600, status=CpdStatus.PLANNED),
    )

    totals = cpd.totals(cpd.matching(log, Filter()))

    assert totals.by_year == ((2026, 1, 15), (2025, 2, 75), (2024, 1, 60))
    assert cpd.school_years(log) == (2027, 2026, 2025, 2024)


def test_a_school_year_lets_through_what_began_from_its_first_day_to_its_last():
    days = (date(2025, 8, 31), date(2025, 9, 1), date(2026, 8, 31), date(2026, 9, 1))
    log = a_log(*(an_entry(id=day.isoformat(), start=day) for day in days))

    listed = cpd.matching(log, Filter(year=2025))

    assert [each.id for each in listed] == ["2026-08-31", "2025-09-01"]


def test_an_entry_that_runs_over_the_summer_counts_whole_in_the_year_of_its_first_day():
    log = a_log(an_entry(start=date(2026, 7, 1), end=date(2026, 9, 30), minutes=600))

    assert cpd.totals(cpd.matching(log, Filter())).by_year == ((2025, 1, 600),)
    assert cpd.matching(log, Filter(year=2026)) == ()


def test_what_is_worth_another_look_comes_back_on_its_day():
    log = a_log(
        an_entry(id="today", review_on=date(2026, 4, 1)),
        an_entry(id="before", review_on=date(2026, 3, 20)),
        an_entry(id="later", review_on=date(2026, 4, 2)),
        an_entry(id="never"),
    )

    due = cpd.due_for_another_look(log, date(2026, 4, 1))

    assert [each.id for each in due] == ["before", "today"]


@pytest.mark.parametrize(
    ("goal", "problem"),
    [
        (Goal(0, DAY, DAY), ("goal", "duration_out_of_range")),
        (Goal(60_001, DAY, DAY), ("goal", "duration_out_of_range")),
        (Goal(60, DAY, date(2026, 3, 1)), ("goal_end", "end_before_start")),
    ],
)
def test_a_goal_that_breaks_a_rule_is_refused(goal, problem):
    with pytest.raises(Invalid) as refused:
        cpd.set_goal(CpdLog(), goal, seen=0)

    assert named(refused.value.problems) == [problem]


def test_a_goal_is_set_changed_and_let_go_of():
    goal = Goal(60, DAY, DAY)
    log = cpd.set_goal(CpdLog(), goal, seen=0)

    assert cpd.set_goal(log, goal, seen=0) is log
    with pytest.raises(Stale):
        cpd.set_goal(log, None, seen=0)
    assert cpd.set_goal(log, None, seen=1).goal is None


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ({"day_minutes": 59}, ("cpd.day_minutes", "out_of_range")),
        ({"day_minutes": 1441}, ("cpd.day_minutes", "out_of_range")),
        ({"goal_minutes": -1}, ("cpd.goal_minutes", "out_of_range")),
    ],
)
def test_settings_of_an_author_that_break_a_rule_are_named(rules, problem):
    assert named(cpd.check_rules(cpd.CpdRules(**rules))) == [problem]


TEXT = st.text(max_size=20)
ENTRIES = st.builds(
    CpdEntry,
    id=st.uuids().map(str),
    title=TEXT,
    type=st.sampled_from(CpdType),
    start=strategies.dates,
    end=st.none() | strategies.dates,
    minutes=st.integers(0, 60_000),
    interactive_minutes=st.integers(0, 60_000),
    provider=TEXT,
    mode=st.none() | st.sampled_from(Mode),
    status=st.sampled_from(CpdStatus),
    areas=st.lists(st.builds(AreaRef, framework=TEXT, id=TEXT, name=TEXT), max_size=2).map(tuple),
    learned=TEXT,
    impact=st.none() | st.sampled_from(Impact),
    review_on=st.none() | strategies.dates,
    source=st.sampled_from(["manual", "import"]),
    created=st.none() | st.just(NOW),
    updated=st.none() | st.just(days(1)),
    revision=st.integers(0, 99),
)


@given(st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.id), st.integers(0, 3))
def test_a_log_is_read_back_as_it_was_written(entries, changed):
    stored = codec.write_log({}, cpd.bring(CpdLog(), entries))
    again = codec.write_log(stored, cpd.bring(codec.read_log(stored), entries[:changed]))

    read = codec.read_log(again)

    assert again == stored
    assert list(read.entries(read.glances)) == entries
    assert list(read.glances.values()) == [cpd.glance(entry) for entry in entries]


@pytest.mark.parametrize(
    "raw",
    [
        {"version": 2, "entries": []},
        {"version": 1, "entries": 7},
        {"version": 1, "entries": [], "goal": {"minutes": "many"}},
        ["entries"],
        "log",
    ],
    ids=repr,
)
def test_a_log_that_cannot_be_read_is_refused(raw):
    with pytest.raises(Unreadable):
        codec.read_log(raw)


def test_an_entry_that_cannot_be_read_is_refused_when_it_is_asked_for():
    body = {"id": "one", "title": "A", "type": "visit", "start": "2026-02-01", "mode": "x"}
    log = codec.read_log({"version": 1, "entries": [body]})

    with pytest.raises(Unreadable):
        log.entry("one")


BROKEN = [
    {"id": "one"},
    {"id": "one", "title": "A", "type": "visit", "start": 7},
    {"id": "one", "title": "A", "type": "visit", "start": "2026-02-31"},
    {"id": "one", "title": "A", "type": "visit", "start": "9999-12-31"},
    {"id": "one", "title": "A", "type": "visit", "start": "2026-02-01", "review_on": "soon"},
    {"id": "one", "title": "A", "type": ["visit"], "start": "2026-02-01"},
    {"id": "one", "title": None, "type": "visit", "start": "2026-02-01"},
    {"id": "one", "title": "A", "type": "visit", "start": "2026-02-01", "areas": [{"id": 1}]},
    {"id": "one", "title": "A", "type": "visit", "start": "2026-02-01", "areas": 7},
    {"id": 7, "title": "A", "type": "visit", "start": "2026-02-01"},
    "entry",
    None,
    [],
]
GOOD = {"id": "good", "title": "A visit", "type": "visit", "start": "2026-02-01"}


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_one_broken_entry_hides_no_other_and_is_kept_at_every_write(broken):
    stored = {"version": 1, "entries": [broken, GOOD], "goal": {"revision": 0}}
    log = codec.read_log(stored)
    added = cpd.add(log, [an_entry(id="new")], now=NOW)
    left = cpd.remove(added, "good", seen=0)

    assert [each.title for each in log.readable(log.glances)] == ["A visit"]
    assert log.unread == (broken,)
    assert codec.write_log(stored, log) == {**stored, "entries": [GOOD, broken]}
    assert broken in codec.write_log(stored, added)["entries"]
    assert broken in codec.write_log(codec.write_log(stored, added), left)["entries"]


def test_an_entry_that_only_the_list_can_read_is_left_out_of_what_is_read_whole():
    odd = {**GOOD, "id": "odd", "mode": "telepathy"}
    log = codec.read_log({"version": 1, "entries": [odd, GOOD]})

    assert [each.id for each in log.readable(log.glances)] == ["good"]


def test_an_entry_is_dated_when_it_is_made_and_when_it_is_changed():
    log = logged(CpdLog(), an_entry())
    assert (log.entry("one").created, log.entry("one").updated) == (NOW, NOW)

    log = cpd.keep(log, an_entry(title="Another visit"), seen=1, now=days(1))

    changed = log.entry("one")
    assert (changed.created, changed.updated, changed.revision) == (NOW, days(1), 2)


def test_entries_that_are_brought_keep_the_day_they_were_made():
    log = cpd.add(CpdLog(), [an_entry(created=days(-9)), an_entry(id="two")], now=NOW)

    assert [each.created for each in log.entries(log.glances)] == [days(-9), NOW]
    assert {each.updated for each in log.entries(log.glances)} == {NOW}


def test_a_change_keeps_where_an_entry_came_from():
    made = {"source": "file", "made_in": "course", "made_in_title": "A course"}
    log = logged(a_log(an_entry(**made)), an_entry(title="Another visit"), seen=1)

    changed = log.entry("one")

    assert {name: getattr(changed, name) for name in made} == made
    assert changed.title == "Another visit"


def test_what_is_deleted_is_no_longer_among_what_has_changed():
    log = a_log(an_entry(), an_entry(id="two"))

    left = cpd.remove(log, "one", seen=1)

    assert (set(left.glances), set(left.changed)) == ({"two"}, {"two"})


def test_what_has_waited_longest_for_another_look_comes_first():
    log = a_log(
        *(
            an_entry(id=key, review_on=date(2026, 3, day))
            for key, day in zip("abc", (9, 3, 5), strict=True)
        ),
        an_entry(id="later", review_on=date(2026, 3, 11)),
        an_entry(id="never"),
    )

    due = cpd.due_for_another_look(log, date(2026, 3, 10))

    assert [each.id for each in due] == ["b", "c", "a"]
