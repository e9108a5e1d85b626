"""Erasures of one person at once: one of them writes the receipt, and what it says is true."""

import io
import json
from collections import Counter
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

import lms_site.install as installed
from builders import a_complete_review, a_record
from lms_site.people import a_course
from matrix_xblock.domain.record.stored_part import EXPORT
from matrix_xblock.host.archive import archive_of

PERSON = ("--username", "anon-7")


@pytest.fixture
def course(monkeypatch):
    monkeypatch.setattr("matrix_xblock.host.archive._SMALL", 1)  # a step for each row
    installed.install(monkeypatch)
    course = a_course("Trust+NPQ+2026", "anon-7")
    someone = course.participant("anon-7")
    someone.keep(a_record(a_complete_review()))
    someone.post("sign_off", round="baseline", revision="1")
    for number in range(5):
        someone.post("save_step", id=f"s{number}", revision="0", text="Ask.")
    return course


def stored():
    parts = archive_of(User.objects.get(username="anon-7")).parts()
    return Counter(part.what for part in parts if part.what != EXPORT)


def erased(*receipts):
    """Run an erasure for each receipt at the same moment; give what became of each."""
    start, outcomes = Barrier(len(receipts)), []

    def run(receipt):
        start.wait()
        try:
            call_command(
                "matrix_review",
                *("erase", *PERSON, "--yes", "--receipt", str(receipt)),
                stdout=io.StringIO(),
                stderr=io.StringIO(),
            )
            outcomes.append("done")
        except CommandError as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(each,)) for each in receipts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return outcomes


def test_of_two_erasures_with_one_receipt_none_loses_what_the_other_has_counted(course, tmp_path):
    path, before = tmp_path / "receipt.json", stored()

    outcomes = erased(path, path, path)

    receipt = json.loads(path.read_text())
    assert Counter(receipt["before"]) == Counter(receipt["erased"]) == before
    assert receipt["is_complete"]
    assert "done" in outcomes
    assert all(each == "done" or "Another erasure" in each for each in outcomes)
    assert [each.name for each in tmp_path.iterdir()] == ["receipt.json"]


def test_two_erasures_with_receipts_of_their_own_count_everything_once(course, tmp_path):
    paths, before = [tmp_path / f"{number}.json" for number in range(2)], stored()

    erased(*paths)

    counts = [Counter(json.loads(path.read_text())["erased"]) for path in paths]
    assert counts[0] + counts[1] == before
    assert not stored()
