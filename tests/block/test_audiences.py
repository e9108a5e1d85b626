"""Every handler of the class met by everybody who can reach it."""

import copy
import inspect
import re
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

import django_host
import hosts
from builders import NOW, a_complete_review, a_record
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.plans.board import write_post
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.host.edge import Audience
from matrix_xblock.host.ledger import ledger_for
from released import a_release, rows_of

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES_5 = 5 * 1024 * 1024

HANDLERS = {
    name: each
    for name, each in inspect.getmembers(MatrixReviewXBlock)
    if getattr(each, "_is_xblock_handler", False)
}

ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}

# What each handler is sent. A new handler needs a line here.
FORMS = {
    "show_page": {"round": "baseline"},
    "start_review": {"round": "baseline"},
    "save_area": {
        "round": "baseline",
        "area": "subject",
        "level_id": "established",
        "revision": "0",
    },
    "save_answers": {"round": "baseline", "answer-moved": "yes", "revision": "0"},
    "save_private": {"round": "baseline", "answer-stay": "Time to think.", "revision": "0"},
    "sign_off": {"round": "baseline", "revision": "1"},
    "print_sheet": {"round": "baseline"},
    "print_summary": {"round": "baseline"},
    "save_cpd": {
        "id": "entry",
        "revision": "0",
        "title": "A visit",
        "type": "visit",
        "start-day": "2",
        "start-month": "3",
        "start-year": "2026",
    },
    "remove_cpd": {"id": "entry", "revision": "1"},
    "restore_cpd": {
        "carried": '{"id": "entry", "title": "A visit", "type": "visit", "start": "2026-03-02"}'
    },
    "save_goal": {"goal": "", "revision": "0"},
    "download_cpd": {},
    "import_cpd": {"file": "Title,Date\r\nA visit,2 March 2026\r\n"},
    "save_step": {"id": "new-step", "revision": "0", "text": "Visit a school."},
    "move_step": {"id": "step", "revision": "0", "status": "done"},
    "save_opportunity": {"id": "new-one", "revision": "0", "type": "coaching"},
    "move_opportunity": {"id": "chance", "revision": "0", "status": "offered"},
    "show_interest": {"post": "post-1"},
    "download_calendar": {},
    "draw_picture": {"round": "baseline"},
    "save_year": {"year": "2025", "revision": "0", "text": "A good year."},
    "print_year": {},
    "download_record": {"format": "json"},
    "import_record": {
        "file": '{"format": "matrix-review-record", "version": 1, "made_in": "x",'
        ' "record": {"version": 2}, "private": {"version": 1}, "cpd": {"version": 1}}'
    },
    "save_consent": {"given": "no"},
    "withdraw_choice": {"round": "baseline", "question": "stay"},
    "delete_drafts": {"confirm": "yes"},
    "print_portfolio": {},
    "reply_comment": {
        "round": "baseline",
        "comment": "sent.subject",
        "reply": "Year 4.",
        "number": "0",
    },
    "show_staff": {},
    "save_note": {**ABOUT, "area": "subject", "text": "Which year?", "revision": "0"},
    "respond": {**ABOUT, "decision": "accepted", "seen": "1", "press": "accept"},
    "undo_response": {**ABOUT, "press": "sent"},
    "accept_reviews": {"press": "several", "line": "baseline|1|commented||anon-7"},
    "undo_acceptances": {"press": "several", "line": "baseline|1|commented||anon-7"},
    "mark_opportunity": {**ABOUT, "opportunity": "chance", "becomes": "offered", "press": "m"},
    "offer_opportunity": {
        "offer": "visit",
        "press": "o",
        "what": "A day with a class teacher",
        "to": "anon-7:chance",
    },
    "answer_opportunity": {
        "key": "anon-7:chance",
        "press": "n",
        "becomes": "not-possible",
        "reason": "cover",
    },
    "post_opportunity": {"id": "post-2", "opportunity": "visit", "title": "A visit"},
    "take_down": {"post": "post-1"},
    "send_reminders": {"state": "not_started", "number": "0", "press": "r"},
    "add_phrase": {"id": "phrase-2", "phrase": "What next?"},
    "edit_phrase": {"id": "phrase-1", "phrase": "What changed?", "revision": "0"},
    "remove_phrase": {"id": "phrase-1"},
    "bank_comment": {"participant": "anon-7", "area": "subject", "text": "Which year?"},
    "save_filter": {"id": "saved-2", "filter_name": "Commented", "state": "commented"},
    "remove_filter": {"filter": "saved-1"},
    "export_csv": {"file": "reviews"},
    "export_opportunities": {},
    "export_reviews": {},
    "export_research": {"study": "a-study"},
    "draw_chart": {"release": "final", "chart": "levels"},
    "export_charts": {"release": "final"},
    "export_report": {"release": "final"},
    "print_report": {"release": "final"},
    "give_cohorts": {
        "facilitator": hosts.FACILITATOR,
        "cohorts": hosts.A_COHORT,
        "seen": "1",
    },
    "show_setup": {},
    "edit_setup": {"do": "add:areas"},
    "import_setup": {
        "framework.kept": '{"id": "own"}',
        "framework.title": "Own",
        "framework.not_applicable": "Not my role",
        "file": "area,Growing,Grown\r\nTeaching,I try.,I show.\r\n",
    },
    "export_setup": {},
}

UPLOADS = {name for name in FORMS if name.startswith("import_")}

# Whom each host lets in, by what the handler declares.
VIEWERS = {
    "participant": (hosts.lms, {Audience.PARTICIPANT}),
    "instructor": (hosts.staff, {Audience.PARTICIPANT, Audience.STAFF, Audience.INSTRUCTOR}),
    "limited staff": (hosts.limited_staff, {Audience.PARTICIPANT, Audience.STAFF}),
    "facilitator behind a wall": (hosts.a_facilitator, {Audience.PARTICIPANT, Audience.STAFF}),
    "staff of the site": (
        hosts.staff_of_the_site,
        {Audience.PARTICIPANT, Audience.STAFF, Audience.INSTRUCTOR},
    ),
    "staff who look as a learner": (hosts.staff_as_a_learner, {Audience.PARTICIPANT}),
    "staff who look as a named learner": (hosts.staff, set()),
    "another course's staff": (hosts.other_course_staff, {Audience.PARTICIPANT}),
    "Studio preview": (hosts.studio_preview, {Audience.PARTICIPANT}),
    "library author": (hosts.library, {Audience.PARTICIPANT, Audience.AUTHOR}),
    "library with nobody bound": (hosts.unbound_library, {Audience.AUTHOR}),
    "anonymous": (hosts.anonymous, set()),
    "Studio component handler": (hosts.studio_handler, {Audience.AUTHOR}),
    "Studio that knows the author": (
        hosts.studio_handler_that_knows_the_author,
        {Audience.AUTHOR},
    ),
    "Studio, without the right to write": (hosts.a_reader_of_the_course, set()),
    "no user attributes": (hosts.without_attributes, set()),
    "masquerade": (hosts.lms, set()),
}

PAIRS = [
    (viewer, handler, HANDLERS[handler].audience in let_in)
    for viewer, (_, let_in) in VIEWERS.items()
    for handler in HANDLERS
]
ALLOWED = [(viewer, handler) for viewer, handler, is_allowed in PAIRS if is_allowed]
REFUSED = [(viewer, handler) for viewer, handler, is_allowed in PAIRS if not is_allowed]


@pytest.fixture(scope="module")
def prepared():
    """Put each viewer before a block of their own with a complete review, once for this file."""
    with django_host.rolled_back():
        yield {viewer: prepare(viewer) for viewer in VIEWERS}


@pytest.fixture
def meet(prepared, monkeypatch):
    """Give a viewer before their block: what a test does there, no other test meets."""

    def viewing(viewer):
        if viewer in {"masquerade", "staff who look as a named learner"}:
            monkeypatch.setitem(sys.modules, "crum", hosts.FakeCrum(99))
        host = prepared[viewer]
        return replace(
            host, state=copy.deepcopy(host.state), published=[], stored_when_published=[]
        )

    return viewing


def prepare(viewer):
    """Give a viewer a block, with a complete review where that viewer can have one."""
    build, let_in = VIEWERS[viewer]
    host = build()
    host.usage = replace(host.usage, block_id=viewer.replace(" ", "-"))
    if not isinstance(host.state, hosts.NoState):
        host.keep(a_full_record())
        post_on_the_board(host)
    if Audience.STAFF in let_in:
        host.services = {**host.services, "matrix_people": hosts.OneCohort(host.usage)}
        hosts.give(host.usage, hosts.A_COHORT)
        somebody_signs_off(host)
        hosts.append(host.usage, *rows_of(a_release()))
    return host


def a_full_record():
    record = a_record(a_complete_review())
    step = NextStep("step", "Visit a school.", created=NOW)
    chance = Opportunity("chance", OpportunityType.VISIT, created=NOW)
    return replace(record, next_steps={"step": step}, opportunities={"chance": chance})


def post_on_the_board(host):
    """Let course staff post an opportunity."""
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(host.usage), may_record=True)
    post = Post("post-1", OpportunityType.VISIT, "A day in a special school", NOW)
    ledger.append([Entry(Kind.BOARD, BOARD, write_post(post), NOW)])


def somebody_signs_off(host):
    """Let a participant sign off, and the viewer comment on it and keep a phrase."""
    somebody = hosts.lms(usage=host.usage).keep(a_full_record())
    attached = {"attach": "1", "opportunities": "chance"}
    somebody.post("sign_off", round="baseline", revision="1", **attached)
    host.post("save_note", **ABOUT, area="subject", text="Which year?", revision="0")
    host.post("respond", **ABOUT, decision="comments", seen="0", press="sent")
    host.post("add_phrase", id="phrase-1", phrase="What helped?")
    host.post("save_filter", id="saved-1", filter_name="All", state="all")
    host.published.clear()


def a_file_of(words):
    return SimpleUploadedFile("file", words.encode())


def call(host, handler, form=None):
    form = FORMS[handler] if form is None else form
    if handler in UPLOADS:
        form = {**form, "file": a_file_of(form["file"])}
    if HANDLERS[handler].method == "GET":
        return host.get(handler, **form)
    return host.post(handler, **form)


class CountedBody(BytesIO):
    """A request body that knows how much of it was read."""

    was_read = 0

    def read(self, size=-1):
        chunk = super().read(size)
        self.was_read += len(chunk)
        return chunk


def a_large_post(handler, content_type=None):
    body = CountedBody(b'{"reflection": "' + b"a" * MEGABYTES_5)
    usual = "multipart/form-data; boundary=x" if handler in UPLOADS else "application/json"
    request = RequestFactory().generic(
        "POST",
        "/",
        CONTENT_TYPE=usual if content_type is None else content_type,
        **{"wsgi.input": body, "CONTENT_LENGTH": str(MEGABYTES_5 + 16)},
    )
    return request, body


def test_every_address_in_a_template_is_that_of_a_handler():
    pages = (ROOT / "templates").rglob("*.html")
    named = {name for page in pages for name in re.findall(r"\burls\.(\w+)", page.read_text())}

    assert len(named) > 30
    assert named <= set(HANDLERS)


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_declares_its_audience_and_its_method(handler):
    assert isinstance(HANDLERS[handler].audience, Audience)
    assert HANDLERS[handler].method in {"GET", "POST"}


@pytest.mark.parametrize(("viewer", "handler"), ALLOWED)
def test_a_handler_lets_its_audience_in(meet, viewer, handler):
    host = meet(viewer)

    answer = call(host, handler)

    # There is no comment to answer; in a preview nothing is signed off, and there is no board.
    missing = {"reply_comment": 404}
    if viewer in {"Studio preview", "library author"}:
        missing |= {"sign_off": 503, "show_interest": 404}
    assert answer.status_code == missing.get(handler, 200)


@pytest.mark.parametrize(("viewer", "handler"), REFUSED)
def test_a_handler_refuses_everybody_else_and_leaves_everything_as_it_was(meet, viewer, handler):
    host = meet(viewer)
    before = host.state.stored, hosts.ledger_rows()
    host.state.writes = 0

    answer = call(host, handler)

    assert answer.status_code == 403
    assert answer.headers["X-Matrix-Review"] == "not_allowed"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content_type == "text/html"
    assert "You do not have access to this." in answer.text
    assert "I learned a lot." not in answer.text
    assert (host.state.stored, hosts.ledger_rows()) == before
    assert host.state.writes == 0
    assert host.published == []


def test_a_preview_of_a_library_publishes_no_grade_and_fills_no_ledger(meet):
    host = meet("library author")
    before = hosts.ledger_rows()

    call(host, "sign_off")

    assert host.payloads("grade") == []
    assert hosts.ledger_rows() == before


def test_staff_of_another_course_meet_nobody_s_review_but_their_own(meet):
    somebody = meet("participant")

    guest = hosts.other_course_staff(user_id=8, state=somebody.state)

    assert "I learned a lot." not in guest.page()


def outcome(answer):
    return answer.status_code, answer.headers["X-Matrix-Review"]


def somebody_admitted(handler):
    is_for_authors = HANDLERS[handler].audience is Audience.AUTHOR
    return "Studio component handler" if is_for_authors else "instructor"


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
POSTED = [name for name, each in HANDLERS.items() if each.method == "POST"]
FOREIGN = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_answers_to_its_own_method_only(meet, handler):
    host = meet(somebody_admitted(handler))
    before = host.state.stored
    others = [method for method in METHODS if method != HANDLERS[handler].method]

    answers = {
        method: host.handle(handler, RequestFactory().generic(method, "/")) for method in others
    }

    refused = {method: outcome(answer) for method, answer in answers.items()}
    assert refused == dict.fromkeys(others, (405, "wrong_method"))
    assert host.state.stored == before


@pytest.mark.parametrize("handler", POSTED)
def test_a_body_of_five_megabytes_is_refused_unread(meet, handler):
    host = meet(somebody_admitted(handler))
    before = host.state.stored
    request, body = a_large_post(handler)

    answer = host.handle(handler, request)

    assert outcome(answer) == (413, "too_large")
    assert "more text than can be saved at once" in answer.text
    assert body.was_read == 0
    assert host.state.stored == before


@pytest.mark.parametrize("handler", POSTED)
def test_a_body_that_the_platform_would_log_is_refused_unread(meet, handler):
    host = meet(somebody_admitted(handler))
    before = host.state.stored
    own = "multipart" if handler in UPLOADS else "application/json"
    foreign = [each for each in (*FOREIGN, "application/json") if not each.startswith(own)]

    for content_type in foreign:
        request, body = a_large_post(handler, content_type)
        answer = host.handle(handler, request)

        assert outcome(answer) == (415, "unsupported_body"), content_type
        assert "Reload it" in answer.text
        assert body.was_read == 0

    assert host.state.stored == before


def test_who_may_not_call_learns_nothing_of_methods_and_sizes(meet):
    host = meet("anonymous")
    request, body = a_large_post("show_page")

    answer = host.handle("show_page", request)

    assert answer.status_code == 403
    assert body.was_read == 0
