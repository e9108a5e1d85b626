"""The wrong file on the right screen: what each screen says of a file of every kind."""

import pytest

from builders import a_framework
from files_of_every_kind import FILES, content_of
from matrix_xblock.author.bringing import bring
from matrix_xblock.domain.errors import Invalid

ON_THE_FRAMEWORK_SCREEN = {
    "nothing": "table_missing",
    "framework, JSON": "not_a_framework_file",
    "framework of the package": "bad_id",
    "framework, CSV": "",
    "framework, numbered": "",
    "framework, XLSX": "",
    "workbook with macros": "",
    "blank table of areas": "csv_no_rows",
    "CASE": "too_few",
    "Mahara": "too_few",
    "rubric": "",
    "course": "no_ratings",
    "course, zip": "no_ratings",
    "course, bare tar": "no_ratings",
    "other archive": "no_ratings",
    "page with a table": "csv_no_rows",
    "other XML": "import_unknown_xml",
    "other JSON": "import_unknown_json_keys",
    "other table": "csv_few_levels",
    "other workbook": "csv_few_levels",
}
"""What is read, or is in the way of reading; any other file is called by its kind."""


def codes_on_the_framework_screen(content):
    try:
        return [each.code for each in bring(content, {}, a_framework(), ()).problems]
    except Invalid as refused:
        return [each.code for each in refused.problems]


@pytest.mark.parametrize("name", FILES)
def test_on_the_framework_screen(name):
    code = ON_THE_FRAMEWORK_SCREEN.get(name, f"is_{FILES[name][0]}")
    assert codes_on_the_framework_screen(content_of(name))[:1] == ([code] if code else [])
