"""Templates and styles are laid out to be read: a tag, a declaration, a selector a line."""

import re
from pathlib import Path

import pytest

from matrix_xblock.host import assets

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "public" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "public" / "js").rglob("*.js"))
SPACE = '{{ " " }}'
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ELEMENT = re.compile(r"<([a-z][a-z0-9]*)\b")
END = re.compile(r"</([a-z][a-z0-9]*)>")


def read(paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def lines(paths):
    """Give every line with the place where it stands."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def has_one_tag(line):
    """Tell whether a line has one element at most, whole or one end of it, and nothing beside."""
    words = line.strip().removesuffix(SPACE)
    bare = DJANGO.sub("", words)
    starts, ends = ELEMENT.findall(bare), END.findall(bare)
    begins = words.startswith(("<", ">"))
    is_whole = begins and (words.endswith(">") or words == f"<{starts[0] if starts else ''}")
    return not (starts or ends) or (
        is_whole and len(starts) <= 1 and ends in ([], starts or ends[:1])
    )


def outside_comments(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def has_one_declaration(line):
    """Tell whether a line has a selector, a declaration, a part of either, or an end; not two."""
    bare = QUOTED.sub("", line).strip()
    marks = re.sub(r"[^{};]", "", bare)
    return marks in ("", bare[-1:])


def names_in_selectors(css):
    """Give each class and each attribute that a style sheet selects."""
    for heads in re.findall(r"([^{};]+){", QUOTED.sub('""', css)):
        if not heads.strip().startswith("@"):
            yield from re.findall(r"\.(-?[a-z_][\w-]*)", heads)
            yield from re.findall(r"\[([a-z-]+)", heads)


def is_used(name, words, patterns):
    return name in words or any(pattern.fullmatch(name) for pattern in patterns)


def made_of_values(templates):
    """Give a pattern for each class that a template makes out of a value."""
    for classes in re.findall(r'class="((?:{{.*?}}|{%.*?%}|[^"])*)"', templates):
        for each in re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}", "\0", classes)).split():
            if "\0" in each and each.strip("\0"):
                yield re.compile(re.escape(each).replace("\0", r"[\w-]+"))


@pytest.mark.parametrize("paths", [TEMPLATES, STYLES], ids=["templates", "styles"])
def test_no_line_is_longer_than_120_characters(paths):
    assert len(paths) >= 15
    assert [place for place, line in lines(paths) if len(line) > 120] == []


def test_a_line_of_a_template_has_one_tag():
    assert [place for place, line in lines(TEMPLATES) if not has_one_tag(line)] == []


@pytest.mark.parametrize(
    "line", ["<p><b>x</b></p>", "{% if x %}<p>", "<p>x</p><p>", "</p></div>", "words <b>x</b>"]
)
def test_two_tags_in_a_line_are_seen(line):
    assert not has_one_tag(line)


@pytest.mark.parametrize("line", ["<p>", "</p>", '<p a="{{ b }}">{% if x %}y{% endif %}</p>', "a"])
def test_one_tag_in_a_line_is_let_through(line):
    assert has_one_tag(line)


def test_a_line_of_a_style_sheet_has_one_declaration():
    for path in STYLES:
        rows = outside_comments(path).splitlines()

        assert [row for row in rows if not has_one_declaration(row)] == [], path


@pytest.mark.parametrize("line", ["a { b: c; }", "b: c; d: e;", "} a {", "a { b: c"])
def test_two_declarations_in_a_line_are_seen(line):
    assert not has_one_declaration(line)


def test_no_style_is_left_that_no_page_uses():
    templates, scripts = read(TEMPLATES), read(SCRIPTS)
    words = {*re.findall(r"[\w-]+", templates + scripts)}
    camel = re.findall(r"dataset\.(\w+)", scripts)
    words |= {"data-" + re.sub("([A-Z])", r"-\1", name).lower() for name in camel}
    patterns = [*made_of_values(templates)]
    selected = {name for path in STYLES for name in names_in_selectors(outside_comments(path))}

    assert len(selected) > 150
    assert {name for name in selected if not is_used(name, words, patterns)} == set()


def test_parts_with_parameters_see_nothing_else():
    includes = [
        (place, tag)
        for place, line in lines(TEMPLATES)
        for tag in re.findall(r"{% include .*?%}", line)
    ]

    assert [at for at, tag in includes if " with " in tag and not tag.endswith(" only %}")] == []


def test_templates_take_limits_from_the_rules():
    assert re.findall(r'(?:data-limit|data-matrix-limit|maxlength)="\d+', read(TEMPLATES)) == []


def test_each_style_sheet_is_of_an_audience_or_of_the_demo():
    listed = {name for names in assets.STYLES.values() for name in names}

    assert listed | {"public/css/demo.css"} == {
        path.relative_to(ROOT / "static").as_posix() for path in STYLES
    }


def test_two_pages_of_course_staff_give_no_class_two_looks():
    places = {}
    for path in sorted((ROOT / "static/public/css/staff").glob("*.css")):
        for name in re.findall(r"(?m)^\.(matrix-[a-z-]+):not\(#m\) \{", path.read_text()):
            places.setdefault(name, set()).add(path.name)

    assert {name: files for name, files in places.items() if len(files) > 1} == {}
