"""A participant's first name in a phrase: what it is, where it goes, and what happens without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.staff.first_names import (
    addressed,
    first_name,
    has_place,
    is_named_in,
    without_names,
)
from matrix_xblock.domain.staff.roster import Person


def somebody(name):
    return Person("anon-7", name)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Amina Khan", "Amina"),
        ("Amina", "Amina"),
        ("  Amina   Khan ", "Amina"),
        ("Khan, Amina", "Amina"),
        (", Xavier, ", "Xavier"),
        ("XXX,", "XXX"),
        ("Dr Khan", "Dr Khan"),
        ("Mrs. Amina Khan", "Mrs. Amina Khan"),
        ("Siân Ó Briain", "Siân"),
        ("Anne-Marie O’Neill", "Anne-Marie"),
        ("美咲", "美咲"),
        ("amina_khan", ""),
        ("akhan12", ""),
        ("akhan", ""),
        ("amina@trust.example", ""),
        ("anon-7", ""),
        ("", ""),
        (" , ", ""),
        ("{name}", ""),
        ("<b>Amina</b>", ""),
    ],
)
def test_a_first_name_is_what_the_full_name_says_or_nothing(name, called):
    assert first_name(somebody(name)) == called


@pytest.mark.parametrize(
    "place", ["{name}", "{Name}", "{ name }", "{NAME}", "{{name}}", "{\tname}", "{{ Name }}"]
)
def test_a_place_is_filled_however_it_is_written(place):
    assert addressed(f"Thank you, {place}.", "Amina") == "Thank you, Amina."
    assert has_place(place)


@pytest.mark.parametrize("text", ["{nam}", "name", "{name", "name}", "{name!r}", "{0}", "{}", "%s"])
def test_anything_else_in_braces_stays_as_it_is(text):
    assert addressed(f"A {text} b", "Amina") == f"A {text} b"
    assert not has_place(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{name}, what helped?", "What helped?"),
        ("{name} - what helped?", "- what helped?"),
        ("Thank you, {name}.", "Thank you."),
        ("Thank you {name}, that helps.", "Thank you, that helps."),
        ("Well done, {name}!\n{name}, what next?", "Well done!\nwhat next?"),
        ("{name}", ""),
        ("No place.", "No place."),
    ],
)
def test_without_a_name_its_place_is_closed_up(text, read):
    assert addressed(text, "") == read


def test_a_name_is_put_in_as_it_is():
    assert addressed("{name}", r"\1 {name}") == r"\1 {name}"


@given(st.text(), st.text())
def test_no_text_and_no_name_fails(text, name):
    addressed(text, first_name(somebody(name)))
    without_names(text, somebody(name))


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Amina Khan leads well.", "{name} leads well."),
        ("Amina’s class, Amina.", "{name}’s class, {name}."),
        ("Ms Khan asked.", "Ms {name} asked."),
    ],
)
def test_a_name_in_a_text_is_seen_and_can_be_replaced(text, instead):
    person = somebody("Amina Khan")

    assert is_named_in(text, person)
    assert without_names(text, person) == instead


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("you will manage", "Will Smith"),
        ("Willing to try", "Will Smith"),
        ("A start", "A Smith"),
        ("Dr is a title", "Dr Smith"),
        ("anon-7 is an id", "anon-7"),
        ("Nobody", ""),
    ],
)
def test_what_only_looks_like_a_name_is_none(text, name):
    assert not is_named_in(text, somebody(name))
    assert without_names(text, somebody(name)) == text
