"""`matrix_review backfill`: past sign-offs become statements as if they had been told then."""

import io
import json
import sys
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from submissions.models import Submission

from builders import a_complete_review, a_record
from lms_site.people import a_course, a_site
from lms_site.student.models import AnonymousUserId
from matrix_xblock.host import past_sign_offs
from matrix_xblock.plugin.commands.console import LOOK_AT_IT

SIGNED_OFF = "matrix_review.signed_off"
ROUTED = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": [SIGNED_OFF]}


class XApiProcessor:
    """Named as the platform's, by which a router of statements is known."""


class Router:
    """A router that notes what it is given, until it fails."""

    processors = (XApiProcessor(),)

    def __init__(self):
        self.batches = []
        self.fails_after = 1_000

    def bulk_send(self, events):
        if len(self.batches) >= self.fails_after:
            raise ConnectionRefusedError
        self.batches.append(events)

    @property
    def events(self):
        return [event for batch in self.batches for event in batch]


@pytest.fixture(scope="module")
def course(scenarios):
    with a_site() as course:
        yield course


@pytest.fixture
def router(monkeypatch, course):
    router = Router()
    tracking = ModuleType("eventtracking.tracker")
    inner = type("Backend", (), {"backends": {"xapi": router, "caliper": object()}})
    logger = object()
    tracker = type("Tracker", (), {"backends": {"event_transformer": inner, "logger": logger}})
    tracking.get_tracker = lambda: tracker
    monkeypatch.setitem(sys.modules, "eventtracking.tracker", tracking)
    with override_settings(**ROUTED):
        yield router


def backfill(*arguments):
    out, progress = io.StringIO(), io.StringIO()
    try:
        call_command("matrix_review", "backfill", "--json", *arguments, stdout=out, stderr=progress)
    finally:
        backfill.progress = progress.getvalue()
        backfill.body = json.loads(out.getvalue() or "{}")
    return backfill.body


def test_without_a_yes_it_counts_and_sends_nothing(router):
    assert backfill() == {
        "sign_offs": 2,
        "left_out": {},
        "last_row": backfill.body["last_row"],
        "is_done": False,
    }
    assert router.batches == []


def test_each_sign_off_is_sent_with_what_was_told_then(course, router):
    backfill("--yes")

    first, second = router.events
    rows = Submission.objects.filter(student_item__item_id=str(course.usage)).order_by("pk")
    assert [each["data"]["at"] for each in router.events] == [
        row.answer["signed_off_at"] for row in rows
    ]
    assert first == {
        "name": SIGNED_OFF,
        "timestamp": first["data"]["at"],
        "data": {
            "schema": 1,
            "round": "baseline",
            "revision": 1,
            "areas": 3,
            "reflections": 3,
            "at": first["data"]["at"],
        },
        "context": {
            "user_id": course.accounts["anon-7"],
            "course_id": str(course.key),
            "module": {"usage_key": str(course.usage)},
        },
    }
    assert second["context"]["user_id"] == course.accounts["anon-8"]


def test_what_is_sent_is_what_the_block_told(router):
    course = a_course("Elsewhere+NPQ+2027", "anon-9", staff="anon-kim")
    host = course.participant("anon-9").keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    [published] = host.payloads(SIGNED_OFF)

    backfill("--yes", "--org", "Elsewhere")

    [sent] = router.events
    assert sent["data"] == {
        key: published[key] for key in published.keys() - {"earned", "possible"}
    }


def test_a_run_goes_on_where_one_before_has_failed(monkeypatch, router):
    monkeypatch.setattr(past_sign_offs, "_STRETCH", 1)
    router.fails_after = 1

    with pytest.raises(CommandError, match="Go on with --after") as failed:
        backfill("--yes")
    router.fails_after = 1_000
    backfill("--yes", "--after", str(failed.value).rpartition(" ")[2].rstrip("."))

    assert len({event["timestamp"] for event in router.events}) == len(router.events) == 2
    assert failed.value.returncode == 1


def test_other_organisations_are_left_alone(router):
    assert backfill("--yes", "--org", "Elsewhere")["sign_offs"] == 0
    assert router.events == []


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"round": "baseline"},
        {"signed_off_at": "2026-11-26T20:15:30+00:00"},
        {"round": "baseline", "signed_off_at": "soon"},
        {"round": "baseline", "signed_off_at": "2026-11-26T20:15:30+00:00", "revision": "two"},
    ],
    ids=str,
)
def test_what_cannot_be_told_is_counted(course, router, answer):
    AnonymousUserId.objects.filter(anonymous_user_id="anon-8").update(anonymous_user_id="gone")
    broken = Submission.objects.filter(student_item__item_id=str(course.usage)).order_by("pk")
    row = broken.first()
    row.answer = answer
    row.save()

    with pytest.raises(CommandError) as refused:
        backfill("--yes")

    assert refused.value.returncode == LOOK_AT_IT
    assert backfill.body["left_out"] == {"unreadable": 1, "without_account": 1}
    assert router.events == []


def test_without_event_routing_nothing_is_sent(course):
    with pytest.raises(CommandError, match="no event routing"):
        backfill("--yes")


def test_where_sign_offs_are_not_let_through_nothing_is_sent(router):
    others = {"EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS": ["problem_check"]}
    with override_settings(**others), pytest.raises(CommandError, match="run check"):
        backfill("--yes")

    assert router.batches == []


def test_it_says_how_far_it_is_and_nothing_of_anybody(course, router):
    backfill("--yes")

    assert "2 sign-offs, up to row" in backfill.progress
    assert not [who for who in course.accounts if who in backfill.progress]
