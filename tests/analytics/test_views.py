"""The views of charts, in the ClickHouse of a site with Aspects."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.generated import COURSE_NUMBER_ONE, NOW, a_million, statement, statements_of
from analytics.small_numbers import Round
from clickhouse_http import Refusal, serving
from matrix_xblock.plugin.clickhouse.release_rows import release_rows
from matrix_xblock.plugin.clickhouse.schema import FIGURES, Places, statements
from matrix_xblock.plugin.clickhouse.server import Server, Unwilling
from released import a_release

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
LIMIT = 1.0
"""Seconds of a processor that a view may take: with one free nobody waits longer."""


@pytest.fixture(scope="module")
def a_million_statements(warehouse):
    warehouse.empty()
    warehouse.run(a_million())
    return warehouse


@pytest.mark.parametrize("view", FIGURES)
def test_a_view_of_a_million_statements_takes_a_second_at_most(a_million_statements, view):
    def seconds():
        start = time.process_time()
        a_million_statements.run(f"SELECT * FROM reporting.{view} FORMAT Null")
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) <= LIMIT


def test_a_million_statements_are_a_million_acts(a_million_statements):
    [counted] = a_million_statements.rows("SELECT count() AS acts FROM reporting.matrix_acts")

    assert counted == {"acts": 1_000_000}


@pytest.fixture
def site(warehouse):
    warehouse.empty()
    return warehouse


def started(site):
    rows = site.rows("SELECT * FROM reporting.matrix_funnel WHERE step = 'Started'")
    return [each["people"] for each in rows]


def test_charts_of_problems_grades_and_completion_take_none_of_our_statements(site):
    site.receive(json.loads(each.read_text(encoding="utf-8")) for each in GOLDEN)

    assert len(site.rows("SELECT event_id FROM openedx.xapi_events_all_parsed")) == len(GOLDEN)
    for model in ("problem_events", "grading_events", "completion_events"):
        assert site.rows(f"SELECT event_id FROM openedx.{model}") == []


def test_the_course_and_the_organisation_of_each_statement_are_known(site):
    site.receive(json.loads(each.read_text(encoding="utf-8")) for each in GOLDEN)

    places = site.rows("SELECT DISTINCT org, course_key FROM openedx.xapi_events_all_parsed")

    assert places == [{"org": "Trust", "course_key": "course-v1:Trust+NPQ+2026"}]


def test_acts_that_no_view_counts_are_not_taken_over(site):
    site.receive(json.loads(each.read_text(encoding="utf-8")) for each in GOLDEN)

    acts = {each["act"] for each in site.rows("SELECT act FROM reporting.matrix_acts")}

    assert acts == {"started", "signed-off", "responded", "replied", "moved-opportunity"}


def test_a_statement_that_came_twice_counts_once(site):
    twice = list(statements_of(COURSE_NUMBER_ONE, Round(12)))

    site.receive(twice)
    site.receive(twice)

    assert started(site) == [10]


def test_answers_that_came_twice_move_no_median(site):
    about = {"course": COURSE_NUMBER_ONE, "round_id": "baseline", "kind": "commented"}
    site.run("SYSTEM STOP MERGES reporting.matrix_acts")
    for days, times in ((1, 1), (3, 1), (9, 3)):
        answers = [
            statement(
                "responded",
                actor=f"staff {days} {n}",
                at=f"2026-01-01T00:00:{n:02}+00:00",
                comments=1,
                waited_hours=24 * days,
                answers_before=0,
                **about,
            )
            for n in range(12)
        ]
        for _ in range(times):
            site.receive(answers)

    [row] = site.rows("SELECT * FROM reporting.matrix_days_to_answer WHERE place = 4")
    site.run("SYSTEM START MERGES reporting.matrix_acts")
    assert (row["people"], row["median_days"]) == (30, 3)


def test_a_statement_without_a_round_or_with_what_nobody_here_knows_is_in_no_figure(site):
    about = {"course": COURSE_NUMBER_ONE, "at": "2026-01-01T00:00:00+00:00"}
    strange = [statement("started", actor=f"a-{n}", **about) for n in range(12)]
    strange[0]["result"] = {"extensions": ["a list"]}
    strange[1]["context"]["extensions"] = None

    site.receive(strange)

    assert started(site) == []


def test_a_withdrawn_answer_and_a_second_one_answer_nobody(site):
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(0, (12, 0, 0))))
    about = {"course": COURSE_NUMBER_ONE, "round_id": "baseline", "comments": 1, "waited_hours": 9}
    for kind, before in (("withdrawn", 0), ("commented", 1)):
        site.receive(
            statement(
                "responded",
                actor=f"staff {n}",
                at=f"2026-01-{n + 1:02}T00:00:00+00:00",
                kind=kind,
                answers_before=before,
                **about,
            )
            for n in range(12)
        )

    rows = site.rows("SELECT step FROM reporting.matrix_funnel ORDER BY place")
    assert [each["step"] for each in rows] == ["Started", "Signed off"]


def test_what_was_sent_before_the_views_were_there_is_in_them(site):
    for view in (*FIGURES, "matrix_acts_feed", "matrix_steps"):
        site.run(f"DROP VIEW IF EXISTS reporting.{view}")
    site.run("DROP TABLE reporting.matrix_acts")
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(12)))

    site.set_up(Places())

    assert started(site) == [10]


def test_made_again_the_views_are_the_same_but_for_what_the_site_has_changed(site):
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(17)))

    site.set_up(Places())
    assert started(site) == [10]
    site.set_up(Places(k=5))
    assert started(site) == [15]


def test_acts_outlast_the_statements_of_which_the_site_keeps_a_year(site):
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(12), weeks_ago=80))
    site.run("TRUNCATE TABLE openedx.xapi_events_all")
    site.run("TRUNCATE TABLE openedx.xapi_events_all_parsed")

    site.set_up(Places())

    assert started(site) == [10]


def test_acts_of_longer_ago_than_the_site_keeps_them_go(site):
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(12), weeks_ago=80))

    site.set_up(Places(months=12))
    site.run("OPTIMIZE TABLE reporting.matrix_acts FINAL")

    assert started(site) == []


def test_every_view_has_the_course_that_the_row_filter_of_a_site_asks_for(site):
    for view in FIGURES:
        columns = {each["name"] for each in site.rows(f"DESCRIBE TABLE reporting.{view}")}
        assert {"org", "course_key"} <= columns, view


def test_no_view_of_charts_has_a_column_about_one_person(site):
    for view in FIGURES:
        columns = {each["name"] for each in site.rows(f"DESCRIBE TABLE reporting.{view}")}
        assert not columns & {"person", "actor_id", "event_id", "emission_time"}, view


def test_opportunities_are_there_where_a_site_sends_them(site):
    about = {"course": COURSE_NUMBER_ONE, "at": "2026-01-01T00:00:00+00:00", "type": "visit"}
    for status, people in (("wanted", 25), ("offered", 12), ("declined", 3)):
        site.receive(
            statement("opportunity_moved", actor=f"a-{n}", status=status, **about)
            for n in range(people)
        )

    rows = site.rows("SELECT status, people FROM reporting.matrix_opportunities ORDER BY place")

    assert rows == [{"status": "wanted", "people": 20}, {"status": "offered", "people": 10}]


def test_weeks_say_how_far_people_had_come_by_the_end_of_each(site):
    site.receive(statements_of(COURSE_NUMBER_ONE, Round(4, (9, 2, 12)), weeks_ago=8))

    rows = site.rows("SELECT * FROM reporting.matrix_weeks ORDER BY place, week")

    steps = {"Started": [], "Signed off": []}
    for each in rows:
        steps[each["step"]].append(each["people"])
    assert steps == {"Started": [20] * 8, "Signed off": [10] * 4 + [20] * 3}


MONDAY = (NOW - timedelta(days=NOW.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu")


@pytest.mark.parametrize("zone", ZONES)
def test_weeks_begin_on_monday_in_utc_wherever_the_server_is(site, zone):
    about = {"course": COURSE_NUMBER_ONE, "round_id": "baseline"}
    last_week, before = MONDAY - timedelta(weeks=1), timedelta(seconds=-1)
    at = {"sunday": last_week + before, "monday": last_week, "end": MONDAY + before, "now": MONDAY}
    site.receive(
        statement("started", actor=f"{when} {n}", at=moment, **about)
        for when, moment in at.items()
        for n in range(10)
    )

    rows = site.rows("SELECT week, people FROM reporting.matrix_weeks ORDER BY week", zone)
    [funnel] = site.rows("SELECT people FROM reporting.matrix_funnel", zone)

    weeks = [str((last_week - timedelta(weeks=back)).date()) for back in (1, 0)]
    assert [(e["week"], e["people"]) for e in rows] == [(weeks[0], 10), (weeks[1], 30)]
    assert funnel == {"people": 30}


PLACE = {"org": "Trust", "course_key": COURSE_NUMBER_ONE, "block": "block-v1:Trust+NPQ+1"}
INSERT = "INSERT INTO event_sink.matrix_releases FORMAT JSONEachRow"


@pytest.fixture
def server(site):
    """The same ClickHouse over HTTP, as the LMS meets it."""

    def answer(sql, body):
        try:
            return str(site.run(f"{sql}\n{body}" if body else sql))
        except RuntimeError as error:
            raise Refusal(str(error)) from error

    with serving(answer) as (_, url):
        yield Server(url)


def test_over_http_the_views_are_made_and_a_release_is_stored_once(site, server):
    for each in statements(Places(k=20)):
        server.run(each)
    release = a_release()
    for _ in range(2):
        server.run(INSERT, release_rows(release, PLACE))

    rows = site.rows("SELECT * FROM reporting.matrix_released")
    shown = {(each["figure"], each["part"]): each["number"] for each in rows if not each["about"]}
    for key, table in release.tables.items():
        for part, count in table.whole.items():
            assert shown[key, part] in {count, None}
            assert (shown[key, part] is None) == isinstance(count, str)
    assert len(rows) == len(list(release_rows(release, PLACE)))


def test_a_release_with_a_row_that_cannot_be_read_is_not_stored_at_all(site, server):
    rows = [*release_rows(a_release(), PLACE), '{"k": "many"}']

    with pytest.raises(Unwilling):
        server.run(INSERT, rows)

    assert site.rows("SELECT * FROM reporting.matrix_released") == []


def test_a_release_that_was_withdrawn_is_gone(site, server):
    for each in (a_release(), replace(a_release(), id="second")):
        server.run(INSERT, release_rows(each, PLACE))

    server.run("DELETE FROM event_sink.matrix_releases WHERE release_id = 'second'")

    rows = site.rows("SELECT DISTINCT release_id FROM reporting.matrix_released")
    assert len(rows) == 1


def test_on_a_cluster_every_statement_is_said_to_all_of_it_and_can_be_read(site):
    made = [each for each in statements(Places(cluster="two")) if not each.startswith("INSERT")]

    assert all("ON CLUSTER 'two'" in each for each in made)
    for each in made:
        site.run(f"EXPLAIN AST {each}")
