"""The page for data protection lists what is held: every field, row and draft, with its class."""

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from xblock.fields import Scope

import hosts
from builders import (
    NOW,
    a_framework,
    a_record,
    a_returned_review,
    a_signed_off_review,
    an_area_review,
)
from matrix_xblock.codec.contact.digest_rows import write_digest
from matrix_xblock.codec.contact.reminder_rows import write_reminder
from matrix_xblock.codec.cpd.cpd import write_entry
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.codec.plans import board
from matrix_xblock.codec.plans.interest import write_interest
from matrix_xblock.codec.record import state, trail
from matrix_xblock.codec.review import ledger, responses
from matrix_xblock.codec.review.counted_choices import counted_entry
from matrix_xblock.codec.review.opportunity_rows import opportunities_entry
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.codec.staff import bank
from matrix_xblock.codec.staff.given_cohorts import write_given
from matrix_xblock.domain.contact.reminder import Reminder
from matrix_xblock.domain.cpd.cpd import AreaRef, Certificate, CpdEntry, CpdType, Impact, Mode
from matrix_xblock.domain.facts import OpportunityMarked
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.releases import Participation, Release, ReleasedGroup, ReviewRound
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.board import Interest, Post
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityStatus, OpportunityType
from matrix_xblock.domain.record.trail import Access, Consent
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.review.feedback import (
    Author,
    Comment,
    Decision,
    DecisionKind,
    Mark,
    Reply,
)
from matrix_xblock.domain.review.review import Answers, ArchivedAnswers
from matrix_xblock.domain.staff.bank import TeamPhrase
from matrix_xblock.domain.staff.my_people import GivenCohorts
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.versions import SavedVersion
from matrix_xblock.host.events import event

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
CLASSES = {"P0", "P1", "P2", "P3", "S"}
_CLASS_OF_ROW = {
    "board": "P0",
    "bank": "P0",
    "digest": "P0",
    "release": "P0",
    "access": "P1",
    "consent": "P1",
    "counted": "S",
    "interest": "P2",
    "reminder": "P1",
}
FULL = an_area_review(
    reflection="Words.",
    evidence="A folder.",
    target_level_id="growing",
    then_level_id="starting",
    version=SavedVersion(1, "tab", 1),
)


def a_release():
    """Make a release of which every list has something in it."""
    return Release(
        "one",
        "baseline",
        NOW,
        "Tutor",
        30,
        words={"levels": (("growing", "Growing"),)},
        participation=(Participation("baseline", 40, 35, 30),),
        groups=(ReleasedGroup("0", "North", ("A",), 30),),
        tables={"levels/leadership": Released({"all": 30})},
        together=(ReviewRound("course", "block", "baseline"),),
    )


def a_chance():
    return Opportunity("one", OpportunityType.VISIT)


def a_full_cpd_entry():
    """Make an entry with something in every field."""
    day = date(2026, 3, 2)
    return CpdEntry(
        id="one",
        title="A visit",
        type=CpdType.VISIT,
        start=day,
        end=day,
        minutes=360,
        interactive_minutes=60,
        provider="Trust",
        host_setting="A larger school",
        mode=Mode.IN_PERSON,
        areas=(AreaRef("talent", "leadership", "Leadership"),),
        learned="Words.",
        applied="Words.",
        impact=Impact.USE,
        impact_note="Words.",
        review_on=day,
        evidence="A folder.",
        next_step="one",
        opportunity="one",
        certificate=Certificate.RECEIVED,
        made_in="usage",
        made_in_title="Review",
        created=NOW,
        updated=NOW,
        revision=1,
    )


def table(heading):
    """Give the rows of the first table under a heading, without its head."""
    section = re.split(r"\n##+ ", PAGE.split(f"# {heading}\n")[1])[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def by_name(heading):
    """Give the rows of a table by what stands in backticks in their first cell."""
    return {row[0].strip("`"): row[1:] for row in table(heading)}


def parts_of(review):
    """Give the parts of a stored review, those of its areas and answers included."""
    parts = {name for name in review if name not in {"areas", "answers", "aside"}}
    parts |= {f"aside.{name}" for name in review["aside"]}
    parts |= {f"areas.{name}" for area in review["areas"].values() for name in area}
    return parts | {f"answers.{name}" for name in review["answers"]}


def test_every_field_is_listed_with_its_scope():
    listed = {name: row[0].strip("`") for name, row in by_name("Every field").items()}

    assert listed == {name: each.scope.name for name, each in hosts.own_fields().items()}


def test_every_field_has_a_class_that_fits_its_scope():
    classes = {name: row[1] for name, row in by_name("Every field").items()}
    authored = hosts.authored_fields()

    assert set(classes.values()) <= CLASSES
    assert {name for name, each in classes.items() if each == "P0"} == set(authored)


def test_what_follows_a_person_through_the_site_is_of_the_strictest_class():
    rows = by_name("Every field")

    across = [n for n, each in hosts.own_fields().items() if each.scope is Scope.preferences]
    assert [rows[name][1] for name in across] == ["S", "S", "S"]


def test_every_field_says_what_it_holds_and_for_how_long():
    assert all(
        all(cell for cell in row) and len(row) == 4 for row in by_name("Every field").values()
    )


def test_every_part_of_a_record_is_listed():
    review = a_returned_review(
        areas={"subject": FULL}, answers=Answers({}, SavedVersion(1, "tab", 1))
    )
    review = replace(
        review,
        archived=ArchivedAnswers({"old": FULL}),
        sharing=Sharing.LEVELS,
        earlier_areas={1: {"subject": FULL}},
    )
    stored = state.write_record(a_record(review))["rounds"]["baseline"]

    assert set(by_name("Inside the record")) == parts_of(stored)


def test_every_part_beside_the_rounds_is_listed():
    stored = state.write_record(a_record())

    assert set(by_name("Beside the rounds")) == set(stored) - {"version", "rounds"}


def test_every_part_of_a_cpd_entry_is_listed():
    listed = by_name("Inside the CPD log")

    assert set(listed) == set(write_entry(a_full_cpd_entry()))
    assert set(listed) == {each.name for each in fields(CpdEntry)}
    assert {row[0] for row in listed.values()} == {"P1"}


def test_every_part_of_a_record_has_a_class():
    assert {row[0] for row in by_name("Inside the record").values()} <= {"P1", "P3"}


def test_private_answers_are_stored_with_a_count_of_saves_and_nothing_else():
    answers = Answers({"stay": ("Time.",)}, SavedVersion(1, "tab", 1))

    stored = state.write_private({}, "usage", "baseline", answers)

    assert set(stored["answers"]["usage"]["baseline"]) == {"values", "rev", "writer", "sequence"}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_row_is_listed_with_its_keys(kind):
    review, framework = a_signed_off_review(areas={"subject": FULL}), a_framework()
    went = Attached((a_full_cpd_entry(),), (NextStep("one", "Do."),), (a_chance(),))
    bodies = {
        Kind.SUMMARY: ledger.write_summary(review, possible=10, attached=went),
        Kind.SNAPSHOT: ledger.write_snapshot(review, framework, went)[0],
        Kind.RESPONSE: {},
        Kind.BOARD: board.write_post(Post("one", OpportunityType.VISIT, "A day", NOW)),
        Kind.ACCESS: trail.write_access(Access("Tutor", "review", "baseline", NOW)),
        Kind.CONSENT: trail.write_consent(Consent(is_given=True, text="1", at=NOW)),
        Kind.COUNTED: counted_entry("who", CountedChoice("baseline", "stay", ("no",), NOW)).body,
        Kind.INTEREST: write_interest(Interest("post", "one", NOW)),
        Kind.OPPORTUNITIES: opportunities_entry("who", (), now=NOW).body,
        Kind.RELEASE: write_release(a_release())[0],
        Kind.BANK: bank.write_added(TeamPhrase("one", "Which?", Author("anon-sam", "Sam"), NOW)),
        Kind.DIGEST: write_digest(3),
        Kind.REMINDER: write_reminder(Reminder("press", "baseline", NOW)),
        Kind.COHORTS: write_given(GivenCohorts(("Ashgrove Primary",))),
        Kind.STANDING: standing_entry("who", (), rounds=("baseline",), now=NOW).body,
    }

    privacy, _, keys = by_name("Rows in the ledger")[kind.value]

    assert privacy == _CLASS_OF_ROW.get(kind.value, "P3")
    assert re.findall(r"`(\w+)`", keys) == list(bodies[kind])


def test_every_kind_of_response_is_listed_with_its_keys():
    by, place = Author("anon-sam", "Sam"), ("baseline", 1)
    comment = Comment("c", "p", *place, "subject", "Which?", NOW, by)
    written = [
        responses.write_comment(comment),
        *(
            responses.write_decision(Decision("p", kind, *place, NOW, "Why.", by))
            for kind in DecisionKind
        ),
        responses.write_withdrawal("p", by),
        responses.write_work("baseline", by),
        responses.write_work("baseline", by, is_over=True),
        responses.write_mark(Mark("p", "chance", OpportunityStatus.OFFERED, NOW, by=by)),
        responses.write_reply(Reply("r", "c", "Year 4.", NOW)),
        responses.write_resumed(*place, NOW),
    ]

    listed = by_name("Kinds of responses")

    assert {name: re.findall(r"`(\w+)`", row[1]) for name, row in listed.items()} == {
        row["type"]: list(row) for row in written
    }


def test_no_other_kind_of_row_is_listed():
    assert set(by_name("Rows in the ledger")) == {kind.value for kind in Kind}


def published_by_staff(somebody):
    """Let staff do everything that is told to the platform, and the participant reply."""
    host = hosts.staff(usage=somebody.usage, user_id=99)
    about = {"participant": "anon-7", "at": "baseline", "revised": "1"}
    host.post("save_note", **about, area="subject", text="Which year?", revision="0")
    host.post("respond", **about, decision="comments", seen="0", press="one")
    host.post("post_opportunity", id="one", opportunity="visit", title="A visit")
    host.post("export_csv", file="cpd")
    reply = {"comment": "one.subject", "number": "0", "reply": "Year 4."}
    somebody.post("reply_comment", round="baseline", **reply)
    marked = {name for name, _ in host.published + somebody.published}
    return marked | {event(OpportunityMarked("offered"))[0]}


def test_everything_that_is_published_is_listed():
    host = hosts.lms()
    host.post("start_review", round="baseline")
    for area in ("subject", "leadership", "networks"):
        host.post("save_area", round="baseline", area=area, revision="0", level_id="not-applicable")
    host.post("sign_off", round="baseline", revision="1")
    day = {"start-day": "2", "start-month": "3", "start-year": "2026"}
    host.post("save_cpd", id="one", revision="0", title="A visit", type="visit", **day)
    host.post("save_step", id="one", revision="0", text="Do.")
    host.post("save_opportunity", id="one", revision="0", type="visit")
    published = {name for name, _ in host.published} | published_by_staff(host)

    assert set(by_name("What the platform is told")) == published


def test_the_browser_s_storage_is_listed_and_nothing_else_is_used_there():
    scripts = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "static/public/js").rglob("*.js")
    )
    kinds = set(re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie\s*=", scripts))

    assert kinds == set(by_name("In the browser")) == {"localStorage"}


def test_the_page_says_what_the_platform_s_own_tools_can_see():
    section = PAGE.split("## What the platform's own tools can see")[1].split("\n## ")[0]

    assert {"Problem response report", "Staff Debug Info", "Tracking log"} <= set(
        re.findall(r"\*\*([^*,.]+)", section)
    )


def test_the_notice_promises_no_more_than_this_page():
    page = hosts.lms().page()

    assert "can export holds a draft" not in page
    assert "report" in page
