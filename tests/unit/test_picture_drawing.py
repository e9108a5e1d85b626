"""The matrix picture as it is drawn: on a page, and as a file."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOW
from matrix_xblock.domain.record.picture import Run, Track
from matrix_xblock.screens.picture import Picture, PictureRow, PictureSign, draw
from matrix_xblock.screens.picture_file import FileWords, RowWords, svg_document

SVG = "{http://www.w3.org/2000/svg}"
MANY_LEVELS = 6


def a_track(**changes):
    return Track(**{"id": "subject", "name": "Subject knowledge", "levels": 4, **changes})


def runs_of(places):
    """Give a run for each of these levels, one after the other, as the rules do."""
    runs = []
    for number, place in enumerate(places, start=1):
        if runs and place == runs[-1].place:
            runs[-1] = Run(place, runs[-1].first, number)
        else:
            runs.append(Run(place, number, number))
    return tuple(runs)


@st.composite
def tracks(draw_, levels):
    places = st.integers(1, levels)
    return a_track(
        name=draw_(st.text(max_size=200)),
        levels=levels,
        now=draw_(st.integers(0, levels)),
        aim=draw_(st.integers(0, levels)),
        runs=runs_of(draw_(st.lists(places, max_size=12))),
        is_outside_role=draw_(st.booleans()),
    )


sizes = st.integers(2, 8)
any_track = sizes.flatmap(tracks)


def row_of(track, **changes):
    return PictureRow(**{"track": track, "level": "Growing", "aim": "", **changes})


def a_picture(*tracks, levels=4, rounds=1):
    was = [PictureSign("was", str(n), f"Round {n}", NOW) for n in range(1, rounds)]
    names = tuple(f"Level {n}" for n in range(1, levels + 1))
    rows = tuple(row_of(track) for track in tracks)
    return Picture(names, "en", (*was, PictureSign("now", "", "Final", NOW)), rows)


def test_levels_stand_in_the_middle_of_their_columns():
    drawing = draw(a_track(now=2, aim=4))

    assert (drawing.places, drawing.ends) == ((12.5, 37.5, 62.5, 87.5), (12.5, 87.5))
    assert (drawing.now, drawing.want) == (37.5, 87.5)


@pytest.mark.parametrize(
    ("first", "now", "line", "is_fall"),
    [(1, 3, (12.5, 62.5), False), (3, 1, (12.5, 62.5), True), (2, 2, None, False)],
)
def test_a_line_leads_from_the_first_round_to_now(first, now, line, is_fall):
    drawing = draw(a_track(now=now, runs=runs_of([first, 4])))

    assert (drawing.line, drawing.is_fall) == (line, is_fall)


def test_what_is_still_to_go_begins_at_now_or_where_somebody_was_before_a_fall():
    assert draw(a_track(now=1, aim=3)).to_go == (12.5, 62.5)
    assert draw(a_track(now=1, aim=4, runs=runs_of([2]))).to_go == (37.5, 87.5)
    assert draw(a_track(now=3, aim=3)).to_go is None
    assert draw(a_track(now=3, aim=2)).to_go is None
    assert draw(a_track(aim=2)).to_go is None


def test_where_the_aim_is_reached_one_dot_stands_within_the_other():
    reached, other = draw(a_track(now=2, aim=2)), draw(a_track(now=2, aim=3))

    assert reached.ring > other.ring


def test_earlier_rounds_stand_before_now_and_the_latest_is_nearest():
    drawing = draw(a_track(now=2, runs=runs_of([2, 3, 2])))

    first, latest = sorted(drawing.marks[:2], key=lambda mark: mark.shift)
    assert [first.label, latest.label, drawing.marks[2].label] == ["1", "3", "2"]
    assert first.shift + first.width / 2 < latest.shift - latest.width / 2 < 0
    assert (drawing.marks[2].shift, drawing.marks[2].is_beside) == (0, False)


def test_a_run_is_one_mark_with_its_first_and_last_round():
    [mark] = draw(a_track(now=3, runs=runs_of([1, 1, 1]))).marks

    assert mark.label == "1–3"
    assert [letter for letter, _ in mark.letters] == ["1", "–", "3"]


def test_what_is_outside_the_role_has_no_mark():
    drawing = draw(a_track(is_outside_role=True, runs=runs_of([1, 2])))

    assert (drawing.marks, drawing.now, drawing.want, drawing.line) == ((), None, None, None)


def test_letters_of_marks_on_a_level_and_beside_it_are_one_text_each():
    [on, beside] = draw(a_track(now=2, runs=runs_of([1, 2, 3]))).labels

    assert (on.text, on.x, on.dx, on.is_beside) == ("13", "12.5% 62.5%", "0 0", False)
    assert (beside.text, beside.x, beside.is_beside) == ("2", "37.5%", True)


@given(any_track)
def test_from_right_to_left_everything_is_mirrored(track):
    drawing, mirrored = draw(track), draw(track, is_mirrored=True)

    assert [100 - place for place in drawing.places] == pytest.approx(mirrored.places)
    for one, other in ((drawing.now, mirrored.now), (drawing.want, mirrored.want)):
        assert (one is None) == (other is None)
        assert one is None or 100 - one == pytest.approx(other)
    assert [(mark.label, pytest.approx(-mark.shift)) for mark in drawing.marks] == [
        (mark.label, mark.shift) for mark in mirrored.marks
    ]
    assert drawing.width == pytest.approx(mirrored.width)


@given(any_track)
def test_marks_on_one_level_do_not_cover_one_another(track):
    marks = draw(track).marks
    dot = 10

    for x in {mark.x for mark in marks}:
        edges = sorted((mark.left, mark.left + mark.width) for mark in marks if mark.x == x)
        assert all(left[1] < right[0] for left, right in pairwise(edges))
        if x == draw(track).now:
            assert edges[-1][1] <= -dot


@pytest.mark.parametrize(
    ("areas", "density"),
    [(4, "roomy"), (9, "roomy"), (10, "tight"), (12, "tight"), (13, "tighter")],
)
def test_rows_stand_closer_where_there_are_many(areas, density):
    assert a_picture(*[a_track()] * areas).density == density


@pytest.mark.parametrize(("levels", "has_many"), [(2, False), (5, False), (6, True), (8, True)])
def test_names_of_many_levels_are_set_smaller(levels, has_many):
    assert a_picture(levels=levels).has_many_levels is has_many


def test_the_key_has_only_what_is_drawn():
    def kinds(*tracks):
        return [sign.kind for sign in a_picture(*tracks, rounds=2).signs]

    assert kinds(a_track(now=2)) == ["was", "now"]
    assert kinds(a_track(now=2, aim=3)) == ["was", "now", "want"]
    assert kinds(a_track(now=2, aim=2)) == ["was", "now", "reached"]
    assert kinds(a_track(now=2, aim=2), a_track(aim=1)) == ["was", "now", "want", "reached"]


def words_of(picture, **changes):
    texts = tuple(
        RowWords("" if row.track.is_outside_role else "Growing", "up 1", f"{row.name}: so.")
        for row in picture.rows
    )
    parts = {
        "heading": "Ada Example",
        "under": "Final review, signed off 2 March 2026",
        "area": "Area",
        "now": "Now",
        "rows": texts,
        "key": tuple(sign.title or sign.kind for sign in picture.signs),
        "language": "en",
    }
    return FileWords(**{**parts, **changes})


def parsed(picture, *, is_mirrored=False, **changes):
    return ET.fromstring(
        svg_document(picture, words_of(picture, **changes), is_mirrored=is_mirrored)
    )


def texts(root):
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


@st.composite
def pictures(draw_):
    levels = draw_(sizes)
    rows = draw_(st.lists(tracks(levels), min_size=4, max_size=16))
    return a_picture(*rows, levels=levels, rounds=draw_(st.integers(1, 5)))


@settings(deadline=None)
@given(pictures(), st.booleans())
def test_a_file_holds_every_area_within_its_edges_in_text_that_can_be_read(picture, is_mirrored):
    root = parsed(picture, is_mirrored=is_mirrored)

    width, height = float(root.get("width")), float(root.get("height"))
    for each in root.iter():
        places = [float(each.get(name, 0)) for name in ("x", "x1", "x2", "cx")]
        assert all(0 <= place <= width for place in places)
        assert all(0 <= float(each.get(name, 0)) <= height for name in ("y", "y1", "cy"))
    assert min(float(each.get("font-size")) for each in root.iter(f"{SVG}text")) >= 14
    dots = [each for each in root.iter(f"{SVG}circle") if each.get("r") == "10.9375"]
    drawn = [row.track for row in picture.rows if row.track.now and not row.track.is_outside_role]
    in_key = 1 + any(sign.kind == "reached" for sign in picture.signs)
    assert len(dots) == len(drawn) + in_key


def test_a_file_stands_alone():
    picture = a_picture(a_track(now=2))

    document = svg_document(picture, words_of(picture))

    addresses = re.findall(r"\w+://[^\"']+", document)
    assert addresses == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(style|script|image|foreignObject|use)|\son\w+=|style=", document)


def test_a_file_says_what_it_shows():
    root = parsed(a_picture(a_track(now=2), a_track(name="Leading others")))

    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == list(named)
    assert named["title"] == "Ada Example. Final review, signed off 2 March 2026"
    assert named["desc"] == "Subject knowledge: so. Leading others: so."


def test_names_are_escaped_and_characters_that_xml_lacks_are_left_out():
    name = "<script>&\"'\x00\x0b\ufffe]]>"

    root = parsed(a_picture(a_track(name=name)), heading=name, language='"><script>')

    assert "<script>&\"']]>" in texts(root)[0]
    assert not [*root.iter(f"{SVG}script")]


@pytest.mark.parametrize("name", ["word " * 40, "w" * 200, "学" * 200])
def test_long_names_are_broken_into_lines_and_nothing_is_cut(name):
    root = parsed(a_picture(a_track(name=name)))

    everything = "".join(texts(root)).replace(" ", "")
    assert name.replace(" ", "") in everything
    lines = [line for line in texts(root) if set(line) <= set(name) and len(line) > 1]
    assert max(map(len, lines)) < 45


def test_a_level_and_its_movement_stand_on_one_line_where_there_is_room():
    picture = a_picture(a_track(now=2))
    long = (RowWords("Established", "no change", ""),)

    assert "Growing, up 1" in texts(parsed(picture))
    assert "no change" in texts(parsed(picture, rows=long))


def test_a_file_for_a_reader_from_right_to_left_is_mirrored():
    picture = a_picture(a_track(now=1))

    def x_of(root, text):
        [element] = [each for each in root.iter(f"{SVG}text") if "".join(each.itertext()) == text]
        return float(element.get("x"))

    root, mirrored = parsed(picture), parsed(picture, is_mirrored=True)
    width = float(root.get("width"))
    assert mirrored.get("direction") == "rtl"
    for text in ("Subject knowledge", "Level 1", "Level 4", "Area"):
        assert x_of(mirrored, text) == pytest.approx(width - x_of(root, text))
