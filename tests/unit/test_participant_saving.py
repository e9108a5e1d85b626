"""Starting a review and saving what is in it."""

import json

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_credit_rule,
    a_form,
    a_record,
    a_returned_review,
    a_review,
    a_round,
    a_setup,
    a_signed_off_review,
    days,
    named,
    rounds,
)
from fakes import BrokenError, FakeHost
from matrix_xblock import participant
from matrix_xblock.domain.errors import Invalid, Locked, Unknown
from matrix_xblock.domain.facts import Started
from matrix_xblock.domain.review.review import Status
from texts import has_text

CLOSED = a_setup(rounds=(a_round(opens=days(-9), closes=days(-1)),))
UPCOMING = a_setup(rounds=(a_round(opens=days(9)),))
SAVES = (participant.save_area, participant.save_answers, participant.save_private)
ONCE = {"writer": "tab-1", "sequence": "1"}


def a_host(*reviews, **changes):
    return FakeHost(record=a_record(*(reviews or (a_review(),))), **changes)


def saved(host, **fields):
    form = {"area": "subject", "revision": "0", "level_id": "growing", **fields}
    return participant.save_area(host, a_form(**form))


def area_of(host, area="subject"):
    return host.load().review("baseline").area(area)


def answered(host, revision="0", **fields):
    form = {f"answer-{name.replace('_', '-')}": value for name, value in fields.items()}
    return participant.save_answers(host, a_form(revision=revision, **form))


def answered_privately(host, text, revision="0", **tab):
    form = {"answer-stay": text, "revision": revision, **tab}
    return participant.save_private(host, a_form(**form))


def messages(page):
    return {name: problem.code for name, problem in page.names["messages"] if problem}


def test_starting_begins_the_review_and_leads_to_it():
    host = FakeHost()

    page = participant.start(host, {})

    assert page.template == "participant/overview.html"
    assert host.load().review("baseline").status is Status.IN_PROGRESS
    assert host.load().review("baseline").notice == "2026-01"
    assert host.published == [Started("baseline")]


def test_starting_twice_is_harmless():
    host = FakeHost()
    participant.start(host, {})
    before = host.state

    page = participant.start(host, {})

    assert page.template == "participant/overview.html"
    assert host.state == before


def test_starting_a_round_says_how_much_of_the_block_is_complete():
    host = a_host(a_signed_off_review(), setup=a_setup(rounds=rounds()))

    participant.start(host, a_form(round="mid-point"))

    assert host.published == [Started("mid-point", completion=pytest.approx(1 / 3))]


def test_starting_a_signed_off_round_changes_nothing():
    host = a_host(a_signed_off_review())
    before = host.state

    page = participant.start(host, {})

    assert page.template == "participant/signed_off.html"
    assert host.state == before


@pytest.mark.parametrize(
    ("setup", "code"), [(CLOSED, "round_closed"), (UPCOMING, "round_upcoming")], ids=["c", "u"]
)
def test_a_round_that_is_not_open_cannot_be_started(setup, code):
    host = FakeHost(setup=setup)

    with pytest.raises(Locked) as refused:
        participant.start(host, {})

    assert named(refused.value.problems) == [("round", code)]
    assert host.saves == 0


def test_an_area_is_saved_and_the_page_told_its_new_revision():
    host = a_host(time=days(1))

    page = saved(host, reflection="More.", **ONCE)

    assert (page.template, page.status) == ("participant/saved.html", 200)
    assert page.names["section"].revision == 1
    assert page.names["progress"].done == 1
    assert area_of(host).reflection == "More."
    assert host.load().review("baseline").saved_at == days(1)


def test_saving_takes_old_messages_away():
    page = saved(a_host())

    assert [name for name, _ in page.names["messages"]] == list(page.names["section"].fields)
    assert messages(page) == {}


def test_one_save_is_one_write():
    host = a_host()

    saved(host)

    assert host.saves == 1


def test_a_save_that_says_nothing_new_writes_nothing():
    host = a_host()
    saved(host)
    host.saves = 0

    page = saved(host, revision="1")

    assert (page.template, host.saves) == ("participant/saved.html", 0)


def test_a_refused_area_names_its_fields_and_keeps_what_was_there():
    host = a_host(a_complete_review())
    before = host.state

    page = saved(host, level_id="expert", reflection="\x00", evidence="x" * 1001)

    assert (page.template, page.status) == ("participant/refused.html", 422)
    assert messages(page) == {
        "level_id": "unknown_level",
        "reflection": "hidden_character",
        "evidence": "too_long",
    }
    assert host.state == before


def test_a_conflict_shows_both_versions_and_loses_neither():
    host = a_host()
    saved(host, reflection="Kept.\nTwice.", **ONCE)
    before = host.state

    page = saved(host, level_id="established", reflection="Mine.", writer="tab-2", sequence="1")

    differences = [(each.field, each.saved, each.here) for each in page.names["differences"]]
    assert (page.template, page.status) == ("participant/conflict.html", 409)
    assert differences == [
        ("level_id", "Growing", "Established"),
        ("reflection", "Kept.\nTwice.", "Mine."),
    ]
    assert host.state == before


def test_a_conflict_tells_the_revision_from_which_either_version_can_be_kept():
    host = a_host()
    saved(host, reflection="Kept.", **ONCE)
    mine = {"reflection": "Mine.", "writer": "tab-2"}
    conflict = saved(host, sequence="1", **mine)

    again = str(conflict.names["section"].revision)
    page = saved(host, revision=again, sequence="2", **mine)

    assert page.template == "participant/saved.html"
    assert area_of(host).reflection == "Mine."


def test_an_unchanged_text_of_two_lines_is_no_part_of_a_conflict():
    host = a_host()
    saved(host, reflection="One.\nTwo.", **ONCE)

    page = saved(
        host,
        level_id="established",
        reflection="One.\r\nTwo.",
        writer="tab-2",
        sequence="1",
    )

    assert [each.field for each in page.names["differences"]] == ["level_id"]


def test_a_retried_save_is_kept_once():
    host = a_host()
    saved(host, reflection="More.", **ONCE)
    before = host.state

    page = saved(host, reflection="More.", **ONCE)

    assert page.template == "participant/saved.html"
    assert host.state == before


def test_an_unknown_area_is_refused():
    host = a_host()

    with pytest.raises(Unknown) as refused:
        saved(host, area="sailing")

    assert named(refused.value.problems) == [("area", "unknown_area")]


def test_an_unknown_area_is_refused_whatever_else_is_wrong():
    with pytest.raises(Unknown):
        saved(a_host(), area="sailing", level_id="expert", revision="7")


@pytest.mark.parametrize(
    "form",
    [
        a_form(area="subject"),
        a_form(area="subject", revision="-1"),
        a_form(area="subject", revision="1e3"),
        a_form(area="subject", revision=["0", "0"]),
        a_form(area=["subject", "subject"], revision="0"),
        a_form(area="subject", revision="0", reflection=["a", "b"]),
        a_form(area="subject", revision="0", writer="tab", sequence="x"),
        a_form(round=["baseline", "baseline"], area="subject", revision="0"),
    ],
    ids=str,
)
def test_a_form_that_is_not_ours_is_refused(form):
    host = a_host()
    before = host.state

    with pytest.raises(Invalid):
        participant.save_area(host, form)

    assert host.state == before


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
@pytest.mark.parametrize(
    ("host", "code"),
    [
        (FakeHost(), "not_started"),
        (a_host(a_signed_off_review()), "signed_off"),
        (a_host(a_complete_review(), setup=CLOSED), "round_closed"),
        (FakeHost(setup=UPCOMING), "round_upcoming"),
    ],
    ids=["not started", "signed off", "closed", "upcoming"],
)
def test_nothing_is_saved_in_the_wrong_state(save, host, code):
    form = a_form(
        area="subject",
        revision="0",
        level_id="growing",
        **{"answer-moved": "yes", "answer-stay": "x"},
    )
    before = host.state

    with pytest.raises(Locked) as refused:
        save(host, form)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert host.state == before


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_a_returned_review_can_be_edited_after_the_round_has_closed(save):
    host = a_host(a_returned_review(), setup=CLOSED)
    form = a_form(
        area="subject",
        revision="0",
        level_id="starting",
        **{"answer-moved": "yes", "answer-stay": "x"},
    )

    page = save(host, form)

    assert page.template == "participant/saved.html"
    assert host.saves == 1


def test_a_round_that_closes_while_it_is_written_takes_nothing_more():
    host = a_host(setup=a_setup(rounds=(a_round(closes=days(1)),)))
    saved(host, reflection="In time.")
    host.time = days(1)

    with pytest.raises(Locked):
        saved(host, reflection="Too late.", revision="1")

    assert area_of(host).reflection == "In time."


def test_answers_are_saved_and_the_page_told_their_new_revision():
    host = a_host(time=days(1))

    page = answered(host, moved="in-part", why_not=["no-time", "no-offer"], next_step="Lead.")

    review = host.load().review("baseline")
    section = page.names["section"]
    assert page.template == "participant/saved.html"
    assert (section.id, section.revision, section.is_private) == ("answers", 1, False)
    assert review.answers.values == {
        "moved": ("in-part",),
        "why-not": ("no-offer", "no-time"),
        "next-step": ("Lead.",),
    }
    assert review.saved_at == days(1)


def test_answers_that_say_nothing_new_write_nothing():
    host = a_host()
    answered(host, moved="yes")
    host.saves = 0

    page = answered(host, moved="yes", revision="1")

    assert (page.template, host.saves) == ("participant/saved.html", 0)


def test_refused_answers_name_their_prompts_and_keep_what_was_there():
    host = a_host(a_complete_review())
    before = host.state

    page = answered(host, moved="perhaps", next_step="x" * 3001)

    assert (page.template, page.status) == ("participant/answers_refused.html", 422)
    assert messages(page) == {"moved": "unknown_choice", "next-step": "too_long"}
    assert host.state == before


def test_answers_in_conflict_show_both_versions():
    host = a_host(a_complete_review())
    answered(host, moved="yes", next_step="Kept.")
    before = host.state

    page = answered(host, moved="yes", next_step="Mine.\r\nTwo.")

    [each] = page.names["differences"]
    assert (page.template, page.status) == ("participant/conflict.html", 409)
    assert (each.field, each.saved, each.here) == (
        "What is your next step?",
        "Kept.",
        "Mine.\nTwo.",
    )
    assert host.state == before


def test_a_private_answer_sent_as_a_shared_one_is_not_kept():
    host = a_host()

    participant.save_answers(host, a_form(revision="0", **{"answer-stay": "SECRET"}))

    assert "SECRET" not in json.dumps(host.stored)


def test_private_answers_are_kept_apart_from_the_record():
    host = a_host()
    before = host.stored

    page = answered_privately(host, "SECRET")

    assert page.template == "participant/saved.html"
    section = page.names["section"]
    assert (section.id, section.revision, section.is_private) == ("private", 1, True)
    assert host.load_private("baseline").values == {"stay": ("SECRET",)}
    assert host.stored == before


def test_private_answers_say_when_they_were_saved():
    page = answered_privately(a_host(time=days(1)), "SECRET")

    assert page.names["review"].saved_at == days(1)


def test_private_answers_belong_to_one_round():
    later = a_review(round_id="mid-point")
    host = a_host(a_signed_off_review(), later, setup=a_setup(rounds=rounds()))

    form = {"round": "mid-point", "revision": "0", "answer-stay": "Mine."}
    participant.save_private(host, a_form(**form))

    assert host.load_private("mid-point").values == {"stay": ("Mine.",)}
    assert host.load_private("baseline").values == {}


def test_private_answers_that_say_nothing_new_write_nothing():
    host = a_host()
    answered_privately(host, "Mine.")
    host.saves = 0

    answered_privately(host, "Mine.", revision="1")

    assert host.saves == 0


def test_refused_private_answers_name_their_prompt_and_keep_what_was_there():
    host = a_host()
    before = host.state

    page = answered_privately(host, "\x00")

    assert (page.status, messages(page)) == (422, {"stay": "hidden_character"})
    assert host.state == before


def test_private_answers_in_conflict_show_both_versions():
    host = a_host()
    answered_privately(host, "Kept.", writer="tab-1", sequence="1")

    page = answered_privately(host, "Mine.", writer="tab-2", sequence="1")

    [each] = page.names["differences"]
    assert (page.status, each.saved, each.here) == (409, "Kept.", "Mine.")


def test_a_shared_answer_sent_as_a_private_one_is_not_kept():
    host = a_host()

    participant.save_private(host, a_form(revision="0", **{"answer-next-step": "Lead."}))

    assert "Lead." not in json.dumps([host.private, host.stored])


@pytest.mark.parametrize("stored", [{"version": 2, "answers": {}}, {"mine": 1}], ids=repr)
def test_private_state_that_cannot_be_read_is_never_overwritten(stored):
    host = a_host()
    host.private = stored

    with pytest.raises(Exception, match="unreadable"):
        answered_privately(host, "Mine.")

    assert host.private == stored


@pytest.mark.parametrize(
    ("save", "fails_at"),
    [
        (participant.start, "save"),
        (participant.save_area, "save"),
        (participant.save_answers, "save"),
        (participant.save_private, "save_private"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_save_that_fails_can_be_sent_again(save, fails_at):
    host = FakeHost() if save is participant.start else a_host()
    form = a_form(
        area="subject",
        revision="0",
        level_id="growing",
        **{"answer-moved": "yes", "answer-stay": "x", **ONCE},
    )
    before = host.state
    host.fails_at = fails_at
    with pytest.raises(BrokenError):
        save(host, form)
    assert host.state == before

    host.fails_at = ""
    page = save(host, form)

    assert page.status == 200
    assert host.saves == 1


def test_saving_announces_nothing():
    host = a_host()

    saved(host)
    answered(host, moved="yes")
    answered_privately(host, "Mine.")

    assert host.published == []
    assert host.ledger.rows == []


def test_what_is_refused_carries_no_word_of_the_participant():
    host = a_host()

    with pytest.raises(Unknown) as refused:
        saved(host, area="SECRET", reflection="SECRET", evidence="SECRET")

    assert "SECRET" not in f"{refused.value} {refused.value!r} {refused.value.problems}"


@pytest.mark.parametrize("field", ["level_id", "target_level_id", "then_level_id"])
def test_a_problem_with_a_level_does_not_repeat_what_was_sent(field):
    page = saved(a_host(), **{field: "SECRET"})

    assert not has_text(page.names["messages"], "SECRET")


def test_credit_is_counted_for_the_start_page_without_a_review():
    host = FakeHost(setup=a_setup(credit=a_credit_rule(areas=6)))

    page = participant.show(host, {})

    assert (page.names["credit"].earned, page.names["credit"].possible) == (0, 12)


def test_the_clock_of_the_host_is_the_only_clock():
    host = FakeHost(time=days(400))

    participant.start(host, {})

    assert host.load().review("baseline").started_at == days(400)
    assert days(400) > NOW
