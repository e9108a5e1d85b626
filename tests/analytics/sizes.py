"""What somebody leaves in one round: statements for analytics, and rows of the ledger."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from builders import a_complete_review, a_form, a_record, a_setup, days, rounds
from fakes import FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.values.ledger_rows import Kind
from study import FRAMEWORK

GOLDEN = Path(__file__).parent / "golden"
WORDS = "I led the planning of a unit with two colleagues and saw what pupils made of it. " * 4
"""A reflection of 324 characters: what people write in ten minutes for eight areas."""

A_ROUND = {"started": 1, "signed_off": 1, "responded": 1, "replied": 1}
"""Statements of one person in one round that is answered once and replied to."""

ROUNDS_A_YEAR = 2
"""An NPQ of 18 months has three rounds."""


def bytes_of(event):
    """Give the size of a statement as it is stored."""
    return len(json.dumps(json.loads((GOLDEN / f"{event}.json").read_text(encoding="utf-8"))))


def ledger_of_a_round():
    """Give how many rows one person leaves in one round, by kind, and of how many characters."""
    ledger = FakeLedger()
    setup = a_setup(framework=FRAMEWORK, rounds=rounds())
    review = a_complete_review(FRAMEWORK)
    areas = {key: replace(area, reflection=WORDS) for key, area in review.areas.items()}
    record = a_record(replace(review, areas=areas, framework=FRAMEWORK.name))
    host = FakeHost(record=record, ledger=ledger, setup=setup)
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    sam = FakeStaff(ledger, setup=setup, time=days(3))
    about = {"participant": "anon-1", "at": "baseline", "revised": "1"}
    area = next(iter(review.areas))
    note = {**about, "area": area, "text": WORDS[:200], "revision": "0"}
    staff.answering.save_note(sam, a_form(**note))
    staff.answering.respond(sam, a_form(**about, decision="comments", seen="0", press="one"))
    [comment] = read_responses(ledger.entries("anon-1", Kind.RESPONSE)).comments
    reply = {"round": "baseline", "comment": comment.id, "reply": WORDS[:100]}
    participant.replies.reply(
        FakeHost(ledger=ledger, setup=setup, record=host.load()), a_form(**reply)
    )
    kinds, characters = Counter(), 0
    for _, _, kind, body, _ in ledger.rows:
        kinds[str(getattr(kind, "value", kind))] += 1
        characters += len(body)
    return kinds, characters
