"""`matrix_review audit`: who opened records, took files and shared figures."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

import hosts
from builders import NOW
from lms_site import modulestore
from lms_site.people import DRAFTED, PRIVATE, SAM, a_site
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.plugin.commands.console import LOOK_AT_IT


@pytest.fixture(scope="module")
def course(scenarios):
    with a_site() as course:
        yield course


@pytest.fixture(autouse=True)
def placed(course, monkeypatch):
    block = hosts.lms(usage=course.usage, without=("settings", "user")).block()
    monkeypatch.setattr(modulestore, "PLACED", [block])


def audit(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("matrix_review", "audit", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def lines_of(*arguments):
    return json.loads(audit(*arguments, "--json", "--to", "-")[0])["lines"]


def test_of_a_person_it_is_who_opened_what_and_the_files_they_were_in(course):
    lines = lines_of("--username", "anon-7")

    assert {(each["who"], each["act"]) for each in lines} == {
        (SAM.name, "review"),
        (SAM.name, "csv"),
    }
    assert {each["block"] for each in lines} == {str(course.usage)}
    assert {each["course"] for each in lines} == {str(course.key)}


def test_of_a_course_it_is_its_log_and_what_was_opened_of_everybody(course):
    lines = lines_of("--course", course.key)

    opened = [each for each in lines if each["act"] == "review"]
    assert {each["participant"] for each in opened} == {"anon-7", "anon-8"}
    assert {each["name"] for each in opened} == {"Name of anon-7", "Name of anon-8"}
    assert "figures" in {each["act"] for each in lines}
    assert lines == lines_of("--org", "Trust")


def test_a_file_for_a_spreadsheet_has_the_same_lines_and_no_word_of_a_review(course, tmp_path):
    path = tmp_path / "audit.csv"

    spoken = audit("--course", course.key, "--to", path)

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(lines_of("--course", course.key))
    assert f"{len(rows)} lines." in spoken[0]
    assert SAM.name not in "".join(spoken)
    assert PRIVATE not in path.read_text()
    assert DRAFTED not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_line_of_a_newer_version_still_says_when_and_of_whom(course):
    before = len(lines_of("--course", course.key))
    course.ledger.append([Entry(Kind.ACCESS, "anon-7", {"version": 99}, NOW)])

    lines = lines_of("--course", course.key)

    assert len(lines) == before + 1
    [newer] = [each for each in lines if not each["act"]]
    assert (newer["participant"], newer["at"][:10]) == ("anon-7", NOW.date().isoformat())


def test_broken_content_stops_nothing(course):
    broken = hosts.lms(
        usage=hosts.UsageKey(course.key, "two"),
        authored={"rounds": "broken"},
        without=("settings", "user"),
    )
    modulestore.PLACED.append(broken.block())

    lines = lines_of("--course", course.key)

    assert {each["block"] for each in lines} == {str(course.usage)}


def test_settings_that_hide_a_wall_are_named(course, tmp_path, settings_of_a_misspelt_wall):
    path = tmp_path / "audit.json"
    with pytest.raises(CommandError, match="my_people") as refused:
        audit("--course", course.key, "--to", path)

    assert refused.value.returncode == LOOK_AT_IT
    assert json.loads(path.read_text())["lines"] == []


@pytest.fixture
def settings_of_a_misspelt_wall():
    with override_settings(XBLOCK_SETTINGS={"matrix_review": {"my_people": "wal"}}):
        yield


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--username", "nobody", "--to", "-"), "No single account"),
        (("--username", "anon-7", "--to", "x.doc"), "end with .csv or .json"),
        (("--username", "anon-7", "--to", "no/x.csv"), "no folder"),
    ],
)
def test_what_cannot_be_is_named(course, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError, match=message):
        audit(*arguments)

    assert list(tmp_path.iterdir()) == []


def test_a_course_without_a_review_is_named_so_that_no_lines_do_not_mean_that_nobody_looked(course):
    with pytest.raises(CommandError, match=r"no review in course-v1:Trust\+NPQ\+2062") as refused:
        audit("--course", "course-v1:Trust+NPQ+2062", "--to", "-")

    assert refused.value.returncode == LOOK_AT_IT


def test_a_person_of_whom_nothing_was_opened_has_no_lines(course):
    assert lines_of("--username", "sam") == []


def test_an_organisation_without_courses_is_refused_and_leaves_no_file(course, tmp_path):
    with pytest.raises(CommandError, match="in the courses of Nobody") as refused:
        audit("--org", "Trust", "--org", "Nobody", "--to", str(tmp_path / "audit.csv"))

    assert refused.value.returncode == 1
    assert list(tmp_path.iterdir()) == []
