"""The editor's form holds everything that is stored, and gives it back."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

import strategies
from builders import a_framework, rounds
from matrix_xblock.codec.framework import authored
from matrix_xblock.codec.framework.setup_form import read_setup_form, setup_tree
from matrix_xblock.codec.framework.setup_tree import read_tree
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.framework import check
from matrix_xblock.domain.framework.setup import Authored


def as_form(tree, path=""):
    """Send a tree as a browser does: a name for each text, several values for a list of texts."""
    if isinstance(tree, dict):
        for name, each in tree.items():
            yield from as_form(each, f"{path}.{name}" if path else name)
    elif isinstance(tree, list) and any(isinstance(each, dict) for each in tree):
        for place, each in enumerate(tree):
            yield from as_form(each, f"{path}[{place}]")
    elif isinstance(tree, list):
        if tree:
            yield f"{path}[]", tree
    else:
        yield path, [tree]


def stored(framework, **changes):
    authored_fields = {
        "display_name": "A review",
        "framework": authored.write_framework(framework),
        "rounds": authored.write_rounds(rounds()),
        "credit": {},
        "cpd": {},
    }
    return Authored(**{**authored_fields, **changes})


def through_a_browser(before):
    form = dict(as_form(setup_tree(before, None, UTC)))
    return read_setup_form(read_tree(form), before, UTC)


def test_what_is_stored_comes_back_from_the_form_as_it_was():
    before = stored(a_framework(), notice="Kept for a year.", weight=2.5)

    read, problems = through_a_browser(before)

    assert not problems
    assert authored.read_framework(read.framework) == a_framework()
    assert authored.read_rounds(read.rounds) == rounds()
    assert (read.display_name, read.notice, read.weight) == ("A review", "Kept for a year.", 2.5)


@settings(deadline=None)
@given(strategies.sound_frameworks())
def test_every_framework_that_keeps_the_rules_comes_back(framework):
    assert not check(framework)

    read, problems = through_a_browser(stored(framework))

    assert not problems
    assert authored.read_framework(read.framework) == framework


@pytest.mark.parametrize(
    "name",
    ["", "a b", "a..b", "a[x]", "a[1000]", "A", "a.b[", "a[0]" * 9, "__class__.x!", "a[-1]"],
)
def test_a_name_that_is_no_path_is_refused(name):
    with pytest.raises(Invalid):
        read_tree({name: ["x"]})


@pytest.mark.parametrize(
    "form",
    [{"a": ["x"], "a.b": ["y"]}, {"a.b": ["y"], "a": ["x"]}, {"a": ["x", "y"]}],
    ids=["inside a text", "a text over a branch", "twice"],
)
def test_names_that_contradict_each_other_are_refused(form):
    with pytest.raises(Invalid):
        read_tree(form)


def test_branches_are_in_the_order_of_their_numbers():
    tree = read_tree({"a[2].b": ["third"], "a[0].b": ["first"], "c[]": ["x", "y"]})

    assert tree == {"a": [{"b": "first"}, {"b": "third"}], "c": ["x", "y"]}


def a_dated(**dates):
    """Store one round with these dates, as the form and as what is read out of it."""
    body = [{"id": "one", "title": "One", "kind": "annual", **dates}]
    return stored(a_framework(), rounds=body)


def dated_form(before, zone, **typed):
    tree = setup_tree(before, None, zone)
    tree["rounds"][0] |= typed
    return read_setup_form(tree, before, zone)


LONDON = ZoneInfo("Europe/London")


def test_a_date_without_a_time_is_the_whole_day_in_the_zone_of_the_page():
    typed = {"opens": "2027-06-01", "due": "2027-06-30", "closes": "2027-07-31"}

    read, problems = dated_form(a_dated(), LONDON, **typed)

    assert not problems
    assert read.rounds[0] == {
        "id": "one",
        "title": "One",
        "kind": "annual",
        "opens": "2027-06-01T00:00:00+01:00",
        "due": "2027-06-30T23:59:00+01:00",
        "closes": "2027-07-31T23:59:00+01:00",
    }


def test_a_time_is_shown_only_where_it_is_not_that_of_the_whole_day():
    dates = {"opens": "2027-06-01T00:00:00+01:00", "closes": "2027-07-31T16:30:00+01:00"}
    [shown] = setup_tree(a_dated(**dates), None, LONDON)["rounds"]

    assert (shown["opens"], shown["opens_time"]) == ("2027-06-01", "")
    assert (shown["closes"], shown["closes_time"]) == ("2027-07-31", "16:30")
    assert (shown["due"], shown["due_time"]) == ("", "")


def test_a_time_that_nobody_touched_keeps_its_seconds_and_a_new_one_does_not():
    before = a_dated(closes="2027-07-31T23:59:59+01:00")

    assert dated_form(before, LONDON)[0].rounds[0]["closes"] == "2027-07-31T23:59:59+01:00"
    changed = dated_form(before, LONDON, closes="2027-08-01")[0]
    assert changed.rounds[0]["closes"] == "2027-08-01T23:59:00+01:00"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"opens": "1 June"}, ("rounds[0].opens", "not_a_date")),
        ({"opens": "2027-02-30"}, ("rounds[0].opens", "not_a_date")),
        ({"opens": "2027-6-1"}, ("rounds[0].opens", "not_a_date")),
        ({"opens": "2027-06-01T09:00"}, ("rounds[0].opens", "not_a_date")),
        ({"due": "2027-06-01", "due_time": "9"}, ("rounds[0].due_time", "not_a_clock_time")),
        ({"due": "2027-06-01", "due_time": "24:00"}, ("rounds[0].due_time", "not_a_clock_time")),
        ({"closes_time": "09:00"}, ("rounds[0].closes", "time_without_date")),
    ],
    ids=str,
)
def test_a_date_that_cannot_be_read_is_named_and_never_taken_for_none(typed, problem):
    _, problems = dated_form(a_dated(), LONDON, **typed)

    assert [(each.field, each.code) for each in problems] == [problem]
