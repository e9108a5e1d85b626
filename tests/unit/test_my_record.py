"""Everything that is held about somebody: shown, taken along, brought in, let go of."""

import json
from dataclasses import replace

import pytest

from builders import (
    NOW,
    a_complete_review,
    a_form,
    a_framework,
    a_record,
    a_returned_review,
    a_review,
    a_setup,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    days,
    every_area,
    named,
    rounds,
)
from fakes import FakeHost, FakeLedger, hand_back
from matrix_xblock import participant
from matrix_xblock.codec.figures.releases import write_release, write_withdrawal
from matrix_xblock.codec.plans.interest import read_interests, write_interest
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.figures.releases import Release, Withdrawal
from matrix_xblock.domain.framework.framework import Archive
from matrix_xblock.domain.plans.board import Interest
from matrix_xblock.domain.plans.next_step import NextStep
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
)
from matrix_xblock.domain.record.record import ImportedReview, Record
from matrix_xblock.domain.review.review import Outline, Status
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.participant import my_record, record_import

THREE = a_setup(rounds=rounds())
OTHER = "block-v1:Trust+NPQ+2025+type@matrix_review+block@other"


def a_host(*reviews, **changes):
    return FakeHost(record=a_record(*reviews), **{"setup": THREE, **changes})


def elsewhere(*reviews, **changes):
    return a_host(*reviews, ledger=FakeLedger(block=OTHER), title="Last year", **changes)


def file_of(host):
    return my_record.download(host, a_form(format="json")).content.encode()


def read(host, content, **form):
    return record_import.read(host, a_form(**form), content)


def brought(host, content):
    return read(host, content, confirm="yes", own="yes")


def to_read(host):
    return my_record.download(host, a_form(format="html")).names


def signed_off(host):
    revision = str(host.load().review("baseline").revision)
    participant.sign_off(host, a_form(round="baseline", revision=revision))
    return host


def returned(host):
    words = {"reason": "Please say more.", "comments": {"leadership": "Which change?"}}
    hand_back(host, now=host.time, **words)
    return host


def consent_rows(host):
    return [each.body for each in host.ledger.entries(host.participant.id, Kind.CONSENT)]


def put_row(host, kind, **body):
    host.ledger.append([Entry(kind, host.participant.id, body, host.time)])


def test_the_page_says_what_is_held_and_by_whom_it_is_seen():
    host = a_host(a_signed_off_review(), a_review(round_id="mid-point"))
    host.save_private("baseline", answers(stay=["Time."]))

    shown = my_record.show(host, {}).names

    assert [each.title for each in shown["shared"]] == ["Baseline review"]
    assert shown["drafts"] == ("Mid-point review",)
    assert shown["private_count"] == 1


def test_what_went_with_a_sign_off_is_under_the_course_team_with_who_opened_it_last():
    step = NextStep("step", "Visit a school.")
    record = replace(a_record(a_complete_review()), next_steps={"step": step})
    host = FakeHost(record=record, setup=THREE)
    participant.sign_off(host, a_form(revision="1", attach="1", steps="step"))
    put_row(host, Kind.ACCESS, version=1, who="Ben", what="review", round="mid-point")
    put_row(host, Kind.ACCESS, version=1, who="Ada", what="review", round="baseline")

    [shared] = my_record.show(host, {}).names["shared"]

    assert shared.attached.steps == (step,)
    assert (shared.signed_off_at, shared.opened.who) == (host.time, "Ada")


def test_sign_offs_are_listed_by_their_dates_whatever_their_rounds_are_called():
    last = a_signed_off_review(round_id="final", signed_off_at=days(60))
    second = a_signed_off_review(round_id="mid-point", signed_off_at=days(30))
    host = a_host(last, a_signed_off_review(), second)

    titles = [each.title for each in my_record.show(host, {}).names["shared"]]

    assert titles == ["Baseline review", "Mid-point review", "Final review"]


def test_an_earlier_version_stays_under_the_course_team():
    host = returned(signed_off(a_host(a_complete_review())))
    participant.sign_off(host, a_form(round="baseline", revision="2"))

    shared = my_record.show(host, {}).names["shared"]

    assert [each.is_earlier for each in shared] == [False, True]


def test_who_opened_a_record_is_shown_with_the_time():
    host = a_host()
    put_row(host, Kind.ACCESS, version=1, who="Ben", what="review", round="baseline")

    [(access, title)] = my_record.show(host, {}).names["accesses"]

    assert (access.who, access.at, title) == ("Ben", host.time, "Baseline review")


def test_the_download_has_what_staff_wrote_and_every_revision():
    host = a_host(a_complete_review(areas=every_area(reflection="First words.")))
    returned(signed_off(host))
    record = my_record.load_context(host, "").record
    review = replace(record.review("baseline"), areas=every_area(reflection="Second words."))
    host.save(record.with_review(review))
    signed_off(host)

    context = to_read(host)

    assert [each.review.revision for each in context["signed_rounds"]] == [2]
    assert [each.review.area("subject").reflection for each in context["earlier_rounds"]] == [
        "First words."
    ]
    assert [each.decision.reason for each in context["answers"]] == ["Please say more."]
    content = file_of(host).decode()
    assert all(words in content for words in ("First words.", "Second words.", "Which change?"))


def test_a_snapshot_of_a_newer_version_does_not_stand_in_the_way():
    host = a_host(a_signed_off_review())
    put_row(host, Kind.SNAPSHOT, version=9, round="baseline", revision=1)

    [shown] = to_read(host)["signed_rounds"]

    assert shown.review == a_signed_off_review()


def test_a_round_from_elsewhere_is_shown_with_everything_it_answers():
    outline = Outline((("deep", "Deep"),), (("zeta", "Zeta"),), "en", "Spring")
    review = a_signed_off_review(
        areas={"zeta": an_area_review(level_id="deep")},
        answers=answers(career_wish=["A phase."]),
        outline=outline,
    )
    draft = a_review(areas={"old-area": an_area_review(level_id="unknown-level")})
    host = FakeHost(
        record=Record(
            past=(ImportedReview(OTHER, "Old", review), ImportedReview(OTHER, "Old", draft))
        )
    )

    context = to_read(host)

    [done], [begun] = context["signed_rounds"], context["drafts"]
    assert [(row.area.name, row.level) for row in done.summary.areas] == [("Zeta", "Deep")]
    assert ("Career wish", ("A phase.",)) in [
        (row.prompt.text, row.answer) for row in done.summary.prompts
    ]
    levels = {row.area.name: row.level for row in begun.summary.areas}
    assert levels["Old area"] == "Unknown level"


def test_private_answers_stand_in_words():
    host = a_host(a_review())
    host.save_private("baseline", answers(stay=["Time."], from_elsewhere=["x"]))

    assert to_read(host)["private"] == (
        ("What would help you to stay?", "Time."),
        ("From elsewhere", "x"),
    )


def test_a_file_is_shown_before_anything_is_saved():
    host = a_host()
    before = host.state

    page = read(host, file_of(elsewhere(a_signed_off_review())))

    assert page.names["added"] == (("round", 1),)
    assert host.state == before


def test_a_review_from_elsewhere_is_there_to_read_and_counts_for_nothing():
    host = a_host()

    brought(host, file_of(elsewhere(a_signed_off_review())))

    [past] = host.load().past
    assert (past.made_in, past.made_in_title) == (OTHER, "Last year")
    assert host.load().reviews == {}
    assert (host.ledger.rows, host.published) == ([], [])


def wanted(status="wanted", at=NOW, **changes):
    history = (OpportunityChange(OpportunityStatus(status), at),)
    return Opportunity(
        **{
            "id": "visit",
            "type": OpportunityType.VISIT,
            "post": "post",
            "status": OpportunityStatus(status),
            "history": history,
            "created": NOW,
            "updated": at,
            "revision": 1,
            **changes,
        }
    )


def with_wishes(host, *wishes):
    host.save(replace(host.load(), opportunities={each.id: each for each in wishes}))
    return host


def interested():
    """Give somebody of whom the course team has been told that they want a post."""
    host = with_wishes(a_host(), wanted())
    put_row(host, Kind.INTEREST, **write_interest(Interest("post", "visit", NOW)))
    return host


def interests(host):
    return list(read_interests(host.ledger.entries(host.participant.id, Kind.INTEREST)))


@pytest.mark.parametrize(
    "later",
    [wanted("declined", days(1)), wanted(at=days(1), post=""), wanted(at=days(1), post="other")],
    ids=["declined", "of no post", "of another post"],
)
def test_a_record_that_wants_a_post_no_more_takes_the_interest_back(later):
    host = interested()

    page = brought(host, file_of(with_wishes(elsewhere(), later)))

    assert page.names["given_up"] == {"post"}
    assert interests(host) == []


@pytest.mark.parametrize(
    "later",
    [
        wanted("offered", days(1)),
        wanted("declined", days(-1)),
        wanted("declined", days(1), id="another"),
    ],
    ids=["further", "earlier", "wanted twice"],
)
def test_a_record_that_leaves_a_post_wanted_leaves_the_interest(later):
    host = interested()

    page = brought(host, file_of(with_wishes(elsewhere(), later)))

    assert page.names["given_up"] == frozenset()
    assert interests(host) == ["post"]


def test_what_a_record_wants_anew_is_told_to_the_course_team_by_a_press_only():
    host = with_wishes(a_host(), wanted("declined"))

    brought(host, file_of(with_wishes(elsewhere(), wanted(at=days(1)))))

    assert host.load().opportunities["visit"].status == "wanted"
    assert host.ledger.rows == []


def test_that_interest_is_taken_back_is_shown_before_and_comes_with_the_record_or_not_at_all():
    host = interested()
    content = file_of(with_wishes(elsewhere(), wanted("declined", days(1))))

    assert read(host, content).names["given_up"] == {"post"}
    assert interests(host) == ["post"]
    host.fails_at = "save_cpd"
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the host raises
        brought(host, content)
    assert interests(host) == ["post"]


def test_consents_stay_where_they_were_given():
    other = elsewhere()
    my_record.save_consent(other, a_form(given="yes"))
    host = a_host()

    brought(host, file_of(other))

    assert consent_rows(host) == []


def test_the_file_of_another_id_needs_a_tick():
    content = file_of(elsewhere(a_signed_off_review(), who="anon-2"))
    host = a_host()
    before = host.state

    page = read(host, content, confirm="yes")

    assert page.status == 422
    assert named(page.names["problems"]) == [("own", "own_not_ticked")]
    assert host.state == before


@pytest.mark.parametrize("content", [b"", b"hello", b"[" * 100_000, b'{"format": "x"}'])
def test_what_cannot_be_read_changes_nothing(content):
    host = a_host(a_signed_off_review())
    before = host.state

    page = brought(host, content)

    assert page.status == 422
    assert [problem.field for problem in page.names["problems"]] == ["file"]
    assert host.state == before


def test_a_file_comes_in_whole_or_not_at_all():
    host = a_host()
    host.fails_at = "save_cpd"
    before = host.state

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the host raises
        brought(host, file_of(elsewhere(a_signed_off_review())))

    assert host.state == before


def test_consent_is_given_once_and_withdrawn_once():
    host = a_host()

    for given in ("yes", "yes", "no", "no"):
        my_record.save_consent(host, a_form(given=given))

    assert [row["given"] for row in consent_rows(host)] == [True, False]


def test_consent_to_an_older_text_is_none_but_can_be_withdrawn():
    host = a_host()
    put_row(host, Kind.CONSENT, version=1, given=True, text="0")

    assert not my_record.show(host, {}).names["has_consent"]
    my_record.save_consent(host, a_form(given="no"))
    assert [row["given"] for row in consent_rows(host)] == [True, False]


@pytest.mark.parametrize("form", [{}, a_form(given="perhaps")])
def test_consent_has_to_be_said(form):
    host = a_host()

    with pytest.raises(Invalid):
        my_record.save_consent(host, form)

    assert consent_rows(host) == []


def test_drafts_are_deleted_only_with_a_tick():
    host = a_host(a_review())
    before = host.state

    page = my_record.delete_drafts(host, {})

    assert (page.status, named(page.names["problems"])) == (
        422,
        [("confirm", "confirm_deletion")],
    )
    assert host.state == before


def test_deleting_drafts_lets_go_of_nothing_that_was_signed_off():
    back = a_returned_review(round_id="mid-point")
    host = a_host(a_signed_off_review(), back, a_review(round_id="final"))
    for round_id in ("baseline", "mid-point", "final"):
        host.save_private(round_id, answers(stay=["Time."]))
    host.save(replace(host.load(), next_steps={"s1": NextStep("s1", "Ask.")}))

    my_record.delete_drafts(host, a_form(confirm="yes"))

    assert list(host.load().reviews) == ["baseline", "mid-point"]
    assert list(host.load().next_steps) == ["s1"]
    assert list(host.load_every_private()[host.place.usage]) == ["baseline", "mid-point"]


def test_drafts_from_elsewhere_can_be_deleted_too():
    done = ImportedReview(OTHER, "Old", a_signed_off_review())
    begun = ImportedReview(OTHER, "Old", a_review(round_id="mid-point"))
    host = FakeHost(record=Record(past=(done, begun)))

    assert my_record.show(host, {}).names["has_drafts"]
    my_record.delete_drafts(host, a_form(confirm="yes"))

    assert host.load().past == (done,)


def test_the_portfolio_has_every_signed_off_round_in_order_and_no_draft():
    host = a_host(
        a_signed_off_review(round_id="mid-point", signed_off_at=days(9)),
        a_signed_off_review(),
        a_review(round_id="final"),
    )
    past = ImportedReview(OTHER, "Old", a_signed_off_review(signed_off_at=days(-300)))
    host.save(replace(host.load(), past=(past,)))

    shown = my_record.portfolio(host, {}).names["signed_rounds"]

    assert [each.review.signed_off_at for each in shown] == [days(-300), NOW, days(9)]
    assert {each.review.status for each in shown} == {Status.SIGNED_OFF}


def test_all_snapshots_are_read_at_once():
    host = a_host(a_complete_review(), a_complete_review(round_id="mid-point"))
    signed_off(host)
    host.ledger.reads = 0

    my_record.portfolio(host, {})

    assert host.ledger.reads <= 3


def test_a_file_that_was_downloaded_is_one_object():
    assert json.loads(file_of(a_host()))["format"] == "matrix-review-record"


def test_what_is_no_longer_asked_is_on_the_page_of_everything_with_its_name():
    gone = an_area(id="gone", name="Old area")
    framework = a_framework(archived=Archive(areas=(gone,)))
    review = a_review(areas={"gone": an_area_review(reflection="Old words.")})
    host = a_host(review, setup=a_setup(framework=framework))

    shown = my_record.download(host, a_form(format="html")).names["archived"]

    [row] = shown[0].summary.areas
    assert (row.area.name, row.answer.reflection) == ("Old area", "Old words.")


# Figures that were released


def with_release(host, *, round_id="baseline", at=NOW, release_id="one", withdrawn=False):
    """Have figures of a round released, and perhaps withdrawn."""
    made = Release(release_id, round_id, at, "Sam Taylor", people=40)
    rows = write_release(made)
    if withdrawn:
        rows.append(write_withdrawal(Withdrawal(release_id, at, "Lena Fox")))
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, row, at) for row in rows])
    return host


def releases_in(host):
    return [
        (each.id, title, each.withdrawn is not None)
        for each, title in participant.show(host, a_form(screen="record")).names["releases"]
    ]


def test_somebody_sees_which_figures_were_made_with_their_review_in_them():
    host = signed_off(a_host(a_complete_review()))
    with_release(host, at=NOW, withdrawn=True)
    with_release(host, at=days(1), release_id="two")

    assert releases_in(host) == [
        ("two", THREE.titles["baseline"], False),
        ("one", THREE.titles["baseline"], True),
    ]
    assert [each.id for each, _ in to_read(host)["releases"]] == ["two", "one"]


def test_figures_of_a_round_that_was_taken_out_have_its_title_of_then():
    host = signed_off(a_host(a_complete_review()))
    words = {"rounds": (("summer", "Summer review"),)}
    made = Release("one", "summer", days(1), "Sam Taylor", people=40, words=words)
    host.ledger.append(
        [Entry(Kind.RELEASE, RELEASES, row, days(1)) for row in write_release(made)]
        + [Entry(Kind.SUMMARY, host.participant.id, {"round": "summer", "revision": 1}, NOW)]
    )

    assert releases_in(host) == [("one", "Summer review", False)]


def test_figures_from_before_their_sign_off_and_of_other_rounds_are_not_theirs():
    host = signed_off(a_host(a_complete_review()))
    with_release(host, at=days(-1))
    with_release(host, at=days(1), round_id="final", release_id="two")

    assert releases_in(host) == []


def test_nobody_who_has_signed_nothing_off_is_in_any_figures():
    assert releases_in(with_release(a_host(a_review()))) == []
