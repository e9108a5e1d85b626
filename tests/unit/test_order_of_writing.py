"""A fact is published when what it tells of has been kept, and never before."""

import pytest

from builders import NOW, a_complete_review, a_form, a_record
from fakes import BrokenError, FakeHost
from matrix_xblock import participant
from matrix_xblock.codec.common.previewed import mark_of_file
from matrix_xblock.codec.plans import board
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind

DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}
CSV = b"Title,Date\r\nA course,3 March 2026\r\n"


class Watched(FakeHost):
    """A host that writes down in which order it is asked to keep and to publish."""

    def __init__(self, **options):
        super().__init__(**options)
        self.done = []

    def save(self, record):
        super().save(record)
        self.done.append("save")

    def save_cpd(self, log):
        super().save_cpd(log)
        self.done.append("save")

    def publish(self, fact):
        super().publish(fact)
        self.done.append("publish")


def a_host():
    record = a_record(a_complete_review())
    step = NextStep("step", "Visit a school.", created=NOW)
    chance = Opportunity("chance", OpportunityType.VISIT, created=NOW)
    host = Watched(
        record=Record(record.reviews, next_steps={"step": step}, opportunities={"chance": chance})
    )
    post = Post("post", OpportunityType.VISIT, "A day", NOW)
    host.ledger.append([Entry(Kind.BOARD, BOARD, board.write_post(post), NOW)])
    return host


PUBLISHING = {
    "sign_off": (participant.sign_off, {"round": "baseline", "revision": "1"}),
    "save_cpd": (
        participant.cpd.save,
        {"id": "new", "revision": "0", "title": "A visit", "type": "visit", **DAY},
    ),
    "save_step": (
        participant.plans.save_step,
        {"id": "new", "revision": "0", "text": "Read a book."},
    ),
    "move_step": (
        participant.plans.move_step,
        {"id": "step", "revision": "0", "status": "done"},
    ),
    "save_opportunity": (
        participant.plans.save_opportunity,
        {"id": "new", "revision": "0", "type": "coaching"},
    ),
    "move_opportunity": (
        participant.plans.move_opportunity,
        {"id": "chance", "revision": "0", "status": "offered"},
    ),
    "show_interest": (participant.plans.show_interest, {"post": "post"}),
    "import_cpd": (
        lambda host, form: participant.cpd_import.read(host, form, CSV),
        {"confirm": "yes", "import_of": mark_of_file(CSV)},
    ),
}


@pytest.mark.parametrize("name", PUBLISHING)
def test_a_fact_is_announced_after_what_it_tells_of_is_kept(name):
    run, form = PUBLISHING[name]
    host = a_host()

    run(host, a_form(**form))

    assert host.done == ["save", "publish"]


@pytest.mark.parametrize("name", PUBLISHING)
def test_what_cannot_be_announced_is_not_kept(name):
    run, form = PUBLISHING[name]
    host = a_host()
    before = host.state
    host.fails_at = "publish"

    with pytest.raises(BrokenError):
        run(host, a_form(**form))

    assert host.state == before
