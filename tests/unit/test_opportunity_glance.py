from dataclasses import replace

import pytest

from builders import NOW, days
from matrix_xblock.codec.plans.interest import (
    read_interests,
    read_taken_back,
    write_interest,
    write_taken_back,
)
from matrix_xblock.domain.plans.board import Interest, Post
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.review.feedback import Mark
from matrix_xblock.domain.review.opportunity_glance import (
    TITLE_LENGTH,
    OpportunityGlance,
    glance_at,
    glances,
    unanswered,
)
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

S = OpportunityStatus
VISIT = Post("post", OpportunityType.VISIT, "A day in a special school", at=days(-9))


def a_glance(**changes):
    values = {"opportunity": "wish", "type": OpportunityType.SHADOWING, "title": "A head"}
    return OpportunityGlance(**{**values, "since": NOW, "round_id": "baseline", **changes})


def a_mark(status=S.OFFERED, at=None, **changes):
    return Mark(**{"press": "p", "opportunity": "wish", "status": status, "at": at, **changes})


def listed(signed_off=(), interests=(), marks=(), taken_back=None):
    posts = {"post": VISIT}
    return glances(signed_off, interests, marks, posts=posts, taken_back=taken_back or {})


def waiting(signed_off=(), interests=(), marks=(), taken_back=None):
    posts = {"post": VISIT}
    return unanswered(signed_off, interests, marks, posts=posts, taken_back=taken_back or {})


def test_an_opportunity_that_was_signed_off_is_listed_with_its_round_areas_and_first_line():
    history = (OpportunityChange(S.WANTED, days(-3)), OpportunityChange(S.OFFERED, NOW))
    wanted = Opportunity(
        "wish",
        OpportunityType.VISIT,
        detail="A nursery\nOn a Monday, if at all.",
        area_ids=("networks",),
        status=S.OFFERED,
        history=history,
    )

    shown = glance_at(wanted, "final")

    assert shown == OpportunityGlance(
        "wish", OpportunityType.VISIT, "A nursery", NOW, S.OFFERED, ("networks",), "final"
    )


def test_an_opportunity_without_a_history_is_listed_by_when_it_was_changed_or_made():
    bare = Opportunity("wish", OpportunityType.VISIT)

    assert glance_at(replace(bare, created=NOW, updated=days(1)), "final").since == days(1)
    assert glance_at(replace(bare, created=NOW), "final").since == NOW
    assert glance_at(bare, "final") is None


@pytest.mark.parametrize("text", ["word " * 60, "w" * 300])
def test_a_long_text_is_cut_to_a_title(text):
    wanted = Opportunity(
        "wish", OpportunityType.VISIT, text, history=(OpportunityChange(S.WANTED, NOW),)
    )

    title = glance_at(wanted, "final").title

    assert len(title) <= TITLE_LENGTH
    assert title.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert text.startswith(title[:-1])


def test_a_text_as_long_as_a_title_may_be_is_its_title():
    longest = "w" * TITLE_LENGTH
    wanted = Opportunity(
        "wish", OpportunityType.VISIT, longest, history=(OpportunityChange(S.WANTED, NOW),)
    )

    assert glance_at(wanted, "final").title == longest


def test_interest_of_somebody_who_has_signed_nothing_off_waits_for_an_answer():
    [wish] = waiting(interests=[Interest("post", "asked", NOW)])

    assert (wish.opportunity, wish.post, wish.title) == ("asked", "post", VISIT.title)
    assert (wish.type, wish.since, wish.round_id) == (VISIT.type, NOW, "")


def test_interest_in_a_post_that_cannot_be_read_waits_all_the_same():
    [wish] = waiting(interests=[Interest("of a newer version", "asked", NOW)])

    assert (wish.type, wish.title) == (OpportunityType.OTHER, "")


@pytest.mark.parametrize("status", [S.OFFERED, S.NOT_POSSIBLE])
def test_what_the_course_team_has_answered_waits_no_more(status):
    marks = [a_mark(status, days(1), opportunity="asked", reason=Reason.COVER)]
    interests = [Interest("post", "asked", NOW)]

    assert waiting(interests=interests, marks=marks) == ()
    [wish] = listed(interests=interests, marks=marks)
    assert (wish.status, wish.since, wish.reason) == (status, days(1), Reason.COVER)


def test_an_answer_that_is_older_than_what_was_signed_off_changes_nothing():
    assert waiting([a_glance(since=days(2))], marks=[a_mark(at=days(1))])
    assert waiting([a_glance(since=days(2))], marks=[a_mark(at=days(2))])


def test_an_answer_that_is_no_next_step_changes_nothing():
    [wish] = listed([a_glance(status=S.COMPLETED)], marks=[a_mark(at=days(1))])

    assert wish.status is S.COMPLETED


def test_an_answer_to_what_is_not_listed_lists_nothing():
    assert listed(marks=[a_mark(at=NOW)]) == ()


def test_the_latest_round_says_how_far_an_opportunity_has_come():
    earlier, later = a_glance(), a_glance(round_id="final", status=S.TAKEN_UP, since=days(5))

    assert listed([earlier, later]) == (later,)


def test_the_earliest_is_first():
    wishes = [a_glance(opportunity="b", since=days(2)), a_glance(opportunity="a", since=days(1))]

    assert [each.opportunity for each in listed(wishes)] == ["a", "b"]


def test_what_is_asked_for_and_signed_off_is_listed_once_as_it_was_signed_off():
    signed_off = a_glance(opportunity="asked", post="post", area_ids=("networks",))

    assert listed([signed_off], [Interest("post", "asked", days(-1))]) == (signed_off,)


def test_what_was_declined_and_is_asked_for_again_waits_since_then():
    declined = a_glance(opportunity="asked", post="post", status=S.DECLINED)

    [wish] = waiting([declined], [Interest("post", "asked", days(3))])

    assert (wish.since, wish.round_id) == (days(3), "baseline")


def test_interest_that_is_taken_back_leaves_the_list_also_where_it_was_signed_off():
    signed_off = a_glance(opportunity="asked", post="post")

    assert listed([signed_off], taken_back={"post": days(1)}) == ()


def test_what_was_signed_off_after_interest_was_taken_back_is_listed():
    signed_off = a_glance(opportunity="asked", post="post", since=days(2))

    assert listed([signed_off], taken_back={"post": days(1)}) == (signed_off,)


def test_what_is_completed_stays_listed_when_interest_is_taken_back():
    done = a_glance(opportunity="asked", post="post", status=S.COMPLETED)

    assert listed([done], taken_back={"post": days(1)}) == (done,)


def test_what_comes_from_no_post_is_not_taken_back():
    assert listed([a_glance()], taken_back={"": days(1)}) == (a_glance(),)


def test_rows_of_interest_say_what_was_taken_back_and_when():
    def row(body, at):
        return Entry(Kind.INTEREST, "anon", body, at)

    wanted = row(write_interest(Interest("post", "asked", NOW)), NOW)
    back = row(write_taken_back("post"), days(1))
    newer = row({**write_taken_back("post"), "version": 9}, days(2))

    assert read_taken_back([wanted, back, newer]) == {"post": days(1)}
    assert read_taken_back([wanted, back, wanted]) == {}
    assert read_taken_back([replace(back, kind=Kind.RESPONSE)]) == {}
    assert list(read_interests([wanted, back, wanted])) == ["post"]


def test_what_waits_already_and_is_asked_for_again_waits_since_the_first_time():
    [seen] = listed([a_glance(since=days(-3))], [Interest("post", "wish", NOW)])

    assert (seen.status, seen.since) == (S.WANTED, days(-3))


def test_what_was_declined_after_it_was_asked_for_stays_declined():
    declined = a_glance(status=S.DECLINED, since=NOW)

    assert listed([declined], [Interest("post", "wish", days(-3))]) == (declined,)
