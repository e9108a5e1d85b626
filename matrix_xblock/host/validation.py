"""Messages for the unit page of Studio."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

from xblock.validation import Validation, ValidationMessage

from matrix_xblock.domain.errors import Problem
from matrix_xblock.host import places, translation, wording
from matrix_xblock.host.setup import date_problems

__all__ = ["with_problems"]

_MOST = 20


def with_problems(
    block: Any, messages: Validation, problems: Iterable[Problem], left_out: Iterable[str]
) -> Validation:
    """Add what is wrong, and what an import left out, to what the platform has to say."""
    with translation.speaking(block):
        for problem in islice(chain(problems, date_problems(block)), _MOST):
            messages.add(ValidationMessage(ValidationMessage.ERROR, places.named(problem)))
        for path in islice(left_out, _MOST):
            named = f"{wording.label('left_out')}: {path}"
            messages.add(ValidationMessage(ValidationMessage.WARNING, named))
    return messages
