"""A record from another course, through the handlers as a platform calls them: what comes in, the
way back, and that no word of it is in a log or in an event."""

import html
import json
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

import hosts
from builders import a_complete_review, a_framework, a_record
from files_of_every_kind import content_of, zipped
from matrix_xblock.codec.framework.framework_json import write_file

WORD = "Quillwort"
DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
ELSEWHERE = hosts.UsageKey(hosts.COURSE, "elsewhere")


def a_file(content):
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile("my-record.json", content)


def fill(host):
    """Have one of everything, with a word that is nowhere else."""
    host.post("save_cpd", id="entry", revision="0", title=WORD, type="visit", learned=WORD, **DAY)
    host.post("save_step", id="step", revision="0", text=WORD)
    host.post("save_opportunity", id="wish", revision="0", type="visit", detail=WORD)
    host.post("save_year", year="2025", revision="0", text=WORD)
    return host


def a_copy(**changes):
    """Download the record of a block elsewhere."""
    host = fill(hosts.lms(usage=ELSEWHERE, **changes).keep(a_record(a_complete_review())))
    return host.get("download_record", format="json").body.decode()


@pytest.fixture(scope="module")
def copy():
    return a_copy()


def brought(host, content):
    """Import a copy; give what the button to undo it would send."""
    answer = host.post("import_record", file=a_file(content), confirm="yes", own="yes")
    assert answer.status_code == 200
    return undoing(answer.text)


def undoing(page):
    """Give what the button to undo sends; nothing where there is none."""
    vals = re.search(r"data-matrix-vals='(\{\"undo\".*?\})'", page)
    return json.loads(html.unescape(vals[1])) if vals else {}


def titles(host):
    log = json.loads(host.get("download_cpd", format="json").text)
    return [entry["title"] for entry in log["entries"]]


def whole(host):
    """Everything that somebody keeps, without the number of saves and the file's own marks."""
    body = json.loads(host.get("download_record", format="json").text)
    parts = {name: body[name] for name in ("record", "private", "cpd")}
    return re.sub(r'"(revision|rev|goal_revision)": \d+', "", json.dumps(parts, sort_keys=True))


def test_an_import_is_undone_by_its_button(copy):
    host = hosts.lms().keep(a_record(a_complete_review()))
    before = whole(host)
    slip = brought(host, copy)
    assert titles(host) == [WORD]

    answer = host.post("import_record", **slip)

    assert "Undone." in answer.text
    assert whole(host) == before


def test_an_import_is_undone_once(copy):
    host = hosts.lms()
    slip = brought(host, copy)
    host.post("import_record", **slip)
    host.post("save_cpd", id="entry", revision="0", title="My own", type="visit", **DAY)

    answer = host.post("import_record", **slip)

    assert titles(host) == ["My own"]
    assert "Changed since, so they stay" in answer.text


def test_what_was_changed_by_hand_stays_when_the_rest_is_undone(copy):
    host = hosts.lms()
    slip = brought(host, copy)
    host.post("save_cpd", id="entry", revision="1", title="My own", type="visit", **DAY)

    host.post("import_record", **slip)

    assert titles(host) == ["My own"]
    assert json.loads(host.get("download_record", format="json").text)["record"]["next_steps"] == []


def test_after_a_sign_off_an_import_can_be_undone_and_what_was_signed_off_stays(copy):
    host = hosts.lms().keep(a_record(a_complete_review()))
    slip = brought(host, copy)
    chosen = {"attach": "1", "steps": "step", "cpd": "entry"}
    assert host.post("sign_off", round="baseline", revision="1", **chosen).status_code == 200

    before = str(hosts.ledger_rows())
    answer = host.post("import_record", **slip)

    assert (answer.status_code, titles(host)) == (200, [])
    assert WORD in before
    assert str(hosts.ledger_rows()) == before


@pytest.mark.parametrize(
    "other",
    [
        {"usage": hosts.UsageKey(hosts.COURSE, "third")},
        {"attributes": {**hosts.a_participant(), "edx-platform.anonymous_user_id": "anon-8"}},
    ],
    ids=["block", "person"],
)
def test_a_button_of_another_course_or_person_undoes_nothing(copy, other):
    slip = brought(hosts.lms(), copy)
    host = hosts.lms(**other)
    brought(host, copy)
    before = host.state.stored

    answer = host.post("import_record", **slip)

    assert (answer.status_code, "could not undo this" in answer.text) == (422, True)
    assert host.state.stored == before


def test_a_second_tap_brings_nothing_twice(copy):
    host = hosts.lms()
    brought(host, copy)
    once = host.state.stored

    again = host.post("import_record", file=a_file(copy), confirm="yes", own="yes")

    assert "nothing to add" in again.text
    assert host.state.stored == once


def test_a_record_of_another_framework_comes_in_to_be_read(copy):
    other = a_framework(id="other", title="Another", version="9")
    content = a_copy(authored={"framework": hosts.write_framework(other)})
    host = hosts.lms()

    brought(host, content)

    for screen in ("record", "record-words", "cpd", "steps", "progress"):
        assert host.post("show_page", screen=screen).status_code == 200
    assert host.get("print_portfolio").status_code == 200


def changed(content, *path, to):
    body = json.loads(content)
    inner = body
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return json.dumps(body)


WRONG = {
    "a later format": (lambda copy: changed(copy, "version", to=2), "newer version"),
    "a later record": (lambda copy: changed(copy, "record", "version", to=99), "newer version"),
    "a later log": (lambda copy: changed(copy, "cpd", "version", to=99), "newer version"),
    "a framework": (lambda copy: write_file(a_framework()), "This is a framework."),
    "a CPD log": (lambda copy: content_of("CPD log, CSV"), "a CPD log"),
    "an archive": (lambda copy: zipped(**{"my-record.json": copy}), "an archive"),
    "half a file": (lambda copy: copy[: len(copy) // 2], "not whole"),
    "another encoding": (lambda copy: copy.encode().replace(b"Qui", b"\xe9ui"), "been changed"),
    "no number": (lambda copy: f'{copy[:-1]}, "x": NaN}}', "been changed"),
    "a huge number": (lambda copy: f'{copy[:-1]}, "x": {"9" * 5000}}}', "been changed"),
    "huge saves": (
        lambda copy: changed(copy, "cpd", "entries", 0, "revision", to=10**20),
        "been changed",
    ),
    "a key twice": (lambda copy: f'{copy[:-1]}, "cpd": {{}}}}', "been changed"),
    "half a character": (lambda copy: f'{copy[:-1]}, "x": "\\ud800"}}', "been changed"),
    "depth": (lambda copy: f'{copy[:-1]}, "x": {"[" * 9**5}{"]" * 9**5}}}', "been changed"),
    "markup": (lambda copy: changed(copy, "cpd", "entries", 0, "id", to=f"<b>{WORD}"), "changed"),
    "a day that is none": (
        lambda copy: changed(copy, "cpd", "entries", 0, "start", to=WORD),
        "been changed",
    ),
    "an unknown type": (
        lambda copy: changed(copy, "cpd", "entries", 0, "type", to=WORD),
        "been changed",
    ),
    "private answers": (lambda copy: changed(copy, "private", to=[WORD]), "been changed"),
}


@pytest.fixture
def logged(caplog):
    """Log everything, as somebody does who looks for a fault."""
    caplog.set_level(logging.DEBUG)
    with override_settings(DEBUG=False):
        yield caplog


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_come_in_changes_nothing_and_none_of_it_is_logged(copy, logged, name):
    make, sentence = WRONG[name]
    host = hosts.lms()
    before = host.state.stored

    answer = host.post("import_record", file=a_file(make(copy)), confirm="yes", own="yes")

    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text
    assert host.state.stored == before
    assert WORD not in answer.text
    assert WORD not in logged.text
    assert host.published == []


def test_no_word_of_a_record_is_in_a_log_or_an_event(copy, logged):
    host = hosts.lms()
    host.post("import_record", file=a_file(copy))
    slip = brought(host, copy)
    host.post("import_record", **slip)
    host.post("import_record", undo="yes", slip=slip["slip"][:-9])

    events = json.dumps(host.published)
    assert [each for each in (WORD, "growing", slip["slip"][:40]) if each in logged.text] == []
    assert [each for each in (WORD, "growing") if each in events] == []


@pytest.mark.parametrize("step", ["save", "save_cpd", "save_every_private"])
def test_where_storage_fails_nothing_of_the_record_is_said(copy, logged, monkeypatch, step):
    def fail(self, *whole):
        raise OSError("The disk is full.")

    monkeypatch.setattr(f"matrix_xblock.host.block_host.BlockHost.{step}", fail)
    host = hosts.lms()

    with pytest.raises(OSError, match="disk is full") as failed:
        host.post("import_record", file=a_file(copy), confirm="yes", own="yes")

    logging.getLogger("django.request").error("Failed", exc_info=failed.value)
    assert WORD not in logged.text
    assert host.published == []
