"""A choice that is counted with consent: where it is asked for, and every place where it is not."""

import json
import logging
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.template import Context
from django.test import override_settings
from lxml import etree, html

import every_screen
import hosts
from builders import NOW, a_counted_prompt, a_framework, prompts
from editors import Editor
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.codec.framework.framework_json import read_file, write_file
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.framework.framework import AGREED, Choice, consent_to
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.host import pages
from matrix_xblock.host.items import item_id
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.screens.released_choices import ReleasedChoices

BOX = consent_to("stay")
CHOSEN, OTHER = "zirkon", "quartz"
"""Ids of two choices, which are in every copy of the framework equally often."""
FRAMEWORK = write_framework(
    a_framework(
        prompts=(
            *prompts()[:3],
            a_counted_prompt(choices=(Choice(CHOSEN, CHOSEN), Choice(OTHER, OTHER))),
        )
    )
)
TICK = "Count my choice in figures"


def somebody(**changes):
    return hosts.lms(authored={"framework": FRAMEWORK}, **changes)


def answer(host, choice=CHOSEN, *, agrees=True, revision="0"):
    box = {f"answer-{BOX}": AGREED} if agrees else {}
    form = {"round": "baseline", "revision": revision, "answer-stay": choice, **box}
    assert host.post("save_private", **form).status_code == HTTPStatus.OK


def fill_in(host):
    host.post("start_review", round="baseline")
    for area in ("subject", "leadership", "networks"):
        form = {"round": "baseline", "area": area, "level_id": "growing", "revision": "0"}
        host.post("save_area", **form, reflection="Words.")


def signed_off(host):
    fill_in(host)
    answer(host)
    done = host.post("sign_off", round="baseline", revision="1", private_saves="1")
    assert done.status_code == HTTPStatus.OK
    return host


def counted_rows(usage):
    return [row for row in hosts.ledger_rows() if row[2] == item_id(str(usage), Kind.COUNTED)]


def tells(text):
    """Tell whether a text says which of the two was chosen, or that anything was agreed to."""
    return text.count(CHOSEN) != text.count(OTHER) or AGREED in text or BOX in text


@pytest.fixture
def logged(caplog):
    """Log everything but the queries of the database, as no site with people on it does."""
    caplog.set_level(logging.DEBUG)
    for name in logging.root.manager.loggerDict:
        caplog.set_level(logging.DEBUG, logger=name)
    with override_settings(DEBUG=False):
        yield caplog


def test_my_record_does_not_claim_that_a_review_is_in_figures_made_after_somebody_left():
    host = signed_off(somebody())
    release = write_release(Release("one", "baseline", NOW + timedelta(days=9000), "Sam", 70))
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(host.usage), may_record=True)
    ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW) for row in release])

    record = host.post("show_page", screen="record").text

    assert "Figures that were shared" in record
    assert "unless you had left the course on that day" in record


@pytest.mark.parametrize("number", [1, 2])
def test_what_counting_means_stands_once_and_goes_with_every_box(number):
    asked = [
        a_counted_prompt(id=f"stay-{n}", choices=(Choice(CHOSEN, CHOSEN), Choice(OTHER, OTHER)))
        for n in range(number)
    ]
    framework = write_framework(a_framework(prompts=(*prompts()[:3], *asked)))
    host = hosts.lms(authored={"framework": framework})
    host.post("start_review", round="baseline")

    page = html.fromstring(host.post("show_page", screen="private", round="baseline").text)

    [notice] = page.xpath("//p[contains(., 'we copy your choice')]")
    boxes = page.xpath(f"//label[contains(., '{TICK}')]/input")
    assert len(boxes) == number
    assert all(notice.get("id") in box.get("aria-describedby").split() for box in boxes)


def test_no_screen_of_the_course_team_no_file_no_event_and_no_log_tells_the_choice(
    logged, research_of_few
):
    ada = signed_off(somebody())
    ada.post("save_consent", given="yes")
    sam = hosts.staff(usage=ada.usage, user_id=99, authored=ada.authored)
    asked = set()

    for who, handler, form in every_screen.REQUESTS:
        if who == "sam" and handler not in {"accept_reviews", "undo_acceptances"}:
            shown = sam.post(handler, **form)
            content = b"".join(shown.app_iter).decode(errors="replace")
            assert not tells(content), (handler, form)
            asked.add((handler, shown.status_code))
    page = sam.page()

    assert {handler for handler, status in asked if status == HTTPStatus.OK} >= {
        "show_staff",
        "export_csv",
        "export_reviews",
        "export_research",
        "respond",
    }
    assert not tells(page)
    assert not tells(logged.text)
    assert not tells(json.dumps([*ada.published, *sam.published], default=str))
    [row] = counted_rows(ada.usage)
    assert tells(str(row))


def test_what_the_platform_reads_of_a_block_does_not_tell_the_choice():
    ada = signed_off(somebody())
    block = ada.block()
    node = etree.Element("unknown")
    block.add_xml_to_node(node)

    assert not tells(etree.tostring(node).decode())
    assert not tells(f"{block.student_view_data()} {block.index_dictionary()} {block!r}")
    assert not tells(json.dumps(ada.record))


def test_the_box_is_there_only_where_an_author_has_marked_the_question():
    for host, is_there in ((somebody(), True), (hosts.lms(), False)):
        fill_in(host)
        shown = host.post("show_page", screen="private", round="baseline").text

        assert (TICK in shown) == is_there
        assert (BOX in shown) == is_there


def test_the_box_is_not_ticked_until_somebody_ticks_it():
    host = somebody()
    fill_in(host)
    answer(host, agrees=False)
    shown = host.post("show_page", screen="private", round="baseline").text
    before = shown.split(f'value="{AGREED}"')[1].split(">")[0]
    answer(host, revision="1")

    shown = host.post("show_page", screen="private", round="baseline").text

    assert "checked" not in before
    assert "checked" in shown.split(f'value="{AGREED}"')[1].split(">")[0]


def test_the_first_page_and_the_page_before_sign_off_say_what_is_counted():
    host = somebody()
    assert "You can agree to be counted in figures" in host.page()
    fill_in(host)
    answer(host)

    shown = host.post("show_page", screen="check", round="baseline").text

    assert "Do you plan to stay?" in shown
    assert 'name="private_saves" value="1"' in shown


def test_what_is_withdrawn_is_said_in_my_record():
    host = signed_off(somebody())
    record = host.post("show_page", screen="record").text
    assert "Choices counted in figures" in record

    shown = host.post("withdraw_choice", round="baseline", question="stay").text

    assert "New figures leave your choice out." in shown
    assert "Not counted since" in shown
    assert len(counted_rows(host.usage)) == 2
    assert BOX not in str(host.private)


def test_a_reset_lets_go_of_the_copy():
    host = signed_off(somebody())

    hosts.unbound(usage=host.usage).block().clear_student_state(
        user_id="anon-7",
        course_id=str(hosts.COURSE),
        item_id=str(host.usage),
        requesting_user_id="anon-staff",
    )

    assert counted_rows(host.usage) == []


COUNTED = "framework.prompts[3].counted_with_consent"


def an_editor(**changes):
    """Open the editor of a framework whose last question is private."""
    prompt = a_counted_prompt(counted_with_consent=False)
    framework = a_framework(prompts=(*prompts()[:3], prompt))
    return Editor(hosts.an_author(authored={"framework": write_framework(framework), **changes}))


def saved(editor):
    return read_framework(editor.host.authored["framework"]).prompts[3]


def test_an_author_ticks_that_a_private_question_may_be_counted():
    editor = an_editor()
    assert editor.page.count("Count choices with consent") == 1

    editor.put({COUNTED: "yes"}).press("save")

    assert saved(editor).counted_with_consent
    editor = Editor(editor.host)
    editor.put({COUNTED: "GONE"}).press("save")
    assert not saved(editor).counted_with_consent


def test_an_author_who_shares_a_question_that_is_counted_is_told_at_the_box():
    editor = Editor(an_editor().put({COUNTED: "yes"}).press("save").host)

    editor.put({"framework.prompts[3].visibility": "participant_then_shared"}).press("save")

    [problem] = editor.problems
    assert problem.startswith("Question 4, Count choices with consent: Only a question that only")
    assert f'{COUNTED}-error">Only a question that only the participant sees' in editor.page
    assert saved(editor).is_private


def test_the_whole_review_that_an_author_looks_at_has_the_box():
    editor = an_editor().put({COUNTED: "yes"}).press("whole")

    assert TICK in editor.page


def test_a_framework_file_takes_the_mark_along():
    framework = read_framework(FRAMEWORK)

    assert read_file(write_file(framework).encode()) == framework


def test_olx_takes_the_mark_along():
    block = somebody().block()
    node = etree.Element("unknown")
    block.add_xml_to_node(node)

    [question] = node.findall(".//question[@id='stay']")
    assert question.get("counted_with_consent") == "true"


def test_a_release_shows_private_choices_with_how_many_agreed():
    choices = ReleasedChoices(
        "stay", "Do you plan to stay?", 105, (("I plan to stay", 50),), 55, is_several=True, k=20
    )

    template = pages._engine().get_template("staff/released_choices.html")
    shown = template.render(Context({"choices": [choices], "uid": "m", "language": "en"}))

    page = html.fromstring(f"<div>{shown}</div>")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.iter("tr")]
    assert rows == [
        ["People counted: 105", "People"],
        ["I plan to stay", "50"],
        ["All others, together", "55"],
    ]
    assert "Answers of 20 people or fewer are hidden" in " ".join(page.text_content().split())
