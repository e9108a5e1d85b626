"""What a request reads: a record, drafts, a CPD log, the roster and each part of the ledger once.

A handler that decides may read again what it decides about, where nobody else can change it: those
are listed here. Every other screen and handler reads each thing once at most.
"""

from collections import Counter
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import every_screen
import hosts
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.roster import SqlRoster
from matrix_xblock.host.staff_host import BlockStaff

OF_A_HOST = ("load", "load_private", "load_every_private", "load_cpd")
OF_A_ROSTER = ("find", "cohorts", "members", "enrolled", "page", "around", "facilitators")

A = "anon-7"
READ_AGAIN = {
    # Decided about where nobody else can change it, after it was looked at.
    "save_area": {"load", f"response rows of {A}"},
    "save_note": {"find", *(f"{kind} rows of {A}" for kind in ("response", "standing", "summary"))},
    # Where somebody stands is worked out from rows that nobody else can add to.
    "show_interest": {f"{kind} rows of {A}" for kind in ("interest", "response", "snapshot")},
    # One row by an index: what the points go by, and whether the page says that it was changed.
    "undo_response": {"any_of"},
    # A page of a list, and everybody in it whom one press would remind. After it the list is anew.
    "show_staff reviews": {"page"},
    "send_reminders": {"page", "cohorts"},
    # Made and withdrawn under a lock, then shown as it is stored.
    "make_release": {"release rows of releases"},
    "withdraw_release": {"release rows of releases"},
    # An address that leads nowhere shows where the review stands instead.
    "show_page revision, not there": {"load"},
}


@pytest.fixture
def reads(monkeypatch):
    """Count what is read, by name; of the ledger by whose rows they are and of what kind."""
    counts = Counter()

    def count(owner, name):
        read = getattr(owner, name)

        def counting(self, *args, **options):
            counts[name] += 1
            return read(self, *args, **options)

        monkeypatch.setattr(owner, name, counting)

    for name in OF_A_HOST:
        count(BlockHost, name)
    for name in OF_A_ROSTER:
        count(SqlRoster, name)
    count(BlockStaff, "load_drafts")
    count(SubmissionsLedger, "any_of")
    entries = SubmissionsLedger.entries

    def counting(self, participant, *kinds):
        counts.update(f"{kind} rows of {participant}" for kind in kinds)
        return entries(self, participant, *kinds)

    monkeypatch.setattr(SubmissionsLedger, "entries", counting)
    return counts


def test_nothing_is_read_twice_for_a_request(reads, research_of_few):
    ada = hosts.lms()
    hosts.release_figures(ada.usage)
    people = {"ada": ada, "sam": hosts.staff(usage=ada.usage, user_id=99)}
    record, again = "", {}

    for who, handler, form in every_screen.REQUESTS:
        asked = form
        if isinstance(form.get("file"), bytes):
            content = record.encode() if form["file"] == every_screen.RECORD else form["file"]
            asked = {**form, "file": SimpleUploadedFile("file", content)}
        reads.clear()
        is_link = handler.startswith(("print_", "download_"))
        answer = (people[who].get if is_link else people[who].post)(handler, **asked)
        content = b"".join(answer.app_iter).decode(errors="replace")
        record = content if handler == "download_record" else record
        twice = {name for name, number in reads.items() if number > 1}
        name = f"{handler} {form.get('screen', '')}".strip()
        name += ", not there" if answer.status_code == HTTPStatus.NOT_FOUND else ""
        again[name] = again.get(name, set()) | twice

    assert {name: twice for name, twice in again.items() if twice} == READ_AGAIN
