"""What has become of the sentences of a text: as they were, new, or gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix_xblock.domain.review.passages import PassageKind, passages

SAME, REMOVED, ADDED = PassageKind.SAME, PassageKind.REMOVED, PassageKind.ADDED


def compared(before, now):
    return [(each.kind, each.text) for each in passages(before, now)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("", "", []),
        ("One.", "One.", [(SAME, "One.")]),
        ("", "One.", [(ADDED, "One.")]),
        ("One.", "", [(REMOVED, "One.")]),
        ("One.", "One. Two.", [(SAME, "One. "), (ADDED, "Two.")]),
        (
            "One. Two. Three.",
            "One. Two. Four.",
            [(SAME, "One. Two. "), (REMOVED, "Three."), (ADDED, "Four.")],
        ),
        ("One. Two.", "Two.", [(REMOVED, "One. "), (SAME, "Two.")]),
        ("One.", "Three.", [(REMOVED, "One."), (ADDED, "Three.")]),
        ("One\nTwo", "One\nThree", [(SAME, "One\n"), (REMOVED, "Two"), (ADDED, "Three")]),
        ("no stop", "no stop here", [(REMOVED, "no stop"), (ADDED, "no stop here")]),
    ],
)
def test_sentences_are_as_they_were_new_or_gone(before, now, expected):
    assert compared(before, now) == expected


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_word_is_lost_or_made_up(before, now):
    parts = compared(before, now)

    assert "".join(text for kind, text in parts if kind is not REMOVED) == now
    gone = "".join(text for kind, text in parts if kind is not ADDED)
    assert "".join(gone.split()) == "".join(before.split())
