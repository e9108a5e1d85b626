"""Accepting and going on: the next review of the list opens, with what was done to the last."""

from datetime import timedelta

import pytest

from builders import a_complete_review, a_form, a_record, days, named, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeLedger, FakeRoster, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Kind

NAMES = {"anon-1": "Ada One", "anon-2": "Bea Two", "anon-3": "Cyd Three"}


@pytest.fixture
def ledger():
    """Give three people who have signed their baseline off, a day after one another."""
    ledger = FakeLedger()
    for number, who in enumerate(NAMES):
        host = FakeHost(
            record=a_record(a_complete_review()),
            setup=setup(rounds=rounds()),
            ledger=ledger,
            who=who,
            time=days(number),
        )
        participant.sign_off(host, a_form(round="baseline", revision="1"))
    return ledger


@pytest.fixture
def sam(ledger):
    host = FakeStaff(ledger, setup=setup(rounds=rounds()), time=days(5))
    host.roster = FakeRoster(ledger, [Person(who, name, "North") for who, name in NAMES.items()])
    return host


def respond(host, who, *, place, press, decision="accepted_next", **more):
    about = {"participant": who, "at": "baseline", "revised": "1", "seen": "0"}
    form = {**about, "decision": decision, "place": str(place), "press": press, **more}
    return staff.answering.respond(host, a_form(**form))


def decisions(ledger, who):
    return [each.kind for each in read_responses(ledger.entries(who, Kind.RESPONSE)).decisions]


def test_accept_and_next_accepts_and_opens_the_next_of_the_list(ledger, sam):
    page = respond(sam, "anon-1", place=0, press="a")

    assert decisions(ledger, "anon-1") == ["accepted"]
    assert (page.template, page.names["person"].id) == ("staff/person.html", "anon-2")
    assert (page.names["around"].here, page.names["around"].total) == (0, 2)
    sent = page.names["sent"]
    assert (sent.kind, sent.person.name, sent.until) == (
        "accepted",
        "Ada One",
        days(5) + timedelta(minutes=60),
    )
    assert page.names["is_next"]
    assert page.names["described_by"] == ("place", "sent")


def test_the_whole_queue_is_accepted_one_after_another_and_ends_at_the_list(ledger, sam):
    page, seen = staff.show(sam, a_form(screen="person", participant="anon-1")), []
    for press in "abc":
        who, place = page.names["person"].id, page.names["place"]
        seen.append(who)
        page = respond(sam, who, place=place, press=press)

    assert seen == list(NAMES)
    assert page.template == "staff/reviews.html"
    assert (page.names["total"], page.names["sent"].person.name) == (0, "Cyd Three")


def test_the_list_that_one_came_from_decides_what_is_next(sam):
    page = respond(sam, "anon-3", place=0, press="a", sort="newest")

    assert page.names["person"].id == "anon-2"
    assert page.names["query"] == {"sort": "newest"}


def test_where_the_review_stays_in_its_list_the_one_after_it_is_next(sam):
    page = respond(sam, "anon-1", place=0, press="a", state="all", sort="name")

    assert (page.names["person"].id, page.names["around"].here) == ("anon-2", 1)


def test_the_same_press_once_more_accepts_once_and_opens_the_same_review(ledger, sam):
    first = respond(sam, "anon-1", place=0, press="a")

    again = respond(sam, "anon-1", place=0, press="a")

    assert again.names["person"] == first.names["person"]
    assert again.names["sent"] == first.names["sent"]
    assert decisions(ledger, "anon-1") == ["accepted"]
    assert decisions(ledger, "anon-2") == []


def test_it_can_be_taken_back_from_the_next_one(ledger, sam):
    sent = respond(sam, "anon-1", place=0, press="a").names["sent"]

    form = a_form(
        participant=sent.person.id,
        at=sent.round_id,
        revised=str(sent.revision),
        press=sent.press,
        place=str(sent.place),
    )
    page = staff.answering.undo(sam, form)

    assert (page.names["person"].id, page.names["around"].here) == ("anon-1", 0)
    assert page.names["is_undone"]
    assert decisions(ledger, "anon-1") == []


def test_a_colleague_who_was_first_is_met_on_the_same_review(sam, ledger):
    respond(sam, "anon-1", place=0, press="a", decision="accepted")
    lena = FakeStaff(ledger, setup=sam.setup, time=days(5), who="Lena Fischer")

    page = respond(lena, "anon-1", place=0, press="b")

    assert (page.status, named(page.names["problems"])) == (409, [("revision", "decided_already")])
    assert page.names["person"].id == "anon-1"


def test_opening_the_next_one_is_in_its_trail(ledger, sam):
    respond(sam, "anon-1", place=0, press="a")

    assert [each.body["what"] for each in ledger.entries("anon-2", Kind.ACCESS)] == ["review"]


def test_what_is_decided_already_is_passed_over_and_stays_in_the_list(ledger, sam):
    respond(sam, "anon-2", place=1, press="b", decision="accepted", state="all", sort="name")

    page = respond(sam, "anon-1", place=0, press="a", state="all", sort="name")

    assert (page.names["person"].id, page.names["around"].here) == ("anon-3", 2)


def test_where_everything_else_is_decided_the_list_comes_with_what_was_done(ledger, sam):
    for who, place, press in (("anon-2", 1, "b"), ("anon-3", 2, "c")):
        respond(sam, who, place=place, press=press, decision="accepted", state="all", sort="name")

    page = respond(sam, "anon-1", place=0, press="a", state="all", sort="name")

    assert (page.template, page.names["sent"].person.id) == ("staff/reviews.html", "anon-1")
