"""Two instructors who change the cohorts of one facilitator at once: one of them is second."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Barrier, Thread

from django.db import connection, transaction

from builders import a_setup
from fakes import FakeRoster
from matrix_xblock import staff
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.my_people import Facilitator, MyPeople, PeopleRule
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.place import Place
from matrix_xblock.host.ledger import SubmissionsLedger

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
COHORTS = ("Ashgrove Primary", "Beckside Primary")
ROUNDS = 20


@dataclass
class Instructor:
    """An instructor on the ledger of a real database, with a roster in memory."""

    facilitator: str
    ledger: SubmissionsLedger = field(
        default_factory=lambda: SubmissionsLedger(course=COURSE, usage=BLOCK)
    )
    is_instructor = True
    people_rule = PeopleRule.FILTER
    my_people = MyPeople()
    among = None
    author = Author("anon-sam", "Sam Taylor")
    place = Place(BLOCK, "Review")
    setup = a_setup()

    @property
    def roster(self):
        people = [Person(each, each, each) for each in COHORTS]
        return FakeRoster(self.ledger, people, (Facilitator(self.facilitator, "Lena Fischer"),))

    def now(self):
        return datetime.now(UTC)

    def transaction(self):
        return transaction.atomic()


def test_of_two_changes_at_once_one_is_second_and_neither_is_lost_silently():
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    statuses, failures = {}, []

    def give(gate, who, cohort):
        form = {"facilitator": [who], "cohorts": [cohort], "seen": ["1"]}
        try:
            gate.wait()
            statuses[who, cohort] = staff.facilitators.give(Instructor(who), form).status
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test is to tell it
            failures.append(failure)
        finally:
            connection.close()

    for n in range(ROUNDS):
        gate, before = Barrier(2), {"facilitator": [f"f{n}"], "cohorts": COHORTS, "seen": ["0"]}
        staff.facilitators.give(Instructor(f"f{n}"), before)
        threads = [Thread(target=give, args=(gate, f"f{n}", cohort)) for cohort in COHORTS]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    assert failures == []
    assert [
        sorted(status for (who, _), status in statuses.items() if who == f"f{n}")
        for n in range(ROUNDS)
    ] == [[200, 409]] * ROUNDS
    assert [len(ledger.entries(f"f{n}", Kind.COHORTS)) for n in range(ROUNDS)] == [2] * ROUNDS
