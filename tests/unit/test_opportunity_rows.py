import json
from dataclasses import replace
from datetime import date

import pytest

from builders import NOW, a_framework, a_signed_off_review, days
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.plans.plans import read_offer, write_offer
from matrix_xblock.codec.review.ledger import ROW_LIMIT, write_snapshot, write_summary
from matrix_xblock.codec.review.opportunity_rows import opportunities_entry, read_row, worked_out
from matrix_xblock.codec.review.responses import read_responses, write_mark
from matrix_xblock.domain.plans.opportunity import (
    MOST_OPPORTUNITIES,
    Offer,
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.feedback import Author, Mark
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

S = OpportunityStatus
SAM = Author("anon-sam", "Sam Taylor")
OFFER = Offer("A day with a class teacher", "In May", "The Beacon School", "Lena", date(2026, 5, 1))


def a_wish(key="wish", status=S.WANTED, at=NOW, **changes):
    history = (OpportunityChange(status, at),)
    values = {"type": OpportunityType.VISIT, "detail": f"About {key}"}
    return Opportunity(key, **{**values, "status": status, "history": history, **changes})


def signed_off(*wishes, round_id="baseline", revision=1, at=NOW):
    review = a_signed_off_review(round_id=round_id, revision=revision, signed_off_at=at)
    attached = Attached(opportunities=wishes)
    summary = write_summary(review, possible=10, attached=attached)
    snapshot = write_snapshot(review, a_framework(), attached)
    bodies = [(Kind.SUMMARY, summary), *((Kind.SNAPSHOT, body) for body in snapshot)]
    return [Entry(kind, "anon-1", json.loads(json.dumps(body)), at) for kind, body in bodies]


def marked(status, at, key="wish", **changes):
    mark = Mark(f"{key}-{at}", key, status, at, by=SAM, **changes)
    return Entry(Kind.RESPONSE, "anon-1", write_mark(mark), at)


def titles(known):
    return [each.title for each in known.signed_off]


def read_back(entries):
    entry = opportunities_entry("anon-1", entries, now=days(9))
    return read_row(json.loads(json.dumps(entry.body)))


def test_a_row_is_read_as_it_was_worked_out():
    wish = a_wish(area_ids=("networks",), post="post")
    refused = a_wish("other", type=OpportunityType.SHADOWING)
    entries = [
        *signed_off(wish, refused),
        marked(S.NOT_POSSIBLE, days(1), "other", reason=Reason.COVER),
        marked(S.OFFERED, days(2), "asked on the board", offer=OFFER),
        marked(S.OFFERED, days(2), offer=OFFER),
    ]

    known = read_back(entries)

    second, first = known.signed_off
    assert (first.area_ids, first.post, first.round_id) == (("networks",), "post", "baseline")
    assert (second.status, second.reason, second.since) == (S.NOT_POSSIBLE, Reason.COVER, days(1))
    [mark] = known.marks
    assert first.answer_by == mark.offer.answer_by == OFFER.answer_by
    assert (mark.opportunity, mark.status, mark.at) == ("asked on the board", S.OFFERED, days(2))


def test_only_the_latest_sign_off_of_each_round_counts():
    entries = [
        *signed_off(a_wish("gone"), a_wish("stays")),
        *signed_off(a_wish("stays"), revision=2, at=days(1)),
        *signed_off(a_wish("later"), round_id="final", at=days(2)),
    ]

    assert titles(worked_out(entries)) == ["About later", "About stays"]


def test_of_two_rounds_the_one_that_was_signed_off_last_says_how_far_it_has_come():
    final = signed_off(a_wish(status=S.OFFERED, at=days(1)), round_id="final", at=days(2))

    [wish] = worked_out([*final, *signed_off(a_wish())]).signed_off

    assert (wish.status, wish.round_id) == (S.OFFERED, "final")


def test_an_answer_that_may_count_for_a_later_interest_stays_in_the_row():
    declined = a_wish(status=S.DECLINED)

    known = read_back([*signed_off(declined), marked(S.NOT_POSSIBLE, days(3))])

    assert [each.status for each in known.marks] == [S.NOT_POSSIBLE]


def test_an_opportunity_that_cannot_be_read_leaves_the_others():
    summary, snapshot = signed_off(a_wish("broken"), a_wish("whole"))
    body = json.loads(json.dumps(snapshot.body))
    body["opportunities"]["broken"]["status"] = "of a newer version"

    assert titles(worked_out([summary, replace(snapshot, body=body)])) == ["About whole"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 2, "signed_off": [], "marks": []},
        {"version": 1, "signed_off": None, "marks": []},
        {"version": 1, "signed_off": ["x"], "marks": []},
        {"version": 1, "signed_off": [{"id": "a", "type": "visit"}], "marks": []},
        {"version": 1, "signed_off": [], "marks": [{"id": 1}]},
        {"version": 1, "signed_off": [], "marks": [{"id": "a", "status": "offered", "at": "2026"}]},
        {
            "version": 1,
            "signed_off": [],
            "marks": [{"id": "a", "status": "offered", "at": "2026-03-02T09:30:00"}],
        },
    ],
)
def test_a_row_that_is_none_of_ours_is_not_read(body):
    assert read_row(body) is None


def test_as_much_as_anybody_can_sign_off_fits_in_a_row():
    letter = "\N{MATHEMATICAL BOLD SMALL A}"
    areas = tuple(f"area-{n}-{'x' * 80}" for n in range(20))
    wishes = [
        a_wish(f"wish-{n}", detail=letter * 1000, area_ids=areas) for n in range(MOST_OPPORTUNITIES)
    ]
    entries = [row for n in range(0, 100, 25) for row in signed_off(*wishes[n : n + 25])]
    rounds = [
        row
        for n in range(4)
        for row in signed_off(*wishes[n * 25 : n * 25 + 25], round_id=f"r{n}", at=days(n))
    ]

    entry = opportunities_entry("anon-1", [*entries, *rounds], now=NOW)

    assert len(json.dumps(entry.body)) < ROW_LIMIT
    assert len(read_row(entry.body).signed_off) == MOST_OPPORTUNITIES


def test_an_offer_is_read_as_it_was_written():
    assert read_offer(Reading.of({"offer": write_offer(OFFER)})) == OFFER
    assert read_offer(Reading.of({})) is None
    assert write_offer(None) is None
    assert write_offer(Offer()) is None


def test_a_mark_of_before_there_were_offers_is_read():
    entry = marked(S.OFFERED, NOW, offer=OFFER)
    older = {key: value for key, value in entry.body.items() if key != "offer"}

    [now, before] = read_responses([entry, replace(entry, body=older)]).marks

    assert (now.offer, before.offer) == (OFFER, None)
