"""What the pages for operators and data protection officers name is there, by that name."""

import ast
import re
import shlex
from pathlib import Path

import pytest

from matrix_xblock import __version__
from matrix_xblock.host.site import KEYS
from matrix_xblock.plugin.commands.console import LOOK_AT_IT
from matrix_xblock.plugin.management.commands.matrix_review import COMMANDS, Command

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = ROOT / "docs" / "how-to"
PAGES = [ROOT / "README.md", *sorted(HOW_TO.glob("*.md"))]
PLUGIN = ROOT / "docs" / "tutor" / "matrix_review.py"
RUN = HOW_TO.joinpath("run.md").read_text(encoding="utf-8")
CELLS = {path.stem for path in ROOT.glob(".ci/constraints/*.txt")} - {"tools"}
BLOCK = re.compile(r"^( *)```(?:sh|python)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
OURS = re.compile(r"(?:manage\.py lms matrix_review|local do matrix-review) (.+)")


def read(name):
    return ROOT.joinpath(name).read_text(encoding="utf-8")


def shown():
    """Give every command of ours that a page shows, without the file that it writes to."""
    blocks = (block for page in PAGES for _, block in BLOCK.findall(page.read_text("utf-8")))
    return sorted({line.split(" > ")[0] for block in blocks for line in OURS.findall(block)})


def of_plugin():
    """Give the settings of the plugin for Tutor, with their defaults."""
    names = {
        node.targets[0].id: node.value
        for node in ast.parse(PLUGIN.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
    }
    return ast.literal_eval(names["SETTINGS"])


def table_under(heading, text=RUN):
    """Give the rows of the first table under a heading, without its head."""
    section = re.split(r"\n##+ ", text.partition(f"# {heading}\n")[2])[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:2] == "| "]
    return rows[1:]


def test_the_pages_show_commands():
    assert len(shown()) > len(COMMANDS)


@pytest.mark.parametrize("line", shown())
def test_a_command_that_a_page_shows_is_understood(line):
    parser = Command().create_parser("manage.py", "matrix_review")

    assert parser.parse_args(shlex.split(line)).command in COMMANDS


def test_the_page_lists_every_command():
    assert [row[0].strip("`") for row in table_under("Commands")][: len(COMMANDS)] == [*COMMANDS]


def test_the_page_has_the_exit_code_of_what_has_to_be_looked_at():
    [row] = [row for row in table_under("Commands") if "somebody has to look" in row[1]]

    assert row[0] == str(LOOK_AT_IT)


def test_the_settings_shown_are_all_that_there_are():
    [example] = [block for _, block in BLOCK.findall(RUN) if block.startswith("XBLOCK_SETTINGS")]

    assert set(ast.literal_eval(example.partition("=")[2].strip())["matrix_review"]) == KEYS


def test_tutor_has_every_setting_and_no_other():
    assert {*of_plugin(), "in_libraries"} == KEYS


def test_the_page_names_every_setting_of_tutor_and_no_other():
    named = set(re.findall(r"\bMATRIX_[A-Z_]+", "".join(page.read_text("utf-8") for page in PAGES)))

    assert named == {
        "MATRIX_SOURCE",
        "MATRIX_ANALYTICS_MONTHS",
        *(f"MATRIX_{key.upper()}" for key in KEYS),
    }


def test_a_line_of_the_log_that_is_to_be_watched_is_one_that_is_written():
    rows = [row for row in table_under("What to watch") if row[0].startswith("`")]
    for where, *_ in rows:
        module, *spoken = re.findall(r"`([\w.]+)`|\*([^*]+)\*", where)
        source = read(f"matrix_xblock/{module[0].replace('.', '/')}.py")
        begun = [words.partition("…")[0].strip() for _, words in spoken]
        assert [words for words in begun if words not in source] == []


def test_the_numbers_to_watch_are_those_that_were_measured():
    measured = read("docs/decisions/0042-numbers-by-one-id-a-person.md")
    numbers = {
        number
        for row in table_under("What to watch")
        if not row[0].startswith("`")
        for cell in row[1:]
        for number in re.findall(r"\d+(?= (?:ms|queries)|$)", cell)
    }

    assert numbers
    assert {number for number in numbers if not re.search(rf"\b{number}\b", measured)} == set()


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_a_target_of_make_that_a_page_names_is_there(page):
    named = set(re.findall(r"`(?:PORT=\d+ )?make ([a-z0-9-]+)", page.read_text("utf-8")))

    assert named <= set(re.findall(r"^([a-z0-9-]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", [".ci/matrix", ".ci/release"])
def test_each_release_of_the_support_matrix_is_tried(name):
    [listed] = re.findall(r"(?:\$\{\*:-|cells=\")([a-z ]+)", read(name))

    assert set(listed.split()) == CELLS


def test_continuous_integration_runs_the_release_that_is_due_and_forgives_it():
    [due] = {cell for cell in CELLS if "(due " in read(f".ci/constraints/{cell}.txt")}

    assert f".ci/matrix {due} || true" in read(".ci/run")


def test_the_readme_names_the_databases_that_are_run_and_the_driver():
    [names] = re.findall(r"names=\$\{DATABASES:-(.+)\}", read(".ci/databases"))
    [driver] = re.findall(
        r"^(psycopg2)-binary==(\d+\.\d+)", read(".ci/constraints/tools.txt"), re.MULTILINE
    )
    text = read("README.md")

    assert [name for name in names.split() if name not in text.lower()] == []
    assert " ".join(driver) in text


def test_the_changelog_has_this_version_on_top_with_its_day_and_upgrade_notes():
    top = read("CHANGELOG.md").split("\n## [")[1]

    assert re.match(rf"{re.escape(__version__)}\] - \d{{4}}-\d{{2}}-\d{{2}}\n", top)
    assert "\n### Upgrade notes\n" in top


def test_the_impact_assessment_is_of_this_version():
    text = HOW_TO.joinpath("dpia-template.md").read_text("utf-8")

    assert f"as of version {__version__.rpartition('.')[0]}" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_address_is_made_up(page):
    addresses = re.findall(r"matrix-xblock @ ([^\"`]+)", page.read_text("utf-8"))

    assert {address for address in addresses if not address.startswith("THE ")} == set()
