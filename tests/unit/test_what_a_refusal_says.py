"""Each refusal says where, what, and which limit: the page makes its words of nothing else."""

import pytest

from builders import NOW, a_framework, a_round, a_save, days
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdLog, CpdRules, CpdType, Goal
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.framework import authoring, rounds
from matrix_xblock.domain.plans import next_step, opportunity
from matrix_xblock.domain.plans.next_step import NextStep, StepStatus
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityStatus, OpportunityType
from matrix_xblock.domain.review import attachment, feedback
from matrix_xblock.domain.review.feedback import Author, Comment, Reply, Responses
from matrix_xblock.domain.staff import bank, drafts
from matrix_xblock.domain.staff.bank import Phrase, TeamPhrase
from matrix_xblock.domain.staff.drafts import Draft, DraftKey, StaffDrafts
from matrix_xblock.domain.values import dates, durations

TODAY = NOW.date()
STALE = Problem("revision", "stale")

ENTRY = CpdEntry("one", "A visit", CpdType.VISIT, TODAY)
LOG = cpd.add(CpdLog(), [ENTRY], now=NOW)
FULL_LOG = cpd.bring(
    CpdLog(),
    [CpdEntry(f"e{n}", "A visit", CpdType.VISIT, TODAY) for n in range(cpd.MOST_ENTRIES)],
)
RENAMED = CpdEntry("one", "Another visit", CpdType.VISIT, TODAY)
GOAL = Goal(60, TODAY, TODAY)

STEPS = next_step.keep({}, NextStep("one", "Visit."), seen=0, now=NOW)
FULL_STEPS = {f"s{n}": NextStep(f"s{n}", "Visit.") for n in range(next_step.MOST_STEPS)}
VISIT = OpportunityType.VISIT
WANTED = opportunity.keep({}, Opportunity("one", VISIT), seen=0, now=NOW)
FULL_BOARD = {f"o{n}": Opportunity(f"o{n}", VISIT) for n in range(opportunity.MOST_OPPORTUNITIES)}

KEY = DraftKey("block", "anon-1", "baseline", "subject")
DRAFTS = {
    DraftKey("block", f"anon-{n}", "baseline", "subject"): Draft("Which year?")
    for n in range(2, drafts.MOST_DRAFTS + 2)
}
FULL_DESK = StaffDrafts(drafts=DRAFTS)
PHRASES = [Phrase(f"p{n}", f"Phrase {n}") for n in range(bank.MOST_PHRASES)]

SAM = Author("anon-sam", "Sam Taylor")
TEAM_PHRASES = [TeamPhrase(f"p{n}", f"Phrase {n}", SAM, NOW) for n in range(bank.MOST_TEAM_PHRASES)]
COMMENT = Comment(
    id="one.subject",
    press="one",
    round_id="baseline",
    revision=1,
    at=NOW,
    by=SAM,
    area_id="subject",
    text="Which year?",
)
COMMENTED = Responses(comments=(COMMENT,))
REPLIES = tuple(
    Reply(f"one.subject.r{n}", "one.subject", f"Year {n}.", NOW)
    for n in range(feedback.MOST_REPLIES)
)
ANSWERED = Responses(comments=(COMMENT,), replies=REPLIES)


def replied(responses, text, comment="one.subject"):
    return feedback.write_reply(responses, comment, text, NOW)


def drafted(staff_drafts, text, *, key=KEY, seen=0):
    changed, _ = drafts.write_draft(staff_drafts, key, text, save=a_save(seen=seen))
    return changed


def stepped(steps, *, reason="", seen=1):
    return next_step.move(steps, "one", StepStatus.DONE, reason=reason, seen=seen, now=NOW)


def moved(steps, status, *, seen=1):
    return opportunity.move(steps, "one", status, seen=seen, now=NOW)


DONE, OFFERED = OpportunityStatus.COMPLETED, OpportunityStatus.OFFERED

REFUSALS = {
    "a draft too many": (
        Invalid,
        Problem("text", "too_many", {"most": 500}),
        lambda: drafted(FULL_DESK, "Which year?"),
    ),
    "a phrase without words": (
        Invalid,
        Problem("phrase", "missing_words"),
        lambda: bank.add([], Phrase("p", " ")),
    ),
    "a phrase that is too long": (
        Invalid,
        Problem("phrase", "too_long", {"limit": 500, "over": 1}),
        lambda: bank.add([], Phrase("p", "x" * 501)),
    ),
    "a phrase too many": (
        Invalid,
        Problem("phrase", "bank_full", {"most": 50}),
        lambda: bank.add(PHRASES, Phrase("p", "What helped?")),
    ),
    "a phrase too many of the team": (
        Invalid,
        Problem("phrase", "team_bank_full", {"most": 200}),
        lambda: bank.add(TEAM_PHRASES, TeamPhrase("p", "What helped?", SAM, NOW)),
    ),
    "a phrase that was changed in the meantime": (
        Stale,
        Problem("phrase", "phrase_changed"),
        lambda: bank.change(PHRASES[0], "What helped?", seen=1),
    ),
    "the removal of a phrase that was changed in the meantime": (
        Stale,
        Problem("phrase", "phrase_changed"),
        lambda: bank.remove(PHRASES, PHRASES[0], seen=1),
    ),
    "a phrase that is gone": (
        Unknown,
        Problem("phrase", "unknown_phrase"),
        lambda: bank.named([], "p"),
    ),
    "a reply to no comment": (
        Unknown,
        Problem("comment", "unknown_comment"),
        lambda: replied(Responses(), "Year 4."),
    ),
    "a reply without words": (
        Invalid,
        Problem("reply", "missing_words"),
        lambda: replied(COMMENTED, " "),
    ),
    "a reply that is too long": (
        Invalid,
        Problem("reply", "too_long", {"limit": feedback.COMMENT_LIMIT, "over": 1}),
        lambda: replied(COMMENTED, "x" * (feedback.COMMENT_LIMIT + 1)),
    ),
    "a reply too many": (
        Invalid,
        Problem("reply", "too_many_replies", {"most": feedback.MOST_REPLIES}),
        lambda: replied(ANSWERED, "One more."),
    ),
    "an answer to nothing": (
        Unknown,
        Problem("round", "nothing_signed_off"),
        lambda: feedback.check_open(Responses(), "baseline", 1, latest=0, seen=0),
    ),
    "taking back what was never sent": (
        Unknown,
        Problem("press", "unknown_response"),
        lambda: feedback.check_undo(Responses(), "one", by=SAM.id, latest={}, now=NOW),
    ),
    "a change of an entry that was changed since": (
        Stale,
        STALE,
        lambda: cpd.keep(LOG, RENAMED, seen=0, now=NOW),
    ),
    "a change of an entry that breaks a rule": (
        Invalid,
        Problem("title", "title_missing"),
        lambda: cpd.keep(LOG, CpdEntry("one", "", CpdType.VISIT, TODAY), seen=1, now=NOW),
    ),
    "an entry that was changed since is not deleted": (
        Stale,
        STALE,
        lambda: cpd.remove(LOG, "one", seen=0),
    ),
    "a goal that was changed since": (Stale, STALE, lambda: cpd.set_goal(LOG, GOAL, seen=1)),
    "an entry that is gone": (
        Unknown,
        Problem("entry", "unknown_entry"),
        lambda: CpdLog().entry("one"),
    ),
    "an entry too many": (
        Invalid,
        Problem("entry", "log_full", {"most": 1000}),
        lambda: cpd.add(FULL_LOG, [ENTRY], now=NOW),
    ),
    "a step too many": (
        Invalid,
        Problem("step", "too_many", {"most": 200}),
        lambda: next_step.keep(FULL_STEPS, NextStep("one", "Visit."), seen=0, now=NOW),
    ),
    "a step that is gone": (Unknown, Problem("step", "unknown_step"), lambda: stepped({})),
    "a step that was changed since": (Stale, STALE, lambda: stepped(STEPS, seen=0)),
    "a reason that is too long": (
        Invalid,
        Problem("reason", "too_long", {"limit": 250, "over": 1}),
        lambda: stepped(STEPS, reason="x" * 251),
    ),
    "an opportunity too many": (
        Invalid,
        Problem("opportunity", "too_many", {"most": 100}),
        lambda: opportunity.keep(FULL_BOARD, Opportunity("one", VISIT), seen=0, now=NOW),
    ),
    "an opportunity that is gone": (
        Unknown,
        Problem("opportunity", "unknown_opportunity"),
        lambda: moved({}, OFFERED),
    ),
    "an opportunity that was changed since": (Stale, STALE, lambda: moved(WANTED, OFFERED, seen=0)),
    "a step of an opportunity that cannot follow": (
        Locked,
        Problem("status", "step_not_possible"),
        lambda: moved(WANTED, DONE),
    ),
    "too much to go with a review": (
        Invalid,
        Problem("attached", "too_many_attached", {"most": attachment.MOST_ATTACHED}),
        lambda: attachment.check_number(range(attachment.MOST_ATTACHED + 1)),
    ),
    "a time that is too long": (
        Invalid,
        Problem("minutes", "duration_out_of_range", {"most": 1000}),
        lambda: durations.read_duration("1001 h", field="minutes"),
    ),
    "a year that is none of ours": (
        Invalid,
        Problem("start", "date_out_of_range", {"first": "1970", "last": "2100"}),
        lambda: dates.read_date("1/1/2101", field="start"),
    ),
}


@pytest.mark.parametrize(("kind", "problem", "act"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_where_what_and_which_limit(kind, problem, act):
    with pytest.raises(kind) as refused:
        act()

    assert refused.value.problems == (problem,)


FEW, MANY = ({"least": 60, "most": 1440}, {"least": 0, "most": 60_000})
SPRING = a_round(id="spring", title="Spring", opens=days(0), closes=days(10))


def overlap(before, after="Baseline review"):
    return {"before": before, "round": after}


BROKEN = {
    "a day of CPD that is too short": (
        lambda: cpd.check_rules(CpdRules(day_minutes=59)),
        [Problem("cpd.day_minutes", "out_of_range", FEW)],
    ),
    "a day of CPD that is too long": (
        lambda: cpd.check_rules(CpdRules(day_minutes=1441)),
        [Problem("cpd.day_minutes", "out_of_range", FEW)],
    ),
    "the shortest and the longest day of CPD": (
        lambda: [
            *cpd.check_rules(CpdRules(day_minutes=60)),
            *cpd.check_rules(CpdRules(day_minutes=1440)),
        ],
        [],
    ),
    "a goal of CPD that is too long": (
        lambda: cpd.check_rules(CpdRules(goal_minutes=60_001)),
        [Problem("cpd.goal_minutes", "out_of_range", MANY)],
    ),
    "no goal of CPD, and the longest": (
        lambda: [
            *cpd.check_rules(CpdRules(goal_minutes=0)),
            *cpd.check_rules(CpdRules(goal_minutes=60_000)),
        ],
        [],
    ),
    "no rounds": (lambda: rounds.check([]), [Problem("rounds", "too_few", {"least": 1})]),
    "a round too many": (
        lambda: rounds.check([a_round(id=f"r{n}") for n in range(13)]),
        [Problem("rounds", "too_many", {"most": 12})],
    ),
    "two rounds of one id": (
        lambda: rounds.check([a_round(), a_round()]),
        [Problem("rounds", "duplicate_id", {"id": "baseline"})],
    ),
    "a language that is none": (
        lambda: authoring.check_framework(a_framework(language="English (UK)")),
        [Problem("language", "bad_language")],
    ),
    "languages": (
        lambda: [
            problem
            for language in ("en", "cy", "en-GB", "zh-Hant-TW")
            for problem in authoring.check_framework(a_framework(language=language))
        ],
        [],
    ),
    "a plain text with a tag, too long": (
        lambda: authoring.check_plain("notice", "<b>bold</b>", 5),
        [Problem("notice", "too_long", {"limit": 5, "over": 6}), Problem("notice", "markup")],
    ),
    "a plain text": (lambda: authoring.check_plain("notice", "4 < 5 > 3", 9), []),
    "rounds that are open at once": (
        lambda: authoring.check_rounds([SPRING, a_round(id="summer", opens=days(9))]),
        [Problem("rounds[1].opens", "rounds_overlap", overlap("Spring"))],
    ),
    "a round that opens when the one before closes": (
        lambda: authoring.check_rounds([SPRING, a_round(id="summer", opens=days(10))]),
        [],
    ),
    "rounds of which one has no dates": (
        lambda: authoring.check_rounds([SPRING, a_round(id="some-day"), SPRING]),
        [],
    ),
    "a round that is due before the one before closes": (
        lambda: authoring.check_rounds(
            [SPRING, a_round(id="summer", due=days(9), closes=days(99))]
        ),
        [Problem("rounds[1].opens", "rounds_overlap", overlap("Spring"))],
    ),
    "a round that closes before the one before closes": (
        lambda: authoring.check_rounds([a_round(id="summer"), SPRING, a_round(closes=days(9))]),
        [Problem("rounds[2].opens", "rounds_overlap", overlap("Spring"))],
    ),
    "a round after one that is due and never closes": (
        lambda: authoring.check_rounds([a_round(title="Due", due=days(5)), a_round(opens=days(4))]),
        [Problem("rounds[1].opens", "rounds_overlap", overlap("Due"))],
    ),
    "a round after one that is due before it closes": (
        lambda: authoring.check_rounds(
            [a_round(title="Due", due=days(5), closes=days(8)), a_round(opens=days(7))]
        ),
        [Problem("rounds[1].opens", "rounds_overlap", overlap("Due"))],
    ),
    "a round that opens before it is due, and after the one before": (
        lambda: authoring.check_rounds(
            [a_round(opens=days(1)), a_round(opens=days(2), due=days(3))]
        ),
        [],
    ),
    "a round that opens before the one before": (
        lambda: authoring.check_rounds(
            [a_round(title="Later", opens=days(3)), a_round(opens=days(2))]
        ),
        [Problem("rounds[1].opens", "rounds_overlap", overlap("Later"))],
    ),
}


@pytest.mark.parametrize(("check", "problems"), BROKEN.values(), ids=BROKEN)
def test_what_an_author_has_set_is_told_with_its_path_and_limits(check, problems):
    assert list(check()) == problems


def test_a_draft_that_is_there_is_changed_where_there_is_no_room_for_more():
    key = next(iter(DRAFTS))

    assert drafted(FULL_DESK, "Which term?", key=key).draft(key).text == "Which term?"


def test_the_last_draft_that_there_is_room_for_is_kept():
    one_less = StaffDrafts(drafts=dict(list(DRAFTS.items())[1:]))

    assert drafted(one_less, "Which year?").draft(KEY).text == "Which year?"


def test_a_draft_that_arrives_twice_is_kept_once():
    save = a_save(seen=0, writer="tab", sequence=2)
    staff_drafts, is_new = drafts.write_draft(StaffDrafts(), KEY, "Which year?", save=save)

    older = a_save(writer="tab", sequence=1)

    assert is_new
    assert drafts.write_draft(staff_drafts, KEY, "An older draft", save=older) == (
        staff_drafts,
        False,
    )
    assert drafts.write_draft(staff_drafts, KEY, "Which year?", save=a_save(seen=9)) == (
        staff_drafts,
        False,
    )
