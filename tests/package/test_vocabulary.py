"""Names say what they hold: words that stand for everything, and names of former classes, are out.

Stored keys and form fields keep their names: those are texts, and texts are not looked at. Where
such a word is the field's own term, it comes out of the list, with a reason here: *wanted* is a
status of opportunities.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("matrix_xblock", "tests")

BARRED = {
    "said": "answer, comment, area_review, fields: what was said",
    "kept": "saved, stored: or the thing that is kept",
    "told": "comments, messages, published: what was told",
    "held": "the thing that is held: opportunities, steps, holdings",
    "found": "problems, matches, rows: what was found",
    "sitting": "review_context",
    "dossier": "history",
    "desk": "drafts",
    "shelf": "catalogue",
    "ways": "options, next_statuses",
    "aside": "archived",
    "stamp": "version",
    "announced": "published",
    "load_desk": "load_drafts",
    "save_desk": "save_drafts",
}


def names(tree):
    """Give the names of locals, parameters, attributes and methods, each with its line.

    An argument by keyword is the name of a parameter or of an attribute, which is seen where that
    one is declared; some are keys of what a page shows or of a stored row, which are texts.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno


def files():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def barred(path, tree):
    return [
        f"{path}:{line} {name}: say {BARRED[name]}"
        for name, line in sorted(names(tree), key=lambda each: each[1])
        if name in BARRED
    ]


def test_no_name_is_a_word_that_stands_for_everything():
    assert [each for path, tree in files() for each in barred(path, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "found = 1",
        "first, found = 1, 2",
        "for found in (): pass",
        "[found for found in ()]",
        "if found := 1: pass",
        "with open('x') as found: pass",
        "try: pass\nexcept OSError as found: pass",
        "match 1:\n    case found: pass",
        "def read(found): pass",
        "def read(*, found): pass",
        "def read(**found): pass",
        "lambda found: 1",
        "class Row:\n    found: int = 0",
        "row.found",
        "def found(): pass",
    ],
)
def test_a_barred_word_is_seen_wherever_it_is_a_name(source):
    lines = source.count("\n") + 1

    [problem] = barred("here.py", ast.parse(source))

    assert problem in {
        f"here.py:{line} found: say {BARRED['found']}" for line in range(1, lines + 1)
    }


def test_a_text_is_no_name():
    assert barred("here.py", ast.parse("row = {'kept': body['said']}; show(told='x')")) == []
