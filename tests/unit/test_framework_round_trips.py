"""A framework that is downloaded and imported again is the one that it was."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from builders import a_framework
from matrix_xblock.author.bringing import bring
from matrix_xblock.codec.framework.case import write_case
from matrix_xblock.codec.framework.framework_json import read_file, write_file
from matrix_xblock.domain.framework.authoring import check_framework
from matrix_xblock.domain.framework.framework import Area, Framework, Level, check
from matrix_xblock.domain.values.prose import problems_in

ODD = [
    "<b>bold</b>",
    "a < b",
    "&amp;",
    "a\tb",
    "one\ntwo",
    " x ",
    "\u2028y",
    "A [a]",
    "=1+1",
    "\u202e",
]
WORDS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(ODD)
ACCEPTED = WORDS.filter(lambda words: not problems_in(words, field="", limit=200))
NAMES = ACCEPTED.filter(str.strip)
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter("not-applicable".__ne__)


def some_ids(least, most):
    return st.lists(IDS, min_size=least, max_size=most, unique=True)


@st.composite
def accepted_frameworks(draw):
    """Any framework of 4 to 16 areas and 2 to 8 levels, with any words that we accept."""
    level_ids = draw(some_ids(2, 8))
    name = st.sampled_from([draw(NAMES) for _ in range(6)])
    text = st.sampled_from([draw(ACCEPTED) for _ in range(6)])
    whole = Framework(
        draw(IDS),
        draw(name),
        tuple(Level(key, place, draw(name), draw(text)) for place, key in enumerate(level_ids, 1)),
        tuple(
            Area(
                key,
                f"{draw(name)}{number}",
                draw(text),
                (),
                {each: words for each in level_ids if (words := draw(text))},
            )
            for number, key in enumerate(draw(some_ids(4, 16)))
        ),
        version=draw(name),
        source=draw(text),
        licence=draw(text),
        note=draw(text),
        language=draw(st.sampled_from(["en", "cy", "ar"])),
    )
    assume(not list(check_framework(whole)))
    return whole


def carried(framework):
    """What CASE has a place for."""
    return (
        {name: getattr(framework, name) for name in ("id", "title", "version", "language")},
        (framework.source, framework.licence, framework.note),
        [(each.id, each.ordinal, each.name) for each in framework.levels],
        [(each.id, each.name, each.description) for each in framework.areas],
        [[framework.descriptor(a, each) for each in framework.levels] for a in framework.areas],
    )


def back_from_case(document):
    return bring(document.encode(), {}, a_framework(), ())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(accepted_frameworks())
def test_from_case_with_everything_that_it_carries(whole):
    assert not check(whole)
    assert carried(back_from_case(write_case(whole, date(2026, 9, 1))).framework) == carried(whole)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(accepted_frameworks())
def test_from_our_own_json(whole):
    assert read_file(write_file(whole).encode()) == whole
    assert bring(write_file(whole).encode(), {}, a_framework(), ()).framework == whole


MARKED = replace(a_framework(), title="a <b>b</b> c")


def test_from_case_whatever_the_order_of_its_keys():
    document = json.loads(write_case(MARKED, date(2026, 9, 1)))
    turned = json.dumps(dict(reversed(document.items())), ensure_ascii=True)

    assert back_from_case(turned).framework.title == "a <b>b</b> c"


def edited(document, path, value):
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("CFDocument", "description"), "<p>Edited elsewhere</p>"),
        (("CFItems", 0, "fullStatement"), "Edited elsewhere"),
        (("CFDocument", "extensions", "matrixReview", "seal"), "0" * 64),
        (("CFDocument", "extensions", "matrixReview", "seal"), None),
        (("CFItems",), []),
    ],
    ids=str,
)
def test_case_that_was_edited_elsewhere_is_read_as_that_of_others(path, value):
    document = json.loads(write_case(MARKED, date(2026, 9, 1)))

    result = back_from_case(json.dumps(edited(document, path, value)))

    assert result.kind == "case"
    assert result.sheet.title == "a b c"
