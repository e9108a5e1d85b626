"""Frameworks in a folder of the site: which can be chosen, and what is said of the others."""

import json
from dataclasses import replace

import pytest

from builders import a_framework, an_area
from files_of_every_kind import FILES, content_of
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.codec.framework.framework_json import write_file
from matrix_xblock.host.framework_catalogue import of_folder, presets


def put(folder, name, **changes):
    body = write_framework(replace(a_framework(), **changes))
    (folder / name).write_text(json.dumps(body), encoding="utf-8")


def faults(folder):
    return [(each.file, each.problem.code) for each in of_folder(str(folder)).faults]


def test_a_framework_that_was_downloaded_in_the_editor_can_be_put_there_as_it_is(tmp_path):
    (tmp_path / "ours.json").write_text(write_file(a_framework()), encoding="utf-8")

    assert of_folder(str(tmp_path)).frameworks == {a_framework().id: a_framework()}


def test_of_two_files_with_one_id_the_last_is_used_and_the_other_is_named(tmp_path):
    put(tmp_path, "a.json", id="ours", title="First")
    put(tmp_path, "b.json", id="ours", title="Second")

    [fault] = of_folder(str(tmp_path)).faults

    assert of_folder(str(tmp_path)).frameworks["ours"].title == "Second"
    assert (fault.file, fault.problem.code) == ("a.json", "framework_id_twice")
    assert fault.problem.values == {"file": "b.json"}


def test_a_file_with_the_id_of_the_package_is_named_by_its_own_name(tmp_path):
    put(tmp_path, "ours.json", id=presets()[0])

    assert faults(tmp_path) == [("ours.json", "framework_id_of_package")]
    assert of_folder(str(tmp_path)).frameworks == {}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "json_broken"),
        ("{}", "bad_id"),
        ('{"format": "matrix-review-record"}', "not_a_framework_file"),
    ],
)
def test_a_file_that_breaks_a_rule_says_which(tmp_path, content, code):
    (tmp_path / "broken.json").write_text(content)
    put(tmp_path, "ours.json")

    [fault] = of_folder(str(tmp_path)).faults

    assert (fault.file, fault.problem.code, fault.causes[0].code) == (
        "broken.json",
        "framework_broken",
        code,
    )
    assert len(of_folder(str(tmp_path)).frameworks) == 1


LEVELS = [{"id": f"l{n}", "ordinal": n, "name": f"Level {n}"} for n in range(9)]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"levels": None}, "levels", "not_a_list"),
        ({"levels": []}, "levels", "too_few"),
        ({"levels": LEVELS}, "levels", "too_many"),
        ({"areas": [{"id": "a", "name": "A"}] * 2}, "areas", "duplicate_id"),
        ({"areas": []}, "areas", "too_few"),
        ({"id": "<b>"}, "id", "bad_id"),
        ({"title": ["x"]}, "title", "not_text"),
    ],
)
def test_a_framework_that_is_not_whole_is_named_with_its_place_and_the_others_stay(
    tmp_path, changes, field, code
):
    body = {**write_framework(replace(a_framework(), id="mine")), **changes}
    (tmp_path / "broken.json").write_text(json.dumps(body), encoding="utf-8")
    put(tmp_path, "ours.json")

    [fault] = of_folder(str(tmp_path)).faults

    assert (fault.file, fault.problem.code) == ("broken.json", "framework_broken")
    assert (field, code) in {(each.field, each.code) for each in fault.causes}
    assert [*of_folder(str(tmp_path)).frameworks] == [a_framework().id]


@pytest.mark.parametrize("name", sorted({*FILES} - {"framework, JSON", "framework of the package"}))
def test_a_file_of_another_kind_harms_no_other(tmp_path, name):
    (tmp_path / "other.json").write_bytes(content_of(name))
    put(tmp_path, "ours.json")

    [fault] = of_folder(str(tmp_path)).faults

    assert (fault.file, bool(fault.causes)) == ("other.json", True)
    assert [*of_folder(str(tmp_path)).frameworks] == [a_framework().id]


def test_a_file_that_cannot_be_opened_says_so_and_the_others_stay(tmp_path):
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    put(tmp_path, "ours.json")

    [fault] = of_folder(str(tmp_path)).faults

    assert (fault.file, [each.code for each in fault.causes]) == (
        "gone.json",
        ["file_cannot_be_opened"],
    )
    assert len(of_folder(str(tmp_path)).frameworks) == 1


def test_of_a_file_that_is_far_too_large_no_more_is_read_than_tells_it(tmp_path):
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(50 * 1024**3)

    [fault] = of_folder(str(tmp_path)).faults

    assert [each.code for each in fault.causes] == ["file_too_large"]


def test_a_key_that_nobody_reads_is_named_and_the_framework_can_be_chosen(tmp_path):
    body = write_framework(a_framework())
    body["areas"][0]["descripton"] = "What it is."
    (tmp_path / "ours.json").write_text(json.dumps(body), encoding="utf-8")

    [(file, [problem])] = of_folder(str(tmp_path)).remarks.items()

    assert (file, problem.field, problem.values["like"]) == (
        "ours.json",
        "areas[0].descripton",
        "description",
    )
    assert len(of_folder(str(tmp_path)).frameworks) == 1


def test_what_an_author_would_have_to_put_right_is_named(tmp_path):
    put(tmp_path, "ours.json", areas=(an_area(id="one", name="A"), an_area(id="two", name="A")))

    catalogue = of_folder(str(tmp_path))

    assert {each.field for each in catalogue.remarks["ours.json"]} == {"areas[1].name"}
    assert len(catalogue.frameworks) == 1


def test_files_that_are_not_looked_at_are_named(tmp_path):
    put(tmp_path, "ours.json")
    (tmp_path / "matrix.csv").write_text("Area,One,Two\n")

    assert of_folder(str(tmp_path)).others == ("matrix.csv",)
