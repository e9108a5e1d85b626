from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, a_signed_off_review, days, named
from matrix_xblock.domain.errors import Invalid, Locked, Stale, Unknown
from matrix_xblock.domain.review.feedback import (
    COMMENT_LIMIT,
    MOST_REPLIES,
    UNDO_MINUTES,
    Author,
    Comment,
    Decision,
    DecisionKind,
    Reply,
    Responses,
    Return,
    check_open,
    check_undo,
    write_comments,
    write_reason,
    write_reply,
)
from matrix_xblock.domain.review.returns import as_answered, to_keep, with_words

SAM, LENA = Author("anon-sam", "Sam Taylor"), Author("anon-lena", "Lena Fischer")


def a_comment(area="subject", text="Which year?", **changes):
    values = {"press": "one", "round_id": "baseline", "revision": 1, "at": NOW, "by": SAM}
    return Comment(id=f"one.{area}", area_id=area, text=text, **{**values, **changes})


def a_decision(kind=DecisionKind.RETURNED, **changes):
    values = {"press": "one", "round_id": "baseline", "revision": 1, "at": NOW, "by": SAM}
    return Decision(kind=kind, reason="Say more.", **{**values, **changes})


def test_a_return_brings_the_comments_on_the_same_revision():
    responses = Responses(
        comments=(a_comment(), a_comment(revision=2, text="Later")), decisions=(a_decision(),)
    )

    assert responses.returned() == (
        Return("baseline", 1, "Say more.", NOW, {"subject": "Which year?"}),
    )


def test_two_comments_on_one_area_are_told_one_after_the_other():
    responses = Responses(
        comments=(a_comment(), a_comment(text="And how?", press="two")), decisions=(a_decision(),)
    )

    [returned] = responses.returned()
    assert returned.comments == {"subject": "Which year?\n\nAnd how?"}


def test_an_acceptance_is_no_return():
    responses = Responses(decisions=(a_decision(DecisionKind.ACCEPTED),))

    assert responses.returned() == ()
    assert responses.accepted_rounds() == {"baseline"}


def test_replies_stand_with_their_comment():
    reply = Reply("one.subject.r0", "one.subject", "Year 4.", days(1))
    responses = Responses(comments=(a_comment(), a_comment("networks")), replies=(reply,))

    conversations = responses.conversations("baseline", 1)

    assert conversations["subject"] == ((a_comment(), (reply,)),)
    assert conversations["networks"] == ((a_comment("networks"), ()),)


@pytest.mark.parametrize("reason", ["", " \r\n\t"])
def test_a_return_without_a_reason_is_refused(reason):
    with pytest.raises(Invalid) as refused:
        write_reason(DecisionKind.RETURNED, reason)

    assert named(refused.value.problems) == [("reason", "return_without_reason")]


@pytest.mark.parametrize("reason", ["", "Say more.", "x" * 3000])
def test_an_acceptance_has_no_reason_whatever_is_sent(reason):
    assert write_reason(DecisionKind.ACCEPTED, reason) == ""


def test_words_are_cleaned_and_empty_comments_left_out():
    assert write_reason(DecisionKind.RETURNED, " one\r\ntwo ") == "one\ntwo"
    assert write_comments({"subject": "\tthree\v", "networks": " "}) == {"subject": "three"}


def test_every_comment_that_is_too_long_is_named():
    long = "x" * (COMMENT_LIMIT + 1)
    with pytest.raises(Invalid) as refused:
        write_comments({"subject": long, "networks": "fine", "": long})

    assert named(refused.value.problems) == [("note-subject", "too_long"), ("note-", "too_long")]


def test_a_comment_of_a_hundred_kilobytes_is_refused():
    with pytest.raises(Invalid):
        write_comments({"subject": "x" * 100_000})


def test_a_reply_needs_words_and_a_comment():
    responses = Responses(comments=(a_comment(),))

    written = write_reply(responses, "one.subject", " Year 4. ", NOW)
    assert written == Reply("one.subject.r0", "one.subject", "Year 4.", NOW)
    with pytest.raises(Unknown):
        write_reply(responses, "gone", "Year 4.", NOW)
    with pytest.raises(Invalid):
        write_reply(responses, "one.subject", " ", NOW)


def test_two_replies_are_two_and_the_same_words_again_are_one():
    first = Reply("one.subject.r0", "one.subject", "Year 4.", NOW)
    responses = Responses(comments=(a_comment(),), replies=(first,))

    assert write_reply(responses, "one.subject", "Year 5.", NOW).id == "one.subject.r1"
    assert write_reply(responses, "one.subject", "Year 4. ", NOW) is None


def test_a_comment_has_room_for_so_many_replies():
    replies = tuple(Reply(f"r{n}", "one.subject", f"Year {n}.", NOW) for n in range(MOST_REPLIES))
    full = Responses(comments=(a_comment(), a_comment("networks")), replies=replies)

    with pytest.raises(Invalid) as refused:
        write_reply(full, "one.subject", "And another.", NOW)

    assert named(refused.value.problems) == [("reply", "too_many_replies")]
    assert write_reply(full, "one.networks", "A first one.", NOW).text == "A first one."


@pytest.mark.parametrize(
    ("revision", "latest", "code"),
    [(1, 0, "nothing_signed_off"), (2, 1, "nothing_signed_off"), (1, 2, "signed_off_again")],
)
def test_only_the_latest_revision_can_be_decided(revision, latest, code):
    with pytest.raises((Unknown, Stale)) as refused:
        check_open(Responses(), "baseline", revision, latest=latest, seen=0)

    assert named(refused.value.problems)[0][1] == code


def test_what_was_decided_cannot_be_decided_again():
    responses = Responses(decisions=(a_decision(),))

    with pytest.raises(Stale) as refused:
        check_open(responses, "baseline", 1, latest=1, seen=1)

    assert named(refused.value.problems) == [("revision", "decided_already")]


def test_after_an_acceptance_comments_can_be_sent_alone():
    responses = Responses(decisions=(replace(a_decision(), kind=DecisionKind.ACCEPTED),))

    check_open(responses, "baseline", 1, latest=1, seen=1, is_decision=False)

    with pytest.raises(Stale):
        check_open(responses, "baseline", 1, latest=1, seen=1)


def test_after_a_return_nothing_can_be_sent():
    responses = Responses(decisions=(replace(a_decision(), kind=DecisionKind.RETURNED),))

    with pytest.raises(Stale) as refused:
        check_open(responses, "baseline", 1, latest=1, seen=1, is_decision=False)

    assert named(refused.value.problems) == [("revision", "decided_already")]


def test_a_comment_that_the_page_has_not_shown_comes_first():
    responses = Responses(comments=(a_comment(by=LENA),))

    with pytest.raises(Stale) as refused:
        check_open(responses, "baseline", 1, latest=1, seen=0)

    assert named(refused.value.problems) == [("revision", "answered_meanwhile")]


def test_a_review_nobody_has_answered_is_open():
    check_open(Responses(), "baseline", 1, latest=1, seen=0)


def undo(responses, *, by="anon-sam", latest=1, now=NOW, press="one"):
    return check_undo(responses, press, by=by, latest={"baseline": latest}, now=now)


def test_what_was_just_sent_can_be_taken_back():
    undo(Responses(comments=(a_comment(),), decisions=(a_decision(),)))


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"by": "anon-lena"}, "sent_by_another"),
        ({"now": NOW + timedelta(minutes=UNDO_MINUTES, seconds=1)}, "undo_too_late"),
        ({"latest": 2}, "signed_off_again"),
    ],
)
def test_what_is_not_ones_own_or_too_old_or_answered_stays(how, code):
    with pytest.raises(Locked) as refused:
        undo(Responses(decisions=(a_decision(),)), **how)

    assert named(refused.value.problems) == [("press", code)]


def test_a_comment_with_a_reply_stays():
    reply = Reply("r", "one.subject", "Year 4.", NOW)

    with pytest.raises(Locked) as refused:
        undo(Responses(comments=(a_comment(),), replies=(reply,)))

    assert named(refused.value.problems) == [("press", "replied_already")]


def test_what_was_never_sent_is_unknown():
    with pytest.raises(Unknown):
        undo(Responses(decisions=(replace(a_decision(), press="other"),)))


def test_an_answer_can_be_taken_back_until_the_last_minute():
    responses = Responses(comments=(a_comment(),))
    last = NOW + timedelta(minutes=UNDO_MINUTES)

    check_undo(responses, "one", by=SAM.id, latest={}, now=last)

    with pytest.raises(Locked) as refused:
        check_undo(responses, "one", by=SAM.id, latest={}, now=last + timedelta(seconds=1))
    assert named(refused.value.problems) == [("press", "undo_too_late")]


def test_a_review_is_returned_without_the_words_that_the_ledger_holds():
    responses = Responses(comments=(a_comment(),), decisions=(a_decision(),))
    review = a_signed_off_review()

    returned = as_answered(review, responses).returned

    assert (returned.revision, returned.at) == (1, NOW)
    assert (returned.reason, returned.comments) == ("", {})
    assert to_keep(with_words(as_answered(review, responses), responses), responses) == (
        as_answered(review, responses)
    )
