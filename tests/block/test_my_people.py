"""Cohorts that facilitators are given: as a wall, whoever is outside it is not there."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import hosts
import lms_site.install as lms
from block.test_audiences import FORMS, HANDLERS, UPLOADS
from builders import NOW, a_complete_review, a_record
from matrix_xblock.domain.figures import research
from matrix_xblock.domain.plans.opportunity import Opportunity, OpportunityType
from matrix_xblock.host.edge import Audience

ASH, BECK = "Ashgrove Primary", "Beckside Primary"
INSIDE, OUTSIDE, STRANGER = "anon-7", "anon-outside", "anon-stranger"
ABOUT = {"at": "baseline", "revised": "1"}
STAFF = [
    name
    for name, each in HANDLERS.items()
    if each.audience is Audience.STAFF and name not in UPLOADS
]
A_SECRET = "Zirkon"
"""Stands in everything that somebody outside the wall has written, and in their name."""


@pytest.fixture
def site(monkeypatch, research_of_few):
    """Give a course with somebody inside a wall and somebody outside, both signed off."""
    lms.install(monkeypatch, without=["lms.djangoapps.courseware.models"])
    course = str(hosts.COURSE)
    lms.enrol(course, INSIDE, "Amina Khan", cohort=ASH)
    lms.enrol(course, OUTSIDE, f"Marcus {A_SECRET}", cohort=BECK)
    lms.enrol("course-v1:Other+Course+1", STRANGER, f"Otto {A_SECRET}", cohort=BECK)
    lms.enrol(course, hosts.FACILITATOR, "Lena Fischer", username="lena", role="staff")
    usage = hosts.lms().usage
    other = hosts.UsageKey(hosts.ContextKey("course-v1:Other+Course+1"), "one")
    sam = instructor()
    sam.post("post_opportunity", id="post-1", opportunity="visit", title="A day elsewhere")
    for number, (who, place) in enumerate([(INSIDE, usage), (OUTSIDE, usage), (STRANGER, other)]):
        sign_off(who, place, number)
    hosts.give(usage, ASH)
    return usage


def sign_off(who, usage, number):
    """Sign off with a wish, ask for what is on the board, and agree to research."""
    attributes = hosts.a_participant(anonymous_user_id=who)
    somebody = hosts.lms(usage=usage, user_id=100 + number, attributes=attributes)
    words = "A walk" if who == INSIDE else f"A visit to {A_SECRET}"
    chance = Opportunity("chance", OpportunityType.VISIT, words, created=NOW)
    somebody.keep(replace(a_record(a_complete_review()), opportunities={"chance": chance}))
    attached = {"attach": "1", "opportunities": "chance"}
    assert somebody.post("sign_off", round="baseline", revision="1", **attached).status_code == 200
    somebody.post("show_interest", post="post-1")
    somebody.post("save_consent", given="yes")


def instructor(**changes):
    return hosts.staff(**{"user_id": 98, **changes})


def facilitator(**changes):
    """Give a facilitator, by default on a site where their cohorts are a wall."""
    return hosts.a_facilitator(**{"user_id": 99, **changes})


def a_filter(**changes):
    return facilitator(**{"site": {"my_people": "filter"}, **changes})


def naming(who, form):
    """Give a form that names somebody in each way in which a form can, and what it needs."""
    everywhere = {"participant": who, "key": f"{who}:chance", "to": f"{who}:chance", **ABOUT}
    return {**form, **everywhere, "screen": "person", "section": "note-subject", "place": "0"}


def outcome(answer, who):
    """Give an answer without what is new in each, and without the id that was asked for."""
    text = re.sub(r"[0-9a-f]{32}", "new", answer.body.decode(errors="replace"))
    text = text.replace(who, "somebody")
    text = re.sub(r"\d\d:\d\d(:\d\d[.\d]*)?", "then", text)
    return answer.status_code, answer.headers.get("X-Matrix-Review"), text


@pytest.mark.parametrize("handler", STAFF)
def test_somebody_outside_is_answered_as_somebody_of_another_course(site, handler):
    lena = facilitator(usage=site)
    before = [row for row in hosts.ledger_rows() if row[0] in {OUTSIDE, STRANGER}]

    outside, stranger = (
        outcome(lena.post(handler, **naming(who, FORMS[handler])), who)
        for who in (OUTSIDE, STRANGER)
    )

    assert outside == stranger
    assert A_SECRET not in outside[2]
    assert [row for row in hosts.ledger_rows() if row[0] in {OUTSIDE, STRANGER}] == before


ABOUT_A_PERSON = ["save_note", "respond", "undo_response", "mark_opportunity"]


@pytest.mark.parametrize("handler", ABOUT_A_PERSON)
def test_a_hand_made_request_about_somebody_outside_is_not_found(site, handler):
    answer = facilitator(usage=site).post(handler, **naming(OUTSIDE, FORMS[handler]))

    assert (answer.status_code, answer.headers["X-Matrix-Review"]) == (404, "unknown")


@pytest.mark.parametrize("screen", ["person", "note"])
def test_an_address_of_somebody_outside_is_not_found(site, screen):
    asked = {"screen": screen, "participant": OUTSIDE, **ABOUT, "section": "overall"}

    assert facilitator(usage=site).post("show_staff", **asked).status_code == 404
    assert facilitator(usage=site).post("show_staff", **{**asked, "participant": INSIDE}).text
    assert instructor(usage=site).post("show_staff", **asked).status_code == 200


def test_somebody_outside_takes_as_many_questions_as_somebody_of_another_course(site):
    lena = facilitator(usage=site)
    asked = []

    for who in (OUTSIDE, STRANGER):
        with CaptureQueriesContext(connection) as queries:
            lena.post("show_staff", screen="person", participant=who, **ABOUT)
        asked.append([re.sub(r"'[^']*'", "?", each["sql"]) for each in queries])

    assert asked[0] == asked[1]


SCREENS = [
    {},
    {"screen": "reviews", "state": "all"},
    {"screen": "reviews", "state": "not_started"},
    {"screen": "reviews", "people": "all", "state": "all"},
    {"screen": "person", "participant": INSIDE, "place": "0", "state": "all"},
    {"screen": "person", "participant": INSIDE, "place": "1", "state": "all", "people": "all"},
    {"screen": "opportunities"},
    {"screen": "opportunities", "people": "all"},
    {"screen": "opportunities", "offer": "visit"},
    {"screen": "opportunities", "offer": "post:post-1"},
    {"screen": "board", "post": "post-1"},
    {"screen": "figures", "people": "all"},
    {"screen": "exports", "people": "all"},
    {"screen": "bank"},
]


@pytest.mark.parametrize("asked", SCREENS, ids=lambda each: "-".join(each.values()))
def test_no_screen_names_anybody_outside(site, asked):
    answer = facilitator(usage=site).post("show_staff", **asked)

    assert answer.status_code == 200
    assert OUTSIDE not in answer.text
    assert A_SECRET not in answer.text
    assert BECK not in answer.text


def test_a_search_for_somebody_outside_is_one_for_a_name_that_nobody_has(site):
    outside, nobody = (
        outcome(facilitator(usage=site).post("show_staff", search=each, state="all"), each)
        for each in (A_SECRET, "Xylophon")
    )

    assert outside == nobody


def test_another_cohort_cannot_be_filtered_by(site):
    for screen in ("reviews", "opportunities"):
        answer = facilitator(usage=site).post("show_staff", screen=screen, cohort=BECK)

        assert answer.status_code == 422
        assert A_SECRET not in answer.text


def test_numbers_count_nobody_outside(site):
    page = facilitator(usage=site).post("show_staff").text
    of_all = instructor(usage=site).post("show_staff").text

    assert "Needs you (1)" in page
    assert "Needs you (2)" in of_all
    assert "1 person." in facilitator(usage=site).post("show_staff", screen="figures").text


def test_the_board_counts_and_names_those_inside_alone(site):
    mine = facilitator(usage=site).post("show_staff", screen="opportunities").text
    everybody = instructor(usage=site).post("show_staff", screen="opportunities").text

    assert mine.count("Amina Khan") >= 1
    assert A_SECRET in everybody
    assert A_SECRET not in mine


FILES = [("export_csv", {"file": kind}) for kind in ("reviews", "cpd", "opportunities")]
FILES += [("export_opportunities", {}), ("export_opportunities", {"people": "all"})]
FILES += [("export_csv", {"file": "reviews", "people": "all"}), ("export_research", {})]


@pytest.mark.parametrize(("handler", "form"), FILES)
def test_no_file_has_anything_of_anybody_outside(site, handler, form):
    form = {"study": hosts.A_STUDY["id"], **form}
    body = facilitator(usage=site).post(handler, **form).body
    of_all = instructor(usage=site).post(handler, **form).body

    assert A_SECRET.encode() not in body
    assert OUTSIDE.encode() not in body
    assert len(body) <= len(of_all)


def rows_of_the_research_file(host):
    import io
    import zipfile

    body = host.post("export_research", study=hosts.A_STUDY["id"]).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        lines = archive.read("reviews.csv").decode().splitlines()[1:]
    return {line.split(",")[0] for line in lines}


def test_the_research_file_behind_a_wall_is_of_those_inside(site):
    assert len(rows_of_the_research_file(instructor(usage=site))) == 2
    assert len(rows_of_the_research_file(facilitator(usage=site))) == 1


def test_a_research_file_of_few_people_inside_a_wall_is_refused(site, monkeypatch):
    monkeypatch.setattr(research, "LEAST_PEOPLE", 2)
    asked = {"study": hosts.A_STUDY["id"]}

    refused = facilitator(usage=site).post("export_research", **asked)

    assert refused.status_code == 422
    assert instructor(usage=site).post("export_research", **asked).status_code == 200


def test_an_offer_to_several_leaves_somebody_outside_out(site):
    to = [f"{INSIDE}:chance", f"{OUTSIDE}:chance"]

    answer = facilitator(usage=site).post(
        "offer_opportunity", offer="visit", press="o", what="A day", to=to
    )

    assert answer.status_code == 200
    assert A_SECRET not in answer.text
    marked = [row[0] for row in hosts.ledger_rows() if row[2].endswith("+response")]
    assert marked == [INSIDE]


def test_who_moves_to_another_cohort_leaves_the_wall_at_once(site):
    from lms_site.course_groups.models import CohortMembership

    lena = facilitator(usage=site)
    asked = {"screen": "person", "participant": INSIDE}
    assert lena.post("show_staff", **asked).status_code == 200

    CohortMembership.objects.filter(user__anonymoususerid__anonymous_user_id=INSIDE).delete()

    assert lena.post("show_staff", **asked).status_code == 404
    assert "No one is in these cohorts now" in lena.post("show_staff").text


def test_a_cohort_that_is_taken_away_closes_its_reviews_at_once(site):
    lena = facilitator(usage=site)
    hosts.give(site)

    page = lena.post("show_staff").text

    assert "You have not been given a cohort yet" in page
    assert "Amina" not in page
    assert lena.post("show_staff", screen="person", participant=INSIDE).status_code == 404


def test_a_wall_without_cohorts_on_the_site_lets_nobody_through(site, monkeypatch):
    lms.install(monkeypatch, without=lms.PEOPLE)
    for name in lms.PEOPLE:
        monkeypatch.delitem(__import__("sys").modules, name, raising=False)

    page = facilitator(usage=site).post("show_staff", state="all").text

    assert INSIDE not in page
    assert OUTSIDE not in page


def test_a_setting_that_is_misspelt_is_no_open_gate(site):
    lena = facilitator(usage=site, site={"my_people": "wal"})

    answer = lena.post("show_staff")

    assert answer.status_code == 503
    assert "my_people" in answer.text
    assert "Amina" not in answer.text


def test_without_the_setting_cohorts_are_a_filter_that_can_be_taken_off(site):
    lena = a_filter(usage=site)
    mine, everybody = (lena.post("show_staff", people=each).text for each in ("", "all"))

    assert "Needs you (1)" in mine
    assert A_SECRET not in mine
    assert "Needs you (2)" in everybody
    assert A_SECRET in everybody
    assert lena.post("show_staff", screen="person", participant=OUTSIDE).status_code == 200


@pytest.mark.parametrize("screen", ["opportunities", "figures", "exports"])
def test_the_filter_begins_on_every_list_and_can_be_taken_off(site, screen):
    lena = a_filter(usage=site)

    mine, everybody = (
        lena.post("show_staff", screen=screen, people=each).text for each in ("", "all")
    )

    assert "Your cohorts:" in mine
    assert "Your cohorts:" not in everybody


def test_a_facilitator_without_cohorts_sees_everybody_where_they_are_a_filter(site):
    hosts.give(site)

    page = a_filter(usage=site).post("show_staff").text

    assert "Needs you (2)" in page
    assert "My people" not in page


def test_an_instructor_has_no_wall_and_no_filter(site):
    hosts.give(site, ASH, to="anon-staff")
    site_with_a_wall = {"my_people": "wall"}

    page = instructor(usage=site, site=site_with_a_wall).post("show_staff").text

    assert "Needs you (2)" in page


def accesses_of(usage, who, number):
    attributes = hosts.a_participant(anonymous_user_id=who)
    somebody = hosts.lms(usage=usage, user_id=100 + number, attributes=attributes)
    return somebody.post("show_page", screen="record").text.count("Lena Fischer")


def test_a_file_behind_a_wall_is_in_the_trail_of_those_inside_alone(site):
    facilitator(usage=site).post("export_csv", file="reviews")

    assert accesses_of(site, INSIDE, 0) == 1
    assert accesses_of(site, OUTSIDE, 1) == 0


def test_a_file_of_everybody_is_in_the_trail_of_everybody(site):
    a_filter(usage=site).post("export_csv", file="reviews", people="all")

    assert accesses_of(site, INSIDE, 0) == 1
    assert accesses_of(site, OUTSIDE, 1) == 1


def test_a_wall_takes_as_many_queries_for_many_cohorts(site):
    counts = []
    facilitator(usage=site).post("show_staff")
    for cohorts in ([ASH], [ASH, BECK, *(f"School {n}" for n in range(30))]):
        hosts.give(site, *cohorts)
        with CaptureQueriesContext(connection) as queries:
            facilitator(usage=site).post("show_staff")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10
