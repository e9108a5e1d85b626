"""Pages about the research file: columns as in the code, and an example that does what they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import study
from matrix_xblock.report.research_columns import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCRIPT = DOCS / "research" / "two_questions.py"


def read(page):
    return (DOCS / page).read_text(encoding="utf-8")


def rows_under(page, heading):
    """Give the cells of the table under a heading, without its head."""
    section = read(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("name", TABLES)
def test_the_reference_page_has_every_column_in_the_words_of_the_code(name):
    assert rows_under("reference/research-file.md", name) == [
        [f"`{column}`", term.label, term.type, term.values, term.source]
        for column, term in TABLES[name].items()
    ]


def test_data_protection_promises_the_columns_that_there_are_and_no_others():
    promised = {
        name.strip("`"): re.findall(r"`(\w+)`", columns)
        for name, columns in rows_under("data-protection.md", "The research file")
    }

    assert promised == {name: list(terms) for name, terms in TABLES.items()}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Give what the example prints of a generated course."""
    path = tmp_path_factory.mktemp("study") / "research-evaluation-2027.zip"
    path.write_bytes(study.a_study_file())
    run = [sys.executable, str(SCRIPT), str(path)]
    return subprocess.run(run, capture_output=True, check=True, text=True).stdout


def test_the_example_prints_what_its_page_shows(printed):
    shown = read("how-to/researcher.md").partition("```text\n")[2].partition("```")[0]

    assert printed.strip() == shown.strip()


def test_the_example_answers_both_questions(printed):
    assert "HAS THIS PERSON MOVED FORWARD?" in printed
    assert "IF NOT, WAS IT BECAUSE NOTHING WAS OFFERED?" in printed


def test_the_example_needs_no_other_package():
    imported = set(re.findall(r"^(?:import|from) (\w+)", SCRIPT.read_text(), re.MULTILINE))

    assert imported <= sys.stdlib_module_names
