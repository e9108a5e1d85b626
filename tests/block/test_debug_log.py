"""What a log holds where everything is logged: no word of a participant, and none of staff."""

import logging
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import every_screen
import hosts
from every_screen import MARK
from matrix_xblock.block import MatrixReviewXBlock
from released import a_release, rows_of


@pytest.fixture
def logged(caplog, settings_of_production):
    """Log everything, as somebody does who looks for a fault."""
    caplog.set_level(logging.DEBUG)
    for name in logging.root.manager.loggerDict:
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.fixture
def settings_of_production():
    """Switch off what logs every query of the database with its values: no site runs with it."""
    from django.test import override_settings

    with override_settings(DEBUG=False):
        yield


def ask(who, handler, form):
    """Give the status of an answer, and its content."""
    is_link = handler.startswith(("print_", "download_"))
    answer = who.get(handler, **form) if is_link else who.post(handler, **form)
    return answer.status_code, b"".join(answer.app_iter).decode(errors="replace")


def test_no_screen_leaves_a_word_of_anybody_in_a_log_of_everything(logged, research_of_few):
    ada = hosts.lms()
    hosts.append(ada.usage, *rows_of(a_release()))
    record, seen = "", set()
    hosts.release_figures(ada.usage, MARK)
    team = {"matrix_people": hosts.OneCohort(ada.usage)}
    people = {"ada": ada, "sam": hosts.staff(usage=ada.usage, user_id=99, services=team)}

    for who, handler, form in every_screen.REQUESTS:
        asked = with_file(form, record)
        status, content = ask(people[who], handler, asked)
        record = content if handler == "download_record" else record
        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, (handler, form)
        logged_words = [each for each in (MARK, hosts.NAME, "growing") if each in logged.text]
        assert not logged_words, (handler, form)
        seen.add((handler, status))
        logged.clear()
    for viewer in (ada, people["sam"], hosts.an_author(usage=ada.usage)):
        viewer.page("author_view" if viewer.is_written else "student_view")
    hosts.an_author(usage=ada.usage).post("show_setup")
    assert hosts.NAME not in logged.text
    assert {handler for handler, status in seen if status == HTTPStatus.OK} == handlers()


def with_file(form, record):
    """Give a form with the file in it, or with the record that was downloaded last."""
    if not isinstance(form.get("file"), bytes):
        return form
    content = record.encode() if form["file"] == every_screen.RECORD else form["file"]
    return {**form, "file": SimpleUploadedFile("file", content)}


def handlers():
    """Give the name of every handler of participants and of course staff."""
    declared = {
        name: getattr(each, "audience", "author") for name, each in vars(MatrixReviewXBlock).items()
    }
    return {name for name, audience in declared.items() if audience != "author"}
