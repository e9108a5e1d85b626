"""What the platform's tracking log holds of our requests: addresses, and no word of a person."""

import json

import pytest
from django.test import RequestFactory

import hosts
import tracking
from block.test_audiences import FORMS, HANDLERS, UPLOADS, a_file_of

MARK = "Sotto voce"


def logged(handler, **more):
    """Send everything that a handler takes, and more; give what is logged, as text."""
    fields = {**FORMS[handler], **more}
    file = {"file": a_file_of(fields.pop("file"))} if handler in UPLOADS else {}
    request = hosts.request_to(HANDLERS[handler].method, {**fields, **file})
    return tracking.line_of(request)


@pytest.mark.parametrize("handler", [name for name in HANDLERS if HANDLERS[name].method == "POST"])
def test_nothing_that_is_posted_is_logged(handler):
    line = logged(handler, reflection=MARK, search=MARK, level_id="established")

    assert line["event"] == {"GET": {}, "POST": {}}


@pytest.mark.parametrize("handler", [name for name in HANDLERS if HANDLERS[name].method == "GET"])
def test_an_address_to_follow_says_nothing_of_a_person(handler):
    assert tracking.words_in(logged(handler)) == {}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", None])
def test_the_log_of_these_tests_holds_form_posts(content_type):
    kind = {"content_type": content_type} if content_type else {}
    form = f"reflection={MARK}" if content_type else {"reflection": MARK}

    line = tracking.line_of(RequestFactory().post("/", form, **kind))

    assert MARK in json.dumps(line)
