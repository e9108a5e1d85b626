"""Signing a review off, and signing it off again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    NOW,
    a_complete_review,
    a_form,
    a_framework,
    a_private_prompt,
    a_record,
    a_review,
    a_round,
    a_setup,
    an_area_review,
    answers,
    days,
    every_area,
    levels,
    named,
    prompts,
    rounds,
)
from fakes import BrokenError, FakeHost, FakeLedger, hand_back
from matrix_xblock import participant
from matrix_xblock.codec.review.ledger import read_snapshot
from matrix_xblock.domain.errors import Invalid, Locked, Stale
from matrix_xblock.domain.facts import SignedOff
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE, Visibility
from matrix_xblock.domain.review.review import Status
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from texts import has_text

CLOSED = a_setup(rounds=(a_round(opens=days(-9), closes=days(-1)),))
LEVELS = [*(level.id for level in levels()), NOT_APPLICABLE]


def a_host(*reviews, **changes):
    return FakeHost(record=a_record(*(reviews or (a_complete_review(),))), **changes)


def signed_off(host, revision="1", **form):
    return participant.sign_off(host, a_form(revision=revision, **form))


def returned(host, **changes):
    return hand_back(host, **{"now": host.time, **changes})


def bodies(host, kind):
    return [entry.body for entry in host.ledger.entries(host.participant.id, kind)]


def edited(host, **fields):
    revision = str(host.load().review("baseline").area("subject").version.revision)
    form = {"area": "subject", "level_id": "growing", "revision": revision, **fields}
    return participant.save_area(host, a_form(**form))


def test_signing_off_makes_the_review_read_only():
    host = a_host(time=days(1))

    page = signed_off(host)

    review = host.load().review("baseline")
    assert (page.template, page.names["is_new"]) == ("participant/signed_off.html", True)
    assert (review.status, review.signed_off_at) == (Status.SIGNED_OFF, days(1))


def test_signing_off_writes_a_summary_for_lists():
    host = a_host()

    signed_off(host)

    assert bodies(host, Kind.SUMMARY) == [
        {
            "version": 1,
            "round": "baseline",
            "revision": 1,
            "signed_off_at": NOW.isoformat(),
            "framework": "talent@1",
            "levels": {"subject": "growing", "leadership": "growing", "networks": "growing"},
            "reflections": 3,
            "earned": 10.0,
            "possible": 10,
            "mode": "self-review",
            "cpd": {"entries": 0, "minutes": 0},
            "next_steps": {},
            "opportunities": {"statuses": {}, "reasons": {}, "days_until_offered": []},
            "changed": {"areas": 0, "answers": 0},
            "cohort": "",
            "sharing": "everything",
            "choices": {"moved": ["in-part"], "why-not": ["no-time"]},
        }
    ]


def test_signing_off_writes_the_review_with_the_words_it_was_answered_against():
    host = a_host()

    signed_off(host)

    review, framework = read_snapshot(bodies(host, Kind.SNAPSHOT))
    assert framework == a_framework()
    assert review.areas == a_complete_review().areas
    assert review.answers.values == a_complete_review().answers.values


def test_a_large_review_is_written_in_several_rows_and_read_as_one():
    words = "📚" * 3000
    host = a_host(a_complete_review(areas=every_area(reflection=words, evidence=words[:1000])))

    signed_off(host)

    assert len(bodies(host, Kind.SNAPSHOT)) > 1
    page = participant.show(host, {})
    assert [row.answer.reflection for row in page.names["summary"].areas] == [words] * 3


def test_signing_off_announces_counts_and_points():
    host = a_host()

    signed_off(host)

    assert host.published == [
        SignedOff(
            round_id="baseline",
            revision=1,
            areas=3,
            reflections=3,
            earned=10.0,
            possible=10,
            completion=1.0,
            at=NOW,
        )
    ]


def test_points_and_completion_are_those_of_the_whole_block():
    host = a_host(setup=a_setup(rounds=rounds()))

    signed_off(host)

    [fact] = host.published
    assert (fact.earned, fact.possible) == (10, 30)
    assert fact.completion == pytest.approx(1 / 3)


def test_the_second_round_adds_to_the_first():
    host = a_host(
        a_complete_review(), a_complete_review(round_id="mid-point"), setup=a_setup(rounds=rounds())
    )
    signed_off(host, round="baseline")

    signed_off(host, round="mid-point")

    assert host.published[-1].earned == 20
    assert host.published[-1].completion == pytest.approx(2 / 3)


def test_pressing_twice_is_harmless():
    host = a_host()
    signed_off(host)
    before = host.state

    page = signed_off(host)

    assert (page.template, page.status) == ("participant/signed_off.html", 200)
    assert page.names["is_new"]
    assert host.state == before


@pytest.mark.parametrize("fails_at", ["ledger", "save", "publish"])
def test_a_failure_leaves_everything_as_it_was_and_pressing_again_works(fails_at):
    host = a_host()
    before = host.state
    host.fails_at = fails_at
    with pytest.raises(BrokenError):
        signed_off(host)
    assert host.state == before

    host.fails_at = ""
    page = signed_off(host)

    assert page.template == "participant/signed_off.html"
    assert len(bodies(host, Kind.SUMMARY)) == len(host.published) == 1


def test_an_incomplete_review_names_every_gap_and_signs_nothing_off():
    host = a_host(a_review(areas={"leadership": an_area_review()}))
    before = host.state

    page = signed_off(host)

    assert (page.template, page.status) == ("participant/check.html", 422)
    assert named(page.names["problems"]) == [
        ("subject", "area_missing"),
        ("networks", "area_missing"),
    ]
    assert host.state == before


@pytest.mark.parametrize(
    ("host", "code"),
    [
        (FakeHost(), "not_started"),
        (a_host(setup=CLOSED), "round_closed"),
        (FakeHost(setup=a_setup(rounds=(a_round(opens=days(1)),))), "round_upcoming"),
    ],
    ids=["not started", "closed", "upcoming"],
)
def test_nothing_is_signed_off_in_the_wrong_state(host, code):
    before = host.state

    with pytest.raises(Locked) as refused:
        signed_off(host)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert host.state == before


@pytest.mark.parametrize("revision", ["", "one", "-1", "1e3", "99999999999"])
def test_the_revision_on_the_page_has_to_be_a_number(revision):
    with pytest.raises(Invalid):
        signed_off(a_host(), revision=revision)


@pytest.mark.parametrize("revision", ["0", "2"])
def test_another_revision_than_the_one_on_the_page_is_not_signed_off(revision):
    host = a_host()

    with pytest.raises(Stale):
        signed_off(host, revision=revision)

    assert host.ledger.rows == []


def saves(host):
    """Give what the page that was shown says of how often the review had been saved."""
    return str(participant.show(host, a_form(screen="check")).names["review"].saves)


def test_what_was_read_is_signed_off():
    host = a_host()
    edited(host, reflection="Read before.")

    assert signed_off(host, saves=saves(host)).status == 200


def answered(host):
    participant.save_answers(host, a_form(revision="0", **{"answer-career": "Lead a phase."}))


@pytest.mark.parametrize(
    "save", [lambda host: edited(host, reflection="Said elsewhere."), answered]
)
def test_what_was_saved_after_the_check_is_read_before_it_is_signed_off(save):
    host = a_host()
    seen = saves(host)
    save(host)
    before = host.state

    page = signed_off(host, saves=seen, unasked="1")

    assert (page.template, page.status) == ("participant/check.html", 409)
    assert named(page.names["problems"]) == [("saves", "review_changed")]
    assert (host.state, host.ledger.rows) == (before, [])
    assert signed_off(host, saves=str(page.names["review"].saves)).status == 200


def test_the_same_words_saved_again_after_the_check_stand_in_no_way():
    host = a_host()
    edited(host, reflection="Said once.")
    seen = saves(host)
    edited(host, reflection="Said once.")

    assert signed_off(host, saves=seen).status == 200


@pytest.mark.parametrize("count", ["", "many", "-1"])
def test_how_often_a_review_was_saved_has_to_be_a_number(count):
    with pytest.raises(Invalid):
        signed_off(a_host(), saves=count)


def test_a_page_from_before_the_return_does_not_sign_the_new_revision_off():
    host = a_host()
    signed_off(host)
    returned(host)
    before = host.state

    with pytest.raises(Stale):
        signed_off(host, revision="1")

    assert host.state == before


def test_a_late_sign_off_is_possible_until_the_round_closes():
    host = a_host(setup=a_setup(rounds=(a_round(due=days(-1), closes=days(1)),)))

    assert signed_off(host).template == "participant/signed_off.html"


def test_a_returned_review_is_edited_and_signed_off_again_as_the_second_revision():
    host = a_host()
    signed_off(host)
    host.time = days(1)
    returned(host)
    host.time = days(2)
    edited(host, reflection="Much better.")

    signed_off(host, revision="2")

    assert [body["revision"] for body in bodies(host, Kind.SUMMARY)] == [1, 2]
    review = host.load().review("baseline")
    assert (review.revision, review.earlier, review.signed_off_at) == (2, (NOW,), days(2))


def test_the_first_revision_is_kept_as_it_was():
    host = a_host()
    signed_off(host)
    first = bodies(host, Kind.SNAPSHOT)
    returned(host)
    edited(host, reflection="Much better.")

    signed_off(host, revision="2")

    assert bodies(host, Kind.SNAPSHOT)[: len(first)] == first


def test_a_returned_review_can_be_signed_off_after_the_round_has_closed():
    host = a_host()
    signed_off(host)
    returned(host)
    host.setup = CLOSED

    assert signed_off(host, revision="2").template == "participant/signed_off.html"


def test_points_never_fall_by_signing_off_again():
    host = a_host()
    signed_off(host)
    returned(host)
    edited(host, reflection="", level_id="growing")

    signed_off(host, revision="2")

    assert host.load().review("baseline").earned == 10
    assert host.published[-1].earned == 10


def test_points_rise_by_signing_off_again_with_more():
    host = a_host(a_complete_review(areas=every_area()))
    signed_off(host)
    first = host.published[-1].earned
    returned(host)
    edited(host, reflection="More.")

    signed_off(host, revision="2")

    assert host.published[-1].earned > first


def a_ledger_with(*revisions, round_id="baseline"):
    """Make a ledger that holds sign-offs which the participant's record knows nothing of."""
    ledger = FakeLedger()
    for revision in revisions:
        body = {"version": 1, "round": round_id, "revision": revision}
        ledger.append([Entry(Kind.SUMMARY, "anon-1", body, days(-9))])
    return ledger


def test_numbers_go_on_from_what_the_ledger_holds():
    host = a_host(ledger=a_ledger_with(1, 2))

    signed_off(host)

    assert [body["revision"] for body in bodies(host, Kind.SUMMARY)] == [1, 2, 3]
    assert host.load().review("baseline").revision == 3
    assert host.published[-1].revision == 3


def test_numbers_of_another_round_do_not_count():
    host = a_host(ledger=a_ledger_with(1, 2, round_id="final"))

    signed_off(host)

    assert host.load().review("baseline").revision == 1


def test_pressing_twice_is_harmless_where_numbers_went_on():
    host = a_host(ledger=a_ledger_with(1, 2))
    signed_off(host)
    before = host.state

    page = signed_off(host)

    assert page.template == "participant/signed_off.html"
    assert host.state == before


def test_earlier_revisions_are_listed_by_their_own_numbers():
    host = a_host(ledger=a_ledger_with(1))
    signed_off(host)
    returned(host)
    host.time = days(1)
    signed_off(host, revision="3")

    page = participant.show(host, {})

    assert page.names["earlier"] == ((2, NOW),)
    shown = participant.show(host, a_form(screen="revision", revision="2"))
    assert shown.names["shown"].signed_off_at == NOW


def everything_written(host):
    """Give all that anybody but the participant may ever read."""
    return json.dumps([host.stored, [row[3] for row in host.ledger.rows]]) + repr(host.published)


def test_private_answers_stay_private():
    host = a_host()
    participant.save_private(host, a_form(revision="0", **{"answer-stay": "SECRET"}))

    pages = [
        participant.show(host, a_form(screen="check")),
        participant.sheet(host, {}),
        signed_off(host),
        participant.show(host, {}),
        participant.show(host, a_form(screen="revision", revision="1")),
    ]

    assert "SECRET" in json.dumps(host.private)
    assert "SECRET" not in everything_written(host)
    assert not has_text([page.names for page in pages], "SECRET")


def test_an_answer_to_a_prompt_that_became_private_is_not_shared():
    host = a_host(a_complete_review(answers=answers(next_step=["SECRET"])))
    moved, why_not, next_step, stay = prompts()
    now_private = replace(next_step, visibility=Visibility.PRIVATE)
    host.setup = a_setup(framework=a_framework(prompts=(moved, why_not, now_private, stay)))

    signed_off(host)

    assert "SECRET" not in json.dumps([row[3] for row in host.ledger.rows])


def test_an_answer_that_was_private_stays_private_when_the_author_shares_the_prompt():
    host = a_host()
    participant.save_private(host, a_form(revision="0", **{"answer-stay": "SECRET"}))
    shared = replace(a_private_prompt(), visibility=Visibility.SHARED)
    host.setup = a_setup(framework=a_framework(prompts=(*prompts()[:3], shared)))

    page = signed_off(host)

    assert "SECRET" not in everything_written(host)
    assert not has_text(page.names, "SECRET")


def test_an_area_that_the_author_removed_is_not_signed_off():
    host = a_host()
    host.setup = a_setup(framework=a_framework(areas=a_framework().areas[:1]))

    signed_off(host)

    assert list(bodies(host, Kind.SUMMARY)[0]["levels"]) == ["subject"]


chosen = st.fixed_dictionaries({area.id: st.sampled_from(LEVELS) for area in a_framework().areas})
wished = st.fixed_dictionaries(
    {area.id: st.sampled_from(["", *LEVELS]) for area in a_framework().areas}
)


@given(level=chosen, target=wished, then=wished)
def test_reviews_that_differ_only_in_levels_give_the_same_fact(level, target, then):
    def fact(review):
        host = a_host(review)
        signed_off(host)
        return host.published

    other = {
        area: an_area_review(
            level_id=level[area],
            target_level_id=target[area],
            then_level_id=then[area],
            reflection="I learned a lot.",
        )
        for area in level
    }

    assert fact(a_complete_review(areas=other)) == fact(a_complete_review())


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_and_no_word_is_in_what_is_published(level):
    areas = every_area(level_id=level, target_level_id="established", reflection="SECRET")
    host = a_host(a_complete_review(areas=areas, answers=answers(next_step=["SECRET"])))

    participant.start(host, {})
    signed_off(host)

    published = repr(host.published)
    assert "SECRET" not in published
    assert not any(word.id in published or word.name in published for word in levels())
    assert NOT_APPLICABLE not in published


def test_the_numbers_of_another_participant_do_not_count():
    ledger = FakeLedger()
    signed_off(a_host(ledger=ledger))
    other = a_host(ledger=ledger, who="anon-2")

    signed_off(other)

    assert other.load().review("baseline").revision == 1


def test_a_page_that_named_gaps_asks_before_it_signs_off():
    host = a_host()

    page = signed_off(host, unasked="1")

    assert (page.template, page.status) == ("participant/check.html", 200)
    assert host.ledger.rows == []


@pytest.mark.parametrize(
    ("later", "is_open", "comes_next", "is_last"),
    [
        ((), False, None, True),
        ((a_round(id="spring", opens=days(30)),), False, "spring", False),
        ((a_round(id="spring"),), True, "spring", False),
        ((a_round(id="autumn", opens=days(-9), closes=days(-1)),), False, None, False),
    ],
)
def test_the_confirmation_names_a_round_to_come_and_never_one_that_is_over(
    later, is_open, comes_next, is_last
):
    host = a_host(setup=a_setup(rounds=(a_round(), *later)))

    names = signed_off(host).names

    assert (names["after"].id if names["after"] else None) == comes_next
    assert (names["is_after_open"], names["is_last"]) == (is_open, is_last)
