"""JSON of somebody else: what is wrong in it is noticed wherever it stands."""

import pytest

from matrix_xblock.domain.values.untrusted_json import DEEPEST, read_json

HALF = r'"\ud800"'


@pytest.mark.parametrize("around", ["%s", "[1, %s]", '{"a": %s}', "{%s: 1}", '[{"a": [%s]}]'])
def test_half_a_character_is_refused_wherever_it_stands(around):
    with pytest.raises(ValueError, match=r"^$"):
        read_json(around % HALF)


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_as_many_levels_as_ours_has_are_read_and_no_more(opens, closes):
    assert read_json(opens * (DEEPEST - 1) + "1" + closes * (DEEPEST - 1))
    with pytest.raises(ValueError, match=r"^$"):
        read_json(opens * DEEPEST + "1" + closes * DEEPEST)
