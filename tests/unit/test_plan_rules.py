"""The rules of next steps, opportunities, the board, and what goes with a review."""

from dataclasses import replace
from datetime import date

import pytest

from builders import NOW, days, named
from matrix_xblock.codec.plans import board as rows
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdStatus, CpdType, glance
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.plans import board, next_step, opportunity
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    LONGEST_BY,
    NEXT,
    Offer,
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    OwnType,
    Reason,
)
from matrix_xblock.domain.review import attachment
from matrix_xblock.domain.values import school_year

WANTED, OFFERED = OpportunityStatus.WANTED, OpportunityStatus.OFFERED
NOT_POSSIBLE = OpportunityStatus.NOT_POSSIBLE
TODAY = NOW.date()


def steps(**changes):
    return next_step.keep({}, NextStep("one", "Visit.", **changes), seen=0, now=NOW)


def moved(steps_before, status, *, seen=1, reason="", now=NOW):
    return next_step.move(steps_before, "one", status, reason=reason, seen=seen, now=now)


def a_wish(status=WANTED):
    opportunities = opportunity.keep({}, Opportunity("one", OpportunityType.VISIT), seen=0, now=NOW)
    return {"one": Opportunity(**{**vars(opportunities["one"]), "status": status})}


def taken(opportunities, status, *, seen=1, now=NOW, **why):
    return opportunity.move(opportunities, "one", status, seen=seen, now=now, **why)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"text": ""}, ("text", "step_missing")),
        ({"text": "x" * 1001}, ("text", "too_long")),
        ({"outcome": "x" * 1001}, ("outcome", "too_long")),
        ({"text": "a\x07"}, ("text", "hidden_character")),
    ],
)
def test_a_step_that_breaks_a_rule_is_refused(changes, problem):
    with pytest.raises(Invalid) as refused:
        next_step.keep({}, NextStep(**{"id": "one", "text": "Visit.", **changes}), seen=0, now=NOW)

    assert named(refused.value.problems) == [problem]


def test_the_two_hundred_and_first_step_is_refused():
    steps_before = {f"s{n}": NextStep(f"s{n}", "Visit.") for n in range(next_step.MOST_STEPS)}

    with pytest.raises(Invalid) as refused:
        next_step.keep(steps_before, NextStep("more", "Visit."), seen=0, now=NOW)

    assert named(refused.value.problems) == [("step", "too_many")]


def test_a_step_has_a_dated_history_with_reasons():
    after = moved(steps(), StepStatus.DROPPED, reason="Moved school.", now=days(3))

    [begun, dropped] = after["one"].history
    assert (begun.status, begun.at) == (StepStatus.PLANNED, NOW)
    assert (dropped.status, dropped.at, dropped.reason) == (
        StepStatus.DROPPED,
        days(3),
        "Moved school.",
    )


def test_a_step_is_done_on_a_day_and_can_be_taken_back():
    after = moved(steps(), StepStatus.DONE, now=days(3))
    assert after["one"].done_on == days(3)

    back = next_step.step_back(after, "one", seen=2, now=days(4))["one"]

    assert (back.status, back.done_on, len(back.history)) == (StepStatus.PLANNED, None, 1)
    assert next_step.step_back({"one": back}, "one", seen=back.revision, now=NOW) == {"one": back}


def test_moving_twice_is_moving_and_a_stale_move_is_refused():
    after = moved(steps(), StepStatus.DONE)

    assert moved(after, StepStatus.DONE, seen=1) is after
    with pytest.raises(Stale):
        moved(after, StepStatus.PLANNED, seen=1)
    with pytest.raises(Unknown):
        moved({}, StepStatus.DONE)
    with pytest.raises(Invalid):
        moved(steps(), StepStatus.DONE, reason="x" * 251)


def test_a_long_history_keeps_its_beginning_and_the_latest():
    after = steps()
    for number in range(40):
        status = [StepStatus.IN_PROGRESS, StepStatus.PLANNED][number % 2]
        after = moved(after, status, seen=after["one"].revision, now=days(number))

    history = after["one"].history
    assert (len(history), history[0].at, history[-1].at) == (20, NOW, days(39))


def test_changing_the_words_of_a_step_keeps_its_status():
    after = moved(steps(), StepStatus.DONE)

    changed = next_step.keep(after, NextStep("one", "Visit twice."), seen=2, now=days(1))["one"]

    assert (changed.text, changed.status, changed.revision) == ("Visit twice.", StepStatus.DONE, 3)
    with pytest.raises(Stale):
        next_step.keep(after, NextStep("one", "Else."), seen=1, now=NOW)


def test_overdue_steps_come_first_and_what_is_over_last():
    in_any_order = [
        NextStep("over", "A", status=StepStatus.DONE),
        NextStep("none", "B"),
        NextStep("later", "C", due=date(2026, 5, 1)),
        NextStep("late", "D", due=date(2026, 3, 1)),
    ]

    order = next_step.in_order(in_any_order, TODAY)

    assert [step.id for step in order] == ["late", "later", "none", "over"]
    assert not next_step.is_overdue(NextStep("today", "E", due=TODAY), TODAY)


def test_steps_of_one_day_stand_in_the_order_in_which_they_were_written():
    later, first = NextStep("later", "A", created=days(2)), NextStep("first", "B", created=days(1))

    assert next_step.in_order([later, first], TODAY) == (first, later)


@pytest.mark.parametrize("start", OpportunityStatus)
@pytest.mark.parametrize("status", OpportunityStatus)
def test_an_opportunity_takes_only_the_steps_that_can_follow(start, status):
    opportunities = a_wish(start)
    if status is start:
        assert taken(opportunities, status) is opportunities
    elif status in NEXT[start]:
        after = taken(opportunities, status, reason=Reason.COVER)["one"]
        assert (after.status, after.history[-1].status) == (status, status)
    else:
        with pytest.raises(Locked):
            taken(opportunities, status, reason=Reason.COVER)


def test_not_possible_needs_a_reason_and_keeps_the_note():
    with pytest.raises(Invalid) as refused:
        taken(a_wish(), NOT_POSSIBLE, note="x" * 251)
    assert named(refused.value.problems) == [("note", "too_long"), ("reason", "reason_missing")]

    after = taken(a_wish(), NOT_POSSIBLE, reason=Reason.COST, note="Too dear.")["one"]

    assert (after.reason, after.history[-1].note, after.is_open) == (
        Reason.COST,
        "Too dear.",
        False,
    )


def test_a_reason_belongs_to_what_was_not_possible_and_to_nothing_else():
    assert taken(a_wish(), OFFERED, reason=Reason.COST)["one"].reason is None


def test_the_days_until_an_offer_are_counted_from_the_wish():
    opportunities = taken(a_wish(), OFFERED, now=days(40))

    assert opportunity.days_until_offered(opportunities["one"]) == 40
    assert opportunity.days_until_offered(a_wish()["one"]) is None


def test_a_step_of_an_opportunity_is_taken_back():
    opportunities = taken(a_wish(), OFFERED)

    back = opportunity.step_back(opportunities, "one", seen=2, now=NOW)["one"]

    assert (back.status, len(back.history)) == (WANTED, 1)


def test_changing_words_keeps_where_an_opportunity_came_from():
    opportunities = opportunity.keep(
        {}, Opportunity("one", OpportunityType.VISIT, post="post"), seen=0, now=NOW
    )

    changed = opportunity.keep(
        opportunities, Opportunity("one", OpportunityType.VISIT, "A day"), seen=1, now=NOW
    )

    assert (changed["one"].post, changed["one"].detail) == ("post", "A day")


def test_the_hundred_and_first_opportunity_is_refused():
    most = opportunity.MOST_OPPORTUNITIES
    opportunities = {f"o{n}": Opportunity(f"o{n}", OpportunityType.VISIT) for n in range(most)}

    with pytest.raises(Invalid) as refused:
        opportunity.keep(opportunities, Opportunity("more", OpportunityType.VISIT), seen=0, now=NOW)

    assert named(refused.value.problems) == [("opportunity", "too_many")]


def a_post(**changes):
    return Post(
        **{"id": "one", "type": OpportunityType.VISIT, "title": "A day", "at": NOW, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": " "}, ("title", "title_missing")),
        ({"title": "x" * 201}, ("title", "too_long")),
        ({"detail": "x" * 2001}, ("detail", "too_long")),
    ],
)
def test_a_post_that_breaks_a_rule_is_refused(changes, problem):
    problems = board.check(board.tidied(a_post(**changes)), today=NOW.date())

    assert named(problems) == [problem]


def test_a_post_says_who_posted_it_where_that_was_written():
    body = rows.write_post(a_post(by="Sam Taylor", by_id="anon-sam"))
    older = {key: each for key, each in body.items() if not key.startswith("by")}

    assert [(each.by, each.by_id) for each in rows.read_posts([body])] == [
        ("Sam Taylor", "anon-sam")
    ]
    assert rows.read_posts([older])[0].by == ""


def test_a_post_is_open_until_the_end_of_its_last_day():
    post = a_post(closes=TODAY)

    assert post.is_open(TODAY)
    assert not post.is_open(days(1).date())
    assert not a_post(is_closed=True).is_open(TODAY)


def test_the_board_shows_the_latest_post_first_and_what_was_taken_down_as_closed():
    bodies = [
        rows.write_post(a_post()),
        rows.write_post(a_post(id="two", closes=TODAY)),
        rows.write_closing("one"),
        rows.write_closing("never-there"),
        {"version": 2, "type": "posted", "id": "three"},
        {"version": 1, "type": "posted", "id": "broken"},
    ]

    assert [(post.id, post.is_closed) for post in rows.read_posts(bodies)] == [
        ("two", False),
        ("one", True),
    ]


def an_entry(number, start):
    return CpdEntry(f"e{number}", "A visit", CpdType.VISIT, start, minutes=30)


def test_this_round_s_entries_are_those_since_it_began():
    entries = [glance(an_entry(n, date(2026, 3, n))) for n in (1, 2, 3)]

    recent = attachment.entries_since(entries, NOW, first_day=TODAY)

    assert [each.id for each in recent] == ["e2", "e3"]


def test_what_was_written_down_late_belongs_to_the_round_in_which_it_was():
    long_ago = date(2025, 9, 1)
    entries = [
        glance(replace(an_entry(1, long_ago), created=days(-1))),
        glance(replace(an_entry(2, long_ago), created=NOW)),
        glance(replace(an_entry(3, long_ago), created=days(1), source="import")),
        glance(an_entry(4, long_ago)),
        glance(an_entry(5, TODAY))._replace(written="yesterday"),
        glance(an_entry(6, long_ago))._replace(written="2030-01-01T09:00:00"),
    ]

    recent = attachment.entries_since(entries, NOW, first_day=TODAY)

    assert [each.id for each in recent] == ["e2", "e5"]


def test_open_plans_and_changed_ones_belong_to_a_round():
    plans = [
        NextStep("open", "A", updated=days(-9)),
        NextStep("old", "B", status=StepStatus.DONE, updated=days(-9)),
        NextStep("new", "C", status=StepStatus.DONE, updated=days(1)),
    ]

    assert [each.id for each in attachment.plans_since(plans, NOW)] == ["open", "new"]


def test_no_more_than_can_go_with_a_review_is_ticked_or_taken():
    entries = [glance(an_entry(n, TODAY)) for n in range(300)]

    recent = attachment.entries_since(entries, NOW, first_day=TODAY)
    assert len(recent) == attachment.MOST_ATTACHED
    attachment.check_number(range(attachment.MOST_ATTACHED))
    with pytest.raises(Invalid) as refused:
        attachment.check_number(range(attachment.MOST_ATTACHED + 1))
    assert named(refused.value.problems) == [("attached", "too_many_attached")]


def test_only_what_is_done_counts_of_what_is_attached():
    planned = CpdEntry("p", "Later", CpdType.VISIT, TODAY, minutes=60, status=CpdStatus.PLANNED)
    went = attachment.Attached((an_entry(1, TODAY), planned))

    assert (len(went.done), went.minutes, bool(went)) == (1, 30, True)
    assert not attachment.Attached()


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_school_year_begins_in_september(day, year):
    first, last = school_year.days(year)

    assert school_year.of(day) == year
    assert first <= day <= last


def test_each_change_of_a_step_is_dated_and_counted():
    begun = steps()["one"]
    assert (begun.created, begun.updated, begun.revision) == (NOW, NOW, 1)

    after = moved(steps(), StepStatus.IN_PROGRESS, now=days(1))
    assert (after["one"].created, after["one"].updated, after["one"].revision) == (NOW, days(1), 2)

    after = moved(after, StepStatus.DONE, seen=2, now=days(2))
    back = next_step.step_back(after, "one", seen=3, now=days(3))["one"]

    assert [each.status for each in back.history] == [StepStatus.PLANNED, StepStatus.IN_PROGRESS]
    assert (back.status, back.updated, back.revision) == (StepStatus.IN_PROGRESS, days(3), 4)


def test_each_change_of_an_opportunity_is_dated_and_counted():
    begun = Opportunity("one", OpportunityType.VISIT)
    opportunities = opportunity.keep({}, begun, seen=0, now=NOW)
    assert (
        opportunities["one"].created,
        opportunities["one"].updated,
        opportunities["one"].revision,
    ) == (NOW, NOW, 1)

    opportunities = taken(opportunities, OFFERED, now=days(1))
    [_, offered] = opportunities["one"].history
    assert (offered.at, offered.reason, offered.note) == (days(1), None, "")
    assert (opportunities["one"].updated, opportunities["one"].revision) == (days(1), 2)

    opportunities = taken(opportunities, OpportunityStatus.AGREED, seen=2, now=days(2))
    back = opportunity.step_back(opportunities, "one", seen=3, now=days(3))["one"]
    assert [each.status for each in back.history] == [WANTED, OFFERED]
    assert (back.status, back.updated, back.revision) == (OFFERED, days(3), 4)


def test_other_words_of_an_opportunity_leave_what_has_become_of_it():
    post = Opportunity("one", OpportunityType.VISIT, post="post-1")
    opportunities = taken(opportunity.keep({}, post, seen=0, now=NOW), OFFERED, now=days(1))
    words = Opportunity("one", OpportunityType.COACHING, "Every week")

    changed = opportunity.keep(opportunities, words, seen=2, now=days(2))["one"]
    again = opportunity.keep({"one": changed}, words, seen=0, now=days(9))

    assert (changed.type, changed.detail, changed.post) == (
        OpportunityType.COACHING,
        "Every week",
        "post-1",
    )
    assert (changed.status, changed.history) == (OFFERED, opportunities["one"].history)
    assert (changed.created, changed.updated, changed.revision) == (NOW, days(2), 3)
    assert again == {"one": changed}


@pytest.mark.parametrize(
    ("status", "day"),
    [(OFFERED, 1), (OpportunityStatus.COMPLETED, 3), (OpportunityStatus.AGREED, 1)],
    ids=["made already", "does not follow", "earlier than the latest"],
)
def test_a_change_of_staff_that_does_not_follow_changes_nothing(status, day):
    opportunities = taken(a_wish(), OFFERED, now=days(2))
    opportunities = opportunity.apply(
        opportunities, "one", OpportunityChange(OpportunityStatus.AGREED, days(2))
    )
    assert opportunities["one"].status is OFFERED

    assert (
        opportunity.apply(opportunities, "one", OpportunityChange(status, days(day)))
        is opportunities
    )


def test_a_change_of_staff_is_dated_when_they_made_it():
    change = OpportunityChange(OFFERED, days(2), by="Sam\x07 Taylor" + "r" * 50)

    moved_on = opportunity.apply(a_wish(), "one", change)["one"]

    assert (moved_on.status, moved_on.updated, moved_on.revision) == (OFFERED, days(2), 2)
    assert moved_on.history[-1].by == ("Sam Taylor" + "r" * 50)[:LONGEST_BY]
    assert opportunity.apply({}, "one", change) == {}


def test_only_the_latest_offer_of_staff_stands():
    first = OpportunityChange(OFFERED, days(1), offer=Offer("A visit"))
    offered = opportunity.apply(a_wish(), "one", first)
    declined = taken(offered, OpportunityStatus.DECLINED, seen=2, now=days(2))
    wanted = taken(declined, WANTED, seen=3, now=days(2))

    again = OpportunityChange(OFFERED, days(3), offer=Offer("A longer visit"))
    history = opportunity.apply(wanted, "one", again)["one"].history

    assert [each.offer for each in history if each.offer] == [Offer("A longer visit")]


def test_what_was_declined_is_wanted_again_under_its_id():
    post = Post("post", OpportunityType.VISIT, "A visit", NOW)
    wanted, _ = board.want({}, post, new_id="one", now=NOW)
    declined = taken(taken(wanted, OFFERED), OpportunityStatus.DECLINED, seen=2)

    again, key = board.want(declined, post, new_id="two", now=days(1))

    assert (key, again["one"].status) == ("one", WANTED)


def test_an_opportunity_without_a_history_takes_the_first_change_of_staff():
    bare = {"one": Opportunity("one", OpportunityType.VISIT)}

    assert opportunity.apply(bare, "one", OpportunityChange(OFFERED, NOW))["one"].status is OFFERED


def test_plans_of_a_round_are_the_open_ones_and_those_changed_since_it_began():
    done = {"status": StepStatus.DONE}
    plans = [
        NextStep("open", "Visit."),
        NextStep("before", "Visit.", updated=days(-1), **done),
        NextStep("then", "Visit.", updated=NOW, **done),
        NextStep("never", "Visit.", **done),
    ]

    assert [each.id for each in attachment.plans_since(plans, NOW)] == ["open", "then"]


def test_a_post_is_tidied_in_all_its_words():
    post = board.tidied(Post("one", OpportunityType.VISIT, " A day ", NOW, detail=" Away\r\nhere "))

    assert (post.title, post.detail) == ("A day", "Away\nhere")


def test_other_words_of_a_step_leave_what_has_become_of_it():
    after = moved(steps(), StepStatus.IN_PROGRESS, now=days(1))

    changed = next_step.keep(after, NextStep("one", "Visit two."), seen=2, now=days(2))["one"]

    assert (changed.text, changed.status, changed.history) == (
        "Visit two.",
        StepStatus.IN_PROGRESS,
        after["one"].history,
    )
    assert (changed.created, changed.updated, changed.revision) == (NOW, days(2), 3)
    again = next_step.keep({"one": changed}, NextStep("one", "Visit two."), seen=0, now=days(9))
    assert again == {"one": changed}


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("visit", OpportunityType.VISIT),
        ("sabbatical", OwnType("sabbatical")),
        ("no id", None),
        ("", None),
    ],
)
def test_a_kind_is_one_of_ours_one_of_an_author_s_or_none(identifier, kind):
    answer = opportunity.kind_of(identifier)

    assert (answer, type(answer)) == (kind, type(kind))


def test_what_is_wrong_with_an_opportunity_is_told_with_its_limit():
    chance = Opportunity(
        "one", OpportunityType.VISIT, "x" * 1001, "x" * 201, area_ids=("subject",) * 21
    )

    assert opportunity.check(chance) == (
        Problem("detail", "too_long", {"limit": 1000, "over": 1}),
        Problem("host_setting", "too_long", {"limit": 200, "over": 1}),
        Problem("areas", "too_many", {"most": 20}),
    )
    at_the_limit = Opportunity("one", OpportunityType.VISIT, "x" * 1000, area_ids=("a",) * 20)
    assert opportunity.check(at_the_limit) == ()
