"""Receivers of the platform's signals."""

from __future__ import annotations

import logging
from typing import Any

from matrix_xblock.host.archive import archive_of

__all__ = ["erase_retired"]

_log = logging.getLogger(__name__)


def erase_retired(sender: Any, user: Any, **more: Any) -> None:
    """Erase everything of somebody whom the platform retires, in every course.

    Whatever fails is raised: it fails the step of the pipeline, which is then run again. What was
    erased by then stays erased.
    """
    del sender, more
    number = sum(sum(step.values()) for step in archive_of(user).erase())
    _log.info("A retired account: %d rows of reviews were erased or lost its name.", number)
