"""The course's own log: who opened live figures, made and withdrew releases, and took files."""

from datetime import timedelta

import pytest

from builders import NOW, a_form, a_setup, rounds
from fakes import FakeLedger, FakeStaff
from matrix_xblock import staff
from matrix_xblock.codec.figures.releases import write_release, write_withdrawal
from matrix_xblock.codec.record.trail import write_access
from matrix_xblock.domain.errors import NotAllowed
from matrix_xblock.domain.figures.releases import Release, Withdrawal
from matrix_xblock.domain.record.trail import Access
from matrix_xblock.domain.values.ledger_rows import COURSE, EVERYBODY, RELEASES, Entry, Kind
from matrix_xblock.staff import course_log
from matrix_xblock.staff.course_log import LogAct


def minute(number):
    return NOW + timedelta(minutes=number)


def access(number, what, participant, *, who="Sam Taylor", **others):
    at = minute(number)
    return Entry(
        Kind.ACCESS, participant, write_access(Access(who, what, "baseline", at, **others)), at
    )


def an_instructor(*entries):
    ledger = FakeLedger()
    ledger.append(entries)
    return FakeStaff(ledger, setup=a_setup(rounds=rounds()), people=(), is_instructor=True)


def show(who, **form):
    return staff.show(who, a_form(screen="course_log", **form))


def test_the_newest_stands_first_whatever_kind_of_row_it_is_in():
    release = Release("one", "baseline", minute(3), "Sam Taylor", 40)
    gone = Withdrawal(release.id, release.at + timedelta(days=1), "Lena Fischer")
    rows = [*write_release(release), write_withdrawal(gone)]
    host = an_instructor(
        access(1, "figures", COURSE),
        access(2, "export", EVERYBODY),
        *[Entry(Kind.RELEASE, RELEASES, row, release.at) for row in rows],
    )

    shown = show(host).names["lines"]

    assert [each.at for each in shown] == sorted([each.at for each in shown], reverse=True)
    assert {each.act for each in shown} == set(LogAct)
    assert [each.who for each in shown if each.act is LogAct.WITHDREW] == ["Lena Fischer"]


def test_a_file_about_many_is_one_line_however_many_rows_it_took():
    parts = [access(1, "export", EVERYBODY, among=(str(n),)) for n in range(3)]

    assert len(show(an_instructor(*parts)).names["lines"]) == 1


def test_it_says_nothing_of_the_reviews_that_somebody_opened():
    assert show(an_instructor(access(1, "review", COURSE))).names["lines"] == ()


def test_the_log_is_cut_into_pages(monkeypatch):
    monkeypatch.setattr(course_log, "PAGE_LENGTH", 2)
    host = an_instructor(*[access(n, "figures", COURSE) for n in range(5)])

    page = show(host, page="3")

    assert [each.at for each in page.names["lines"]] == [NOW]
    assert (page.names["pages"], page.names["total"]) == (3, 5)
    assert page.address == "staff/course_log?page=3"
    assert show(host, page="99").names["page"] == 3


def test_a_log_of_nothing_has_one_page():
    assert show(an_instructor()).names["pages"] == 1


def test_only_instructors_read_it():
    host = FakeStaff(FakeLedger(), setup=a_setup(rounds=rounds()), people=())

    with pytest.raises(NotAllowed):
        show(host)
