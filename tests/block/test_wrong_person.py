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
