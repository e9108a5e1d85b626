"""Which screen comes when, and what is on it."""

from inspect import isfunction

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_credit_rule,
    a_form,
    a_framework,
    a_record,
    a_return,
    a_returned_review,
    a_review,
    a_round,
    a_setup,
    a_signed_off_review,
    an_area,
    answers,
    days,
    every_area,
    named,
    rounds,
)
from fakes import FakeHost, hand_back
from matrix_xblock import participant
from matrix_xblock.codec.review import ledger as rows
from matrix_xblock.domain.errors import Invalid, Locked, Unknown, Unreadable
from matrix_xblock.domain.values.ledger_rows import Entry, Kind

CLOSED = a_setup(rounds=(a_round(opens=days(-9), closes=days(-1)),))
UPCOMING = a_setup(rounds=(a_round(opens=days(9)),))
YEAR = a_setup(
    rounds=(
        a_round(id="autumn", title="Autumn", opens=days(-90), closes=days(-30)),
        a_round(id="spring", title="Spring", opens=days(-10), closes=days(30)),
    )
)
THREE = a_setup(rounds=rounds())


every_use_case = pytest.mark.parametrize(
    "use_case",
    [
        use_case
        for use_case in map(vars(participant).get, participant.__all__)
        if isfunction(use_case)
    ],
    ids=lambda use_case: use_case.__name__,
)


def a_host(*reviews, **changes):
    return FakeHost(record=a_record(*reviews), **changes)


def shown(host, **form):
    return participant.show(host, a_form(**form))


def screen(page):
    return page.template.removeprefix("participant/").removesuffix(".html")


def signed_off(host, round_id="baseline"):
    """Let the participant sign a complete review off."""
    revision = str(host.load().review(round_id).revision)
    participant.sign_off(host, a_form(round=round_id, revision=revision))
    return host


def returned(host, round_id="baseline", at=None):
    words = {"reason": "Please say more.", "comments": {"leadership": "Which change?"}}
    hand_back(host, round_id=round_id, now=at or host.time, **words)
    return host


def test_before_the_start_the_participant_is_told_what_this_is():
    page = shown(a_host())

    assert (screen(page), page.status) == ("start", 200)
    assert page.context["minutes"] == 10
    assert page.context["status"] == "not_started"
    assert page.context["setup"].notice_version == "2026-01"
    assert page.context["credit"].possible == 10


def test_a_review_in_progress_goes_on_where_it_was():
    page = shown(a_host(a_review(areas={"subject": every_area()["subject"]})))

    overview = page.context["overview"]
    assert screen(page) == "overview"
    assert list(overview.statuses.values()) == ["level_chosen", "not_started", "not_started"]
    assert (overview.levels, overview.missing, overview.next_area.id) == (1, 2, "leadership")


def test_the_whole_matrix_can_be_filled_in_on_one_page():
    host = a_host(a_review(areas={"subject": every_area()["subject"]}))

    page = shown(host, screen="whole")

    assert screen(page) == "whole"
    assert page.context["progress"].done == 1
    assert [row.answer.is_reviewed for row in page.context["rows"]] == [True, False, False]


def test_an_area_has_a_screen_of_its_own_between_those_beside_it():
    page = shown(a_host(a_review()), screen="area", area="leadership")

    assert screen(page) == "area/screen"
    assert (page.context["previous"].id, page.context["following"].id) == ("subject", "networks")
    assert page.address == "area?round=baseline&area=leadership"


@pytest.mark.parametrize(
    ("area", "before", "after"), [("subject", None, "leadership"), ("networks", "leadership", None)]
)
def test_at_either_end_of_the_areas_there_is_nothing_further(area, before, after):
    page = shown(a_host(a_review()), screen="area", area=area)

    beside = [page.context[name] for name in ("previous", "following")]
    assert [each and each.id for each in beside] == [before, after]


def test_who_changes_an_answer_before_signing_off_is_led_back():
    asked = {"screen": "area", "area": "subject", "from": "check"}

    page = participant.show(a_host(a_review()), a_form(**asked))

    assert page.context["is_from_check"]
    assert page.address == "area?round=baseline&area=subject&from=check"


def test_an_address_says_nothing_that_is_not_ours():
    asked = {"screen": "area", "area": "subject", "from": "Amina said so"}

    page = participant.show(a_host(a_review()), a_form(**asked))

    assert page.address == "area?round=baseline&area=subject"


@pytest.mark.parametrize(("name", "prompts"), [("questions", 3), ("private", 1)])
def test_the_questions_have_screens_of_their_own(name, prompts):
    page = shown(a_host(a_review()), screen=name)

    assert (screen(page), page.address) == ("questions", f"{name}?round=baseline")
    assert len(page.context["form"]["rows"]) == prompts
    assert page.context["is_private"] is (name == "private")


def test_private_prompts_stand_apart_from_those_that_are_shared():
    host = a_host(a_complete_review())
    host.save_private("baseline", answers(stay=["Less marking."]))

    page = shown(host, screen="whole")

    by_prompt = {
        name: [(row.prompt.id, row.answer) for row in page.context[name]["rows"]]
        for name in ("answers", "private")
    }
    assert by_prompt == {
        "answers": [
            ("moved", ("In part",)),
            ("why-not", ("No time",)),
            ("next-step", ("Shadow a lead.",)),
        ],
        "private": [("stay", ("Less marking.",))],
    }
    assert not page.context["answers"]["section"].is_private
    assert page.context["private"]["section"].is_private


def test_a_returned_review_shows_the_reason_and_each_comment_in_place():
    host = returned(signed_off(a_host(a_complete_review())))

    page = shown(host, screen="whole")

    assert page.context["status"] == "returned"
    assert page.context["review"].returned.reason == "Please say more."
    assert [row.comment for row in page.context["rows"]] == ["", "Which change?", ""]


def test_a_signed_off_review_is_read_only():
    page = shown(signed_off(a_host(a_complete_review())))

    assert (screen(page), page.context["is_new"]) == ("signed_off", False)


def test_a_round_that_was_not_begun_in_time_is_closed():
    page = shown(a_host(setup=CLOSED))

    assert (screen(page), page.context["phase"]) == ("locked", "closed")
    assert "summary" not in page.context


def test_what_was_written_before_a_round_closed_can_be_read():
    page = shown(a_host(a_complete_review(), setup=CLOSED))

    assert screen(page) == "locked"
    assert page.context["summary"].areas[0].answer.reflection == "I learned a lot."


def test_a_round_that_has_not_opened_cannot_be_begun():
    page = shown(a_host(setup=UPCOMING))

    assert (screen(page), page.context["phase"]) == ("locked", "upcoming")


def test_a_review_that_was_signed_off_in_time_can_be_read_after_the_round_has_closed():
    host = signed_off(a_host(a_complete_review()))
    host.setup = CLOSED

    assert screen(shown(host)) == "signed_off"


def test_a_returned_review_stays_editable_after_the_round_has_closed():
    host = returned(signed_off(a_host(a_complete_review())))
    host.setup = CLOSED

    assert screen(shown(host)) == "overview"


def test_a_returned_review_of_a_closed_round_comes_before_a_new_round():
    host = a_host(a_complete_review(round_id="autumn"), setup=YEAR, time=days(-40))
    returned(signed_off(host, "autumn"), "autumn")
    host.time = NOW

    assert shown(host).context["round"].id == "autumn"


def test_a_return_of_an_earlier_round_is_shown_in_the_list_of_rounds():
    host = a_host(a_complete_review(), a_review(round_id="mid-point"), setup=THREE)
    returned(signed_off(host))

    statuses = {each.id: status for each, status, _ in shown(host).context["rounds"]}

    assert statuses["baseline"] == "returned"


@pytest.mark.parametrize(
    ("due", "late"), [(days(1), False), (days(-1), True)], ids=["before", "after"]
)
def test_the_page_says_when_a_review_is_late(due, late):
    host = a_host(a_review(), setup=a_setup(rounds=(a_round(due=due),)))

    assert shown(host).context["is_late"] is late


def test_every_round_is_listed_with_its_status_and_phase():
    host = signed_off(a_host(a_complete_review(), setup=THREE))

    rounds = [(each.id, *rest) for each, *rest in shown(host).context["rounds"]]

    assert rounds == [
        ("baseline", "signed_off", "open"),
        ("mid-point", "not_started", "open"),
        ("final", "not_started", "upcoming"),
    ]


def test_another_round_can_be_asked_for():
    host = signed_off(a_host(a_complete_review(), setup=THREE))

    page = shown(host, round="mid-point")

    assert (screen(page), page.context["round"].id) == ("start", "mid-point")


def test_after_a_sign_off_the_next_round_is_offered():
    page = shown(signed_off(a_host(a_complete_review(), setup=THREE)))

    assert (page.context["after"].id, page.context["is_after_open"]) == ("mid-point", True)


def test_a_next_round_that_has_not_opened_is_named_and_not_offered():
    later = a_setup(rounds=(a_round(), a_round(id="final", opens=days(30))))

    page = shown(signed_off(a_host(a_complete_review(), setup=later)))

    assert (page.context["after"].id, page.context["is_after_open"]) == ("final", False)


def test_after_the_last_round_there_is_no_next_one():
    page = shown(signed_off(a_host(a_complete_review())))

    assert (page.context["after"], page.context["is_after_open"]) == (None, False)


def test_the_second_round_marks_the_level_of_the_first_and_chooses_nothing():
    host = signed_off(a_host(a_complete_review(), setup=THREE))
    participant.start(host, a_form(round="mid-point"))

    page = shown(host, screen="whole")

    assert page.context["before"] == "Baseline review"
    assert [cell.was_chosen for cell in page.context["rows"][0].cells] == [False, True, False]
    assert not any(row.answer.is_reviewed for row in page.context["rows"])


def test_in_the_first_round_there_is_nothing_before():
    page = shown(a_host(a_review()), screen="whole")

    assert page.context["before"] == ""


@pytest.mark.parametrize("round_id", ["unknown", "Baseline", "baseline "])
def test_an_address_of_an_unknown_round_leads_to_where_the_review_stands(round_id):
    page = shown(a_host(), round=round_id)

    assert (screen(page), page.status) == ("start", 404)
    assert named(page.context["missing"]) == [("round", "unknown_round")]


def test_an_address_of_an_unknown_area_leads_to_where_the_review_stands():
    page = shown(a_host(a_review()), screen="area", area="sailing")

    assert (screen(page), page.status) == ("overview", 404)
    assert named(page.context["missing"]) == [("area", "unknown_area")]


def test_an_unknown_screen_is_the_one_that_comes_next():
    assert screen(shown(a_host(), screen="admin")) == "start"


def test_before_signing_off_answers_can_be_checked():
    page = shown(a_host(a_complete_review()), screen="check")

    assert (screen(page), page.status) == ("check", 200)
    assert page.context["gaps"] == ()
    assert page.context["summary"].areas[0].level == "Growing"
    assert page.context["problems"] == ()


def test_the_check_page_names_what_is_missing_and_the_credit_once_signed_off():
    page = shown(a_host(a_review(areas={"subject": every_area()["subject"]})), screen="check")

    assert [area.id for area in page.context["gaps"]] == ["leadership", "networks"]
    assert {part.name: part.done for part in page.context["credit"].parts}["sign_off"] == 1


@pytest.mark.parametrize("name", ["area", "check", "private", "questions", "whole"])
@pytest.mark.parametrize(
    ("host", "instead"),
    [
        (a_host(), "start"),
        (a_host(a_signed_off_review()), "signed_off"),
        (a_host(a_complete_review(), setup=CLOSED), "locked"),
        (a_host(setup=UPCOMING), "locked"),
    ],
    ids=["not started", "signed off", "closed", "upcoming"],
)
def test_where_nothing_can_be_written_an_address_leads_to_where_the_review_stands(
    host, instead, name
):
    page = shown(host, screen=name, area="subject")

    assert (screen(page), page.status) == (instead, 200)


def test_one_area_can_be_shown_as_it_is_saved():
    page = shown(a_host(a_complete_review()), screen="section", section="area-leadership")

    assert screen(page) == "area"
    assert page.context["row"].answer.reflection == "I learned a lot."


def test_the_prompts_can_be_shown_as_they_are_saved():
    page = shown(a_host(a_complete_review()), screen="section", section="answers")

    assert screen(page) == "prompts"
    assert not page.context["section"].is_private
    assert [row.answer for row in page.context["rows"]] == [
        ("In part",),
        ("No time",),
        ("Shadow a lead.",),
    ]


def test_private_answers_can_be_shown_as_they_are_saved():
    host = a_host(a_review())
    host.save_private("baseline", answers(stay=["Less marking."]))

    page = shown(host, screen="section", section="private")

    assert page.context["section"].is_private
    assert [row.answer for row in page.context["rows"]] == [("Less marking.",)]


@pytest.mark.parametrize("section", ["", "area-", "area-sailing", "sailing"])
def test_an_unknown_section_is_refused(section):
    with pytest.raises(Unknown) as refused:
        shown(a_host(a_review()), screen="section", section=section)

    assert named(refused.value.problems) == [("area", "unknown_area")]


def test_each_revision_stays_readable_with_its_own_words():
    host = returned(signed_off(a_host(a_complete_review())))
    host.time = days(2)
    fields = {"level_id": "established", "reflection": "Much better."}
    participant.save_area(host, a_form(area="subject", revision="0", **fields))
    participant.sign_off(host, a_form(revision="2"))

    first, second = (shown(host, screen="revision", revision=number) for number in ("1", "2"))

    assert screen(first) == screen(second) == "revision"
    assert first.context["summary"].areas[0].answer.reflection == "I learned a lot."
    assert second.context["summary"].areas[0].answer.reflection == "Much better."
    assert (first.context["shown"].revision, second.context["shown"].revision) == (1, 2)


def test_the_first_revision_is_readable_while_the_second_is_being_written():
    host = returned(signed_off(a_host(a_complete_review())))
    participant.save_area(host, a_form(area="subject", revision="0", reflection="Better."))

    page = shown(host, screen="revision", revision="1")

    assert page.context["summary"].areas[0].answer.reflection == "I learned a lot."
    assert page.context["earlier"] == ((1, NOW),)


@pytest.mark.parametrize("revision", ["0", "2", "99"])
def test_an_address_of_an_unknown_revision_leads_to_where_the_review_stands(revision):
    page = shown(signed_off(a_host(a_complete_review())), screen="revision", revision=revision)

    assert (screen(page), page.status) == ("signed_off", 404)
    assert named(page.context["missing"]) == [("revision", "unknown_revision")]


def test_a_revision_is_asked_for_by_number():
    with pytest.raises(Invalid):
        shown(signed_off(a_host(a_complete_review())), screen="revision", revision="first")


def test_an_earlier_revision_of_another_round_is_not_shown():
    host = signed_off(a_host(a_complete_review(), setup=THREE))

    assert shown(host, round="mid-point", screen="revision", revision="1").status == 404


def test_an_edited_framework_does_not_change_what_was_signed_off():
    host = signed_off(a_host(a_complete_review()))
    pages = (
        lambda: shown(host),
        lambda: participant.sheet(host, {}),
        lambda: shown(host, screen="revision", revision="1"),
    )
    before = [page().context["summary"] for page in pages]

    area = a_framework().areas[0]
    host.setup = a_setup(
        framework=a_framework(
            version="2",
            title="New",
            areas=(type(area)("new", "A new area"), type(area)("subject", "Renamed")),
            prompts=(),
        )
    )

    assert [page().context["summary"] for page in pages] == before


def test_a_review_in_progress_has_the_words_of_today():
    host = a_host(a_complete_review())
    area = a_framework().areas[0]
    host.setup = a_setup(framework=a_framework(areas=(type(area)("subject", "Renamed"),)))

    page = shown(host, screen="whole")

    assert [row.area.name for row in page.context["rows"]] == ["Renamed"]
    assert page.context["rows"][0].answer.reflection == "I learned a lot."


def test_a_level_that_was_removed_has_to_be_chosen_again():
    host = a_host(a_complete_review(areas=every_area(level_id="established")))
    host.setup = a_setup(framework=a_framework(levels=a_framework().levels[:2]))

    page = shown(host, screen="check")

    assert len(page.context["gaps"]) == 3


@pytest.mark.parametrize(
    "review", [a_complete_review(), a_returned_review()], ids=["in progress", "returned"]
)
def test_the_sheet_can_be_printed_from_the_start_on(review):
    page = participant.sheet(a_host(review), {})

    assert screen(page) == "sheet"
    assert page.context["name"] == "Ada Example"
    assert page.context["round"].id == "baseline"


def test_before_the_start_there_is_no_sheet():
    with pytest.raises(Locked) as refused:
        participant.sheet(a_host(), {})

    assert named(refused.value.problems) == [("review", "not_started")]


@every_use_case
@pytest.mark.parametrize("stored", [{"version": 4, "rounds": {}}, {"mine": 1}], ids=repr)
def test_state_that_cannot_be_read_is_refused_everywhere_and_never_overwritten(use_case, stored):
    host = a_host()
    host.stored = stored
    before = host.state

    with pytest.raises(Unreadable):
        use_case(host, a_form(area="subject", revision="1"))

    assert host.state == before


@every_use_case
def test_an_unknown_round_is_refused_everywhere(use_case):
    host = a_host(a_complete_review())
    before = host.state
    asked = a_form(round="unknown", area="subject", revision="0")

    if use_case is participant.show:
        assert use_case(host, asked).status == 404
    else:
        with pytest.raises(Unknown):
            use_case(host, asked)

    assert host.state == before


def test_looking_changes_nothing():
    host = returned(signed_off(a_host(a_complete_review())))
    before = host.state

    for form in ({}, a_form(screen="check"), a_form(screen="section", section="answers")):
        participant.show(host, form)
    participant.sheet(host, {})

    assert host.state == before


@pytest.mark.parametrize("reviews", [(), (a_review(),)], ids=["not started", "in progress"])
def test_the_ledger_is_not_read_before_anything_was_signed_off(reviews):
    host = a_host(*reviews)

    shown(host)

    assert host.ledger.reads == 0


def test_a_signed_off_page_reads_the_ledger_once():
    host = signed_off(a_host(a_complete_review()))
    host.ledger.reads = 0

    shown(host)

    assert host.ledger.reads == 1


def test_without_a_snapshot_a_signed_off_review_is_shown_from_the_record():
    page = shown(a_host(a_signed_off_review()))

    assert page.context["summary"].areas[0].answer.reflection == "I learned a lot."


def test_a_broken_answer_of_staff_changes_nothing_and_is_told():
    host = signed_off(a_host(a_complete_review()))
    body = {**rows.write_return(a_return()), "at": "yesterday"}
    host.ledger.append([Entry(Kind.RESPONSE, host.participant.id, body, NOW)])

    page = shown(host)

    assert screen(page) == "signed_off"
    assert page.context["newer_responses"] == 1


def test_an_answer_of_staff_of_another_kind_does_not_reopen_a_review():
    host = signed_off(a_host(a_complete_review()))
    body = {**rows.write_return(a_return()), "type": "accepted"}
    host.ledger.append([Entry(Kind.RESPONSE, host.participant.id, body, NOW)])

    assert screen(shown(host)) == "signed_off"


def test_an_answer_of_staff_to_an_older_revision_does_not_reopen_a_review():
    host = returned(signed_off(a_host(a_complete_review())))
    participant.sign_off(host, a_form(revision="2"))

    assert screen(shown(host)) == "signed_off"


def test_a_comment_on_an_area_that_has_left_the_framework_stands_with_the_reason():
    host = returned(signed_off(a_host(a_complete_review())))
    host.setup = a_setup(framework=a_framework(areas=(an_area(id="subject"),)))

    page = shown(host)

    assert page.context["comments"] == ("Which change?",)


def test_a_comment_on_an_area_stands_there_and_not_with_the_reason():
    page = shown(returned(signed_off(a_host(a_complete_review()))))

    assert page.context["comments"] == ()


def test_what_was_recorded_stays_whatever_counts_today():
    host = signed_off(a_host(a_complete_review()))
    earned = host.load().review("baseline").earned
    host.setup = a_setup(credit=a_credit_rule(areas=0))

    page = shown(host)

    assert page.context["recorded"] == earned
    assert page.context["credit"].earned < earned
