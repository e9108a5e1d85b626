"""`matrix_review research` and `release`: as course staff get them, by command."""

import errno
import io
import json
import os
import zipfile
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from submissions.models import Submission

import django_host
import hosts
from builders import NOW, a_framework
from lms_site import install, modulestore
from lms_site.people import a_course
from matrix_xblock.codec.record.trail import write_consent
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Consent
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.plugin.commands import console

STUDY = hosts.A_STUDY["id"]
SITE = {"research_studies": [hosts.A_STUDY]}
OPERATOR = {"who": "Operator of this site", "who_id": "operator"}
CLOSED = {"rounds": [{**hosts.ONE_ROUND[0], "closes": NOW.isoformat()}]}
HALF = 35


@pytest.fixture(scope="module")
def course(scenarios):
    """Seventy people of two schools who have signed off and agree to research."""
    with pytest.MonkeyPatch.context() as patch, django_host.rolled_back():
        install.install(patch)
        course = a_course()
        framework = a_framework()
        levels = [each.id for each in framework.levels]
        consent = write_consent(Consent(is_given=True, text=RESEARCH_TEXT, at=NOW))
        for number in range(2 * HALF):
            who, school = f"anon-{number}", "Ash" if number < HALF else "Beck"
            install.enrol(str(course.key), who, f"Name {number}", cohort=school)
            chosen = {area.id: levels[number % len(levels)] for area in framework.areas}
            row = {"round": "baseline", "revision": 1, "levels": chosen, "cohort": school}
            row["sharing"] = "everything"
            rows = [Entry(Kind.SUMMARY, who, row, NOW), Entry(Kind.CONSENT, who, consent, NOW)]
            course.ledger.append(rows)
        yield course


@pytest.fixture(autouse=True)
def placed(course, monkeypatch):
    """The review in its course: its one round is over."""
    monkeypatch.setattr(modulestore, "PLACED", [])
    place(course.usage, **CLOSED)
    with override_settings(XBLOCK_SETTINGS={"matrix_review": SITE}):
        yield


def place(usage, **authored):
    review = hosts.lms(usage=usage, authored=authored, without=("settings", "user"))
    modulestore.PLACED.append(review.block())


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("matrix_review", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def research(course, folder, *more):
    asked = ("research", "--study", STUDY, "--course", course.key, "--to", folder, "--json")
    return json.loads(run(*asked, *more)[0])["reviews"]


def release(course, action, *more):
    return run("release", action, "--course", course.key, *more)


def made(course, *more):
    out, _ = release(course, "make", "--round", "baseline", "--yes", "--json", *more)
    return json.loads(out)["release"]


def log_of(course):
    """Give what instructors read of a course in its log."""
    page = course.staff().post("show_staff", screen="course_log").text
    return page[page.index("<tbody>") : page.index("</tbody>")]


def test_the_research_file_is_that_of_the_page_and_its_line_is_in_every_trail(course, tmp_path):
    sam = course.staff()
    sam.authored.update(CLOSED)
    with django_host.rolled_back():
        page = sam.post("export_research", study=STUDY)
    [review] = research(course, tmp_path)

    with (
        zipfile.ZipFile(review["file"]) as of_command,
        zipfile.ZipFile(io.BytesIO(page.body)) as of_page,
    ):
        assert of_command.namelist() == of_page.namelist()
        assert "codebook.json" in of_command.namelist()
        assert [of_command.read(n) for n in of_command.namelist()] == [
            of_page.read(n) for n in of_page.namelist()
        ]
    [line] = course.ledger.entries("everybody", Kind.ACCESS)
    assert {name: line.body[name] for name in OPERATOR} == OPERATOR
    assert line.body["what"] == "export"


def test_nothing_of_a_person_is_on_the_screen(course, tmp_path):
    asked = ("research", "--study", STUDY, "--org", "Trust", "--to", tmp_path)

    spoken = "".join((*run(*asked), *release(course, "list"), *release_preview(course)))

    assert "anon-" not in spoken
    assert "Name " not in spoken


def release_preview(course):
    return release(course, "make", "--round", "baseline")


def test_a_file_that_is_there_stays_and_leaves_no_second_line(course, tmp_path):
    [first] = research(course, tmp_path)
    [second] = research(course, tmp_path)

    assert (first["outcome"], second["outcome"]) == ("written", "already_there")
    assert first["file"] == second["file"]
    assert len(course.ledger.entries("everybody", Kind.ACCESS)) == 1


def test_reviews_whose_names_differ_in_an_odd_character_have_a_file_each(course, tmp_path):
    odd, even = (hosts.UsageKey(course.key, name) for name in ("year~1:a", "year_1_a"))
    people = [Entry(e.kind, e.participant, e.body, NOW) for e in rows_of(course)]
    with django_host.rolled_back():
        for usage in (odd, even):
            place(usage, **CLOSED)
            ledger_for(course=str(course.key), usage=str(usage), may_record=True).append(people)
        reviews = research(course, tmp_path)

    assert [each["outcome"] for each in reviews] == ["written"] * 3
    assert len({each["file"] for each in reviews}) == 3


def rows_of(course):
    return [*course.ledger.latest(Kind.SUMMARY), *course.ledger.latest(Kind.CONSENT)]


def test_two_reviews_and_a_broken_one_have_a_line_each_and_few_who_agree_no_file(course, tmp_path):
    place(hosts.UsageKey(course.key, "two"))
    place(hosts.UsageKey(course.key, "broken"), framework="talent")

    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(
            *("matrix_review", "research", "--json", "--study", STUDY),
            *("--course", str(course.key), "--to", str(tmp_path)),
            stdout=out,
            stderr=io.StringIO(),
        )

    reviews = json.loads(out.getvalue())["reviews"]
    assert [each["outcome"] for each in reviews] == ["written", "too_few", "refused"]
    assert "Fewer than 10 people" in reviews[1]["reason"]
    assert "framework" in reviews[2]["reason"]
    assert refused.value.returncode == console.LOOK_AT_IT
    assert len(list(tmp_path.iterdir())) == 1


def test_a_disk_that_fills_leaves_no_half_file_and_the_trail_says_never_less(
    course, tmp_path, monkeypatch
):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="No space left on device"):
        research(course, tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert len(course.ledger.entries("everybody", Kind.ACCESS)) == 1


def test_reviews_of_a_newer_version_are_in_no_file_and_stop_none(course, tmp_path):
    with zipfile.ZipFile(research(course, tmp_path)[0]["file"]) as file:
        before = json.loads(file.read("manifest.json"))["people"]
    newer = {"version": 99, "round": "baseline", "revision": 2}
    course.ledger.append([Entry(Kind.SUMMARY, "anon-3", newer, NOW)])
    (tmp_path / "later").mkdir()

    [review] = research(course, tmp_path / "later")

    assert review["outcome"] == "written"
    with zipfile.ZipFile(review["file"]) as file:
        assert json.loads(file.read("manifest.json"))["people"] == before


@pytest.mark.parametrize("site", ["nonsense", {"k": "ten"}, {"research_studies": {"id": STUDY}}])
def test_settings_of_a_wrong_type_give_no_file_and_are_named(course, tmp_path, site):
    with override_settings(XBLOCK_SETTINGS={"matrix_review": site}):
        with pytest.raises(CommandError) as refused:
            research(course, tmp_path)
        with pytest.raises(CommandError, match="matrix_review"):
            release_preview(course)

    assert refused.value.returncode == console.LOOK_AT_IT
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--study", "another"), "not set up"),
        (("--to", "/no/such/folder"), "no folder"),
    ],
)
def test_what_cannot_be_is_named_before_anything_is_written(course, tmp_path, more, message):
    with pytest.raises(CommandError, match=message):
        research(course, tmp_path, *more)

    assert list(tmp_path.iterdir()) == []
    assert course.ledger.entries("everybody", Kind.ACCESS) == ()


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (1, ("--org", "Nobody")),
        (console.LOOK_AT_IT, ("--course", "course-v1:Trust+Gone+1")),
        (console.LOOK_AT_IT, ("--course", "nonsense")),
    ],
)
def test_courses_without_a_review_have_no_file(tmp_path, code, asked):
    with pytest.raises(CommandError) as refused:
        run("research", "--study", STUDY, "--to", tmp_path, *asked)

    assert refused.value.returncode == code


def test_a_preview_is_what_is_made_and_stores_nothing(course):
    out, _ = release(course, "make", "--round", "baseline", "--json")
    preview = json.loads(out)
    assert not preview["is_done"]
    assert course.ledger.entries("releases", Kind.RELEASE) == ()

    out, _ = release(
        course, "make", "--round", "baseline", "--yes", "--counted", preview["counted"], "--json"
    )

    rows = json.loads(out)["rows"]
    assert preview["groups"] == {"Ash": ["Ash"], "Beck": ["Beck"]}
    assert [without_release(each) for each in rows] == [
        without_release(each) for each in preview["rows"]
    ]
    assert {each["made_by"] for each in rows} == {"Operator of this site"}


def without_release(row):
    return {name: value for name, value in row.items() if name != "release"}


def test_the_act_is_in_the_log_of_the_course_as_done_by_the_operator(course):
    identifier = made(course)
    release(course, "withdraw", "--release", identifier, "--yes")

    log = log_of(course)

    assert log.count("Operator of this site") == 2
    assert "Made a release" in log
    assert "Withdrew a release" in log


def test_what_the_page_refuses_the_command_refuses(course):
    groups = ("--group", "Ash", "Ash", "--group", "Small", "Nowhere")
    made(course)

    for more in ((), groups, ("--whole-course",)):
        with pytest.raises(CommandError, match="cannot be made"):
            release(course, "make", "--round", "baseline", *more)
    with pytest.raises(CommandError, match="not there"):
        release(course, "show", "--release", "no-such", "--to", "-")


def test_figures_that_others_than_in_the_preview_are_counted_in_are_not_made(course):
    with pytest.raises(CommandError):
        made(course, "--counted", "1-20260101")

    assert course.ledger.entries("releases", Kind.RELEASE) == ()


def test_where_no_levels_are_shared_there_is_nothing_to_see_before(course):
    modulestore.PLACED.clear()
    place(course.usage, **CLOSED, sharing="answers")

    preview = json.loads(release(course, "make", "--round", "baseline", "--json")[0])

    assert (preview["problems"], preview["rows"]) == ([], None)
    assert made(course)


def test_a_release_is_shown_as_the_page_gives_it_until_it_is_withdrawn(course, tmp_path):
    identifier = made(course)
    page = course.staff().post("export_release", release=identifier).text
    for name in ("figures.csv", "figures.json"):
        release(course, "show", "--release", identifier, "--to", tmp_path / name)
    screen, _ = release(course, "show", "--release", identifier, "--to", "-")

    assert (tmp_path / "figures.csv").read_bytes().decode() == page
    assert screen.splitlines() == page.lstrip("\ufeff").splitlines()
    rows = json.loads((tmp_path / "figures.json").read_text())["rows"]
    assert len(rows) == len(page.splitlines()) - 1

    for _ in range(2):
        release(course, "withdraw", "--release", identifier, "--yes")
    with pytest.raises(CommandError, match="not there"):
        release(course, "show", "--release", identifier, "--to", "-")
    [listed] = json.loads(release(course, "list", "--json")[0])["releases"]
    assert listed["release"] == identifier
    assert listed["withdrawn"]


def test_without_a_yes_nothing_is_withdrawn(course):
    identifier = made(course)
    before = Submission._objects.count()

    out, _ = release(course, "withdraw", "--release", identifier)

    assert "add --yes" in out
    assert Submission._objects.count() == before


def test_of_two_reviews_one_has_to_be_named(course):
    second = hosts.UsageKey(course.key, "two")
    place(second)

    with pytest.raises(CommandError, match="2 reviews"):
        release(course, "list")
    assert release(course, "list", "--block", second)[0] == "No figures have been shared.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("make",), 2),
        (("show",), 2),
        (("make", "--round", "no-such"), 1),
        (("withdraw", "--release", "no-such", "--yes"), 1),
    ],
)
def test_what_is_missing_or_not_there_is_an_error(course, arguments, code):
    with pytest.raises(CommandError) as refused:
        release(course, *arguments)

    assert refused.value.returncode == code


def test_a_course_without_a_review_and_a_broken_one_are_named(course):
    with pytest.raises(CommandError, match="no review in course-v1:Trust"):
        run("release", "list", "--course", "course-v1:Trust+Gone+1")
    modulestore.PLACED.clear()
    place(course.usage, rounds="broken")
    with pytest.raises(CommandError, match="rounds"):
        release_preview(course)


def test_reviews_of_a_newer_version_forbid_a_release(course):
    course.ledger.append(
        [Entry(Kind.SUMMARY, "anon-3", {"version": 99, "round": "baseline", "revision": 2}, NOW)]
    )

    with pytest.raises(CommandError, match="cannot be made"):
        release_preview(course)


def test_a_wall_that_is_misspelt_is_none_for_an_operator_either(course, tmp_path):
    with override_settings(XBLOCK_SETTINGS={"matrix_review": {**SITE, "my_people": "wal"}}):
        with pytest.raises(CommandError) as refused:
            research(course, tmp_path)
        with pytest.raises(CommandError, match="my_people"):
            release(course, "list")

    assert refused.value.returncode == console.LOOK_AT_IT
    assert Counter(each.body["what"] for each in course.ledger.entries("everybody", "access")) == {}
