"""Accepting several reviews from the list: what it will do, what it does, and what is left out."""

from datetime import timedelta

import pytest

from builders import NOW, a_complete_review, a_form, a_record, days, named, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeLedger, FakeRoster, FakeStaff, answer, hand_back
from matrix_xblock import participant, staff
from matrix_xblock.codec.record.trail import read_accesses
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.errors import Invalid, Unavailable, Unknown
from matrix_xblock.domain.facts import Responded
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.staff.several import MOST_AT_ONCE
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.staff.accepting import PART_LENGTH

FIVE = [Person(f"p{n:03}", f"Name {n:03}", f"School {n % 2}") for n in range(5)]


def a_course(people=FIVE, **changes):
    """Give staff of a course whose people have all signed their baseline off."""
    ledger = FakeLedger()
    for person in people:
        sign_off(ledger, person.id, **changes)
    return a_member(ledger, "Sam Taylor", people=list(people), **changes)


def a_member(ledger, who, *, people, time=None, **changes):
    made = setup(rounds=rounds(), **changes)
    return FakeStaff(ledger, setup=made, people=people, time=time or days(1), who=who)


def sign_off(ledger, who, *, revision="1", time=NOW, **changes):
    host = FakeHost(
        record=a_record(a_complete_review()),
        setup=setup(rounds=rounds(), **changes),
        ledger=ledger,
        who=who,
        time=time,
    )
    participant.sign_off(host, a_form(round="baseline", revision=revision))
    return host


def listed(sam, **form):
    return staff.show(sam, a_form(screen="reviews", **form)).names


def keys(sam, *who, **form):
    lines = listed(sam, **form)["lines"]
    return [each.key for each in lines if not who or each.row.person.id in who]


def ask(sam, lines=(), **form):
    return staff.show(sam, {**a_form(screen="accepting", picking="yes", **form), "line": lines})


def accept(sam, lines, press="one", **form):
    return staff.accepting.accept(sam, {**a_form(press=press, **form), "line": lines})


def undo(sam, lines, press="one", **form):
    return staff.accepting.undo(sam, {**a_form(press=press, **form), "line": lines})


def decisions(sam, who):
    rows = sam.ledger.entries(who, Kind.RESPONSE)
    return [each.kind.value for each in read_responses(rows).decisions]


def accesses(sam, who):
    return [each.act for each in read_accesses(sam.ledger.entries(who, Kind.ACCESS))]


def names(looked):
    return [each.person.id for each in looked]


def verdicts(looked):
    return {each.person.id: each.verdict for each in looked}


def test_what_a_press_will_do_is_shown_and_nothing_is_done():
    sam = a_course()
    rows = list(sam.ledger.rows)

    page = ask(sam, keys(sam, "p000", "p003"))

    assert (page.template, page.status) == ("staff/accepting.html", 200)
    assert names(page.names["ready"]) == ["p000", "p003"]
    assert page.names["left_out"] == ()
    assert sam.ledger.rows == rows


def test_what_is_selected_is_accepted_and_nobody_else():
    sam = a_course()

    page = accept(sam, keys(sam, "p000", "p003"))

    outcome = page.names["several"]
    assert (page.template, outcome.done, outcome.number) == ("staff/reviews.html", 2, 2)
    assert [decisions(sam, each.id) for each in FIVE] == [["accepted"], [], [], ["accepted"], []]
    assert page.names["total"] == 3


def test_the_platform_is_told_of_each():
    sam = a_course()
    accept(sam, keys(sam, "p000", "p003"))

    assert sam.published == [Responded("baseline", "accepted", 0, waited_hours=24)] * 2


def test_each_is_notified_once_and_the_page_says_so():
    sam = a_course()
    sam.notifications.is_on = True
    lines = keys(sam, "p000", "p003")
    pages = [accept(sam, lines), accept(sam, lines)]

    accepted = Notification(Subject.ACCEPTED, setup(rounds=rounds()).titles["baseline"])
    assert sam.notifications.sent == [(accepted, ("p000",)), (accepted, ("p003",))]
    assert [each.names["several"].is_notified for each in pages] == [True, True]


def test_all_that_match_are_ones_own_people_until_everybody_is_asked_for():
    sam = a_course()
    lena = FakeStaff(
        sam.ledger, setup=sam.setup, people=FIVE, time=days(1), who="Lena", given=("School 1",)
    )

    mine, everybody = (ask(lena, every="yes", people=each) for each in ("", "all"))

    assert names(mine.names["ready"]) == ["p001", "p003"]
    assert len(everybody.names["ready"]) == len(FIVE)


def test_the_same_press_again_accepts_nobody_twice():
    sam = a_course()
    lines = keys(sam)
    accept(sam, lines)
    rows = list(sam.ledger.rows)

    page = accept(sam, lines)

    assert sam.ledger.rows == rows
    assert (page.names["several"].done, page.names["several"].left_out) == (5, ())


def test_a_line_that_is_sent_twice_is_one():
    sam = a_course()

    page = accept(sam, keys(sam, "p000") * 2)

    assert (page.names["several"].done, page.names["several"].number) == (1, 1)
    assert decisions(sam, "p000") == ["accepted"]


def test_what_was_decided_meanwhile_is_left_as_it_is_and_said_with_by_whom():
    sam = a_course()
    lines = keys(sam)
    lena = a_member(sam.ledger, "Lena Fischer", people=FIVE)
    answer(lena, "p001", "returned", reason="Please say more.")

    asked = ask(sam, lines)
    page = accept(sam, lines)

    for [left_out] in (asked.names["left_out"], page.names["several"].left_out):
        assert (left_out.person.id, left_out.verdict) == ("p001", "decided")
        assert (left_out.decision.by.name, left_out.decision.kind) == ("Lena Fischer", "returned")
    assert page.names["several"].done == 4
    assert decisions(sam, "p001") == ["returned"]


def test_what_was_signed_off_again_since_it_was_seen_is_left_out():
    sam = a_course()
    lines = keys(sam)
    ada = sign_off(FakeLedger(), "p000")
    ada.ledger = sam.ledger
    hand_back(ada)
    participant.save_area(
        ada, a_form(round="baseline", area="subject", level_id="established", revision="1")
    )
    participant.sign_off(ada, a_form(round="baseline", revision="2"))

    page = accept(sam, lines)

    assert verdicts(page.names["several"].left_out) == {"p000": "changed"}
    assert decisions(sam, "p000") == ["returned"]


def test_what_a_colleague_has_commented_on_since_is_left_out():
    sam = a_course()
    lines = keys(sam)
    lena = a_member(sam.ledger, "Lena Fischer", people=FIVE)
    answer(lena, "p002", "comments", comments={"subject": "Which year?"})

    page = accept(sam, lines)

    assert verdicts(page.names["several"].left_out) == {"p002": "changed"}
    assert decisions(sam, "p002") == []


def test_one_s_own_review_is_left_out():
    own = Person("anon-sam", "Sam Taylor")
    sam = a_course([*FIVE, own])

    page = accept(sam, keys(sam))

    assert verdicts(page.names["several"].left_out) == {"anon-sam": "own"}
    assert decisions(sam, "anon-sam") == []


def test_who_has_signed_nothing_off_has_nothing_to_accept():
    sam = a_course()
    host = FakeHost(ledger=sam.ledger, setup=setup(rounds=rounds()), who="late", time=NOW)
    participant.start(host, a_form(round="baseline"))
    sam.roster = FakeRoster(sam.ledger, [*FIVE, Person("late", "Late Comer")])

    page = ask(sam, keys(sam, state="in_progress"))

    assert verdicts(page.names["left_out"]) == {"late": "nothing"}
    assert page.names["ready"] == ()


def test_who_was_reset_meanwhile_has_nothing_to_accept():
    sam = a_course()
    lines = keys(sam)
    sam.ledger.rows = [row for row in sam.ledger.rows if row[1:3] != ("p000", "summary")]

    page = accept(sam, lines)

    assert verdicts(page.names["several"].left_out) == {"p000": "nothing"}


@pytest.mark.parametrize("act", [ask, accept, undo])
def test_somebody_of_another_course_refuses_the_whole_press(act):
    sam = a_course()
    forged = keys(sam, "p000")[0].replace("p000", "somebody-else")

    with pytest.raises(Unknown) as refused:
        act(sam, [*keys(sam), forged])

    assert named(refused.value.problems) == [("participant", "unknown_participant")]
    assert not any(decisions(sam, each.id) for each in FIVE)


@pytest.mark.parametrize(
    "key", ["p000", "a|b|c|d", "baseline|x|new||p000", "baseline|1|odd||p000", "baseline|1|new||"]
)
def test_a_line_that_no_page_of_ours_sends_is_refused(key):
    sam = a_course()

    page = ask(sam, [key])

    assert (page.status, named(page.names["problems"])) == (422, [("line", "invalid")])


def test_without_a_selection_one_is_asked_for_at_the_list():
    page = ask(a_course())

    assert (page.template, page.status) == ("staff/reviews.html", 422)
    assert named(page.names["problems"]) == [("line", "nothing_selected")]


def test_an_address_selects_nothing_and_shows_the_list():
    page = staff.show(a_course(), a_form(screen="accepting"))

    assert (page.template, page.status, page.names["problems"]) == ("staff/reviews.html", 200, ())


def test_a_press_needs_an_id():
    sam = a_course()

    with pytest.raises(Invalid):
        accept(sam, keys(sam), press="")


def many(number):
    return [Person(f"p{n:03}", f"Name {n:03}") for n in range(number)]


def test_all_that_match_are_selected_over_the_pages():
    sam = a_course(many(60))

    first = listed(sam, every="yes")
    asked = ask(sam, every="yes")

    assert (first["is_every"], first["number_picked"], len(first["lines"])) == (True, 60, 25)
    assert first["turn_query"] == {"every": "yes"}
    assert all(each.is_picked for each in listed(sam, every="yes", page="2")["lines"])
    assert len(asked.names["ready"]) == 60


def test_all_that_match_are_those_that_the_filters_let_through():
    sam = a_course()

    page = ask(sam, every="yes", cohort="School 1")

    assert names(page.names["ready"]) == ["p001", "p003"]


def test_a_request_does_some_and_the_page_goes_on_until_all_are_done():
    sam = a_course(many(60))
    lines = [each.key for each in ask(sam, every="yes").names["ready"]]
    pages = []

    page = accept(sam, lines)
    while page.template == "staff/accepting.html":
        pages.append(page.names["done"])
        assert page.names["keys"] == tuple(lines)
        page = accept(sam, list(page.names["keys"]), tried=list(page.names["tried"]))

    assert pages == [PART_LENGTH, 2 * PART_LENGTH, 3 * PART_LENGTH]
    assert page.names["several"].done == 60
    assert all(decisions(sam, each.id) == ["accepted"] for each in many(60))


def test_five_hundred_are_as_many_as_can_be_selected():
    sam = a_course(many(3))
    [key] = keys(sam, "p000")
    lines = [key.replace("|1|", f"|{n}|") for n in range(1, MOST_AT_ONCE + 2)]

    page = ask(sam, lines)
    enough = ask(sam, lines[:-1])

    assert named(page.names["problems"]) == [("line", "too_many_selected")]
    assert len(enough.names["left_out"]) == MOST_AT_ONCE - 1


def test_beyond_five_hundred_the_first_are_shown_and_how_many_are_left(monkeypatch):
    monkeypatch.setattr(staff.accepting, "MOST_AT_ONCE", 3)
    sam = a_course()

    page = ask(sam, every="yes")

    assert (len(page.names["ready"]), page.names["more"]) == (3, 2)


def test_a_request_that_has_to_wait_for_others_ends_in_time_and_the_next_goes_on():
    sam = a_course()
    lines, clock = keys(sam), [days(1)]
    sam.now = lambda: clock[0]
    append = sam.ledger.append

    def slowly(entries):
        clock[0] += timedelta(seconds=5)
        append(entries)

    sam.ledger.append = slowly

    first = accept(sam, lines).names["done"]

    assert first == 2
    assert accept(sam, lines).names["done"] == 4
    assert accept(sam, lines).names["several"].done == 5


def breaking(sam, who):
    """Let nothing be saved about somebody."""
    append = sam.ledger.append

    def refused(entries):
        if any(each.participant == who for each in entries):
            raise Unavailable
        append(entries)

    sam.ledger.append = refused
    return append


def test_one_that_cannot_be_saved_stops_nobody_else_and_can_be_tried_again():
    sam = a_course()
    lines = keys(sam)
    mended = breaking(sam, "p002")

    page = accept(sam, lines)
    outcome = page.names["several"]
    sam.ledger.append = mended
    again = accept(sam, [each.key for each in outcome.failed])

    assert (outcome.done, names(outcome.failed)) == (4, ["p002"])
    assert [decisions(sam, each.id) for each in FIVE] == [["accepted"]] * 5
    assert (again.names["several"].done, again.names["several"].number) == (1, 1)


def test_one_that_cannot_be_saved_is_tried_once_in_a_press():
    sam = a_course(many(PART_LENGTH + 3))
    lines = [each.key for each in ask(sam, every="yes").names["ready"]]
    breaking(sam, "p001")

    page = accept(sam, lines)
    assert page.names["tried"] == (lines[1],)
    page = accept(sam, lines, tried=lines[1])

    assert names(page.names["several"].failed) == ["p001"]
    assert page.names["several"].done == PART_LENGTH + 2


def test_the_trail_says_that_it_was_accepted_unopened():
    sam = a_course()

    accept(sam, keys(sam))

    assert accesses(sam, "p000") == ["accept"]


def test_the_trail_does_not_say_so_of_a_review_that_was_opened():
    sam = a_course()
    staff.show(sam, a_form(screen="person", participant="p000"))

    accept(sam, keys(sam))

    assert (accesses(sam, "p000"), accesses(sam, "p001")) == (["review"], ["accept"])


def test_that_a_colleague_has_opened_it_is_not_that_oneself_has():
    sam = a_course()
    lena = a_member(sam.ledger, "Lena Fischer", people=FIVE)
    staff.show(lena, a_form(screen="person", participant="p000"))

    accept(sam, keys(sam))

    assert sorted(accesses(sam, "p000")) == ["accept", "review"]


def test_an_acceptance_gives_the_points_where_it_has_to():
    sam = a_course(mode=Mode.ACCEPTED)

    accept(sam, keys(sam, "p000"))

    [(earned, possible)] = [sam.ledger.scores["p000"]]
    assert 0 < earned < possible
    assert "p001" not in sam.ledger.scores


def test_a_draft_stays_a_draft_and_its_author_at_work():
    sam = a_course()
    about = {"participant": "p000", "at": "baseline", "revised": "1"}
    staff.answering.save_note(sam, a_form(**about, area="subject", text="Why?", revision="0"))
    lines = keys(sam)

    asked = ask(sam, lines)
    accept(sam, lines)

    assert [each.has_draft for each in asked.names["ready"]] == [True, *[False] * 4]
    assert sam.load_drafts().written(sam.place.usage, "p000", "baseline") == {"subject": "Why?"}
    line = next(
        each for each in listed(sam, state="accepted")["lines"] if each.row.person.id == "p000"
    )
    assert line.row.at_work == ("Sam Taylor",)


def test_who_else_has_a_draft_is_shown_before():
    sam = a_course()
    lena = a_member(sam.ledger, "Lena Fischer", people=FIVE)
    about = {"participant": "p001", "at": "baseline", "revised": "1"}
    staff.answering.save_note(lena, a_form(**about, area="subject", text="Why?", revision="0"))

    page = ask(sam, keys(sam))

    assert [each.others for each in page.names["ready"]][:2] == [(), ("Lena Fischer",)]


def test_all_of_a_press_can_be_taken_back_for_an_hour():
    sam = a_course()
    lines = keys(sam, "p000", "p003")
    outcome = accept(sam, lines).names["several"]

    page = undo(sam, list(outcome.taken))

    assert outcome.until == days(1) + timedelta(minutes=60)
    assert (page.names["several"].done, page.names["several"].number) == (2, 2)
    assert [decisions(sam, each.id) for each in FIVE] == [[]] * 5
    assert page.names["total"] == 5


def test_after_an_hour_it_cannot_be_taken_back_and_says_so():
    sam = a_course()
    lines = keys(sam, "p000")
    accept(sam, lines)
    later = a_member(sam.ledger, "Sam Taylor", people=FIVE, time=days(1) + timedelta(minutes=61))

    [left_out] = undo(later, lines).names["several"].left_out

    assert (left_out.undo_problem.code, decisions(sam, "p000")) == ("undo_too_late", ["accepted"])


def test_a_colleague_cannot_take_it_back():
    sam = a_course()
    lines = keys(sam, "p000")
    accept(sam, lines)
    lena = a_member(sam.ledger, "Lena Fischer", people=FIVE)

    [left_out] = undo(lena, lines).names["several"].left_out

    assert (left_out.undo_problem.code, decisions(sam, "p000")) == ("sent_by_another", ["accepted"])


def test_what_was_taken_back_is_not_accepted_by_the_same_press_again():
    sam = a_course()
    lines = keys(sam, "p000")
    accept(sam, lines)
    undo(sam, lines)

    page = accept(sam, lines)

    assert verdicts(page.names["several"].left_out) == {"p000": "undone"}
    assert decisions(sam, "p000") == []


def test_one_of_them_can_be_taken_back_on_its_own_page():
    sam = a_course()
    accept(sam, keys(sam, "p000", "p003"))

    sent = staff.show(sam, a_form(screen="person", participant="p000")).names["undo"]
    form = a_form(participant="p000", at="baseline", revised="1", press=sent.press)
    page = staff.answering.undo(sam, form)

    assert page.names["is_undone"]
    assert (decisions(sam, "p000"), decisions(sam, "p003")) == ([], ["accepted"])


def test_two_rounds_of_one_person_are_two_reviews():
    sam = a_course(many(1))
    host = FakeHost(
        record=a_record(a_complete_review(round_id="mid-point")),
        setup=setup(rounds=rounds()),
        ledger=sam.ledger,
        who="p000",
        time=days(1),
    )
    participant.sign_off(host, a_form(round="mid-point", revision="1"))

    page = accept(sam, keys(sam))

    assert (page.names["several"].done, decisions(sam, "p000")) == (2, ["accepted"] * 2)


def test_a_cohort_that_has_gone_meanwhile_changes_nothing_of_what_was_selected():
    sam = a_course()
    lines = keys(sam, cohort="School 1")

    page = accept(sam, lines, cohort="School gone")

    assert [decisions(sam, each.id) for each in FIVE] == [[], ["accepted"], [], ["accepted"], []]
    assert page.names["several"].done == 2
    assert named(page.names["problems"]) == [("cohort", "unknown_filter")]


def test_after_cancelling_the_same_lines_are_selected():
    sam = a_course()
    lines = keys(sam, "p001", "p002")

    shown = staff.show(sam, {**a_form(screen="reviews"), "line": lines}).names

    assert [each.row.person.id for each in shown["lines"] if each.is_picked] == ["p001", "p002"]
    assert shown["number_picked"] == 2


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("", ("accept", "download")),
        ("commented", ("accept", "download")),
        ("all", ("accept", "download")),
        ("accepted", ("download",)),
        ("returned", ("download",)),
        ("in_progress", ("download",)),
        ("not_started", ("download",)),
    ],
)
def test_a_list_offers_what_can_be_done_with_it(state, acts):
    assert listed(a_course(), state=state)["acts"] == acts


def test_who_never_came_cannot_be_selected():
    sam = a_course()
    sam.roster = FakeRoster(sam.ledger, [*FIVE, Person("", "Never Came")])

    shown = listed(sam, state="not_started")

    assert ([each.key for each in shown["lines"]], shown["can_pick"]) == ([""], False)
    assert shown["has_unticked"]
    assert not listed(sam)["has_unticked"]
