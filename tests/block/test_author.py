"""Authors at a block: the unit page of Studio, the editor, files, and what the platform asks."""

import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import Workbook, load_workbook

import hosts
from builders import NOW, a_complete_review, a_record
from editors import (
    AREAS,
    OURS,
    TALENT,
    Editor,
    an_editor,
    bring,
    preview,
    signed_off,
    words_of,
)
from matrix_xblock.codec.common.table import read_table
from matrix_xblock.codec.framework import authored
from matrix_xblock.codec.framework.authored import read_framework
from matrix_xblock.domain.framework.framework import Choice
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.framework_catalogue import preset
from matrix_xblock.host.ledger import ledger_for


def pasted(editor, table):
    """Put a table into the form that was pasted beside it."""
    return bring(editor, b"", import_pasted=table)


def test_a_new_block_works_and_says_what_it_is():
    host = hosts.an_author(authored={"framework": {}})

    page = host.page("author_view")

    assert TALENT.title in page
    assert "Baseline review" in page
    assert "There is a problem" not in page
    assert not host.block().validate().messages


def test_the_unit_page_loads_no_script():
    assert not [
        each
        for each in hosts.studio_preview().view("author_view").resources
        if each.kind == "url" and each.mimetype == "application/javascript"
    ]


def test_the_unit_page_asks_the_database_nothing():
    host = hosts.an_author(authored={"framework": {}})

    with CaptureQueriesContext(connection) as queries:
        host.page("author_view")
        host.block().validate()

    assert len(queries) == 0


@pytest.mark.parametrize("broken", hosts.BROKEN_CONTENT, ids=repr)
def test_broken_content_is_named_on_the_unit_page_and_can_be_opened(broken):
    host = hosts.an_author(authored=broken)

    assert "There is a problem" in host.page("author_view")
    assert "Set up the review" in host.page("studio_view")
    assert host.block().validate().messages
    assert host.block().index_dictionary()["content"]["display_name"]
    json.dumps(host.block().student_view_data())


def test_saving_what_is_there_changes_nothing_that_people_see():
    editor = an_editor()

    editor.press("save")

    assert "data-matrix-saved" in editor.page
    assert editor.host.authored["framework"] == {}
    assert editor.host.authored["rounds"] == hosts.ONE_ROUND


def test_in_a_course_the_unit_is_to_be_published():
    assert "Publish the unit" in an_editor().press("save").page


def test_in_a_library_no_unit_is_to_be_published():
    library = hosts.UsageKey(hosts.LIBRARY, "one")
    host = hosts.an_author(usage=library, has_dates=False, authored={"framework": {}})

    page = Editor(host).press("save").page

    assert "data-matrix-saved" in page
    assert "Publish the unit" not in page
    assert "Publish it in the library." in page


def test_a_preset_is_chosen_and_kept_by_its_id():
    editor = an_editor().fill(framework_id="npq-senior-leadership-v1").press("preset")

    assert "School Culture" in editor.page
    editor.press("save")

    assert editor.host.authored["framework_id"] == "npq-senior-leadership-v1"
    assert editor.host.authored["framework"] == {}


def test_a_changed_preset_is_a_framework_of_ones_own_that_says_where_it_is_from():
    editor = an_editor().put({f"{AREAS}[0].name": "Teaching"}).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert framework.areas[0].name == "Teaching"
    assert framework.areas[0].id == TALENT.areas[0].id
    assert (framework.id, framework.maps_from) == (
        "talent-development-v1-own",
        ("talent-development-v1@1",),
    )
    assert framework.source == TALENT.source


def test_an_area_is_added_filled_and_saved_under_an_id_of_its_own():
    editor = an_editor().press("add:areas")
    editor.put({f"{AREAS}[8].name": "Ethos", f"{AREAS}[8].descriptors.growing": "I ask."})
    editor.press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert (framework.areas[8].name, framework.areas[8].descriptors) == (
        "Ethos",
        {"growing": "I ask."},
    )
    assert len({area.id for area in framework.areas}) == 9


def test_areas_are_moved_archived_and_restored_with_all_their_words():
    editor = an_editor().press("down:areas:0").press("archive:areas:1").press("save")
    smaller = read_framework(editor.host.authored["framework"])

    again = Editor(editor.host).press(f"restore:areas:{TALENT.areas[0].id}").press("save")

    assert smaller.areas[0].id == TALENT.areas[1].id
    assert smaller.archived.areas == (TALENT.areas[0],)
    restored = read_framework(again.host.authored["framework"])
    assert restored.areas[-1] == TALENT.areas[0]
    assert not restored.archived.areas


def test_a_level_is_archived_and_what_areas_say_of_it_comes_back_with_it():
    editor = an_editor().press("archive:levels:1").press("save")
    assert len(read_framework(editor.host.authored["framework"]).levels) == 3

    Editor(editor.host).press("restore:levels:growing").press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert [level.ordinal for level in framework.levels] == [1, 2, 3, 4]
    assert framework.areas[0].descriptors == TALENT.areas[0].descriptors


@pytest.mark.parametrize("kind", ["areas", "levels", "prompts", "opportunities", "rounds"])
def test_what_was_added_and_never_named_goes_without_a_trace(kind):
    editor = an_editor()
    before = editor.press(f"add:{kind}").page.count(f'value="archive:{kind}:')

    editor.press(f"archive:{kind}:{before - 1}").press("save")

    assert "data-matrix-saved" in editor.page
    assert editor.host.authored["framework"] == {}
    assert editor.host.authored["rounds"] == hosts.ONE_ROUND


def test_a_question_with_answers_to_choose_is_added():
    editor = an_editor().press("add:prompts")
    place = len(TALENT.prompts)
    path = f"framework.prompts[{place}]"
    editor.put({f"{path}.text": "Ready?", f"{path}.kind": "choice"}).press(f"add:choices:{place}")
    editor.press(f"add:choices:{place}")
    editor.put({f"{path}.choices[0].text": "Yes", f"{path}.choices[1].text": "No"}).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert [choice.text for choice in framework.prompts[-1].choices] == ["Yes", "No"]
    assert framework.prompts[1].show_if == TALENT.prompts[1].show_if


@pytest.mark.parametrize("known", ["something-else", "prefer-not-to-say"])
def test_a_choice_that_the_page_knows_is_added_once(known):
    editor = an_editor().press("add:prompts")
    place = len(TALENT.prompts)
    path = f"framework.prompts[{place}]"
    editor.put({f"{path}.text": "Why?", f"{path}.kind": "multi-choice"}).press(
        f"add:choices:{place}"
    )
    assert f'value="add:choices:{place}:{known}"' in editor.page

    editor.press(f"add:choices:{place}:{known}")

    assert f'value="add:choices:{place}:{known}"' not in editor.page
    editor.put({f"{path}.choices[0].text": "Time", f"{path}.choices[1].text": "Other"}).press(
        "save"
    )
    framework = read_framework(editor.host.authored["framework"])
    assert framework.prompts[-1].choices[1].id == known


def test_a_question_that_others_depend_on_is_not_archived_unsaid():
    editor = an_editor().press("archive:prompts:0").press("save")

    assert "Choose answers of an earlier question" in " ".join(editor.problems)
    editor.put({"framework.prompts[0].show_if.moved-forward[]": "GONE"}).press("save")
    framework = read_framework(editor.host.authored["framework"])
    assert framework.prompts[0].show_if == {}


def test_a_question_that_is_archived_and_restored_in_its_place_keeps_its_conditions():
    editor = an_editor().press("down:prompts:0").press("up:prompts:1").press("save")

    assert editor.host.authored["framework"] == {}


@pytest.mark.parametrize("kind", ["rounds", "choices:0"])
def test_what_was_taken_out_never_lends_its_id_to_something_new(kind):
    editor = an_editor()
    names = set()
    for _ in range(3):
        editor.press(f"add:{kind}")
        path = r"rounds\[\d+\]" if kind == "rounds" else r"framework.prompts\[0\].choices\[\d+\]"
        ids = [value for name, value in editor.fields if re.fullmatch(rf"{path}\.id", name)]
        assert ids[-1] not in names
        names |= set(ids)
        last = len(ids) - 1
        editor.press(f"archive:rounds:{last}" if kind == "rounds" else f"remove:prompts:0:{last}")


def test_kinds_of_opportunities_are_named_added_moved_archived_and_chosen_by_participants():
    path = "framework.opportunities"
    editor = an_editor().put({f"{path}[0].text": "A term elsewhere"})
    editor.press("archive:opportunities:1").press("add:opportunities")
    editor.put({f"{path}[10].text": "Leading our choir"}).press("up:opportunities:10").press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert framework.opportunity_name("secondment") == "A term elsewhere"
    assert framework.offered[9] == "opportunity-1"
    assert [each.id for each in framework.archived.opportunities] == ["shadowing"]
    somebody = hosts.lms(authored=editor.host.authored)
    answer = somebody.post("save_opportunity", id="one", revision="0", type="opportunity-1")
    assert "Leading our choir" in answer.text
    assert somebody.record["opportunities"][0]["type"] == "opportunity-1"
    form = somebody.post("show_page", screen="opportunity")
    assert "A term elsewhere" in form.text
    assert "Shadowing" not in form.text


def test_the_last_kind_of_opportunity_is_not_archived():
    kinds = [{"id": "coaching", "text": ""}]
    framework = {**hosts.small_framework(), "opportunities": kinds}
    editor = Editor(hosts.an_author(authored={"framework": framework}))

    editor.press("archive:opportunities:0")

    assert "Add at least 1." in " ".join(editor.problems)


def test_the_unit_page_of_studio_is_told_what_an_import_left_out():
    [message] = (
        hosts.an_author(authored={"olx_unread": {"left_out": ["rounds/@x"]}})
        .block()
        .validate()
        .messages
    )

    assert (message.type, message.text) == ("warning", "Left out on import: rounds/@x")


def test_a_framework_of_one_s_own_is_not_called_by_the_name_of_another():
    editor = an_editor().put({f"{AREAS}[0].name": "Teaching"}).press("save")

    again = Editor(editor.host)

    assert dict(again.fields)["framework_id"] == ""
    again.press("preset")
    assert "No framework has this ID." in " ".join(again.problems)


def test_a_save_settles_what_an_import_could_not_read_and_keeps_what_is_not_ours():
    unread = {"attributes": {"weight": "abc", "colour": "blue"}, "left_out": ["rounds/@x"]}
    editor = an_editor(olx_unread=unread)
    assert "rounds/@x" in editor.page

    editor.press("save")

    assert editor.host.authored["olx_unread"] == {"attributes": {"colour": "blue"}}


def test_a_kind_of_ones_own_needs_words():
    editor = an_editor().press("add:opportunities").press("save")

    assert "Opportunity type 12: This cannot be blank." in editor.problems


def test_a_kind_that_is_not_offered_cannot_be_chosen_and_one_that_was_chosen_stays():
    somebody = hosts.lms()
    wish = {"id": "one", "revision": "0", "type": "visit"}
    somebody.post("save_opportunity", **wish)
    somebody.authored["framework"] = hosts.small_framework(opportunities=(Choice("coaching", ""),))

    other = somebody.post("save_opportunity", **{**wish, "id": "two"})
    same = somebody.post("save_opportunity", **{**wish, "revision": "1", "detail": "A day"})

    assert other.status_code == 422
    assert same.status_code == 200


def test_rounds_have_dates_in_the_time_zone_of_the_page():
    editor = an_editor().press("add:rounds")
    editor.put(
        {
            "rounds[1].title": "Mid-point",
            "rounds[1].kind": "interim",
            "rounds[1].opens": "2027-01-04",
            "rounds[1].opens_time": "09:00",
            "rounds[1].closes": "2027-07-01",
            "rounds[1].closes_time": "16:00",
        }
    ).press("save")

    one = authored.read_rounds(editor.host.authored["rounds"])[1]
    assert (one.title, one.opens.hour) == ("Mid-point", 9)
    assert one.closes.utcoffset().total_seconds() == 3600


def test_a_round_is_archived_and_restored_with_its_dates():
    second = {"id": "second", "title": "Second", "kind": "final"}
    second |= {"closes": "2027-07-01T16:00:59+00:00"}
    editor = an_editor(rounds=[*hosts.ONE_ROUND, second]).press("archive:rounds:1").press("save")
    rounds = editor.host.authored["rounds"]
    assert rounds == [*hosts.ONE_ROUND, {**second, "status": "archived"}]
    assert [each["id"] for each in editor.host.block().student_view_data()["rounds"]] == [
        "baseline"
    ]

    Editor(editor.host).press("restore:rounds:second").press("save")

    assert editor.host.authored["rounds"] == [*hosts.ONE_ROUND, second]


def test_an_archived_round_is_not_met_and_keeps_its_name():
    archived = {"id": "old", "title": "Old round", "kind": "annual", "status": "archived"}
    somebody = hosts.lms(authored={"rounds": [*hosts.ONE_ROUND, archived]})

    assert "Old round" not in somebody.page()
    assert somebody.post("start_review", round="old").status_code == 404


def test_the_last_round_is_not_archived():
    editor = an_editor().press("archive:rounds:0").press("save")

    assert "Add at least 1." in " ".join(editor.problems)


def test_a_time_that_nobody_touched_keeps_its_seconds():
    rounds = [{**hosts.ONE_ROUND[0], "closes": "2027-07-01T16:00:59+00:00"}]
    editor = an_editor(rounds=rounds).press("save")

    assert editor.host.authored["rounds"][0]["closes"] == "2027-07-01T16:00:59+00:00"


def test_every_problem_is_named_at_once_with_its_place_and_nothing_typed_is_lost():
    editor = an_editor().put(
        {
            "display_name": "",
            "weight": "many",
            "credit.areas": "-4",
            "cpd.goal_minutes": "soon",
            "rounds[0].opens": "2027-07-01",
            "rounds[0].closes": "2027-01-01",
            f"{AREAS}[2].name": "",
            f"{AREAS}[3].description": "<script>alert(1)</script>",
            f"{AREAS}[4].descriptors.growing": "x" * 100_000,
            "framework.language": "English!",
        }
    )
    typed = dict(editor.fields)

    editor.press("save")

    assert editor.answer.status_code == 422
    places = " ".join(editor.problems)
    for place in (
        "Title",
        "Points in the gradebook",
        "Every area answered",
        "Suggested goal",
        "Round 1, Closes",
        "Name of area 3",
        "Area 4, Description",
        "Area 5, Growing",
        "Language",
    ):
        assert f"{place}: " in places
    assert dict(editor.fields) == typed
    assert "<script>alert" not in editor.page
    assert not editor.host.authored["framework"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({f"{AREAS}[{n}].name": "" for n in range(8)}, "This cannot be blank."),
        ({"framework.levels[1].name": ""}, "This cannot be blank."),
        ({f"{AREAS}[1].id": TALENT.areas[0].id}, "is used more than once"),
        ({"framework.kept": "{"}, "not understand"),
        ({"mode": "always"}, "one of the listed values"),
        ({"rounds[0].opens": "tomorrow"}, "Round 1, Opens: Enter a date, such as"),
        ({"rounds[0].opens": "2027-01-31T16:00"}, "Round 1, Opens: Enter a date, such as"),
        ({"rounds[0].due_time": "noon"}, "Round 1, Due at: Enter a time, such as 16:00."),
        ({"rounds[0].due_time": "12:00"}, "Round 1, Due: Enter a date to go with the time"),
        ({"framework.valid_from": "soon"}, "Enter a date, such as"),
        ({"notice": "<b>Kept</b> for a year"}, "plain text"),
        ({"priorities": "\n".join(map(str, range(21)))}, "List at most 20 priorities"),
        ({"priorities": "x" * 203}, "Shorten the longest priority by 3 or more."),
    ],
)
def test_what_breaks_a_rule_is_said_and_not_saved(changes, sentence):
    editor = an_editor().put(changes).press("save")

    assert editor.answer.status_code == 422
    assert sentence in " ".join(editor.problems)
    assert not editor.host.authored["framework"]


def test_twenty_priorities_of_two_hundred_characters_are_saved_as_they_were_typed():
    text = "\n".join(f"{number} é <&> “{{}}” ".ljust(200, "x") for number in range(10, 30))
    text = text.replace("<&>", "&")
    editor = an_editor().put({"priorities": text}).press("save")

    assert editor.problems == []
    assert editor.host.authored["priorities"] == text
    assert dict(Editor(editor.host).fields)["priorities"] == text


def test_rounds_that_overlap_are_refused_by_both_names():
    editor = an_editor().put({"rounds[0].closes": "2027-03-01"}).press("add:rounds")
    editor.put({"rounds[1].title": "Second", "rounds[1].kind": "final"})
    editor.put({"rounds[1].opens": "2027-02-01"}).press("save")

    assert editor.problems == [
        "“Second” opens before “Baseline review” closes. Change one of the dates, or the order."
    ]


def test_no_areas_at_all_are_refused():
    editor = an_editor()
    for _ in TALENT.areas:
        editor.press("archive:areas:0")
    editor.press("save")

    assert "Add at least 1." in " ".join(editor.problems)


def test_two_hundred_areas_are_refused_and_can_be_put_right_in_the_editor():
    areas = [{"id": f"area-{n}", "name": f"Area {n}"} for n in range(200)]
    broken = {**hosts.small_framework(), "areas": areas}
    editor = Editor(hosts.an_author(authored={"framework": broken}))
    assert "The limit is 60." in " ".join(editor.problems)

    editor.press("save")
    assert editor.answer.status_code == 422
    assert len(editor.fields) > 1000
    editor.fill(framework_id=TALENT.id).press("preset").press("save")

    assert "data-matrix-saved" in editor.page


def test_cells_of_a_spreadsheet_fill_the_table_from_where_they_are_pasted():
    rows = "\n".join(f"Area {n}\tA{n}\tB{n}\tC{n}\tD{n}" for n in range(12))
    editor = an_editor().put({"table": rows}).press("cells:0:0").fill(**OURS).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert [area.name for area in framework.areas] == [f"Area {n}" for n in range(12)]
    assert framework.areas[11].descriptors["leading"] == "D11"
    assert framework.areas[0].id == TALENT.areas[0].id


def test_a_block_of_cells_that_is_too_wide_is_refused():
    editor = an_editor().put({"table": "a\tb\tc"}).press("cells:0:3")

    assert "room for 2 columns" in " ".join(editor.problems)


def test_a_whole_table_replaces_the_areas_and_archives_the_rest():
    table = "Area\tStarting out\tGrowing\nEthos\tI ask.\tI show."
    editor = pasted(an_editor(), table).fill(**OURS).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert [area.name for area in framework.areas] == ["Ethos"]
    assert len(framework.archived.areas) == 8


@pytest.mark.parametrize("do", ["", "fly", "archive:areas:x", "restore:areas:no"])
def test_a_step_that_no_page_offers_is_refused_and_loses_nothing(do):
    editor = an_editor()
    typed = dict(editor.fields)

    editor.press(do)

    assert editor.answer.status_code == 422
    assert dict(editor.fields) == typed


def test_a_row_is_previewed_as_it_is_typed():
    editor = an_editor().put({f"{AREAS}[0].name": "Teaching & learning"})

    answer = editor.host.post("edit_setup", **editor.sent(do="row:0"))

    assert "Teaching &amp; learning" in answer.text
    assert "I adapt what I do" in answer.text


def test_text_may_change_after_a_sign_off_without_a_new_version():
    editor = an_editor()
    signed_off(editor.host)
    editor.put({f"{AREAS}[0].name": "Teaching"}).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert (framework.areas[0].name, framework.version) == ("Teaching", "1")


def test_more_than_words_is_shown_first_once_somebody_has_signed_off():
    editor = an_editor()
    signed_off(editor.host)
    before = dict(editor.host.authored)

    editor.press("archive:areas:0").press("save")

    assert "1 signed-off review keeps its original wording." in " ".join(editor.page.split())
    assert editor.host.authored == before
    editor.press("confirm")
    assert read_framework(editor.host.authored["framework"]).name == "talent-development-v1-own@1"


def test_each_further_change_of_what_is_used_is_a_new_version():
    editor = an_editor()
    signed_off(editor.host)
    editor.press("archive:areas:0").press("confirm")

    Editor(editor.host).press("archive:areas:0").press("confirm")

    assert read_framework(editor.host.authored["framework"]).name == "talent-development-v1-own@2"


def test_nobody_s_signed_off_words_change():
    editor = an_editor()
    signed_off(editor.host)
    before = hosts.ledger_rows()

    editor.press("archive:areas:0").press("confirm")

    assert hosts.ledger_rows() == before


def test_a_round_with_reviews_is_not_taken_out_unsaid():
    editor = an_editor()
    editor.press("add:rounds").put({"rounds[1].title": "Second", "rounds[1].kind": "final"})
    editor.press("save")
    signed_off(editor.host)

    again = Editor(editor.host).press("archive:rounds:0").press("save")

    assert "1 signed-off review stays in records" in " ".join(again.page.split())


def test_what_gives_credit_is_fixed_with_the_first_sign_off():
    editor = an_editor()
    signed_off(editor.host)

    editor.fill(mode="accepted").press("save")

    assert "someone has signed off" in " ".join(editor.problems)


def test_two_authors_do_not_overwrite_each_other_unseen():
    host = hosts.an_author(authored={"framework": {}})
    one, other = Editor(host), Editor(host)
    one.fill(display_name="First").press("save")

    other.fill(display_name="Second").press("save")

    assert other.answer.status_code == 409
    assert host.authored["display_name"] == "First"
    assert dict(other.fields)["display_name"] == "Second"
    other.press("save")
    assert host.authored["display_name"] == "Second"


def test_a_file_comes_into_the_form_and_is_saved_only_with_it():
    editor = bring(an_editor(), "area,Starting out,Growing\nEthos,I ask.,I show.\n")

    assert "Ethos" in editor.page
    assert not editor.host.authored["framework"]
    editor.fill(**OURS).press("save")
    assert read_framework(editor.host.authored["framework"]).areas[0].name == "Ethos"


def test_what_was_downloaded_can_be_brought_in_again():
    first = an_editor().put({f"{AREAS}[0].name": "Teaching"}).press("save").host
    saved = read_framework(first.authored["framework"])
    for kind in ("json", "csv"):
        content = first.get("export_setup", format=kind).body

        editor = bring(Editor(hosts.an_author(authored={"framework": {}})), content).press("save")

        framework = read_framework(editor.host.authored["framework"])
        assert (framework.areas, framework.levels) == (saved.areas, saved.levels)


def test_a_file_is_shown_first_with_its_columns_and_what_is_left_out():
    editor = an_editor()
    table = "Competency,Emerging,Secure,Notes\nEthos,I ask.,I show.,Ask Ruth\n"

    page = preview(editor, table.encode()).text

    assert "We read 1 area, each with 2 levels." in " ".join(
        html.fromstring(page).text_content().split()
    )
    assert "Import 1 area" in page
    assert "“Ask Ruth”" in page
    assert not editor.host.authored["framework"]


def test_what_a_column_is_taken_for_can_be_corrected_before_it_comes_in():
    table = b"Competency,Emerging,Secure,Extra\nEthos,I ask.,I show.,More.\n"
    corrected = {"import_heading[]": "Extra", "import_use[]": "description"}

    editor = bring(an_editor(), table, **corrected).fill(**OURS).press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert [level.name for level in framework.levels] == ["Emerging", "Secure"]
    assert framework.areas[0].description == "More."


def test_what_was_corrected_is_remembered_with_the_form_that_is_saved():
    table = b"Competency,Emerging,Secure,Extra\nEthos,I ask.,I show.,More.\n"
    corrected = {"import_heading[]": "Extra", "import_use[]": "description"}
    editor = bring(an_editor(), table, **corrected)

    at_once = words_of(preview(editor, table).text)
    assert not editor.host.authored.get("table_memory")
    editor.fill(**OURS).press("save")

    host = editor.host
    later = words_of(preview(Editor(host), table.replace(b"Ethos", b"Care")).text)
    assert all(
        "You have corrected a table with these headings" in each for each in (at_once, later)
    )
    assert "We read 1 area, each with 2 levels." in later
    assert "Extra" not in str(host.authored["table_memory"])
    Editor(host).press("save")
    assert host.authored["table_memory"]


def test_what_a_form_carries_and_nobody_can_read_is_forgotten():
    editor = an_editor(table_memory={"turns": {"0123456789abcdef": True}})

    editor.put({"table_memory": "{broken"}).press("save")

    assert not editor.host.authored["table_memory"]
    assert "table_memory" not in an_editor().page


def test_after_an_import_the_form_says_what_came_in_and_what_did_not():
    editor = bring(an_editor(), "Skill,Low,High,Notes\nEthos,I ask.,I show.,Ask Ruth\n")

    [line] = html.fromstring(editor.page).find_class("matrix-imported")
    assert " ".join(line.text_content().split()).startswith("We read 1 area, each with 2 levels.")
    assert "Notes" in line.text_content()
    assert "matrix-imported" not in editor.press("add:areas").page


TITLED = "Our skills,,\nSkill,Low,High\nAT SCHOOL,,\nEthos,I don’t.,\nCare,I hear.,I help.\n"


def options(page, name):
    [select] = html.fromstring(page).xpath(f'//select[@name="{name}"]')
    return [(each.get("value"), each.get("selected") is not None) for each in select]


def test_the_row_of_headings_and_the_letters_of_a_file_can_be_chosen():
    content = TITLED.encode("mac-roman")

    page = preview(an_editor(), content).text
    chosen = preview(an_editor(), content, import_line="3", import_letters="windows").text

    assert options(page, "import_line") == [("1", False), ("", True), ("3", False), ("4", False)]
    assert options(page, "import_letters") == [("windows", False), ("", True)]
    assert "This file does not say how its accents are written." in words_of(page)
    assert options(chosen, "import_line")[2] == ("3", True)
    assert options(chosen, "import_letters") == [("windows", True), ("mac", False)]


def test_a_row_that_seems_to_be_no_area_can_be_made_one():
    page = preview(an_editor(), TITLED.encode()).text
    chosen = preview(an_editor(), TITLED.encode(), **{"import_area[]": "AT SCHOOL"}).text

    assert "AT SCHOOL A heading above other areas. Import as an area" in words_of(page)
    assert "1 description is empty" in words_of(page)
    assert "Import 2 areas" in words_of(page)
    assert "Rows imported as areasAT SCHOOL" in words_of(chosen)
    assert "Import 3 areas" in words_of(chosen)


def test_an_area_of_several_rows_is_shown_as_one_and_each_row_can_be_an_area():
    table = b"Area,Low,High\nEthos,I ask.,I show.\n,I nod.,I lead.\nCare,a,b\n"

    words = words_of(preview(an_editor(), table).text)
    apart = preview(an_editor(), table, import_rows="apart").text

    assert "These areas have several rows: Ethos" in words
    assert "Import 2 areas" in words
    assert "Import 3 areas" in words_of(apart)
    assert options(apart, "import_rows") == [("", False), ("apart", True)]


def test_a_list_of_areas_comes_in_and_the_levels_of_the_form_stay():
    before = [level.name for level in TALENT.levels]

    words = words_of(preview(an_editor(), b"Area\nEthos\nCare\n").text)
    editor = bring(an_editor(), b"Area\nEthos\nCare\n").fill(**OURS).press("save")

    assert "This file has no levels. The levels in the form stay." in words
    framework = read_framework(editor.host.authored["framework"])
    assert [area.name for area in framework.areas] == ["Ethos", "Care"]
    assert [level.name for level in framework.levels] == before


def test_prompts_of_a_column_are_shown_with_their_area():
    table = b"Area,Low,High,Prompt\nEthos,a,b,What do pupils say?\n"

    page = html.fromstring(preview(an_editor(), table).text)

    [area] = page.find_class("matrix-import-area")
    assert "What do pupils say?" in area.text_content()


def test_what_stands_below_or_names_a_group_is_named_with_where_it_goes():
    below = "Area,Low,High\nEthos,a,b\n\nArea,One,Two\nData,c,d\n"
    grouped = "Strand,Skill,Low,High\nTalk,,,\n,Listens,a,b\n,Asks,c,d\nLater,,,\n"

    words = words_of(preview(an_editor(), below.encode()).text)
    groups = words_of(preview(an_editor(), grouped.encode()).text)

    assert "Area | One | Two Another table, with other headings. Import it by itself." in words
    assert "Talk The name of a group. The areas below it have it. Import as an area" in groups
    assert "Later A row without an area or a description. Import as an area" in groups


def test_a_formula_without_a_value_says_what_to_do():
    book = Workbook()
    for row in (("Skill", "Low", "High"), ("Ethos", "=1+1", "b"), ("Care", "c", "d")):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)

    words = words_of(preview(an_editor(), file.getvalue()).text)

    assert "1 calculated cell has no value: B2. Open the file in Excel, save it" in words


def test_problems_of_a_table_name_its_rows_as_the_choice_of_headings_does():
    page = words_of(preview(an_editor(), b"Area,Low,High\n,a,b\nCare,c,d\n").text)

    assert "Row 2:" in page
    assert "Row 1: Area" in page
    assert "Line" not in page


def test_a_framework_is_called_by_its_title_and_not_by_an_id():
    own = an_editor().put({f"{AREAS}[0].name": "Teaching"}).press("save").host

    words = words_of(Editor(own).page)

    assert f"made from {TALENT.title}" in words
    [line] = html.fromstring(Editor(own).page).xpath('//p[contains(., "made from")]')
    assert "@" not in line.text_content()


def test_headings_that_are_said_again_further_down_are_no_area():
    table = "Area,Low,High\nEthos,a,b\nCare,c,d\n\nAREA,Low,High\nData,e,f\n"

    words = words_of(preview(an_editor(), table.encode()).text)

    assert "Import 3 areas" in words
    assert "AREA A heading above other areas. Import as an area" in words


def test_a_heading_of_several_lines_is_a_level_of_one_line():
    editor = bring(an_editor(), 'Area,"1\nEmerging",2 Secure\nEthos,a,b\n').fill(**OURS)
    editor.press("save")

    again = bring(editor, 'Area,"1\nEmerging",2 Secure\nEthos,a,b\n').press("save")

    framework = read_framework(again.host.authored["framework"])
    assert [level.name for level in framework.levels] == ["1 Emerging", "2 Secure"]
    assert not {"1 Emerging"} & {level.name for level in framework.archived.levels}


def test_words_of_several_lines_stand_in_one_line_with_a_space_between():
    editor = an_editor(display_name="Our\nreview")

    assert dict(editor.fields)["display_name"] == "Our review"


def test_what_is_hidden_repeated_and_without_a_name_is_said():
    book = Workbook()
    rows = (("Ethos", "a", "b", "x"), ("Care", "e", "f"), ("ETHOS", "c", "d", "y"))
    for row in (("Skill", "Low", "Low", None), *rows):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    file = io.BytesIO()
    book.save(file)

    words = words_of(preview(an_editor(), file.getvalue()).text)

    assert "We read 1 hidden row too." in words
    assert "We read these hidden columns too: Low" in words
    assert "More than one level is called: Low" in words
    assert "More than one area is called: Ethos Give each its own name in the form" in words
    assert "Column 4 Not used. 2 cells." in words


@pytest.mark.parametrize("kind", ["blank", "blank-csv"])
def test_a_blank_table_is_read_back_once_it_is_filled_in(kind):
    host = an_editor().host
    content = host.get("export_setup", format=kind).body

    table = read_table(content + b"\n,Ethos,,I ask.\n" if kind == "blank-csv" else filled(content))

    assert table.header == ("Group", "Area", "Description", *(e.name for e in TALENT.levels))
    assert table.rows == ((table.rows[0][0], ("", "Ethos", "", "I ask.")),)


def filled(content):
    book = load_workbook(io.BytesIO(content))
    book.active.append(["", "Ethos", "", "I ask."])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_another_file_than_the_one_that_was_shown_does_not_come_in():
    editor = an_editor()

    answer = preview(editor, b"Area,A,B\nEthos,x,y\n", confirm="yes", import_of="another")

    assert answer.status_code == 422
    assert "Preview this one first." in answer.text
    assert "Ethos" not in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Choose a file that is not empty, or paste a table."),
        ("{", "not JSON at line 1, column 2"),
        ("<a>", "not XML at line 1"),
        ("<a/>", "begins with a,"),
        ("area,One\nx,y\n", "at least two columns as levels"),
        ('{"format": "matrix-review-framework", "version": 2, "framework": {}}', "newer version"),
    ],
)
def test_a_broken_file_is_refused_and_the_form_stays_as_it_was(content, sentence):
    editor = an_editor().put({"display_name": "Typed"})

    shown = preview(editor, content.encode())
    bring(editor, content)

    assert shown.status_code == 422
    assert sentence in html.fromstring(shown.text).text_content()
    assert editor.answer.status_code == 422
    assert sentence in " ".join(editor.problems)
    assert dict(editor.fields)["display_name"] == "Typed"


def test_frameworks_of_the_site_can_be_chosen_and_broken_ones_are_named(tmp_path):
    body = hosts.small_framework(id="of-the-trust", title="Framework of the trust")
    (tmp_path / "trust.json").write_text(json.dumps(body))
    (tmp_path / "broken.json").write_text("{")
    site = {"frameworks_dir": str(tmp_path)}
    editor = Editor(hosts.an_author(authored={"framework": {}}, site=site))

    assert "broken.json" in editor.page
    editor.fill(framework_id="of-the-trust").press("preset").press("save")

    assert "data-matrix-saved" in editor.page
    assert "Framework of the trust" in hosts.lms(authored=editor.host.authored).page()


def test_a_framework_of_the_site_can_be_named_in_olx_and_is_unknown_elsewhere(tmp_path):
    body = hosts.small_framework(id="of-the-trust", title="Framework of the trust")
    (tmp_path / "trust.json").write_text(json.dumps(body))
    authored_ = {"framework": {}, "framework_id": "of-the-trust"}
    site = {"frameworks_dir": str(tmp_path)}

    assert "Framework of the trust" in hosts.lms(authored=authored_, site=site).page()
    assert "We cannot show this review" in hosts.lms(authored=authored_).page()


def test_a_folder_that_is_not_there_stops_nobody(tmp_path):
    site = {"frameworks_dir": str(tmp_path / "gone")}

    assert TALENT.title in hosts.an_author(authored={"framework": {}}, site=site).page(
        "studio_view"
    )


def test_search_finds_title_areas_and_questions_and_nothing_of_anybody():
    index = hosts.lms().keep(a_record(a_complete_review())).block().index_dictionary()

    assert index["content_type"] == "Talent matrix review"
    assert "Leading others" in index["content"]["areas"]
    assert "I learned a lot." not in str(index)


def test_clients_get_what_is_authored_and_nothing_of_anybody():
    block = hosts.unbound().block()

    content = block.student_view_data()

    assert [area["id"] for area in content["areas"]] == ["subject", "leadership", "networks"]
    assert json.loads(json.dumps(content)) == content


def test_a_course_keeps_its_own_dates_and_notice_when_a_library_is_synchronised():
    fields = hosts.MatrixReviewXBlock.get_customizable_fields()

    assert {"display_name", "rounds", "notice", "notice_version", "weight"} <= set(fields)
    assert not {"framework", "framework_id", "credit"} & set(fields)
    assert set(fields) <= set(hosts.own_fields()) | {"due"}


def test_a_course_may_set_these_for_itself_and_the_platform_remembers_the_library_s_title():
    fields = hosts.MatrixReviewXBlock.get_customizable_fields()

    assert {name: fields[name] for name in hosts.own_fields() if name in fields} == {
        "display_name": "upstream_display_name",
        **dict.fromkeys(["rounds", "notice", "notice_version", "priorities", "sharing", "weight"]),
    }


def test_a_copy_has_everything_that_its_source_has():
    block = hosts.lms().block()

    assert block.studio_post_duplicate(None, block) is True


def test_in_a_library_nobody_has_signed_off_and_the_editor_says_that_it_cannot_know():
    host = hosts.library(authored={"framework": {}}, is_written=True, state=hosts.NoState())
    editor = Editor(host).press("archive:areas:0").press("save")

    assert "cannot count signed-off reviews from here" in editor.page


def test_a_summary_that_cannot_be_read_does_not_stop_an_author():
    host = hosts.an_author(authored={"framework": {}})
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(host.usage), may_record=True)
    ledger.append([Entry(Kind.SUMMARY, "anon-1", {"version": 9}, NOW)])

    assert "Set up the review" in host.page("studio_view")
    assert Editor(host).press("archive:areas:0").press("save").answer.status_code == 200


def test_three_rounds_get_the_terms_of_a_school_year_and_those_that_are_missing_are_added():
    editor = an_editor().put({"rounds[0].due": "2026-01-01", "rounds[0].opens_time": "09:00"})
    editor.fill(terms_year="2026").press("terms").press("save")

    rounds = authored.read_rounds(editor.host.authored["rounds"])
    assert [(each.id == "baseline", each.title) for each in rounds] == [
        (True, "Baseline review"),
        (False, "Mid-point review"),
        (False, "Final review"),
    ]
    assert [each.opens.date().isoformat() for each in rounds] == [
        "2026-09-01",
        "2027-01-01",
        "2027-04-01",
    ]
    assert [(each.closes.hour, each.closes.minute, each.due) for each in rounds] == [
        (23, 59, None)
    ] * 3


def test_more_than_three_rounds_keep_the_dates_of_the_rest():
    rounds = [{"id": f"r{n}", "title": f"Round {n}", "kind": "annual"} for n in range(4)]
    rounds[3]["opens"] = "2027-08-01T00:00:00+01:00"
    editor = an_editor(rounds=rounds).fill(terms_year="2026").press("terms").press("save")

    saved = editor.host.authored["rounds"]
    assert [each["title"] for each in saved] == [each["title"] for each in rounds]
    assert saved[3] == rounds[3]


@pytest.mark.parametrize("year", ["", "soon", "9999", "2100"])
def test_a_school_year_that_no_page_offers_sets_nothing(year):
    editor = an_editor().fill(terms_year=year)
    before = dict(editor.fields)

    editor.press("terms")

    assert editor.problems == ["School year: Choose one of the listed values."]
    assert {**dict(editor.fields), "terms_year": year} == before


def test_every_date_moves_on_a_year_with_its_time_and_what_is_none_stays():
    editor = an_editor().put(
        {
            "rounds[0].opens": "2028-02-29",
            "rounds[0].opens_time": "09:00",
            "rounds[0].due": "in spring",
        }
    )

    fields = dict(editor.press("year").fields)

    assert (fields["rounds[0].opens"], fields["rounds[0].opens_time"]) == ("2029-02-28", "09:00")
    assert (fields["rounds[0].due"], fields["rounds[0].closes"]) == ("in spring", "")


def test_no_date_moves_past_the_last_year():
    editor = an_editor().put({"rounds[0].opens": "2100-01-01"}).press("year")

    assert editor.problems == ["Round 1, Opens: The year must be from 1970 to 2100."]
    assert dict(editor.fields)["rounds[0].opens"] == "2100-01-01"


@pytest.mark.parametrize("part", ["framework", "rounds"])
def test_what_was_replaced_comes_back_as_it_was_sent(part):
    editor = an_editor().put({f"{AREAS}[0].name": "Typed", "rounds[0].opens": "2027-01-01"})
    before = dict(editor.fields)

    editor.press(f"undo:{part}")

    assert editor.answer.status_code == 200
    assert dict(editor.fields) == before


def test_problems_stand_in_the_order_of_the_page_and_none_is_named_by_a_path():
    editor = an_editor().press("add:prompts").press("add:opportunities").press("add:choices:0")
    wrong = {
        name: ("<b>x</b>" if name.startswith("framework") and "kind" not in name else "?")
        for name, value in editor.fields
        if not re.search(r"(\.|^)(id|kept|hidden|seen|was\[\]|terms_year|display_name)$", name)
        and not re.search(r"show_if|optional|names_next|visibility|_time$|framework_id", name)
    }
    editor.put({**wrong, "display_name": "", "rounds[0].opens_time": "x"}).press("save")

    document = html.fromstring(f"<div>{editor.page}</div>")
    ids = [each.get("id") for each in document.iter() if each.get("id")]
    links = document.xpath("//*[@data-matrix-problems]//a")
    places = [ids.index(link.get("href")[1:]) for link in links]
    assert len(places) > 80
    assert places == sorted(places)
    assert not [each for each in editor.problems if re.search(r"\w\[\d|[a-z]\.[a-z]|_", each)]
    assert not [link.text_content() for link in links if ": " not in link.text_content()]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({f"{AREAS}[2].name": ""}, "Name of area 3: This cannot be blank."),
        ({f"{AREAS}[0].prompts": "<b>x</b>"}, "Area 1, Prompts: Use plain text"),
        ({f"{AREAS}[0].descriptors.growing": "<b>x</b>"}, "Area 1, Growing: Use plain text"),
        ({"framework.levels[1].descriptor": "<b>x</b>"}, "Level 2, Default description: Use"),
        ({"framework.prompts[0].text": ""}, "Question 1: This cannot be blank."),
        ({"framework.prompts[0].choices[1].text": ""}, "Question 1, Option 2: This cannot be"),
        ({"credit.reflections": "-"}, "Reflections: Use a whole number."),
        ({"cpd.goal_minutes": "soon"}, "Suggested goal: "),
        ({"priorities": "<b>x</b>"}, "Priorities: Use plain text"),
        (
            {f"{AREAS}[3].name": f" {TALENT.areas[1].name.upper()}"},
            f"Name of area 4: “{TALENT.areas[1].name.upper()}” is also the name of area 2.",
        ),
    ],
)
def test_a_problem_is_named_as_the_label_of_its_field(changes, problem):
    editor = an_editor().put(changes).press("save")

    assert editor.problems[0].startswith(problem)


def test_the_unit_page_names_a_problem_by_its_field_and_rounds_by_their_dates():
    rounds = [
        {"id": "one", "title": "Baseline review", "kind": "baseline"},
        {
            "id": "two",
            "title": "Final review",
            "kind": "final",
            "opens": "2027-06-01T00:00:00+01:00",
            "closes": "2027-07-31T16:30:00+01:00",
        },
    ]
    areas = [{"id": "a", "name": "Leadership"}, {"id": "b", "name": "leadership"}]
    framework = {**hosts.small_framework(), "areas": areas}
    host = hosts.an_author(authored={"rounds": rounds, "framework": framework})

    document = html.fromstring(host.page("author_view"))
    page = " ".join(" ".join(document.itertext()).split())

    problem = "Name of area 2: “leadership” is also the name of area 1."
    assert problem in page
    assert "Baseline review No dates" in page
    assert "Final review opens 1 June 2027 closes 31 July 2027 16:30" in page
    assert [each.text for each in host.block().validate().messages] == [
        f"{problem} Give this area another name."
    ]


def test_a_table_of_ones_own_loses_the_name_and_source_of_the_ready_made_framework():
    editor = an_editor(framework_id="npq-headship-v1")
    pasted(editor, "Area\tOne\tTwo\nEthos\tI ask.\tI show.")

    fields = dict(editor.fields)
    assert [fields[f"framework.{each}"] for each in ("title", "source", "licence", "note")] == [
        ""
    ] * 4
    assert "These areas are your own." in editor.page
    assert fields["framework_id"] == ""
    editor.press("save")
    assert editor.problems == ["Name of the framework: This cannot be blank."]
    editor.fill(**OURS).press("save")
    framework = read_framework(editor.host.authored["framework"])
    assert (framework.id, framework.source, framework.licence, framework.maps_from) == (
        "our-own-framework",
        "Our trust",
        "",
        (),
    )


def test_areas_typed_over_a_ready_made_framework_do_not_keep_its_name_and_source():
    headship = preset("npq-headship-v1")
    ours = {f"{AREAS}[{n}].name": f"Ours {n}" for n in range(len(headship.areas))}
    editor = an_editor(framework_id=headship.id).put(ours).press("save")

    assert [each.partition(":")[0] for each in editor.problems][:3] == [
        "Name of the framework",
        "Source",
        "Licence",
    ]
    assert f"“{headship.title}” is a ready-made framework" in editor.problems[0]
    editor.fill(framework__title="Ours", framework__source="Our trust")
    editor.fill(framework__note="").press("save")
    framework = read_framework(editor.host.authored["framework"])
    assert (framework.id, framework.title, framework.maps_from) == ("ours", "Ours", ())


def test_a_table_that_changes_a_few_areas_keeps_where_they_come_from():
    names = [area.name for area in TALENT.areas]
    rows = "\n".join(f"{name}\tI try\tI do" for name in [*names[:7], "Ethos"])
    editor = pasted(an_editor(), f"Area\tOne\tTwo\n{rows}").press("save")

    framework = read_framework(editor.host.authored["framework"])
    assert (framework.title, framework.source) == (TALENT.title, TALENT.source)


def test_the_form_shows_and_sends_what_gives_credit_where_it_is_fixed():
    editor = an_editor()
    signed_off(editor.host)
    editor.host.authored["mode"] = "accepted"  # as OLX could bring it afterwards

    editor = Editor(editor.host)

    assert dict(editor.fields)["mode"] == "self-review"
    radios = html.fromstring(editor.page).xpath('//fieldset//input[@type="radio"][@disabled]')
    assert [(each.get("value"), each.get("checked")) for each in radios] == [
        ("self-review", "checked"),
        ("accepted", None),
    ]
    editor.press("save")
    assert editor.host.authored["mode"] == "self-review"


def test_an_author_is_told_what_course_staff_see_and_that_site_tools_reach_drafts():
    page = " ".join(an_editor().page.split())

    assert "They cannot see drafts here (site tools can: see data protection)." in page
    assert "interest in a post on the board at once" in page
    assert "Drafts are shown to nobody" not in page


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"areas": [{"id": "a", "nmae": "A"}]}, "Area 1: We do not know “nmae”. Did you mean"),
        (
            {"prompts": [{"id": "a", "text": "Why?", "kind": "Twilight"}]},
            "Question 1, Type of answer: We do not know “Twilight”. Use one of: choice,",
        ),
    ],
)
def test_a_file_is_refused_in_the_words_of_the_page(body, problem):
    editor = bring(an_editor(), json.dumps({**hosts.small_framework(), **body}))

    assert any(each.startswith(problem) for each in editor.problems)


def test_the_whole_review_is_shown_as_participants_meet_it_and_nothing_is_saved():
    editor = an_editor().put(
        {
            f"{AREAS}[0].name": "Teaching & learning",
            "framework.prompts[0].text": "How are you?",
            "notice": "Kept for a year.",
            "sharing": "levels",
            "rounds[0].title": "Autumn review",
            "rounds[0].closes": "2027-07-31",
            "rounds[0].opens": "soon",
        }
    )
    before = dict(editor.host.authored)

    answer = editor.host.post("edit_setup", **editor.sent(do="whole"))

    assert answer.status_code == 200
    for words in (
        "Autumn review",
        "This round closes on 31 July 2027 at 23:59.",
        "Teaching &amp; learning",
        "How are you?",
        "Kept for a year.",
        TALENT.private_prompts[0].text,
        "Who sees what, and when",
    ):
        assert words in answer.text
    shown = html.fromstring(answer.text)
    assert not shown.xpath("//*[@data-matrix-show or @data-matrix-send or self::a]")
    assert editor.host.authored == before


@pytest.mark.parametrize("broken", hosts.BROKEN_CONTENT, ids=repr)
def test_a_broken_review_is_previewed_as_far_as_it_can_be_read(broken):
    editor = Editor(hosts.an_author(authored=broken))

    answer = editor.host.post("edit_setup", **editor.sent(do="whole"))

    assert answer.status_code == 200


def test_nothing_of_any_person_is_in_a_preview():
    editor = an_editor()
    signed_off(editor.host)
    somebody = hosts.lms(usage=editor.host.usage, authored={"framework": {}})
    somebody.post("start_review", round="baseline")
    somebody.post(
        "save_area",
        round="baseline",
        area=TALENT.areas[0].id,
        revision="0",
        level_id="growing",
        reflection="Words of mine.",
    )

    with CaptureQueriesContext(connection) as queries:
        answer = editor.host.post("edit_setup", **editor.sent(do="whole"))

    assert "Words of mine." not in answer.text
    assert "checked" not in answer.text
    assert len(queries) == 0
