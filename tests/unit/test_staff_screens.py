"""The screens of course staff: list, cohort, board, comment bank and files."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from builders import NOW, a_complete_review, a_form, a_record, named, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeLedger, FakeStaff
from matrix_xblock import participant, staff
from matrix_xblock.domain.errors import Invalid, Unknown
from matrix_xblock.domain.facts import Exported
from matrix_xblock.domain.figures.site_rules import SiteRules, Study
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.staff import exports, reviews

PACKAGE = Path(staff.__file__).parents[1]
STUDY = Study("a-study", "k" * 40, "A study")
SIX = [Person(f"p{n}", f"Name {n}", f"School {n % 2}") for n in range(6)]


def a_course(number=0, *, known=SIX, **changes):
    """Give staff of a course of which so many have signed the baseline review off."""
    ledger = FakeLedger()
    for n in range(number):
        sign_off(ledger, f"p{n}")
    return FakeStaff(ledger, setup=setup(rounds=rounds()), people=known, **changes)


def sign_off(
    ledger, who, *, level="growing", round_id="baseline", consents=False, minutes=0, cohort=""
):
    review = a_complete_review(round_id=round_id)
    areas = {key: replace(area, level_id=level) for key, area in review.areas.items()}
    host = FakeHost(
        record=a_record(replace(review, areas=areas)),
        setup=setup(rounds=rounds()),
        ledger=ledger,
        who=who,
        time=NOW + timedelta(minutes=minutes),
        cohort=cohort,
    )
    participant.sign_off(host, a_form(round=round_id, revision="1"))
    if consents:
        participant.my_record.save_consent(host, a_form(given="yes"))


def show(who, screen, **form):
    return staff.show(who, a_form(screen=screen, **form))


def lines(page):
    return [line.row.person.name for line in page.names["lines"]]


def test_without_a_screen_staff_see_what_needs_them():
    page = staff.show(a_course(2), {})

    assert page.template == "staff/reviews.html"
    assert lines(page) == ["Name 0", "Name 1"]
    assert page.names["total"] == 2


def test_a_page_beyond_the_end_is_the_last_one():
    page = show(a_course(2), "reviews", page="99")

    assert (page.status, page.names["page"], len(page.names["lines"])) == (200, 1, 2)
    assert "page" not in page.address


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "9" * 50, "²"])
def test_a_page_that_is_no_number_is_the_first(page):
    assert show(a_course(1), "reviews", page=page).names["page"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"state": "passed"},
        {"round": "summer"},
        {"cohort": "School 9"},
        {"sort": "level"},
        {"search": "x" * 101},
    ],
    ids=str,
)
def test_a_filter_that_does_not_exist_is_said_at_its_field(query):
    page = show(a_course(1), "reviews", **query)

    assert page.status == 422
    assert [problem.field for problem in page.names["problems"]] == list(query)
    assert page.names["total"] == 1


def test_filters_stay_in_the_links():
    query = {"state": "new", "cohort": "School 1", "search": "name", "sort": "name"}

    page = show(a_course(6), "reviews", **query)

    assert page.names["query"] == query
    assert [line.row.person.id for line in page.names["lines"]] == ["p1", "p3", "p5"]


def test_the_address_of_a_list_says_everything_but_the_name_that_is_looked_for():
    page = show(a_course(6), "reviews", state="all", cohort="School 1", search="name")

    assert page.address == "staff/reviews?state=all&cohort=School+1"


@pytest.mark.parametrize(
    ("state", "choices"),
    [
        ("", {"wait": "wait", "newest": "newest", "name": "name", "cohort": "cohort"}),
        ("all", {"wait": "oldest", "newest": "latest", "name": "name", "cohort": "cohort"}),
        ("in_progress", {"wait": "oldest", "newest": "latest", "name": "name", "cohort": "cohort"}),
        ("not_started", {"wait": "name", "cohort": "cohort"}),
    ],
)
def test_only_a_list_of_what_needs_the_team_is_sorted_by_wait(state, choices):
    assert show(a_course(2), "reviews", state=state).names["sorts"] == choices


def test_without_cohorts_those_who_have_not_started_can_be_sorted_by_name_only():
    nameless = [replace(each, cohort="") for each in SIX]

    page = show(a_course(2, known=nameless), "reviews", state="not_started").names

    assert (page["sorts"], page["sort"]) == ({"wait": "name"}, "name")


def test_a_sort_by_cohort_is_one_for_those_who_have_not_started_too():
    page = show(a_course(2), "reviews", state="not_started", sort="cohort").names

    assert (page["sort"], page["sorts"]) == ("cohort", {"name": "name", "cohort": "cohort"})


@pytest.mark.parametrize(
    ("state", "latest", "since"),
    [
        ("", True, True),
        ("new", True, True),
        ("all", True, True),
        ("accepted", False, True),
        ("in_progress", False, True),
        ("not_started", False, False),
    ],
)
def test_a_list_has_no_column_in_which_nothing_can_stand(state, latest, since):
    page = show(a_course(2), "reviews", state=state).names

    assert (page["has_latest"], page["has_since"]) == (latest, since)


def test_a_list_is_cut_into_pages(monkeypatch):
    monkeypatch.setattr(reviews, "PAGE_LENGTH", 4)

    page = show(a_course(0), "reviews", state="not_started", page="2").names

    assert (page["page"], page["pages"]) == (2, 2)
    assert [line.place for line in page["lines"]] == [4, 5]


def test_a_bare_host_lists_ids_and_nobody_who_has_not_started():
    page = show(a_course(2, known=None), "reviews")

    assert lines(page) == ["p0", "p1"]
    assert page.names["cohorts"] == ()
    assert [each.state for each in page.names["people"]] == ["in_progress"]


def waiting(*days):
    """Give staff of a course where each of some people has waited so many days."""
    course = a_course()
    for n, each in enumerate(days):
        sign_off(course.ledger, f"p{n}", minutes=-each * 24 * 60)
    return course


def test_the_queue_says_how_long_each_has_waited_and_begins_a_group_where_that_is_another():
    page = show(waiting(30, 15, 14, 7, 6, 0), "reviews").names

    assert [line.days for line in page["lines"]] == [30, 15, 14, 7, 6, 0]
    assert [line.wait for line in page["lines"]] == ["long", None, "week", None, "new", None]
    assert page["longest"] == 30


@pytest.mark.parametrize("query", [{"sort": "name"}, {"state": "all"}, {"state": "not_started"}])
def test_a_list_in_another_order_has_no_groups(query):
    page = show(waiting(30, 0), "reviews", **query).names

    assert {line.wait for line in page["lines"]} == {None}


def test_only_the_first_page_of_the_oldest_says_how_long_the_oldest_has_waited():
    assert show(waiting(30, 0), "reviews", sort="newest").names["longest"] == 0


def test_only_what_needs_the_team_is_said_to_have_waited():
    assert show(waiting(30, 0), "reviews", state="all").names["longest"] == 0


def test_other_lists_say_how_many_they_hold():
    page = show(a_course(2), "reviews").names

    numbers = {each.state: each.number for each in (*page["lists"], *page["people"])}
    assert numbers == {
        "": 2,
        "commented": 0,
        "returned": 0,
        "accepted": 0,
        "all": 2,
        "in_progress": 0,
        "not_started": 4,
    }


def post(who, **changes):
    fields = {"id": "one", "opportunity": "visit", "title": "A special school", **changes}
    return staff.board.post(who, a_form(**fields))


def test_a_post_is_on_the_board_once():
    course = a_course()

    post(course)
    page = post(course)

    assert [each.title for each in page.names["posts"]] == ["A special school"]
    assert len(course.ledger.rows) == 1


def test_a_post_can_be_changed_and_taken_down():
    course = a_course()
    post(course)
    fields = show(course, "board", post="one").names["fields"]

    post(course, title="Two special schools")
    page = staff.board.take_down(course, a_form(post="one"))

    assert fields["title"] == ["A special school"]
    assert [each.title for each in page.names["past"]] == ["Two special schools"]
    assert staff.board.take_down(course, a_form(post="one")).status == 200


def test_everything_wrong_with_a_post_is_told_and_nothing_lost():
    page = post(a_course(), title="", opportunity="", closes="31 Feb")

    assert page.status == 422
    fields = [problem.field for problem in page.names["problems"]]
    assert fields == ["opportunity", "title", "closes"]
    assert page.names["fields"]["closes"] == ["31 Feb"]
    assert page.names["is_open"]


@pytest.mark.parametrize("closes", ["1 March 2026", "yesterday"])
def test_a_post_whose_last_day_is_past_is_refused_at_that_field_with_what_was_typed(closes):
    course = a_course()

    page = post(course, closes=closes)

    assert (page.status, named(page.names["problems"])) == (422, [("closes", "day_is_past")])
    assert page.names["fields"]["closes"] == [closes]
    assert course.ledger.rows == []


@pytest.mark.parametrize("closes", ["today", "31 March", "31/3/2026"])
def test_the_last_day_of_a_post_is_one_field_that_reads_what_people_type(closes):
    page = post(a_course(), closes=closes)

    [posted] = page.names["posts"]
    assert (page.status, posted.closes.month) == (200, 3)


def test_a_page_of_before_the_last_day_was_one_field_still_posts():
    day = {"closes-day": "31", "closes-month": "3", "closes-year": "2026"}

    page = post(a_course(), **day)
    refused = post(a_course(), title="", **day)

    assert page.names["posts"][0].closes.isoformat() == "2026-03-31"
    assert refused.names["fields"]["closes"] == ["31 3 2026"]


@pytest.mark.parametrize("act", [staff.board.take_down, staff.opportunities.show])
def test_a_post_that_is_not_there_is_unknown(act):
    with pytest.raises(Unknown):
        act(a_course(), a_form(post="gone"))


def rows_of(stream):
    return list(csv.DictReader(io.StringIO("".join(stream.parts).removeprefix("\ufeff"))))


def test_a_file_has_names_and_cohorts():
    course = a_course(2)

    rows = rows_of(staff.exports.csv(course, a_form(file="reviews")))

    assert {(row["name"], row["cohort"]) for row in rows} == {
        ("Name 0", "School 0"),
        ("Name 1", "School 1"),
    }
    assert course.published == [Exported("reviews")]


def test_who_has_left_the_course_is_in_a_file_by_id():
    rows = rows_of(staff.exports.csv(a_course(1, known=[]), a_form(file="reviews")))

    assert {(row["name"], row["participant"]) for row in rows} == {("", "p0")}


def test_a_large_file_comes_in_parts(monkeypatch):
    monkeypatch.setattr(exports, "PART_LENGTH", 2)
    course = a_course(3)

    parts = show(course, "exports").names["parts"]
    second = staff.exports.csv(course, a_form(file="reviews", part="2"))

    assert [(part.first, part.last) for part in parts] == [(1, 2), (3, 3)]
    assert second.filename == "reviews-2.csv"
    assert {row["participant"] for row in rows_of(second)} == {"p2"}


def test_an_export_is_in_everybody_s_trail():
    course = a_course(1)
    host = FakeHost(ledger=course.ledger, who="p0", setup=course.setup)

    staff.exports.csv(course, a_form(file="cpd"))

    page = participant.my_record.show(host, {})
    assert [(each.who, each.act) for each, _ in page.names["accesses"]] == [
        ("Sam Taylor", "export")
    ]


def test_who_signs_off_after_an_export_was_not_in_it():
    course = a_course(1)
    staff.exports.csv(course, a_form(file="cpd"))
    sign_off(course.ledger, "p1", minutes=5)

    page = participant.my_record.show(
        FakeHost(ledger=course.ledger, who="p1", setup=course.setup), {}
    )

    assert page.names["accesses"] == ()


@pytest.mark.parametrize("kind", ["", "research", "../etc/passwd"])
def test_only_known_files_are_given(kind):
    with pytest.raises(Unknown):
        staff.exports.csv(a_course(1), a_form(file=kind))


def an_evaluated_course(agreeing, silent=1):
    """Give staff of a course with a study, and how many have agreed to it."""
    known = [Person(f"q{n}", f"Name {n}", "School") for n in range(agreeing + silent + 2)]
    course = a_course(known=known, site=SiteRules(studies=(STUDY,)))
    for n in range(agreeing + silent):
        sign_off(course.ledger, f"q{n}", consents=n < agreeing, cohort="School")
    return course


def test_a_research_file_holds_those_who_agreed_and_counts_the_others():
    stream = staff.exports.research(an_evaluated_course(10), a_form(study="a-study"))

    with zipfile.ZipFile(io.BytesIO(b"".join(stream.parts))) as archive:
        reviews, numbers = (
            list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in ("reviews.csv", "denominators.csv")
        )
    assert len({row["pseudonym"] for row in reviews}) == 10
    assert len({row["cohort"] for row in reviews} - {"other"}) == 1
    assert [numbers[0][name] for name in ("enrolled", "signed_off", "agreed")] == ["13", "11", "10"]


def test_of_fewer_than_ten_people_there_is_no_file_and_no_line_in_the_trail():
    course = an_evaluated_course(9)
    before = list(course.ledger.rows)

    with pytest.raises(Invalid) as refused:
        staff.exports.research(course, a_form(study="a-study"))

    assert named(refused.value.problems) == [("study", "too_few_agree")]
    assert course.ledger.rows == before
    assert not show(course, "exports").names["has_enough"]
    assert show(an_evaluated_course(10), "exports").names["has_enough"]


def test_who_withdraws_leaves_the_next_file():
    course = an_evaluated_course(10)
    participant.my_record.save_consent(
        FakeHost(ledger=course.ledger, who="q3", setup=course.setup), a_form(given="no")
    )

    with pytest.raises(Invalid):
        staff.exports.research(course, a_form(study="a-study"))


def test_a_research_file_takes_as_many_questions_as_there_are_few_people_at_a_time():
    course = an_evaluated_course(41, silent=0)
    asked = []
    course.ledger.of = lambda some, *kinds, of=course.ledger.of: (
        asked.append(len(some)) or of(some, *kinds)
    )

    b"".join(staff.exports.research(course, a_form(study="a-study")).parts)

    assert asked == [20, 20, 1]


def test_a_study_that_is_not_set_up_gets_nothing():
    with pytest.raises(Unknown):
        staff.exports.research(a_course(1), a_form(study="a-study"))


def test_a_begun_round_is_known_and_nothing_of_it():
    ledger = FakeLedger()
    host = FakeHost(ledger=ledger, setup=setup(rounds=rounds()), who="p0")

    participant.start(host, a_form(round="baseline"))

    course = FakeStaff(ledger, setup=host.setup, people=SIX)
    [line] = show(course, "reviews", state="in_progress").names["lines"]
    assert line.row.standing.status is ReviewStatus.IN_PROGRESS
    with pytest.raises(Unknown):
        show(course, "person", participant="p0")


def test_no_part_of_the_port_of_staff_leads_to_a_record():
    members = {name for name in vars(StaffHost) if not name.startswith("_")}

    assert members == {
        "among",
        "author",
        "is_instructor",
        "label",
        "ledger",
        "load_drafts",
        "local_day",
        "lock",
        "my_people",
        "new_id",
        "notifications",
        "now",
        "only_my_people",
        "people_rule",
        "place",
        "publish",
        "roster",
        "save_drafts",
        "setup",
        "site",
        "today",
        "transaction",
    }


@pytest.mark.parametrize("package", ["staff", "report"])
def test_no_code_of_staff_names_what_a_participant_keeps(package):
    source = "".join(path.read_text() for path in (PACKAGE / package).glob("*.py"))

    assert not re.findall(r"\.(?:load|load_cpd|load_private|load_every_private|save)\(", source)
    assert "matrix_xblock.participant" not in source
