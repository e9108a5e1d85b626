"""When something was made and changed, and how often it was saved, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.values.revisions import Revised

__all__ = ["REVISION", "read_revision", "write_revision"]

REVISION = ("created", "updated", "revision")
"""The keys."""


class Revision(TypedDict):
    """What is read, by the names of the fields that it fills."""

    created: datetime | None
    updated: datetime | None
    revision: int


def read_revision(reading: Reading) -> Revision:
    """Read the three fields; what is wrong with them is among the problems of the reading."""
    return {
        "created": reading.time("created"),
        "updated": reading.time("updated"),
        "revision": reading.integer("revision"),
    }


def write_revision(revised: Revised) -> dict[str, Any]:
    """Write the three fields so that `read_revision` gives equal ones back."""
    return {
        "created": iso(revised.created),
        "updated": iso(revised.updated),
        "revision": revised.revision,
    }
