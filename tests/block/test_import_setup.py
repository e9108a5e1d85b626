"""The import of a framework as a browser has it: every choice of the page is sent again."""

import time

import pytest
from lxml import html

from editors import OURS, Editor, an_editor, bring, preview, words_of

BOOK = b"Our matrix,,,\nDomain,Skill,Low,High\nHome,Cook,a,b\nHome,Clean,c,d\nWork,Write,e,f\n"


class Screen:
    """The part below a chosen file: its fields as they stand, and what is chosen in them."""

    def __init__(self, editor, content, **chosen):
        self.editor = editor
        self.content = content
        self.fields = []
        self.update(**chosen)

    def update(self, uses=None, **chosen):
        """Choose something, and have the preview made again."""
        names = {f"import_{name}": value for name, value in chosen.items()}
        fields = [(name, value) for name, value in self.fields if name not in names]
        fields += [(name, value) for name, value in names.items() if value != "GONE"]
        if uses:
            heads = [value for name, value in fields if name == "import_heading[]"]
            places = [at for at, (name, _) in enumerate(fields) if name == "import_use[]"]
            for head, at in zip(heads, places, strict=True):
                fields[at] = ("import_use[]", uses.get(head, fields[at][1]))
        lists = {}
        for name, value in fields:
            lists.setdefault(name, []).append(value)
        self.answer = preview(self.editor, self.content, **lists)
        page = html.fromstring(f"<form>{self.answer.text}</form>")
        self.words = words_of(f"<div>{self.answer.text}</div>")
        self.fields = page.form_values()
        return self

    @property
    def uses(self):
        named = {"import_heading[]": [], "import_use[]": []}
        for name, value in self.fields:
            named.get(name, []).append(value)
        return dict(zip(*named.values(), strict=True))


def together(screen):
    """Give the areas that would come in."""
    names = html.fromstring(f"<div>{screen.answer.text}</div>")
    return [
        " ".join(each.text_content().split())
        for each in names.xpath('//*[@class="matrix-import-area"]/summary/bdi')
    ]


def test_all_corrections_survive_each_other():
    screen = Screen(an_editor(), BOOK).update(uses={"Domain": "group_in_description"}, group="Home")
    assert together(screen) == ["Cook", "Clean"]

    screen.update(**{"turned[]": "yes"})
    assert together(screen) == ["Skill", "Low", "High"]
    screen.update(line="3")
    assert together(screen) == ["Cook", "a", "b"]
    screen.update(line="2", **{"turned[]": "GONE"})

    assert together(screen) == ["Cook", "Clean"]
    assert screen.uses["Domain"] == "group_in_description"
    assert "Another group than the one that you chose." in screen.words


def test_rows_that_are_areas_survive_another_row_of_headings():
    table = "Ours,,\nSkill,Low,High\nAT SCHOOL,,\nEthos,a,b\nCare,c,\n,d,e\nData,f,g\n"
    screen = Screen(an_editor(), table.encode()).update(**{"area[]": "AT SCHOOL"}, rows="apart")
    assert together(screen) == ["AT SCHOOL", "Ethos", "Care", "Care 2", "Data"]

    screen.update(line="7")
    assert "We found column names but no rows." in screen.words
    screen.update(line="4")
    screen.update(line="2")

    assert together(screen) == ["AT SCHOOL", "Ethos", "Care", "Care 2", "Data"]


def test_corrections_survive_a_file_in_between_that_cannot_be_read():
    screen = Screen(an_editor(), BOOK).update(
        uses={"Domain": "group_in_description"}, group="Home", line="2"
    )
    areas = together(screen)

    for content in (b"{", b"%PDF-1.7"):
        screen.content = content
        assert screen.update().answer.status_code == 422
    screen.content = BOOK.replace(b"Cook", b"Bake")

    assert together(screen.update()) == ["Bake", *areas[1:]]
    assert screen.uses["Domain"] == "group_in_description"


LEVELS = [f"Stage {n}" for n in range(12)]
TWELVE = "\n".join(
    ["Area," + ",".join(LEVELS), *(f"{name}{',I do.' * 12}" for name in ("Ethos", "Care"))]
).encode()


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (12, "12 levels found; a framework has 2 to 8: choose which."),
        (9, "9 levels found; a framework has 2 to 8: choose which."),
        (8, "We read 2 areas, each with 8 levels."),
        (2, "We read 2 areas, each with 2 levels."),
        (1, "Use at least two columns as levels."),
        (0, "This file has no levels. The levels in the form stay."),
    ],
)
def test_of_twelve_levels_some_are_chosen(count, sentence):
    unused = dict.fromkeys(LEVELS[count:], "unused")

    screen = Screen(an_editor(), TWELVE).update(uses=unused)

    assert sentence in screen.words
    assert list(screen.uses.values()).count("unused") == 12 - count


SAID = ("It’s £5, “good”", "£5", "Don’t pay £10 – ask", "“£x”")


@pytest.mark.parametrize("letters", ["mac-roman", "cp1252", "utf-8", "utf-16"])
def test_pounds_and_curly_quotes_survive_however_a_file_is_written(letters):
    editor = an_editor()
    for words in SAID:
        table = f'Skill,Low,High\nEthos,"{words}",Costs £20\n'

        assert words in words_of(preview(editor, table.encode(letters)).text)


ROW = "<tr>" + "<td>I plan.</td>" * 3
DEEP = {
    "tables in tables": "<table><tr><td>x" * 50_000,
    "tables below tables": "<table><tr><td>Area<td>A<td>B<tr><td>T<td>x<td>y</table>" * 30_000,
    "boxes in boxes": f"<table>{ROW}{ROW}<tr><td>{'<div>' * 200_000}T<td>x<td>y",
    "cells over everything": "<table><tr><td colspan=99999 rowspan=99999>A<td>B" * 2000,
    "marks without an end": "<table><tr><td>A<td>B<tr><td " + "a='" * 200_000,
    "remarks without an end": "<table><!--" + "<!--" * 200_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_a_huge_or_deep_page_that_is_pasted_is_read_or_refused_in_time(name):
    editor = an_editor().put({"display_name": "Typed"})
    pasted = {"import_clipboard": DEEP[name], "import_pasted": "Area A B T x y I plan."}
    begun = time.process_time()

    answers = [preview(editor, **pasted), preview(editor, **pasted, confirm="yes", import_of="x")]

    assert [each.status_code in {200, 422} for each in answers] == [True, True]
    assert "Typed" in answers[1].text
    assert time.process_time() - begun < 20


def as_before(editor, part="framework"):
    """Give the fields of the form as the script keeps them before a replacement."""
    return [(name, value) for name, value in editor.fields if name.startswith(part)]


def undo(editor, before):
    """Send what the script sends: the part as it was, and the rest as it is."""
    rest = [(name, value) for name, value in editor.fields if not name.startswith("framework")]
    editor.fields = [*rest, *before]
    return editor.press("undo:framework")


def areas_of(editor):
    return [
        value
        for name, value in editor.fields
        if name.startswith("framework.areas[") and name.endswith("].name")
    ]


TABLE = "Area,Low,High\nEthos,I ask.,I show.\n"


def test_an_import_is_undone_and_undone_again_and_nothing_else_changes():
    editor = an_editor()
    was, before = areas_of(editor), as_before(editor)
    bring(editor, TABLE).fill(display_name="Typed since")

    undo(editor, before)
    undo(editor, before)

    assert areas_of(editor) == was
    assert dict(editor.fields)["display_name"] == "Typed since"
    assert not editor.host.authored["framework"]


def test_an_import_that_is_saved_can_be_undone_from_a_page_that_still_has_it_only_by_a_save():
    editor = an_editor()
    before = as_before(editor)
    bring(editor, TABLE).fill(**OURS)
    page = editor.fields
    editor.press("save")
    saved = editor.host.authored["framework"]

    editor.fields = page
    undo(editor, before).press("save")

    assert editor.answer.status_code == 409
    assert editor.host.authored["framework"] == saved


def test_an_import_of_one_author_does_not_go_over_what_another_has_saved():
    mine = an_editor()
    bring(mine, TABLE).fill(**OURS)
    Editor(mine.host).fill(display_name="Theirs").press("save")

    mine.press("save")

    assert mine.answer.status_code == 409
    assert areas_of(mine) == ["Ethos"]
    assert not mine.host.authored["framework"]
    assert mine.host.authored["display_name"] == "Theirs"


def test_a_second_file_comes_in_before_the_framework_has_a_name():
    editor = bring(an_editor(), BOOK)
    assert ("framework.title", "") in editor.fields

    bring(editor, b"Skill,Low,High\nSwim,a,b\nRun,c,d\n")

    assert editor.answer.status_code == 200
    assert "Swim" in [value for _, value in editor.fields]
