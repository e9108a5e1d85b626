"""The fields of a CPD entry stand in one table: who adds one is told here what it still needs."""

import dataclasses
import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import get_type_hints

import pytest

from matrix_xblock.codec.cpd import cpd_columns
from matrix_xblock.codec.cpd.cpd import write_entry
from matrix_xblock.codec.cpd.cpd_form import FOLDS, entry_fields
from matrix_xblock.domain.cpd.cpd import (
    DETAILS,
    FIELDS,
    TEXT_LIMITS,
    AreaRef,
    CpdEntry,
    CpdType,
    FieldKind,
)
from matrix_xblock.report.csv_rows import FILES

PAGES = Path(__file__).resolve().parents[2] / "templates" / "participant" / "cpd"
NAMES = [each.name for each in FIELDS]
NOT_TYPED = {
    *("id", "next_step", "opportunity"),
    *("source", "made_in", "made_in_title"),
    *("created", "updated", "revision"),
}
"""What an entry holds besides: ids, links to what was chosen, and what comes with a save."""
TYPES = {
    FieldKind.LINE: str,
    FieldKind.TEXT: str,
    FieldKind.DAY: date,
    FieldKind.MINUTES: int,
    FieldKind.AREAS: tuple[AreaRef, ...],
}
ENTRY = CpdEntry("one", "A visit", CpdType.VISIT, date(2026, 3, 2))
BLANK = {"", None, 0, ()}


def page(name):
    return (PAGES / name).read_text("utf-8")


def test_every_part_of_an_entry_is_in_the_table_or_is_nothing_that_people_type():
    parts = {each.name for each in dataclasses.fields(CpdEntry)}

    assert set(NAMES) | NOT_TYPED == parts
    assert not set(NAMES) & NOT_TYPED
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_of_the_kind_that_the_entry_holds(field):
    hint = get_type_hints(CpdEntry)[field.name]
    wanted = TYPES.get(field.kind, field.choices)

    assert hint in {wanted, wanted | None}
    assert (field.choices is not None) == (field.kind is FieldKind.CHOICE)
    assert field.choices is None or issubclass(field.choices, StrEnum)
    assert (field.limit > 0) == (field.kind in {FieldKind.LINE, FieldKind.TEXT})


@pytest.mark.parametrize("field", DETAILS, ids=lambda field: field.name)
def test_a_detail_may_be_left_out(field):
    assert getattr(ENTRY, field.name) in BLANK
    assert field.name not in write_entry(ENTRY)


def test_files_have_the_fields_in_the_order_of_the_table():
    for_staff = [each.name for each in FIELDS if each.is_in_staff_file]

    assert list(cpd_columns.COLUMNS) == [*NAMES, "id"]
    assert list(FILES["cpd"].columns) == for_staff
    assert set(NAMES) - set(for_staff) == {
        "interactive_minutes",
        "impact",
        "review_on",
        "certificate",
    }


def test_the_form_has_what_is_needed_above_its_folds_and_every_detail_in_one_of_them():
    shown, _, folded = page("entry.html").partition("<details")
    fields = re.compile(r'{% \w+_field "(\w+)"|name="(next_step|opportunity)"')
    in_folds = {
        "areas": ["areas"] if "{% areas_field" in folded else [],
        "detail": named_in(fields, page("entry_detail.html")),
        "difference": named_in(fields, page("entry_difference.html")),
    }

    # Areas are the one part of a form that knows its name.
    assert {*named_in(fields, shown), "areas"} == {e.name for e in FIELDS if not e.is_detail}
    assert {name: tuple(names) for name, names in in_folds.items()} == FOLDS
    assert {*FOLDS["detail"], *FOLDS["difference"]} >= {each.name for each in DETAILS}


def named_in(fields, template):
    """Return the names of the fields of a template, once each, in their order."""
    return list(dict.fromkeys("".join(each) for each in fields.findall(template)))


def test_the_whole_entry_shows_every_field_in_the_order_of_the_table():
    named = re.findall(r"entry\.(\w+)", page("whole.html"))

    assert list(dict.fromkeys(named)) == NAMES


def test_the_form_of_an_entry_fills_in_every_field():
    filled = entry_fields(ENTRY)

    assert set(filled) >= set(NAMES)


def test_the_limits_are_those_of_the_table():
    assert TEXT_LIMITS == {
        "title": 200,
        "provider": 200,
        "host_setting": 200,
        "learned": 2000,
        "applied": 2000,
        "impact_note": 1000,
        "evidence": 1000,
    }


@pytest.mark.parametrize("name", ["learned", "applied", "impact_note", "evidence"])
def test_an_entry_with_a_long_text_has_more_to_read(name):
    assert dataclasses.replace(ENTRY, **{name: "Much."}).has_texts


@pytest.mark.parametrize("changes", [{}, {"provider": "Trust"}, {"minutes": 60}])
def test_an_entry_of_short_lines_has_no_more_to_read(changes):
    assert not dataclasses.replace(ENTRY, **changes).has_texts
