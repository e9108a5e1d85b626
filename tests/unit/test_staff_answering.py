"""Course staff answer a review: drafts, comments, returns, acceptances, and what meets them."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, a_complete_review, a_form, a_record, days, named, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeStaff, answer
from matrix_xblock import participant, staff
from matrix_xblock.codec.contact.reminder_rows import write_reminder
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import read_standing
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.facts import OpportunityMarked, Responded
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityChange, OpportunityStatus
from matrix_xblock.domain.plans.opportunity import OpportunityType as Type
from matrix_xblock.domain.review.feedback import MOST_REPLIES, DecisionKind
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff.last_contact import LastContact

WHO = "anon-1"
ABOUT = {"participant": WHO, "at": "baseline", "revised": "1"}
CHANCE = Opportunity(
    "chance",
    Type.VISIT,
    "A day away",
    history=(OpportunityChange(OpportunityStatus.WANTED, NOW),),
    created=NOW,
    updated=NOW,
)


@pytest.fixture
def host():
    """Give a participant who has signed the baseline review off, with an opportunity."""
    record = replace(a_record(a_complete_review()), opportunities={"chance": CHANCE})
    host = FakeHost(record=record, setup=setup(rounds=rounds()))
    form = a_form(round="baseline", revision="1", attach="1", opportunities="chance")
    participant.sign_off(host, form)
    return host


@pytest.fixture
def sam(host):
    return FakeStaff(host.ledger, setup=host.setup, time=days(1))


@pytest.fixture
def lena(host):
    return FakeStaff(host.ledger, setup=host.setup, time=days(1), who="Lena Fischer")


def note(who, text="Which year?", area="subject", revision="0", **changes):
    form = {**ABOUT, "area": area, "text": text, "revision": revision}
    return staff.answering.save_note(who, a_form(**{**form, **changes}))


def respond(who, decision, *, seen="0", press="one", **changes):
    form = {**ABOUT, "decision": decision, "seen": seen, "press": press}
    return staff.answering.respond(who, a_form(**{**form, **changes}))


def undo(who, press="one"):
    return staff.answering.undo(who, a_form(**ABOUT, press=press))


def mark(who, becomes, *, press="m", **changes):
    form = {**ABOUT, "opportunity": "chance", "becomes": becomes, "press": press}
    return staff.answering.mark(who, a_form(**{**form, **changes}))


def opened(who, **form):
    return staff.show(who, a_form(**{"screen": "person", "participant": WHO, **form})).names


def test_a_draft_about_somebody_who_is_erased_while_it_is_saved_is_let_go(sam, monkeypatch):
    lock = sam.ledger.lock

    @contextmanager
    def erased_first(participant, kind=Kind.SUMMARY):
        sam.ledger.clear(participant)
        with lock(participant, kind):
            yield

    monkeypatch.setattr(sam.ledger, "lock", erased_first)

    with pytest.raises(Unknown):
        note(sam)

    assert sam.ledger.entries(WHO, Kind.RESPONSE) == ()
    assert sam.load_drafts().drafts == {}


def responses(host):
    return read_responses(host.ledger.entries(WHO, Kind.RESPONSE))


def status(host):
    return read_standing(host.ledger.entries(WHO, Kind.STANDING)[-1].body).rounds["baseline"].status


def sign_off_again(host, revision="2"):
    participant.sign_off(host, a_form(round="baseline", revision=revision))


def test_a_draft_is_kept_as_a_draft_and_nowhere_else(host, sam, lena):
    page = note(sam)

    assert (page.template, page.status) == ("staff/saved.html", 200)
    assert opened(sam)["notes"]["subject"].draft.text == "Which year?"
    assert opened(lena)["notes"]["subject"].draft.text == ""
    assert responses(host).comments == ()


def test_others_see_that_somebody_is_at_work(host, sam, lena):
    note(sam)

    assert opened(lena)["others"] == ("Sam Taylor",)
    assert opened(sam)["others"] == ()
    assert lena.roster.page(staff_wanted(), start=0, length=5).lines[0].at_work == ("Sam Taylor",)


def staff_wanted():
    from matrix_xblock.domain.staff.roster import RosterFilter

    return RosterFilter()


@pytest.mark.parametrize("how", ["emptied", "sent"])
def test_who_has_nothing_left_is_not_at_work(host, sam, lena, how):
    note(sam)

    if how == "emptied":
        note(sam, text="", revision="1")
    else:
        respond(sam, "comments")

    assert opened(lena)["others"] == ()


def test_a_second_tab_cannot_overwrite_the_first(sam):
    note(sam)

    page = note(sam, text="Which term?")

    assert (page.template, page.status) == ("staff/conflict.html", 409)
    assert [(d.saved, d.here) for d in page.names["differences"]] == [
        ("Which year?", "Which term?")
    ]
    assert opened(sam)["notes"]["subject"].draft.text == "Which year?"


def test_the_saved_version_of_a_draft_can_be_had_back(sam):
    note(sam)

    page = staff.show(sam, a_form(**ABOUT, screen="note", section="note-subject"))

    assert page.names["note"].draft.text == "Which year?"


def test_a_draft_of_a_hundred_kilobytes_is_refused_at_its_field(host, sam):
    page = note(sam, text="x" * 100_000)

    assert page.status == 422
    assert [(name, problem.code) for name, problem in page.names["messages"]] == [
        ("text", "too_long")
    ]
    assert sam.saves == 0


def test_comments_are_sent_with_who_wrote_them(host, sam):
    note(sam)
    note(sam, area="", text="A good start.")

    page = respond(sam, "comments")

    assert page.names["is_sent"]
    sent = responses(host)
    assert {each.area_id: each.text for each in sent.comments} == {
        "subject": "Which year?",
        "": "A good start.",
    }
    assert {(each.by.name, each.at) for each in sent.comments} == {("Sam Taylor", days(1))}
    assert sam.load_drafts().drafts == {}
    assert sam.published == [Responded("baseline", "commented", 2, waited_hours=24)]


def test_a_further_answer_says_how_many_were_before_it_so_that_people_can_be_counted(sam, lena):
    for press, who in enumerate((sam, lena)):
        note(who)
        respond(who, "comments", press=f"press-{press}", seen=str(press))

    assert [each.answers_before for who in (sam, lena) for each in who.published] == [0, 1]


def test_nothing_is_sent_without_a_comment(host, sam):
    page = respond(sam, "comments")

    assert (page.status, named(page.names["problems"])) == (422, [("decision", "no_comments")])


def test_a_return_sends_the_reason_and_the_comments(host, sam):
    note(sam)

    respond(sam, "returned", reason="Please say more.")

    page = participant.show(host, a_form(round="baseline"))
    assert page.names["status"] == "returned"
    assert page.names["review"].returned.comments == {"subject": "Which year?"}


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "\x00"])
def test_a_return_without_a_reason_that_can_be_kept_loses_nothing(host, sam, reason):
    note(sam)

    page = respond(sam, "returned", reason=reason)

    assert page.status == 422
    assert {problem.field for problem in page.names["problems"]} == {"reason"}
    assert page.names["returning"].fields["reason"] == [reason]
    assert page.names["returning"].is_open
    assert responses(host).decisions == ()
    assert opened(sam)["notes"]["subject"].draft.text == "Which year?"


def test_an_acceptance_needs_no_words(host, sam):
    respond(sam, "accepted")

    assert opened(sam)["decision"].kind is DecisionKind.ACCEPTED


def test_a_reason_is_never_sent_with_an_acceptance(host, sam):
    respond(sam, "accepted", reason="Please say more.")

    assert [each.reason for each in responses(host).decisions] == [""]


def test_a_reason_is_never_sent_with_comments(host, sam):
    note(sam)

    respond(sam, "comments", reason="Please say more.")

    assert responses(host).decisions == ()
    assert [each.text for each in responses(host).comments] == ["Which year?"]


def test_a_reason_that_was_taken_back_stands_in_its_form_and_is_not_sent_with_accept(host, sam):
    respond(sam, "returned", reason="Say more.")

    page = undo(sam)
    respond(sam, "accepted", press="two", seen="2", reason="Say more.")

    assert page.names["returning"].fields == {"reason": ["Say more."]}
    assert [each.reason for each in responses(host).decisions] == [""]
    assert opened(sam)["decision"].kind is DecisionKind.ACCEPTED


def test_comments_can_be_sent_after_an_acceptance_which_stays(host, sam, lena):
    respond(sam, "accepted")
    before = status(host)
    assert opened(lena)["can_comment"]
    note(lena)

    page = respond(lena, "comments", press="two", seen="1")

    assert (page.status, page.names["sent"].kind) == (200, "commented")
    assert page.names["decision"].kind is DecisionKind.ACCEPTED
    assert status(host) is before
    assert [each.text for each in responses(host).comments] == ["Which year?"]


def test_comments_after_an_acceptance_can_be_taken_back_and_it_stays(host, sam):
    respond(sam, "accepted")
    before = status(host)
    note(sam)
    respond(sam, "comments", press="two", seen="1")

    page = undo(sam, "two")

    assert page.names["has_drafts_again"]
    assert page.names["decision"].kind is DecisionKind.ACCEPTED
    assert status(host) is before
    assert opened(sam)["undo"].kind == "accepted"


def test_comments_that_meet_a_return_are_kept(host, sam, lena):
    respond(sam, "returned", reason="Say more.")
    note(lena, text="My thoughts.")

    page = respond(lena, "comments", press="two", seen="1")

    assert (page.status, named(page.names["problems"])) == (409, [("revision", "decided_already")])
    assert (page.names["can_comment"], page.names["drafts"]) == (False, {"subject": "My thoughts."})


@pytest.mark.parametrize(
    ("decision", "kind"),
    [("accepted", "accepted"), ("returned", "returned"), ("comments", "commented")],
)
def test_what_was_sent_says_to_whom_and_until_when_it_can_be_taken_back(sam, decision, kind):
    note(sam)

    page = respond(sam, decision, reason="Say more.", place="3")

    sent = page.names["sent"]
    assert (sent.kind, sent.person.id, sent.round_id) == (kind, WHO, "baseline")
    assert (sent.until, sent.place) == (days(1) + timedelta(minutes=60), 3)
    assert page.names["undo"] == sent


def test_pressing_twice_says_the_same_once_more(sam):
    first = respond(sam, "accepted")

    assert respond(sam, "accepted").names["sent"] == first.names["sent"]


def test_pressing_twice_sends_once(host, sam):
    note(sam)
    respond(sam, "comments")

    page = respond(sam, "comments")

    assert page.names["is_sent"]
    assert len(responses(host).comments) == 1


@pytest.mark.parametrize("decision", ["comments", "accepted"])
def test_a_draft_that_was_sent_and_is_still_there_is_not_sent_again(host, sam, decision):
    note(sam)
    left = sam.preferences.drafts
    respond(sam, "comments")
    sam.preferences.drafts = left

    page = respond(sam, decision, press="two", seen="1")

    assert (page.status, page.names["is_sent"]) == (200, True)
    assert [each.text for each in responses(host).comments] == ["Which year?"]
    assert sam.load_drafts().drafts == {}


def test_the_same_words_of_another_are_sent(host, sam, lena):
    note(sam)
    respond(sam, "comments")
    note(lena)

    respond(lena, "comments", press="two", seen="1")

    assert len(responses(host).comments) == 2


def test_of_two_who_decide_at_once_the_second_is_told(host, sam, lena):
    note(lena, text="My thoughts.")
    respond(sam, "accepted")

    page = respond(lena, "returned", reason="Say more.", press="two")

    assert page.status == 409
    assert named(page.names["problems"]) == [("revision", "decided_already")]
    assert page.names["drafts"] == {"subject": "My thoughts."}
    assert [each.kind for each in responses(host).decisions] == [DecisionKind.ACCEPTED]


def test_a_comment_of_another_that_was_not_on_the_page_comes_first(host, sam, lena):
    note(sam)
    respond(sam, "comments")

    page = respond(lena, "accepted", press="two")

    assert (page.status, named(page.names["problems"])) == (
        409,
        [("revision", "answered_meanwhile")],
    )
    again = respond(lena, "accepted", press="two", seen="1")
    assert again.status == 200


def test_what_was_signed_off_again_is_not_decided_unseen(host, sam, lena):
    respond(sam, "returned", reason="Say more.")
    sign_off_again(host)

    page = respond(lena, "accepted", press="two", seen="1")

    assert (page.status, named(page.names["problems"])) == (
        409,
        [("revision", "signed_off_again")],
    )
    assert status(host) is ReviewStatus.RESUBMITTED


@pytest.mark.parametrize("decision", ["", "passed", "commented"])
def test_only_known_decisions_are_taken(sam, decision):
    with pytest.raises(Invalid):
        respond(sam, decision)


@pytest.mark.parametrize(
    "changes",
    [
        {"participant": "nobody"},
        {"participant": ""},
        {"at": "final"},
        {"at": "unknown"},
        {"revised": "2"},
        {"revised": "0"},
    ],
    ids=str,
)
def test_what_is_not_here_cannot_be_answered(host, sam, changes):
    with pytest.raises(Unknown):
        respond(sam, "accepted", **changes)
    with pytest.raises(Unknown):
        note(sam, **changes)
    assert responses(host).sent == ()


def test_a_comment_on_an_area_that_was_not_answered_is_refused(sam):
    with pytest.raises(Unknown):
        note(sam, area="no-such-area")


def test_what_was_sent_can_be_taken_back_and_is_a_draft_again(host, sam):
    note(sam)
    respond(sam, "returned", reason="Say more.")

    page = undo(sam)

    assert page.names["is_undone"]
    assert responses(host).sent == ()
    assert status(host) is ReviewStatus.NEW
    assert opened(sam)["notes"]["subject"].draft.text == "Which year?"
    assert participant.show(host, a_form(round="baseline")).names["status"] == "signed_off"


def test_a_press_that_was_taken_back_sends_nothing_and_keeps_the_drafts(host, sam):
    note(sam)
    respond(sam, "comments")
    undo(sam)

    page = respond(sam, "comments", seen="2")

    assert page.names["is_undone"]
    assert not page.names["is_sent"]
    assert opened(sam)["notes"]["subject"].draft.text == "Which year?"


def test_taking_back_twice_takes_back_once(host, sam):
    note(sam)
    respond(sam, "comments")
    undo(sam)

    assert undo(sam).names["is_undone"]


def test_a_draft_that_was_begun_since_is_not_overwritten_by_undo(sam):
    note(sam)
    respond(sam, "comments")
    note(sam, text="A new thought.")

    undo(sam)

    assert opened(sam)["notes"]["subject"].draft.text == "A new thought."


def test_nobody_takes_back_what_another_has_sent(host, sam, lena):
    note(sam)
    respond(sam, "comments")

    page = undo(lena)

    assert (page.status, named(page.names["problems"])) == (423, [("press", "sent_by_another")])
    assert len(responses(host).comments) == 1


def test_after_an_hour_it_stays(sam):
    note(sam)
    respond(sam, "comments")
    sam.time += timedelta(minutes=61)

    assert opened(sam)["undo"] is None
    assert undo(sam).status == 423


def test_an_opportunity_can_be_offered_agreed_or_not_possible(host, sam):
    page = mark(sam, "offered", note="In May.")

    assert page.names["marked"] == "offered"
    [(chance, next_statuses)] = page.names["opportunities"]
    assert (chance.status, chance.history[-1].by) == ("offered", "Sam Taylor")
    assert next_statuses == (OpportunityStatus.AGREED, OpportunityStatus.NOT_POSSIBLE)
    assert sam.published == [OpportunityMarked("offered")]


def test_the_participant_finds_the_offer_in_their_own_list(host, sam):
    mark(sam, "offered", note="In May.")

    page = participant.plans.show(host, {})

    [(chance, _, _)] = page.names["opportunities"]
    assert (chance.status, chance.history[-1].note) == ("offered", "In May.")


def test_what_the_participant_does_next_builds_on_the_offer(host, sam):
    mark(sam, "offered")
    seen = participant.plans.show(host, {}).names["opportunities"][0][0].revision

    form = a_form(id="chance", revision=str(seen), status="agreed")
    participant.plans.move_opportunity(host, form)

    opportunity = host.load().opportunities["chance"]
    assert [each.status for each in opportunity.history] == ["wanted", "offered", "agreed"]


def test_not_possible_needs_a_reason(host, sam):
    page = mark(sam, "not-possible", note="Next year.")

    assert (page.status, named(page.names["problems"])) == (422, [("reason", "reason_missing")])
    assert page.names["typed"]["note"] == ["Next year."]
    assert mark(sam, "not-possible", reason="cover").names["marked"] == "not-possible"


@pytest.mark.parametrize("becomes", ["taken-up", "completed", "declined", "wanted"])
def test_what_only_the_participant_can_say_is_not_taken_from_staff(host, sam, becomes):
    page = mark(sam, becomes)

    assert page.status == 409
    assert responses(host).marks == ()


def test_an_opportunity_that_was_not_attached_is_unknown(sam):
    with pytest.raises(Unknown):
        mark(sam, "offered", opportunity="another")


def test_marking_twice_marks_once(host, sam):
    mark(sam, "offered")
    mark(sam, "offered")

    assert len(responses(host).marks) == 1


def test_staff_change_nothing_of_the_participant_s(host, sam):
    stored = host.stored, host.private

    note(sam)
    respond(sam, "returned", reason="Say more.")
    mark(sam, "offered")

    assert (host.stored, host.private) == stored


def test_opening_a_review_is_in_the_participant_s_trail_once_a_visit(host, sam):
    opened(sam)
    opened(sam)
    sam.time += timedelta(minutes=16)
    opened(sam)

    page = participant.my_record.show(host, {})
    assert [(each.who, each.act) for each, _ in page.names["accesses"]] == [
        ("Sam Taylor", "review")
    ] * 2


def test_every_row_of_a_newer_version_is_left_alone_and_told(host, sam):
    from matrix_xblock.domain.values.ledger_rows import Entry

    body = {"version": 2, "type": "rated", "level": 3}
    host.ledger.append([Entry(Kind.RESPONSE, WHO, body, NOW)])

    assert opened(sam)["history"].responses.newer == 1
    assert respond(sam, "accepted").status == 200


def test_a_review_of_a_newer_version_is_not_shown_and_not_lost(host, sam):
    rows = host.ledger.rows
    rows[:] = [
        (block, who, kind, text.replace('"version": 1', '"version": 2'), at)
        if kind is Kind.SNAPSHOT
        else (block, who, kind, text, at)
        for block, who, kind, text, at in rows
    ]

    assert opened(sam)["is_unreadable"]


def test_earlier_versions_can_be_read(host, sam):
    respond(sam, "returned", reason="Say more.")
    sign_off_again(host)

    page = opened(sam, revision="1")

    assert (page["revision"], page["is_latest"], page["revisions"]) == (1, False, (1, 2))
    assert page["decision"].reason == "Say more."


def accepted_mode(host):
    host.setup = replace(host.setup, mode=Mode.ACCEPTED)
    return host


@pytest.fixture
def in_accepted_mode():
    """Give a participant who has signed off in a block that credits acceptance."""
    host = FakeHost(record=a_record(a_complete_review()), setup=setup(rounds=rounds()))
    participant.sign_off(accepted_mode(host), a_form(round="baseline", revision="1"))
    return host


def test_in_accepted_mode_a_sign_off_says_so(in_accepted_mode):
    assert in_accepted_mode.published[-1].mode is Mode.ACCEPTED


def test_an_acceptance_gives_the_points_of_the_round(in_accepted_mode):
    host = in_accepted_mode
    sam = FakeStaff(host.ledger, setup=host.setup)

    answer(sam, WHO, "accepted")

    assert host.ledger.scores == {WHO: (10, 30)}


def test_a_return_gives_no_points(in_accepted_mode):
    host = in_accepted_mode

    answer(FakeStaff(host.ledger, setup=host.setup), WHO, "returned", reason="Say more.")

    assert host.ledger.scores == {}


def test_undo_takes_the_points_back(in_accepted_mode):
    host = in_accepted_mode
    sam = FakeStaff(host.ledger, setup=host.setup)
    respond(sam, "accepted")

    undo(sam)

    assert host.ledger.scores == {}


def test_undo_leaves_the_points_of_other_rounds(in_accepted_mode):
    host = in_accepted_mode
    later = a_complete_review(round_id="mid-point")
    host.save(host.load().with_review(later))
    participant.sign_off(host, a_form(round="mid-point", revision="1"))
    sam = FakeStaff(host.ledger, setup=host.setup)
    respond(sam, "accepted")
    respond(sam, "accepted", at="mid-point", press="two")
    both = host.ledger.scores[WHO]

    staff.answering.undo(sam, a_form(**{**ABOUT, "at": "mid-point"}, press="two"))

    assert (both, host.ledger.scores[WHO]) == ((20, 30), (10, 30))


def test_in_self_review_mode_an_acceptance_gives_no_points(host, sam):
    respond(sam, "accepted")

    assert host.ledger.scores == {}


def test_the_mode_of_the_first_sign_off_stays_in_force(host, lena):
    lena.setup = replace(lena.setup, mode=Mode.ACCEPTED)

    page = respond(lena, "accepted")

    assert page.names["has_mode_changed"]
    assert host.ledger.scores == {}


def test_a_participant_replies_to_a_comment_once(host, sam):
    note(sam)
    respond(sam, "comments")
    form = a_form(round="baseline", comment="one.subject", number="0", reply=" Year 4. ")

    participant.replies.reply(host, form)
    participant.replies.reply(host, form)

    [(_, replies)] = opened(sam)["notes"]["subject"].conversations
    assert [each.text for each in replies] == ["Year 4."]
    assert opened(sam)["undo"] is None


def test_replies_of_two_tabs_to_one_comment_are_both_kept(host, sam):
    note(sam)
    respond(sam, "comments")
    about = {"round": "baseline", "comment": "one.subject", "number": "0"}

    for words in ("Year 4.", "And year 5.", "And year 5."):
        participant.replies.reply(host, a_form(**about, reply=words))

    [(_, replies)] = opened(sam)["notes"]["subject"].conversations
    assert [each.text for each in replies] == ["Year 4.", "And year 5."]


@pytest.mark.parametrize("reply", ["", " ", "x" * 2001])
def test_a_reply_that_cannot_be_kept_stays_on_the_page(host, sam, reply):
    note(sam)
    respond(sam, "comments")

    page = participant.replies.reply(
        host, a_form(round="baseline", comment="one.subject", number="0", reply=reply)
    )

    assert (page.status, page.names["replying"]) == (422, "one.subject")
    assert page.names["reply_fields"]["reply"] == [reply]


def test_a_reply_too_many_stays_on_the_page_and_adds_no_row(host, sam):
    note(sam)
    respond(sam, "comments")
    about = {"round": "baseline", "comment": "one.subject"}
    for number in range(MOST_REPLIES):
        participant.replies.reply(host, a_form(**about, reply=f"Year {number}."))
    rows = len(host.ledger.rows)

    page = participant.replies.reply(host, a_form(**about, reply="One more."))

    assert (page.status, page.names["reply_fields"]["reply"]) == (422, ["One more."])
    assert named(page.names["reply_problems"]) == [("reply", "too_many_replies")]
    assert len(host.ledger.rows) == rows


def test_a_participant_meets_comments_where_they_belong(host, sam):
    note(sam)
    note(sam, area="", text="A good start.")
    respond(sam, "comments")

    conversations = participant.show(host, a_form(round="baseline")).names["conversations"]

    assert {area: [c.text for c, _ in pairs] for area, pairs in conversations.items()} == {
        "subject": ["Which year?"],
        "": ["A good start."],
    }


def test_a_review_says_where_it_stands_and_how_long_it_has_waited(sam):
    sam.time = days(12)
    shown = opened(sam)

    assert (shown["where"], shown["waited"]) == (ReviewStatus.NEW, 12)


@pytest.mark.parametrize(
    ("decision", "status"),
    [("accepted", ReviewStatus.ACCEPTED), ("returned", ReviewStatus.RETURNED)],
)
def test_what_is_answered_waits_no_more(sam, decision, status):
    mark(sam, "offered")

    page = respond(sam, decision, reason="Please say more.")

    assert (page.names["where"], page.names["waited"]) == (status, None)


def test_what_is_signed_off_again_is_resubmitted_and_the_version_before_stands_nowhere(host, sam):
    respond(sam, "returned", reason="Please say more.")
    sign_off_again(host)

    assert opened(sam)["where"] == ReviewStatus.RESUBMITTED
    assert opened(sam, revision="1")["where"] == ""


def test_an_opportunity_that_is_answered_is_asked_for_no_more_at_once(sam):
    respond(sam, "accepted")
    assert opened(sam)["where"] == ReviewStatus.ASKED

    page = mark(sam, "offered", press="o")

    assert page.names["where"] == ReviewStatus.ACCEPTED


def test_a_saved_draft_says_how_many_are_not_sent_yet(sam):
    assert note(sam).names["unsent"] == 1
    assert note(sam, "Well done.", area="").names["unsent"] == 2
    assert note(sam, "", revision="1").names["unsent"] == 1


@pytest.mark.parametrize("decision", ["comments", "accepted", "returned"])
def test_a_place_for_a_name_that_was_typed_is_not_sent(host, sam, decision):
    note(sam, "Well done, {Name}.")

    page = respond(sam, decision, reason="Please say more.")

    assert (page.status, named(page.names["problems"])) == (422, [("", "name_not_filled_in")])
    assert responses(host).sent == ()
    assert page.names["drafts"] == {"subject": "Well done, {Name}."}
    note(sam, "Well done, Amina.", revision="1")
    assert respond(sam, decision, reason="Please say more.").status == 200


def test_a_reason_with_a_place_for_a_name_is_not_sent(sam):
    page = respond(sam, "returned", reason="{name}, please say more.")

    assert page.status == 422
    assert page.names["returning"].fields["reason"] == ["{name}, please say more."]


def test_a_page_says_when_the_course_team_was_last_in_touch_and_about_what(host, sam):
    assert opened(sam)["contact"] is None

    mark(sam, "offered")
    assert opened(sam)["contact"] == LastContact(days(1), "opportunity")

    sam.time = days(2)
    note(sam)
    respond(sam, "comments")
    assert opened(sam)["contact"] == LastContact(days(2), "comment")

    sam.time = days(3)
    note(sam, area="networks")
    respond(sam, "accepted", press="two", seen="1")
    assert opened(sam)["contact"] == LastContact(days(3), "accepted")

    undo(sam, press="two")
    assert opened(sam)["contact"] == LastContact(days(2), "comment")

    reminder = write_reminder(Reminder("three", "mid-point", days(4)))
    host.ledger.append([Entry(Kind.REMINDER, WHO, reminder, days(4))])
    assert opened(sam)["contact"] == LastContact(days(4), "reminder")
