"""Words that Python has to say: one sentence for each code, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from matrix_xblock.domain.errors import Problem

__all__ = ["has_words", "words"]


def gettext_noop(text: str) -> str:
    """Mark for translation, without the settings that Django's own needs at import."""
    return text


_SENTENCES = {
    # What a participant can put right, beside the field.
    "area_missing": gettext_noop("Choose where you are now in: %(area)s"),
    "hidden_character": gettext_noop(
        "Character %(position)s is a hidden control character. "
        "Delete it, or paste the text again as plain text."
    ),
    "too_long": gettext_noop(
        "The limit is %(limit)s characters. Shorten this by %(over)s or more."
    ),
    "unknown_choice": gettext_noop(
        "That answer is not one of the choices any more. Load the page again."
    ),
    "unknown_level": gettext_noop(
        "That level is not in this framework any more. Load the page again."
    ),
    # What stands in the way.
    "no_ledger": gettext_noop(
        "Signing off is not possible here: this is a preview, or the site cannot keep it."
    ),
    "not_started": gettext_noop("This review has not been started."),
    "round_closed": gettext_noop(
        "This round has closed, so this could not be saved. Copy what you want to keep."
    ),
    "round_upcoming": gettext_noop("This round has not opened yet."),
    "signed_off": gettext_noop("You have signed this review off, so it cannot be changed."),
    "stale": gettext_noop("This was saved in another tab or on another device in the meantime."),
    # Refusals by their own code.
    "invalid": gettext_noop("This request was not understood. Load the page again."),
    "locked": gettext_noop("This review cannot be changed at the moment."),
    "misconfigured": gettext_noop(
        "This review cannot be shown at the moment. Tell your course team that its set-up is wrong."
    ),
    "not_allowed": gettext_noop("You do not have access to this."),
    "too_large": gettext_noop("This is more text than can be saved at once."),
    "unavailable": gettext_noop("This is not possible here."),
    "unknown": gettext_noop("This could not be found."),
    "unreadable": gettext_noop(
        "Your record was saved by a newer version of this component. "
        "Nothing was changed. Tell your course team."
    ),
    "wrong_method": gettext_noop("This address does not take that kind of request."),
    # What an author can put right.
    "bad_id": gettext_noop("Use lower-case letters, digits and hyphens for an id."),
    "dates_out_of_order": gettext_noop("The dates have to be in the order: opens, due, closes."),
    "duplicate_id": gettext_noop("The id %(id)s is there more than once."),
    "missing_words": gettext_noop("Enter some words."),
    "no_points": gettext_noop("At least one part has to give points."),
    "not_a_choice": gettext_noop("This is not one of the known values."),
    "out_of_order": gettext_noop("The levels have to be in order, each with a number of its own."),
    "out_of_range": gettext_noop("Use a number from %(least)s to %(most)s."),
    "reserved_id": gettext_noop("The id %(id)s has a meaning of its own."),
    "too_few": gettext_noop("At least %(least)s are needed."),
    "too_many": gettext_noop("There can be %(most)s at the most."),
    "wrong_type": gettext_noop("This is not the kind of value that belongs here."),
    "unknown_condition": gettext_noop(
        "A condition needs choices of an earlier question with the same visibility: %(id)s"
    ),
    "unknown_framework": gettext_noop("There is no framework with this id."),
}


def has_words(problem: Problem) -> bool:
    """Tell whether the code of a problem has a sentence of its own."""
    return problem.code in _SENTENCES


def words(problem: Problem) -> str:
    """Say what is wrong. A code without a sentence of its own is said as *not understood*."""
    return gettext(_SENTENCES.get(problem.code, _SENTENCES["invalid"])) % problem.values
