"""The page about scale: every number on it that is a count or a size is counted here again."""

from pathlib import Path

import pytest

from analytics.sizes import A_ROUND, ROUNDS_A_YEAR, bytes_of, ledger_of_a_round

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "scale.md"
MEASURED = {"xapi_events_all": 126, "xapi_events_all_parsed": 125, "matrix_acts": 22}
"""Bytes on disk of a statement, as the page has them, measured with a million."""

SITES = {"185 schools": 1_850, "a million participants": 1_000_000}


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("event", list(A_ROUND))
def test_the_size_of_each_statement(page, event):
    assert f"| `{event}` | {bytes_of(event):,} |" in page


def test_what_one_person_leaves_in_one_round(page):
    kinds, characters = ledger_of_a_round()

    assert f"{sum(A_ROUND.values())} statements, {sum(map(bytes_of, A_ROUND)):,} bytes" in page
    assert f"{kinds.total()} rows, {characters:,} characters" in page


@pytest.mark.parametrize("site", list(SITES))
def test_what_a_year_of_a_site_is(page, site):
    people, a_year = SITES[site], SITES[site] * ROUNDS_A_YEAR
    kinds, characters = ledger_of_a_round()
    statements = a_year * sum(A_ROUND.values())
    row = (
        f"| {site} | {people:,} | {statements:,} | {size(statements * sum(MEASURED.values()))} "
        f"| {a_year * kinds.total():,} | {size(a_year * characters)} |"
    )

    assert row in page


def size(number):
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"


@pytest.mark.parametrize("table", list(MEASURED))
def test_the_bytes_on_disk_are_those_of_the_page(page, table):
    assert f"| `{table}` | {MEASURED[table]} |" in page


def test_a_million_statements_take_no_more_disk_than_the_page_says(warehouse):
    from analytics.generated import a_million

    warehouse.empty()
    warehouse.run(a_million(100_000))
    rows = warehouse.rows(
        "SELECT table, sum(bytes_on_disk) / sum(rows) AS bytes FROM system.parts "
        "WHERE active AND database IN ('openedx', 'reporting') GROUP BY table"
    )

    for each in rows:
        assert each["bytes"] < 1.2 * MEASURED[each["table"]]
