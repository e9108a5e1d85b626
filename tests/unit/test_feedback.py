import json

import pytest

from builders import NOW, named
from matrix_xblock.codec import ledger as rows
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.feedback import COMMENT_LIMIT, COMMENTS_LIMIT, Return, write_return


def returned(**changes):
    said = {"round_id": "baseline", "revision": 1, "reason": "Please say more.", "comments": {}}
    return write_return(**{**said, **changes}, now=NOW)


def test_a_return_says_why_and_what_was_read():
    assert returned(comments={"subject": "Which year?"}) == Return(
        round_id="baseline",
        revision=1,
        reason="Please say more.",
        at=NOW,
        comments={"subject": "Which year?"},
    )


@pytest.mark.parametrize("reason", ["", " \r\n\t"])
def test_a_return_without_a_reason_is_refused(reason):
    with pytest.raises(Invalid) as refused:
        returned(reason=reason)

    assert named(refused.value.problems) == [("reason", "missing_words")]


def test_words_are_cleaned():
    after = returned(reason=" one\r\ntwo ", comments={"subject": "\tthree\v"})

    assert (after.reason, after.comments) == ("one\ntwo", {"subject": "three"})


def test_an_empty_comment_is_left_out():
    assert returned(comments={"subject": " ", "networks": "More?"}).comments == {
        "networks": "More?"
    }


def test_words_as_long_as_the_limit_are_fine():
    after = returned(reason="x" * COMMENT_LIMIT, comments={"subject": "y" * COMMENT_LIMIT})

    assert (len(after.reason), len(after.comments["subject"])) == (COMMENT_LIMIT, COMMENT_LIMIT)


def test_every_problem_of_a_return_is_named_at_once():
    with pytest.raises(Invalid) as refused:
        returned(
            reason="x" * (COMMENT_LIMIT + 1),
            comments={"subject": "\x00", "networks": "y" * (COMMENT_LIMIT + 1)},
        )

    assert named(refused.value.problems) == [
        ("reason", "too_long"),
        ("comments.subject", "hidden_character"),
        ("comments.networks", "too_long"),
    ]


def full_comments(length):
    return {f"area-{n}": "📚" * min(COMMENT_LIMIT, length - n * COMMENT_LIMIT) for n in range(3)}


def test_all_comments_together_have_a_limit():
    with pytest.raises(Invalid) as refused:
        returned(comments=full_comments(COMMENTS_LIMIT + 1))

    assert named(refused.value.problems) == [("comments", "too_long")]


def test_the_fullest_return_fits_into_one_row():
    after = returned(reason="📚" * COMMENT_LIMIT, comments=full_comments(COMMENTS_LIMIT))

    assert len(json.dumps(rows.write_return(after))) <= rows.ROW_LIMIT
