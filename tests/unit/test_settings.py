"""The table of settings: what is stored and read of each, and what is refused."""

from dataclasses import fields, replace

import pytest

from matrix_xblock.codec.framework import authored
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.authoring import check_settings
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.setup import SETTINGS, Authored, Kind, Setup

NAMES = [each.name for each in SETTINGS]
TABLE = {each.name: each for each in SETTINGS}
RIGHT = Authored(display_name="A review")


def names_of(cls):
    return {each.name for each in fields(cls)}


def refusals(**changes):
    return [(each.field, each.code) for each in check_settings(replace(RIGHT, **changes))]


def test_every_setting_is_stored_under_its_name_and_nothing_else_is():
    assert len(set(NAMES)) == len(NAMES)
    assert names_of(Authored) - {"left_out"} == set(NAMES)


def test_every_setting_that_participants_meet_is_read_under_its_name():
    in_setup = {each.name for each in SETTINGS if each.in_setup} - {"framework_id"}

    assert names_of(Setup) - {"archived_rounds", "fingerprint"} == in_setup


@pytest.mark.parametrize("setting", SETTINGS, ids=NAMES)
def test_a_setting_has_choices_where_it_is_a_choice_and_one_of_them_is_its_default(setting):
    assert (setting.choices is not None) is (setting.kind is Kind.CHOICE)
    assert setting.choices is None or setting.default in set(setting.choices)


def test_what_has_its_defaults_breaks_no_rule():
    assert refusals() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"display_name": " "}, [("display_name", "missing_words")]),
        ({"display_name": "x" * 201}, [("display_name", "too_long")]),
        ({"notice": "<b>x</b>"}, [("notice", "markup")]),
        ({"notice": "x" * 10_001}, [("notice", "too_long")]),
        ({"notice_version": "x" * 101}, [("notice_version", "too_long")]),
        ({"weight": -1}, [("weight", "weight_not_a_number")]),
        ({"weight": 10_001}, [("weight", "weight_not_a_number")]),
        ({"weight": "?"}, [("weight", "weight_not_a_number")]),
        ({"mode": "always"}, [("mode", "not_a_choice")]),
        ({"sharing": ""}, [("sharing", "not_a_choice")]),
        (
            {"sharing": "x", "weight": -1, "notice": "<b>"},
            [
                ("notice", "markup"),
                ("weight", "weight_not_a_number"),
                ("sharing", "not_a_choice"),
            ],
        ),
    ],
)
def test_each_setting_is_refused_by_its_name_in_the_order_of_the_table(changes, expected):
    assert refusals(**changes) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "x" * 200},
        {"notice": "x" * 10_000},
        {"notice_version": ""},
        {"weight": None},
        {"weight": 0},
        {"weight": 10_000},
    ],
)
def test_what_reaches_a_limit_is_taken(changes):
    assert refusals(**changes) == []


def test_a_choice_is_read_as_one_of_its_words():
    assert authored.read_plain(TABLE["mode"], "accepted") is Mode.ACCEPTED


@pytest.mark.parametrize(
    ("name", "stored", "code"),
    [
        ("mode", "always", "not_a_choice"),
        ("sharing", None, "not_a_choice"),
        ("notice_version", "x" * 101, "too_long"),
    ],
)
def test_what_pages_must_not_go_by_is_refused_when_it_is_read(name, stored, code):
    with pytest.raises(Invalid) as refused:
        authored.read_plain(TABLE[name], stored)

    assert [(each.field, each.code) for each in refused.value.problems] == [(name, code)]


def test_a_notice_that_is_too_long_is_still_shown_to_participants():
    assert authored.read_plain(TABLE["notice"], "x" * 10_001) == "x" * 10_001
    assert authored.read_plain(TABLE["notice"], None) == ""
