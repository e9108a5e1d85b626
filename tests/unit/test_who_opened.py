"""Who has opened somebody's record: instructors read the list that the participant reads."""

from datetime import timedelta

import pytest

from builders import NOW, a_form, a_setup, rounds
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.record.trail import write_access
from matrix_xblock.domain.errors import NotAllowed, Unknown
from matrix_xblock.domain.record.trail import Access, mark_of
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from matrix_xblock.staff import openings

ADA = Person("p0", "Ada Example")


def minute(number):
    return NOW + timedelta(minutes=number)


def access(number, what="review", participant="p0", **others):
    body = write_access(Access("Sam Taylor", what, "baseline", minute(number), **others))
    return Entry(Kind.ACCESS, participant, body, minute(number))


SIGNED_OFF = Entry(Kind.SUMMARY, "p0", {"round": "baseline", "revision": 1}, minute(2))


def an_instructor(*entries):
    ledger = FakeLedger()
    ledger.append([Entry(Kind.STANDING, "p0", {"version": 1, "rounds": {}}, NOW), *entries])
    setup = a_setup(rounds=rounds())
    return FakeStaff(ledger, setup=setup, people=[ADA, Person("p1", "")], is_instructor=True)


def lines_of(host, **form):
    return staff.show(host, a_form(screen="openings", participant="p0", **form)).names["lines"]


def test_openings_acceptances_and_files_stand_together_the_newest_first():
    files = [access(5, "export", EVERYBODY), access(6, "export", EVERYBODY, among=(mark_of("p0"),))]
    host = an_instructor(SIGNED_OFF, access(3), access(4, "accept"), *files)

    assert [each.act for each in lines_of(host)] == ["export", "export", "accept", "review"]


def test_a_file_of_before_they_signed_off_or_of_others_is_not_about_them():
    before, others = access(1, "export", EVERYBODY), access(5, "export", EVERYBODY, among=("x",))

    assert lines_of(an_instructor(SIGNED_OFF, before, others)) == ()
    assert lines_of(an_instructor(before)) == ()


def test_what_was_done_with_the_record_of_somebody_else_is_not_in_it():
    assert lines_of(an_instructor(SIGNED_OFF, access(3, participant="p1"))) == ()


def test_to_read_the_list_is_not_to_open_the_record():
    host = an_instructor(SIGNED_OFF)
    before = list(host.ledger.rows)

    lines_of(host)

    assert host.ledger.rows == before


def test_the_list_is_cut_into_pages(monkeypatch):
    monkeypatch.setattr(openings, "PAGE_LENGTH", 2)
    host = an_instructor(*[access(n) for n in range(5)])

    page = staff.show(host, a_form(screen="openings", participant="p0", page="3"))

    assert [each.at for each in page.names["lines"]] == [NOW]
    assert page.address == "staff/openings?participant=p0&page=3"


def test_only_instructors_read_it_and_of_people_of_the_course():
    with pytest.raises(NotAllowed):
        lines_of(FakeStaff(FakeLedger(), setup=a_setup(rounds=rounds()), people=[ADA]))
    with pytest.raises(Unknown):
        staff.show(an_instructor(), a_form(screen="openings", participant="nobody"))


def test_half_of_a_pair_in_an_id_has_a_mark_as_well():
    assert len(mark_of("\ud800")) == len(mark_of("p0"))
