"""The index of where people stand says what the latest row of each says, however it was made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions.models import StudentItem

import django_host
from builders import NOW
from matrix_xblock.domain.review.status import REVIEWS, ReviewStatus
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


def stand(who, status, *, rounds=("baseline",), block=BLOCK, at=AT):
    one = {"status": status, "revision": 1, "signed_off_at": at, "since": at}
    body = {"version": 2, "rounds": dict.fromkeys(rounds, one)}
    ledger = SubmissionsLedger(course=COURSE, usage=block)
    ledger.append([Entry(Kind.STANDING, who, body, NOW)])


def index():
    items = StudentItem.objects.filter(item_id__contains="+index+").exclude(student_id="")
    return sorted(items.values_list("student_id", "item_id", "item_type"))


def behind_the_block():
    """Give what the ids say behind the block."""
    return [identifier.partition("+index+")[2] for _, identifier, _ in index()]


def forget_all():
    StudentItem.objects.filter(item_id__contains="+index+").delete()


def make_anew():
    forget_all()
    StandingIndex(course=COURSE, usage=BLOCK).complete()


def statuses(**fields):
    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
    wanted = RosterFilter(**{"statuses": REVIEWS, **fields})
    page = roster.page(wanted, start=0, length=25)
    return {line.person.id: line.standing.status for line in page.lines}


acts = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from([*(each.value for each in ReviewStatus), "moderated", "reset"]),
    st.lists(st.sampled_from(["baseline", "mid", "", "made"]), min_size=1, max_size=3, unique=True),
    st.sampled_from([AT, "", "2025-12-31T23:59:59+00:00", "soon"]),
)


@given(st.lists(acts, max_size=8))
def test_the_index_that_grew_is_the_one_made_anew(life):
    with django_host.rolled_back():
        for who, status, rounds, at in life:
            if status == "reset":
                SubmissionsLedger(course=COURSE, usage=BLOCK).clear(who)
            else:
                stand(who, status, rounds=rounds, at=at)
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
    monkeypatch.setattr(standing_index, "_LAYOUT", "matrix_review:next")

    StandingIndex(course=COURSE, usage=BLOCK).complete()

    assert index() == made


def test_a_reset_leaves_nothing_of_somebody_in_the_index():
    stand("a", "accepted", rounds=["baseline", "mid"])
    stand("b", "accepted")

    SubmissionsLedger(course=COURSE, usage=BLOCK).clear("a")

    assert {who for who, *_ in index()} == {"b"}


def test_each_block_has_an_index_of_its_own():
    stand("a", "accepted")
    stand("a", "new", block=OTHER_BLOCK)
    SubmissionsLedger(course=COURSE, usage=OTHER_BLOCK).clear("a")

    assert statuses() == {"a": ReviewStatus.ACCEPTED}


def test_rounds_that_differ_in_letter_case_are_told_apart():
    stand("a", "accepted", rounds=["mid"])

    assert statuses(round_id="mid") == {"a": ReviewStatus.ACCEPTED}
    assert statuses(round_id="MID") == {}


def test_what_is_sorted_by_is_nothing_but_digits():
    stand("a", "accepted", rounds=["baseline", "mid"])

    keys = [key[:22] for key in behind_the_block() if key[0].isdecimal()]
    assert len(keys) == 2
    assert all(key.isascii() and key.isdecimal() for key in keys)


def test_what_is_counted_is_the_same_text_for_people_who_stand_alike():
    stand("a", "accepted", rounds=["baseline", "mid"])
    stand("b", "accepted", rounds=["mid", "baseline"], at="2026-03-09T09:00:00+00:00")

    counted = [key for key in behind_the_block() if not key[0].isdecimal()]
    assert len(counted) == 2
    assert len(set(counted)) == 1


def test_somebody_in_more_rounds_than_an_id_has_room_for_is_counted_in_each():
    stand("a", "accepted", rounds=[f"round-{n}" for n in range(60)])
    stand("a", "new", rounds=[f"round-{n}" for n in range(30)])

    assert max(len(identifier) for _, identifier, _ in index()) <= 255
    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
    wanted = RosterFilter(statuses=REVIEWS)
    assert roster.page(wanted, start=0, length=25).counts[ReviewStatus.NEW] == 30
    assert ReviewStatus.ACCEPTED not in roster.page(wanted, start=0, length=25).counts


def test_an_index_of_the_layout_that_had_nothing_to_count_by_is_counted():
    stand("a", "accepted")
    make_anew()
    items = StudentItem.objects.filter(item_id__contains="+index+")
    items.filter(item_id__contains="+index+t").delete()
    items.filter(student_id="").update(item_type="matrix_review:2")

    roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
    page = roster.page(RosterFilter(statuses=REVIEWS), start=0, length=25)
    assert page.counts == {ReviewStatus.ACCEPTED: 1, ReviewStatus.NOT_STARTED: 1}


def test_a_key_of_the_first_layout_is_written_anew():
    stand("a", "accepted")
    made = index()
    StudentItem.objects.filter(item_id__contains="+index+t").delete()
    first = StudentItem.objects.get(item_id__contains="+index+", student_id="a")
    first.item_id = first.item_id.partition("+index+")[0] + "+index+latest"
    first.item_type = "matrix_review:520260302090000000000"
    first.save()
    mark = {"student_id": "", "course_id": COURSE, "item_type": "matrix_review:1"}
    StudentItem.objects.create(item_id=made[0][1].partition("+index+")[0] + "+index+made", **mark)

    StandingIndex(course=COURSE, usage=BLOCK).complete()

    assert index() == made


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00", "soon"])
def test_a_time_that_cannot_be_read_breaks_no_list(at):
    stand("a", "accepted", at=at)
    forget_all()

    assert statuses() == {"a": ReviewStatus.ACCEPTED}


def test_a_round_with_a_name_that_nobody_can_write_breaks_no_list():
    stand("a", "accepted", rounds=["\ud800"])
    forget_all()

    assert statuses() == {"a": ReviewStatus.ACCEPTED}
