"""Receivers of the platform's signals."""

from __future__ import annotations

import logging
from typing import Any

from matrix_xblock.host.archive import archive_of

__all__ = ["erase_retired"]

_log = logging.getLogger(__name__)

_PASSES = 3
"""It is looked for again until nothing is left: course staff may have been writing meanwhile."""


def erase_retired(sender: Any, user: Any, **more: Any) -> None:
    """Erase everything of somebody whom the platform retires, in every course.

    Whatever fails is raised: it fails the step of the pipeline, which is then run again. What was
    erased by then stays erased.
    """
    del sender, more
    archive, number = archive_of(user), 0
    for _ in range(_PASSES):
        erased = sum(sum(step.values()) for step in archive.erase())
        number += erased
        if not erased:
            break
    _log.info("A retired account: %d rows of reviews were erased or lost its name.", number)
