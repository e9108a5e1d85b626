"""Where the user service names another person than the one whose fields are loaded: refuse."""

import pytest

import hosts
from builders import a_complete_review, a_record

AREA = {"round": "baseline", "area": "subject", "level_id": "established", "revision": "0"}


@pytest.fixture
def mixed_up():
    """Give a participant whose request was mixed up with somebody else's."""
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.mixed_up_with = 8
    return host


def test_nobody_is_shown_a_record_that_was_loaded_for_somebody_else(mixed_up):
    page = mixed_up.page()

    assert "I learned a lot." not in page
    assert "Subject knowledge" not in page


def test_nothing_is_kept_in_a_record_that_was_loaded_for_somebody_else(mixed_up):
    before = mixed_up.state.stored

    answer = mixed_up.post("save_area", **AREA)

    assert answer.status_code == 403
    assert mixed_up.state.stored == before


@pytest.mark.parametrize("handler", ["show_page", "sign_off", "delete_drafts", "save_cpd"])
def test_no_handler_answers_to_somebody_else(mixed_up, handler):
    assert mixed_up.post(handler, round="baseline").status_code == 403


def test_no_file_is_given_to_somebody_else(mixed_up):
    assert mixed_up.get("download_record").status_code == 403


@pytest.mark.parametrize("handler", ["print_summary", "print_sheet", "print_year"])
def test_no_page_for_paper_is_given_to_somebody_else(mixed_up, handler):
    answer = mixed_up.get(handler, round="baseline")

    assert answer.status_code == 403
    assert "I learned a lot." not in answer.text


@pytest.mark.parametrize("name", ["participant", "person", "student", "user", "user_id", "usage"])
def test_an_address_that_names_somebody_shows_nothing_of_them(name):
    somebody = hosts.lms().keep(a_record(a_complete_review()))
    somebody.post("sign_off", round="baseline", revision="1")
    attributes = hosts.a_participant(anonymous_user_id="anon-8", user_id=8, username="ben")
    another = hosts.lms(usage=somebody.usage, user_id=8, attributes=attributes)

    for whom in ("anon-7", "7", "amina"):
        answer = another.get("print_summary", round="baseline", **{name: whom})

        assert answer.status_code == 423
        assert "I learned a lot." not in answer.text
        assert "anon-7" not in answer.text


@pytest.mark.parametrize("make", [hosts.staff, hosts.staff_as_a_learner, hosts.anonymous])
def test_nobody_but_the_participant_prints_their_summary(make):
    somebody = hosts.lms().keep(a_record(a_complete_review()))
    somebody.post("sign_off", round="baseline", revision="1")

    answer = make(usage=somebody.usage).get("print_summary", round="baseline")

    assert answer.status_code in {403, 423}
    assert "I learned a lot." not in answer.text


def test_staff_whose_request_was_mixed_up_see_nobody():
    host = hosts.staff(mixed_up_with=8)

    assert host.post("show_staff").status_code == 403


@pytest.mark.parametrize("make", [hosts.an_author, hosts.library], ids=["Studio", "library"])
def test_an_author_whose_request_was_mixed_up_changes_nothing(make):
    host = make(mixed_up_with=8)

    assert host.post("edit_setup", do="save").status_code == 403


def test_in_the_workbench_it_is_the_same():
    attributes = {"xblock-workbench.user_id": "zoe"}
    host = hosts.lms(user_id="zoe", attributes=attributes, mixed_up_with="adam")

    assert host.post("show_page").status_code == 403


@pytest.mark.parametrize(("named", "loaded"), [(7, "7"), ("7", 7)])
def test_an_id_that_is_a_number_here_and_a_text_there_is_the_same_person(named, loaded):
    host = hosts.lms(user_id=loaded, mixed_up_with=named)

    assert host.post("show_page").status_code == 200


def test_a_host_that_names_nobody_refuses_nobody_for_it():
    attributes = hosts.a_participant()
    del attributes["edx-platform.user_id"]

    assert hosts.lms(attributes=attributes).post("show_page").status_code == 200
