"""The queue as a CSV file: the lines of the list, on all its pages, without a level or a word."""

import csv
import io
from datetime import timedelta

import pytest

from builders import NOW, a_complete_review, a_form, a_record, days, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeLedger, FakeStaff, answer
from matrix_xblock import participant, staff
from matrix_xblock.codec.contact.reminder_rows import write_reminder
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.facts import Exported
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from matrix_xblock.staff import exports

SIX = [Person(f"p{n}", f"Name {n}", f"School {n % 2}") for n in range(6)]


def a_course(number, people=SIX):
    ledger = FakeLedger()
    for n in range(number):
        host = FakeHost(
            record=a_record(a_complete_review()),
            setup=setup(rounds=rounds()),
            ledger=ledger,
            who=people[n].id,
            time=NOW + timedelta(minutes=n),
        )
        participant.sign_off(host, a_form(round="baseline", revision="1"))
    return FakeStaff(ledger, setup=setup(rounds=rounds()), people=list(people), time=days(3))


def rows(host, lines=(), **form):
    stream = exports.review_list(host, {**a_form(**form), "line": lines})
    text = "".join(stream.parts).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_it_has_the_lines_of_the_list_in_their_order():
    sam = a_course(4)

    listed = rows(sam)

    assert [each["name"] for each in listed] == ["Name 0", "Name 1", "Name 2", "Name 3"]
    first = listed[0]
    assert (first["participant"], first["cohort"]) == ("p0", "School 0")
    assert (first["round"], first["round_title"]) == ("baseline", "Baseline review")
    assert (first["state"], first["days_waiting"]) == ("new", "3")
    assert (first["signed_off_on"], first["revision"]) == (NOW.date().isoformat(), "1")


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ({"cohort": "School 1"}, ["Name 1", "Name 3"]),
        ({"search": "name 2"}, ["Name 2"]),
        ({"sort": "newest"}, ["Name 3", "Name 2", "Name 1", "Name 0"]),
        ({"state": "not_started"}, ["Name 4", "Name 5"]),
        ({"state": "accepted"}, []),
    ],
)
def test_it_has_the_same_filters_and_order_as_the_list(form, names):
    assert [each["name"] for each in rows(a_course(4), **form)] == names


def test_who_has_not_started_has_no_counts_and_waits_for_nobody():
    [row, *_] = rows(a_course(4), state="not_started")

    assert (row["state"], row["days_waiting"], row["revision"], row["since"]) == (
        "not_started",
        "",
        "",
        "",
    )


def test_it_says_when_the_course_team_was_last_in_touch():
    sam = a_course(2)
    answer(sam, "p0", "comments", comments={"subject": "Which year?"})

    by_name = {each["name"]: each for each in rows(sam, state="all")}

    assert by_name["Name 0"]["last_contact"] == days(3).date().isoformat()
    assert by_name["Name 0"]["state"] == "commented"
    assert by_name["Name 1"]["last_contact"] == ""


def test_a_reminder_that_went_out_is_contact_and_one_that_was_given_up_is_none():
    sam = a_course(2)
    for who, is_sent in (("p0", True), ("p1", True), ("p1", False)):
        reminder = Reminder("one", "baseline", days(4), is_sent=is_sent)
        sam.ledger.append([Entry(Kind.REMINDER, who, write_reminder(reminder), days(4))])

    by_name = {each["name"]: each["last_contact"] for each in rows(sam, state="all")}

    assert by_name == {"Name 0": days(4).date().isoformat(), "Name 1": ""}


def test_what_was_taken_back_was_no_contact():
    sam = a_course(1)
    lines = [each.key for each in staff.show(sam, a_form(screen="reviews")).names["lines"]]
    press = {**a_form(press="one"), "line": lines}
    staff.accepting.accept(sam, press)
    staff.accepting.undo(sam, press)

    assert [each["last_contact"] for each in rows(sam)] == [""]


def test_no_word_and_no_level_of_a_review_is_in_it():
    sam = a_course(2)
    answer(sam, "p0", "returned", reason="Please say more.", comments={"subject": "Which year?"})

    text = "".join(exports.review_list(sam, a_form(state="all")).parts)

    for word in ("Please say more.", "Which year?", "I learned a lot.", "growing", "Growing"):
        assert word not in text


def test_what_looks_like_a_formula_is_marked():
    people = [Person("p0", "=HYPERLINK(1)", "+School")]

    [row] = rows(a_course(1, people))

    assert (row["name"], row["cohort"]) == ("'=HYPERLINK(1)", "'+School")


def test_the_selected_lines_alone_are_in_it_when_some_are_selected():
    sam = a_course(4)
    lines = staff.show(sam, a_form(screen="reviews")).names["lines"]

    assert [each["name"] for each in rows(sam, [lines[3].key, lines[1].key])] == [
        "Name 1",
        "Name 3",
    ]


def test_a_selected_line_that_was_accepted_meanwhile_is_in_it_as_it_is_now():
    sam = a_course(4)
    lines = staff.show(sam, a_form(screen="reviews")).names["lines"]
    answer(sam, "p1", "accepted")

    states = {each["name"]: each["state"] for each in rows(sam, [lines[1].key, lines[2].key])}

    assert states == {"Name 1": "accepted", "Name 2": "new"}


def test_a_forged_line_brings_nobody_into_it():
    sam = a_course(2)
    key = staff.show(sam, a_form(screen="reviews")).names["lines"][0].key

    assert rows(sam, [key.replace("p0", "somebody-else")]) == []


def test_many_pages_are_read_one_after_another(monkeypatch):
    monkeypatch.setattr(exports, "PART_LENGTH", 2)
    sam = a_course(5)
    asked = []
    page = sam.roster.page
    sam.roster.page = lambda wanted, **part: asked.append(part) or page(wanted, **part)

    assert len(rows(sam)) == 5
    assert [each["start"] for each in asked] == [0, 2, 4]


def test_filters_that_are_not_known_are_refused_before_anything_is_noted():
    sam = a_course(1)

    with pytest.raises(Invalid):
        exports.review_list(sam, a_form(cohort="Nowhere"))

    assert sam.ledger.entries(EVERYBODY, Kind.ACCESS) == ()


def test_that_it_was_taken_is_in_the_trail_and_told_to_the_platform():
    sam = a_course(1)

    stream = exports.review_list(sam, a_form(state="all"))

    [row] = sam.ledger.entries(EVERYBODY, Kind.ACCESS)
    assert (row.body["what"], row.body["who"]) == ("export", "Sam Taylor")
    assert sam.published == [Exported("review-list")]
    assert stream.filename == "reviews-all.csv"
