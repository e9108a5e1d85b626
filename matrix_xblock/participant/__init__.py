"""What a participant does: review, log CPD, plan, look back, and keep their own record."""

from matrix_xblock.participant import (
    calendar,
    cpd,
    cpd_import,
    my_record,
    one_page,
    picture,
    plans,
    progress,
    record_import,
    replies,
    team,
)
from matrix_xblock.participant.actions import (
    save_answers,
    save_area,
    save_private,
    sheet,
    show,
    sign_off,
    start,
)

__all__ = [
    "calendar",
    "cpd",
    "cpd_import",
    "my_record",
    "one_page",
    "picture",
    "plans",
    "progress",
    "record_import",
    "replies",
    "save_answers",
    "save_area",
    "save_private",
    "sheet",
    "show",
    "sign_off",
    "start",
    "team",
]
