"""Progress on the page: the picture, what went on beside it, and the year in words."""

from dataclasses import replace
from datetime import date

import pytest

from builders import (
    a_form,
    a_framework,
    a_record,
    a_returned_review,
    a_setup,
    a_signed_off_review,
    an_area,
    an_area_review,
    days,
    every_area,
    named,
    rounds,
)
from fakes import FakeHost
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdStatus, CpdType, bring
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.plans.next_step import NextStep, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record.movement import Move
from matrix_xblock.domain.record.picture import Counts, Run
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT, ImportedReview
from matrix_xblock.domain.review.review import outline_of
from matrix_xblock.participant import picture, progress
from matrix_xblock.participant.review_context import load_context

SUBJECT = AreaRef("talent", "subject", "Subject knowledge")


def a_round_at(number, round_id, level, **changes):
    return a_signed_off_review(
        round_id=round_id, areas=every_area(level_id=level), signed_off_at=days(number), **changes
    )


@pytest.fixture
def host():
    """Somebody with two rounds, an hour of CPD in one area, and an opportunity."""
    record = a_record(
        a_round_at(-100, "baseline", "starting"), a_round_at(-1, "mid-point", "established")
    )
    done = StepChange(StepStatus.DONE, days(-2))
    wish = OpportunityChange(OpportunityStatus.WANTED, days(-90))
    no = OpportunityChange(OpportunityStatus.NOT_POSSIBLE, days(-5), Reason.COVER)
    step = NextStep("one", "Visit.", "subject", status=StepStatus.DONE, history=(done,))
    chance = Opportunity(
        "two",
        OpportunityType.VISIT,
        area_ids=("subject",),
        status=OpportunityStatus.NOT_POSSIBLE,
        history=(wish, no),
    )
    record = replace(record, next_steps={"one": step}, opportunities={"two": chance})
    host = FakeHost(setup=a_setup(rounds=rounds()), record=record)
    entry = CpdEntry("e", "A visit", CpdType.VISIT, host.today(), minutes=60, areas=(SUBJECT,))
    planned = replace(entry, id="p", status=CpdStatus.PLANNED)
    host.save_cpd(bring(host.load_cpd(), [entry, planned]))
    host.saves = 0
    return host


def tracks(page):
    return [row.track for row in page.names["picture"].rows]


def test_each_area_has_its_place_and_what_went_on_beside_it(host):
    page = progress.show(host, {})

    track, beside = tracks(page)[0], page.names["beside"]
    first, second = beside["subject"], beside["leadership"]
    assert (track.runs, track.now) == ((Run(place=1, first=1, last=1),), 3)
    assert (track.move, track.steps) == (Move.UP, 2)
    assert (first.minutes, first.steps_done) == (60, 1)
    assert (second.minutes, second.steps_done) == (0, 0)
    assert (first.has_words, second.has_words) == (True, False)


def test_movement_is_counted_since_the_first_round(host):
    page = progress.show(host, {})

    assert page.names["counts"] == Counts(total=3, up=3, same=0, down=0, reached=0)
    assert page.names["latest"] is None


def test_with_three_rounds_movement_is_counted_since_the_last_one_too(host):
    record = host.load()
    final = a_round_at(0, "final", "growing")
    host.save(replace(record, reviews={**record.reviews, "final": final}))

    page = progress.show(host, {})

    latest = page.names["latest"]
    assert page.names["counts"].up == 3
    assert (latest.title, latest.up, latest.same, latest.down) == ("Mid-point review", 0, 0, 3)


def test_what_is_seen_otherwise_looking_back_is_said_below(host):
    record = host.load()
    areas = every_area(level_id="established", then_level_id="growing")
    changed = replace(record.reviews["mid-point"], areas=areas)
    host.save(replace(record, reviews={**record.reviews, "mid-point": changed}))

    beside = progress.show(host, {}).names["beside"]["networks"]

    assert (beside.is_seen_otherwise, beside.has_words) == (True, True)


def test_what_somebody_asked_for_is_counted_and_listed(host):
    asked = progress.show(host, {}).names["asked"]

    assert [each.id for each in asked.opportunities] == ["two"]
    assert (asked.offered, asked.taken_up) == (0, 0)


def with_review(host, review):
    record = host.load()
    host.save(replace(record, reviews={**record.reviews, review.round_id: review}))
    return progress.show(host, {}).names


def test_the_next_round_is_the_first_that_is_not_signed_off(host):
    assert progress.show(host, {}).names["next_round"] == "Final review"
    assert with_review(host, a_round_at(0, "final", "growing"))["next_round"] == ""


def test_a_round_that_is_over_is_no_next_round(host):
    *before, last = rounds()
    host.setup = replace(host.setup, rounds=(*before, replace(last, closes=days(-1))))

    assert progress.show(host, {}).names["next_round"] == ""


def test_the_summary_is_of_the_round_that_was_signed_off_last(host):
    assert progress.show(host, {}).names["latest_round"] == "mid-point"


def test_a_round_that_the_course_has_archived_stays_in_the_picture(host):
    host.setup = replace(host.setup, rounds=rounds()[:1])

    context = progress.show(host, {}).names

    assert [sign.kind for sign in context["picture"].rounds] == ["was", "now"]
    assert (context["counts"].up, context["latest_round"]) == (3, "baseline")


def test_areas_that_cannot_be_compared_are_counted(host):
    new = a_framework(areas=(*a_framework().areas, an_area(id="new", name="New")))
    host.setup = replace(host.setup, framework=new)

    context = progress.show(host, {}).names

    assert (context["counts"].total, context["not_compared"]) == (3, 1)


def test_an_aim_that_a_new_one_has_taken_the_place_of_is_said_once_reached(host):
    first = every_area(level_id="starting", target_level_id="growing")
    latest = every_area(level_id="growing", target_level_id="established")
    with_review(host, replace(a_round_at(-100, "baseline", "starting"), areas=first))

    context = with_review(host, replace(a_round_at(-1, "mid-point", "growing"), areas=latest))

    assert context["counts"].reached == 3
    beside = context["beside"]["networks"]
    assert (beside.has_reached_unseen, beside.has_words) == (True, True)


def test_the_year_is_counted_by_rules(host):
    facts = progress.show(host, {}).names["facts"]

    assert (facts.entries, facts.minutes, facts.main_type) == (1, 60, "visit")
    assert (facts.up, facts.same, facts.down) == (
        ("Subject knowledge", "Leading others", "Networks"),
        0,
        0,
    )
    assert (facts.wanted, facts.offered, facts.not_possible) == (1, 0, ("cover",))
    assert (facts.steps_done, facts.steps_open) == (1, 0)
    assert not facts.is_not_moved_and_not_offered


def test_who_has_not_moved_and_was_offered_nothing_is_told(host):
    record = host.load()
    same = a_round_at(-1, "mid-point", "starting")
    host.save(replace(record, reviews={**record.reviews, "mid-point": same}))

    assert progress.show(host, {}).names["facts"].is_not_moved_and_not_offered


def test_another_year_holds_what_was_in_it(host):
    page = progress.show(host, a_form(year="2024"))

    assert page.names["facts"].is_empty
    assert page.names["years"] == (2025,)


@pytest.mark.parametrize("year", ["0", "9999", "99999999"])
def test_a_year_that_is_none_is_unknown(host, year):
    with pytest.raises(Unknown):
        progress.show(host, a_form(year=year))


def test_a_year_that_is_no_number_is_refused(host):
    with pytest.raises(Invalid):
        progress.show(host, a_form(year="last"))


def test_before_the_first_sign_off_there_is_no_picture():
    page = progress.show(FakeHost(), {})

    assert (page.names["picture"], page.names["counts"]) == (None, None)


def test_a_returned_review_joins_again_when_it_is_signed_off():
    page = progress.show(FakeHost(record=a_record(a_returned_review())), {})

    assert (page.names["picture"], page.names["is_returned"]) == (None, True)


def test_rounds_from_elsewhere_take_part_once_in_their_order(host):
    elsewhere = a_round_at(-400, "start", "growing")
    past = [ImportedReview("there", "There", replace(elsewhere, revision=n)) for n in (1, 2)]
    draft = ImportedReview(
        "there", "There", replace(elsewhere, round_id="draft", signed_off_at=None)
    )
    host.save(replace(host.load(), past=(*past, draft)))

    drawn = progress.show(host, {}).names["picture"]

    assert [(sign.kind, sign.label, sign.title) for sign in drawn.rounds] == [
        ("was", "1", "There"),
        ("was", "2", "Baseline review"),
        ("now", "", "Mid-point review"),
    ]
    stops = picture.stops_of(load_context(host, ""))
    assert [stop.review.revision for stop in stops] == [2, 1, 1]


def test_levels_of_another_scale_are_in_words_and_not_drawn(host):
    framework = a_framework(levels=a_framework().levels[:2])
    old = a_round_at(-300, "old", "growing")
    outline = outline_of(framework, "Old")
    host.save(replace(host.load(), past=(ImportedReview("x", "X", replace(old, outline=outline)),)))

    row = progress.show(host, {}).names["picture"].rows[0]

    assert [run.first for run in row.track.runs] == [2]
    assert (row.track.is_left_out, row.track.since) == (True, 2)
    assert [title for title, _ in row.earlier] == ["Old", "Baseline review"]


def test_an_area_without_an_answer_has_no_level():
    review = a_signed_off_review(areas={"subject": an_area_review()})

    page = progress.show(FakeHost(record=a_record(review)), {})

    assert [track.now for track in tracks(page)] == [2, 0, 0]
    assert [row.level for row in page.names["picture"].rows] == ["Growing", "", ""]


def note(host, text, revision="0"):
    return progress.save_year(host, a_form(year="2025", text=text, revision=revision))


def test_a_year_is_put_in_one_s_own_words_and_let_go_of(host):
    page = note(host, "  A good year. ")
    assert (page.names["note"].text, page.names["is_saved"]) == ("A good year.", True)
    assert note(host, "A good year.").status == 200
    assert host.saves == 1

    note(host, "", revision="1")

    assert host.load().year_notes["2025"].text == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("x" * (YEAR_NOTE_LIMIT + 1), "too_long"), ("a\x07b", "hidden_character")],
)
def test_words_that_cannot_be_kept_stay_on_the_page(host, text, code):
    page = note(host, text)

    assert (page.status, named(page.names["problems"])) == (422, [("text", code)])
    assert page.names["typed"] == text
    assert host.load().year_notes == {}


def test_of_two_tabs_the_second_sees_both_versions(host):
    note(host, "Said elsewhere.")

    page = note(host, "Said here.")

    assert (page.status, page.names["elsewhere"].text) == (409, "Said elsewhere.")
    assert page.names["typed"] == "Said here."


def test_the_sheet_has_the_name_and_the_same_figures(host):
    page = progress.sheet(host, {})

    assert page.template == "participant/progress/sheet.html"
    assert page.names["name"] == "Ada Example"
    assert len(tracks(page)) == 3


def test_looking_saves_nothing(host):
    progress.show(host, {})
    progress.sheet(host, a_form(year="2025"))

    assert host.saves == 0
    assert host.today() == date(2026, 3, 2)
