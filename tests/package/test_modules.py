"""What holds for the distribution and for every module of it."""

import ast
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import matrix_xblock

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "matrix_xblock").rglob("*.py"))


def test_the_entry_point_gives_the_block():
    [entry_point] = entry_points(group="xblock.v1", name="matrix_review")

    assert entry_point.load().__name__ == "MatrixReviewXBlock"


def test_the_version_is_the_installed_one():
    assert version("matrix-xblock") == matrix_xblock.__version__


@pytest.mark.parametrize("name", ["static", "templates", "translations"])
def test_a_shared_folder_is_linked_into_the_package_by_a_relative_path(name):
    assert (ROOT / "matrix_xblock" / name).readlink() == Path("..", name)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_in_one_sentence_what_it_is_for(path):
    head = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n\n")[0]

    assert head.endswith(".")
    assert "\n" not in head


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_does_without_pkg_resources(path):
    assert "pkg_resources" not in path.read_text()
