"""Install, upgrade, roll back and upgrade again: in one environment, over one database.

The earlier version is built from its commit, so this needs the whole history of the repository.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.metadata import distributions
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
VISIT = Path(__file__).with_name("visit.py")
EARLIER = "dc136bd7ffb514c8b8e0caf819ef0e83db0eb232"
"""Nothing was released before 0.9. This commit keeps records in the form before today's, takes
form posts, and knows neither the index of lists nor cohort and sharing in a summary."""

VERSION = re.search(r'"(.+)"$', ROOT.joinpath("matrix_xblock/__init__.py").read_text().strip())[1]
PINS = re.compile(r"^[\w-]+==[\d.]+$", re.MULTILINE)
PEOPLE = ("ben", "carys", "dev", "erin", "hana", "idris")
NEWER = "Your record was saved by a newer version"
AREA = {"round": "baseline", "area": "career-direction", "level_id": "growing"}
NEW_WORDS = "Written after the upgrade: I led the staff meeting on reading."
LATE_WORDS = "Written after the roll-back."
PHRASE = "A phrase that the team shares since the upgrade."


def run(*command, cwd=ROOT, **options):
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


class Site:
    """An environment of the platform's packages, and a database."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "environment" / "bin" / "python"
        self.database = folder / "site.sqlite3"
        run(sys.executable, "-m", "venv", "--without-pip", folder / "environment")

    def install(self, *what):
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", self.python)
        run(*pip, "install", "-qq", "--no-compile", *what)

    def installed(self):
        """Give name and version of every package."""
        [packages] = self.folder.glob("environment/lib/python*/site-packages")
        return {each.name: each.version for each in distributions(path=[str(packages)])}

    def visit(self, *requests):
        surroundings = {
            "MATRIX_DEMO_DATABASE": str(self.database),
            "MATRIX_DEMO_DATA": str(self.folder),
            "EXCLUDE_SAMPLE_XBLOCKS": "yes",
        }
        answers = run(
            *(self.python, "-I", VISIT),
            cwd=self.folder,
            env={**os.environ, **surroundings},
            input=json.dumps(requests),
        )
        return [SimpleNamespace(**each) for each in json.loads(answers)]

    def rows(self):
        """Give what is stored about people, table by table and row by row."""
        tables = ("workbench_xblockstate", "submissions_studentitem", "submissions_submission")
        with closing(sqlite3.connect(self.database)) as connection:
            return {(name, key): row for name in tables for key, row in rows_of(connection, name)}


def rows_of(connection, table):
    cursor = connection.execute(f"SELECT * FROM {table}")
    names = [each[0] for each in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    return [(row["id"], row) for row in rows if row.get("user_id", "a row about somebody")]


def wheel(commit, folder):
    """Build a wheel of a commit. Gives its path."""
    folder.mkdir()
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, source_of(commit, folder))
    [built] = folder.glob("*.whl")
    return built


def source_of(commit, folder):
    """Take what a commit holds out of the history."""
    there = subprocess.run(["git", "cat-file", "-e", commit], cwd=ROOT, check=False)
    assert there.returncode == 0, "This clone has no whole history: git fetch --unshallow"
    run("git", "archive", "--output", folder / "source.tar", commit)
    with tarfile.open(folder / "source.tar") as packed:
        packed.extractall(folder / "source", filter="data")
    return folder / "source"


def post(who, handler, *, as_json=True, **fields):
    """Give a request: JSON as it is posted today, or a form as it was."""
    return {"who": who, "handler": handler, "fields": fields, "as_json": as_json}


def words_in(value):
    """Give every text of some length in JSON that is stored."""
    if isinstance(value, str):
        return {value} if len(value) > len("a word or two of it") else set()
    children = value.values() if isinstance(value, dict) else value
    return set().union(*map(words_in, children)) if isinstance(value, dict | list) else set()


PAGES = [{"who": who} for who in PEOPLE]
RECORDS = [{"who": who, "handler": "download_record"} for who in PEOPLE]
WRITES = (
    post("ben", "save_area", **AREA, revision="0", reflection=NEW_WORDS),
    post("staff-sam", "bank_comment", participant="carys", area="", text=PHRASE, bank="team"),
)
QUEUE = post("staff-sam", "show_staff", screen="reviews")
LATE_FORM = post("ben", "save_area", as_json=False, **AREA, revision="1", reflection=LATE_WORDS)


def made(folder):
    """Make both wheels and a site without the block; each waits for the network mostly."""
    with ThreadPoolExecutor() as at_once:
        ours = at_once.submit(wheel, "HEAD", folder / "ours")
        earlier = at_once.submit(wheel, EARLIER, folder / "earlier")
        site = Site(folder)
        cell = ROOT.joinpath(".venv-release", ".cell").read_text().strip()
        pins = PINS.findall(ROOT.joinpath(".ci", "constraints", f"{cell}.txt").read_text())
        command = (ROOT / ".ci" / "install", site.python, "--no-compile", *pins, "XBlock[django]")
        run(*command, env={**os.environ, "PIP": sys.executable})
    return site, ours.result(), earlier.result()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Live through it once, and note what is there after each step."""
    site, ours, earlier = made(tmp_path_factory.mktemp("site"))
    steps = SimpleNamespace(platform=site.installed())

    site.install(earlier)
    steps.with_earlier = site.installed()
    site.visit()
    steps.rows_before = site.rows()

    site.install("--upgrade", ours)
    steps.with_ours = site.installed()
    *steps.pages, steps.queue, _, _ = site.visit(*RECORDS, *PAGES, QUEUE, *WRITES)
    steps.rows_after = site.rows()

    site.install("--no-deps", earlier)
    *steps.rolled_back, steps.refused = site.visit(*PAGES, {"who": "staff-sam"}, LATE_FORM)
    steps.rows_rolled_back = site.rows()

    site.install("--upgrade", ours)
    steps.again = site.visit(*RECORDS)
    return steps


def changed(before, after):
    """Give the rows that are no longer there, or no longer as they were."""
    return {key: after.get(key) for key, row in before.items() if after.get(key) != row}


def words_of(records, who):
    return words_in(json.loads(records[PEOPLE.index(who)].text))


def stored_words_of(who, rows):
    states = [json.loads(row["state"]) for row in rows.values() if row.get("user_id") == who]
    return words_in(states)


def test_an_install_adds_the_block_and_moves_nothing_of_the_platform(story):
    assert story.with_ours == {**story.platform, "matrix-xblock": VERSION}
    assert story.with_earlier == {**story.with_ours, "matrix-xblock": "0.1.0"}


def test_after_an_upgrade_every_page_opens(story):
    assert {each.status for each in story.pages} == {200}


@pytest.mark.parametrize("who", PEOPLE)
def test_after_an_upgrade_every_word_of_somebody_is_in_their_record(story, who):
    words = stored_words_of(who, story.rows_before)

    assert words
    assert words <= words_of(story.pages, who)


def test_after_an_upgrade_the_list_of_the_course_team_is_made_anew(story):
    assert story.queue.status == 200
    assert "Carys Morgan" in story.queue.text


def test_an_upgrade_changes_no_row_but_those_that_somebody_writes(story):
    [of_ben] = changed(story.rows_before, story.rows_after).values()

    assert of_ben["user_id"] == "ben"
    assert NEW_WORDS in of_ben["state"]


def test_after_a_roll_back_whoever_wrote_meanwhile_is_told_of_a_newer_version(story):
    assert NEWER in story.rolled_back[PEOPLE.index("ben")].text
    assert (story.refused.status, NEWER in story.refused.text) == (409, True)


def test_after_a_roll_back_everybody_else_goes_on(story):
    others = [each for each in story.rolled_back if NEWER not in each.text]

    assert [each.status for each in others] == [200] * len(PEOPLE)


def test_a_roll_back_changes_no_row(story):
    assert changed(story.rows_after, story.rows_rolled_back) == {}


def test_upgraded_again_everything_is_there(story):
    words = words_of(story.again, "ben")

    assert {NEW_WORDS, *stored_words_of("ben", story.rows_before)} <= words
    assert LATE_WORDS not in words
