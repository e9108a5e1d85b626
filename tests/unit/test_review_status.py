"""What puts a review into the queue of course staff, and what takes it out again."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from matrix_xblock.domain.review.feedback import (
    Author,
    Comment,
    Decision,
    DecisionKind,
    Reply,
    Responses,
)
from matrix_xblock.domain.review.status import (
    NEEDS_STAFF,
    Ask,
    ReviewStatus,
    RoundStanding,
    SignOff,
    of_round,
    with_asks,
)

SAM = Author("anon-sam", "Sam Taylor")
ORDER = ("baseline", "mid", "final")


def after(minutes):
    return NOW + timedelta(minutes=minutes)


def comment(minutes, area="subject", round_id="baseline", revision=1):
    name = f"{round_id}.{area}.{minutes}"
    return Comment(name, name, round_id, revision, area, "Words.", after(minutes), SAM)


def decision(kind, minutes, revision=1):
    press = f"press.{minutes}"
    return Decision(press, kind, "baseline", revision, after(minutes), "", SAM)


def reply(about, minutes):
    return Reply(f"{about.id}.r{minutes}", about.id, "Words.", after(minutes))


def standing(*sent, replies=(), revision=1):
    responses = Responses(
        comments=tuple(each for each in sent if isinstance(each, Comment)),
        decisions=tuple(each for each in sent if isinstance(each, Decision)),
        replies=tuple(replies),
    )
    return of_round(responses, "baseline", SignOff(revision, NOW.isoformat()))


def test_a_first_sign_off_is_new_since_it_was_signed_off():
    new = standing()

    assert (new.status, new.since) == (ReviewStatus.NEW, NOW.isoformat())


def test_what_is_signed_off_again_after_a_return_is_resubmitted():
    again = standing(decision(DecisionKind.RETURNED, 1), revision=2)

    assert again.status is ReviewStatus.RESUBMITTED


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DecisionKind.RETURNED, ReviewStatus.RETURNED),
        (DecisionKind.ACCEPTED, ReviewStatus.ACCEPTED),
    ],
)
def test_a_decision_takes_a_review_out_of_the_queue(kind, status):
    decided = standing(comment(1), decision(kind, 2))

    assert (decided.status, decided.since) == (status, after(2).isoformat())
    assert decided.status not in NEEDS_STAFF


def test_a_comment_takes_a_review_out_of_the_queue():
    assert standing(comment(1)).status is ReviewStatus.COMMENTED


@pytest.mark.parametrize("kind", [None, *DecisionKind])
def test_a_reply_raises_a_review_again_whatever_was_decided(kind):
    first = comment(1)
    sent = [first, *([decision(kind, 2)] if kind else [])]

    raised = standing(*sent, replies=[reply(first, 3)])

    assert (raised.status, raised.since) == (ReviewStatus.REPLIED, after(3).isoformat())
    assert raised.replied == ("subject",)


def test_the_first_reply_that_waits_says_how_long_it_is():
    one, other = comment(1), comment(1, "networks")

    raised = standing(one, other, replies=[reply(other, 5), reply(one, 9)])

    assert (raised.since, raised.replied) == (after(5).isoformat(), ("networks", "subject"))


def test_an_answer_in_one_area_leaves_the_reply_in_another_waiting():
    one, other = comment(1), comment(1, "networks")
    answer = comment(9)

    raised = standing(one, other, answer, replies=[reply(one, 5), reply(other, 6)])

    assert (raised.status, raised.replied) == (ReviewStatus.REPLIED, ("networks",))


def test_a_reply_to_a_comment_on_an_earlier_version_waits_beside_the_new_one():
    first = comment(1)

    raised = standing(
        first, decision(DecisionKind.RETURNED, 2), replies=[reply(first, 3)], revision=2
    )

    assert (raised.status, raised.replied) == (ReviewStatus.RESUBMITTED, ("subject",))


def test_a_reply_in_another_round_raises_nothing_here():
    elsewhere = comment(1, round_id="mid")

    assert standing(comment(1), elsewhere, replies=[reply(elsewhere, 3)]).status is (
        ReviewStatus.COMMENTED
    )


moments = st.integers(1, 50)


@given(moments, st.lists(moments, min_size=1, max_size=4), moments)
def test_a_reply_waits_exactly_where_nothing_came_after_it(asked, replied, decided):
    first = comment(0)
    replies = [reply(first, asked + each) for each in replied]

    raised = standing(first, decision(DecisionKind.ACCEPTED, decided), replies=replies)

    waits = any(asked + each >= decided for each in replied)
    assert (raised.status is ReviewStatus.REPLIED) == waits


def ask(day=1, opportunity="one"):
    return Ask(opportunity, "shadowing", "The phase leader", f"2026-02-{day:02}T09:00:00+00:00")


ACCEPTED = RoundStanding(ReviewStatus.ACCEPTED, NOW.isoformat(), SignOff(1, NOW.isoformat()))
NEW = RoundStanding(ReviewStatus.NEW, NOW.isoformat(), SignOff(1, NOW.isoformat()))
BEGUN = RoundStanding(ReviewStatus.IN_PROGRESS, NOW.isoformat())


def test_an_ask_raises_the_latest_round_that_was_signed_off():
    raised = with_asks({"mid": ACCEPTED, "final": BEGUN, "baseline": ACCEPTED}, [ask()], ORDER)

    assert {key: each.status for key, each in raised.items()} == {
        "baseline": ReviewStatus.ACCEPTED,
        "mid": ReviewStatus.ASKED,
        "final": ReviewStatus.IN_PROGRESS,
    }


def test_the_first_ask_says_how_long_it_waits():
    raised = with_asks({"baseline": ACCEPTED}, [ask(9), ask(3, "two")], ORDER)

    assert raised["baseline"].since == ask(3).since
    assert len(raised["baseline"].asks) == 2


def test_an_ask_stands_beside_what_makes_a_review_wait_already():
    raised = with_asks({"baseline": NEW}, [ask()], ORDER)

    assert (raised["baseline"].status, raised["baseline"].since) == (NEW.status, NEW.since)
    assert raised["baseline"].asks == (ask(),)


def test_who_asks_before_any_sign_off_has_a_line_of_their_own():
    raised = with_asks({"baseline": BEGUN}, [ask()], ORDER)

    assert (raised["baseline"], raised[""].status) == (BEGUN, ReviewStatus.ASKED)


def test_an_ask_that_is_answered_lowers_it_again():
    raised = with_asks({"": RoundStanding(ReviewStatus.ASKED, asks=(ask(),))}, [ask()], ORDER)

    assert with_asks(raised, [], ORDER) == {}
    assert with_asks({"baseline": ACCEPTED}, [], ORDER) == {"baseline": ACCEPTED}


@pytest.mark.parametrize("rounds", list(permutations(["baseline", "mid"])))
def test_the_order_of_rounds_is_the_course_s_and_not_that_of_the_row(rounds):
    raised = with_asks(dict.fromkeys(rounds, ACCEPTED), [ask()], ORDER)

    assert raised["mid"].status is ReviewStatus.ASKED
