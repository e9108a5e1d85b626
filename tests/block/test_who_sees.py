"""Who sees what: rules, pages of participants, docs and what staff read are compared."""

import html
import re
from pathlib import Path

import pytest

import hosts
from matrix_xblock.domain.framework.sharing import Seen, Sharing, Shown, who_sees
from matrix_xblock.host.wording import label

DOCS = Path(__file__).parents[2] / "docs" / "data-protection.md"
LEVEL = "I plan my subject with support."
WORDS, ANSWER, PRIVATE = "A word about lessons.", "An answer of mine.", "A private thought."
STEP, SECRET_STEP = "Visit a school in spring.", "Write a book."
QUESTIONS = {
    "prompts": [
        {"id": "next", "kind": "text", "text": "What next?"},
        {"id": "stay", "kind": "text", "text": "What helps?", "visibility": "participant_only"},
    ]
}
DOCUMENTED = {
    "yes": Shown.SIGNED_OFF,
    "no": Shown.NEVER,
    "only in figures about groups": Shown.IN_FIGURES,
    "what was ticked": Shown.TICKED,
}
MAY_READ = {
    ("check", "everything"): "When you sign off, your course team can read this review.",
    ("check", "levels"): "can read your levels and your answers to the questions. Your reflections",
    ("check", "answers"): "can read your answers to the questions. Your levels, reflections and",
    ("question", "everything"): "Your course team can read this review.",
    (
        "question",
        "levels",
    ): "Your course team can read your levels and your answers to the questions.",
    (
        "question",
        "answers",
    ): "Your course team can read your answers to the questions. Your levels,",
    ("signed_off", "everything"): "Your course team can read this review now.",
    ("signed_off", "levels"): "Your course team can read your levels and answers now.",
    ("signed_off", "answers"): "Your course team can read your answers to the questions now.",
    ("record", "everything"): "They can read your levels, reflections, evidence and answers.",
    ("record", "levels"): "They can read your levels and answers. Your reflections",
    ("record", "answers"): "They can read your answers to the questions. Your levels, reflections",
}


def a_participant(sharing):
    framework = {**hosts.small_framework(), **QUESTIONS}
    somebody = hosts.lms(authored={"sharing": sharing, "framework": framework})
    somebody.post("start_review", round="baseline")
    for area in framework["areas"]:
        answer = {"level_id": "growing", "reflection": WORDS, "revision": "0"}
        somebody.post("save_area", round="baseline", area=area["id"], **answer)
    somebody.post("save_answers", round="baseline", revision="0", **{"answer-next": ANSWER})
    somebody.post("save_private", round="baseline", revision="0", **{"answer-stay": PRIVATE})
    for key, text in (("shown", STEP), ("own", SECRET_STEP)):
        somebody.post("save_step", id=key, revision="0", text=text)
    return somebody


def signed_off(somebody, sharing):
    form = {"round": "baseline", "revision": "1", "sharing": sharing, "attach": "1"}
    answer = somebody.post("sign_off", **form, steps="shown")
    assert answer.status_code == 200
    return answer.text


def words_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def lines_of(sharing):
    lines = who_sees(Sharing(sharing), has_questions=True, has_private=True)
    return {line.what: line.shown for line in lines}


@pytest.fixture(params=[each.value for each in Sharing])
def sharing(request):
    return request.param


def test_the_first_page_has_every_line_of_the_rules(sharing):
    page = hosts.lms(authored={"sharing": sharing}).page()
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>Yes</td><td>([^<]*)</td>', page)

    lines = who_sees(Sharing(sharing), has_questions=True, has_private=True)
    assert rows == [(label(f"seen.{each.what}"), label(f"shown.{each.shown}")) for each in lines]


def test_what_staff_read_is_what_the_rules_say(sharing):
    somebody = a_participant(sharing)
    signed_off(somebody, sharing)
    sam = hosts.staff(usage=somebody.usage, authored=somebody.authored, user_id=99)

    read = sam.post("show_staff", screen="person", participant="anon-7").text
    read += sam.post("export_csv", file="reviews").text

    seen = {Seen.LEVELS: LEVEL, Seen.WORDS: WORDS, Seen.ANSWERS: ANSWER, Seen.PRIVATE: PRIVATE}
    shown = {what for what, shown in lines_of(sharing).items() if shown is Shown.SIGNED_OFF}
    assert {what for what, words in seen.items() if words in read} == shown & seen.keys()
    assert STEP in read
    assert SECRET_STEP not in read


def test_every_page_of_the_participant_says_what_can_be_read(sharing):
    somebody = a_participant(sharing)
    check = somebody.post("show_page", screen="check", round="baseline").text
    before, question = check.split("data-matrix-asked", 1)
    pages = {
        "check": before,
        "question": question,
        "signed_off": signed_off(somebody, sharing),
        "record": somebody.post("show_page", screen="record").text,
    }

    for page, shown in pages.items():
        sentences = {mode: text for (name, mode), text in MAY_READ.items() if name == page}
        matching = {mode for mode, text in sentences.items() if text in words_of(shown)}
        assert matching == {sharing}, page


def test_no_page_says_that_only_the_participant_sees_what_they_shared(sharing):
    somebody = a_participant(sharing)
    signed_off(somebody, sharing)

    record = somebody.post("show_page", screen="record").text
    team = record.split("You and your course team", 1)[1].split("Anyone else", 1)[0]

    assert STEP in team
    assert SECRET_STEP not in team
    assert "People who run this site can reach everything that it stores." in words_of(record)


def test_the_page_for_data_protection_says_the_same(sharing):
    text = DOCS.read_text(encoding="utf-8")
    table = text.split("| what course staff see of a signed-off review |", 1)[1].split("\n\n")[0]
    heads, _, *rows = [[cell.strip() for cell in row.split("|")] for row in table.splitlines()]
    column = heads.index(f"`{sharing}`") + 2
    lines = lines_of(sharing)

    documented = [DOCUMENTED[row[column]] for row in rows]

    parts = (Seen.LEVELS, Seen.WORDS, Seen.ANSWERS, Seen.PLANS)
    assert documented == [lines[what] for what in parts]


def test_a_course_without_questions_says_nothing_of_answers():
    lines = who_sees(Sharing.LEVELS, has_questions=False, has_private=False)

    assert {line.what for line in lines}.isdisjoint({Seen.ANSWERS, Seen.PRIVATE})
