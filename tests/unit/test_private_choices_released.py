"""Private choices in releases: of those who agree, in tables of their own, k of 20 at least."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, a_counted_prompt, a_framework, a_round, a_setup, prompts
from fakes import FakeLedger, FakeStaff
from matrix_xblock.codec.review.counted_choices import counted_entry
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.release_counts import Counting
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.sign_offs import NO_OPPORTUNITIES, AnswerCodes
from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY, PromptKind
from matrix_xblock.domain.review.counted_choices import CountedChoice
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.report.release_rows import release_rows
from matrix_xblock.screens.released_choices import released_choices
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease

HIDDEN = Symbol.CONFIDENTIAL
CHOICES = ("stay", "unsure", "leave")
SEVERAL = a_counted_prompt(kind=PromptKind.MULTI_CHOICE)
CLOSED = a_round(id="baseline", closes=NOW - timedelta(days=1))
OPEN = a_round(id="final", title="Final")
PEOPLE = [Person(f"p{n:03}", f"Person {n}", f"School {n % 3}") for n in range(200)]


def agree(host, number, *choices, first=0, round_id="baseline", at=NOW):
    """Let so many people agree to be counted with these choices, or withdraw without any."""
    for each in PEOPLE[first : first + number]:
        counted = CountedChoice(round_id, "stay", choices, at)
        host.ledger.append([counted_entry(each.id, counted)])


def course(number=150, *, prompt=None, k=10, round_id="baseline"):
    """Make a course in which so many have signed a round off, and nobody has agreed to anything."""
    framework = a_framework(prompts=(*prompts()[:3], prompt or a_counted_prompt()))
    host = FakeStaff(
        FakeLedger(), setup=a_setup(framework=framework, rounds=(CLOSED, OPEN)), people=PEOPLE
    )
    host.site = replace(host.site, k=k)
    join(host, 0, number, round_id=round_id)
    return host


def join(host, first, number, *, round_id="baseline"):
    level = host.setup.framework.levels[0].id
    levels = {area.id: level for area in host.setup.framework.areas}
    summary = {"round": round_id, "revision": 1, "levels": levels, "opportunities": {}}
    snapshot = {"round": round_id, "revision": 1, "answers": {}}
    for each in PEOPLE[first : first + number]:
        host.ledger.append(
            [
                Entry(Kind.SUMMARY, each.id, summary, NOW),
                Entry(Kind.SNAPSHOT, each.id, snapshot, NOW),
            ]
        )


def made(host, name="one", round_id="baseline"):
    return releases.make(host, AskedRelease(name, round_id))


def shown(host, key="private/stay", **others):
    return dict(made(host, **others).tables[key].whole)


def test_a_question_that_is_not_marked_is_in_no_release():
    host = course(prompt=a_counted_prompt(counted_with_consent=False))
    agree(host, 60, "stay")

    release = made(host)

    assert not [key for key in release.tables if key.startswith("private")]
    assert "private" not in release.words


def test_choices_of_those_who_agree_are_counted_and_of_nobody_else():
    host = course()
    agree(host, 52, "stay")
    agree(host, 31, "unsure", first=52)
    agree(host, 24, "leave", first=83)

    assert shown(host) == {
        "all": 105,
        "answer-stay": 50,
        "after-answer-stay": 55,
        "answer-unsure": 30,
        "answer-leave": 25,
    }


def test_what_is_counted_has_its_words_with_it():
    words = made(course()).words

    assert words["private"] == (("stay", "Do you plan to stay?"),)
    assert [key for key, _ in words["private/stay"]] == [*CHOICES]


@pytest.mark.parametrize(
    ("k", "number", "is_shown"), [(5, 20, False), (5, 21, True), (10, 20, False)]
)
def test_twenty_people_are_too_few_however_small_the_k_of_the_site(k, number, is_shown):
    host = course(k=k)
    agree(host, 60, "stay")
    agree(host, number, "unsure", first=60)
    agree(host, 21, "leave", first=60 + number)

    assert (shown(host)["answer-unsure"] is not HIDDEN) == is_shown


def test_a_larger_k_of_the_site_holds_here_too():
    host = course(k=25)
    agree(host, 60, "stay")
    agree(host, 25, "unsure", first=60)
    agree(host, 30, "leave", first=85)

    whole = shown(host)

    assert whole["answer-stay"] == 60
    assert whole["answer-unsure"] is HIDDEN


def test_a_later_k_of_the_site_changes_no_release():
    host = course()
    agree(host, 52, "stay")
    agree(host, 52, "leave", first=52)
    release = made(host)

    host.site = replace(host.site, k=100)

    assert releases.read(host.ledger).made == (release,)


def test_where_all_choose_one_nothing_is_shown():
    host = course()
    agree(host, 100, "stay")

    assert set(shown(host).values()) == {HIDDEN}


def test_a_table_of_few_who_agree_says_nothing_of_how_many():
    host = course()
    agree(host, 20, "stay")

    assert set(shown(host).values()) == {HIDDEN}


def test_it_is_counted_by_no_group_and_crossed_with_nothing():
    host = course()
    agree(host, 60, "stay")
    agree(host, 60, "leave", first=60)
    groups = tuple(releases.proposed(host, releases.signed_round(host, "baseline")))

    release = releases.make(host, AskedRelease("one", "baseline", groups))

    assert release.is_by_group
    assert release.tables["private/stay"].rows == {}
    assert [key for key in release.tables if "stay" in key] == ["private/stay"]


def test_who_withdrew_is_not_in_the_next_release_and_stays_in_the_last():
    host = course()
    agree(host, 52, "stay")
    agree(host, 52, "leave", first=52)
    last = made(host)
    agree(host, 52, first=52)
    for each in PEOPLE[:104]:
        again = CountedChoice("final", "stay", ("leave",), NOW)
        host.ledger.append([counted_entry(each.id, again)])
    join(host, 0, 150, round_id="final")
    agree(host, 30, first=0, round_id="final")

    assert releases.read(host.ledger).made == (last,)
    assert last.tables["private/stay"].whole["all"] == 105
    assert set(shown(host, name="two", round_id="final").values()) == {HIDDEN}


def test_withdrawn_before_a_release_it_is_in_none():
    host = course()
    agree(host, 60, "stay")
    agree(host, 60, "leave", first=60)
    agree(host, 30, first=0)

    assert shown(host)["answer-stay"] == 30


def test_each_round_counts_its_own_choices():
    host = course()
    join(host, 0, 150, round_id="final")
    agree(host, 60, "stay", round_id="final")
    agree(host, 60, "leave", first=60, round_id="final")

    assert set(shown(host).values()) == {HIDDEN}
    assert shown(host, name="two", round_id="final")["all"] == 120


def test_who_has_left_the_course_or_was_reset_is_not_counted():
    host = course()
    agree(host, 60, "stay")
    agree(host, 60, "leave", first=60)
    host.roster.known = PEOPLE[10:]
    for each in PEOPLE[60:70]:
        host.ledger.clear(each.id)

    whole = shown(host)
    assert (whole["answer-stay"], whole["after-answer-stay"]) == (50, 50)


def test_a_choice_that_is_no_longer_offered_is_outside_the_table():
    host = course()
    agree(host, 60, "stay")
    agree(host, 60, "leave", first=60)
    agree(host, 30, "gone", first=120)

    assert shown(host)["all"] == 120


def test_of_several_choices_each_is_a_table_of_its_own():
    host = course(prompt=SEVERAL)
    agree(host, 40, "stay", "unsure")
    agree(host, 40, "stay", first=40)
    agree(host, 40, "leave", first=80)

    tables = made(host).tables

    assert [key for key in tables if key.startswith("private")] == [
        "private/stay/stay",
        "private/stay/unsure",
        "private/stay/leave",
    ]
    assert tables["private/stay/stay"].whole == {"all": 120, "chosen": 80, "not-chosen": 40}
    assert tables["private/stay/unsure"].whole == {"all": 120, "chosen": 40, "not-chosen": 80}


def test_of_several_choices_one_of_twenty_people_hides_its_table_and_another():
    host = course(prompt=SEVERAL)
    agree(host, 60, "stay")
    agree(host, 40, "unsure", first=60)
    agree(host, 20, "leave", first=100)

    tables = made(host).tables

    assert set(tables["private/stay/leave"].whole.values()) == {HIDDEN}
    assert set(tables["private/stay/unsure"].whole.values()) == {HIDDEN}
    assert tables["private/stay/stay"].whole["chosen"] == 60


def test_a_further_release_shows_only_what_has_grown_by_more_than_twenty():
    host = course(100, round_id="final")
    agree(host, 50, "stay", round_id="final")
    agree(host, 50, "leave", first=50, round_id="final")
    made(host, name="interim", round_id="final")
    join(host, 100, 50, round_id="final")
    agree(host, 20, "stay", first=100, round_id="final")
    agree(host, 30, "leave", first=120, round_id="final")
    closed = replace(OPEN, closes=NOW - timedelta(hours=1))
    host.setup = replace(host.setup, rounds=(CLOSED, closed))

    assert set(shown(host, name="last", round_id="final").values()) == {HIDDEN}


@given(st.lists(st.sampled_from([*CHOICES, None]), max_size=150), st.integers(5, 30))
def test_no_number_of_twenty_or_fewer_is_ever_shown_nor_its_complement(picked, k):
    host = course(120, k=k)
    for place, choice in enumerate(picked):
        if choice:
            agree(host, 1, choice, first=place)

    whole = shown(host)

    real = {each: sum(one == each for one in picked[:120]) for each in CHOICES}
    for choice, number in real.items():
        count = whole[f"answer-{choice}"]
        assert count is HIDDEN or (number > max(20, k) and abs(count - number) <= 2)
    numbers = [each for each in whole.values() if each is not HIDDEN]
    assert all(each % 5 == 0 for each in numbers)


def test_who_prefers_not_to_say_has_no_place_in_the_table():
    assert PREFER_NOT_TO_SAY not in str(made(course()).tables["private/stay"].whole)


def test_a_page_lists_the_choices_with_how_many_agreed():
    host = course()
    agree(host, 52, "stay")
    agree(host, 31, "unsure", first=52)
    agree(host, 24, "leave", first=83)

    [shown_choices] = released_choices(made(host))

    assert shown_choices.question == "Do you plan to stay?"
    assert (shown_choices.people, shown_choices.k) == (105, 20)
    assert shown_choices.choices == (
        ("I plan to stay", 50),
        ("I am not sure", 30),
        ("I plan to leave", 25),
    )
    assert shown_choices.rest is None


def test_a_page_says_how_many_chose_what_is_hidden_where_that_is_shown():
    host = course()
    agree(host, 52, "stay")
    agree(host, 12, "unsure", first=52)
    agree(host, 24, "leave", first=64)

    [shown_choices] = released_choices(made(host))

    assert [count for _, count in shown_choices.choices] == [50, HIDDEN, HIDDEN]
    assert shown_choices.rest == 35


@pytest.mark.parametrize(("agreeing", "people"), [(60, 120), (10, HIDDEN)])
def test_a_page_lists_several_choices_one_by_one(agreeing, people):
    host = course(prompt=SEVERAL)
    agree(host, agreeing, "stay", "leave")
    agree(host, agreeing, "unsure", first=agreeing)

    [shown_choices] = released_choices(made(host))

    assert shown_choices.is_several
    assert shown_choices.people == people
    assert len(shown_choices.choices) == 3


def test_a_page_of_a_release_without_private_choices_lists_none():
    assert released_choices(made(course(prompt=a_counted_prompt(counted_with_consent=False)))) == ()


def test_what_is_counted_without_them_has_no_table_of_private_choices():
    """A preview that can be looked at every day would show each sign-off."""
    host = course()
    framework = host.setup.framework
    answers = [bytes(len(framework.areas))]
    counting = Counting(
        AnswerCodes.of(framework), ["p001"], answers, opportunities=[NO_OPPORTUNITIES]
    )

    release = make_release(Wanted("one", "baseline", NOW, "Sam"), framework, counting)

    assert "private" not in release.words
    assert not [key for key in release.tables if key.startswith("private")]


@pytest.mark.parametrize(
    ("prompt", "about", "part"),
    [
        (a_counted_prompt(), ("stay", "Do you plan to stay?"), ("answer-leave", "I plan to leave")),
        (
            SEVERAL,
            ("stay/leave", "Do you plan to stay?: I plan to leave"),
            ("chosen", ""),
        ),
    ],
)
def test_a_file_names_private_questions_and_choices_and_says_their_own_k(prompt, about, part):
    host = course(prompt=prompt)
    agree(host, 60, "leave")

    rows = [*release_rows(made(host), made_on=NOW.date())]
    private = [each for each in rows if each["table"] == "private"]

    assert about in {(each["about"], each["about_name"]) for each in private}
    assert part in {(each["part"], each["part_name"]) for each in private}
    assert {each["k"] for each in private} == {20}
    assert {each["k"] for each in rows if each["table"] != "private"} == {10}
