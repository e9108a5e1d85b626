"""The CPD log on the page: list, form, conflicts, undo, goal, downloads."""

import json
from dataclasses import replace

import pytest

from builders import a_form, a_record, a_setup, named
from fakes import FakeHost, FakeLedger, Preferences
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdRules, CpdType, bring
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.participant import cpd, my_record
from texts import in_short

DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}


@pytest.fixture
def host():
    return FakeHost()


def fields(**changes):
    form = {"id": "one", "revision": "0", "title": "A visit", "type": "visit", **DAY}
    return a_form(**{**form, **changes})


def saved(host, **changes):
    return cpd.save(host, fields(**changes))


def entry(host, entry_id="one"):
    return host.load_cpd().entry(entry_id)


def screen(page):
    return page.template.removeprefix("participant/cpd/").removesuffix(".html")


def filled(host, count):
    """Let the log hold that many entries, a day each."""
    day = host.today().toordinal()
    entries = [
        CpdEntry(f"e{n}", f"Entry {n}", CpdType.OTHER, host.today().fromordinal(day - n))
        for n in range(count)
    ]
    host.save_cpd(bring(host.load_cpd(), entries))
    return host


def test_a_title_a_type_and_a_date_are_enough(host):
    page = saved(host)

    assert (screen(page), page.status, page.names["saved"]) == ("log", 200, "A visit")
    assert entry(host).start.isoformat() == "2026-03-02"
    assert host.published == [CpdLogged("visit", "done", 0)]


def test_an_entry_remembers_where_it_was_made(host):
    saved(host)

    assert (entry(host).made_in, entry(host).made_in_title) == (host.ledger.block, "Talent review")


def test_a_day_is_as_long_as_the_course_says():
    host = FakeHost(setup=a_setup(cpd=CpdRules(day_minutes=400)))

    saved(host, minutes="2 days")

    assert entry(host).minutes == 800


@pytest.mark.parametrize(
    ("detail", "fold"),
    [
        ({"provider": "The trust"}, "detail"),
        ({"impact": "use"}, "difference"),
        ({"minutes": "2 h", "interactive_minutes": "1 h"}, "detail"),
        ({"end-day": "3", "end-month": "3", "end-year": "2026"}, "detail"),
    ],
)
def test_a_fold_is_open_where_something_in_it_is_filled_in(host, detail, fold):
    saved(host, **detail)

    assert cpd.show_entry(host, a_form(entry="one")).names["open_folds"] == {fold}


def test_a_fold_is_open_where_something_in_it_is_wrong(host):
    page = saved(host, **{"review_on-day": "31", "review_on-month": "2", "review_on-year": "2027"})

    assert page.status == 422
    assert page.names["open_folds"] == {"difference"}


def test_details_stay_folded_where_everything_that_is_said_stands_above_them(host):
    areas = [f"{host.setup.framework.id}:{each.id}" for each in host.setup.framework.areas]
    form = {"minutes": "90 min", "status": "planned", "writer": "tab", "sequence": "1"}

    cpd.save(host, {**fields(**form), "areas": areas[:1]})
    assert len(entry(host).areas) == 1

    assert cpd.show_entry(host, a_form(entry="one")).names["open_folds"] == {"areas"}
    assert cpd.show_entry(host, {}).names["open_folds"] == set()


def test_details_are_open_for_what_comes_from_a_next_step():
    host = FakeHost(record=replace(a_record(), next_steps={"s1": NextStep("s1", "Ask.")}))

    assert cpd.show_entry(host, a_form(next_step="s1")).names["open_folds"] == {"detail"}


def test_every_problem_is_told_at_once_in_the_order_of_the_form_and_nothing_typed_is_lost(host):
    page = saved(host, title="", type="", minutes="0", learned="x" * 2001, **{"start-month": ""})

    assert (screen(page), page.status) == ("entry", 422)
    assert named(page.names["problems"]) == [
        ("title", "title_missing"),
        ("start", "date_without_month"),
        ("minutes", "duration_zero"),
        ("type", "type_missing"),
        ("learned", "too_long"),
    ]
    assert page.names["fields"]["learned"] == ["x" * 2001]
    assert host.load_cpd().glances == {}


def test_a_form_with_an_id_that_nobody_could_have_been_given_is_refused(host):
    page = saved(host, id="../../etc")

    assert (page.status, named(page.names["problems"])) == (422, [("id", "invalid")])
    assert host.load_cpd().glances == {}


def test_a_repeated_save_is_one_entry_and_one_event(host):
    saved(host)
    saved(host)

    assert len(host.load_cpd().glances) == 1
    assert len(host.published) == 1


def test_a_stale_save_shows_both_versions_and_the_next_one_goes_through(host):
    saved(host)
    saved(host, revision="1", title="Said elsewhere")

    page = saved(host, revision="1", title="Said here")

    assert page.status == 409
    assert page.names["elsewhere"].title == "Said elsewhere"
    assert page.names["fields"]["title"] == ["Said here"]
    saved(host, **{name: page.names["fields"][name] for name in ("revision", "title")})
    assert entry(host).title == "Said here"


def test_two_blocks_show_one_log(host):
    there = FakeHost(
        preferences=host.preferences, ledger=FakeLedger(block="block-v1:two"), title="Elsewhere"
    )
    saved(host)

    page = cpd.show_entry(there, a_form(entry="one"))

    assert page.names["made_in"] == "Talent review"
    assert cpd.show_entry(host, a_form(entry="one")).names["made_in"] == ""


def test_another_person_has_another_log(host):
    saved(host)

    assert cpd.show(FakeHost(preferences=Preferences(), who="anon-2"), {}).names["total"] == 0


def test_a_deleted_entry_can_be_put_back_as_it_was(host):
    saved(host, learned="They plan in pairs.")
    page = cpd.remove(host, a_form(id="one", revision="1"))
    assert host.load_cpd().glances == {}

    cpd.restore(host, a_form(carried=page.names["carried"]))
    cpd.restore(host, a_form(carried=page.names["carried"]))

    assert entry(host).learned == "They plan in pairs."


def test_an_entry_that_was_changed_elsewhere_is_not_deleted(host):
    saved(host)
    saved(host, revision="1", title="Changed")

    page = cpd.remove(host, a_form(id="one", revision="1"))

    assert (page.status, page.names["is_changed"]) == (409, True)
    assert entry(host).title == "Changed"


def test_deleting_what_is_gone_shows_the_log(host):
    assert cpd.remove(host, a_form(id="one", revision="1")).status == 200


@pytest.mark.parametrize("carried", ["", "7", "{", "{}", '{"id": "one"}', "[" * 5000], ids=repr)
def test_what_was_never_an_entry_is_not_put_back(host, carried):
    with pytest.raises(Invalid):
        cpd.restore(host, a_form(carried=carried))

    assert host.load_cpd().glances == {}


def test_what_is_put_back_keeps_the_rules_of_an_entry(host):
    body = {"id": "one", "title": "x" * 9999, "type": "visit", "start": "2026-03-02"}

    with pytest.raises(Invalid):
        cpd.restore(host, a_form(carried=json.dumps(body)))


def test_the_log_is_shown_ten_at_a_time(host):
    filled(host, 25)

    first, last, beyond = (cpd.show(host, a_form(page=number)) for number in ("1", "3", "99"))

    assert [entry.id for entry in first.names["entries"]] == [f"e{n}" for n in range(10)]
    assert (first.names["before"], first.names["after"], first.names["pages"]) == (0, 2, 3)
    assert [entry.id for entry in last.names["entries"]] == [f"e{n}" for n in range(20, 25)]
    assert beyond.names["page"] == 3


def test_a_filter_that_cannot_be_read_filters_nothing_and_is_said(host):
    filled(host, 2)

    page = cpd.show(host, a_form(**{"from-day": "31", "from-month": "2", "from-year": "2026"}))

    assert (page.names["matching"], named(page.names["problems"])) == (
        2,
        [("from", "date_not_real")],
    )


def test_a_filter_that_nothing_passes_shows_nothing(host):
    filled(host, 2)

    page = cpd.show(host, a_form(type="secondment", area="nowhere"))

    assert (page.names["matching"], page.names["is_filtered"]) == (0, True)


def test_the_days_of_a_filter_are_typed_into_one_field_each(host):
    filled(host, 3)

    page = cpd.show(host, a_form(**{"from": "yesterday", "to": "today"}))

    assert page.names["matching"] == 2
    assert page.names["filter"]["from"] == ["yesterday"]


def test_a_question_about_a_day_of_a_filter_is_answered_by_choosing(host):
    filled(host, 3)
    asked = cpd.show(host, a_form(**{"from": "last week"}))
    (problem,) = asked.names["problems"]
    chosen = {"from-asked": "last week", "from-choice": problem.choices[0]}

    page = cpd.show(host, a_form(**{"from": "last week", **chosen}))

    assert (asked.names["matching"], page.names["problems"]) == (3, ())
    assert page.names["filter"]["from"] == [problem.choices[0]]


def test_the_log_is_searched_and_the_search_stays_in_its_field(host):
    saved(host, learned="They plan in pairs.")
    saved(host, id="two", title="A book", type="reading")

    page = cpd.show(host, a_form(search=" pairs  PLAN "))

    assert [each.id for each in page.names["entries"]] == ["one"]
    assert (page.names["is_filtered"], page.names["is_narrowed"]) == (True, False)
    assert page.names["filter"]["search"] == [" pairs  PLAN "]


def test_the_address_of_a_search_says_no_word_of_it(host):
    assert cpd.show(host, a_form(search="Amina")).address == "cpd"


def test_a_search_has_pages_like_the_log(host):
    filled(host, 25)

    page = cpd.show(host, a_form(search="entry", page="3"))

    assert (page.names["matching"], page.names["pages"]) == (25, 3)
    assert len(page.names["entries"]) == 5


@pytest.mark.parametrize(
    ("year", "count"), [("2025", 1), ("2026", 0), ("x", 1), ("-1", 1), ("", 1)]
)
def test_the_log_is_narrowed_to_a_school_year(host, year, count):
    saved(host)

    page = cpd.show(host, a_form(year=year))

    assert page.names["matching"] == count
    assert page.names["years"] == ((2025, year == "2025"),)


def test_each_school_year_has_its_total(host):
    saved(host, minutes="2 h")
    saved(host, id="two", minutes="1 h", **{"start-year": "2025"})

    years = cpd.show(host, {}).names["totals"].years

    assert [(each.name, each.minutes, each.share) for each in years] == [
        ("2025", 120, 100),
        ("2024", 60, 50),
    ]


def test_a_goal_shows_what_was_spent_within_its_days(host):
    saved(host, minutes="1h 30")
    dates = {"goal_start-day": "1", "goal_start-month": "9", "goal_start-year": "2025"}
    dates |= {"goal_end-day": "31", "goal_end-month": "8", "goal_end-year": "2026"}

    page = cpd.save_goal(host, a_form(goal="30", revision="0", **dates))

    goal = page.names["goal"]
    assert (goal.goal.minutes, goal.spent, goal.share) == (1800, 90, 5)


def test_a_goal_runs_to_a_day_that_is_to_come(host):
    cpd.save_goal(host, a_form(goal="30", revision="0", goal_start="today", goal_end="31 Aug"))

    goal = host.load_cpd().goal
    assert goal.start == host.today()
    assert host.today() <= goal.end < host.today().replace(year=host.today().year + 1)


def test_a_goal_whose_day_cannot_be_read_keeps_what_was_typed(host):
    page = cpd.save_goal(host, a_form(goal="30", revision="0", goal_start="soon", goal_end="later"))

    assert [problem.field for problem in page.names["problems"]] == ["goal_start", "goal_end"]
    assert page.names["goal"].fields["goal_end"] == ["later"]


def test_a_goal_that_is_wrong_or_stale_keeps_what_was_typed(host):
    wrong = cpd.save_goal(host, a_form(goal="many", revision="0"))
    assert (wrong.status, wrong.names["goal"].fields["goal"]) == (422, ["many"])

    dates = {f"goal_{end}-{part}": "2026" for end in ("start", "end") for part in ("year",)}
    dates |= {f"goal_{end}-{part}": "1" for end in ("start", "end") for part in ("day", "month")}
    cpd.save_goal(host, a_form(goal="30", revision="0", **dates))
    stale = cpd.save_goal(host, a_form(goal="40", revision="0", **dates))
    assert (stale.status, stale.names["is_goal_stale"]) == (409, True)

    cpd.save_goal(host, a_form(goal="", revision="1", **dates))
    assert host.load_cpd().goal is None


def test_a_step_or_an_opportunity_that_is_logged_fills_the_form():
    step = NextStep("step", "Visit a\nschool.", area_id="leadership")
    chance = Opportunity("chance", OpportunityType.VISIT, "A day away", area_ids=("subject",))
    host = FakeHost(
        record=replace(a_record(), next_steps={"step": step}, opportunities={"chance": chance})
    )

    of_step = cpd.show_entry(host, a_form(next_step="step")).names
    of_chance = cpd.show_entry(host, a_form(opportunity="chance")).names

    assert (of_step["fields"]["title"], of_step["fields"]["areas"]) == (
        ["Visit a school."],
        ["talent:leadership"],
    )
    assert (of_chance["fields"]["title"], of_chance["fields"]["opportunity"]) == (
        ["A day away"],
        ["chance"],
    )


def test_an_unknown_entry_is_unknown(host):
    with pytest.raises(Unknown):
        cpd.show_entry(host, a_form(entry="nowhere"))


def test_areas_of_another_framework_stay_on_an_entry(host):
    saved(host, areas=["talent:leadership"])
    other = FakeHost(
        preferences=host.preferences,
        setup=a_setup(framework=replace(host.setup.framework, id="other")),
    )

    saved(other, revision="1", title="Changed", areas=["talent:leadership", "other:subject"])

    assert [(a.framework, a.id) for a in entry(host).areas] == [
        ("talent", "leadership"),
        ("other", "subject"),
    ]


def test_an_area_that_nobody_offered_is_refused(host):
    page = saved(host, areas=["talent:nowhere"])

    assert named(page.names["problems"]) == [("areas", "unknown_choice")]


def test_the_log_is_downloaded_as_csv_and_as_json(host):
    saved(host, title="=1+1")

    table, whole = cpd.download(host, {}), cpd.download(host, a_form(format="json"))

    assert (table.filename, table.content_type) == ("cpd-log.csv", "text/csv")
    assert "'=1+1" in table.content
    assert json.loads(whole.content)["entries"][0]["title"] == "=1+1"


def test_what_fails_on_the_way_leaves_the_log_as_it_was(host):
    host.fails_at = "save_cpd"
    before = host.state

    with pytest.raises(Exception, match="save_cpd"):
        saved(host)

    assert host.state == before


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "no id"},
        {"id": "a" * 300},
        {"title": "\ud800"},
        {"title": ""},
        {"start": "0001-01-01"},
        {"review_on": "9999-12-31"},
        {"created": "0001-01-01T00:00:00+23:59"},
        {"created": "9999-12-31T23:59:59-23:59"},
        {"learned": "a" * 2001},
        {"learned": "hid\x00den"},
        {"next_step": "see below"},
        {"opportunity": "a" * 200_000},
        {"made_in": "\ud800"},
        {"made_in": "a" * 200_000},
        {"made_in_title": "hid\x00den"},
        {"source": "\ud800"},
        {"areas": [{"framework": "talent", "id": "subject", "name": "\ud800"}]},
        {"areas": [{"framework": "no id", "id": "subject", "name": "x"}]},
        {"minutes": 10**400},
        {"minutes": -1},
        {"minutes": float("nan")},
    ],
    ids=in_short,
)
def test_what_no_form_would_have_taken_does_not_come_back(host, changes):
    carried = {"id": "one", "title": "A visit", "type": "visit", "start": "2026-03-01", **changes}
    before = host.state

    with pytest.raises(Invalid):
        cpd.restore(host, a_form(carried=json.dumps(carried)))

    assert host.state == before


@pytest.mark.parametrize("carried", ["", "null", "{}", "[" * 90_000, '{"id": ' + "9" * 5000 + "}"])
def test_what_is_no_entry_does_not_come_back(host, carried):
    with pytest.raises(Invalid):
        cpd.restore(host, a_form(carried=carried))


def test_a_broken_entry_is_said_and_hides_no_other(host):
    filled(host, 2)
    stored = json.loads(host.preferences.cpd)
    broken = [{"id": "one"}, {**stored["entries"][0], "id": "two", "mode": "telepathy"}]
    host.preferences.cpd = json.dumps({**stored, "entries": [*stored["entries"], *broken]})

    page = cpd.show(host, {})

    assert [each.id for each in page.names["entries"]] == ["e0", "e1"]
    assert page.names["unread"] == 2
    saved(host, id="new")
    assert [each["id"] for each in json.loads(host.preferences.cpd)["entries"]][-1] == "one"


def test_a_log_with_a_broken_entry_can_be_taken_along(host):
    filled(host, 1)
    stored = json.loads(host.preferences.cpd)
    host.preferences.cpd = json.dumps({**stored, "entries": [*stored["entries"], "broken"]})

    assert "Entry 0" in cpd.download(host, {}).content
    assert "Entry 0" in my_record.download(host, a_form(format="json")).content
