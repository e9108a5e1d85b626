"""`matrix_review report` over the real tables: what is written, stored and said."""

import csv
import io
import json
import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from submissions.models import Submission

import django_host
import hosts
import trust_courses
from lms_site import install, modulestore
from matrix_xblock.operator import whole_files
from matrix_xblock.plugin import tasks
from matrix_xblock.plugin.commands.console import LOOK_AT_IT
from matrix_xblock.staff import releases


@pytest.fixture(scope="module")
def site(scenarios):
    with pytest.MonkeyPatch.context() as patch, django_host.rolled_back():
        install.install(patch)
        yield trust_courses.a_trust((60, 50, 40), shared=10)


@pytest.fixture
def courses(site, monkeypatch):
    """Three courses of sixty people at most, ten of each in the next one too."""
    with django_host.rolled_back():
        monkeypatch.setattr(modulestore, "PLACED", [each.block() for each in site])
        yield site


def report(folder, *arguments, which=("--organisation", "Trust")):
    """Give the exit code and what was said on standard output, as JSON."""
    out, code = io.StringIO(), 0
    try:
        call_command(
            "matrix_review",
            "report",
            *which,
            "--out",
            str(folder),
            "--json",
            *arguments,
            stdout=out,
            stderr=io.StringIO(),
        )
    except CommandError as error:
        code = error.returncode
    return code, json.loads(out.getvalue() or "{}")


def moved(folder):
    """Give who has moved, out of the CSV file."""
    rows = csv.DictReader(io.StringIO((folder / "trust-report.csv").read_text("utf-8-sig")))
    return {row["part"]: row["people"] for row in rows if row["table"] == "moved-since-baseline"}


def test_the_report_of_an_organisation_is_three_files(courses, tmp_path):
    code, result = report(tmp_path / "new", "--title", "Northfold <Trust>")

    assert code == 0
    assert result["counted_anew"] == sorted(each.title for each in courses)
    page, table, body = ((tmp_path / "new" / name).read_text() for name in whole_names())
    assert "Northfold &lt;Trust&gt;" in page
    assert "<script" not in page
    assert "https://" not in page
    assert moved(tmp_path / "new")["all"] == "130"
    assert json.loads(body)["people"] == 130
    assert table.startswith('\ufeff"release"')


def whole_names():
    return ("trust-report.html", "trust-report.csv", "trust-report.json")


def test_nobody_is_named_anywhere(courses, tmp_path):
    _, result = report(tmp_path)

    everything = json.dumps(result) + "".join((tmp_path / n).read_text() for n in whole_names())
    usernames = User.objects.values_list("username", flat=True)
    assert not [each for each in usernames if each in everything]


def test_a_second_report_has_the_same_figures_and_stores_nothing(courses, tmp_path):
    report(tmp_path)
    first, rows = moved(tmp_path), Submission.objects.count()
    User.objects.filter(pk__in=[user.pk for user in User.objects.all()[:5]]).delete()

    code, result = report(tmp_path)

    assert (code, result["counted_anew"]) == (0, [])
    assert moved(tmp_path) == first
    assert Submission.objects.count() == rows


def test_a_trial_says_what_would_be_in_it_and_leaves_nothing(courses, tmp_path):
    rows = Submission.objects.count()

    code, result = report(tmp_path / "new", "--dry-run")

    assert (code, len(result["counted_anew"]), result["files"]) == (0, 3, [])
    assert Submission.objects.count() == rows
    assert not (tmp_path / "new").exists()


def test_courses_that_have_shared_nothing_can_be_left_alone(courses, tmp_path):
    code, result = report(tmp_path, "--shared-only")

    assert (code, result["files"]) == (1, [])
    assert set(result["left_out"].values()) == {"not_released"}
    assert releases.read(courses[0].ledger).made == ()


def test_an_organisation_without_courses_is_named(courses, tmp_path):
    assert report(tmp_path, which=("--organisation", "Nobody")) == (1, {})


def test_what_cannot_be_counted_is_left_out_by_name_and_stops_nothing(courses, tmp_path):
    """A course without the block, one whose content is broken, and two blocks in one course."""
    modulestore.PLACED[1] = hosts.lms(
        usage=courses[1].usage, authored=hosts.BROKEN_CONTENT[0]
    ).block()
    two = hosts.UsageKey(courses[2].key, "two")
    modulestore.PLACED.append(hosts.lms(usage=two, name="Second").block())
    keys = [str(each.key) for each in courses]
    which = [part for key in (*keys, "course-v1:Trust+None+2026") for part in ("--course", key)]

    code, result = report(tmp_path, which=which)

    assert code == LOOK_AT_IT
    left = result["left_out"]
    assert left[courses[1].title] == "broken_content"
    assert left["course-v1:Trust+None+2026"] == "no_review"
    assert "no_round_closed" in left.values()
    assert len(result["counted_anew"]) == 2
    assert "Courses left out" in (tmp_path / "trust-report.html").read_text()


def test_the_page_of_a_course_says_with_what_it_was_counted(courses, tmp_path):
    report(tmp_path)

    staff = hosts.staff(
        usage=courses[0].usage, authored={"rounds": [{"id": "final", "title": "Final review"}]}
    )
    page = staff.post("show_staff", screen="releases", round="final").text

    assert "It counts 3 reviews together." in page


def test_a_disk_that_fills_leaves_what_was_there(courses, tmp_path, monkeypatch):
    for name in whole_names():
        (tmp_path / name).write_text("before")

    def full(handle):
        if len(list(tmp_path.iterdir())) == len(whole_names()) + 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files.os, "fsync", full)
    code, _ = report(tmp_path)

    assert code == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(whole_names())
    assert {(tmp_path / name).read_text() for name in whole_names()} == {"before"}


def test_without_workers_the_command_says_so(courses, tmp_path):
    assert report(tmp_path, "--background") == (1, {})


def test_a_worker_makes_the_report_where_there_is_one(courses, tmp_path, monkeypatch):
    asked = []

    def shared_task(**options):
        assert options["name"] == "matrix_xblock.trust_report"

        def task(run):
            def later(message):
                asked.append((run, message))
                return SimpleNamespace(id="task-1")

            return SimpleNamespace(delay=later)

        return task

    monkeypatch.setitem(sys.modules, "celery", ModuleType("celery"))
    sys.modules["celery"].shared_task = shared_task
    monkeypatch.setattr(tasks, "trust_report", tasks.as_task())

    code, result = report(tmp_path, "--background")

    assert (code, result) == (0, {"task": "task-1"})
    [(run, message)] = asked
    run(json.loads(json.dumps(message)))
    assert moved(tmp_path)["all"] == "130"
