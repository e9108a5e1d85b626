"""A return between the two sides: whatever either does, both read the same."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_complete_review, a_form, a_record, a_setup, days, named, rounds
from fakes import FakeHost, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.codec.review.responses import write_mark
from matrix_xblock.codec.review.status import read_standing
from matrix_xblock.domain.errors import Locked, MatrixError
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityStatus, OpportunityType
from matrix_xblock.domain.review.feedback import DecisionKind, Mark
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from texts import has_text

WHO = "anon-1"


class Course:
    """A participant and two of the course staff, with what was said and taken back so far."""

    def __init__(self):
        self.ada = FakeHost(record=a_record(a_complete_review()), setup=a_setup(rounds=rounds()))
        self.edit("Before.")
        participant.sign_off(self.ada, a_form(round="baseline", revision="1"))
        self.sam, self.lena = (
            FakeStaff(self.ada.ledger, setup=self.ada.setup, time=days(1), who=who)
            for who in ("Sam Taylor", "Lena Fischer")
        )
        self.sent = {}
        self.taken_back = []
        self.reflection = "Before."

    def edit(self, words=""):
        """Change the reflection on an area, as the page of today would."""
        words = words or f"Edited {self.ada.saves}."
        version = self.ada.load().review("baseline").area("subject").version
        form = {"area": "subject", "level_id": "growing", "revision": str(version.revision)}
        participant.save_area(self.ada, a_form(round="baseline", reflection=words, **form))
        self.reflection = words

    def plan(self):
        """Save something that is no part of the review."""
        form = a_form(id=f"step-{self.ada.saves}", revision="0", text="Read more", owner="me")
        participant.plans.save_step(self.ada, form)

    def sign_off(self):
        revision = self.of_participant["review"].revision
        participant.sign_off(self.ada, a_form(round="baseline", revision=str(revision)))

    def answer(self, who, decision, text="A comment."):
        page = self.of_staff(who)
        about = {"participant": WHO, "at": "baseline", "revised": str(page["revision"])}
        version = page["notes"]["subject"].draft.version.revision
        note = {"area": "subject", "text": f"{text} {len(self.sent)}", "revision": str(version)}
        staff.answering.save_note(who, a_form(**about, **note))
        reason = f"REASON-{len(self.sent)}." if decision == "returned" else ""
        sent = {"decision": decision, "seen": str(page["seen"]), "press": page["press"]}
        answered = staff.answering.respond(who, a_form(**about, **sent, reason=reason))
        if answered.status == 200:
            self.sent[page["press"]] = reason

    def undo(self, who, press):
        about = {
            "participant": WHO,
            "at": "baseline",
            "revised": str(self.of_staff(who)["revision"]),
        }
        page = staff.answering.undo(who, a_form(**about, press=press))
        if page.status == 200:
            self.taken_back.append(self.sent.get(press, ""))
        return page

    def undo_last(self, who):
        return self.undo(who, next(reversed(self.sent), "none"))

    @property
    def of_participant(self):
        return participant.show(self.ada, a_form(round="baseline")).names

    def of_staff(self, who):
        return staff.show(who, a_form(screen="person", participant=WHO, at="baseline")).names

    @property
    def listed(self):
        rows = self.ada.ledger.entries(WHO, Kind.STANDING)
        return read_standing(rows[-1].body).rounds["baseline"].status.value


def check_both_sides(course):
    """Compare what the two sides read, and what each may do."""
    ada, page = course.of_participant, course.of_staff(course.lena)
    kind = page["decision"].kind if page["decision"] else None
    is_returned = kind is DecisionKind.RETURNED

    assert (ada["status"] == "returned") == ada["review"].is_editable == is_returned
    assert (course.listed == "returned") == is_returned
    assert ada["decision"] == page["decision"]
    assert ada["review"].revision == page["revision"] + is_returned
    assert [pair[0].text for pair in ada["told_pairs"]] == [
        comment.text for note in page["notes"].values() for comment, _ in note.conversations
    ]
    if is_returned:
        assert ada["review"].returned.reason == page["decision"].reason


def check_revisions(course):
    """See that nothing was signed off again that no return asked for."""
    page = course.of_staff(course.sam)
    for revision in page["revisions"][:-1]:
        decision = page["history"].responses.decision("baseline", revision)
        assert decision.kind is DecisionKind.RETURNED


def everything_shown(course):
    """Give all that either side can read of the review, files and stored state included."""
    ada = course.ada
    screens = ("", "record", "record-words", "progress", "steps")
    shown = [participant.show(ada, a_form(round="baseline", screen=each)) for each in screens]
    files = [participant.my_record.download(ada, a_form(format=each)) for each in ("json", "html")]
    people = [
        staff.show(each, a_form(screen="person", participant=WHO))
        for each in (course.sam, course.lena)
    ]
    csv = ["".join(staff.exports.csv(course.sam, a_form(file=each)).parts) for each in ("reviews",)]
    pages = [*shown, files[1], *people, participant.my_record.portfolio(ada, {})]
    return [*(page.names for page in pages), files[0].content, *csv, json.dumps(ada.stored)]


def answered_by(name, decision):
    return lambda course: course.answer(getattr(course, name), decision)


ACTS = {
    "edit": Course.edit,
    "plan": Course.plan,
    "sign off": Course.sign_off,
    **{
        f"{name} {decision}": answered_by(name, decision)
        for name in ("sam", "lena")
        for decision in ("comments", "returned", "accepted")
    },
    "sam undoes": lambda course: course.undo_last(course.sam),
    "lena undoes": lambda course: course.undo_last(course.lena),
    "sam undoes the first": lambda course: course.undo(course.sam, next(iter(course.sent), "none")),
}


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=9))
def test_whatever_both_sides_do_they_read_the_same(acts):
    course = Course()
    for act in acts:
        for each in (course.ada, course.sam, course.lena):
            each.time += timedelta(minutes=1)
        with suppress(MatrixError):
            ACTS[act](course)
        check_both_sides(course)
        check_revisions(course)
        area = course.ada.load().review("baseline").area("subject")
        assert area.reflection == course.reflection
    shown = everything_shown(course)
    assert not [reason for reason in course.taken_back if reason and has_text(shown, reason)]


@pytest.fixture
def course():
    return Course()


def refused(act):
    """Give the code that an act is refused with."""
    with pytest.raises(Locked) as locked:
        act()
    return named(locked.value.problems)


def test_a_return_that_nobody_has_acted_on_is_taken_back_whole(course):
    before = course.of_participant["review"]
    course.answer(course.sam, "returned")

    course.undo_last(course.sam)

    assert course.of_participant["review"] == before


def test_a_return_is_taken_back_although_a_plan_was_saved_meanwhile(course):
    before = course.of_participant["review"]
    course.answer(course.sam, "returned")
    course.plan()

    course.undo_last(course.sam)

    assert course.of_participant["review"] == before


def test_a_return_stays_once_the_participant_has_changed_something(course):
    course.answer(course.sam, "returned")
    course.edit()

    page = course.undo_last(course.sam)

    assert (page.status, named(page.names["problems"])) == (423, [("press", "resumed_already")])
    assert course.of_participant["review"].returned.reason == "REASON-0."


def test_the_button_that_takes_a_return_back_goes_with_the_first_change(course):
    course.answer(course.sam, "returned")
    before = course.of_staff(course.sam)["undo"]

    course.edit()

    assert (before is not None, course.of_staff(course.sam)["undo"]) == (True, None)


def test_only_the_first_change_after_a_return_is_told(course):
    course.answer(course.sam, "returned")
    course.edit()
    rows = len(course.ada.ledger.rows)

    course.edit()

    assert len(course.ada.ledger.rows) == rows


def test_a_return_stays_once_the_review_was_signed_off_again(course):
    course.answer(course.sam, "returned")
    course.sign_off()

    page = course.undo_last(course.sam)

    assert named(page.names["problems"]) == [("press", "signed_off_again")]


def test_what_is_accepted_after_a_return_was_taken_back_is_accepted_on_both_sides(course):
    course.answer(course.sam, "returned")
    course.plan()
    course.undo_last(course.sam)

    course.answer(course.sam, "accepted")

    ada = course.of_participant
    assert (ada["status"], ada["decision"].kind) == ("signed_off", DecisionKind.ACCEPTED)


@pytest.mark.parametrize("act", ["edit", "sign_off"])
def test_a_page_of_a_return_that_was_taken_back_changes_nothing(course, act):
    course.answer(course.sam, "returned")
    stale = a_form(round="baseline", revision="2")
    version = course.ada.load().review("baseline").area("subject").version.revision
    words = a_form(area="subject", level_id="growing", reflection="Late", revision=str(version))
    course.undo_last(course.sam)
    before = course.ada.state

    acts = {
        "edit": lambda: participant.save_area(course.ada, {**stale, **words}),
        "sign_off": lambda: participant.sign_off(course.ada, stale),
    }

    assert refused(acts[act]) == [("review", "signed_off")]
    assert course.ada.state == before


class TakenBackMeanwhile(FakeHost):
    """A participant whose return is taken back between the first look and the lock."""

    def meanwhile(self, act):
        self.act = act

    def transaction(self):
        act, self.act = getattr(self, "act", None), None
        if act:
            act()
        return super().transaction()


@pytest.mark.parametrize("act", ["edit", "sign_off"])
def test_a_return_that_is_taken_back_at_the_same_moment_is_not_acted_on(course, act):
    ada = TakenBackMeanwhile(ledger=course.ada.ledger, setup=course.ada.setup)
    ada.stored = course.ada.stored
    course.ada = ada
    course.answer(course.sam, "returned")
    ada.meanwhile(lambda: course.undo_last(course.sam))

    code = refused(getattr(course, act))

    assert code == [("review", "signed_off")]
    assert course.of_staff(course.lena)["revisions"] == (1,)
    assert course.of_participant["status"] == "signed_off"


def test_what_took_the_place_of_a_comment_has_to_be_seen_before_a_decision(course):
    course.answer(course.sam, "comments", text="A first thought")
    shown = course.of_staff(course.lena)
    course.undo_last(course.sam)
    course.answer(course.sam, "comments", text="A second thought")

    about = {"participant": WHO, "at": "baseline", "revised": "1", "press": shown["press"]}
    form = a_form(**about, decision="accepted", seen=str(shown["seen"]))
    page = staff.answering.respond(course.lena, form)

    assert named(page.names["problems"]) == [("revision", "answered_meanwhile")]


def with_a_later_round(course):
    """Let the participant begin the round after, with the one before returned."""
    participant.start(course.ada, a_form(round="mid-point"))
    course.answer(course.sam, "returned")
    return course.ada


def test_a_return_is_told_on_the_page_of_a_later_round_as_well(course):
    ada = with_a_later_round(course)

    listed = participant.show(ada, a_form(round="mid-point")).names["rounds"]

    assert [status for _, status, _ in listed] == ["returned", "in_progress", "not_started"]


def test_a_save_in_a_later_round_leaves_a_return_as_it_is(course):
    ada = with_a_later_round(course)

    form = a_form(round="mid-point", area="subject", level_id="growing", revision="0")
    participant.save_area(ada, form)
    course.undo_last(course.sam)

    check_both_sides(course)
    assert course.of_participant["status"] == "signed_off"


def test_what_staff_say_of_an_opportunity_goes_with_the_sign_off_of_a_later_round(course):
    ada = course.ada
    chance = Opportunity("chance", OpportunityType.VISIT, "A day", created=ada.time)
    later = a_complete_review(round_id="mid-point")
    ada.save(replace(ada.load().with_review(later), opportunities={"chance": chance}))
    mark = Mark("m", "chance", OpportunityStatus.OFFERED, ada.time, by=course.sam.author)
    ada.ledger.append([Entry(Kind.RESPONSE, WHO, write_mark(mark), ada.time)])

    form = a_form(round="mid-point", revision="1", attach="1", opportunities="chance")
    page = participant.sign_off(ada, form)

    [went] = page.names["attached"].opportunities
    assert went.status is OpportunityStatus.OFFERED


def test_a_second_return_has_its_own_reason_on_both_sides(course):
    course.answer(course.sam, "returned")
    course.plan()
    course.undo_last(course.sam)

    course.answer(course.lena, "returned")

    assert course.of_participant["review"].returned.reason == "REASON-1."


def test_a_stored_review_holds_no_words_of_a_return(course):
    course.answer(course.sam, "returned")

    course.edit()

    assert "REASON-0." not in json.dumps(course.ada.stored)
    assert course.of_participant["review"].returned.reason == "REASON-0."


def test_a_record_of_before_whose_return_was_taken_back_reads_as_it_was_signed_off(course):
    course.answer(course.sam, "returned")
    returned = course.of_participant["review"]
    course.undo_last(course.sam)

    course.ada.save(course.ada.load().with_review(returned))

    check_both_sides(course)
    assert not has_text(everything_shown(course)[:-1], "REASON-0.")


def test_a_return_that_only_the_record_knows_of_stays_with_its_reason(course):
    course.answer(course.sam, "returned")
    returned = course.of_participant["review"]
    bare = FakeHost(record=a_record(returned), setup=course.ada.setup)

    participant.save_area(bare, a_form(round="baseline", area="networks", revision="0"))

    shown = participant.show(bare, a_form(round="baseline")).names["review"]
    assert shown.returned.reason == "REASON-0."


def test_narrower_sharing_does_not_keep_a_revision_that_was_never_reopened():
    course = Course()
    before = course.ada.load().review("baseline")
    narrow = replace(before, sharing=before.sharing.LEVELS)
    course.ada.save(course.ada.load().with_review(narrow))
    course.answer(course.sam, "returned")
    course.plan()

    course.undo_last(course.sam)

    assert course.of_participant["review"].earlier_areas == {}
