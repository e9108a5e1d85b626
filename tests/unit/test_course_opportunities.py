"""The opportunities of a course in one list: who asks, what is offered, and what becomes of it."""

import csv
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from builders import NOW, a_complete_review, a_form, days, named, rounds
from builders import a_setup as setup
from fakes import BrokenError, FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.errors import Busy, Unknown
from matrix_xblock.domain.facts import Exported, OpportunityMarked
from matrix_xblock.domain.plans.opportunity import Offer, OpportunityStatus, Reason
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Kind
from matrix_xblock.staff import opportunities

S = OpportunityStatus
SIX = [Person(f"p{n}", f"Name {n}", f"School {n % 2}") for n in range(6)]
SETUP = setup(rounds=rounds())


class Course:
    """A course in memory: participants by their ids, and somebody of its staff."""

    def __init__(self, **changes):
        self.ledger = FakeLedger()
        self.staff = FakeStaff(self.ledger, setup=SETUP, people=SIX, **changes)
        self.hosts = {}
        self.presses = 0

    def somebody(self, who="p0"):
        if who not in self.hosts:
            self.hosts[who] = FakeHost(setup=SETUP, ledger=self.ledger, who=who)
        return self.hosts[who]

    def wants(self, who="p0", key="wish", **fields):
        values = {"type": "visit", "detail": "A nursery", "revision": "0", **fields}
        participant.plans.save_opportunity(self.somebody(who), a_form(id=key, **values))

    def signs_off(self, who="p0", *keys, round_id="baseline", at=NOW):
        host = self.somebody(who)
        host.time = at
        before = host.load()
        review = a_complete_review(round_id=round_id)
        host.save(replace(before, reviews={**before.reviews, round_id: review}))
        attached = {"attach": "1", "opportunities": list(keys)}
        page = participant.sign_off(host, a_form(round=round_id, revision="1", **attached))
        assert page.status == 200

    def posts(self, key="post", **fields):
        values = {"opportunity": "visit", "title": "A special school", **fields}
        return staff.board.post(self.staff, a_form(id=key, **values))

    def asks(self, who="p0", at=NOW, **fields):
        host = self.somebody(who)
        host.time = at
        participant.plans.show_interest(host, a_form(post="post", **fields))
        [key] = [each.id for each in host.load().opportunities.values() if each.post] or [""]
        return f"{who}:{key}"

    def list(self, **form):
        return staff.show(self.staff, a_form(screen="opportunities", **form))

    def lines(self, **form):
        groups = self.list(**form).names["groups"]
        return [(g.type, line.person.name, line.listed.glance) for g in groups for line in g.lines]

    def offers(self, *keys, press="", **fields):
        self.presses += 1
        values = {"offer": "visit", "what": "A day there", "to": list(keys), **fields}
        sent = a_form(press=press or f"press-{self.presses}", **values)
        return staff.offering.offer(self.staff, sent)

    def answers(self, key, becomes, **fields):
        self.presses += 1
        sent = a_form(key=key, becomes=becomes, press=f"press-{self.presses}", **fields)
        return staff.offering.answer(self.staff, sent)

    def opportunity(self, who="p0"):
        """Give the one opportunity that a participant sees under *Next steps*."""
        [shown] = participant.plans.show(self.somebody(who), {}).names["opportunities"]
        return shown[0]


@pytest.fixture
def course():
    return Course(time=days(10))


def test_what_went_with_a_sign_off_is_listed_with_who_where_and_since_when(course):
    course.wants(areas="networks")
    course.signs_off("p0", "wish")

    [group] = course.list().names["groups"]
    [line] = group.lines

    assert (group.type, group.total, line.person, line.days) == ("visit", 1, SIX[0], 10)
    assert (line.areas, line.has_review) == (("Networks",), True)
    assert line.listed.glance.round_id == "baseline"


@pytest.mark.parametrize(("areas", "shown"), [("networks", True), ("", False)])
def test_a_group_has_areas_where_one_of_its_lines_has(course, areas, shown):
    course.wants(areas=areas)
    course.signs_off("p0", "wish")

    [group] = course.list().names["groups"]

    assert group.has_areas is shown


def test_what_did_not_go_with_a_sign_off_is_not_listed(course):
    course.wants()
    course.wants(key="other", detail="Only mine")
    course.signs_off("p0", "wish")

    assert [glance.title for _, _, glance in course.lines()] == ["A nursery"]


def test_a_draft_is_not_listed(course):
    course.wants()

    assert course.lines() == []


def test_what_goes_with_a_later_version_of_a_round_replaces_the_earlier(course):
    course.wants()
    course.wants(key="second", detail="A grammar school")
    course.signs_off("p0", "wish")
    course.signs_off("p0", "second", round_id="mid-point", at=days(1))

    assert [glance.title for _, _, glance in course.lines()] == ["A grammar school", "A nursery"]


def test_interest_is_listed_at_once_also_of_somebody_who_has_signed_nothing_off(course):
    course.posts()
    course.asks("p1", at=days(3))

    [(kind, name, glance)] = course.lines()

    assert (kind, name, glance.title) == ("visit", "Name 1", "A special school")
    assert (glance.since, glance.round_id) == (days(3), "")


def test_interest_that_is_taken_back_leaves_the_list(course):
    course.posts()
    course.asks("p1")
    course.asks("p1", interest="no")

    assert course.lines() == []


def test_groups_are_by_type_and_the_longest_wait_is_first(course):
    for who, kind, at in (("p0", "coaching", 1), ("p1", "visit", 2), ("p2", "visit", 1)):
        course.somebody(who).time = days(at)
        course.wants(who, type=kind)
        course.signs_off(who, "wish", at=days(at))

    assert [(kind, name) for kind, name, _ in course.lines()] == [
        ("visit", "Name 2"),
        ("visit", "Name 1"),
        ("coaching", "Name 0"),
    ]


def test_filters_narrow_the_list_and_its_numbers(course):
    course.wants("p0", areas="networks")
    course.wants("p1", type="coaching")
    for who in ("p0", "p1"):
        course.signs_off(who, "wish")

    assert [n for _, n, _ in course.lines(type="coaching")] == ["Name 1"]
    assert [n for _, n, _ in course.lines(area="networks")] == ["Name 0"]
    assert [n for _, n, _ in course.lines(cohort="School 1")] == ["Name 1"]
    assert course.lines(status="completed") == []
    counts = {each: number for each, number, _ in course.list(type="coaching").names["statuses"]}
    assert (counts[S.WANTED], counts[S.COMPLETED]) == (1, 0)


def test_every_status_is_counted_and_rare_ones_show_where_there_are_any(course):
    course.wants()
    course.signs_off("p0", "wish")
    before = [each for each, _, _ in course.list().names["statuses"]]

    course.offers("p0:wish")
    course.answers("p0:wish", "agreed")

    after = {each: number for each, number, _ in course.list().names["statuses"]}
    assert S.AGREED not in before
    assert after[S.AGREED] == 1


@pytest.mark.parametrize("name", ["status", "type", "area", "cohort"])
def test_a_filter_that_is_none_of_ours_is_refused_and_hides_nobody(course, name):
    course.wants()
    course.signs_off("p0", "wish")

    page = course.list(**{name: "No such thing"})

    assert (page.status, named(page.names["list_problems"])) == (422, [(name, "unknown_filter")])
    assert len(page.names["groups"]) == 1


def test_a_long_list_has_pages_and_one_beyond_the_end_is_the_last(course, monkeypatch):
    monkeypatch.setattr(opportunities, "PAGE_LENGTH", 2)
    for n in range(5):
        course.wants(f"p{n}")
        course.signs_off(f"p{n}", "wish", at=days(n))

    first, last = course.list().names, course.list(page="9").names

    assert [len(first["groups"][0].lines), first["groups"][0].total] == [2, 5]
    assert (last["page"], last["pages"], last["first"], last["last"]) == (3, 3, 5, 5)


def test_the_address_of_a_page_says_the_filters_and_nobody(course):
    page = course.list(type="visit", offer="visit", to="p0:wish")

    assert page.address == "staff/opportunities?type=visit"


def test_who_signed_off_before_there_were_rows_for_the_list_is_in_it(course):
    course.wants()
    course.signs_off("p0", "wish")
    course.signs_off("p1")
    rows = course.ledger.rows
    rows[:] = [row for row in rows if row[2] != Kind.OPPORTUNITIES]

    assert [name for _, name, _ in course.lines()] == ["Name 0"]
    course.offers("p0:wish")
    assert course.lines() == []


def test_a_row_of_a_newer_version_is_worked_out_from_what_was_signed_off(course):
    course.wants()
    course.signs_off("p0", "wish")
    rows = course.ledger.rows
    rows[:] = [
        (b, w, k, t.replace('"version": 1', '"version": 9') if k == Kind.OPPORTUNITIES else t, at)
        for b, w, k, t, at in rows
    ]

    assert [name for _, name, _ in course.lines()] == ["Name 0"]


def test_who_has_left_the_course_is_listed_by_their_id(course):
    course.wants("gone")
    course.signs_off("gone", "wish")

    assert [name for _, name, _ in course.lines()] == ["gone"]


def test_an_offer_reaches_each_who_is_ticked_with_its_details(course):
    for who in ("p0", "p1"):
        course.wants(who)
        course.signs_off(who, "wish")

    page = course.offers(
        "p0:wish",
        "p1:wish",
        what=" A day with  a class teacher ",
        when="Week of 25 January",
        where="The Beacon School",
        who="Lena Fischer",
        answer_by="31 March",
    )

    assert [each.name for each in page.names["people"]] == ["Name 0", "Name 1"]
    assert course.lines() == []
    for who in ("p0", "p1"):
        offered = course.opportunity(who)
        assert (offered.status, offered.offer) == (
            S.OFFERED,
            Offer(
                "A day with a class teacher",
                "Week of 25 January",
                "The Beacon School",
                "Lena Fischer",
                date(2026, 3, 31),
            ),
        )
    assert course.staff.published[-2:] == [OpportunityMarked("offered")] * 2


@pytest.mark.parametrize("asked", ["with a sign-off", "on the board"])
def test_by_when_to_answer_is_known_on_both_sides_until_there_is_an_answer(course, asked):
    if asked == "on the board":
        course.posts()
        key = course.asks()
    else:
        course.wants()
        course.signs_off("p0", "wish")
        key = "p0:wish"
    course.offers(key, answer_by="31 March")

    [(_, _, glance)] = course.lines(status="offered")
    offered = course.opportunity()
    assert glance.answer_by == offered.answer_by == date(2026, 3, 31)
    assert participant.plans.show(course.somebody(), {}).names["has_dates"]
    file = participant.calendar.download(course.somebody(), {}).content
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert (str(event["SUMMARY"]), event.decoded("DTSTART")) == (
        "answer-by: A day there",
        date(2026, 3, 31),
    )

    declined = a_form(id=offered.id, status="declined", revision=str(offered.revision))
    participant.plans.move_opportunity(course.somebody(), declined)

    assert course.opportunity().answer_by is None
    assert "answer-by" not in participant.calendar.download(course.somebody(), {}).content
    course.answers(key, "agreed")
    assert [glance.answer_by for _, _, glance in course.lines(status="agreed")] == (
        [] if asked == "on the board" else [None]
    )


def test_an_offer_reaches_somebody_who_has_signed_nothing_off_and_can_be_declined(course):
    course.posts()
    key = course.asks("p1")

    course.offers(key)

    offered = course.opportunity("p1")
    assert (offered.status, offered.offer.what) == (S.OFFERED, "A day there")
    declined = a_form(id=offered.id, status="declined", revision=str(offered.revision))
    participant.plans.move_opportunity(course.somebody("p1"), declined)
    assert course.opportunity("p1").status is S.DECLINED
    assert course.lines(status="offered") == []


def test_an_offer_that_was_accepted_is_known_to_staff_with_the_next_sign_off(course):
    course.wants()
    course.signs_off("p0", "wish")
    course.offers("p0:wish")
    host = course.somebody()
    host.time = days(11)
    offered = course.opportunity()
    accepted = a_form(id=offered.id, status="agreed", revision=str(offered.revision))
    participant.plans.move_opportunity(host, accepted)

    assert [n for _, n, _ in course.lines(status="offered")] == ["Name 0"]
    course.signs_off("p0", "wish", round_id="mid-point", at=days(12))

    assert [n for _, n, _ in course.lines(status="agreed")] == ["Name 0"]
    assert course.opportunity().offer.what == "A day there"


def test_the_same_press_offers_once(course):
    course.wants()
    course.signs_off("p0", "wish")

    course.offers("p0:wish", press="one")
    rows = list(course.ledger.rows)
    page = course.offers("p0:wish", press="one")

    assert (page.status, course.ledger.rows) == (200, rows)
    assert [each.name for each in page.names["people"]] == ["Name 0"]


def test_who_cannot_be_offered_it_is_named_with_why_and_the_others_have_it(course):
    for who in ("p0", "p1", "p2"):
        course.wants(who)
        course.signs_off(who, "wish")
    course.answers("p1:wish", "not-possible", reason="cover")
    course.offers("p1:wish", what="Instead")

    page = course.offers("p0:wish", "p1:wish", "p2:gone", "nobody:wish", what="A day")

    assert [each.name for each in page.names["people"]] == ["Name 0"]
    assert [(each.name, problem.code) for each, problem in page.names["failed"]] == [
        ("Name 1", "step_not_possible"),
        ("Name 2", "no_longer_asked"),
        ("nobody", "no_longer_asked"),
    ]
    assert page.names["typed_offer"]["what"] == ["A day"]
    assert [each.is_chosen for each in page.names["candidates"]] == [False]


def test_somebody_at_the_same_record_does_not_stop_the_others(course, monkeypatch):
    for who in ("p0", "p1"):
        course.wants(who)
        course.signs_off(who, "wish")
    lock = course.ledger.lock

    @contextmanager
    def locked(who):
        if who == "p0":
            raise Busy
        with lock(who):
            yield

    monkeypatch.setattr(course.ledger, "lock", locked)

    page = course.offers("p0:wish", "p1:wish")

    assert [(each.name, problem.code) for each, problem in page.names["failed"]] == [
        ("Name 0", "busy")
    ]
    assert [each.is_chosen for each in page.names["candidates"]] == [True]
    monkeypatch.setattr(course.ledger, "lock", lock)
    course.offers("p0:wish")
    assert [course.opportunity(who).status for who in ("p0", "p1")] == [S.OFFERED, S.OFFERED]


def test_each_persons_offer_is_a_transaction_of_its_own(course, monkeypatch):
    for who in ("p0", "p1"):
        course.wants(who)
        course.signs_off(who, "wish")
    append, times = course.ledger.append, iter([True, False])

    def fail_second(entries):
        if not next(times):
            append(entries[:1])
            raise BrokenError
        append(entries)

    monkeypatch.setattr(course.ledger, "append", fail_second)
    with pytest.raises(BrokenError):
        course.offers("p0:wish", "p1:wish")

    assert [course.opportunity(who).status for who in ("p0", "p1")] == [S.OFFERED, S.WANTED]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"what": " "}, ("what", "what_missing")),
        ({"what": "x" * 151}, ("what", "too_long")),
        ({"where": "x" * 81}, ("where", "too_long")),
        ({"answer_by": "1 March 2026"}, ("answer_by", "day_is_past")),
        ({"answer_by": "31 Feb"}, ("answer_by", "date_not_real")),
        ({"to": []}, ("to", "nobody_ticked")),
        ({"to": [f"p0:w{n}" for n in range(51)]}, ("to", "too_many_ticked")),
    ],
)
def test_a_wrong_offer_is_refused_at_its_field_and_nothing_typed_is_lost(course, fields, problem):
    course.wants()
    course.signs_off("p0", "wish")
    rows = list(course.ledger.rows)

    page = course.offers("p0:wish", **{"when": "In May", **fields})

    assert (page.status, named(page.names["offer_problems"])) == (422, [problem])
    assert page.names["typed_offer"]["when"] == ["In May"]
    assert (page.names["about"], page.names["offer_place"]) == ("visit", "group")
    assert course.ledger.rows == rows


def test_the_form_of_an_offer_has_everybody_of_the_type_ticked_or_the_one_who_was_chosen(course):
    for who in ("p0", "p1"):
        course.wants(who)
        course.signs_off(who, "wish")

    to_all = course.list(offer="visit").names
    to_one = course.list(offer="visit", to="p1:wish").names

    assert [each.is_chosen for each in to_all["candidates"]] == [True, True]
    assert [each.is_chosen for each in to_one["candidates"]] == [False, True]
    assert to_all["typed_offer"]["who"] == ["Sam Taylor"]


def test_the_form_of_an_offer_stays_where_its_group_has_left_the_page(course):
    names = course.list(offer="coaching").names

    assert (names["offer_place"], names["candidates"], names["kind"]) == ("top", (), "")


def test_more_than_one_offer_can_go_to_is_said(course, monkeypatch):
    monkeypatch.setattr(opportunities, "MOST_AT_ONCE", 2)
    for n in range(5):
        course.wants(f"p{n}")
        course.signs_off(f"p{n}", "wish")

    names = course.list(offer="visit").names

    assert (len(names["candidates"]), names["more"]) == (2, 3)


def test_not_possible_needs_its_reason_and_keeps_the_note(course):
    course.wants()
    course.signs_off("p0", "wish")

    page = course.answers("p0:wish", "not-possible", note="No cover in May")

    assert (page.status, named(page.names["answer_problems"])) == (
        422,
        [("reason", "reason_missing")],
    )
    assert page.names["answering"] == "p0:wish"
    assert page.names["typed"]["note"] == ["No cover in May"]
    assert course.opportunity().status is S.WANTED


def test_not_possible_reaches_the_participant_with_reason_and_note(course):
    course.posts()
    key = course.asks("p1")

    page = course.answers(key, "not-possible", reason="cover", note="Ask again in May")

    assert [each.name for each in page.names["people"]] == ["Name 1"]
    last = course.opportunity("p1").history[-1]
    assert (last.status, last.reason) == (S.NOT_POSSIBLE, Reason.COVER)
    assert last.note == "Ask again in May"
    assert [n for _, n, _ in course.lines(status="not-possible")] == ["Name 1"]


def test_an_answer_to_what_has_moved_on_says_so_and_shows_the_note_again(course):
    course.wants()
    course.signs_off("p0", "wish")

    page = course.answers("p0:wish", "agreed", note="From May")

    assert page.status == 409
    assert [problem.code for _, problem in page.names["failed"]] == ["step_not_possible"]
    assert page.names["typed"]["note"] == ["From May"]


def test_nobody_can_be_answered_who_asks_for_nothing_here(course):
    page = course.offers("everybody:x", "board:x", "p3:wish", "")

    assert {problem.code for _, problem in page.names["failed"]} == {"no_longer_asked"}
    assert page.status == 409
    assert course.ledger.rows == []


def test_an_answer_is_later_than_what_it_answers_whatever_the_clocks_say(course):
    course.posts()
    key = course.asks("p1", at=days(20))

    course.offers(key)

    assert course.lines() == []
    assert course.opportunity("p1").status is S.OFFERED


def test_a_participant_does_not_learn_to_whom_else_an_offer_went(course):
    for who in ("p0", "p1"):
        course.wants(who)
        course.signs_off(who, "wish")
    course.offers("p0:wish", "p1:wish")

    rows = [text for _, who, _, text, _ in course.ledger.rows if who == "p0"]
    assert not any("p1" in text or "Name 1" in text for text in rows)


def test_the_board_says_who_is_interested_since_when_and_how_far_it_has_come(course):
    course.posts()
    first = course.asks("p1", at=days(1))
    course.asks("p2", at=days(2))
    course.offers(first)

    names = course.list().names

    assert [
        (each.person.name, each.at, each.listed.glance.status)
        for each in names["interested"]["post"]
    ] == [("Name 2", days(2), S.WANTED), ("Name 1", days(1), S.OFFERED)]
    assert (names["numbers"]["post"], names["waiting"]["post"]) == (2, 1)


def test_who_declined_is_no_longer_interested(course):
    course.posts()
    course.asks("p1")
    course.asks("p1", interest="no")

    assert course.list().names["interested"]["post"] == ()


def test_an_offer_at_a_post_goes_to_those_who_are_interested_in_it(course):
    course.posts()
    course.wants("p0")
    course.signs_off("p0", "wish")
    course.asks("p1")

    names = course.list(offer="post:post").names

    assert [each.person.name for each in names["candidates"]] == ["Name 1"]
    assert (names["offer_place"], names["typed_offer"]["what"]) == ("post", ["A special school"])
    with pytest.raises(Unknown):
        course.list(offer="post:gone")


def test_a_post_can_be_added_and_edited_beside_the_list(course):
    course.posts(detail="On a Monday", closes="31 March")

    new, edit = course.list(post="new").names, course.list(post="post").names

    assert (new["is_open"], new["is_new"], edit["is_new"]) == (True, True, False)
    assert edit["fields"]["closes"] == ["31/3/2026"]
    assert not course.list().names["is_open"]
    changed = course.posts(title="Two special schools", type="visit")
    assert [each.title for each in changed.names["posts"]] == ["Two special schools"]
    assert changed.names["query"] == {"type": "visit"}


def test_the_old_address_of_the_board_shows_the_list(course):
    assert staff.show(course.staff, a_form(screen="board")).template == "staff/opportunities.html"


def file_of(course, **form):
    file = staff.exports.opportunity_list(course.staff, a_form(**form))
    text = "".join(file.parts)
    assert text.startswith("\ufeff")
    return file, list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_the_file_of_the_list_has_all_its_pages_and_guards_formulas(course, monkeypatch):
    monkeypatch.setattr(opportunities, "PAGE_LENGTH", 1)
    course.wants("p0", detail="=1+1", areas="networks")
    course.signs_off("p0", "wish")
    course.posts(title="+44 a call")
    course.asks("p1")

    file, [first, second] = file_of(course)

    assert file.filename == "opportunities-wanted.csv"
    assert (first["what"], second["what"]) == ("'=1+1", "'+44 a call")
    assert (first["name"], first["cohort"], first["areas"]) == ("Name 0", "School 0", "Networks")
    assert (first["since"], first["days"], first["round"]) == ("2026-03-02", "10", "baseline")
    assert (first["asked_on_board"], second["asked_on_board"]) == ("", "yes")


def test_the_file_is_of_the_list_as_shown_and_the_trail_says_so(course):
    for who, kind in (("p0", "visit"), ("p1", "coaching")):
        course.wants(who, type=kind)
        course.signs_off(who, "wish")

    _, rows = file_of(course, type="coaching")

    assert [row["name"] for row in rows] == ["Name 1"]
    assert len(course.ledger.entries(EVERYBODY, Kind.ACCESS)) == 1
    assert course.staff.published[-1] == Exported("opportunity-list")


def test_who_is_in_the_file_by_what_they_asked_for_on_the_board_sees_that_it_was_taken(course):
    course.posts()
    course.asks("p1", at=days(1))
    course.staff.time = days(2)

    file_of(course)

    accesses = participant.my_record.show(course.somebody("p1"), {}).names["accesses"]
    assert [(each.who, each.act) for each, _ in accesses] == [("Sam Taylor", "export")]
    assert participant.my_record.show(course.somebody("p2"), {}).names["accesses"] == ()


def test_a_mark_on_a_persons_page_moves_the_list_as_well(course):
    course.wants()
    course.signs_off("p0", "wish")
    about = {"participant": "p0", "at": "baseline", "revised": "1"}

    staff.answering.mark(
        course.staff, a_form(**about, press="m", opportunity="wish", becomes="offered")
    )

    assert [n for _, n, _ in course.lines(status="offered")] == ["Name 0"]


def test_days_waited_are_none_where_a_clock_is_ahead(course):
    course.posts()
    course.asks("p1", at=days(10) + timedelta(hours=20))

    [group] = course.list().names["groups"]
    assert group.lines[0].days == 0


def queue(course, **form):
    page = staff.show(course.staff, a_form(screen="reviews", **form)).names
    return [(each.row.person.id, each.row.round_id, each.row.standing) for each in page["lines"]]


def statuses(course, **form):
    return {(who, at): standing.status for who, at, standing in queue(course, **form)}


def accept(course, who="p0", round_id="baseline", decision="accepted"):
    about = {"participant": who, "at": round_id, "revised": "1"}
    shown = staff.show(course.staff, a_form(screen="person", participant=who, at=round_id)).names
    note = {"area": "subject", "text": "Which year?", "revision": "0"}
    staff.answering.save_note(course.staff, a_form(**about, **note))
    sent = {"seen": str(shown["seen"]), "press": shown["press"], "reason": "Say more."}
    staff.answering.respond(course.staff, a_form(decision=decision, **about, **sent))


def test_who_asks_on_the_board_before_any_sign_off_is_in_the_queue_at_once(course):
    course.posts()
    course.asks()

    [(who, round_id, standing)] = queue(course)

    assert (who, round_id, standing.status) == ("p0", "", ReviewStatus.ASKED)
    assert [(each.type, each.title) for each in standing.asks] == [("visit", "A special school")]
    assert standing.since == NOW.isoformat()


def test_who_takes_it_back_leaves_the_queue(course):
    course.posts()
    course.asks()
    course.asks(interest="no")

    assert queue(course) == []


def test_an_offer_takes_who_asked_out_of_the_queue(course):
    course.posts()
    key = course.asks()

    course.offers(key, offer="post:post")

    assert queue(course) == []


def test_what_went_with_a_sign_off_raises_the_review_once_that_is_dealt_with(course):
    course.wants()
    course.signs_off("p0", "wish")
    assert statuses(course) == {("p0", "baseline"): ReviewStatus.NEW}

    accept(course)

    assert statuses(course) == {("p0", "baseline"): ReviewStatus.ASKED}


def test_not_possible_is_an_answer_too(course):
    course.wants()
    course.signs_off("p0", "wish")
    accept(course)

    course.answers("p0:wish", "not-possible", reason="cover")

    assert statuses(course) == {}
    assert statuses(course, state="accepted") == {("p0", "baseline"): ReviewStatus.ACCEPTED}


def test_who_asked_before_signing_off_is_one_line_afterwards(course):
    course.posts()
    course.asks()
    course.signs_off("p0")

    assert statuses(course) == {("p0", "baseline"): ReviewStatus.NEW}


def test_of_two_asks_one_answer_leaves_the_other_waiting(course):
    course.posts()
    course.asks()
    course.wants()
    course.signs_off("p0", "wish")
    accept(course)

    course.answers("p0:wish", "not-possible", reason="cost")

    [(_, _, standing)] = queue(course)
    assert [each.title for each in standing.asks] == ["A special school"]


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("comments", ReviewStatus.COMMENTED),
        ("returned", ReviewStatus.RETURNED),
        ("accepted", ReviewStatus.ACCEPTED),
    ],
)
def test_an_answer_takes_a_review_that_asks_for_nothing_out_of_the_queue(course, decision, status):
    course.signs_off("p0")

    accept(course, decision=decision)

    assert queue(course) == []
    assert statuses(course, state="all") == {("p0", "baseline"): status}


def test_an_offer_notifies_each_of_its_people_of_nothing_but_that(course):
    course.staff.notifications.is_on = True
    course.posts()
    keys = [course.asks("p0"), course.asks("p1")]
    page = course.offers(*keys, press="one")
    course.offers(*keys, press="one")

    assert page.names["is_notified"]
    assert course.staff.notifications.sent == [
        (Notification(Subject.OFFERED), (who,)) for who in ("p0", "p1")
    ]


def test_what_is_not_possible_or_agreed_notifies_nobody(course):
    course.staff.notifications.is_on = True
    course.posts()
    course.answers(course.asks("p0"), "not-possible", reason="cost")
    course.answers(course.asks("p1"), "agreed")

    assert course.staff.notifications.sent == []


def test_an_offer_without_notifications_says_that_nobody_is_notified(course):
    course.posts()

    assert not course.offers(course.asks("p0")).names["is_notified"]
