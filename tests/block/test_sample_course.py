"""The sample course: what make packs, through the runtime of the workbench."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from lxml import etree
from workbench.runtime import WorkbenchRuntime

from matrix_xblock.codec.framework.authored import read_rounds

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "docs" / "sample-course"
CHAPTERS = sorted((COURSE / "chapter").glob("*.xml"))
REVIEWS = [each for path in CHAPTERS for each in etree.parse(path).iter("matrix_review")]


def shown(element):
    runtime = WorkbenchRuntime("zoe")
    runtime.id_generator.set_scenario("sample")
    block = runtime.get_block(runtime.parse_xml_string(etree.tostring(element)))
    return block, runtime.render(block, "student_view").content


def test_it_uses_the_review_three_times():
    rounds = [read_rounds(shown(element)[0].rounds)[0].id for element in REVIEWS]

    assert sorted(rounds) == ["baseline", "final", "mid-point"]


@pytest.mark.parametrize("element", REVIEWS, ids=lambda each: each.get("url_name"))
def test_each_review_is_whole_and_can_be_shown(element):
    block, page = shown(element)

    assert block.framework_id == "npq-senior-leadership-v1"
    assert not block.olx_unread
    assert not block.validate().messages
    assert "matrix-head" in page


def test_every_part_that_the_course_names_is_there():
    course = etree.parse(COURSE / "course" / "2026.xml").getroot()

    named = {chapter.get("url_name") for chapter in course.iter("chapter")}

    assert named == {path.stem for path in CHAPTERS}
    policy = json.loads((COURSE / "policies" / "2026" / "policy.json").read_text())
    assert policy["course/2026"]["advanced_modules"] == ["matrix_review"]


def test_the_archive_has_the_shape_that_an_import_expects(tmp_path):
    shutil.copytree(COURSE, tmp_path / "docs" / "sample-course")
    shutil.copy(ROOT / "Makefile", tmp_path)
    subprocess.run(["make", "sample-course"], cwd=tmp_path, check=True, capture_output=True)

    with tarfile.open(tmp_path / "dist" / "sample-course.tar.gz") as archive:
        names = archive.getnames()

    assert "course/course.xml" in names
    assert not [name for name in names if name.startswith(("/", ".")) or ".." in name]
