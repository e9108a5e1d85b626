"""Next steps, opportunities and the board on the page, and the calendar file."""

import json
from dataclasses import replace

import pytest
from icalendar import Calendar

from builders import a_complete_review, a_form, a_record, a_round, a_setup, days, named
from fakes import FakeHost, FakeStaff
from matrix_xblock import participant
from matrix_xblock.codec.plans.interest import read_interests
from matrix_xblock.domain.errors import Locked, Unknown
from matrix_xblock.domain.facts import OpportunityMoved, StepMoved
from matrix_xblock.domain.plans.opportunity import OpportunityStatus
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.participant import calendar, my_record, plans
from matrix_xblock.staff import board


@pytest.fixture
def host():
    return FakeHost()


def step(host, **changes):
    return plans.save_step(
        host, a_form(**{"id": "one", "revision": "0", "text": "Visit.", **changes})
    )


def chance(host, **changes):
    fields = {"id": "two", "revision": "0", "type": "visit", "detail": "A day away"}
    return plans.save_opportunity(host, a_form(**{**fields, **changes}))


def post(host, **changes):
    fields = {"id": "post", "opportunity": "visit", "title": "A special school", **changes}
    board.post(FakeStaff(host.ledger), a_form(**fields))


def test_a_step_is_saved_and_told_without_words(host):
    page = step(
        host,
        area="leadership",
        owner="both",
        **{"due-day": "1", "due-month": "May", "due-year": "2026"},
    )

    [(shown_step, area, is_overdue)] = page.names["steps"]
    assert (shown_step.text, area, is_overdue, shown_step.due.isoformat()) == (
        "Visit.",
        "Leading others",
        False,
        "2026-05-01",
    )
    assert host.published == [StepMoved("planned")]


@pytest.mark.parametrize(
    ("typed", "due"), [("1/5/26", "2026-05-01"), ("1 May 2026", "2026-05-01"), ("", None)]
)
def test_a_day_of_a_step_is_read_out_of_one_field_and_shown_in_it(host, typed, due):
    page = step(host, due=typed)

    [(shown_step, _, _)] = page.names["steps"]
    assert (shown_step.due and shown_step.due.isoformat()) == due
    form = plans.show_step(host, a_form(step=shown_step.id)).names["fields"]
    assert form["due"] == ["1/5/2026" if due else ""]


def test_a_day_of_a_step_without_a_year_is_to_come(host):
    page = step(host, due="1 January")

    [(shown_step, _, _)] = page.names["steps"]
    assert shown_step.due > host.today()


def test_a_refused_day_of_three_fields_is_shown_in_the_one_that_there_is(host):
    page = step(host, **{"due-day": "31", "due-month": "2", "due-year": "2026"})

    assert (page.status, page.names["fields"]["due"]) == (422, ["31 2 2026"])


def test_what_is_wrong_with_a_step_is_listed_as_its_form_has_it(host):
    page = step(host, text="", due="soon", outcome="x" * 1001)

    assert [each.field for each in page.names["problems"]] == ["text", "due", "outcome"]


def test_a_day_that_was_asked_about_is_the_one_that_was_chosen(host):
    page = step(host, **{"due": "soon", "due-asked": "soon", "due-choice": "1/5/2026"})

    [(shown_step, _, _)] = page.names["steps"]
    assert shown_step.due.isoformat() == "2026-05-01"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"text": ""}, ("text", "step_missing")),
        ({"area": "nowhere"}, ("area", "unknown_choice")),
        ({"owner": "nobody"}, ("owner", "unknown_choice")),
        ({"due-day": "1"}, ("due", "date_without_month_and_year")),
        ({"due": "soon"}, ("due", "date_ahead_not_understood")),
        ({"due": "31 June"}, ("due", "date_not_real")),
        ({"due": "by March"}, ("due", "date_without_day")),
        ({"due": "next Thursday"}, ("due", "date_asked")),
        ({"due": "1/1/2101"}, ("due", "date_out_of_range")),
    ],
)
def test_a_wrong_step_keeps_what_was_typed(host, changes, problem):
    page = step(host, **{"outcome": "Typed.", **changes})

    assert (page.status, named(page.names["problems"])) == (422, [problem])
    assert page.names["fields"]["outcome"] == ["Typed."]
    assert host.load().next_steps == {}


def test_a_stale_step_shows_both_versions(host):
    step(host)
    step(host, revision="1", text="Said elsewhere.")

    page = step(host, revision="1", text="Said here.")

    assert (page.status, page.names["elsewhere"].text) == (409, "Said elsewhere.")
    assert page.names["fields"]["text"] == ["Said here."]


def test_a_step_is_done_offered_to_the_log_and_taken_back(host):
    step(host)

    done = plans.move_step(host, a_form(id="one", revision="1", status="done"))
    assert (done.names["moved"].status, done.names["can_undo"]) == ("done", True)
    back = plans.move_step(host, a_form(id="one", revision="2", status="back"))

    assert back.names["moved"].status == "planned"
    assert host.published == [StepMoved("planned"), StepMoved("done")]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"status": "juggling", "revision": "1"}, 422),
        ({"status": "", "revision": "1"}, 422),
        ({"status": "done", "revision": "9"}, 409),
        ({"status": "dropped", "revision": "1", "reason": "x" * 251}, 422),
    ],
)
def test_a_move_that_cannot_be_made_changes_nothing_and_keeps_the_reason(host, form, status):
    step(host)
    before = host.state

    page = plans.move_step(host, a_form(id="one", **{"reason": "Typed.", **form}))

    assert (page.status, page.names["at"]["id"]) == (status, ["one"])
    assert host.state == before


def test_what_is_not_there_is_unknown(host):
    with pytest.raises(Unknown):
        plans.show_step(host, a_form(step="nowhere"))
    with pytest.raises(Unknown):
        plans.show_opportunity(host, a_form(opportunity="nowhere"))
    with pytest.raises(Unknown):
        plans.move_step(host, a_form(id="nowhere", revision="0", status="done"))
    with pytest.raises(Unknown):
        plans.show_interest(host, a_form(post="nowhere"))


def test_forms_are_filled_with_what_is_kept(host):
    step(host, owner="school")
    chance(host, areas=["leadership"])

    of_step = plans.show_step(host, a_form(step="one")).names
    of_chance = plans.show_opportunity(host, a_form(opportunity="two")).names
    new = plans.show_opportunity(host, {}).names

    assert (of_step["is_new"], of_step["fields"]["owner"]) == (False, ["school"])
    assert (of_chance["fields"]["areas"], new["is_new"]) == (["leadership"], True)


def test_an_opportunity_goes_its_way(host):
    chance(host)

    page = plans.move_opportunity(host, a_form(id="two", revision="1", status="offered"))

    [(opportunity, _, next_statuses)] = page.names["opportunities"]
    assert (opportunity.status, next_statuses) == (
        "offered",
        (OpportunityStatus.AGREED, OpportunityStatus.DECLINED),
    )
    assert host.published == [
        OpportunityMoved("visit", "wanted"),
        OpportunityMoved("visit", "offered"),
    ]


def test_not_possible_without_a_reason_is_refused_at_the_reason(host):
    chance(host)

    page = plans.move_opportunity(
        host, a_form(id="two", revision="1", status="not-possible", note="No cover.")
    )

    assert (page.status, named(page.names["problems"])) == (422, [("reason", "reason_missing")])
    assert page.names["at"]["note"] == ["No cover."]


@pytest.mark.parametrize(
    "form", [{"status": "offered", "revision": "9"}, {"status": "completed", "revision": "1"}]
)
def test_a_step_that_cannot_follow_says_where_it_stands(host, form):
    chance(host)

    page = plans.move_opportunity(host, a_form(id="two", **form))

    assert (page.status, page.names["is_stale"]) == (409, True)


def test_an_opportunity_is_taken_back_and_changed(host):
    chance(host)
    plans.move_opportunity(host, a_form(id="two", revision="1", status="offered"))

    plans.move_opportunity(host, a_form(id="two", revision="2", status="back"))
    chance(host, revision="3", detail="Two days")
    stale = chance(host, revision="3", detail="Three days")

    opportunity = host.load().opportunities["two"]
    assert (opportunity.status, opportunity.detail, stale.status) == ("wanted", "Two days", 409)
    assert chance(host, type="").status == 422


def test_what_staff_post_is_wanted_with_one_press_and_only_once(host):
    post(host)

    plans.show_interest(host, a_form(post="post"))
    page = plans.show_interest(host, a_form(post="post"))

    [opportunity] = host.load().opportunities.values()
    assert (opportunity.detail, opportunity.post, opportunity.type) == (
        "A special school",
        "post",
        "visit",
    )
    assert [is_wanted for _, is_wanted in page.names["posts"]] == [True]
    assert len(host.published) == 1


def test_a_post_that_is_over_cannot_be_wanted_and_is_not_shown(host):
    post(host, closes="today")
    host.time = days(1)

    assert plans.show(host, {}).names["posts"] == ()
    with pytest.raises(Locked):
        plans.show_interest(host, a_form(post="post"))


def test_a_post_that_was_taken_down_stays_with_those_who_wanted_it(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))

    board.take_down(FakeStaff(host.ledger), a_form(post="post"))

    assert len(plans.show(host, {}).names["posts"]) == 1
    assert len(host.load().opportunities) == 1


def interests(host):
    return list(read_interests(host.ledger.entries(host.participant.id, Kind.INTEREST)))


def test_course_staff_can_read_at_once_who_would_like_what(host):
    post(host)

    plans.show_interest(host, a_form(post="post"))

    [interest] = read_interests(host.ledger.entries(host.participant.id, Kind.INTEREST)).values()
    [wanted] = host.load().opportunities.values()
    assert (interest.post, interest.opportunity, interest.at) == ("post", wanted.id, host.time)


def test_what_one_would_like_is_in_the_record_and_in_both_files_until_it_is_taken_back(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))

    def asked_for(page):
        return [each.detail for each in page.names["asked_for"]]

    def rows_in_file():
        file = json.loads(my_record.download(host, a_form(format="json")).content)
        return [each["body"]["type"] for each in file["ledger"] if each["kind"] == "interest"]

    assert asked_for(my_record.words(host, {})) == ["A special school"]
    assert asked_for(my_record.download(host, a_form(format="html"))) == ["A special school"]
    assert rows_in_file() == ["wanted"]
    plans.show_interest(host, a_form(post="post", interest="no"))
    assert asked_for(my_record.words(host, {})) == []
    assert rows_in_file() == ["wanted", "taken_back"]


def test_interest_that_is_taken_back_leaves_nothing_and_can_be_shown_again(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))

    page = plans.show_interest(host, a_form(post="post", interest="no"))

    assert (interests(host), dict(host.load().opportunities)) == ([], {})
    assert [is_wanted for _, is_wanted in page.names["posts"]] == [False]
    plans.show_interest(host, a_form(post="post"))
    assert interests(host) == ["post"]


def test_taking_back_keeps_what_was_written_about_it(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))
    [wanted] = host.load().opportunities
    plans.move_opportunity(host, a_form(id=wanted, revision="1", status="offered"))

    plans.show_interest(host, a_form(post="post", interest="no"))

    assert host.load().opportunities[wanted].status == "declined"
    assert interests(host) == []


def test_to_decline_what_is_on_the_board_takes_the_interest_back(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))
    [wanted] = host.load().opportunities

    plans.move_opportunity(host, a_form(id=wanted, revision="1", status="declined"))

    assert interests(host) == []


def test_interest_from_before_course_staff_were_told_is_told_by_a_press_only(host):
    post(host)
    plans.show_interest(host, a_form(post="post"))
    host.ledger.rows[:] = [row for row in host.ledger.rows if row[2] != "interest"]

    page = plans.show(host, {})
    plans.show_interest(host, a_form(post="post"))

    assert [is_wanted for _, is_wanted in page.names["posts"]] == [False]
    assert (interests(host), len(host.load().opportunities)) == (["post"], 1)


def test_the_board_costs_two_looks_into_the_ledger(host):
    post(host)
    before = host.ledger.reads

    plans.show(host, {})

    assert host.ledger.reads == before + 2


def test_every_open_date_is_in_the_calendar_file():
    setup = a_setup(rounds=(a_round(due=days(30)),))
    host = FakeHost(setup=setup, record=a_record(a_complete_review()))
    step(
        host,
        text="Visit; a school,\nsoon",
        **{"due-day": "1", "due-month": "5", "due-year": "2026"},
    )
    step(host, id="done", **{"due-day": "2", "due-month": "5", "due-year": "2026"})
    plans.move_step(host, a_form(id="done", revision="1", status="done"))
    entry = {"id": "e", "revision": "0", "title": "A visit", "type": "visit"}
    day = {"start-day": "2", "start-month": "3", "start-year": "2026"}
    look = {"review_on-day": "3", "review_on-month": "9", "review_on-year": "2026"}
    participant.cpd.save(host, a_form(**entry, **day, **look))

    file = calendar.download(host, {})

    events = Calendar.from_ical(file.content).walk("VEVENT")
    assert [(str(e["SUMMARY"]), e.decoded("DTSTART").isoformat()) for e in events] == [
        ("sign-off: Baseline review", "2026-04-01"),
        ("next-step: Visit; a school,\nsoon", "2026-05-01"),
        ("another-look: A visit", "2026-09-03"),
    ]
    assert len({str(event["UID"]) for event in events}) == 3


def test_a_round_that_is_signed_off_is_no_date_any_more():
    setup = a_setup(rounds=(a_round(due=days(30)),))
    host = FakeHost(setup=setup, record=a_record(a_complete_review()))
    participant.sign_off(host, a_form(round="baseline", revision="1"))

    assert Calendar.from_ical(calendar.download(host, {}).content).walk("VEVENT") == []


def test_open_steps_are_carried_over_into_the_next_review(host):
    step(host)
    host.save(replace(host.load(), reviews=a_record(a_complete_review()).reviews))

    assert [each.text for each in participant.show(host, {}).names["open_steps"]] == ["Visit."]
