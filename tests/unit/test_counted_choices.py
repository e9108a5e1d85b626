"""Private choices that are counted with consent: what is asked, copied, shown, and taken back."""

import json
from dataclasses import replace

import pytest

from builders import (
    NOW,
    a_choice_prompt,
    a_complete_review,
    a_counted_prompt,
    a_form,
    a_framework,
    a_hidden_prompt,
    a_record,
    a_setup,
    a_signed_off_review,
    days,
    named,
    prompts,
    rounds,
)
from fakes import FakeHost, FakeLedger, hand_back
from matrix_xblock import participant
from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.codec.review.counted_choices import counted_entry, read_counted
from matrix_xblock.domain.framework.framework import (
    AGREED,
    PREFER_NOT_TO_SAY,
    Choice,
    PromptKind,
    Visibility,
    check,
    consent_to,
)
from matrix_xblock.domain.framework.sharing import Seen, Sharing, Shown, who_sees
from matrix_xblock.domain.review import counted_choices
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.review.effect import effect
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.participant import my_record, record_import

FRAMEWORK = a_framework(prompts=(*prompts()[:3], a_counted_prompt()))
SETUP = a_setup(framework=FRAMEWORK, rounds=rounds())
BOX = consent_to("stay")
OTHER = "block-v1:Trust+NPQ+2025+type@matrix_review+block@other"


def a_host(*reviews, **changes):
    record = a_record(*(reviews or (a_complete_review(FRAMEWORK),)))
    return FakeHost(record=record, **{"setup": SETUP, **changes})


def save(host, choice, *, agrees=True):
    """Answer the private question as the page does, with the box beside it or without."""
    revision = str(host.load_private("baseline").version.revision)
    box = {f"answer-{BOX}": AGREED} if agrees else {}
    form = a_form(round="baseline", revision=revision, **{"answer-stay": choice}, **box)
    return participant.save_private(host, form)


def sign_off(host, **form):
    saves = str(host.load_private("baseline").version.revision)
    review = host.load().review("baseline")
    revision = str(review.revision)
    sent = {"round": "baseline", "revision": revision, "private_saves": saves, **form}
    return participant.sign_off(host, a_form(**sent))


def counted(host):
    """Give what the rows say, oldest first: round, question, choices."""
    rows = read_counted(host.ledger.entries(host.participant.id, Kind.COUNTED))
    return [(each.round_id, each.question, each.choices) for each in rows]


def withdraw(host, round_id="baseline", question="stay"):
    return my_record.withdraw_choice(host, a_form(round=round_id, question=question))


def problems_of(prompt):
    framework = a_framework(prompts=(*prompts()[:2], prompt))
    return named(check(framework))


def test_no_question_is_counted_unless_an_author_marks_it():
    unmarked = a_counted_prompt(counted_with_consent=False)

    assert not any(each.is_consent for each in a_framework(prompts=(unmarked,)).asked)
    assert a_framework().counted_prompts == ()


def test_a_marked_question_is_followed_by_a_box_of_its_own():
    asked = FRAMEWORK.private_prompts

    assert [each.id for each in asked] == ["stay", BOX]
    assert asked[1].show_if == {"stay": ("stay", "unsure", "leave")}


def test_the_box_stands_after_what_something_else_is():
    choices = (*a_counted_prompt().choices, Choice("something-else", "Something else"))
    framework = a_framework(prompts=(a_counted_prompt(choices=choices),))

    assert [each.id for each in framework.asked] == ["stay", "stay--something-else", BOX]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"visibility": Visibility.SHARED}, "counted_not_private"),
        ({"kind": PromptKind.TEXT, "choices": ()}, "counted_not_choices"),
        ({"kind": PromptKind.STEP, "choices": ()}, "counted_not_choices"),
        (
            {"choices": (Choice("one", "One"), Choice(PREFER_NOT_TO_SAY, "No"))},
            "counted_too_few_choices",
        ),
    ],
)
def test_only_private_choices_can_be_counted(changes, code):
    found_at = "prompts[2].counted_with_consent"

    assert problems_of(a_counted_prompt(**changes)) == [(found_at, code)]


def test_a_question_that_another_reveals_cannot_be_counted():
    first = a_choice_prompt(visibility=Visibility.PRIVATE)
    second = a_hidden_prompt(visibility=Visibility.PRIVATE, counted_with_consent=True)

    assert named(check(a_framework(prompts=(first, second)))) == [
        ("prompts[1].counted_with_consent", "counted_after_another")
    ]


def test_an_author_cannot_put_words_of_their_own_into_the_place_of_the_box():
    assert ("prompts[2].id", "reserved_id") in problems_of(a_choice_prompt(id=BOX))


def test_an_id_has_to_leave_room_for_the_box():
    assert problems_of(a_counted_prompt(id="a" * 100)) == [("prompts[2].id", "bad_id")]


def test_a_mark_is_read_as_it_was_written():
    assert read_framework(json.loads(json.dumps(write_framework(FRAMEWORK)))) == FRAMEWORK


def test_a_mark_changes_what_is_asked():
    before = replace(FRAMEWORK, prompts=(a_counted_prompt(counted_with_consent=False),))
    after = replace(FRAMEWORK, prompts=(a_counted_prompt(),))

    assert effect(before, after, was=(), becomes=()).altered == ("Do you plan to stay?",)


def test_who_sees_what_says_so_only_where_something_can_be_counted():
    for has_counted, shown in ((True, Shown.COUNTED), (False, Shown.NEVER)):
        lines = who_sees(
            Sharing.EVERYTHING, has_questions=True, has_private=True, has_counted=has_counted
        )
        assert {each.what: each.shown for each in lines}[Seen.PRIVATE] is shown


def test_without_a_tick_nothing_is_copied():
    host = a_host()
    save(host, "leave", agrees=False)

    page = sign_off(host)

    assert page.template == "participant/signed_off.html"
    assert counted(host) == []


def test_a_tick_copies_the_choice_at_sign_off_and_not_before():
    host = a_host()

    save(host, "leave")
    assert host.ledger.rows == []
    sign_off(host)

    assert counted(host) == [("baseline", "stay", ("leave",))]


def test_no_other_row_no_record_and_no_event_tells_one_choice_from_another_or_a_tick_from_none():
    def everything_else(choice, *, agrees):
        host = a_host()
        save(host, choice, agrees=agrees)
        sign_off(host)
        others = [kind for kind in Kind if kind is not Kind.COUNTED]
        rows = host.ledger.entries(host.participant.id, *others)
        return [each.body for each in rows], host.stored, host.published

    ticked = everything_else("leave", agrees=True)

    assert ticked == everything_else("stay", agrees=True) == everything_else("stay", agrees=False)


def test_of_something_else_the_choice_is_copied_and_no_word():
    choices = (*a_counted_prompt().choices, Choice("something-else", "Something else"))
    framework = a_framework(prompts=(a_counted_prompt(choices=choices),))
    host = a_host(setup=a_setup(framework=framework))
    words = {"answer-stay--something-else": "Zirkon"}
    form = {"answer-stay": "something-else", f"answer-{BOX}": AGREED, **words}
    participant.save_private(host, a_form(revision="0", **form))

    sign_off(host)

    assert counted(host) == [("baseline", "stay", ("something-else",))]
    assert "Zirkon" not in repr(host.ledger.rows)


def test_who_prefers_not_to_say_is_not_counted():
    host = a_host()
    save(host, "leave")
    save(host, PREFER_NOT_TO_SAY)

    sign_off(host)

    assert BOX not in host.load_private("baseline").values
    assert counted(host) == []


def test_the_choice_that_stands_at_sign_off_is_copied():
    host = a_host()
    save(host, "leave")
    save(host, "stay")

    sign_off(host)

    assert counted(host) == [("baseline", "stay", ("stay",))]


def test_unticked_before_sign_off_nothing_is_copied():
    host = a_host()
    save(host, "leave")
    save(host, "leave", agrees=False)

    sign_off(host)

    assert counted(host) == []


def test_several_choices_are_copied_in_the_order_of_the_question():
    prompt = a_counted_prompt(kind=PromptKind.MULTI_CHOICE)
    host = a_host(setup=a_setup(framework=a_framework(prompts=(prompt,))))
    form = {"answer-stay": ["leave", "stay"], f"answer-{BOX}": [AGREED]}
    participant.save_private(host, a_form(revision="0", **form))

    sign_off(host)

    assert counted(host) == [("baseline", "stay", ("stay", "leave"))]


def test_pressing_sign_off_twice_copies_once():
    host = a_host()
    save(host, "leave")

    sign_off(host)
    sign_off(host, revision="1")

    assert len(counted(host)) == 1


def test_the_page_before_sign_off_says_what_is_counted():
    host = a_host()
    save(host, "leave", agrees=False)
    show = {"screen": "check", "round": "baseline"}
    assert participant.show(host, a_form(**show)).names["counted"] == ()

    save(host, "leave")

    assert participant.show(host, a_form(**show)).names["counted"] == ("Do you plan to stay?",)


@pytest.mark.parametrize("seen", [{}, {"private_saves": "0"}])
def test_a_tick_in_another_tab_is_shown_before_it_is_signed_off(seen):
    """The page that is signed off from has not said that anything is counted."""
    host = a_host()
    save(host, "leave")

    page = participant.sign_off(host, a_form(round="baseline", revision="1", **seen))

    assert (page.status, named(page.names["problems"])) == (409, [("saves", "review_changed")])
    assert page.names["counted"] == ("Do you plan to stay?",)
    assert host.ledger.rows == []


def test_a_tick_that_another_tab_took_back_stands_in_nobody_s_way():
    host = a_host()
    save(host, "leave")
    seen = str(host.load_private("baseline").version.revision)
    save(host, "leave", agrees=False)

    page = sign_off(host, private_saves=seen)

    assert page.template == "participant/signed_off.html"
    assert counted(host) == []


def test_two_versions_of_the_box_are_shown_side_by_side():
    host = a_host()
    save(host, "leave")
    form = a_form(round="baseline", revision="0", **{"answer-stay": "leave"})

    page = participant.save_private(host, form)

    [difference] = page.names["differences"]
    assert (difference.field, difference.saved, difference.here) == ("counted", "yes", "")


def test_the_next_revision_takes_the_place_of_the_one_before():
    host = a_host()
    save(host, "leave")
    sign_off(host)
    hand_back(host, now=host.time)
    host.time = days(1)
    save(host, "stay")

    sign_off(host, revision="2")

    assert counted(host)[-1] == ("baseline", "stay", ("stay",))
    assert latest_of(host) == {("baseline", "stay"): ("stay",)}


def latest_of(host):
    rows = read_counted(host.ledger.entries(host.participant.id, Kind.COUNTED))
    return {key: each.choices for key, each in counted_choices.latest(rows).items()}


def test_a_revision_without_the_tick_takes_it_back():
    host = a_host()
    save(host, "leave")
    sign_off(host)
    hand_back(host, now=host.time)
    save(host, "leave", agrees=False)

    sign_off(host, revision="2")

    assert latest_of(host) == {("baseline", "stay"): ()}


def test_a_revision_of_a_question_that_is_not_marked_any_more_takes_it_back():
    host = a_host()
    save(host, "leave")
    sign_off(host)
    hand_back(host, now=host.time)
    unmarked = a_counted_prompt(counted_with_consent=False)
    host.setup = replace(SETUP, framework=replace(FRAMEWORK, prompts=(unmarked,)))

    sign_off(host, revision="2")

    assert latest_of(host) == {("baseline", "stay"): ()}


def test_a_revision_that_says_the_same_adds_no_row():
    host = a_host()
    save(host, "leave")
    sign_off(host)
    hand_back(host, now=host.time)

    sign_off(host, revision="2")

    assert len(counted(host)) == 1


def test_a_tick_without_a_mark_copies_nothing():
    host = a_host()
    save(host, "leave")
    unmarked = a_counted_prompt(counted_with_consent=False)
    host.setup = replace(SETUP, framework=replace(FRAMEWORK, prompts=(unmarked,)))

    sign_off(host)

    assert counted(host) == []


def signed_off(**changes):
    host = a_host(**changes)
    save(host, "leave")
    sign_off(host)
    return host


def test_my_record_shows_what_is_counted():
    [shown] = my_record.show(signed_off(), {}).names["counted"]

    assert (shown.question, shown.round_title) == ("Do you plan to stay?", "Baseline review")
    assert (shown.answer, shown.at) == ("I plan to leave", NOW)


def test_my_record_has_nothing_of_it_where_nothing_was_counted():
    assert my_record.show(a_host(), {}).names["counted"] == ()


def test_a_tick_is_no_private_answer_of_its_own():
    host = signed_off()

    assert my_record.show(host, {}).names["private_count"] == 1
    [(question, answer)] = my_record.words(host, {}).names["private"]
    assert (question, answer) == ("Do you plan to stay?", "I plan to leave")


def test_withdrawn_it_is_counted_no_more_and_the_answer_stays():
    host = signed_off()
    host.time = days(3)

    page = withdraw(host)

    assert page.names["done"] == "withdrawn"
    assert latest_of(host) == {("baseline", "stay"): ()}
    [shown] = page.names["counted"]
    assert (shown.answer, shown.at) == ("", days(3))
    assert host.load_private("baseline").values == {"stay": ("leave",)}


def test_withdrawing_twice_is_withdrawing_once():
    host = signed_off()
    withdraw(host)
    before = host.state

    page = withdraw(host)

    assert page.names["done"] == "withdrawn"
    assert host.state == before


@pytest.mark.parametrize(("round_id", "question"), [("final", "stay"), ("baseline", "moved")])
def test_withdrawing_what_is_not_counted_changes_nothing(round_id, question):
    host = signed_off()
    before = host.state

    withdraw(host, round_id, question)

    assert host.state == before


def test_what_was_withdrawn_is_not_counted_by_the_next_sign_off():
    host = signed_off()
    withdraw(host)
    hand_back(host, now=host.time)

    sign_off(host, revision="2")

    assert latest_of(host) == {("baseline", "stay"): ()}


def test_a_page_from_before_the_withdrawal_does_not_tick_the_box_again():
    host = signed_off()
    hand_back(host, now=host.time)
    seen = str(host.load_private("baseline").version.revision)
    withdraw(host)

    form = {"answer-stay": "leave", f"answer-{BOX}": AGREED}
    page = participant.save_private(host, a_form(round="baseline", revision=seen, **form))

    assert page.template == "participant/conflict.html"
    assert BOX not in host.load_private("baseline").values


def test_a_withdrawal_is_kept_as_a_whole_or_not_at_all():
    host = signed_off()
    host.fails_at = "save_private"
    before = host.state

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the host raises
        withdraw(host)

    assert host.state == before


def test_what_is_counted_goes_with_the_record_and_comes_in_nowhere():
    host = signed_off(ledger=FakeLedger(block=OTHER))
    content = my_record.download(host, a_form(format="json")).content
    here = a_host(a_signed_off_review())

    record_import.read(here, a_form(confirm="yes"), content.encode())

    [row] = [each for each in json.loads(content)["ledger"] if each["kind"] == "counted"]
    assert row["body"]["choices"] == ["leave"]
    assert counted(here) == []
    assert here.load_every_private()[OTHER]["baseline"].values == {"stay": ("leave",)}


def test_deleting_drafts_unticks_what_was_never_signed_off():
    host = a_host()
    save(host, "leave")

    my_record.delete_drafts(host, a_form(confirm="yes"))

    assert host.load_every_private() == {}


def test_a_row_says_which_text_was_agreed_to():
    row = counted_entry("anon-1", CountedChoice("baseline", "stay", ("leave",), NOW))

    assert row.body["text"] == "1"
    assert read_counted([row]) == (CountedChoice("baseline", "stay", ("leave",), NOW),)


def test_a_row_that_cannot_be_read_counts_nothing():
    body = {"version": 2, "round": "baseline", "question": "stay", "choices": ["leave"]}
    rows = [
        Entry(Kind.COUNTED, "anon-1", body, NOW),
        Entry(Kind.COUNTED, "anon-1", {"version": 1, "choices": "leave"}, NOW),
        Entry(Kind.CONSENT, "anon-1", body, NOW),
    ]

    assert [each.choices for each in read_counted(rows)] == [(), ()]


def test_what_is_counted_prints_no_choice():
    assert "leave" not in repr(CountedChoice("baseline", "stay", ("leave",), NOW))
