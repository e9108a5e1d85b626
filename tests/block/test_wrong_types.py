"""Stored values of a wrong type: said where it matters; no page, file or score breaks."""

import json

import pytest
from lxml import etree

import hosts
from builders import a_complete_review, a_record

WRONG = [None, True, 0, -1, 1.5, float("inf"), "", "x", [], [1], {}, {"x": 1}]
AUTHORED = sorted(hosts.authored_fields())
PERSONAL = sorted(set(hosts.own_fields()) - set(AUTHORED))
POSTS = {
    "save_area": {"round": "baseline", "area": "subject", "revision": "0", "level_id": "growing"},
    "save_private": {"round": "baseline", "revision": "0", "answer-stay": "Time."},
    "save_goal": {"revision": "0"},
    "delete_drafts": {"confirm": "yes"},
}


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("name", AUTHORED)
def test_content_of_a_wrong_type_breaks_no_page_of_a_course(name, value):
    host = hosts.lms(authored={name: value}).keep(a_record(a_complete_review()))

    assert "matrix" in host.page()
    assert "matrix" in hosts.staff(authored={name: value}).page()
    assert host.post("save_area", **POSTS["save_area"]).status_code in {200, 404, 409, 503}
    assert host.block().max_score() >= 0
    assert host.block().allows_rescore() in {True, False}


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("name", AUTHORED)
def test_content_of_a_wrong_type_breaks_nothing_in_studio(name, value):
    host = hosts.an_author(authored={name: value})

    assert "matrix" in host.page("author_view")
    assert "Set up the review" in host.page("studio_view")
    assert host.post("edit_setup", do="save").status_code in {200, 409, 422}
    assert isinstance(list(host.block().validate().messages), list)
    json.dumps([host.block().index_dictionary(), host.block().student_view_data()])
    host.block().add_xml_to_node(node := etree.Element("matrix_review"))
    assert etree.tostring(node)


def a_person_with(name, value):
    """Give a participant whose field holds that value, as it would come out of a database."""
    host = hosts.lms().keep(a_record(a_complete_review()))
    for each in ("matrix_private", "matrix_cpd_log", "matrix_desk", "earned", "possible"):
        host.put(each, {} if each.startswith("matrix") else 1.0)
    [key] = [each for each in host.state.db_dict if each.field_name == name]
    host.state.db_dict[key] = value
    return host


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("name", PERSONAL)
def test_state_of_a_wrong_type_breaks_no_page(name, value):
    host = a_person_with(name, value)

    assert "matrix" in host.page()
    for handler, form in POSTS.items():
        assert host.post(handler, **form).status_code in {200, 409, 422, 423}


@pytest.mark.parametrize("value", [True, "x", [1], {"x": 1}], ids=repr)
@pytest.mark.parametrize("name", ["record", "matrix_private", "matrix_cpd_log"])
def test_state_of_a_wrong_type_is_never_overwritten(name, value):
    host = a_person_with(name, value)

    for handler, form in POSTS.items():
        host.post(handler, **form)

    [key] = [each for each in host.state.db_dict if each.field_name == name]
    assert host.state.db_dict[key] == value


def test_one_broken_entry_of_the_log_is_said_on_the_page():
    good = {"id": "good", "title": "A visit", "type": "visit", "start": "2026-02-01"}
    log = {"version": 1, "entries": [{"id": "one"}, good], "goal": {"revision": 0}}
    host = a_person_with("matrix_cpd_log", log)

    page = host.post("show_page", screen="cpd").text

    assert "A visit" in page
    assert "We cannot show 1 entry." in page
