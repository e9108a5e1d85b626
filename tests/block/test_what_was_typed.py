"""What cannot be read stays in its field, and the message beside it repeats what was typed."""

import re
from html import unescape

import pytest

import hosts
from spellings import DAYS_ASKED, DAYS_REFUSED, DURATIONS_ASKED, DURATIONS_REFUSED

ENTRY = {"id": "one", "revision": "0", "title": "A visit", "type": "visit", "start": "2026-03-02"}


@pytest.fixture(scope="module")
def ada():
    return hosts.lms()


def answer(ada, **typed):
    """Give the answer to a save as the text of a page, and what stands in its fields."""
    page = ada.post("save_cpd", **{**ENTRY, **typed})
    text = unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text)))
    return page, text, [unescape(each) for each in re.findall(r'value="([^"]*)"', page.text)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("start", each) for each in DAYS_REFUSED),
        *(("minutes", each) for each in DURATIONS_REFUSED),
    ],
)
def test_what_is_refused_is_repeated_in_the_message(ada, field, typed):
    page, text, values = answer(ada, **{field: typed})

    assert page.status_code == 422
    assert f"You entered: {typed}" in text
    assert typed in values


@pytest.mark.parametrize("typed", DURATIONS_ASKED)
def test_what_could_be_several_times_is_asked_and_stays_in_its_field(ada, typed):
    page, text, values = answer(ada, minutes=typed)

    assert page.status_code == 422
    assert "Which do you mean?" in text
    assert typed in values


@pytest.mark.parametrize("typed", ["last week", *(each for each in DAYS_ASKED if "20" in each)])
def test_what_could_be_several_days_is_asked_and_stays_in_its_field(ada, typed):
    page, text, values = answer(ada, start=typed)

    assert page.status_code == 422
    assert "Which do you mean?" in text
    assert typed in values
