"""An index that is made while people go on says what the latest row of everybody says."""

from threading import Barrier, Thread

from django.db import connection
from submissions.models import StudentItem

from builders import NOW
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import SubmissionsLedger
from matrix_xblock.host.roster import LedgerPeople, SqlRoster
from matrix_xblock.host.standing_index import StandingIndex

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
ROUNDS, PEOPLE = 10, 12


def stand(who, status):
    one = {"status": status, "revision": 1}
    body = {"version": 2, "rounds": {"mid": one}}
    SubmissionsLedger(course=COURSE, usage=BLOCK).append([Entry(Kind.STANDING, who, body, NOW)])


def at_once(*acts):
    """Do all of it in the same instant, and give what failed."""
    gate, failures = Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test is to tell it
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return failures


def test_two_who_open_the_first_list_of_a_block_at_once_both_see_it():
    failures = []
    for n in range(ROUNDS):
        index = StandingIndex(course=COURSE, usage=f"{BLOCK}{n}")
        failures += at_once(index.complete, index.complete, index.complete)

    assert failures == []


def test_an_index_that_is_made_while_people_go_on_is_that_of_their_latest_rows():
    failures = []

    def go_on(people):
        for who in people:
            stand(who, "accepted")

    people = [f"p{n}" for n in range(PEOPLE)]
    listed = []
    for _ in range(ROUNDS):
        for who in people:
            stand(who, "new")
        StudentItem.objects.filter(item_id__contains="+index+").delete()
        index = StandingIndex(course=COURSE, usage=BLOCK)
        acts = [index.complete, index.complete, lambda: go_on(people), lambda: go_on(people[::-1])]
        failures += at_once(*acts)
        roster = SqlRoster(LedgerPeople(BLOCK), course=COURSE, usage=BLOCK)
        wanted = RosterFilter(people_round="mid")
        listed.append(roster.page(wanted, start=0, length=25).counts)

    assert failures == []
    assert listed == [{ReviewStatus.ACCEPTED: PEOPLE}] * ROUNDS
