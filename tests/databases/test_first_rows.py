"""Two people who write the first row of a kind about somebody at once: both rows are kept."""

from threading import Barrier, Thread

from django.db import connection

from builders import NOW
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import SubmissionsLedger

COURSE = "course-v1:Trust+NPQ+2026"
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
ROUNDS = 40


def test_first_rows_that_are_written_at_once_are_both_kept():
    ledger = SubmissionsLedger(course=COURSE, usage=BLOCK)
    failures = []

    def write(gate, who, number):
        try:
            gate.wait()
            ledger.append([Entry(Kind.ACCESS, who, {"number": number}, NOW)])
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test is to tell it
            failures.append(failure)
        finally:
            connection.close()

    for n in range(ROUNDS):
        gate = Barrier(2)
        threads = [Thread(target=write, args=(gate, f"p{n}", number)) for number in (1, 2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    rows = [len(ledger.entries(f"p{n}", Kind.ACCESS)) for n in range(ROUNDS)]
    assert failures == []
    assert rows == [2] * ROUNDS
