"""The index of where people stand says what the latest row of each says, however it was made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions.models import StudentItem

import django_host
from builders import NOW
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host import standing_index
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.roster import LedgerPeople, SqlRoster
from matrix_xblock.host.standing_index import StandingIndex

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
OTHER_BLOCK = BLOCK.replace("@one", "@two")


AT = "2026-03-02T09:00:00+00:00"


def stand(who, status, *, rounds=("baseline",), minutes=0, block=BLOCK, at=AT):
    one = {"status": status, "revision": 1, "signed_off_at": at, "minutes": minutes, "open": 0}
    body = {"version": 1, "round": rounds[-1], **one, "rounds": dict.fromkeys(rounds, one)}
    ledger = SubmissionsLedger(course=COURSE, usage=block)
    ledger.append([Entry(Kind.STANDING, who, body, NOW)])


def index():
    items = StudentItem.objects.filter(item_id__contains="+index+").exclude(student_id="")
    return sorted(items.values_list("student_id", "item_id", "item_type"))


def forget_all():
    StudentItem.objects.filter(item_id__contains="+index+").delete()


def make_anew():
    forget_all()
    StandingIndex(course=COURSE, usage=BLOCK).complete()


def statuses(**fields):
    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
    page = roster.page(RosterFilter(**fields), start=0, length=25)
    return {line.person.id: line.standing.status for line in page.lines}


acts = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from([*(each.value for each in ReviewStatus), "moderated", "reset"]),
    st.lists(st.sampled_from(["baseline", "mid", "latest"]), min_size=1, max_size=3, unique=True),
    st.integers(-1, 10**8),
)


@given(st.lists(acts, max_size=8))
def test_the_index_that_grew_is_the_one_made_anew(life):
    with django_host.rolled_back():
        for who, status, rounds, minutes in life:
            if status == "reset":
                SubmissionsLedger(course=COURSE, usage=BLOCK).clear(who)
            else:
                stand(who, status, rounds=rounds, minutes=minutes)
        grown = index()
        make_anew()

        assert index() == grown


def test_rows_that_are_older_than_the_index_are_listed_as_they_stand():
    stand("a", "accepted")
    stand("b", "returned")
    forget_all()

    assert statuses() == {"a": ReviewStatus.ACCEPTED, "b": ReviewStatus.RETURNED}


def test_the_index_is_made_once():
    stand("a", "accepted")
    make_anew()
    StudentItem.objects.filter(item_id__contains="+index+", student_id="a").delete()

    StandingIndex(course=COURSE, usage=BLOCK).complete()

    assert index() == []


def test_an_index_of_another_layout_is_made_anew(monkeypatch):
    stand("a", "accepted")
    make_anew()
    made = index()
    StudentItem.objects.filter(item_id__contains="+index+", student_id="a").delete()
    monkeypatch.setattr(standing_index, "_LAYOUT", "2")

    StandingIndex(course=COURSE, usage=BLOCK).complete()

    assert index() == made


def test_a_reset_leaves_nothing_of_somebody_in_the_index():
    stand("a", "accepted", rounds=["baseline", "mid"])
    stand("b", "accepted")

    SubmissionsLedger(course=COURSE, usage=BLOCK).clear("a")

    assert {who for who, *_ in index()} == {"b"}


def test_each_block_has_an_index_of_its_own():
    stand("a", "accepted")
    stand("a", "waiting", block=OTHER_BLOCK)
    SubmissionsLedger(course=COURSE, usage=OTHER_BLOCK).clear("a")

    assert statuses() == {"a": ReviewStatus.ACCEPTED}


def test_rounds_that_differ_in_letter_case_are_told_apart():
    stand("a", "accepted", rounds=["mid"])

    assert statuses(round_id="mid") == {"a": ReviewStatus.ACCEPTED}
    assert statuses(round_id="MID") == {"a": ReviewStatus.NOT_STARTED}


def test_the_index_says_nothing_but_digits():
    stand("a", "accepted", rounds=["baseline", "mid"])

    texts = [text.removeprefix("matrix_review:") for *_, text in index()]
    assert len(texts) == 3
    assert all(text.isascii() and text.isdecimal() for text in texts)


@pytest.mark.parametrize("minutes", [0, 10**7 - 1, 10**9])
def test_however_much_is_counted_the_texts_have_one_length(minutes):
    stand("a", "accepted", minutes=minutes)

    assert {len(text) for *_, text in index()} == {len("matrix_review:") + 32}


@pytest.mark.parametrize("text", ["matrix_review", "matrix_review:", "matrix_review:9", "another"])
def test_a_text_that_is_none_of_ours_is_something_to_look_at(text):
    stand("a", "accepted")
    stand("b", "accepted")
    make_anew()
    StudentItem.objects.filter(item_id__contains="+index+", student_id="b").update(item_type=text)

    assert statuses() == {"a": ReviewStatus.ACCEPTED, "b": ReviewStatus.WAITING}


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "soon"])
def test_a_time_that_cannot_be_read_breaks_no_list(at):
    stand("a", "accepted", at=at)
    forget_all()

    assert statuses() == {"a": ReviewStatus.ACCEPTED}


def test_a_round_with_a_name_that_nobody_can_write_breaks_no_list():
    stand("a", "accepted", rounds=["\ud800"])
    forget_all()

    assert statuses() == {"a": ReviewStatus.ACCEPTED}
