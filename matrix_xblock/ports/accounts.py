"""Who is the same person in several courses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

__all__ = ["Accounts"]


class Accounts(Protocol):
    """Accounts of the platform, under whatever id a course knows them by."""

    def of_course(self, course: str) -> Mapping[str, str]:
        """Return the account of each participant of a course, in one query.

        Whoever has left the course is there as well. A host that knows no accounts knows nobody:
        then each participant is of one course alone.
        """
