"""The receipt of an erasure is true at every step, and can be taken up again."""

import json

import pytest

from builders import NOW
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.record.stored_part import EXPORT, Part
from matrix_xblock.operator.erasing import count, erase
from matrix_xblock.operator.receipts import Receipt, read_receipt, write_receipt


class Archive:
    """What is stored of somebody, erased a kind a step."""

    def __init__(self, **numbers):
        self.numbers = numbers

    def parts(self):
        return (Part(what, {}) for what, number in self.numbers.items() for _ in range(number))

    def erase(self):
        for what in list(self.numbers):
            yield {what: self.numbers.pop(what)}


def run(archive, receipt=None):
    saved = []
    begun = receipt or Receipt(7, NOW, count(archive.parts()), {})
    return erase(archive, begun, save=saved.append, now=lambda: NOW), saved


def test_it_says_what_there_was_what_went_and_that_nothing_is_left():
    receipt, saved = run(Archive(record=1, summary=3))

    assert receipt.before == receipt.erased == {"record": 1, "summary": 3}
    assert receipt.is_complete
    assert [sum(each.erased.values()) for each in saved] == [0, 1, 4, 4]
    assert [each.is_complete for each in saved] == [False, False, False, True]


def test_one_that_was_stopped_is_taken_up_again():
    archive = Archive(record=1, summary=3)
    begun = Receipt(7, NOW, count(archive.parts()), {})
    stopped = begun.with_step(next(archive.erase()))

    receipt, _ = run(archive, read_receipt(write_receipt(stopped)))

    assert receipt.before == receipt.erased == {"record": 1, "summary": 3}


def test_what_was_written_meanwhile_is_left_and_said():
    archive = Archive(record=1)
    archive.parts = lambda: iter([Part("record", {})])

    receipt, _ = run(archive)

    assert (receipt.is_complete, receipt.left) == (False, {"record": 1})


def test_a_line_about_everybody_is_not_theirs_to_erase():
    assert count([Part(EXPORT, {}), Part("record", {})]) == {"record": 1}


def test_it_is_json_that_says_whether_it_is_complete():
    receipt, _ = run(Archive(record=1))

    assert json.loads(write_receipt(receipt))["is_complete"] is True
    assert read_receipt(write_receipt(receipt)).erased == {"record": 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2}',
        '{"version": 1, "account": "x"}',
        '{"version": 1, "begun": 3}',
        "[" * 100_000,
    ],
)
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(Invalid):
        read_receipt(text)
