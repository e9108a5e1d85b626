"""Our CSV files in LibreOffice: no formula, and the same texts, whatever it separates cells by."""

import subprocess
from xml.etree import ElementTree as ET

import pytest

from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.codec.cpd.cpd_csv import write_csv
from matrix_xblock.domain.cpd.cpd import CpdEntry, CpdType
from matrix_xblock.report.csv_rows import listed_lines
from study import BEGIN

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "  ", "\t", "\n", "\xa0", "'", '"', "a;", "a; ", 'a;"', "a\n", "a\n ", "b;\t")
TEXTS = [f"{before}{sign}1+1" for before in BEFORE for sign in SIGNS]
TEXTS += ["A plain text", "Dŵr, heol a thŷ", 'A "quoted" word', "Two\nlines; and more", "x=1"]
RUNS = '"=1+1",5\r\n5,"a;=2+2;b"\r\n'
"""What nobody has guarded: LibreOffice has to run it, or this test sees nothing."""


def our_files():
    """Give each kind of file with everything that could be taken for a formula in its cells."""
    rows = [[text, number, text] for number, text in enumerate(TEXTS)]
    day = BEGIN.date()
    entries = [
        CpdEntry(f"e{number}", text, CpdType.VISIT, day, minutes=number, learned=text)
        for number, text in enumerate(TEXTS)
    ]
    return {
        "lines.csv": "".join(map(csv_line, [["first", "number", "last"], *rows])),
        "cpd.csv": write_csv(entries, label=lambda code: code.rpartition(".")[2]),
        "numbers-first.csv": "".join(csv_line(row[1:]) for row in rows),
        "opportunities.csv": "".join(listed_lines([], areas={}, today=day)),
        "runs.csv": RUNS,
    }


@pytest.fixture(scope="module", params=[",", ";"])
def opened(request, tmp_path_factory):
    """Give what LibreOffice makes of the files with a separator: flat XML of its own, by name."""
    folder = tmp_path_factory.mktemp("files")
    for name, text in our_files().items():
        (folder / name).write_bytes(text.encode())
    how = f"Text - txt - csv (StarCalc):{ord(request.param)},34,76,1,,0,false,true"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / name) for name in our_files()]
    run = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(folder)]
    subprocess.run(
        [*run, f"--infilter={how}", *files], capture_output=True, check=True, timeout=120
    )
    trees = {name: ET.parse(folder / f"{name[:-4]}.fods") for name in our_files()}
    return request.param, trees


def formulas(tree):
    return [
        cell.get(f"{TABLE}formula")
        for cell in tree.iter(f"{TABLE}table-cell")
        if cell.get(f"{TABLE}formula")
    ]


def cells(tree):
    """Yield the texts of the cells of each row, those at its end that are empty left out."""
    for row in tree.iter(f"{TABLE}table-row"):
        texts = [
            "\n".join("".join(_parts(line)) for line in cell.iter(f"{TEXT}p"))
            for cell in row.iter(f"{TABLE}table-cell")
        ]
        yield [text for text in texts if text]


def _parts(line):
    """Yield the pieces of a line: blanks in a row and tabs are elements."""
    yield line.text or ""
    for part in line:
        if part.tag == f"{TEXT}s":
            yield " " * int(part.get(f"{TEXT}c", "1"))
        elif part.tag == f"{TEXT}tab":
            yield "\t"
        else:
            yield from _parts(part)
        yield part.tail or ""


def test_no_cell_of_ours_is_a_formula(opened):
    _, trees = opened

    assert [name for name, tree in trees.items() if formulas(tree)] == ["runs.csv"]


def test_what_is_not_guarded_is_one(opened):
    separator, trees = opened

    assert ("of:=1+1" if separator == "," else "of:=2+2") in formulas(trees["runs.csv"])


def test_texts_are_those_that_went_in(opened):
    separator, trees = opened
    if separator == ";":
        words = "\n".join(text for row in cells(trees["lines.csv"]) for text in row)
        assert "A plain text" in words
        assert "Dŵr, heol a thŷ" in words
        return

    _, *rows = cells(trees["lines.csv"])

    assert [row for row in rows if row] == [
        [guarded(text), str(number), guarded(text)] for number, text in enumerate(TEXTS)
    ]
