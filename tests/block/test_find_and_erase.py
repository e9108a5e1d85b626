"""`matrix_review find` and `erase`: what is stored about a person, for them, and gone."""

import errno
import io
import json
import os
import re
from collections import Counter
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from submissions.models import StudentItem, Submission

import django_host
import hosts
from lms_site.people import DRAFTED, PRIVATE, SAM, a_site, add_courses
from matrix_xblock.codec.record.names_in_rows import NAMING
from matrix_xblock.domain.record import stored_part
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host import wording
from matrix_xblock.host.archive import archive_of
from matrix_xblock.plugin.commands import console

PAGE = Path(__file__).parents[2].joinpath("docs/data-protection.md").read_text(encoding="utf-8")
EXPORTS = Counter({"export": 99})
"""Lines about everybody are theirs to know, and not to erase."""
OF_NOBODY = {Kind.BOARD, Kind.BANK, Kind.RELEASE, Kind.DIGEST}
"""Kinds whose rows are about nobody: of a person there is a name in them at most."""


@pytest.fixture(scope="module")
def course(scenarios):
    """Two participants and somebody of the course staff, who have left something everywhere."""
    with a_site() as course:
        yield course


def run(*arguments):
    """Run a command. Gives what it writes on standard output and on standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("matrix_review", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def archive(username):
    return archive_of(User.objects.get(username=username))


def left_of(username):
    return Counter(part.what for part in archive(username).parts())


def test_everything_is_in_the_answer_and_nothing_of_it_on_the_screen(course, tmp_path):
    to_read, for_machines = tmp_path / "answer.html", tmp_path / "answer.json"

    spoken = run("find", "--username", "anon-7", "--to", to_read)
    run("find", "--username", "anon-7", "--to", for_machines)

    answer = json.loads(for_machines.read_text())
    whats = Counter(part["what"] for part in answer["parts"])
    assert whats == left_of("anon-7")
    assert answer["ids"] == [{"course": str(course.key), "id": "anon-7"}]
    page = to_read.read_text()
    for words in (PRIVATE, DRAFTED, "A visit", SAM.name, "Who opened your reviews"):
        assert words in page
        assert words not in "".join(spoken)
    assert "anon-7" not in "".join(spoken)
    assert re.search("<script|https?://", page) is None
    assert to_read.stat().st_mode & 0o077 == 0


def test_the_database_is_asked_once_for_twenty_courses_however_much_they_hold(course, tmp_path):
    asked = {}
    for size in (20, 80):
        user = User.objects.create(username=f"in-{size}")
        add_courses(user, size)
        to = tmp_path / f"{size}.html"
        find = partial(run, "find", "--username", user.username, "--to", to)
        asked[size] = django_host.statements_of(find)
        assert to.read_text().count("<article>") > 7 * size

    assert len(asked[80]) - len(asked[20]) == 3 * 6


def test_what_staff_wrote_is_in_their_own_answer(course, tmp_path):
    run("find", "--username", "sam", "--to", tmp_path / "answer.json")

    parts = json.loads((tmp_path / "answer.json").read_text())["parts"]
    comments = [p for p in parts if p["what"] == "name" and p["body"].get("type") == "commented"]
    assert {each["body"]["text"] for each in comments} == {DRAFTED}


def test_on_standard_output_where_it_is_asked_for(course):
    out, _ = run("find", "--username", "anon-7", "--to", "-")

    assert json.loads(out)["username"] == "anon-7"


def test_without_a_yes_nothing_is_erased(course):
    before = left_of("anon-7")

    out, _ = run("erase", "--username", "anon-7", "--json")

    assert left_of("anon-7") == before
    assert json.loads(out)["erased"] == {}


def test_an_erasure_has_a_receipt(course, tmp_path):
    before = left_of("anon-7") - EXPORTS

    out, _ = run("erase", "--username", "anon-7", "--yes", "--receipt", tmp_path / "receipt.json")

    receipt = json.loads((tmp_path / "receipt.json").read_text())
    assert receipt["before"] == receipt["erased"] == before
    assert (receipt["is_complete"], receipt["left"]) == (True, {})
    assert receipt["account"] == course.accounts["anon-7"]
    assert "anon-7" not in out + json.dumps(receipt)
    assert left_of("anon-7") == {}


def test_an_erasure_that_is_stopped_at_any_write_goes_on_and_its_receipt_is_true(
    course, tmp_path, monkeypatch
):
    monkeypatch.setattr("matrix_xblock.host.archive._SMALL", 1)  # a step for each row
    before = left_of("anon-7") - EXPORTS
    for number in range(1, 100):
        path = tmp_path / f"{number}.json"
        erasure = ("erase", "--username", "anon-7", "--yes", "--receipt", path)
        with django_host.rolled_back():
            with suppress(OperationalError), stopped_at_write(number):
                run(*erasure)
            receipt = json.loads(path.read_text())
            assert Counter(receipt["erased"]) + left_of("anon-7") - EXPORTS == before
            if receipt["is_complete"]:
                break
            run(*erasure)
            receipt = json.loads(path.read_text())
            assert receipt["before"] == receipt["erased"] == before
            assert left_of("anon-7") == {}

    assert number > 8


@contextmanager
def stopped_at_write(number):
    """Let the database fail from that statement on which is the so-manieth to change something."""
    writes = count(1)

    def execute(execute, sql, params, many, context):
        if sql.startswith(("DELETE", "UPDATE", "INSERT")) and next(writes) >= number:
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--username", "nobody"), "No single account has this username."),
        (("--account", "x"), "No single account has this account."),
        (("--email", ""), "No single account has this email."),
    ],
)
def test_somebody_unknown_is_refused_without_repeating_them(course, arguments, message):
    for command in (("find", "--to", "x.json"), ("erase", "--yes")):
        with pytest.raises(CommandError, match=re.escape(message)):
            run(*command, *arguments)


def test_a_receipt_of_somebody_else_is_not_written_over(course, tmp_path):
    path = tmp_path / "receipt.json"
    run("erase", "--username", "anon-8", "--yes", "--receipt", path)
    before = path.read_text()

    with pytest.raises(CommandError, match="another account"):
        run("erase", "--username", "anon-7", "--yes", "--receipt", path)

    assert path.read_text() == before
    assert left_of("anon-7")


@pytest.mark.parametrize("name", ["answer.json", "answer.html"])
def test_a_disk_that_fills_leaves_no_half_file(course, tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_text("the answer of before")

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="No space left on device"):
        run("find", "--username", "anon-7", "--to", path)

    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert path.read_text() == "the answer of before"


def test_an_erasure_whose_receipt_cannot_be_written_goes_on_when_there_is_room(
    course, tmp_path, monkeypatch
):
    """The receipt says what there was also where a step was erased and could not be noted."""
    monkeypatch.setattr("matrix_xblock.host.archive._SMALL", 1)
    before, synced = left_of("anon-7") - EXPORTS, os.fsync
    for number in range(1, 100):
        path = tmp_path / f"{number}.json"
        erasure = ("erase", "--username", "anon-7", "--yes", "--receipt", path)
        with django_host.rolled_back(), monkeypatch.context() as patch:
            patch.setattr(os, "fsync", partial(full_from, number, count(1), synced))
            with suppress(CommandError):
                run(*erasure)
                break
            assert list(tmp_path.glob(".*")) == []
            patch.undo()
            run(*erasure)
            receipt = json.loads(path.read_text())
            assert receipt["before"] == before
            assert (receipt["is_complete"], left_of("anon-7")) == (True, {})

    assert number > 8


def full_from(number, calls, synced, handle):
    """Let the disk be full when so many files have been written."""
    if next(calls) >= number:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    synced(handle)


DEEP = '{"a":' * 900 + "1" + "}" * 900
MARKUP = '{"<script>alert(1)</script>": "<img src=x onerror=alert(1)>"}'


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', DEEP, MARKUP, "{broken", "[" * 100_000])
def test_whatever_stands_in_the_tables_can_be_found_and_erased(course, tmp_path, text):
    User.objects.filter(username="anon-7").update(username="<i>O'Brien</i>")
    rows = Submission.objects.filter(student_item__student_id="anon-7")
    marks = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        sql = "UPDATE submissions_submission SET raw_answer = %s WHERE id = %s"
        cursor.executemany(sql, [(text, pk) for pk in marks])
    person = ("--username", "<i>O'Brien</i>")

    run("find", *person, "--to", tmp_path / "answer.html")
    run("find", *person, "--to", tmp_path / "answer.json")
    out, _ = run("find", *person, "--to", "-")
    run("erase", *person, "--yes")

    assert re.search("<script|<img|<i>O", (tmp_path / "answer.html").read_text()) is None
    parts = json.loads((tmp_path / "answer.json").read_text())["parts"]
    assert json.loads(out.encode())["parts"] == parts
    assert left_of("<i>O'Brien</i>") == {}


def test_a_receipt_that_cannot_be_read_is_named_before_anything_is_erased(course, tmp_path):
    before = left_of("anon-7")

    for place in (tmp_path, tmp_path / "binary"):
        tmp_path.joinpath("binary").write_bytes(b"\xff\xfe")
        with pytest.raises(CommandError, match=re.escape(str(place))):
            run("erase", "--username", "anon-7", "--yes", "--receipt", place)

    assert left_of("anon-7") == before


@pytest.mark.parametrize(("place", "message"), [("no/x.json", "no folder"), ("x.doc", ".html")])
def test_a_place_that_cannot_be_written_is_named(course, tmp_path, place, message):
    with pytest.raises(CommandError, match=re.escape(message)):
        run("find", "--username", "anon-7", "--to", tmp_path / place)

    assert list(tmp_path.iterdir()) == []


def listed(heading):
    section = re.split(r"\n##+ ", PAGE.split(f"# {heading}\n")[1])[0]
    return set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


def test_every_field_and_row_of_a_person_that_the_page_lists_is_found(course):
    given = {each.what for who in ("anon-7", "sam") for each in archive(who).parts()}
    record = next(p for p in archive("anon-7").parts() if p.what == stored_part.RECORD)
    scopes = {name: each.scope.name for name, each in hosts.own_fields().items()}
    state = {name for name, scope in scopes.items() if scope == "user_state"}
    preferences = {name for name, scope in scopes.items() if scope == "preferences"}

    assert state & listed("Every field") <= set(record.body["state"])
    assert preferences & listed("Every field") <= given
    assert {Kind(each) for each in listed("Rows in the ledger")} - OF_NOBODY <= {
        *map(Kind, given & set(Kind)),
        Kind.COHORTS,
    }


def test_the_page_lists_every_kind_of_row_that_loses_a_name():
    assert listed("Erase a person") & set(Kind) == {k for k, lose in NAMING.items() if lose}


@pytest.mark.parametrize(
    "what",
    sorted(
        {*(set(Kind) - OF_NOBODY), "matrix_cpd_log", "matrix_private", "matrix_desk"}
        | {getattr(stored_part, name) for name in stored_part.__all__ if name.isupper()}
    ),
)
def test_everything_that_can_be_stored_has_a_name_in_the_answer(what):
    assert wording.label(f"stored.{what}") != f"stored.{what}"


def test_exit_codes_tell_a_script_what_has_happened(course, monkeypatch):
    monkeypatch.setattr("matrix_xblock.host.archive.Archive.erase", lambda self: iter(()))

    with pytest.raises(CommandError) as refused:
        run("erase", "--username", "anon-7", "--yes")

    assert refused.value.returncode == console.LOOK_AT_IT
    assert StudentItem.objects.filter(student_id="anon-7").exists()
