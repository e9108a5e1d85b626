"""`matrix_review clickhouse`: views for charts, and stored releases as rows, over HTTP."""

import functools
import io
import json
import time

import pytest
from django.conf import settings as of_django
from django.core.management import CommandError, call_command

from clickhouse_http import FakeTable, serving
from lms_site.people import SAM, a_site
from matrix_xblock.codec.figures.releases import write_release, write_withdrawal
from matrix_xblock.domain.figures.releases import Withdrawal
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from released import NOW, a_release, a_release_with_choices

FIRST = functools.cache(a_release)
SECOND = functools.cache(lambda: a_release(5, id="second"))


@pytest.fixture
def course(scenarios):
    with a_site() as course:
        yield course


@pytest.fixture
def settings(monkeypatch):
    """The settings of Django, which change for one test."""

    class Settings:
        def __setattr__(self, name, value):
            monkeypatch.setattr(of_django, name, value, raising=False)

    return Settings()


@pytest.fixture
def table():
    return FakeTable()


@pytest.fixture
def site(table, settings):
    """A site with Aspects: its settings say where ClickHouse is, and who the LMS is there."""
    with serving(table) as (server, url):
        settings.EVENT_SINK_CLICKHOUSE_BACKEND_CONFIG = {
            "url": url,
            "username": "ch_cms",
            "password": "secret",
            "database": "event_sink",
        }
        yield server


def clickhouse(*arguments):
    out = io.StringIO()
    call_command("matrix_review", "clickhouse", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def write(course, *releases):
    rows = [row for each in releases for row in write_release(each)]
    course.ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW) for row in rows])


def withdraw(course, release):
    row = write_withdrawal(Withdrawal(release.id, NOW, SAM.name, SAM.id))
    course.ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW)])


def counted(*arguments):
    return json.loads(clickhouse("releases", "--json", *arguments))


def test_every_number_that_a_release_shows_is_a_row_and_a_hidden_one_is_a_symbol(
    course, site, table
):
    release = FIRST()
    write(course, release)

    assert counted()["written"] == 1

    cells = {(each["figure"], each["about"], each["part"]): each for each in table.rows}
    for key, shown in release.tables.items():
        for part, count in shown.whole.items():
            row = cells[key, "", part]
            assert (row["number"], row["symbol"]) in {(count, ""), (None, count)}
    assert {each["org"] for each in table.rows} == {"Trust"}
    assert {each["block"] for each in table.rows} == {str(course.usage)}
    assert site.users[-1] == "ch_cms:secret"


def test_rows_have_the_words_that_the_release_had_when_it_was_made(course, site, table):
    write(course, FIRST())

    counted()

    titles = {each["figure"]: each["figure_title"] for each in table.rows}
    parts = {each["part"]: each["part_title"] for each in table.rows}
    assert titles["levels/a0"] == "Classroom practice and subject knowledge"
    assert titles["because/not-offered"] == "I was not offered the opportunities I need"
    assert titles["participation/baseline"] == "Baseline review"
    assert (parts["answer-in-part"], parts["upper-half"]) == ("Partly", "")


def test_no_row_says_who_made_a_release_or_which_choices_were_private(course, site, table):
    write(course, a_release_with_choices())

    counted()

    assert not [each for each in table.rows if each["figure"].startswith("private/")]
    assert "Sam" not in json.dumps(table.rows)


def test_run_again_it_writes_nothing_twice_and_takes_out_what_was_withdrawn(course, site, table):
    first, second = FIRST(), SECOND()
    write(course, first, second)
    counted()
    before = len(table.rows)

    assert counted()["written"] == 0
    assert len(table.rows) == before
    withdraw(course, second)
    assert counted()["withdrawn"] == 1
    assert {each["release_id"] for each in table.rows} == {first.id}
    assert counted()["withdrawn"] == 0


def test_a_release_that_was_withdrawn_before_is_never_written(course, site, table):
    release = FIRST()
    write(course, release)
    withdraw(course, release)

    counted()

    assert table.rows == []


def test_each_release_is_one_insert_so_that_none_is_there_in_half(course, site, table):
    write(course, FIRST(), SECOND())

    counted()

    assert sum(each.startswith("INSERT") for each in table.statements) == 2


@pytest.mark.parametrize("refuses", ["SELECT", "INSERT"])
def test_where_clickhouse_refuses_it_says_why_and_what_is_there_is_whole(
    course, site, table, refuses
):
    write(course, FIRST())
    table.refuses = refuses

    with pytest.raises(CommandError, match=r"ClickHouse refused.*Not enough privileges") as refused:
        counted()

    assert refused.value.returncode == 1
    assert "secret" not in str(refused.value)
    assert table.rows == []


def test_where_clickhouse_does_not_answer_it_says_so(course, settings):
    settings.EVENT_SINK_CLICKHOUSE_BACKEND_CONFIG = {"url": "http://127.0.0.1:9", "password": "x"}

    with pytest.raises(CommandError, match=r"ClickHouse does not answer\. 127\.0\.0\.1"):
        counted()


def test_without_an_address_it_asks_for_one(course):
    with pytest.raises(CommandError, match="Say where ClickHouse is"):
        counted()


def test_an_address_that_is_none_of_the_web_is_refused(course):
    with pytest.raises(CommandError, match="http:// or https://"):
        clickhouse("releases", "--url", "file:///etc/passwd")


@pytest.mark.parametrize(
    "url", ["http://ch:secret", "http://ch:99999", "http://[", "http://a..b:8123"]
)
def test_an_address_that_cannot_be_read_is_refused_and_not_quoted(course, url):
    with pytest.raises(CommandError, match="no such form") as refused:
        clickhouse("releases", "--url", url)

    assert "secret" not in str(refused.value)


def test_releases_of_other_organisations_stay_where_they_are(course, site, table):
    write(course, FIRST())

    assert counted("--org", "Elsewhere")["written"] == 0


def test_rows_of_a_newer_version_are_counted_and_left_out(course, site, table):
    row = {**write_release(FIRST())[0], "version": 99}
    course.ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW)])

    assert counted()["unreadable"] >= 1
    assert table.rows == []


def test_the_views_are_made_with_the_k_of_the_site(course, site, table, settings, monkeypatch):
    settings.XBLOCK_SETTINGS = {"matrix_review": {"k": 25}}
    monkeypatch.setenv("CLICKHOUSE_PASSWORD", "of the admin")

    assert "steps of 40 (k = 25)" in clickhouse("views", "--user", "ch_admin", "--months", "48")

    [funnel] = [each for each in table.statements if "VIEW reporting.matrix_funnel" in each]
    assert "people >= 40" in funnel
    assert any("INTERVAL 48 MONTH" in each for each in table.statements)
    assert site.users[-1] == "ch_admin:of the admin"


def test_the_sql_can_be_had_without_a_clickhouse(settings):
    settings.XBLOCK_SETTINGS = {"matrix_review": {"k": 7}}

    sql = clickhouse("views", "--print", "--events", "xapi", "--cluster", "two")

    assert "FROM xapi.xapi_events_all_parsed" in sql
    assert "matrix_acts ON CLUSTER 'two'" in sql
    assert "ENGINE = ReplicatedReplacingMergeTree" in sql
    assert "{" not in sql
    assert sql.rstrip().endswith(";")


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--reporting", "x; DROP TABLE y"], "reporting"),
        (["--cluster", "it's"], "cluster"),
        (["--months", "0"], "months"),
    ],
)
def test_what_cannot_stand_in_a_statement_is_refused_before_anything_runs(
    site, table, arguments, wrong
):
    with pytest.raises(CommandError, match=f"This cannot be used: {wrong}"):
        clickhouse("views", *arguments)

    assert table.statements == []


@pytest.mark.parametrize("k", [4, "10", 0])
def test_a_k_that_breaks_the_rule_of_the_site_makes_no_view(site, table, settings, k):
    settings.XBLOCK_SETTINGS = {"matrix_review": {"k": k}}

    with pytest.raises(CommandError, match=r"This cannot be used: .*k"):
        clickhouse("views")

    assert table.statements == []


def test_a_server_that_is_long_at_a_statement_is_waited_for_as_long_as_the_command_says(course):
    with (
        serving(lambda *_: time.sleep(1.5) or "") as (_, url),
        pytest.raises(CommandError, match="nothing for 1 seconds, and it may still be at work"),
    ):
        clickhouse("views", "--url", url, "--seconds", "1")


@pytest.mark.parametrize("seconds", ["0", "86401"])
def test_a_wait_that_makes_no_sense_is_refused(course, seconds):
    with pytest.raises(CommandError, match="This cannot be used: seconds"):
        clickhouse("views", "--url", "http://127.0.0.1:9", "--seconds", seconds)
