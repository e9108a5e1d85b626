"""Last time, beside an area: level, aim, reflection, evidence and comments, and nothing made up."""

from builders import NOW, a_framework, a_signed_off_review, an_area_review
from matrix_xblock.domain.review.feedback import Comment, Reply, Responses
from matrix_xblock.domain.review.review import Review
from matrix_xblock.screens.last_time import last_times

FRAMEWORK = a_framework()
SUBJECT = FRAMEWORK.area("subject")


def test_last_time_has_all_five_and_the_reply():
    answer = an_area_review(
        level_id="growing",
        target_level_id="established",
        reflection="I ran the meetings.",
        evidence="Minutes",
    )
    before = a_signed_off_review(areas={"subject": answer})
    comment = Comment("c", "p", before.round_id, before.revision, "subject", "Which?", NOW)
    reply = Reply("r", "c", "The first.", NOW)
    responses = Responses(comments=(comment,), replies=(reply,))

    [shown] = last_times(FRAMEWORK, SUBJECT, Review("mid-point"), before, responses)

    assert (shown.level, shown.target) == ("Growing", "Established")
    assert (shown.reflection, shown.evidence) == ("I ran the meetings.", "Minutes")
    assert shown.comments == ((comment, (reply,)),)


def test_an_area_that_was_not_answered_has_no_last_time():
    before = a_signed_off_review(areas={})

    assert last_times(FRAMEWORK, SUBJECT, Review("mid-point"), before, Responses()) == ()
