"""The plugin for Tutor, installed and rendered by the real Tutor."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "docs" / "tutor" / "matrix_review.py"


class Tutor:
    """Tutor with a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.joinpath("plugins").mkdir(parents=True)
        self.environment = {
            **os.environ,
            "TUTOR_ROOT": str(folder / "root"),
            "TUTOR_PLUGINS_ROOT": str(folder / "plugins"),
        }

    @property
    def config(self) -> Path:
        return Path(self.folder, "root", "config.yml")

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("tutor")), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def read(self, *parts: str) -> str:
        return Path(self.folder, "root", "env", *parts).read_text(encoding="utf-8")

    def settings(self, service: str, **names: object) -> dict[str, object]:
        """Run the part of the settings that is ours, as it was rendered for LMS or Studio."""
        lines = self.read("apps", "openedx", "settings", service, "production.py")
        ours = lines[lines.index("# Talent matrix review. What is set") :]
        statements = ours[: ours.index("######## End of settings common")]
        known = {"XBLOCK_SETTINGS": {}, "LIBRARY_ENABLED_BLOCKS": ["problem"], **names}
        exec(compile(statements, "settings", "exec"), known)
        if "# Talent matrix review: offered" in lines:
            after = lines[lines.index("# Talent matrix review: offered") :]
            first = ast.parse(after).body[0]
            exec(compile(ast.Module([first], []), "settings", "exec"), known)
        return known


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    tutor = Tutor(tmp_path_factory.mktemp("tutor"))
    tutor.run("config", "save")
    tutor.run("plugins", "install", str(PLUGIN))
    tutor.run("plugins", "enable", "matrix_review")
    return tutor, tutor.config.read_text(encoding="utf-8")


@pytest.fixture
def tutor(installed):
    """Tutor with the plugin and none of its settings."""
    tutor, config = installed
    tutor.config.write_text(config, encoding="utf-8")
    return tutor


def image(tutor: Tutor) -> str:
    return tutor.read("build", "openedx", "Dockerfile")


def test_the_image_installs_the_address_that_was_given(tutor):
    tutor.run("config", "save", "--set", "MATRIX_SOURCE=matrix-xblock @ https://example.org/a.whl")
    assert "$PIP_COMMAND install 'matrix-xblock @ https://example.org/a.whl'" in image(tutor)


def test_without_an_address_the_image_is_not_built_and_says_why(tutor):
    tutor.run("config", "save")
    assert "MATRIX_SOURCE is not set" in image(tutor)
    assert "install 'matrix" not in image(tutor)


@pytest.mark.parametrize("service", ["lms", "cms"])
def test_a_site_gets_the_defaults_of_the_block(tutor, service):
    tutor.run("config", "save")
    ours = tutor.settings(service)["XBLOCK_SETTINGS"]["matrix_review"]
    assert ours == {
        "analytics_events": [],
        "k": 10,
        "my_people": "filter",
        "notifications": True,
        "research_studies": [],
        "summaries": "save",
    }


@pytest.mark.parametrize("service", ["lms", "cms"])
def test_each_setting_is_one_of_tutor(tutor, service):
    tutor.run(
        *("config", "save", "--set", "MATRIX_K=20", "--set", "MATRIX_MY_PEOPLE=wall"),
        *("--set", "MATRIX_NOTIFICATIONS=false", "--set", "MATRIX_FRAMEWORKS_DIR=/openedx/o'ur"),
        "--set",
        "MATRIX_RESEARCH_STUDIES=[{'id': 'a', 'title': 'A “study”', 'key': 'k'}]",
        *("--set", "MATRIX_SUMMARIES=clock"),
    )
    assert tutor.settings(service)["XBLOCK_SETTINGS"]["matrix_review"] == {
        "analytics_events": [],
        "k": 20,
        "my_people": "wall",
        "notifications": False,
        "frameworks_dir": "/openedx/o'ur",
        "research_studies": [{"id": "a", "title": "A “study”", "key": "k"}],
        "summaries": "clock",
    }


def test_analytics_get_the_private_acts_that_the_site_names(tutor):
    tutor.run("config", "save", "--set", "MATRIX_ANALYTICS_EVENTS=['cpd_logged']")
    allowed = ["matrix_review.started"]
    names = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": allowed}
    ours = tutor.settings("lms", **names)["XBLOCK_SETTINGS"]["matrix_review"]
    assert ours["analytics_events"] == ["cpd_logged"]
    assert "matrix_review.cpd_logged" in allowed
    assert "matrix_review.next_step_moved" not in allowed


def test_what_another_plugin_has_set_stays(tutor):
    tutor.run("config", "save", "--set", "MATRIX_K=20")
    others = {"video": {"a": 1}, "matrix_review": {"k": 30}}
    known = tutor.settings("lms", XBLOCK_SETTINGS=others)["XBLOCK_SETTINGS"]
    assert known["video"] == {"a": 1}
    assert known["matrix_review"]["k"] == 30


def test_studio_offers_the_block_in_libraries_once(tutor):
    tutor.run("config", "save")
    assert tutor.settings("cms")["LIBRARY_ENABLED_BLOCKS"] == ["problem", "matrix_review"]
    there = ["problem", "matrix_review"]
    assert tutor.settings("cms", LIBRARY_ENABLED_BLOCKS=there)["LIBRARY_ENABLED_BLOCKS"] == there


def test_libraries_can_go_without_it(tutor):
    tutor.run("config", "save", "--set", "MATRIX_IN_LIBRARIES=false")
    assert tutor.settings("cms")["LIBRARY_ENABLED_BLOCKS"] == ["problem"]


ASK_THE_PLUGIN = """
import runpy, sys
plugin = runpy.run_path(sys.argv[1])
for command in (("check",), ("report", "--org", "A Trust"), ("find", "--username", "a b")):
    print(list(plugin["matrix_review"].callback(command)))
"""


def test_a_command_of_the_block_is_a_job_of_tutor(tutor):
    assert "in the LMS" in tutor.run("local", "do", "matrix-review", "--help")
    jobs = subprocess.run(
        [sys.executable, "-c", ASK_THE_PLUGIN, str(PLUGIN)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert jobs.stdout.splitlines() == [
        "[('lms', './manage.py lms matrix_review check')]",
        "[('lms', \"./manage.py lms matrix_review report --org 'A Trust'\")]",
        "[('lms', \"./manage.py lms matrix_review find --username 'a b'\")]",
    ]


def shown():
    """Give every command of Tutor that a page shows: its words, and its options."""
    blocks = "".join(
        block.replace("&&\n", "&& ")
        for page in [ROOT / "README.md", *ROOT.joinpath("docs", "how-to").glob("*.md")]
        for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    )
    commands = re.findall(r"\btutor ((?:[a-z][a-z-]* )*[a-z][a-z-]*)\b([^&\n]*)", blocks)
    return {(words, tuple(re.findall(r"--[a-z-]+", rest))) for words, rest in commands}


def test_a_command_of_tutor_that_a_page_shows_is_one(tutor):
    known = {"plugins install", "config save", "images build openedx", "local launch"}
    assert known <= {re.sub(" matrix.*", "", words) for words, _ in shown()}
    for words, options in shown():
        spoken = tutor.run(*words.split(), "--help")
        assert [each for each in options if each not in spoken] == []
