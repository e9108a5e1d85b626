"""What a participant does: open, start, answer, check and sign off."""

from matrix_xblock.participant.actions import (
    save_answers,
    save_area,
    save_private,
    sheet,
    show,
    sign_off,
    start,
)

__all__ = ["save_answers", "save_area", "save_private", "sheet", "show", "sign_off", "start"]
