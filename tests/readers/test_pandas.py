"""The research file in pandas: each table loads without options, as what it is."""

import csv
import io
import zipfile

import pandas as pd
import pytest

import study
from matrix_xblock.report.research_columns import TABLES

NUMBERS = {"number", "minutes"}


@pytest.fixture(scope="module")
def archive():
    with zipfile.ZipFile(io.BytesIO(study.a_study_file())) as opened:
        yield opened


@pytest.mark.parametrize("name", TABLES)
def test_a_table_loads_without_options(archive, name):
    content = archive.read(name)
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))

    frame = pd.read_csv(io.BytesIO(content))

    assert list(frame.columns) == list(TABLES[name])
    assert len(frame) == len(rows)
    for column, term in TABLES[name].items():
        cells = [row[column] for row in rows]
        assert list(frame[column].isna()) == [not cell for cell in cells], column
        if term.type in NUMBERS:
            assert pd.api.types.is_numeric_dtype(frame[column])
            assert list(frame[column].dropna()) == [float(cell) for cell in cells if cell]
        elif any(cells):
            assert list(frame[column].dropna()) == [cell for cell in cells if cell]


def test_months_are_read_as_months(archive):
    reviews = pd.read_csv(archive.open("reviews.csv"))

    months = pd.PeriodIndex(reviews["signed_off"], freq="M")

    assert (months.min(), months.max()) == (pd.Period("2026-09"), pd.Period("2027-07"))


def test_tables_are_joined_by_person_and_round(archive):
    reviews, areas, chances = (
        pd.read_csv(archive.open(name))
        for name in ("reviews.csv", "areas.csv", "opportunities.csv")
    )
    whose = ["pseudonym", "round"]

    assert not reviews.duplicated(whose).any()
    assert len(areas.merge(reviews, on=whose, validate="many_to_one")) == len(areas)
    assert len(chances.merge(reviews, on=whose, validate="many_to_one")) == len(chances)
    assert not chances.duplicated([*whose, "opportunity"]).any()
