"""Research as people meet it: authors mark questions, people agree, course staff take a file."""

import re
from dataclasses import replace

import pytest

import hosts
from builders import NOW, a_complete_review, a_record
from editors import TALENT, an_editor
from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.codec.record.trail import write_consent
from matrix_xblock.domain.record.trail import Consent
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import ledger_for

ASKED = "the options you choose for this question:"


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_author_marks_a_question_and_takes_the_mark_off():
    editor = an_editor(framework=write_framework(replace(TALENT, id="own")))
    names = [name for name, _ in editor.fields if name.endswith("for_research")]
    assert names == [f"framework.prompts[{place}].for_research" for place in (0, 1)]

    editor.put({"framework.prompts[0].for_research": "GONE"}).press("save")

    prompts = read_framework(editor.host.authored["framework"]).prompts
    assert [prompt.for_research for prompt in prompts[:2]] == [False, True]


def test_only_choices_that_course_staff_see_can_be_marked():
    editor = an_editor()

    editor.press("add:prompts")
    editor.put({"framework.prompts[0].visibility": "participant_only"}).press("add:prompts")

    offered = re.findall(r'name="framework\.prompts\[(\d)\]\.for_research"', editor.page)
    assert offered == ["1"]


@pytest.fixture
def ada():
    framework = write_framework(replace(hosts_framework(), id="marked"))
    framework["prompts"][0]["for_research"] = True
    return hosts.lms(authored={"framework": framework}).keep(a_record(a_complete_review()))


def hosts_framework():
    return read_framework(hosts.small_framework())


def test_people_read_which_questions_are_marked_before_they_agree(ada):
    page = words(ada.post("show_page", screen="record").text)

    assert f"{ASKED} {hosts_framework().prompts[0].text}" in page
    assert page.count(ASKED) == 1
    assert "anyone who compares it with the next one can see which code has gone" in page


def test_who_agreed_to_an_older_wording_is_told_and_can_agree_again(ada):
    before = write_consent(Consent(is_given=True, text="1", at=NOW))
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(ada.usage), may_record=True)
    ledger.append([Entry(Kind.CONSENT, "anon-7", before, NOW)])

    page = words(ada.post("show_page", screen="record").text)

    assert "This changed since you agreed." in page
    assert "You agreed on" in words(ada.post("save_consent", given="yes").text)


def test_where_few_agree_the_page_says_so_and_the_press_is_refused():
    sam = hosts.staff()

    page = words(sam.post("show_staff", screen="exports").text)
    refused = sam.post("export_research", study=hosts.A_STUDY["id"])

    assert "once at least 10 people have agreed. So far, fewer have." in page
    assert "Download for" not in page
    assert refused.status_code == 422
    assert "Fewer than 10 people have agreed to research" in words(refused.text)


def test_where_enough_agree_there_is_a_button_for_each_study(research_of_few):
    page = words(hosts.staff().post("show_staff", screen="exports").text)

    assert "Download for A study" in page
    assert "So far, fewer have." not in page
