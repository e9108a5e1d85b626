"""A return between the two sides: course staff hand a review back, and may take that back.

| what came before | participant | course staff |
|---|---|---|
| signed off | reads it | comment, return, accept |
| returned | may change it, or sign it off again | may take the return back |
| returned, taken back | reads it, as signed off | comment, return, accept |
| returned, changed by the participant | may go on, or sign it off again | the return stays |
| returned, signed off again | reads the new revision | decide about the new revision |

What decides is the ledger, which both sides read: the first change after a return is a row there.
The words of a return are read from there as well, and kept nowhere else.
"""

from __future__ import annotations

from dataclasses import replace

from matrix_xblock.domain.review.feedback import Responses, Return
from matrix_xblock.domain.review.review import Review, Status, reopen

__all__ = ["as_answered", "is_first_change", "to_keep", "with_words"]


def as_answered(review: Review, responses: Responses) -> Review:
    """Return a review as what course staff have answered leaves it, without their words.

    A return that only the record knows of, which no ledger can take back, stays as it is.
    """
    if review.status is Status.RETURNED and review.returned is not None:
        key = (review.round_id, review.returned.revision)
        is_gone = key in responses.taken_back and responses.returned_as(*key) is None
        return _as_before(review, review.returned, responses) if is_gone else review
    returned = responses.returned_as(review.round_id, review.revision)
    return review if returned is None else reopen(review, _wordless(returned))


def is_first_change(review: Review, responses: Responses) -> bool:
    """Tell whether a change of the review is the one after which its return stays."""
    if review.status is not Status.RETURNED or review.returned is None:
        return False
    key = (review.round_id, review.returned.revision)
    return responses.returned_as(*key) is not None and key not in responses.resumed


def with_words(review: Review, responses: Responses) -> Review:
    """Return a review with what course staff said when they returned it."""
    returned = review.returned and responses.returned_as(review.round_id, review.returned.revision)
    return replace(review, returned=returned) if returned else review


def to_keep(review: Review, responses: Responses) -> Review:
    """Return a review without the words of a return that are in the ledger."""
    returned = review.returned and responses.returned_as(review.round_id, review.returned.revision)
    return replace(review, returned=_wordless(returned)) if returned else review


def _as_before(review: Review, returned: Return, responses: Responses) -> Review:
    """Return what was signed off, as if it had never been returned. No answer is touched."""
    before = responses.returned_as(review.round_id, returned.revision - 1)
    earlier = {
        key: areas for key, areas in review.earlier_areas.items() if key != returned.revision
    }
    return replace(
        review,
        status=Status.SIGNED_OFF,
        revision=returned.revision,
        signed_off_at=review.earlier[-1] if review.earlier else returned.at,
        returned=_wordless(before) if before else None,
        earlier=review.earlier[:-1],
        earlier_areas=earlier,
    )


def _wordless(returned: Return) -> Return:
    return replace(returned, reason="", comments={})
