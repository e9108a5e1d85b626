"""The research file in R: each table loads without options, as what it is."""

import csv
import io
import json
import subprocess
import zipfile

import pytest

import study
from matrix_xblock.report.research_columns import TABLES

NUMBERS = {"number", "minutes"}
SCRIPT = """
for (name in commandArgs(trailingOnly = TRUE)) {
  table <- read.csv(name)
  for (column in names(table)) {
    cells <- table[[column]]
    there <- cells[!is.na(cells) & cells != ""]
    sum <- if (is.numeric(cells)) sum(there) else length(unique(there))
    cat(basename(name), column, nrow(table), is.numeric(cells), length(there), sum, "\\n")
  }
}
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Give the folder of the tables, and their rows as Python reads them."""
    folder = tmp_path_factory.mktemp("study")
    with zipfile.ZipFile(io.BytesIO(study.a_study_file())) as archive:
        archive.extractall(folder)
    rows = {
        name: list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
        for name in TABLES
    }
    return folder, rows


def described(rows, column, term):
    """Say of a column what the script says of it."""
    cells = [row[column] for row in rows if row[column]]
    is_number = term.type in NUMBERS
    summed = sum(map(int, cells)) if is_number else len(set(cells))
    return [str(len(rows)), str(is_number).upper(), str(len(cells)), str(summed)]


def test_each_table_loads_without_options(tables):
    folder, rows = tables
    (folder / "read.R").write_text(SCRIPT)

    paths = [str(folder / name) for name in TABLES]
    run = ["Rscript", "--vanilla", str(folder / "read.R"), *paths]
    printed = subprocess.run(run, capture_output=True, check=True, text=True).stdout

    seen = {tuple(line.split()[:2]): line.split()[2:] for line in printed.splitlines()}
    assert seen == {
        (name, column): described(rows[name], column, term)
        for name, terms in TABLES.items()
        for column, term in terms.items()
    }


def test_the_codebook_is_json(tables):
    folder, _ = tables

    assert json.loads((folder / "codebook.json").read_text(encoding="utf-8"))["rounds"]
