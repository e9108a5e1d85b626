"""Every field of a CPD entry, and everything that can be chosen in one, has words."""

import pytest

from matrix_xblock.domain.cpd.cpd import CHOICES, FIELDS
from matrix_xblock.host import wording

FIELD_CODES = [f"cpd.field.{each.name}" for each in FIELDS]
CHOICE_CODES = [f"cpd.{name}.{each.value}" for name, kind in CHOICES.items() for each in kind]


@pytest.mark.parametrize("code", [*FIELD_CODES, *CHOICE_CODES])
def test_what_an_entry_can_hold_has_words(code):
    assert wording.label(code) != code
